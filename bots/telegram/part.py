"""Telegram as a part of a running process: its client, what listens, and what answers."""

import asyncio
import json
import logging
import secrets
from collections.abc import Coroutine, Sequence
from typing import Any

from aiogram import Bot
from aiogram.methods import GetMe
from aiogram.types import Update
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from bots import door, inbox
from bots.events import Reaction
from bots.telegram import inline, menu
from bots.telegram.chats import Chats
from bots.telegram.client import Elsewhere, Refused, call, open_bot
from bots.telegram.compose import Composer
from bots.telegram.poll import poll
from bots.telegram.receive import PLATFORM, Reader, update_key
from bots.telegram.send import TelegramPlatform
from core.digest import Remark
from core.models.work import Inbox
from core.ports import Gone, InDoubt, NotSent
from core.salon import Salon

log = logging.getLogger("salon.telegram")
DEEPEST = 40


class TelegramPart:
    """The connection to Telegram, from its first call to its last."""

    def __init__(self, salon: Salon, bot: Bot, me: Any, host: str, names: Sequence[str]) -> None:
        settings = salon.settings
        self._salon, self._bot = salon, bot
        self._composer = Composer(str(me.username or ""), settings.base_url, settings.public_url)
        chats = Chats(salon, bot, bool(me.can_read_all_group_messages), names)
        self._reader = Reader(salon, chats, str(me.username or ""), bot.id, host)
        self.platform = TelegramPlatform(salon, bot, self._composer)

    def tasks(self, remark: Remark, stop: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
        """Return what runs until told to stop: listening, handling, and telling the menus once."""
        running = [
            inbox.work(self._salon, PLATFORM, self.taker(remark), stop, self._glance),
            menu.tell(self._salon, self._bot),
        ]
        if not self._salon.settings.telegram_webhook:
            running.append(poll(self._salon, self._bot, stop))
        return running

    def taker(self, remark: Remark) -> inbox.Take:
        """Return what handles one stored update."""

        async def take(row: Inbox) -> None:
            update = read_update(row.raw)
            if update is None:
                log.warning("update %s has a form that is not known", row.update_id)
                await door.set_done(self._salon, row.id, "not readable")
                return
            if update.inline_query is not None:
                await inline.answer(self._salon, self._bot, self._composer, update.inline_query)
                await door.set_done(self._salon, row.id, "")
                return
            event = await self._reader.event_of(update)
            if event is None:
                await door.set_done(self._salon, row.id, "not an event")
            else:
                await door.receive(self._salon, event, row.id, remark, last_try=row.tries >= 3)

        return take

    def _glance(self, row: Inbox) -> Reaction | None:
        """Read an update that is a plain reaction."""
        update = read_update(row.raw) if "message_reaction" in row.raw else None
        change = update.message_reaction if update else None
        return self._reader.reacted(change) if change else None

    async def close(self) -> None:
        """Close the connections."""
        await self._bot.session.close()


async def connect(salon: Salon, host: str, names: Sequence[str], stop: asyncio.Event) -> TelegramPart | None:
    """Connect to Telegram, waiting for it if it is away; None when told to stop meanwhile."""
    bot = open_bot(salon.settings)
    while not stop.is_set():
        try:
            me = await call(bot, GetMe())
            await menu.choose_way(salon, bot)
        except (NotSent, InDoubt, Gone, Refused, Elsewhere) as error:
            after = min(getattr(error, "after", 5.0), 30.0)
            log.warning("Telegram is not there yet: %s; trying again in %.0f s", error, after)
            try:
                await asyncio.wait_for(stop.wait(), after)
            except TimeoutError:
                continue
        else:
            log.info("connected to Telegram as @%s", me.username)
            part = TelegramPart(salon, bot, me, host, names)
            salon.platforms[PLATFORM] = part.platform
            return part
    await bot.session.close()
    return None


def webhook(salon: Salon) -> APIRouter:
    """Return the route that Telegram calls; without the secret it is closed."""
    router = APIRouter()
    secret = salon.settings.telegram_secret.get_secret_value() if salon.settings.telegram_secret else ""

    @router.post(menu.PATH, include_in_schema=False)
    async def take(request: Request) -> Response:
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not secret or not secrets.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=401)
        raw = read_body(await request.body())
        if raw is None:
            return Response(status_code=400)
        await inbox.accept_all(salon, PLATFORM, [(*update_key(raw), raw)])
        return Response(status_code=200)

    return router


def read_update(raw: dict[str, Any]) -> Update | None:
    """Read a stored update, without its keyboards if they are of a form newer than our types; None if that fails, too."""
    for form in (raw, _without(raw, "reply_markup")):
        try:
            return Update.model_validate(form)
        except ValidationError:
            continue
    return None


def _without(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(part, name) for key, part in value.items() if key != name}
    return [_without(part, name) for part in value] if isinstance(value, list) else value


def read_body(body: bytes) -> dict[str, Any] | None:
    """Read an update's JSON; None if it is none, too deep, or holds numbers that no database keeps."""
    try:
        raw = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(raw, dict) or not isinstance(raw.get("update_id"), int) or not _sound(raw, 0):
        return None
    return raw


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _sound(value: Any, depth: int) -> bool:
    if depth > DEEPEST or (isinstance(value, int) and abs(value) >= 2**63):
        return False
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(_sound(part, depth + 1) for part in parts)
