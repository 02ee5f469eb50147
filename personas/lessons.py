"""Lessons: what a persona's taste learns from the votes on one post."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import log

from personas.diary import Change, Lesson, noticed
from personas.taste import NEW, OPEN, OPEN_NEW, USUAL, Arm, Features, Taste, new_arm
from personas.topics import lexicon

SETTLED = timedelta(hours=6)
FADE = 0.985
SLACK = 0.2
LET_DOWN = 3.5
KEPT = 0.1
KEPT_POSTS = 0.65


@dataclass(frozen=True, slots=True)
class Votes:
    """What one post earned: likes, dislikes, and how many people were there to see it."""

    likes: int
    dislikes: int = 0
    seen_by: int = 0


def settle_after(posted_at: datetime) -> datetime:
    """Return the moment from which a post's votes may be learnt from, once."""
    return posted_at + SETTLED


def learn(taste: Taste, features: Features, votes: Votes, now: datetime) -> tuple[Taste, list[Change]]:
    """Credit one post's features with its votes, and tell the weights that have moved far since they were last told.

    The log odds of a like are taken as a sum of what is usual and the lifts of what the picture shows; a Kalman step
    with a diagonal covariance shares the surprise among them by their doubt. What was learnt fades with each post, and
    most of it is let go when post after post falls short, as before a new audience. Call it once for each post.
    """
    crowd = max(votes.seen_by, votes.likes + votes.dislikes)
    if crowd == 0:
        return taste, []
    taste = _faded(replace(taste, arms=(*taste.arms, *_unknown(taste, features))))
    no = crowd - votes.likes
    noise = 1 / (votes.likes + 0.5) + 1 / (no + 0.5)
    shown = {(arm.kind, arm.name) for arm in _shown(taste, features)}
    known = [arm for arm in taste.arms if (arm.kind, arm.name) in shown]
    off = log((votes.likes + 0.5) / (no + 0.5)) - taste.usual - sum(arm.lift for arm in known)
    width = noise + taste.doubt + sum(arm.doubt for arm in known)
    step = off / width
    arms = tuple(_stepped(arm, step, width) if (arm.kind, arm.name) in shown else arm for arm in taste.arms)
    left = 1 - taste.doubt / width
    let_down = max(0.0, taste.let_down - off / width**0.5 - SLACK)
    learnt = replace(taste, arms=arms, usual=taste.usual + taste.doubt * step, doubt=taste.doubt * left)
    learnt = replace(learnt, posts=taste.posts + 1, let_down=let_down)
    let_go = let_down > LET_DOWN
    lesson = Lesson(frozenset(shown), off > 0, votes.likes, crowd, now, let_go)
    return noticed(_let_go(learnt) if let_go else learnt, lesson)


def _stepped(arm: Arm, step: float, width: float) -> Arm:
    if arm.locked:
        return arm
    return replace(arm, lift=arm.lift + arm.doubt * step, doubt=arm.doubt * (1 - arm.doubt / width))


def _unknown(taste: Taste, features: Features) -> list[Arm]:
    """Return arms for things a picture shows that no arm of the taste stands for, by their own name or their kind's."""
    names = {arm.name for arm in taste.arms if arm.kind == "subject"}
    new = [name for name in features.subjects if not names & {name, _kind(name)}]
    return [new_arm("subject", name, NEW, OPEN_NEW) for name in new]


def _shown(taste: Taste, features: Features) -> Iterator[Arm]:
    """Yield the arms a picture shows; a kind stands for those of its things that have no arm."""
    names = {arm.name for arm in taste.arms if arm.kind == "subject"}
    kinds = {_kind(name) for name in features.subjects if name not in names}
    for arm in taste.arms:
        if features.hold(arm.kind, arm.name) or (arm.kind == "subject" and arm.name in kinds):
            yield arm


def _kind(name: str) -> str:
    topic = lexicon().get(name)
    return topic.kind if topic else ""


def _faded(taste: Taste, kept: float = FADE) -> Taste:
    """Return a taste a little nearer to what it was before any votes, and less sure of itself."""
    arms = tuple(
        replace(arm, lift=arm.lift * kept, doubt=arm.open - kept * kept * (arm.open - arm.doubt)) for arm in taste.arms
    )
    usual, doubt = USUAL + kept * (taste.usual - USUAL), OPEN - kept * kept * (OPEN - taste.doubt)
    return replace(taste, arms=arms, usual=usual, doubt=doubt, posts=taste.posts * kept)


def _let_go(taste: Taste) -> Taste:
    return replace(_faded(taste, KEPT), posts=taste.posts * KEPT_POSTS, let_down=0.0)
