"""The menu: the bot's commands and words about itself, told to Telegram when they have changed."""

import hashlib
import logging
from collections.abc import Sequence

from aiogram import Bot
from aiogram.methods import (
    DeleteWebhook,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    SetWebhook,
    TelegramMethod,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
    MenuButtonCommands,
)

from bots.commands.entry import Entry
from bots.commands.offered import offered_by
from bots.commands.table import ENTRIES
from bots.telegram.client import Elsewhere, Refused, call
from bots.telegram.ear import Ear
from core import notes
from core.ports import Gone, InDoubt, NotSent
from core.salon import Salon
from core.text import short
from core.words import _, translator

log = logging.getLogger("salon.telegram")
PATH = "/telegram/updates"
TAGS = ((None, "en"), ("zh", "zh"))
DESCRIPTION = _(
    "A picture club for your group: type /imagine and what you want to see, like with reactions, meet AI characters who paint, and get the best of the day. Add me to a group to begin."
)
SHORT = _("A picture club for group chats: /imagine, votes, AI characters, digests.")


async def tell(salon: Salon, bot: Bot) -> None:
    """Bring Telegram's menus up to date; one that can't be set is only logged."""
    await tell_all(salon, bot, "telegram-menu", _methods(entries_of(salon)))


async def tell_all(salon: Salon, bot: Bot, note: str, methods: Sequence[TelegramMethod[bool]]) -> None:
    """Tell Telegram what an account says of itself, if that has changed since it was noted."""
    whole = "\n".join(method.model_dump_json(exclude_none=True, exclude={"bot", "photo"}) for method in methods)
    sign = f"{bot.id}:{hashlib.sha256(whole.encode()).hexdigest()}"
    async with salon.read() as db:
        if await notes.read(db, note) == {"sign": sign}:
            return
    for method in methods:
        try:
            await call(bot, method)
        except (Refused, Gone, NotSent, InDoubt, Elsewhere) as error:
            log.info("a menu was not set: %s", error)
            return
    async with salon.begin() as db:
        await notes.write(db, note, {"sign": sign})


def _methods(entries: Sequence[Entry]) -> list[TelegramMethod[bool]]:
    methods: list[TelegramMethod[bool]] = []
    for tag, language in TAGS:
        everybody, admins = (commands_in(language, entries, admins=admins) for admins in (False, True))
        for scope, commands in (
            (BotCommandScopeDefault(), everybody),
            (BotCommandScopeAllPrivateChats(), everybody),
            (BotCommandScopeAllGroupChats(), everybody),
            (BotCommandScopeAllChatAdministrators(), admins),
        ):
            methods.append(SetMyCommands(commands=commands, scope=scope, language_code=tag))
        say = translator(language)
        methods.append(SetMyDescription(description=say(DESCRIPTION), language_code=tag))
        methods.append(SetMyShortDescription(short_description=say(SHORT), language_code=tag))
    methods.append(SetChatMenuButton(menu_button=MenuButtonCommands()))
    return methods


def entries_of(salon: Salon) -> Sequence[Entry]:
    """Return the commands that make sense here with this house's painters."""
    return offered_by(salon.painter.capabilities, ENTRIES, whole=False)


def commands_in(language: str, entries: Sequence[Entry], *, admins: bool) -> list[BotCommand]:
    """Return the commands of a menu, with their hints in a language."""
    say = translator(language)
    chosen = [entry for entry in entries if admins or not entry.admins]
    return [BotCommand(command=entry.name, description=short(say(entry.hint), 250)) for entry in chosen]


async def choose_way(salon: Salon, bot: Bot, ear: Ear) -> None:
    """Tell Telegram how an account's updates reach us: by webhook if one is set, else by polling."""
    settings = salon.settings
    if settings.telegram_webhook and settings.telegram_secret:
        await call(
            bot,
            SetWebhook(
                url=f"{settings.telegram_webhook}{PATH}" + (f"/{ear.mark}" if ear.mark else ""),
                secret_token=settings.telegram_secret.get_secret_value(),
                allowed_updates=ear.wanted,
                max_connections=40,
            ),
        )
        return
    try:
        await call(bot, DeleteWebhook(drop_pending_updates=False))
    except (Refused, Gone, NotSent, InDoubt, Elsewhere) as error:
        log.info("an old webhook may still be set: %s", error)  # polling will say so, if it is
