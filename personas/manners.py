"""Manners: who may speak now. Pure rules, below any writer's will; each verdict names its rule for the log."""

import itertools
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from personas.card import Card
from personas.hearing import CALLS, hear
from personas.topics import liking
from personas.view import Addressed, Arrival, Heard, NewPost, Overheard, OwnHour, Recap, RoomView, Seen

WINDOW = timedelta(minutes=10)
REPLIES_PER_WINDOW = 6
ANSWERS_PER_WINDOW = 18
TURNS_IN_A_ROW = 2
HOPS = 3
FAST = timedelta(seconds=45)
FAST_LINES = 5
FOLLOW_UP = timedelta(minutes=3)
PICTURE_PACE = timedelta(minutes=5)
UNWATCHED_PICTURES = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a persona may take this turn, and the rule that said so."""

    slug: str
    allowed: bool
    rule: str


def who_may_speak(
    cards: Mapping[str, Card],
    view: RoomView,
    *,
    quiet_until: datetime | None = None,
    muted: frozenset[str] = frozenset(),
) -> list[Verdict]:
    """Judge every persona of a room for this cause, those who may speak first; at most one speaks unasked."""
    verdicts = []
    unasked = False
    for slug in _order(cards, view):
        if slug in muted or (quiet_until is not None and view.now < quiet_until):
            verdicts.append(Verdict(slug, False, "muted" if slug in muted else "quiet"))
            continue
        rule = _judge(cards[slug], view)
        allowed = rule in ALLOWED
        if allowed and unasked and rule not in ("addressed", "own-hour"):
            allowed, rule = False, "second-voice"
        unasked = unasked or (allowed and rule not in ("addressed", "own-hour"))
        verdicts.append(Verdict(slug, allowed, rule))
    return sorted(verdicts, key=lambda verdict: not verdict.allowed)


ALLOWED = frozenset({"addressed", "follow-up", "roll", "company", "welcome", "own-hour"})


def _order(cards: Mapping[str, Card], view: RoomView) -> list[str]:
    """Order the cast: those spoken to as they were named, then those whose taste is touched, then by the view's seed."""
    here = [slug for slug in cards if not view.cast or slug in view.cast]
    random.Random(f"{view.seed}:{view.room}:order").shuffle(here)
    asked: tuple[str, ...] = ()
    text = ""
    if isinstance(view.cause, Addressed | Overheard):
        asked, text = view.cause.line.addressed, view.cause.line.text
    elif isinstance(view.cause, NewPost):
        text = view.cause.post.prompt
    keen = {slug: liking(cards[slug].tastes, text) if text else 0.0 for slug in here}
    return sorted(here, key=lambda slug: (asked.index(slug) if slug in asked else len(asked), -keen[slug]))


def _judge(card: Card, view: RoomView) -> str:
    match view.cause:
        case Arrival():
            return "welcome" if card.host or view.direct else "not-host"
        case OwnHour():
            return _own_hour(card, view)
        case Recap():
            return "welcome" if card.host else "not-host"
        case NewPost(post):
            return (
                "own-post" if post.author_slug == card.slug else _unasked(card, view, 0.6 if post.is_persona else 1.0)
            )
        case Addressed(line) | Overheard(line):
            return _spoken(card, line, view)


def _spoken(card: Card, line: Heard, view: RoomView) -> str:
    if line.slug == card.slug:
        return "own-line"
    if card.slug in line.addressed:
        return _asked(line, view)
    if line.addressed:
        return "for-another"
    if line.is_persona:
        return capped(view) or "persona-talk"
    if _partner(view, line) == card.slug:
        return capped(view) or "follow-up"
    if _partner(view, line):
        return "in-talk"
    return _unasked(card, view, 1.0, called=hear(line.text).kind in CALLS)


def _asked(line: Heard, view: RoomView) -> str:
    """Who is spoken to answers: a person always within the room's window, a persona only while the caps hold."""
    if not line.is_persona:
        return "cap-window" if _replies(view) >= ANSWERS_PER_WINDOW else "addressed"
    return capped(view) or "addressed"


