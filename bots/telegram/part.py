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
from bots.telegram.accounts import Account, Accounts
from bots.telegram.chats import Chats
from bots.telegram.client import PLATFORM, Elsewhere, Refused, call, open_bot
from bots.telegram.compose import Composer
from bots.telegram.ear import VIA, Ear
from bots.telegram.personas import Personas
from bots.telegram.poll import poll
from bots.telegram.receive import Reader
from bots.telegram.send import TelegramPlatform
from bots.telegram.switchboard import Switchboard
from core.digest import Remark
from core.models.work import Inbox
from core.ports import Gone, InDoubt, NotSent
from core.salon import Salon

log = logging.getLogger("salon.telegram")
DEEPEST = 40


class TelegramPart:
    """The connection to Telegram, from its first call to its last."""

    def __init__(self, salon: Salon, bot: Bot, me: Any, host: str, names: Sequence[str]) -> None:
        settings, username = salon.settings, str(me.username or "")
        self._salon, self._bot = salon, bot
        self._composer = Composer(username, settings.base_url, settings.public_url)
        chats = Chats(salon, bot, bool(me.can_read_all_group_messages))
        house = Account(bot, username, chats, TelegramPlatform(salon, bot, self._composer))
        self._accounts = Accounts(house)
        self._readers: dict[int, Reader] = {}

        def listen_to(account: Account) -> None:
            self._readers[account.mark] = Reader(salon, account, self._accounts, host, names)

        listen_to(house)
        self.personas = Personas(salon, self._accounts, listen_to, self._readers.__delitem__)
        offers = settings.telegram_persona_bots and bool(me.can_manage_bots)
        if settings.telegram_persona_bots and not offers:
            log.warning("@%s may not manage bots: allow it in @BotFather, or personas get none of their own", username)
        self.platform = Switchboard(self._accounts, self.personas.lose, offers=offers)

    def tasks(self, remark: Remark, stop: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
        """Return what runs until told to stop: listening, handling, and telling the menus once."""
        settings = self._salon.settings
        handling = inbox.work(self._salon, PLATFORM, self.taker(remark), stop, self._glance)
        running = [handling, menu.tell(self._salon, self._bot)]
        if not settings.telegram_webhook:
            running.append(poll(self._salon, self._bot, Ear(shared=settings.telegram_persona_bots), stop))
        if settings.telegram_persona_bots:
            running.append(self.personas.work(stop))
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
            if update.managed_bot is not None:
                await self.personas.take_in(update.managed_bot, row.id)
                return
            account = int(row.raw.get(VIA, 0))
            if account in self._accounts.opening:
                raise NotSent("the persona's own account is being opened")
            reader = self._readers.get(account)
            event = await reader.event_of(update) if reader is not None else None
            if event is None:
                await door.set_done(self._salon, row.id, "not an event")
            else:
                await door.receive(self._salon, event, row.id, remark, last_try=row.tries >= 3)

        return take

    def _glance(self, row: Inbox) -> Reaction | None:
        """Read an update that is a plain reaction, where its message can't be another account's."""
        if "message_reaction" not in row.raw or self._accounts.known:
            return None
        update = read_update(row.raw)
        change = update.message_reaction if update else None
        return self._readers[0].reacted(change, str(change.message_id)) if change else None

    async def close(self) -> None:
        """Close the connections."""
        await self.personas.close()
        await self._bot.session.close()


async def connect(salon: Salon, host: str, names: Sequence[str], stop: asyncio.Event) -> TelegramPart | None:
    """Connect to Telegram, waiting for it if it is away; None when told to stop meanwhile."""
    bot = open_bot(salon.settings)
    while not stop.is_set():
        try:
            me = await call(bot, GetMe())
            await menu.choose_way(salon, bot, Ear(shared=salon.settings.telegram_persona_bots))
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
            if salon.settings.telegram_persona_bots:
                await part.personas.settle()
            salon.platforms[PLATFORM] = part.platform
            return part
    await bot.session.close()
    return None


def webhook(salon: Salon) -> APIRouter:
    """Return the route that Telegram calls; without the secret it is closed."""
    router = APIRouter()
    secret = salon.settings.telegram_secret.get_secret_value() if salon.settings.telegram_secret else ""

    @router.post(menu.PATH + "/{account}", include_in_schema=False)
    @router.post(menu.PATH, include_in_schema=False)
    async def take(request: Request, account: int = 0) -> Response:
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not secret or not secrets.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=401)
        raw = read_body(await request.body())
        if raw is None:
            return Response(status_code=400)
        ear = Ear(account, shared=salon.settings.telegram_persona_bots)
        await inbox.accept_all(salon, PLATFORM, [ear.stored(raw)])
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
