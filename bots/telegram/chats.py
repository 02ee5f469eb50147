"""What has to be asked of Telegram about chats and files before an event can be let in, with a short memory."""

import logging
import time
from typing import Any

from aiogram import Bot
from aiogram.methods import GetChatMember, GetFile

from bots.telegram.client import Elsewhere, Refused, call
from core import files, pictures
from core.errors import BadPicture, FileTooLarge
from core.ports import Gone, InDoubt, NotSent
from core.salon import Salon
from core.words import _

log = logging.getLogger("salon.telegram")
ADMINS = ("creator", "administrator")
RIGHTS_KEPT = 600.0
ADMINS_KEPT = 60.0
LARGEST_FILE = 20_000_000
FAULTS = (Refused, Gone, NotSent, InDoubt, Elsewhere)


class Chats:
    """Rights, admins and photos, asked between transactions."""

    def __init__(self, salon: Salon, bot: Bot, hears_all: bool) -> None:
        self._salon, self._bot, self._hears_all = salon, bot, hears_all
        self._rights: dict[int, tuple[float, dict[str, Any]]] = {}
        self._admins: dict[tuple[int, int], tuple[float, bool]] = {}
        self._absent: dict[int, float] = {}

    async def rights(self, chat: int, *, fresh: bool = False) -> dict[str, Any]:
        """Return what we may do in a group; empty if Telegram does not say."""
        known = self._rights.get(chat)
        if known and not fresh and time.monotonic() - known[0] < RIGHTS_KEPT:
            return known[1]
        try:
            return self.note_rights(chat, await call(self._bot, GetChatMember(chat_id=chat, user_id=self._bot.id)))
        except FAULTS as error:
            log.info("Telegram does not say what we may do in a chat: %s", type(error).__name__)
            if isinstance(error, Gone):
                self.note_absence(chat)
            return {}

    async def absent(self, chat: int) -> bool:
        """Say whether this account is surely not in a chat."""
        if time.monotonic() - self._absent.get(chat, -RIGHTS_KEPT) < RIGHTS_KEPT:
            return True
        await self.rights(chat)
        return chat in self._absent

    async def may_send(self, chat: int, *, pictures: bool) -> bool:
        """Say whether this account is surely in a chat and may speak there, with pictures or without."""
        if await self.absent(chat):
            return False
        return bool((await self.rights(chat)).get("sends_pictures" if pictures else "sends"))

    def note_absence(self, chat: int) -> None:
        """Take in that this account is not in a chat."""
        if len(self._absent) > 5_000:
            self._absent.clear()
        self._absent[chat] = time.monotonic()
        self._rights.pop(chat, None)

    def note_rights(self, chat: int, member: Any) -> dict[str, Any]:
        """Take in our own membership of a chat, as Telegram tells it, and return what it lets us do."""
        status = _of(member, "status")
        admin = status in ADMINS
        bound = status == "restricted"
        rights = {
            "sends": _of(member, "can_send_messages") is not False if bound else status not in ("left", "kicked"),
            "sends_pictures": _of(member, "can_send_photos") is not False
            if bound
            else status not in ("left", "kicked"),
            "sees_reactions": admin,
            "hears": admin or self._hears_all,
        }
        if len(self._rights) > 5_000:
            self._rights.clear()
        self._absent.pop(chat, None)
        if status in ("left", "kicked"):
            self.note_absence(chat)
        self._rights[chat] = (time.monotonic(), rights)
        return rights

    async def is_admin(self, chat: int, person: int) -> bool:
        """Say whether a person runs a chat; no when Telegram does not say."""
        known = self._admins.get((chat, person))
        if known and time.monotonic() - known[0] < ADMINS_KEPT:
            return known[1]
        try:
            member = await call(self._bot, GetChatMember(chat_id=chat, user_id=person))
        except FAULTS as error:
            log.info("Telegram does not say who runs a chat: %s", type(error).__name__)
            return False
        if len(self._admins) > 5_000:
            self._admins.clear()
        self._admins[chat, person] = (time.monotonic(), _of(member, "status") in ADMINS)
        return self._admins[chat, person][1]

    async def fetch_file(self, file_id: str) -> tuple[str, str]:
        """Bring a file into the house as it is: its media key, or what is wrong with it."""
        try:
            file = await call(self._bot, GetFile(file_id=file_id))
            if (_of(file, "file_size") or 0) > files.MOST_BYTES:
                raise FileTooLarge(most=files.MOST_BYTES // 1_000_000)
            held = await self._bot.download_file(str(_of(file, "file_path")), timeout=20)
            return await files.take_in(self._salon, held.read(files.MOST_BYTES + 1) if held else b""), ""
        except FileTooLarge as error:
            return "", str(error)
        except (*FAULTS, OSError, TimeoutError) as error:
            log.info("a file could not be fetched: %s", type(error).__name__)
            return "", _("Telegram did not hand it over")

    async def fetch(self, file_id: str) -> tuple[str, str]:
        """Bring a photo into the house, made harmless: its media key, or what is wrong with it."""
        try:
            file = await call(self._bot, GetFile(file_id=file_id))
            if (_of(file, "file_size") or 0) > LARGEST_FILE:
                return "", _("it is larger than 20 MB")
            held = await self._bot.download_file(str(_of(file, "file_path")), timeout=20)
            data = held.read(LARGEST_FILE + 1) if held else b""
            return await pictures.take_in(self._salon.media, self._salon.notary, data), ""
        except BadPicture as error:
            return "", str(error.facts["why"])
        except (*FAULTS, OSError, TimeoutError) as error:
            log.info("a photo could not be fetched: %s", type(error).__name__)
            return "", _("Telegram did not hand it over")


def _of(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)
