"""An entry of the table of commands, and the options of its form."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bots.call import Call


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to fill in, where a platform has forms: it is written into the command's text after its `flag`, if any.

    `example`: what may stand behind the flag.

    `kind`: words, whole (a number from `least` to `most`), choice, yes, style, model, who, post, picture, or file.
    """

    name: str
    kind: str
    hint: str
    flag: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    example: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: how it is typed after its name, what it does in a few words, and the deed.

    `admins`: it is of use above all to those who run a room, so menus show it to them. `options`: what a form asks for,
    in the order it is written. `public`: the answer is for the whole room.
    """

    name: str
    usage: str
    hint: str
    run: Callable[[Call, str], Awaitable[None]]
    admins: bool = False
    options: tuple[Option, ...] = ()
    public: bool = False
