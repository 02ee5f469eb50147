"""The troupe (draft for wiring)."""

from dataclasses import dataclass
from typing import Any


@dataclass
class Troupe:
    cards: dict[str, Any]

    def remark(self, language: str, entries: Any, seed: int) -> str:
        return ""


def gather(writer: str) -> Troupe:
    return Troupe({})
