"""Who and what there is: accounts, chats and messages, and how the bot is shown them."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.telegram_server.files import Stored
from tests.telegram_server.rules import REACTIONS, Values

FULL_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_pin_messages", "can_manage_topics", "can_send_welcome_messages",
)  # fmt: skip


@dataclass(eq=False)
class Account:
    """Somebody with a number: a person or a bot."""

    id: int
    name: str
    language: str = "en"
    username: str = ""
    is_bot: bool = False

    def shown(self) -> Values:
        """Return the account as updates show it."""
        told: Values = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            told["username"] = self.username
        return told if self.is_bot or not self.language else {**told, "language_code": self.language}


ANONYMOUS = Account(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)


@dataclass
class Content:
    """What a message says: its kind (text, photo, document or service), words, entities and file."""

    kind: str
    words: str = ""
    entities: list[Values] = field(default_factory=list)
    media: Stored | None = None
    service: Values = field(default_factory=dict)

    def shown(self) -> Values:
        """Return it as fields of a message."""
        if self.kind == "service":
            return dict(self.service)
        names = ("text", "entities") if self.kind == "text" else ("caption", "caption_entities")
        told = {name: value for name, value in zip(names, (self.words, self.entities), strict=True) if value}
        return {self.kind: self.media.shown(), **told} if self.media else told


@dataclass(eq=False)
class Message:
    """A message that was sent; `id` is 0 and `ephemeral_id` set if only one member sees it."""

    id: int
    chat: "Chat"
    sender: Account | None
    content: Content
    from_bot: bool = False
    markup: Values | None = None
    answered: "Message | None" = None
    topic: int | None = None
    thread: int | None = None
    album: str = ""
    ephemeral_id: int = 0
    receiver: Account | None = None
    replaces: "Message | None" = None
    inline_id: str = ""
    via: Account | None = None
    sender_chat: "Chat | None" = None
    date: int = field(default_factory=lambda: int(time.time()))
    at: float = field(default_factory=time.monotonic)
    edits: int = 0
    edited: int = 0
    deleted: bool = False
    reactions: dict[int, list[str]] = field(default_factory=dict)
    bot_reaction: str = ""
    options: Values = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Its kind: text, photo, document or service."""
        return self.content.kind

    @property
    def text(self) -> str:
        """Its words: the text, or the caption of a photo or document."""
        return self.content.words

    @property
    def caption(self) -> str:
        """Its caption; empty for a text."""
        return "" if self.kind == "text" else self.content.words

    @property
    def entities(self) -> list[Values]:
        """The entities of its words."""
        return self.content.entities

    @property
    def photo(self) -> bytes:
        """The bytes of its photo as they came; empty if it has none."""
        return self.content.media.data if self.content.media and self.kind == "photo" else b""

    @property
    def document(self) -> bytes:
        """The bytes of its document; empty if it has none."""
        return self.content.media.data if self.content.media and self.kind == "document" else b""

    @property
    def file_id(self) -> str:
        """The number of its file at full size; empty if it has none."""
        return self.content.media.ids[-1] if self.content.media else ""

    @property
    def buttons(self) -> list[list[Values]]:
        """The rows of its inline keyboard."""
        return (self.markup or {}).get("inline_keyboard", [])

    @property
    def labels(self) -> list[str]:
        """The labels of all its buttons, in order."""
        return [button["text"] for row in self.buttons for button in row]

    @property
    def asks_reply(self) -> bool:
        """Whether it puts its readers into a reply to it."""
        return bool((self.markup or {}).get("force_reply"))

    @property
    def reply_to(self) -> int | None:
        """The number of the message it answers."""
        return self.answered.id if self.answered else None

    def button(self, wanted: str) -> Values:
        """Return the button with a label or data, or whose label begins so."""
        every = list(itertools.chain.from_iterable(self.buttons))
        for fits in (lambda b: wanted in (b["text"], b.get("callback_data")), lambda b: b["text"].startswith(wanted)):
            for button in filter(fits, every):
                return button
        raise AssertionError(f"no button {wanted!r} among {self.labels} below {self.text[:80]!r}")

    def shown(self, *, nested: bool = True) -> Values:
        """Return the message as Telegram hands it over; what it answers is whole, but without its own reply."""
        told: Values = {"message_id": self.id, "date": self.date, "chat": self.chat.shown()}
        if self.deleted:
            return {**told, "date": 0}
        parts = {"from": self.sender, "receiver_user": self.receiver, "via_bot": self.via}
        told |= {name: one.shown() for name, one in parts.items() if one}
        told |= {"ephemeral_message_id": self.ephemeral_id} if self.ephemeral_id else {}
        told |= {"sender_chat": self.sender_chat.shown()} if self.sender_chat else {}
        if self.topic or self.thread:
            told["message_thread_id"] = self.topic or self.thread
        told |= {"is_topic_message": True} if self.topic else {}
        told |= {"edit_date": self.edited} if self.edited else {}
        told |= {"media_group_id": self.album} if self.album else {}
        told |= self.content.shown() | self.options
        if self.buttons:
            told["reply_markup"] = self.markup
        if nested and self.answered and not self.answered.deleted:
            told["reply_to_message"] = self.answered.shown(nested=False)
        return told


@dataclass(eq=False)
class Chat:
    """A chat, all that was said in it, and what the bot may do there."""

    id: int
    type: str
    title: str
    numbers: Iterator[int] = field(repr=False)
    username: str = ""
    forum: bool = False
    owner: Account | None = None
    bot_status: str = "member"
    bot_rights: set[str] = field(default_factory=lambda: set(FULL_RIGHTS) - {"can_promote_members"})
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    history: list[Message] = field(default_factory=list, repr=False)
    ephemeral: list[Message] = field(default_factory=list, repr=False)
    denied: set[str] = field(default_factory=set)
    actions: list[str] = field(default_factory=list)
    pinned: list[Message] = field(default_factory=list, repr=False)
    available_reactions: frozenset[str] = field(default=REACTIONS, repr=False)
    menu_button: Values = field(default_factory=lambda: {"type": "default"})
    moved_to: int = 0
    started: bool = False
    blocked: bool = False

    @property
    def is_group(self) -> bool:
        """Whether several people talk in it."""
        return self.type in ("group", "supergroup")

    @property
    def bot_admin(self) -> bool:
        """Whether the bot is an administrator of it."""
        return self.bot_status == "administrator"

    @property
    def messages(self) -> list[Message]:
        """The messages that stand, in order, without service messages."""
        return [one for one in self.history if not one.deleted and one.kind != "service"]

    @property
    def from_bot(self) -> list[Message]:
        """The messages of the bot that stand, in order."""
        return [one for one in self.messages if one.from_bot]

    def find(self, number: int) -> Message | None:
        """Return the message with a number if it stands."""
        return next((one for one in reversed(self.history) if one.id == number and not one.deleted), None)

    def message(self, number: int) -> Message:
        """Return the message with a number, deleted or not."""
        return next(one for one in self.history if one.id == number)

    def shown(self) -> Values:
        """Return the chat as messages show it."""
        named = {"username": self.username} if self.username else {}
        if self.type == "private":
            return {"id": self.id, "type": "private", "first_name": self.title, **named}
        told = {"id": self.id, "type": self.type, "title": self.title, **named}
        return {**told, "is_forum": True} if self.forum else told
