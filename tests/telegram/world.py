"""A chat service for tests: chats, people and messages as Telegram keeps them, and what it refuses."""

import io
import itertools
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, UnidentifiedImageError

Values = dict[str, Any]
BOT: Values = {"id": 4242, "is_bot": True, "first_name": "Salon", "username": "salon_test_bot"}
CALLER: ContextVar[Values] = ContextVar("caller", default=BOT)
"""Which bot a call is from."""
NO_EPHEMERAL = "Bad Request: ephemeral message can't be sent"


class Refusal(Exception):
    """An answer other than yes: its status, words and parameters."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


def units(text: str) -> int:
    """Return a text's length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass
class Chat:
    """A chat, what is in it, and what the bot may do there. `messages` are those that stand, by number.

    `others` holds the standing of bots beside the first one; a private chat is with the bot `bot`.
    """

    id: int
    type: str
    title: str
    status: str = "member"
    topics: set[int] = field(default_factory=set)
    messages: dict[int, Values] = field(default_factory=dict)
    ephemeral: dict[int, Values] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    may_send: bool = True
    may_send_photos: bool = True
    moved_to: int = 0
    started: bool = False
    blocked: bool = False
    admins: set[int] = field(default_factory=set)
    others: dict[int, str] = field(default_factory=dict)
    sent_at: list[float] = field(default_factory=list)
    bot: int = BOT["id"]
    pins: list[int] = field(default_factory=list)

    def standing(self, bot: int) -> str:
        """Return what a bot is here: member, administrator, left or kicked."""
        return self.status if bot == BOT["id"] else self.others.get(bot, "left")

    def number_for(self, bot: int, number: int) -> int:
        """Return the number a message has for a bot: in a basic group each account counts for itself."""
        return number + (bot - BOT["id"]) * 1000 if self.type == "group" else number

    def number_from(self, bot: int, number: int) -> int:
        """Return a message's own number from the one that a bot knows it by."""
        return number - (bot - BOT["id"]) * 1000 if self.type == "group" else number

    def by(self, bot: int) -> list[Values]:
        """The messages of a bot that stand, in order."""
        return [message for message in self.messages.values() if message["from"]["id"] == bot]

    def shown(self) -> Values:
        """Return the chat as messages show it."""
        if self.type == "private":
            return {"id": self.id, "type": "private", "first_name": self.title}
        return {"id": self.id, "type": self.type, "title": self.title, **({"is_forum": True} if self.topics else {})}

    @property
    def of_bot(self) -> list[Values]:
        """The messages of the bot that stand, in order."""
        return [message for message in self.messages.values() if message["from"]["id"] == BOT["id"]]


def check_text(text: Any, most: int, name: str) -> str:
    """Refuse what is no text of at most `most` units."""
    if not isinstance(text, str) or (name == "text" and not text.strip()):
        raise Refusal(400, "Bad Request: message text is empty")
    if units(text) > most:
        raise Refusal(400, f"Bad Request: message {'caption ' if name == 'caption' else ''}is too long")
    return text


def check_entities(text: str, entities: Any) -> list[Values]:
    """Refuse entities that leave the text or begin within a surrogate pair."""
    starts = {0}
    at = 0
    for sign in text:
        at += units(sign)
        starts.add(at)
    for entity in entities or []:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if entity["length"] < 1 or start not in starts or end not in starts:
            raise Refusal(400, f"Bad Request: entity {entity} is out of the text")
    return list(entities or [])


def check_keyboard(markup: Any) -> Values | None:
    """Refuse buttons that Telegram refuses."""
    if not markup or "inline_keyboard" not in markup:
        return markup or None
    for button in itertools.chain.from_iterable(markup["inline_keyboard"]):
        kinds = [name for name in button if name not in ("text", "style", "icon_custom_emoji_id")]
        if len(kinds) != 1 or not button.get("text"):
            raise Refusal(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        if "copy_text" in button and not 1 <= units(button["copy_text"]["text"]) <= 256:
            raise Refusal(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
        if "url" in button and not _is_public(button["url"]):
            raise Refusal(400, "Bad Request: BUTTON_URL_INVALID")
    return dict(markup)


def _is_public(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "tg" or (parts.scheme in ("http", "https") and "." in (parts.hostname or "").strip("0127."))


def check_photo(data: bytes) -> tuple[int, int]:
    """Refuse what is no photo; return its size in pixels."""
    if len(data) > 10_000_000:
        raise Refusal(400, "Bad Request: file is too big")
    try:
        width, height = Image.open(io.BytesIO(data)).size
    except UnidentifiedImageError:
        raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED") from None
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    return width, height


class PaceKeeper:
    """Refuses what comes too fast: 30 a second, one a second per chat, 20 a minute per group."""

    def __init__(self) -> None:
        self.on = False
        self.refused = 0
        self._all: list[float] = []

    def check(self, chat: Chat) -> None:
        """Count one message, or refuse it with the seconds to wait."""
        if not self.on:
            return
        now = time.monotonic()
        self._all = [at for at in self._all if at > now - 1]
        chat.sent_at = [at for at in chat.sent_at if at > now - 60]
        crowded = len(self._all) >= 30 or (chat.sent_at and chat.sent_at[-1] > now - 0.98)
        if crowded or (chat.id < 0 and len(chat.sent_at) >= 20):
            self.refused += 1
            raise Refusal(429, "Too Many Requests: retry after 2", retry_after=2)
        self._all.append(now)
        chat.sent_at.append(now)
