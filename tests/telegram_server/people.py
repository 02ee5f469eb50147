"""People: what they say, press, react with and type, each deed becoming an update if Telegram would tell the bot of it."""

import itertools
import time
from typing import Any

from tests.telegram_server.files import Upload
from tests.telegram_server.records import ANONYMOUS, Account, Chat, Content, Message
from tests.telegram_server.rules import REACTIONS, Values, found_entities, units
from tests.telegram_server.world import Alert, Press, World

_presses = itertools.count(4_000_000_000_000_001)


class User(Account):
    """A person who uses Telegram."""

    def __init__(self, world: World, number: int, name: str, language: str, username: str) -> None:
        super().__init__(number, name, language, username)
        self._world = world

    @property
    def chat(self) -> Chat:
        """The person's direct chat with the bot."""
        return self._world.direct(self)

    def starts(self, payload: str = "") -> int:
        """Open the direct chat and press Start, with the payload of a link if there is one."""
        return self.says(self.chat, f"/start {payload}".strip())

    def says(
        self,
        chat: Chat,
        text: str,
        reply_to: int | Message | None = None,
        topic: int | None = None,
        entities: list[Values] | None = None,
        *,
        ephemeral: bool = False,
        anonymous: bool = False,
    ) -> int:
        """Say a line; return its number, or that of the ephemeral message if only the bot sees it."""
        content = Content("text", text, _entities(text, entities))
        return self._sends(chat, content, reply_to, topic, ephemeral=ephemeral, anonymous=anonymous)

    def sends_photo(
        self,
        chat: Chat,
        photo: bytes,
        caption: str = "",
        reply_to: int | Message | None = None,
        topic: int | None = None,
        entities: list[Values] | None = None,
    ) -> int:
        """Send a photo; return the message's number."""
        stored = self._world.files.add_photo(Upload("photo.jpg", "image/jpeg", photo))
        return self._sends(chat, Content("photo", caption, _entities(caption, entities), stored), reply_to, topic)

    def sends_document(
        self, chat: Chat, data: bytes, name: str = "file.bin", caption: str = "", mime: str = "application/octet-stream"
    ) -> int:
        """Send a file; return the message's number."""
        stored = self._world.files.add_document(Upload(name, mime, data))
        return self._sends(chat, Content("document", caption, _entities(caption, None), stored), None, None)

    def _sends(
        self,
        chat: Chat,
        content: Content,
        reply_to: int | Message | None,
        topic: int | None,
        *,
        ephemeral: bool = False,
        anonymous: bool = False,
    ) -> int:
        answered = chat.message(reply_to) if isinstance(reply_to, int) else reply_to
        if topic is not None and topic not in chat.topics:
            raise AssertionError(f"{chat.title} has no topic {topic}")
        if chat.type == "private":
            chat.started = True
        if ephemeral or (answered is not None and answered.ephemeral_id):
            return self._sends_alone(chat, content, answered, topic)
        sender: Account | None = ANONYMOUS if anonymous else self
        sender = None if chat.type == "channel" else sender
        thread = answered.thread or answered.id if answered and chat.type == "supergroup" and not chat.forum else None
        topic = topic or (answered.topic if answered else None)
        as_chat = chat if anonymous or chat.type == "channel" else None
        message = self._world.add(
            chat, sender, content, answered=answered, topic=topic, thread=thread, sender_chat=as_chat
        )
        self._world.deliver(message)
        return message.id

    def _sends_alone(self, chat: Chat, content: Content, answered: Message | None, topic: int | None) -> int:
        message = Message(0, chat, self, content, answered=answered, topic=topic, receiver=self._world.me)
        chat.ephemeral.append(message)
        message.ephemeral_id = len(chat.ephemeral)
        self._world.deliver(message)
        return message.ephemeral_id

    def edits(self, message: Message, text: str, entities: list[Values] | None = None) -> None:
        """Change the words of an own message."""
        old = message.content
        message.content = Content(old.kind, text, _entities(text, entities), old.media)
        message.edited, message.edits = int(time.time()), message.edits + 1
        self._world.deliver(message, edited=True)

    def deletes(self, message: Message) -> None:
        """Delete a message; Telegram does not tell bots of it."""
        message.deleted = True
        self._world.wake()

    def presses(self, message: Message, label_or_data: str, *, forced: bool = False) -> str:
        """Press a button; return the press's number. `forced`: the data need not be on the message (any more)."""
        data = label_or_data if forced else message.button(label_or_data).get("callback_data")
        if data is None:
            raise AssertionError(f"the button {label_or_data!r} sends nothing to the bot")
        number = str(next(_presses))
        told: Values = {"id": number, "from": self.shown(), "chat_instance": str(-message.chat.id), "data": data}
        inline = bool(message.inline_id)
        told |= {"inline_message_id": message.inline_id} if inline else {"message": message.shown()}
        chat = None if inline else message.chat
        self._world.presses[number] = Press(number, self, chat, message, time.monotonic())
        self._world.push("callback_query", told)
        return number

    async def pressed(self, message: Message, label_or_data: str, seconds: float = 10.0) -> Alert:
        """Press a button and wait until the bot answers the press."""
        number = self.presses(message, label_or_data)
        alerts = self._world.alerts
        return await self._world.until(lambda: next((one for one in alerts if one.id == number), None), seconds)  # type: ignore[return-value]

    def reacts(self, chat: Chat, message_id: int, emojis: list[str], *, anonymous: bool = False) -> None:
        """Have these reactions, and no others, on a message; the bot is told where it is an administrator."""
        message = chat.message(message_id)
        key = ANONYMOUS.id if anonymous else self.id
        old, message.reactions[key] = message.reactions.get(key, []), list(emojis)
        if chat.type == "channel" or old == emojis or not (chat.bot_admin or chat.type == "private"):
            return
        actor = {"actor_chat": chat.shown()} if anonymous else {"user": self.shown()}
        told: Values = {"chat": chat.shown(), "message_id": message_id, "date": int(time.time()), **actor}
        told |= {"old_reaction": [reaction(one) for one in old], "new_reaction": [reaction(one) for one in emojis]}
        self._world.push("message_reaction", told)

    def inline(self, query: str, offset: str = "", chat_type: str = "sender") -> str:
        """Type the bot's name and words anywhere; return the query's number."""
        if not self._world.supports_inline:
            raise AssertionError("inline mode is off for this bot")
        number = str(next(_presses))
        self._world.inline_queries[number] = (self, time.monotonic())
        told = {"id": number, "from": self.shown(), "query": query, "offset": offset, "chat_type": chat_type}
        self._world.push("inline_query", told)
        return number

    def picks(self, query_id: str, index: int, chat: Chat) -> Message:
        """Send one of the results that an inline query was answered with."""
        result = self._world.inline_answers[query_id]["results"][index]
        said = result.get("input_message_content") or {}
        words, entities = said.get("message_text"), said.get("entities")
        if words is not None:
            content = Content("text", words, entities or [])
        else:
            media = self._world.files.find(result["photo_file_id"], "photo")
            content = Content("photo", result.get("caption") or "", result.get("caption_entities") or [], media)
        message = self._world.add(chat, self, content, via=self._world.me, markup=result.get("reply_markup"))
        if message.buttons:
            message.inline_id = f"AgAAA{query_id}_{index}"
            self._world.inline_messages[message.inline_id] = message
        self._world.deliver(message)
        return message


def reaction(emoji: str) -> Values:
    """Return a reaction as updates have it; `custom:NUMBER` is a custom emoji."""
    if emoji.startswith("custom:"):
        return {"type": "custom_emoji", "custom_emoji_id": emoji.removeprefix("custom:")}
    if emoji not in REACTIONS:
        raise AssertionError(f"{emoji!r} is no reaction of Telegram")
    return {"type": "emoji", "emoji": emoji}


def _entities(text: str, given: Any) -> list[Values]:
    found = list(given or [])
    for one in found_entities(text):
        first, last = one["offset"], one["offset"] + one["length"]
        if all(last <= other["offset"] or first >= other["offset"] + other["length"] for other in found):
            found.append(one)
    if any(one["offset"] + one["length"] > units(text) for one in found):
        raise AssertionError("an entity leaves the text")
    return sorted(found, key=lambda one: one["offset"])
