"""Receiving from Telegram: one stored update, as an event."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from aiogram.types import (
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    Message,
    MessageReactionCountUpdated,
    MessageReactionUpdated,
    Update,
    User,
)

from bots.commands.table import COMMANDS, DECIDE, PICTURED
from bots.events import Command, Event, Joined, Moved, Presence, Press, Reaction, Said, Totals, Where, Who
from bots.telegram.chats import Chats
from bots.telegram.compose import read_marker
from core.salon import Salon
from core.words import language_of

PLATFORM = "telegram"
PRESENT = ("creator", "administrator", "member", "restricted")
ANONYMOUS = 1087968824  # Telegram's stand-in for an admin who speaks as the group


class Reader:
    """Reads updates for one bot; `host` is the persona that is meant when the bot itself is called."""

    def __init__(self, salon: Salon, chats: Chats, username: str, bot_id: int, host: str) -> None:
        self._salon, self._chats = salon, chats
        self._username, self._me, self._host = username, bot_id, host

    async def event_of(self, update: Update) -> Event | None:
        """Return what an update means for us; None for what is no concern of ours."""
        if message := update.message or update.channel_post:
            return await self._message(message)
        if update.callback_query:
            return await self._pressed(update.callback_query)
        if update.message_reaction:
            return self.reacted(update.message_reaction)
        if update.message_reaction_count:
            return _totals(update.message_reaction_count)
        if update.my_chat_member:
            return self._presence(update.my_chat_member)
        return None

    async def _message(self, message: Message) -> Event | None:
        where = _where(message.chat, message, message.from_user)
        if message.migrate_to_chat_id:
            return Moved(where, str(message.migrate_to_chat_id))
        if message.migrate_from_chat_id:
            return Moved(_at(where, str(message.migrate_from_chat_id)), where.address)
        who = _speaker(message)
        if who is None:
            return None
        if message.new_chat_members:
            return self._joined(message.new_chat_members, where)
        text = message.text or message.caption or ""
        if name := self._command(message, text):
            return await self._commanded(message, who, where, name, text)
        if not text or message.via_bot:
            return None
        return self._answer(message, who, where, text) or self._said(message, who, where, text)

    def _command(self, message: Message, text: str) -> str:
        """Return the command that a message begins with, if it is for us."""
        if not text.startswith("/") or len(text) < 2:
            return ""
        name, _at_sign, whose = text.split(maxsplit=1)[0][1:].partition("@")
        if whose and whose.lower() != self._username.lower():
            return ""
        ours = name.lower() in COMMANDS or bool(whose) or message.chat.type == "private"
        return name.lower() if ours and name[:1].isalpha() else ""

    async def _commanded(self, message: Message, who: Who, where: Where, name: str, text: str) -> Command:
        rest = text.split(maxsplit=1)[1] if len(text.split(maxsplit=1)) > 1 else ""
        if name == "reactions":
            rest = _custom_emoji(message, rest)
        if where.kind == "group":
            where = _with_rights(where, await self._chats.rights(int(where.address), fresh=name == "setup"))
        who = await self._who_decides(message, who, where, name)
        picture, trouble = "", ""
        if name in PICTURED and (file := self._photo(message)):
            picture, trouble = await self._chats.fetch(file)
        number = str(message.message_id)
        return Command(who, where, number, name, rest, _reply_to(message), picture, trouble)

    async def _who_decides(self, message: Message, who: Who, where: Where, name: str) -> Who:
        if where.kind == "direct" or name not in DECIDE:
            return who
        if message.sender_chat is not None:
            return _as_admin(who, message.sender_chat.id == message.chat.id)
        return _as_admin(who, await self._chats.is_admin(int(where.address), int(who.handle)))

    def _photo(self, message: Message) -> str:
        """Return the file of the photo that came with a message, or of the one it answers if that is not ours."""
        for one in (message, message.reply_to_message):
            if one is None or (one.from_user is not None and one.from_user.id == self._me):
                continue
            if one.photo:
                return one.photo[-1].file_id
            if one.document and (one.document.mime_type or "").startswith("image/"):
                return one.document.file_id
        return ""

    def _answer(self, message: Message, who: Who, where: Where, text: str) -> Press | None:
        """Read the answer to a question of ours as the press it stands for."""
        asked = message.reply_to_message
        if asked is None or asked.from_user is None or asked.from_user.id != self._me:
            return None
        links = [entity.url for entity in asked.entities or asked.caption_entities or [] if entity.url]
        meant = read_marker(links, self._username)
        return Press(who, where, "", meant[0], meant[1], text) if meant else None

    def _said(self, message: Message, who: Who, where: Where, text: str) -> Said | None:
        called = f"@{self._username}".lower()
        mentioned = called in text.lower()
        if where.kind == "channel" and not mentioned:
            return None
        plain = text
        if mentioned:
            start = text.lower().index(called)
            plain = f"{text[:start]} {text[start + len(called) :]}".strip(" ,:")
        mentions = (self._host,) if mentioned and self._host and not self._names_another(plain) else ()
        return Said(who, where, str(message.message_id), plain or text, _reply_to(message), mentions)

    def _names_another(self, text: str) -> bool:
        return any(name in text.lower() for name in self._chats.names)

    async def _pressed(self, query: CallbackQuery) -> Event | None:
        verb, _colon, value = (query.data or "").partition(":")
        message = query.message
        who = _who(query.from_user)
        if message is None:  # under a message sent through inline mode: only the direct chat is sure to be there
            where = Where(PLATFORM, who.handle, who.name, "direct", language_of(who.language, default=""))
            return Press(who, where, "", verb, value, token=query.id)
        where = _where(message.chat, message, query.from_user)
        number = str(message.message_id)
        if ephemeral := getattr(message, "ephemeral_message_id", None):
            number = f"e{who.handle}/{ephemeral}"
        if verb == "delete" and where.kind != "direct":
            who = _as_admin(who, await self._chats.is_admin(int(where.address), int(who.handle)))
        return Press(who, where, number, verb, value, token=query.id)

    def reacted(self, change: MessageReactionUpdated) -> Reaction | None:
        if change.user is None or change.user.is_bot:
            return None  # anonymous admins react as the chat: nobody's vote
        emojis = frozenset(_emoji(mark) for mark in change.new_reaction) - {""}
        # Telegram gives whole seconds; what is read now can't have happened later than now.
        at = min(datetime.now(UTC), change.date.astimezone(UTC) + timedelta(seconds=1))
        return Reaction(_who(change.user), _where(change.chat, None, change.user), str(change.message_id), emojis, at)

    def _presence(self, change: ChatMemberUpdated) -> Presence:
        old, new = change.old_chat_member, change.new_chat_member
        here = new.status in PRESENT and getattr(new, "is_member", True) is not False
        fresh = old.status not in PRESENT
        where = _where(change.chat, None, change.from_user)
        if where.kind != "direct":
            where = _with_rights(where, self._chats.note_rights(change.chat.id, new))
        return Presence(_who(change.from_user), where, here, fresh)

    def _joined(self, arrived: Sequence[User], where: Where) -> Joined | None:
        people = [one for one in arrived if not one.is_bot]
        return Joined(_who(people[0]), where) if people else None


def _who(user: User) -> Who:
    return Who(PLATFORM, str(user.id), user.full_name, user.language_code or "")


def _as_admin(who: Who, admin: bool) -> Who:
    return Who(who.platform, who.handle, who.name, who.language, admin)


def _speaker(message: Message) -> Who | None:
    """Return who says something: a person, or a chat that speaks as itself; None for other bots and nobody."""
    if message.sender_chat is not None and (message.from_user is None or message.from_user.is_bot):
        chat = message.sender_chat
        return Who(PLATFORM, str(chat.id), chat.title or chat.full_name or "", admin=chat.id == message.chat.id)
    if message.from_user is None or (message.from_user.is_bot and message.from_user.id != ANONYMOUS):
        return None
    return _who(message.from_user)


def _where(chat: Chat, message: Any, user: User | None) -> Where:
    kind = {"private": "direct", "channel": "channel"}.get(chat.type, "group")
    title = chat.title or " ".join(part for part in (chat.first_name, chat.last_name) if part)
    in_topic = bool(getattr(message, "is_topic_message", False)) and getattr(message, "message_thread_id", None)
    thread = str(message.message_thread_id) if in_topic else ""
    language = language_of(user.language_code, default="") if user is not None else ""
    return Where(PLATFORM, str(chat.id), title, kind, language, thread)


def _at(where: Where, address: str) -> Where:
    return Where(where.platform, address, where.title, where.kind, where.language)


def _with_rights(where: Where, rights: dict[str, Any]) -> Where:
    return Where(where.platform, where.address, where.title, where.kind, where.language, where.thread, rights)


def _reply_to(message: Message) -> str:
    return str(message.reply_to_message.message_id) if message.reply_to_message else ""


def _emoji(mark: Any) -> str:
    if mark.type == "custom_emoji":
        return f"custom:{mark.custom_emoji_id}"
    return str(getattr(mark, "emoji", ""))


def _custom_emoji(message: Message, rest: str) -> str:
    """Put the number of a custom emoji where its stand-in is, so that a rule can name it."""
    entities = message.entities or message.caption_entities or []
    custom = next((one for one in entities if one.type == "custom_emoji" and one.custom_emoji_id), None)
    words = rest.split()
    return " ".join([f"custom:{custom.custom_emoji_id}", *words[1:]]) if custom and words else rest


def _totals(change: MessageReactionCountUpdated) -> Totals:
    counts = {emoji: one.total_count for one in change.reactions if (emoji := _emoji(one.type))}
    return Totals(_where(change.chat, None, None), str(change.message_id), counts)


def update_key(raw: dict[str, Any]) -> tuple[str, str]:
    """Return the number of a raw update, and the chat in which its order matters."""
    for part in raw.values():
        if isinstance(part, dict):
            message = part.get("message") if isinstance(part.get("message"), dict) else part
            chat = message.get("chat") if isinstance(message, dict) else None
            who = part.get("from")
            if isinstance(chat, dict):
                return str(raw["update_id"]), str(chat.get("id", ""))
            if isinstance(who, dict):
                return str(raw["update_id"]), f"person:{who.get('id', '')}"
    return str(raw["update_id"]), ""
