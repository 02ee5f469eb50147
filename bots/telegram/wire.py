"""The wire: calls that put or change messages, each at its chat's pace, and what becomes of a chat that takes none."""

from typing import TypeVar

from aiogram import Bot
from aiogram.methods import TelegramMethod

from bots.telegram.client import PLATFORM, Elsewhere, Refused, Unwanted, call
from bots.telegram.marks import marked
from bots.telegram.pace import Pace
from core import rooms
from core.ports import Envelope, NotSent
from core.salon import Salon

Answer = TypeVar("Answer")


class Wire:
    """Makes calls for one account: the house's own, or (`mark`) a persona's."""

    def __init__(self, salon: Salon, bot: Bot, mark: int = 0) -> None:
        self._salon, self._bot, self._mark = salon, bot, mark
        self.pace = Pace()

    async def post(self, to: Envelope, method: TelegramMethod[Answer]) -> Answer:
        """Make a call that puts or changes a message, at the chat's pace."""
        chat = str(getattr(method, "chat_id", to.address))
        async with self.pace.turn(chat, group=is_group(chat), patient=to.patient):
            try:
                return await self.call(chat, method)
            except NotSent as later:
                if later.lane:
                    self.pace.hold(chat, later.after)
                raise
            except Refused as refused:
                plainer = _plainer(method, refused)
                if plainer is None:
                    raise
        async with self.pace.turn(chat, group=is_group(chat), patient=to.patient):
            return await self.call(chat, plainer)

    async def call(self, chat: str, method: TelegramMethod[Answer]) -> Answer:
        """Make a call that counts for no pace. A chat that won't have us is closed, one that moved gets its new address."""
        try:
            return await call(self._bot, method)
        except Unwanted:
            await self._close(chat)
            raise
        except Elsewhere as moved:
            async with self._salon.begin() as db:
                await rooms.move_room(db, PLATFORM, chat, str(moved.chat))
            raise NotSent("the chat has moved", after=0.1) from None

    async def _close(self, chat: str) -> None:
        """Close the room that a chat is; a group stays open for the house when a persona's account is not wanted there."""
        if self._mark and is_group(chat):
            return
        async with self._salon.begin() as db:
            room = await rooms.find_room(db, PLATFORM, marked(self._mark, chat))
            if room is not None:
                room.open = False


def _plainer(method: TelegramMethod[Answer], refused: Refused) -> TelegramMethod[Answer] | None:
    """Return a refused message in a form that may pass: without its topic or without what it answers; None for others."""
    if "thread not found" in refused.why or "topic" in refused.why:
        return method.model_copy(update={"message_thread_id": None})
    if "replied not found" in refused.why or "reply message not found" in refused.why:
        return method.model_copy(update={"reply_parameters": None})
    return None


def is_group(chat: str) -> bool:
    """Say whether a chat is one of many people: those have negative numbers."""
    return chat.startswith("-")