def capped(view: RoomView) -> str:
    """Name the hard cap that stops any persona from speaking now, or return an empty string."""
    tail = since_person(view)
    if len(tail) >= TURNS_IN_A_ROW:
        return "cap-row"
    if hops(tail) >= HOPS:
        return "cap-hops"
    most = REPLIES_PER_WINDOW * (2 if is_alone(view) else 1)  # one person alone is in a talk, not talked over
    return "cap-window" if _replies(view) >= most else ""


def since_person(view: RoomView) -> list[Heard]:
    """Return what personas said since a person last spoke or painted, oldest first."""
    last = max((entry.at for entry in _entries(view) if not entry.is_persona), default=None)
    tail: list[Heard] = []
    for line in reversed(view.lines):
        if not line.is_persona or (last is not None and line.at <= last):
            break
        tail.append(line)
    return tail[::-1]


def hops(tail: Sequence[Heard]) -> int:
    """Count how often talk went from one persona to another in a run of their lines."""
    return sum(1 for before, after in itertools.pairwise(tail) if before.slug != after.slug)


def _replies(view: RoomView) -> int:
    return sum(1 for line in view.lines if line.is_persona and view.now - line.at < WINDOW)


def _partner(view: RoomView, line: Heard) -> str:
    """Return the persona this person is in the middle of a talk with: the one who answered their last line just now."""
    before = [earlier for earlier in view.lines if earlier.line_id != line.line_id and earlier.at <= line.at]
    if not before or not before[-1].is_persona or line.at - before[-1].at > FOLLOW_UP:
        return ""
    theirs = {earlier.line_id for earlier in before if earlier.slug == line.slug}
    last = before[-1]
    answered = last.reply_to in theirs or (len(before) > 1 and before[-2].slug == line.slug)
    return last.slug if answered and not line.is_persona else ""


def _unasked(card: Card, view: RoomView, share: float, called: bool = False) -> str:
    """Caps, hours and the cool-down first, then a roll of talkativeness; kinder to one alone, and to a call to the room."""
    if cap := capped(view):
        return cap
    if not card.awake(view.now.time()):
        return "asleep"
    lately = [line for line in view.lines if view.now - line.at < FAST]
    if len({line.slug for line in lately if not line.is_persona}) > 1 and len(lately) >= FAST_LINES:
        return "crowded"
    alone = is_alone(view)
    pause = timedelta(minutes=card.cooldown) / (4 if alone or called else 1)
    if any(line.slug == card.slug and view.now - line.at < pause for line in view.lines):
        return "cool-down"
    chance = card.talkativeness * share * (1.6 if alone else 1.0)
    if called:
        chance = max(chance, 0.9 if card.host else 0.5)
    if random.Random(f"{view.seed}:{view.room}:{card.slug}:roll").random() < chance:
        return "company" if alone else "roll"
    return "roll-no"


def is_alone(view: RoomView) -> bool:
    """Say whether at most one person has spoken lately, so that a line to nobody is likely meant for the cast."""
    return len({line.slug for line in view.lines if not line.is_persona and view.now - line.at < WINDOW}) <= 1


def _own_hour(card: Card, view: RoomView) -> str:
    """A picture of its own keeps a pace apart from talk, and slows when nobody has been there to see it."""
    if not card.awake(view.now.time()):
        return "asleep"
    if any(not line.is_persona and view.now - line.at < timedelta(seconds=40) for line in view.lines):
        return "people-talk"
    own = [post for post in view.posts if post.is_persona]
    if own and view.now - own[-1].at < PICTURE_PACE:
        return "pace"
    if any(post.author_slug == card.slug and view.now - post.at < timedelta(minutes=card.cooldown) for post in own):
        return "cool-down"
    seen = max((entry.at for entry in _entries(view) if not entry.is_persona), default=None)
    unwatched = [post for post in own if seen is None or post.at > seen]
    if len(unwatched) < UNWATCHED_PICTURES:
        return "own-hour"
    return "unwatched" if view.now - unwatched[-1].at < timedelta(hours=3) else "own-hour"


def _entries(view: RoomView) -> list[Heard | Seen]:
    return [*view.lines, *view.posts]
