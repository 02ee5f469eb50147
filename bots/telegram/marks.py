"""Marks: how a number of Telegram's says which of our accounts it belongs to, as in b777/12; the house's own bear none.

In a supergroup or channel a message has one number for all; there the mark says which account sent it. Elsewhere each
account counts for itself, so the mark is part of the number.
"""

from aiogram.types import Chat

SHARED = ("supergroup", "channel")


def marked(account: int, number: str) -> str:
    """Return a number with the mark of a persona's account; 0 is the house's own."""
    return f"b{account}/{number}" if account else number


def unmarked(number: str) -> tuple[int, str]:
    """Return the account that a number bears the mark of, 0 for the house's own, and the number itself."""
    head, slash, rest = number.partition("/")
    if slash and head.startswith("b") and head[1:].isdecimal():
        return int(head[1:]), rest
    return 0, number


def counts_for_all(chat: Chat) -> bool:
    """Say whether a message of a chat has the same number for every account."""
    return chat.type in SHARED


def is_shared(chat: str) -> bool:
    """Say the same of a chat's number: those of supergroups and channels begin with -100."""
    return chat.startswith("-100") and len(chat) > 12
