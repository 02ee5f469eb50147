"""The host's two lines about a day, above its best pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from personas.card import Card
from personas.mind import Writer, decide
from personas.topics import topic_of
from personas.view import Memory, OwnHour, Recap, RoomView, Say, Seen
from personas.writers.desk import Desk


@dataclass(frozen=True, slots=True)
class Place:
    """The room that a digest is for: its number, its title and the language spoken there."""

    number: int
    title: str
    language: str


def compose_digest_lines(
    card: Card,
    posts: Sequence[Seen],
    language: str,
    *,
    seed: int = 0,
    now: datetime | None = None,
    memory: Memory | None = None,
) -> str:
    """Return two lines by the host about a period's best posts, the best one first; empty when there are none."""
    if not posts:
        return ""
    best, moment = posts[0], now or max(post.at for post in posts)
    view = RoomView(
        "digest", language, moment.astimezone(moment.tzinfo or UTC), OwnHour(), posts=tuple(posts), seed=seed
    )
    desk = Desk(card, view, memory or Memory())
    topics = [topic.word(desk.language) if (topic := topic_of(post.prompt)) else "" for post in posts]
    people = len({post.author_slug for post in posts})
    first = desk.say("digest best", name=best.author, topic=topics[0], count=str(len(posts)))
    other = next((topic for topic in topics[1:] if topic and topic != topics[0]), "")
    second = desk.say(
        "digest rest" if other else "digest alone", other=other, count=str(len(posts)), people=str(people)
    )
    return "\n".join(line for line in (first, second) if line)


async def written_lines(
    writer: Writer, card: Card, posts: Sequence[Seen], place: Place, *, seed: int, now: datetime
) -> str:
    """Return what a writer has the host say about a period's best posts; empty where it says nothing fit to be said."""
    shown = tuple(reversed(posts))  # the newest thing in sight, which is read first, is the best one
    view = RoomView(place.title, place.language, now, Recap(), posts=shown, seed=seed, room_id=place.number)
    action = await decide(card, view, Memory(), writer)
    return action.text if isinstance(action, Say) else ""
