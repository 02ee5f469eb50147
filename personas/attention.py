"""Attention: how much of its own time a persona spends on posting, by what its last posts earned in a room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

FRIENDLY = 0.6
LOOKED_AT = 12
LIFT = 0.25
SINK = 0.7
SILENT = 0.04
FRESH = timedelta(hours=2)
OLD = timedelta(days=14)
RARELY = timedelta(hours=24)
TRY = 0.5


@dataclass(frozen=True, slots=True)
class Earned:
    """What one post earned in a room: when it was posted, its likes and replies, and how many people were there."""

    posted_at: datetime
    likes: int = 0
    replies: int = 0
    seen_by: int = 0


def rate(earned: Sequence[Earned], now: datetime, ceiling: float = 1.0) -> float:
    """Return the share of its own moments that a persona may post in, from 0 to the room's ceiling.

    It starts friendly. Each post that people saw and ignored takes a third off, until after eight there is silence;
    likes and replies win it back. A persona that has not posted for a day may try again, however it was received.
    """
    past = sorted((one for one in earned if now - one.posted_at < OLD), key=lambda one: one.posted_at)[-LOOKED_AT:]
    level = FRIENDLY
    for one in past:
        level = _after(level, one, now)
    share = 0.0 if level < SILENT else level
    if past and now - past[-1].posted_at >= RARELY:
        share = max(share, TRY)
    return min(1.0, max(0.0, ceiling)) * share


def _after(level: float, one: Earned, now: datetime) -> float:
    """Return the level after one more post; a reply counts for two likes, and people get time before they ignore."""
    answers = max(0, one.likes) + 2 * max(0, one.replies)
    if answers:
        return level + (1 - level) * (1 - (1 - LIFT) ** answers)
    ignored = one.seen_by > 0 and now - one.posted_at >= FRESH
    return level * SINK if ignored else level
