"""Diary: dated lines that tell how votes moved a persona's taste, each of which its author may undo or lock."""

from dataclasses import dataclass, replace
from datetime import datetime

from personas.taste import Kind, Taste, standing

NOTICED = 0.15


@dataclass(frozen=True, slots=True)
class Change:
    """A weight that moved far enough to be told, and the votes on the post that moved it last."""

    kind: Kind
    name: str
    before: float
    after: float
    likes: int
    seen_by: int
    at: datetime


def noticed(taste: Taste, likes: int, seen_by: int, now: datetime) -> tuple[Taste, list[Change]]:
    """Return the changes since they were last told, and the taste that remembers having told them."""
    moved = [arm for arm in taste.arms if not arm.locked and abs(standing(arm) - arm.told) >= NOTICED]
    changes = [Change(arm.kind, arm.name, arm.told, standing(arm), likes, seen_by, now) for arm in moved]
    return replace(taste, arms=tuple(replace(a, told=standing(a)) if a in moved else a for a in taste.arms)), changes
