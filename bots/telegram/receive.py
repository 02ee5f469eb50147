"""Receiving from Telegram: one stored update, as an event."""

from collections.abc import Sequence
from dataclasses import replace
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

from bots.commands.table import COMMANDS, DECIDE, DECIDE_PRESSES, FILED, PICTURED
from bots.events import Command, Event, Joined, Moved, Presence, Press, Reaction, Said, Totals, Where, Who
from bots.telegram.accounts import Account, Accounts, is_one_for_all
from bots.telegram.client import PLATFORM
from bots.telegram.compose import read_marker
from bots.telegram.marks import counts_for_all, marked
from bots.telegram.native import (
    as_admin,
    at_address,
    document_of,
    emoji_of,
    speaker_of,
    where_of,
    who_of,
    with_custom_emoji,
    with_rights,
)
from core import delivery
from core.salon import Salon
from core.words import language_of

PRESENT = ("creator", "administrator", "member", "restricted")


class Reader:
    """Reads updates of one account; `host` is the persona that is meant when the house's own is called."""

    def __init__(self, salon: Salon, account: Account, accounts: Accounts, host: str, names: Sequence[str]) -> None:
        self._salon, self._account, self._accounts = salon, account, accounts
        self._chats, self._mark, self._host = account.chats, account.mark, host
        self._names = [name.lower() for name in names]

    async def event_of(self, update: Update) -> Event | None:
        """Return what an update means for us; None for what is no concern of ours."""
        if message := update.message or update.channel_post:
            return await self._message(message)
        if update.callback_query:
            return await self._pressed(update.callback_query)
        if update.message_reaction:
            change = update.message_reaction
            return self.reacted(change, await self._found(change.chat, change.message_id))
        if update.message_reaction_count:
            return await self._totals(update.message_reaction_count)
        if update.my_chat_member:
            return self._presence(update.my_chat_member)
        return None

    async def _message(self, message: Message) -> Event | None:
        if not await self._is_mine(message):
            return None
        where = self._where(message.chat, message, message.from_user)
        if message.migrate_to_chat_id:
            return Moved(where, str(message.migrate_to_chat_id))
        if message.migrate_from_chat_id:
            return Moved(at_address(where, str(message.migrate_from_chat_id)), where.address)
        who = speaker_of(message)
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
        if whose and self._accounts.commanded(whose) is None:
            return ""
        ours = name.lower() in COMMANDS or bool(whose) or message.chat.type == "private"
        return name.lower() if ours and name[:1].isalpha() else ""

    async def _commanded(self, message: Message, who: Who, where: Where, name: str, text: str) -> Command:
        rest = text.split(maxsplit=1)[1] if len(text.split(maxsplit=1)) > 1 else ""
        if name == "reactions":
            rest = with_custom_emoji(message, rest)
        if where.kind == "group" and not self._mark:
            where = with_rights(where, await self._chats.rights(int(where.address), fresh=name == "setup"))
        who = await self._who_decides(message, who, where, name)
        picture, trouble = "", ""
        if name in PICTURED and (file := self._photo(message)):
            picture, trouble = await self._chats.fetch(file)
        number, under = self._number(message), self._reply_to(message)
        named = self._accounts.commanded(text.split(maxsplit=1)[0].partition("@")[2])
        token = marked(named.mark, "") if named else ""
        if name in FILED and (sent := document_of(message)):
            file, trouble = await self._chats.fetch_file(sent.file_id)
            told = {"file": file, "file_name": sent.file_name or ""}
            return Command(who, where, number, name, rest, under, trouble=trouble, token=token, **told)
        return Command(who, where, number, name, rest, under, picture, trouble, token)

    async def _who_decides(self, message: Message, who: Who, where: Where, name: str) -> Who:
        if where.kind == "direct" or name not in DECIDE:
            return who
        if message.sender_chat is not None:
            return as_admin(who, message.sender_chat.id == message.chat.id)
        return as_admin(who, await self._chats.is_admin(int(where.address), int(who.handle)))

    def _photo(self, message: Message) -> str:
        """Return the file of the photo that came with a message, or of the one it answers if that is not ours."""
        for one in (message, message.reply_to_message):
            if one is None or self._accounts.sender(one) is not None:
                continue
            if one.photo:
                return one.photo[-1].file_id
            if one.document and (one.document.mime_type or "").startswith("image/"):
                return one.document.file_id
        return ""

    def _answer(self, message: Message, who: Who, where: Where, text: str) -> Press | None:
        """Read the answer to a question of ours as the press it stands for."""
        asked = message.reply_to_message
        asker = self._accounts.sender(asked)
        if asked is None or asker is None:
            return None
        links = [entity.url for entity in asked.entities or asked.caption_entities or [] if entity.url]
        meant = read_marker(links, asker.username)
        return Press(who, where, "", meant[0], meant[1], text) if meant else None

    def _said(self, message: Message, who: Who, where: Where, text: str) -> Said | None:
        called = [account for account in self._accounts if account.is_called(text)]
        if where.kind == "channel" and not called:
            return None
        plain = text
        for account in called:
            start = plain.lower().index(f"@{account.username}".lower())
            plain = f"{plain[:start]} {plain[start + len(account.username) + 1 :]}".strip(" ,:")
        mentions = self._meant(message, where, called, plain)
        return Said(who, where, self._number(message), plain or text, self._reply_to(message), mentions)

    def _meant(self, message: Message, where: Where, called: Sequence[Account], plain: str) -> tuple[str, ...]:
        """Return the personas that a line is for: whose own account it names, answers or is said to; else the host."""
        if where.companion:
            return (where.companion,)
        answered = self._accounts.sender(message.reply_to_message)
        personas = [one.persona for one in (answered, *called) if one is not None and one.persona]
        if personas or not called or not self._host or any(name in plain.lower() for name in self._names):
            return tuple(dict.fromkeys(personas))
        return (self._host,)

    async def _pressed(self, query: CallbackQuery) -> Event | None:
        verb, _colon, value = (query.data or "").partition(":")
        message = query.message
        who = who_of(query.from_user)
        if message is None:  # under a message sent through inline mode: only the direct chat is sure to be there
            where = Where(PLATFORM, who.handle, who.name, "direct", language_of(who.language, default=""))
            return Press(who, where, "", verb, value, token=query.id)
        where = self._where(message.chat, message, query.from_user)
        number = str(message.message_id)
        if ephemeral := getattr(message, "ephemeral_message_id", None):
            number = f"e{who.handle}/{ephemeral}"
        number = number if where.kind == "direct" else marked(self._mark, number)
        if verb in DECIDE_PRESSES and where.kind != "direct":
            who = as_admin(who, await self._chats.is_admin(int(where.address), int(who.handle)))
        return Press(who, where, number, verb, value, token=marked(self._mark, query.id))

    def reacted(self, change: MessageReactionUpdated, number: str) -> Reaction | None:
        """Return a reaction as an event; None for one that is nobody's vote."""
        if change.user is None or change.user.is_bot:
            return None  # anonymous admins react as the chat: nobody's vote
        emojis = frozenset(emoji_of(mark) for mark in change.new_reaction) - {""}
        # Telegram gives whole seconds; what is read now can't have happened later than now.
        at = min(datetime.now(UTC), change.date.astimezone(UTC) + timedelta(seconds=1))
        return Reaction(who_of(change.user), self._where(change.chat, None, change.user), number, emojis, at)

    async def _totals(self, change: MessageReactionCountUpdated) -> Totals:
        counts = {emoji: one.total_count for one in change.reactions if (emoji := emoji_of(one.type))}
        where = self._where(change.chat, None, None)
        return Totals(where, await self._found(change.chat, change.message_id), counts)

    def _presence(self, change: ChatMemberUpdated) -> Presence:
        old, new = change.old_chat_member, change.new_chat_member
        here = new.status in PRESENT and getattr(new, "is_member", True) is not False
        fresh = old.status not in PRESENT
        where = self._where(change.chat, None, change.from_user)
        if self._mark and where.kind != "direct":
            self._chats.note_rights(change.chat.id, new)
            return Presence(who_of(change.from_user), replace(where, companion=self._account.persona), here, fresh)
        if where.kind != "direct":
            where = with_rights(where, self._chats.note_rights(change.chat.id, new))
        return Presence(who_of(change.from_user), where, here, fresh)

    def _joined(self, arrived: Sequence[User], where: Where) -> Joined | None:
        people = [one for one in arrived if not one.is_bot]
        return Joined(who_of(people[0]), where) if people else None

    async def _is_mine(self, message: Message) -> bool:
        """Say whether this account takes a message in; where each counts for itself, the first that hears it does."""
        if is_one_for_all(message.chat, self._accounts):
            return True
        return await self._accounts.first_to_hear(message) in (self._account, None)

    def _where(self, chat: Chat, message: Any, user: User | None) -> Where:
        """Return where something is; a direct chat with a persona's own account is a room apart."""
        where = where_of(chat, message, user)
        if not self._mark or where.kind != "direct":
            return where
        return replace(where, address=marked(self._mark, where.address), companion=self._account.persona)

    def _number(self, message: Message) -> str:
        """Return a message's number, marked where only this account counts so."""
        alone = message.chat.type == "private" or counts_for_all(message.chat)
        return marked(0 if alone else self._mark, str(message.message_id))

    def _reply_to(self, message: Message) -> str:
        """Return the number of the message that one answers, with the mark of the account that sent it."""
        answered = message.reply_to_message
        if answered is None:
            return ""
        if not counts_for_all(message.chat):
            return marked(0 if message.chat.type == "private" else self._mark, str(answered.message_id))
        sender = answered.from_user.id if answered.from_user else 0
        return marked(sender if sender in self._accounts.known else 0, str(answered.message_id))

    async def _found(self, chat: Chat, message_id: int) -> str:
        """Return a message's number where nothing tells who sent it: with the mark under which a copy stands there."""
        number = str(message_id)
        if chat.type == "private" or not self._accounts.known:
            return number
        if not counts_for_all(chat):
            return marked(self._mark, number)
        ways = [marked(one, number) for one in sorted(self._accounts.known)]
        async with self._salon.read() as db:
            return await delivery.standing(db, PLATFORM, str(chat.id), ways) or number
