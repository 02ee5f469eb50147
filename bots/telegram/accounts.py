"""Accounts: the house's own bot, and those of personas who have one."""

from collections.abc import Iterator
from dataclasses import dataclass

from aiogram import Bot
from aiogram.types import Chat, Message

from bots.telegram.chats import Chats
from bots.telegram.marks import counts_for_all
from bots.telegram.send import TelegramPlatform


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """A bot account we speak with. `persona` is the handle of the persona it is, empty for the house's own."""

    bot: Bot
    username: str
    chats: Chats
    platform: TelegramPlatform
    persona: str = ""
    persona_id: int = 0

    @property
    def mark(self) -> int:
        """The number that marks what is this account's own; 0 for the house's."""
        return self.bot.id if self.persona else 0

    def is_called(self, text: str) -> bool:
        """Say whether a text names this account."""
        return f"@{self.username}".lower() in text.lower()


class Accounts:
    """All accounts of the house. `known`: the numbers of all personas' bots, at work or not; `opening`: soon at work."""

    def __init__(self, house: Account) -> None:
        self.house = house
        self.personas: dict[int, Account] = {}
        self.known: set[int] = set()
        self.opening: set[int] = set()

    def __iter__(self) -> Iterator[Account]:
        return iter([self.house, *(self.personas[number] for number in sorted(self.personas))])

    def find(self, mark: int) -> Account | None:
        """Return the account with a mark, None for one that is not at work."""
        return self.personas.get(mark) if mark else self.house

    def of(self, persona: str) -> Account | None:
        """Return a persona's own account, if it has one at work."""
        return next((one for one in self.personas.values() if one.persona == persona), None)

    def sender(self, message: Message | None) -> Account | None:
        """Return which of our accounts sent a message, None for others."""
        if message is None or message.from_user is None:
            return None
        number = message.from_user.id
        return self.house if number == self.house.bot.id else self.personas.get(number)

    def commanded(self, username: str) -> Account | None:
        """Return the account that a command names after its @, None for another bot's."""
        return next((one for one in self if one.username.lower() == username.lower()), None)

    async def first_to_hear(self, message: Message) -> Account | None:
        """Return which account takes in what several hear: the house's own before others.

        Only needed where each account has a number of its own for the message; elsewhere the number tells.
        """
        for account in self:
            if await _hears(account, message, self.sender(message.reply_to_message)):
                return account
        return None


async def _hears(account: Account, message: Message, answered: Account | None) -> bool:
    """Say whether Telegram shows an account this message of a group, as its rules of privacy have it."""
    if await account.chats.absent(message.chat.id):
        return False
    text = message.text or message.caption
    if text is None or (await account.chats.rights(message.chat.id)).get("hears"):
        return True
    return account is answered or account.is_called(text)


def is_one_for_all(chat: Chat, accounts: Accounts) -> bool:
    """Say whether it does not matter which account took in a message of this chat."""
    return chat.type == "private" or counts_for_all(chat) or not accounts.personas
