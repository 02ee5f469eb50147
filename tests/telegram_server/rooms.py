"""Rooms: groups, channels and topics, who is in them, and what becomes of them."""

import itertools
import time
from typing import Any

from tests.telegram_server.people import User, reaction
from tests.telegram_server.records import FULL_RIGHTS, Account, Chat, Message
from tests.telegram_server.rules import Values
from tests.telegram_server.world import World


class Rooms(World):
    """The side of a test: makes people and rooms, and moves them about."""

    def user(self, name: str, language: str = "en", *, username: str = "", started: bool = False) -> User:
        """Let somebody new be there; `started`: they pressed Start in the direct chat some time ago."""
        user = User(self, next(self.ids), name, language, username)
        self.accounts[user.id] = user
        user.chat.started = started
        return user

    def group(
        self,
        title: str,
        *members: User,
        bot_admin: bool = False,
        forum: bool = False,
        supergroup: bool = True,
        bot_in: bool = True,
        username: str = "",
    ) -> Chat:
        """Make a group that the bot has been in for long; the first member owns it."""
        kind = "supergroup" if supergroup or forum else "group"
        status = ("administrator" if bot_admin else "member") if bot_in else "left"
        chat = self._room(kind, title, status, username)
        chat.forum = forum
        for member in members:
            chat.members[member.id] = "member" if chat.members else "creator"
        chat.owner = members[0] if members else None
        return chat

    def channel(self, title: str, *members: User, bot_admin: bool = True, username: str = "") -> Chat:
        """Make a channel, where bots are administrators or nothing."""
        chat = self._room("channel", title, "administrator" if bot_admin else "left", username)
        chat.bot_rights |= {"can_post_messages", "can_edit_messages"}
        for member in members:
            chat.members[member.id] = "member" if chat.members else "creator"
        return chat

    def _room(self, kind: str, title: str, status: str, username: str) -> Chat:
        number = next(self.ids)
        chat = Chat(
            -number if kind == "group" else -1_000_000_000_000 - number,
            kind,
            title,
            self.numbers if kind == "group" else itertools.count(1),
            username,
            bot_status=status,
        )
        self.chats[chat.id] = chat
        return chat

    def topic(self, chat: Chat, name: str, by: User | None = None) -> int:
        """Open a topic in a forum; return its number."""
        opened = {"name": name, "icon_color": 7322096}
        message = self.service(chat, by or chat.owner or self.me, forum_topic_created=opened)
        message.topic = message.id
        chat.topics[message.id] = name
        return message.id

    def closes_topic(self, chat: Chat, topic: int) -> None:
        """Delete a topic and what was said in it."""
        chat.topics.pop(topic)
        for message in chat.history:
            message.deleted = message.deleted or message.topic == topic

    def posts(self, channel: Chat, text: str) -> int:
        """Let a channel say something as itself; return the number."""
        return User(self, 0, channel.title, "", "").says(channel, text)

    def joins(self, chat: Chat, user: User) -> None:
        """Let somebody come into a group."""
        self._set_member(chat, user, "member", user)
        self.service(chat, user, new_chat_members=[user.shown()])

    def leaves(self, chat: Chat, user: User) -> None:
        """Let somebody go from a group."""
        self._set_member(chat, user, "left", user)
        self.service(chat, user, left_chat_member=user.shown())

    def promotes(self, chat: Chat, user: User, *, admin: bool = True) -> None:
        """Make a member an administrator, or no more one."""
        self._set_member(chat, user, "administrator" if admin else "member", chat.owner or user)

    def _set_member(self, chat: Chat, user: User, status: str, by: Account) -> None:
        old, chat.members[user.id] = chat.members.get(user.id, "left"), status
        if chat.bot_admin:
            self.push("chat_member", self._change(chat, user, old, status, by))

    def _change(self, chat: Chat, who: Account, old: str, new: str, by: Account) -> Values:
        states = {
            "old_chat_member": self.membership(chat, who, old),
            "new_chat_member": self.membership(chat, who, new),
        }
        return {"chat": chat.shown(), "from": by.shown(), "date": int(time.time()), **states}

    def membership(self, chat: Chat, who: Account, status: str = "") -> Values:
        """Return somebody's membership of a chat, with every field that Telegram tells of it."""
        own = who is self.me
        status = status or (chat.bot_status if own else chat.members.get(who.id, "left"))
        told: Values = {"status": status, "user": who.shown()}
        if status == "creator":
            told["is_anonymous"] = False
        if status == "administrator":
            rights = chat.bot_rights if own else set(FULL_RIGHTS)
            told |= {"can_be_edited": False, "is_anonymous": False} | {name: name in rights for name in FULL_RIGHTS}
            if chat.type == "channel":
                told |= {name: name in rights for name in ("can_post_messages", "can_edit_messages")}
        if status == "kicked":
            told["until_date"] = 0
        return told

    def _set_bot(self, chat: Chat, status: str, by: Account) -> None:
        old, chat.bot_status = chat.bot_status, status
        self.push("my_chat_member", self._change(chat, self.me, old, status, by))

    def adds_bot(self, chat: Chat, by: User, *, admin: bool = False) -> None:
        """Let somebody add the bot to a group or channel."""
        self._set_bot(chat, "administrator" if admin or chat.type == "channel" else "member", by)
        if chat.is_group:
            self.service(chat, by, new_chat_members=[self.me.shown()])

    def removes_bot(self, chat: Chat, by: User) -> None:
        """Let somebody remove the bot."""
        self._set_bot(chat, "kicked", by)
        self.service(chat, by, left_chat_member=self.me.shown())

    def promotes_bot(self, chat: Chat, by: User, *, admin: bool = True) -> None:
        """Make the bot an administrator, or no more one."""
        self._set_bot(chat, "administrator" if admin else "member", by)

    def blocks(self, user: User) -> None:
        """Let somebody block the bot."""
        user.chat.blocked = True
        self.push("my_chat_member", self._change(user.chat, self.me, "member", "kicked", user))

    def unblocks(self, user: User) -> None:
        """Let somebody unblock the bot."""
        user.chat.blocked = False
        self.push("my_chat_member", self._change(user.chat, self.me, "kicked", "member", user))

    def upgrade(self, group: Chat) -> Chat:
        """Make a basic group a supergroup, which has another number from then on; return that."""
        if group.type != "group":
            raise AssertionError("only a group made with supergroup=False can be upgraded")
        fresh = self._room("supergroup", group.title, group.bot_status, "")
        fresh.members, fresh.owner, fresh.denied = dict(group.members), group.owner, set(group.denied)
        by = group.owner or self.me
        self.service(group, by, migrate_to_chat_id=fresh.id)
        group.moved_to = fresh.id
        self.service(fresh, by, migrate_from_chat_id=group.id)
        return fresh

    def totals(self, channel: Chat, message_id: int, counts: dict[str, int]) -> None:
        """Let the reactions below a post be counted; the bot is told if it is an administrator."""
        marks = [{"type": reaction(emoji), "total_count": number} for emoji, number in counts.items()]
        told = {"chat": channel.shown(), "message_id": message_id, "date": int(time.time()), "reactions": marks}
        if channel.bot_admin:
            self.push("message_reaction_count", told)

    def ephemeral_for(self, user: Account, chat: Chat) -> list[Message]:
        """Return the messages in a group that stand and only one member sees."""
        return [one for one in chat.ephemeral if one.receiver is user and not one.deleted]

    def deny(self, chat: Chat, *what: Any) -> None:
        """Forbid members, and a bot that is one, `photos`, `documents` or `text messages`."""
        chat.denied |= set(what)
