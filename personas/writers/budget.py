"""The purse of a house's writers: short transactions of their own around a call, never open during it."""

from dataclasses import dataclass
from datetime import date

from core import purse
from core.models.rooms import Room
from core.purse import Amount
from core.salon import Salon


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
            if room is None or not await purse.reserve(db, room, most, self._caps, now):
                return None
            return Receipt(room.id, purse.day_of(room, now), most)

    async def settle(self, receipt: object, used: Amount) -> None:
        """Pay what the call did cost, and put the rest back."""
        assert isinstance(receipt, Receipt)
        async with self._salon.begin() as db:
            await purse.settle(db, receipt.room_id, receipt.day, receipt.most, used)
