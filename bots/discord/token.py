"""Tokens: what an answer to an interaction needs, as one string that jobs can carry."""

import time
from dataclasses import dataclass
from typing import Literal, get_args

LIVES = 14 * 60  # Discord says fifteen minutes; the last of them is not worth the risk

Mode = Literal["open", "alone", "press", "away"]


@dataclass(frozen=True, slots=True)
class Token:
    """An interaction's number, its token, and when it came, in seconds since 1970.

    `mode`: it was deferred for all to see, for one alone, as a press, or where we are not a member.
    """

    number: int
    secret: str
    mode: Mode
    since: int

    def __str__(self) -> str:
        return f"{self.number}/{self.since}/{self.mode}/{self.secret}"

    @classmethod
    def of(cls, number: int, secret: str, mode: Mode) -> "Token":
        """Return the token of an interaction that came just now."""
        return cls(number, secret, mode, int(time.time()))

    @classmethod
    def read(cls, text: str) -> "Token | None":
        """Read a token back; None for none, or one that has run out."""
        number, since, mode, secret = (*text.split("/", 3), "", "", "", "")[:4]
        if not (number.isdecimal() and since.isdecimal() and mode in get_args(Mode) and secret):
            return None
        if time.time() - int(since) >= LIVES:
            return None
        return cls(int(number), secret, mode, int(since))  # type: ignore[arg-type]
