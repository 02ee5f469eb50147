"""Native forms: what Telegram's users, chats and messages are in the words of the house."""

from typing import Any

from aiogram.types import Chat, Document, Message, User

from bots.events import Where, Who
from bots.telegram.client import PLATFORM
from core.words import language_of

ANONYMOUS = 1087968824  # Telegram's stand-in for an admin who speaks as the group


def document_of(message: Message) -> Document | None:
    """Return the file that came with a message, or with the one it answers."""
    for one in (message, message.reply_to_message):
        if one is not None and one.document is not None:
            return one.document
    return None


def who_of(user: User) -> Who:
    """Return who somebody is."""
    return Who(PLATFORM, str(user.id), user.full_name, user.language_code or "")


def as_admin(who: Who, admin: bool) -> Who:
    """Return somebody of whom we know whether they run the chat."""
    return Who(who.platform, who.handle, who.name, who.language, admin)


def speaker_of(message: Message) -> Who | None:
    """Return who says something: a person, or a chat that speaks as itself; None for other bots and nobody."""
    if message.sender_chat is not None and (message.from_user is None or message.from_user.is_bot):
        chat = message.sender_chat
        return Who(PLATFORM, str(chat.id), chat.title or chat.full_name or "", admin=chat.id == message.chat.id)
    if message.from_user is None or (message.from_user.is_bot and message.from_user.id != ANONYMOUS):
        return None
    return who_of(message.from_user)


def where_of(chat: Chat, message: Any, user: User | None) -> Where:
    """Return where something happens: the chat, and the topic that a message is in."""
    kind = {"private": "direct", "channel": "channel"}.get(chat.type, "group")
    title = chat.title or " ".join(part for part in (chat.first_name, chat.last_name) if part)
    in_topic = bool(getattr(message, "is_topic_message", False)) and getattr(message, "message_thread_id", None)
    thread = str(message.message_thread_id) if in_topic else ""
    language = language_of(user.language_code, default="") if user is not None else ""
    return Where(PLATFORM, str(chat.id), title, kind, language, thread)


def at_address(where: Where, address: str) -> Where:
    """Return a place under another address, with nothing known of topics and rights."""
    return Where(where.platform, address, where.title, where.kind, where.language)


def with_rights(where: Where, rights: dict[str, Any]) -> Where:
    """Return a place of which we know what we may do there."""
    return Where(where.platform, where.address, where.title, where.kind, where.language, where.thread, rights)


def emoji_of(mark: Any) -> str:
    """Return a reaction as one word: the emoji, or custom: with its number."""
    if mark.type == "custom_emoji":
        return f"custom:{mark.custom_emoji_id}"
    return str(getattr(mark, "emoji", ""))


def with_custom_emoji(message: Message, rest: str) -> str:
    """Put the number of a custom emoji where its stand-in is, so that a rule can name it."""
    entities = message.entities or message.caption_entities or []
    custom = next((one for one in entities if one.type == "custom_emoji" and one.custom_emoji_id), None)
    words = rest.split()
    return " ".join([f"custom:{custom.custom_emoji_id}", *words[1:]]) if custom and words else rest
