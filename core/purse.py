"""The purse: what a room's models may cost on a local day, set aside before a call and settled after it."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import CursorResult, and_, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.models.rooms import Room
from core.models.spending import Spending
from core.rooms import local_time
from core.salon import Salon

MOST = 10**12
"""No single sum is larger: a server that reports nonsense must not overflow a column."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Tokens, and money in millionths of the host's currency."""

    tokens: int
    money: int = 0

    def sane(self) -> "Amount":
        """Return the amount within what a column holds, never below nothing."""
        return Amount(min(max(self.tokens, 0), MOST), min(max(self.money, 0), MOST))


@dataclass(frozen=True, slots=True)
class Prices:
    """Money for a million tokens read and written, which is millionths of money for one."""

    read: float = 0.0
    written: float = 0.0

    def of(self, read: int, written: int) -> Amount:
        """Return what so many tokens cost, rounded up."""
        return Amount(read + written, math.ceil(read * self.read + written * self.written))


def day_of(room: Room, now: datetime) -> date:
    """Return the room's local day, which its budget is for."""
    return local_time(room, now).date()


async def reserve(db: AsyncSession, room: Room, cost: Amount, caps: Amount, now: datetime) -> bool:
    """Set an amount aside for today; False, and nothing set aside, where it would pass a cap (money cap 0: none).

    One statement asks and takes, so that any number of workers together never pass the cap.
    """
    cost = cost.sane()
    if cost.tokens > caps.tokens or (caps.money and cost.money > caps.money):
        return False
    first = insert(db, Spending).values(
        room_id=room.id,
        day=day_of(room, now),
        tokens_reserved=cost.tokens,
        tokens_spent=0,
        money_reserved=cost.money,
        money_spent=0,
    )
    tokens = Spending.tokens_reserved + Spending.tokens_spent + cost.tokens
    money = Spending.money_reserved + Spending.money_spent + cost.money
    taken = first.on_conflict_do_update(
        index_elements=[Spending.room_id, Spending.day],
        set_={
            "tokens_reserved": Spending.tokens_reserved + cost.tokens,
            "money_reserved": Spending.money_reserved + cost.money,
        },
        where=and_(tokens <= caps.tokens, money <= caps.money if caps.money else true()),
    )
    return await db.scalar(taken.returning(Spending.room_id)) is not None


async def settle(db: AsyncSession, room_id: int, day: date, reserved: Amount, used: Amount) -> bool:
    """Turn what was set aside into what was used; False where the room or its day is gone."""
    reserved, used = reserved.sane(), used.sane()
    paid = (
        update(Spending)
        .where(Spending.room_id == room_id, Spending.day == day)
        .values(
            tokens_reserved=Spending.tokens_reserved - reserved.tokens,
            tokens_spent=Spending.tokens_spent + used.tokens,
            money_reserved=Spending.money_reserved - reserved.money,
            money_spent=Spending.money_spent + used.money,
        )
    )
    return cast(CursorResult[None], await db.execute(paid)).rowcount == 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was set aside, for which room and local day."""

    room_id: int
    day: date
    most: Amount


class RoomPurse:
    """Keeps each room within its caps for the day."""

    def __init__(self, salon: Salon, caps: Amount) -> None:
        self._salon, self._caps = salon, caps

    async def reserve(self, room_id: int, most: Amount) -> Receipt | None:
        """Set aside what a call may cost at most; None where the room is gone or its day's budget is used up."""
        now = self._salon.now()
        async with self._salon.begin() as db:
            room = await db.get(Room, room_id)
            if room is None or not await reserve(db, room, most, self._caps, now):
                return None
            return Receipt(room.id, day_of(room, now), most)

    async def settle(self, receipt: object, used: Amount) -> None:
        """Pay what the call did cost, and put the rest back."""
        assert isinstance(receipt, Receipt)
        async with self._salon.begin() as db:
            await settle(db, receipt.room_id, receipt.day, receipt.most, used)
