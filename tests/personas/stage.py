"""A stage for one turn: the shipped cast, a room at half past seven on a November evening, and what was said before."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from personas.card import read_cast
from personas.mind import decide
from personas.names import addressed
from personas.view import Action, Addressed, Cause, Heard, Memory, Overheard, RoomView, Seen
from personas.writers.scripted import ScriptedWriter

FOLDER = Path(__file__).parents[2] / "personas" / "cast"
CAST = read_cast(FOLDER)
EVENING = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)


def said(text: str, who: str = "ana", line_id: int = 1, at: datetime = EVENING, reply_to: int | None = None) -> Heard:
    """Return a line; it is a persona's when a persona says it, and speaks to whom it names."""
    name = CAST[who].named("en") if who in CAST else who.title()
    to = tuple(slug for slug in addressed(text, CAST) if slug != who)
    return Heard(line_id, name, who, who in CAST, text, at, to, reply_to)


def talk(*lines: tuple[str, str], gap: float = 20, last: datetime = EVENING) -> tuple[Heard, ...]:
    """Return lines said one after the other, the last one at `last`."""
    start = last - timedelta(seconds=gap * (len(lines) - 1))
    return tuple(said(text, who, at + 1, start + timedelta(seconds=gap * at)) for at, (who, text) in enumerate(lines))


def painted(prompt: str, who: str = "ana", post_id: int = 1, at: datetime = EVENING) -> Seen:
    """Return a post in the room."""
    return Seen(post_id, f"A{post_id}B2", who.title(), who, who in CAST, prompt, "ink", 2, at)


def view(
    cause: Cause, lines: Sequence[Heard] = (), posts: Sequence[Seen] = (), seed: int = 1, language: str = "en"
) -> RoomView:
    """Return the room as a persona sees it a moment after the cause."""
    now = EVENING + timedelta(seconds=2)
    return RoomView("lobby", language, now, cause, tuple(lines), tuple(posts), ("ana",), tuple(CAST), seed)


def hearing(lines: Sequence[Heard], **rest: int) -> RoomView:
    """Return the view of the last of some lines."""
    last = lines[-1]
    return view(Addressed(last) if last.addressed else Overheard(last), lines, seed=rest.get("seed", 1))


async def answers(
    slug: str,
    text: str,
    posts: Sequence[Seen] = (),
    language: str = "en",
    memory: Memory | None = None,
    seed: int = 1,
    who: str = "ana",
) -> Action:
    """Return what a persona does when somebody says something to it."""
    line = Heard(1, who.title(), who, False, text, EVENING, (slug,))
    room = view(Addressed(line), (line,), posts, seed, language)
    return await decide(CAST[slug], room, memory or Memory(), ScriptedWriter())
