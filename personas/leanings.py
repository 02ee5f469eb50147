"""Leanings: what a persona is inclined to do with a turn, before anyone writes a word."""

import random
import re
from typing import Literal

from personas.card import Card
from personas.hearing import CALLS, hear
from personas.manners import is_alone, since_person
from personas.topics import liking
from personas.view import Addressed, Arrival, Heard, NewPost, Overheard, OwnHour, Recap, RoomView, Seen

Leaning = Literal["answer", "welcome", "paint", "remark", "remix", "comment", "like", "join", "recap", "pass"]
WARM = frozenset({"sad", "glad", "tired", "hello", "bye"})
_OPEN = ("?", "？", "anyone", "everybody", "everyone", "hello", "大家", "有人", "你们", "hi all")


def dice(card: Card, view: RoomView, what: str) -> random.Random:
    """Return the persona's own random numbers for this turn; the same view gives the same."""
    match view.cause:
        case Addressed(line) | Overheard(line):
            which = f"line:{line.line_id}"
        case NewPost(post):
            which = f"post:{post.post_id}"
        case Arrival(slug=slug):
            which = f"arrival:{slug}"
        case OwnHour():
            which = f"hour:{view.now.isoformat(timespec='minutes')}"
        case Recap():
            which = f"recap:{view.now.date().isoformat()}"
    return random.Random(f"{view.seed}:{view.room}:{card.slug}:{which}:{what}")


def lean(card: Card, view: RoomView) -> Leaning:
    """Return what the persona is inclined to do now; "pass" is common, and no failure."""
    roll = dice(card, view, "lean").random()
    match view.cause:
        case Arrival():
            return "welcome" if card.host or view.direct else "pass"
        case Addressed(line):
            return _to_persona(card, line, view, roll) if line.is_persona else "answer"
        case Overheard(line):
            if line.is_persona or line.slug == card.slug:
                return "pass"
            if _in_talk(card, view):
                return "answer"
            return "join" if roll < _interest(card, line.text, view) else "pass"
        case NewPost(post):
            return _to_post(card, post, roll)
        case OwnHour():
            return _own(card, view, roll)
        case Recap():
            return "recap" if card.host and view.posts else "pass"


def _to_persona(card: Card, line: Heard, view: RoomView, roll: float) -> Leaning:
    """Personas let a talk among themselves rest soon, and do not mind being talked about."""
    spoken_of = any(re.search(rf"{re.escape(name)}(?:['’]s|的)", line.text) for name in card.names.values())
    return "pass" if spoken_of or roll > 0.7 / (1 + len(since_person(view)[1:])) else "answer"


def _in_talk(card: Card, view: RoomView) -> bool:
    """Say whether the line before this one was the persona's own, so that this one may be meant for it."""
    before = view.lines[-2:-1] if view.lines and _is_cause(view) else view.lines[-1:]
    return bool(before) and before[0].slug == card.slug


def _is_cause(view: RoomView) -> bool:
    return isinstance(view.cause, Overheard) and view.lines[-1].line_id == view.cause.line.line_id


def _interest(card: Card, text: str, view: RoomView) -> float:
    """How likely a line is taken up: by what it means, by taste, for company; a little anyway."""
    kind = hear(text).kind
    if kind in CALLS:
        return 1.0
    meant = 0.75 if kind in WARM or any(mark in text.casefold() for mark in _OPEN) else 0.0
    return max(0.5 if is_alone(view) else 0.1, meant, 0.95 * liking(card.tastes, text))


def _to_post(card: Card, post: Seen, roll: float) -> Leaning:
    if post.author_slug == card.slug:
        return "pass"
    if post.is_persona:
        return "like" if roll < 0.14 else "comment" if roll < 0.14 + 0.12 * card.talkativeness else "pass"
    warmth = 0.3 + 0.4 * liking(card.tastes, post.prompt)
    if roll < 0.05 + (0.05 if warmth > 0.5 else 0.0):
        return "remix"
    return "comment" if roll < 0.1 + warmth else "like" if roll < 0.42 + warmth else "pass"


def _own(card: Card, view: RoomView, roll: float) -> Leaning:
    """Mostly a picture; a remark only while the last word in the room was a person's or nobody's."""
    if roll < 0.16 and not since_person(view):
        return "remark"
    if roll > 0.9 and remixable(card, view):
        return "remix"
    return "paint"


def remixable(card: Card, view: RoomView) -> list[Seen]:
    """Return recent pictures that this persona may paint anew: people's, and those of personas it has a relation to."""
    taken = {post.remix_of for post in view.posts if post.author_slug == card.slug}
    known = [post for post in view.posts[-12:] if not post.is_persona or post.author_slug in card.relations]
    return [post for post in known if post.author not in taken and post.prompt]
