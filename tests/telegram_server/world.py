"""What everything in the server shares: chats, accounts, files, the updates that wait, and waiting for something."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from tests.telegram_server.files import FileStore
from tests.telegram_server.pace import Pace
from tests.telegram_server.records import ANONYMOUS, Account, Chat, Content, Message
from tests.telegram_server.rules import Values, bad, slice_units

Found = TypeVar("Found")


class Call(NamedTuple):
    """One call of the bot: the method, its parameters as they were meant, and when it came (monotonic)."""

    method: str
    params: Values
    time: float


@dataclass(eq=False)
class Press:
    """A press of a button that waits for its answer."""

    id: str
    user: Account
    chat: Chat | None
    message: Message
    at: float
    answered: bool = False


class Alert(NamedTuple):
    """What a press was answered with."""

    id: str
    text: str
    show_alert: bool
    url: str = ""


class World:
    """Chats, accounts, files and waiting updates of one bot."""

    def __init__(self, token: str, username: str, *, privacy: bool, inline: bool, strict_pace: bool) -> None:
        self.token = token
        self.me = Account(int(token.partition(":")[0]), "Bot", "", username, is_bot=True)
        self.privacy, self.supports_inline = privacy, inline
        self.pace = Pace(strict_pace)
        self.files = FileStore(token)
        self.accounts: dict[int, Account] = {self.me.id: self.me, ANONYMOUS.id: ANONYMOUS}
        self.chats: dict[int, Chat] = {}
        self.pending: list[Values] = []
        self.presses: dict[str, Press] = {}
        self.press_lives = 15.0
        self.calls: list[Call] = []
        self.alerts: list[Alert] = []
        self.inline_queries: dict[str, tuple[Account, float]] = {}
        self.inline_answers: dict[str, Values] = {}
        self.inline_messages: dict[str, Message] = {}
        self.numbers = itertools.count(1)
        self.ids = itertools.count(5_000_001)
        self._update_numbers = itertools.count(812_000_001)
        self._pulse = asyncio.Event()

    @property
    def refused_for_pace(self) -> int:
        """How many calls came too fast."""
        return self.pace.refused

    def push(self, kind: str, payload: Values) -> int:
        """Let an update wait for the bot; return its number."""
        number = next(self._update_numbers)
        self.pending.append({"update_id": number, kind: payload})
        self.wake()
        return number

    def wake(self) -> None:
        """Let everybody who waits look again."""
        pulse, self._pulse = self._pulse, asyncio.Event()
        pulse.set()

    async def pause(self, seconds: float) -> None:
        """Wait until something happens, no longer than some seconds."""
        try:
            await asyncio.wait_for(self._pulse.wait(), seconds)
        except TimeoutError:
            return

    async def until(self, predicate: Callable[[], Found], seconds: float = 10.0) -> Found:
        """Wait until a predicate is true, looking after every call; return what it found."""
        end = time.monotonic() + seconds
        while not (found := predicate()):
            left = end - time.monotonic()
            if left <= 0:
                last = "\n".join(f"  {call.method} {call.params}"[:200] for call in self.calls[-8:])
                raise AssertionError(f"not true within {seconds} s; the last calls were:\n{last}")
            await self.pause(min(left, 0.25))
        return found

    def named(self, method: str) -> list[Values]:
        """Return the parameters of every call of a method so far."""
        return [call.params for call in self.calls if call.method == method]

    def direct(self, account: Account) -> Chat:
        """Return somebody's chat with the bot."""
        if account.id not in self.chats:
            title, name = account.name, account.username
            self.chats[account.id] = Chat(account.id, "private", title, self.numbers, name)
        return self.chats[account.id]

    def add(self, chat: Chat, sender: Account | None, content: Content, **more: Any) -> Message:
        """Put a message into a chat and return it."""
        message = Message(next(chat.numbers), chat, sender, content, **more)
        chat.history.append(message)
        return message

    def service(self, chat: Chat, sender: Account, heard: bool = True, **fields: Any) -> Message:
        """Put a service message into a chat, and let the bot hear of it if it is there."""
        message = self.add(chat, sender, Content("service", service=fields))
        if heard and chat.bot_status in ("member", "administrator"):
            self.push("message", message.shown())
        return message

    def deliver(self, message: Message, *, edited: bool = False) -> bool:
        """Tell the bot of a message if Telegram would; return whether it did."""
        if not self.hears(message):
            return False
        kind = "channel_post" if message.chat.type == "channel" else "message"
        self.push(f"edited_{kind}" if edited else kind, message.shown())
        return True

    def hears(self, message: Message) -> bool:
        """Tell whether the bot hears a message: in privacy mode only what is meant for it."""
        chat = message.chat
        if chat.type == "private":
            return not chat.blocked
        if chat.bot_status not in ("member", "administrator"):
            return False
        if chat.type == "channel" or chat.bot_admin or not self.privacy or message.ephemeral_id:
            return True
        to_bot = message.answered is not None and message.answered.from_bot
        return to_bot or message.via is self.me or any(self._means_bot(message.text, one) for one in message.entities)

    def _means_bot(self, text: str, entity: Values) -> bool:
        said = slice_units(text, entity["offset"], entity["length"]).lower()
        own = f"@{self.me.username.lower()}"
        if entity["type"] == "bot_command":
            return entity["offset"] == 0 and ("@" not in said or said.endswith(own))
        if entity["type"] == "text_mention":
            return bool(entity["user"]["id"] == self.me.id)
        return entity["type"] == "mention" and said == own

    def live_press(self, number: Any) -> Press | None:
        """Return a press that is young enough to be answered."""
        press = self.presses.get(str(number or ""))
        return press if press and time.monotonic() - press.at <= self.press_lives else None

    def known(self, number: Any) -> Account:
        """Return the account with a number, or refuse it."""
        if number not in self.accounts:
            raise bad("user not found")
        return self.accounts[number]
