"""Tokens: what an answer to an interaction needs, as one string that jobs can carry."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import discord

LIVES = 14 * 60.0  # Discord says fifteen minutes; the last of them is not worth the risk

Mode = Literal["open", "alone", "press", "away"]


@dataclass(frozen=True, slots=True)
class Token:
    """An interaction's token. `mode`: it was deferred for all to see, for one alone, as a press, or where we are not a member."""

    interaction: int
    mode: Mode
    secret: str

    def __str__(self) -> str:
        return f"{self.interaction}/{self.mode}/{self.secret}"

    @classmethod
    def read(cls, text: str) -> "Token | None":
        """Read a token back; None for none, or one that has run out."""
        number, _slash, rest = text.partition("/")
        mode, _slash, secret = rest.partition("/")
        if not number.isdecimal() or mode not in ("open", "alone", "press", "away") or not secret:
            return None
        age = (datetime.now(UTC) - discord.utils.snowflake_time(int(number))).total_seconds()
        return cls(int(number), mode, secret) if age < LIVES else None  # type: ignore[arg-type]
