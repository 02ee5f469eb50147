"""Diary: dated lines that tell how votes moved a persona's taste, each of which its author may undo or lock."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from core.words import _, translator
from personas.counting import counted, kind_named
from personas.shelf import PLAIN, colours_of, style_named
from personas.taste import Arm, Kind, Taste, lift_for, standing
from personas.topics import lexicon

Why = Literal["votes", "time", "audience"]
NOTICED = 0.15
_LINES = {
    ("subject", True): _("{date}: more {name} ({before} → {after})"),
    ("subject", False): _("{date}: less of {name} ({before} → {after})"),
    ("style", True): _("{date}: more pictures in {name} ({before} → {after})"),
    ("style", False): _("{date}: fewer pictures in {name} ({before} → {after})"),
    ("palette", True): _("{date}: more {name} ({before} → {after})"),
    ("palette", False): _("{date}: less of {name} ({before} → {after})"),
}
_WHY = {
    "votes": _("{likes} of {people} liked the last one"),
    "time": _("as older votes fade"),
    "audience": _("what used to be liked no longer is"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A weight that moved far enough to be told, and why: the votes on a post that showed it, time, another audience."""

    kind: Kind
    name: str
    before: float
    after: float
    at: datetime
    why: Why = "votes"
    likes: int = 0
    seen_by: int = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a taste has just learnt from: the arms that were shown, the way they moved, the votes, a change of audience."""

    shown: frozenset[tuple[Kind, str]]
    up: bool
    likes: int
    seen_by: int
    at: datetime
    let_go: bool = False

    def changed(self, arm: Arm) -> Change:
        """Return the change of an arm since it was last told."""
        after = standing(arm)
        voted = (arm.kind, arm.name) in self.shown and (after > arm.told) == self.up
        why: Why = "audience" if self.let_go else "votes" if voted else "time"
        return Change(arm.kind, arm.name, arm.told, after, self.at, why, self.likes, self.seen_by)


def noticed(taste: Taste, lesson: Lesson) -> tuple[Taste, list[Change]]:
    """Return the changes since they were last told, and the taste that remembers having told them."""
    moved = [arm for arm in taste.arms if not arm.locked and abs(standing(arm) - arm.told) >= NOTICED]
    told = {(arm.kind, arm.name) for arm in moved}
    arms = tuple(replace(arm, told=standing(arm)) if (arm.kind, arm.name) in told else arm for arm in taste.arms)
    return replace(taste, arms=arms), [lesson.changed(arm) for arm in moved]


def told(change: Change, language: str) -> str:
    """Return a change as a line for its author: the date, what there will be more or less of, and why."""
    say = translator(language)
    line = say(_LINES[change.kind, change.after > change.before]).format(
        date=f"{change.at:%Y-%m-%d}",
        name=_named(change.kind, change.name, language),
        before=f"{change.before:.2f}",
        after=f"{change.after:.2f}",
    )
    why = say(_WHY[change.why]).format(likes=change.likes, people=change.seen_by)
    return f"{line}，{why}" if language == "zh" else f"{line}, {why}"


def _named(kind: Kind, name: str, language: str) -> str:
    if kind == "style":
        return style_named(name, language)
    if kind == "palette":
        plain = "随时辰而变的颜色" if language == "zh" else "the colours of the hour"
        return plain if name == PLAIN else colours_of(name, language).removeprefix("in ")
    topic = lexicon().get(name)
    if topic is None:
        return kind_named(name, language)
    return topic.zh if language == "zh" else counted(topic)


def undo(taste: Taste, change: Change) -> Taste:
    """Return the taste with one weight where it stood before a change; what is sure of it stays, so it moves as slowly."""
    return _with(taste, change.kind, change.name, before=change.before)


def lock(taste: Taste, kind: Kind, name: str, *, locked: bool = True) -> Taste:
    """Return the taste with one weight held at its card's value whatever the votes say, or let go again."""
    return _with(taste, kind, name, locked=locked)


def _with(taste: Taste, kind: Kind, name: str, *, before: float | None = None, locked: bool | None = None) -> Taste:
    arms = []
    for arm in taste.arms:
        if (arm.kind, arm.name) == (kind, name):
            arm = arm if before is None else replace(arm, lift=lift_for(arm, before))
            arm = arm if locked is None else replace(arm, locked=locked, lift=0.0, doubt=arm.open)
            arm = replace(arm, told=standing(arm))
        arms.append(arm)
    return replace(taste, arms=tuple(arms))
