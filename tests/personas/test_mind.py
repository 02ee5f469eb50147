"""The mind: whatever a writer returns, only what the house allows comes out; the same view, the same decision."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personas.card import Card
from personas.hearing import hear
from personas.mind import decide, tidy
from personas.topics import topic_of, word_of
from personas.view import (
    Action,
    Addressed,
    Comment,
    Imagine,
    Like,
    Memory,
    NewPost,
    OwnHour,
    Pass,
    Remix,
    RoomView,
    Say,
)
from personas.writers.scripted import ScriptedWriter
from tests.personas.stage import CAST, answers, painted, said, view

LINE = said("Iris, hello", line_id=7)
ROOM = view(Addressed(LINE), (LINE,), (painted("a heron in fog", post_id=5),))


class FixedWriter:
    """A writer that has one thing to say, or one way to fail."""

    def __init__(self, outcome: object) -> None:
        self.outcome = outcome

    async def write(self, card: Card, view: RoomView, memory: Memory) -> Action:
        """Return the outcome, or raise it."""
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome  # type: ignore[return-value]


@pytest.mark.parametrize(
    "outcome",
    [
        TimeoutError(),
        KeyError("choices"),
        None,
        "hello",
        {"say": "hello"},
        Say("  "),
        Say(None),  # type: ignore[arg-type]
        Say("canaryhate"),
        Imagine("", "ink", "look"),
        Imagine("canarygore", "ink", "look"),
        Comment(999, "nice"),
        Remix(999, "a fox", "ink", "mine"),
        Like(999, "❤"),
    ],
)
async def test_odd_output_of_a_writer_becomes_a_pass_that_says_why(outcome: object) -> None:
    action = await decide(CAST["iris"], ROOM, Memory(), FixedWriter(outcome))

    assert isinstance(action, Pass)
    assert action.why


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Say("come <b>in</b> @everyone https://x.example", 7), Say("come in everyone", 7)),
        (Say("hm", 12345), Say("hm", None)),
        (Imagine("a fox\n in snow", "crayon", "here"), Imagine("a fox in snow", "", "here")),
        (Like(5, "🧨"), Like(5, "❤")),
        (Say("a" * 900), Say("a" * 399 + "…")),
    ],
)
async def test_what_a_writer_returns_is_made_fit_for_the_room(outcome: Action, expected: Action) -> None:
    assert await decide(CAST["iris"], ROOM, Memory(), FixedWriter(outcome)) == expected


async def test_a_line_said_before_is_not_said_again_unasked() -> None:
    action = await decide(CAST["mina"], view(OwnHour()), Memory(("Tea?",)), FixedWriter(Say("Tea?")))

    assert action == Pass("said before")


async def test_the_same_view_gives_the_same_decision() -> None:
    for seed in range(20):
        room = view(OwnHour(), posts=(painted("a tin moon"),), seed=seed)
        once = await decide(CAST["yan"], room, Memory(), ScriptedWriter())
        assert once == await decide(CAST["yan"], room, Memory(), ScriptedWriter())


async def test_in_its_own_hour_a_persona_mostly_paints() -> None:
    actions = [await decide(CAST["kai"], view(OwnHour(), seed=seed), Memory(), ScriptedWriter()) for seed in range(80)]
    pictures = [action for action in actions if isinstance(action, Imagine)]

    assert len(pictures) > 55
    assert len({action.prompt for action in pictures}) > 0.9 * len(pictures)


async def test_a_picture_by_a_person_gets_words_likes_and_now_and_then_a_remix() -> None:
    post = painted("a heron in fog")
    kinds = {
        type(await decide(CAST["iris"], view(NewPost(post), posts=(post,), seed=seed), Memory(), ScriptedWriter()))
        for seed in range(120)
    }

    assert kinds >= {Comment, Like, Remix}


async def test_a_motif_seen_before_is_noticed() -> None:
    earlier, post = painted("a heron on a post"), painted("a heron in fog", post_id=2)
    room = [view(NewPost(post), posts=(earlier, post), seed=seed) for seed in range(60)]
    actions = [await decide(CAST["iris"], one, Memory(), ScriptedWriter()) for one in room]
    texts = {action.text for action in actions if isinstance(action, Comment)}

    assert any("again" in text or "Second" in text or "Same" in text or "come back" in text for text in texts)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_hearing(text: str) -> None:
    assert hear(text, ("Iris", "鸢尾")).kind
    topic_of(text), word_of(text)
    assert "://" not in tidy(text, 100)


@pytest.mark.parametrize(
    "text", ["\x00\ud800", "a" * 100_000, "🦊" * 5000, "((((" * 900, "画" * 5000, "{name}{pool}", "\n\n"]
)
async def test_odd_lines_are_answered_all_the_same(text: str) -> None:
    for slug in ("mina", "luna"):
        assert isinstance(await answers(slug, text), Say | Imagine)
