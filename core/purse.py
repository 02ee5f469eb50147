"""The purse: what a room's writer may cost on a local day, set aside before a call and settled after it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import CursorResult, and_, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.models.rooms import Room
from core.models.spending import Spending
from core.rooms import local_time

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
