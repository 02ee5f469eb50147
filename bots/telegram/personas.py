"""Personas' own bots at work: taken in when they are made, opened at the start, let go when their token is refused."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot
from aiogram.methods import GetManagedBotToken, GetMe
from aiogram.types import ManagedBotUpdated
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bots import door
from bots.telegram import menu, profile
from bots.telegram.accounts import Account, Accounts
from bots.telegram.chats import Chats
from bots.telegram.client import PLATFORM, Elsewhere, Refused, Unknown, call, open_bot
from bots.telegram.compose import Composer
from bots.telegram.ear import Ear
from bots.telegram.poll import TokenRefused, poll
from bots.telegram.send import TelegramPlatform
from core import delivery, persona_bots, rooms
from core.errors import KeyChanged
from core.models.bots import PersonaBot
from core.models.people import Member
from core.ports import Button, Gone, InDoubt, NotSent, PostView
from core.salon import Salon
from core.vault import vault_of
from core.words import _, translator

log = logging.getLogger("salon.telegram")
LOOK_AGAIN = 20.0
AWAY = (NotSent, InDoubt, Gone, Refused, Elsewhere)


@dataclass(slots=True)
class _Running:
    account: Account
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    listening: asyncio.Task[None] | None = None


class Personas:
    """Keeps the accounts at work equal to those that the database calls active."""

    def __init__(
        self, salon: Salon, accounts: Accounts, opened: Callable[[Account], None], closed: Callable[[int], None]
    ) -> None:
        self._salon, self._accounts, self._opened, self._closed = salon, accounts, opened, closed
        self._running: dict[int, _Running] = {}
        self._fallen = asyncio.Event()

    async def work(self, stop: asyncio.Event) -> None:
        """Open and close accounts as they come and go, until told to stop."""
        with self._salon.bell.listener(persona_bots.TOPIC) as bell:
            while not stop.is_set():
                await self.settle()
                waits = [asyncio.create_task(one) for one in (bell.next(LOOK_AGAIN), self._fallen.wait(), stop.wait())]
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
                for wait in waits:
                    wait.cancel()
                self._fallen.clear()
        await self.close()

    async def settle(self) -> None:
        """Close what is not wanted any more, and open what is."""
        async with self._salon.read() as db:
            rows = [(bot, persona) for bot, persona in await persona_bots.bots_on(db, PLATFORM) if bot.bot_id]
        active = {int(bot.bot_id or 0): (bot, persona) for bot, persona in rows if bot.state == "active"}
        self._accounts.known = {int(bot.bot_id or 0) for bot, _persona in rows}
        ended = [number for number, one in self._running.items() if number not in active or one.stop.is_set()]
        for number in ended:
            await self._close(number)
        self._accounts.opening = set(active) - set(self._running)
        for number in sorted(self._accounts.opening):
            try:
                await self._open(*active[number])
            except (*AWAY, DBAPIError, OSError) as error:
                log.warning("a persona's bot can't be opened yet: %s", type(error).__name__)

    def lose(self, account: Account) -> None:
        """Put an account out of work whose token was refused; it is opened anew, or given up, at once."""
        running = self._running.get(account.mark)
        if running is not None and running.account is account:
            self._accounts.personas.pop(account.mark, None)
            self._accounts.opening.add(account.mark)
            running.stop.set()
            self._fallen.set()

    async def _open(self, row: PersonaBot, persona: Member) -> None:
        """Put an account to work: its token as it is kept, or if that is refused, as Telegram gives it anew."""
        token = await self._kept(row)
        bot = await self._entered(token) if token else None
        if bot is None:
            fresh = await self._fetched(int(row.bot_id or 0))
            bot = await self._entered(fresh) if fresh and fresh != token else None
            if bot is None:
                await self._give_up(row, persona)
                return
            await self.keep(row, row.username, fresh)
        await self._begin(row, persona, *bot)

    async def _kept(self, row: PersonaBot) -> str:
        async with self._salon.begin() as db:
            vault = await vault_of(db, self._salon.settings)
        try:
            return persona_bots.token_of(vault, row)
        except KeyChanged as error:
            log.warning("@%s: %s", row.username, error)
            return ""

    async def _entered(self, token: str) -> tuple[Bot, Any] | None:
        """Return a client and what Telegram says it is; None where the token is refused."""
        bot = open_bot(self._salon.settings, token)
        try:
            return bot, await call(bot, GetMe())
        except Unknown:
            await bot.session.close()
            return None
        except AWAY:
            await bot.session.close()
            raise

    async def _fetched(self, number: int) -> str:
        """Ask Telegram, as the manager, for an account's token; empty where it says no."""
        try:
            token: str = await call(self._accounts.house.bot, GetManagedBotToken(user_id=number))
            return token
        except (Refused, Gone):
            return ""

    async def keep(self, row: PersonaBot, username: str, token: str) -> None:
        """Keep an account's new token."""
        async with self._salon.begin() as db:
            vault = await vault_of(db, self._salon.settings)
            held = await db.get_one(PersonaBot, row.id)
            await persona_bots.adopt(db, vault, held, bot_id=str(held.bot_id), username=username, token=token)

    async def _begin(self, row: PersonaBot, persona: Member, bot: Bot, me: Any) -> None:
        settings = self._salon.settings
        username = str(me.username or row.username)
        composer = Composer(username, settings.base_url, settings.public_url, persona.slug)
        account = Account(
            bot,
            username,
            Chats(self._salon, bot, bool(me.can_read_all_group_messages)),
            TelegramPlatform(self._salon, bot, composer, bot.id),
            persona.slug,
            persona.id,
        )
        ear = Ear(bot.id, shared=True)
        await menu.choose_way(self._salon, bot, ear)
        running = _Running(account)
        self._running[bot.id] = running
        self._accounts.personas[bot.id] = account
        self._accounts.opening.discard(bot.id)
        self._opened(account)
        if not settings.telegram_webhook:
            running.listening = asyncio.create_task(self._listen(running, ear))
        log.info("@%s speaks for %s", username, persona.slug)
        await profile.tell(self._salon, bot, persona)

    async def _listen(self, running: _Running, ear: Ear) -> None:
        try:
            await poll(self._salon, running.account.bot, ear, running.stop)
        except TokenRefused:
            self.lose(running.account)

    async def _close(self, number: int) -> None:
        running = self._running.pop(number)
        self._accounts.personas.pop(number, None)
        self._closed(number)
        running.stop.set()
        if running.listening is not None:
            await asyncio.wait({running.listening}, timeout=5)
        await running.account.bot.session.close()

    async def close(self) -> None:
        """Close every account."""
        for number in list(self._running):
            await self._close(number)

    async def _give_up(self, row: PersonaBot, persona: Member) -> None:
        """Note that an account is lost, and tell whoever had it made; the house's own speaks for the persona again."""
        told = _(
            "@{username} is lost: Telegram refuses its token (the bot was deleted or handed over, or the house's secret "
            "changed). I speak for {name} again. /persona bot {slug} makes a new one."
        )
        async with self._salon.begin() as db:
            held = await db.get_one(PersonaBot, row.id)
            if await persona_bots.revoke(db, held):
                await self.tell_host(db, held, persona, told, f"bot-lost:{held.id}:{held.bot_id}")

    async def tell_host(
        self, db: AsyncSession, row: PersonaBot, persona: Member, told: str, key: str, link: str = ""
    ) -> None:
        """Write to whoever had a persona's bot made, in the direct chat with the house's own, unless they were forgotten."""
        if not row.asked_by:
            return
        now, settings = self._salon.now(), self._salon.settings
        facts: dict[str, Any] = {"settings": settings, "now": now, "kind": "direct", "title": ""}
        direct = await rooms.room_at(db, PLATFORM, row.asked_by, **facts)
        say = translator(direct.language)
        text = say(told).format(username=row.username, name=persona.named(direct.language), slug=persona.slug)
        buttons = ((Button(say(_("Add to a group")), url=link),),) if link else ()
        view = PostView(text, buttons=buttons, language=direct.language, secret=True)
        await delivery.say(db, direct, view, now=now, key=key)

    async def take_in(self, change: ManagedBotUpdated, inbox_id: int) -> None:
        """Take in a bot that was made for a persona, or its new token; a bot that nobody was offered is none of ours."""
        made, maker, salon = change.bot_user, str(change.user.id), self._salon
        username = made.username or ""
        async with salon.read() as db:
            facts = {"bot_id": str(made.id), "username": username, "made_by": maker}
            row = await persona_bots.meant(db, PLATFORM, now=salon.now(), **facts)
        if row is None:
            await door.set_done(salon, inbox_id, "a bot that is none of ours")
            return
        token = await self._fetched(made.id)
        async with salon.begin() as db:
            if not await door.mark(db, inbox_id, salon.now()):
                return
            held, persona = await db.get_one(PersonaBot, row.id), await db.get_one(Member, row.persona_id)
            if not token:
                told = _("Telegram does not hand over the token of @{username}, so {name} can't use it.")
                await self.tell_host(db, held, persona, told, f"bot-closed:{inbox_id}")
                return
            fresh = held.state == "offered"
            vault = await vault_of(db, salon.settings)
            await persona_bots.adopt(db, vault, held, bot_id=str(made.id), username=username, token=token)
            if fresh:
                link = f"https://t.me/{username}?startgroup=hello"
                await self.tell_host(db, held, persona, BEGUN, f"bot-begun:{held.id}:{made.id}", link)


BEGUN = _(
    "{name} is @{username} now. Add the bot to a group, and {name} speaks there by itself; a direct chat with it is a chat "
    "with {name} alone. For reactions on its pictures make it an admin, with every right off."
)
