"""The people's side of the test server: what members do, and the updates that a bot gets of it."""

import asyncio
import itertools
import re
import time
from dataclasses import dataclass
from typing import Any

from tests.telegram.world import BOT, Chat, Values, units


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    id: int
    name: str
    language: str = "en"

    def shown(self) -> Values:
        """Return the person as updates show them."""
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}


class People:
    """Chats and who does what in them. Every deed becomes an update, if Telegram would tell the bot of it."""

    privacy = True

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.updates: list[Values] = []
        self.queues: dict[int, list[Values]] = {}
        self.arrived = asyncio.Event()
        self.presses_open: dict[str, Values] = {}
        self._ids = itertools.count(5001)
        self._update_ids = itertools.count(900_000)

    def push(self, bot: int = 0, **update: Any) -> int:
        """Hand the bot, or another one, an update; return its number."""
        number = next(self._update_ids)
        queue = self.queues.setdefault(bot, []) if bot not in (0, BOT["id"]) else self.updates
        queue.append({"update_id": number, **update})
        self.arrived.set()
        return number

    def person(self, name: str, language: str = "en", started: bool = False) -> Person:
        """Let somebody new be there; `started`: they have pressed Start in the direct chat."""
        one = Person(next(self._ids), name, language)
        self.chats[one.id] = Chat(one.id, "private", name, started=started)
        return one

    def group(self, title: str = "Club", status: str = "member", *, topics: set[int] | None = None) -> Chat:
        """Make a supergroup that the bot is in."""
        chat = Chat(-1_000_000_000_000 - next(self._ids), "supergroup", title, status, topics=topics or set())
        self.chats[chat.id] = chat
        return chat

    def channel(self, title: str = "Gallery") -> Chat:
        """Make a channel that the bot may post in."""
        chat = Chat(-1_000_000_000_000 - next(self._ids), "channel", title, "administrator")
        self.chats[chat.id] = chat
        return chat

    def direct(self, who: Person) -> Chat:
        """Return somebody's direct chat with the bot."""
        return self.chats[who.id]

    def says(self, who: Person, chat: Chat, text: str, *, reply_to: int = 0, topic: int = 0, **more: Any) -> int:
        """Let somebody say a line; return its number. In privacy mode the bot hears only what is meant for it."""
        number = next(chat.numbers)
        message: Values = {"message_id": number, "date": int(time.time()), "chat": chat.shown(), "from": who.shown()}
        message |= {"caption" if "photo" in more else "text": text, **more}
        if (entities := _entities(text)) and "entities" not in more:
            message["caption_entities" if "photo" in more else "entities"] = entities
        answered = chat.messages.get(reply_to)
        if answered is not None:
            message["reply_to_message"] = shown_again(answered)
        if topic:
            message |= {"message_thread_id": topic, "is_topic_message": True}
        chat.messages[number] = message
        if chat.type == "private":
            chat.started = True
        self._tell(chat, message, text, answered)
        return number

    def _tell(self, chat: Chat, message: Values, text: str, answered: Values | None) -> None:
        """Let the bot know of a message, if Telegram would."""
        if self._hears(chat, text, answered):
            self.push(message=message)

    def _hears(self, chat: Chat, text: str, answered: Values | None) -> bool:
        to_bot = answered is not None and answered["from"]["id"] == BOT["id"]
        meant = text.startswith("/") or f"@{BOT['username']}" in text or to_bot
        return meant or chat.type != "supergroup" or not self.privacy or chat.status == "administrator"

    def posts(self, channel: Chat, text: str) -> int:
        """Let a channel say something as itself."""
        number = next(channel.numbers)
        message = {"message_id": number, "date": int(time.time()), "chat": channel.shown(), "text": text}
        message |= {"sender_chat": channel.shown(), "entities": _entities(text)}
        channel.messages[number] = {**message, "from": {"id": 0}}
        self.push(channel_post=message)
        return number

    def presses(self, who: Person, chat: Chat, message: Values, label: str) -> str:
        """Let somebody press the button whose label begins so; return the press's number."""
        rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
        key = next(one for one in itertools.chain.from_iterable(rows) if one["text"].startswith(label))
        return self.presses_data(who, chat, message, key["callback_data"])

    def presses_data(self, who: Person, chat: Chat, message: Values, data: str) -> str:
        """Let a press arrive with any data, as buttons of earlier days may have."""
        number = f"press{next(self._update_ids)}"
        shown = shown_again(message)
        query = {"id": number, "from": who.shown(), "chat_instance": str(chat.id), "data": data, "message": shown}
        self.presses_open[number] = {**query, "at": time.monotonic()}
        self.push(message["from"]["id"], callback_query=query)
        return number

    def reacts(self, who: Person, chat: Chat, number: int, *emojis: str) -> None:
        """Let somebody have these reactions, and no others, on a message; the bot is told if it is an admin."""
        change: Values = {"chat": chat.shown(), "message_id": number, "date": int(time.time()), "old_reaction": []}
        marks = [
            {"type": "custom_emoji", "custom_emoji_id": one.removeprefix("custom:")}
            if one.startswith("custom:")
            else {"type": "emoji", "emoji": one}
            for one in emojis
        ]
        for bot in (BOT["id"], *chat.others):
            if chat.standing(bot) == "administrator":
                told = {**change, "user": who.shown(), "new_reaction": marks}
                self.push(bot, message_reaction={**told, "message_id": chat.number_for(bot, number)})

    def reacts_as_chat(self, chat: Chat, number: int, emoji: str) -> None:
        """Let an anonymous admin react."""
        change = {"chat": chat.shown(), "message_id": number, "date": int(time.time()), "old_reaction": []}
        marks = [{"type": "emoji", "emoji": emoji}]
        self.push(message_reaction={**change, "actor_chat": chat.shown(), "new_reaction": marks})

    def totals(self, channel: Chat, number: int, counts: dict[str, int]) -> None:
        """Let a channel's reactions be counted."""
        marks = [{"type": {"type": "emoji", "emoji": emoji}, "total_count": n} for emoji, n in counts.items()]
        change = {"chat": channel.shown(), "message_id": number, "date": int(time.time()), "reactions": marks}
        self.push(message_reaction_count=change)

    def asks_inline(self, who: Person, query: str, offset: str = "") -> str:
        """Let somebody type the bot's name and words; return the query's number."""
        number = f"inline{next(self._update_ids)}"
        self.push(inline_query={"id": number, "from": who.shown(), "query": query, "offset": offset})
        return number

    def membership(self, chat: Chat, status: str = "", bot: Values = BOT) -> Values:
        """Return a bot's membership of a chat, as Telegram tells it."""
        told: Values = {"status": status or chat.standing(bot["id"]), "user": bot}
        if told["status"] == "administrator":
            told |= dict.fromkeys(ADMIN_RIGHTS, False)
        if told["status"] == "kicked":
            told["until_date"] = 0
        return told

    def set_status(self, chat: Chat, status: str, by: Person) -> None:
        """Add, promote, demote or remove the bot."""
        old, chat.status = chat.status, status
        change = {"chat": chat.shown(), "from": by.shown(), "date": int(time.time())}
        members = {"old_chat_member": self.membership(chat, old), "new_chat_member": self.membership(chat)}
        self.push(my_chat_member={**change, **members})

    def blocks(self, who: Person, *, again: bool = False) -> None:
        """Let somebody block the bot, or unblock it."""
        chat = self.direct(who)
        chat.blocked = not again
        old, new = ("kicked", "member") if again else ("member", "kicked")
        change = {"chat": chat.shown(), "from": who.shown(), "date": int(time.time())}
        members = {"old_chat_member": self.membership(chat, old), "new_chat_member": self.membership(chat, new)}
        self.push(my_chat_member={**change, **members})

    def upgrades(self, chat: Chat) -> Chat:
        """Make a group a supergroup: it has another number from then on."""
        fresh = self.group(chat.title, chat.status)
        chat.moved_to = fresh.id
        common = {"date": int(time.time()), "from": BOT}
        self.push(message={**common, "message_id": 1, "chat": chat.shown(), "migrate_to_chat_id": fresh.id})
        self.push(message={**common, "message_id": 1, "chat": fresh.shown(), "migrate_from_chat_id": chat.id})
        return fresh


def shown_again(message: Values) -> Values:
    """Return a message as a later update shows it: a wish for an answer is not part of it."""
    kept = {name: value for name, value in message.items() if value is not None and name not in HIDDEN}
    if "inline_keyboard" not in kept.get("reply_markup", {}):
        kept.pop("reply_markup", None)
    return kept


HIDDEN = ("edits", "receiver", "bot_reaction", "reacted_by", "reply_to_message")


def _entities(text: str) -> list[Values]:
    found = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text.startswith("/") else []
    mention = re.search(r"@\w+", text)
    if mention and not text.startswith("/"):
        found.append({"type": "mention", "offset": units(text[: mention.start()]), "length": len(mention.group())})
    return found


ADMIN_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
)  # fmt: skip
