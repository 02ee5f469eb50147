"""A room's wishes for digests: each with a number, changed in place, paused, and removed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import BadFlag, NoDigest, UnknownChoice
from core.models.rooms import Digest, Room
from core.words import _

PERIODS = ("day", "week", "month")
SCOPES = ("here", "everywhere")
MOST_PICTURES, MOST_VOTES, LAST_DAY = 9, 99, 28
TIMES = ("period", "hour", "minute", "timezone", "weekday", "monthday")
"""What decides when a digest comes: once it is changed, a time that has passed already does not count."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different in a digest; None leaves it as it is."""

    period: str | None = None
    hour: int | None = None
    minute: int | None = None
    timezone: str | None = None
    weekday: int | None = None
    monthday: int | None = None
    size: int | None = None
    scope: str | None = None
    least_votes: int | None = None
    pin: bool | None = None


async def digests_of(db: AsyncSession, room: Room) -> Sequence[Digest]:
    """Return a room's digests, active or paused, by number."""
    return (await db.scalars(select(Digest).where(Digest.room_id == room.id).order_by(Digest.number))).all()


async def find(db: AsyncSession, room: Room, number: int) -> Digest:
    """Return a room's digest by its number; NoDigest if there is none."""
    found = await db.scalar(select(Digest).where(Digest.room_id == room.id, Digest.number == number))
    if found is None:
        raise NoDigest(what=str(number))
    return found


def fresh(room: Room, now: datetime) -> Digest:
    """Return the digest that a room gets when nothing is said about it: the day's, at eight in the evening."""
    return Digest(
        room_id=room.id, number=0, period="day", hour=20, minute=0, timezone=room.timezone, weekday=0, monthday=1, size=5,
        scope="here", least_votes=1, pin=False, pinned="", active=True, since=now,
    )  # fmt: skip


async def add(db: AsyncSession, room: Room, change: Change, now: datetime) -> Digest:
    """Give a room one more digest. One that would come at the same times with the same pictures is changed instead."""
    _check(change)
    wish = fresh(room, now)
    _apply(wish, change)
    for other in await digests_of(db, room):
        if all(getattr(other, name) == getattr(wish, name) for name in (*TIMES, "scope")):
            return await alter(db, other, change, now)
    highest = select(func.coalesce(func.max(Digest.number), 0)).where(Digest.room_id == room.id)
    while True:
        wish.number = (await db.scalar(highest) or 0) + 1
        try:
            async with db.begin_nested():
                db.add(wish)
        except IntegrityError:  # another took that number in the same moment
            continue
        return wish


async def alter(db: AsyncSession, digest: Digest, change: Change, now: datetime) -> Digest:
    """Change a digest in place and have it come; a period that it had already is not posted again."""
    _check(change)
    before = [getattr(digest, name) for name in TIMES]
    _apply(digest, change)
    if not digest.active or before != [getattr(digest, name) for name in TIMES]:
        digest.since = now
    digest.active = True
    await db.flush()
    return digest


def set_active(digest: Digest, *, active: bool, now: datetime) -> None:
    """Pause a digest, or let it come again from its next time on."""
    if active and not digest.active:
        digest.since = now
    digest.active = active


async def remove(db: AsyncSession, digest: Digest) -> None:
    """Take a digest away; its messages stay, and what it showed stays known."""
    await db.delete(digest)
    await db.flush()


def _check(change: Change) -> None:
    if change.period is not None and change.period not in PERIODS:
        raise UnknownChoice(value=change.period[:20], choices=", ".join(PERIODS))
    if change.scope is not None and change.scope not in SCOPES:
        raise UnknownChoice(value=change.scope[:20], choices=", ".join(SCOPES))
    if change.size is not None and not 1 <= change.size <= MOST_PICTURES:
        raise BadFlag(flag="--count", value=change.size, why=_("one to nine pictures fit on a cover"))
    if change.least_votes is not None and not 1 <= change.least_votes <= MOST_VOTES:
        raise BadFlag(flag="--min", value=change.least_votes, why=_("it is a number of votes from 1 to 99"))
    if change.monthday is not None and not 1 <= change.monthday <= LAST_DAY:
        raise BadFlag(flag="--on", value=change.monthday, why=_("every month has the days 1 to 28"))


def _apply(digest: Digest, change: Change) -> None:
    for name, value in asdict(change).items():
        if value is not None:
            setattr(digest, name, value)
