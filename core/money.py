"""Money: what painters with a price may cost. It is reserved before they are asked, and no purse ever goes above its cap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NoReturn
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.errors import SpentUp
from core.models.making import Creation
from core.models.money import Purse, Reservation
from core.models.people import Member
from core.settings import MILLION, Settings
from core.words import _

EVER = "ever"
PURSES_KEPT = timedelta(days=40)
WHOSE = {
    "member": _("your share of today"),
    "room": _("this room's share of today"),
    "house": _("what this house may spend today"),
    EVER: _("what this house may spend in all"),
}


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that one purse may have spent, in millionths."""

    scope: str
    period: str
    most: int


async def reserve(
    db: AsyncSession, settings: Settings, creation: Creation, member: Member, *, amount: int, now: datetime
) -> None:
    """Set money aside for a request; SpentUp names the purse that has too little left, and nothing is taken then.

    Purses are taken in the same order by everybody, so that no two requests wait for each other.
    """
    if amount <= 0:
        return
    day = day_of(settings, now)
    async with db.begin_nested():
        for cap in _caps(settings, member, creation.room_id, day):
            if not await _take(db, cap, amount):
                _refuse(cap)
        row = {"member_id": member.id, "room_id": creation.room_id, "day": day, "amount": amount, "state": "held"}
        held = insert(db, Reservation).values(creation_id=creation.id, **row)
        await db.execute(held.on_conflict_do_update(index_elements=["creation_id"], set_=row))


async def settle(db: AsyncSession, creation_id: int, amount: int) -> None:
    """Close a finished request's reservation; what it cost less comes back. Safe to repeat."""
    await _close(db, creation_id, "spent", amount)


async def keep(db: AsyncSession, creation_id: int) -> None:
    """Close a reservation whose painter is paid, whatever became of the request. Safe to repeat."""
    await _close(db, creation_id, "spent", None)


async def give_back(db: AsyncSession, creation_id: int) -> None:
    """Return what was set aside for a request that came to nothing. Safe to repeat."""
    await _close(db, creation_id, "returned", 0)


async def spent_by(db: AsyncSession, settings: Settings, member: Member, now: datetime) -> int:
    """Return what a member has spent and reserved today, in millionths."""
    own = select(Purse.spent).where(Purse.scope == f"member:{member.id}", Purse.period == day_of(settings, now))
    return await db.scalar(own) or 0


async def forget(db: AsyncSession, settings: Settings, now: datetime) -> None:
    """Drop the purses of days long past."""
    await db.execute(delete(Purse).where(Purse.period != EVER, Purse.period < day_of(settings, now - PURSES_KEPT)))


def day_of(settings: Settings, now: datetime) -> str:
    """Name the day that money is counted by: the house's own, the same for every room."""
    return now.astimezone(ZoneInfo(settings.timezone)).date().isoformat()


def share_of(settings: Settings, member: Member) -> int:
    """Return what a member may spend a day, in millionths; personas have a cap of their own."""
    return _millionths(settings.spend_persona if member.kind == "persona" else settings.spend_member)


def shown(amount: int) -> str:
    """Write an amount for people, with two digits behind the point at least."""
    plain = f"{Decimal(amount) / MILLION:.6f}".rstrip("0")
    whole, _point, rest = plain.partition(".")
    return f"{whole}.{rest.ljust(2, '0')}"


def _caps(settings: Settings, member: Member, room_id: int, day: str) -> Sequence[Cap]:
    caps = [
        Cap(f"member:{member.id}", day, share_of(settings, member)),
        Cap(f"room:{room_id}", day, _millionths(settings.spend_room)),
        Cap("house", day, _millionths(settings.spend_day)),
    ]
    if settings.spend_total is not None:
        caps.append(Cap("house", EVER, _millionths(settings.spend_total)))
    return caps


def _millionths(amount: Decimal) -> int:
    return int(amount * MILLION)


async def _take(db: AsyncSession, cap: Cap, amount: int) -> bool:
    """Add to a purse in one statement that does nothing where the cap would be passed; say whether it did."""
    if amount > cap.most:
        return False
    fresh = insert(db, Purse).values(scope=cap.scope, period=cap.period, spent=amount)
    added = fresh.on_conflict_do_update(
        index_elements=["scope", "period"],
        set_={"spent": Purse.spent + amount},
        where=Purse.spent + amount <= cap.most,
    )
    return await db.scalar(added.returning(Purse.spent)) is not None


async def _close(db: AsyncSession, creation_id: int, state: str, amount: int | None) -> None:
    held = await db.scalar(
        select(Reservation)
        .where(Reservation.creation_id == creation_id, Reservation.state == "held")
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if held is None:
        return
    kept = held.amount if amount is None else min(amount, held.amount)
    back = held.amount - kept
    held.state, held.amount = state, kept
    await db.flush()
    if back == 0:
        return
    days = [(f"member:{held.member_id}", held.day), (f"room:{held.room_id}", held.day), ("house", held.day)]
    for scope, period in (*days, ("house", EVER)):
        purse = update(Purse).where(Purse.scope == scope, Purse.period == period, Purse.spent >= back)
        await db.execute(purse.values(spent=Purse.spent - back))


def _refuse(cap: Cap) -> NoReturn:
    whose = EVER if cap.period == EVER else cap.scope.partition(":")[0]
    raise SpentUp(whose=WHOSE[whose], most=shown(cap.most))
