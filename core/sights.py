"""Sights: what core asks of whoever tells in words what a picture shows, and what is known of a picture without a look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a picture without a look at it: the words it was painted from, and in which style.

    `said`: its painter's own sentence about it, by language. `file`: it is the file itself that says so.
    """

    prompt: str
    style: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    file: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture to be told in words: its bytes (PNG, JPEG or WebP), the language wished for, what is known of it.

    `room_id`: the room in which it is asked for, which has a budget where looking costs.
    """

    picture: bytes
    language: str
    room_id: int
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """A picture in words: `text` is a sentence or two, `prompts` would paint the like; without any, the text will do."""

    text: str
    prompts: tuple[str, ...] = ()


class Describer(Protocol):
    """Tells in words what a picture shows. The words come from outside: core cleans and checks them before anyone sees them."""

    name: str

    async def describe(self, sight: Sight) -> Described:
        """Tell a picture in words; PainterFailed as painters do, a SalonError where no second try would help."""
        ...

    async def health(self) -> str:
        """Return one line that says what is wrong and how to mend it, or an empty string; costs little."""
        ...

    async def start(self) -> None:
        """Get ready before the first picture; may take long, and may be left out."""
        ...

    async def close(self) -> None:
        """Let go of processes, memory and connections."""
        ...
