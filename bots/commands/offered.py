"""What is offered of the table: no command and no option that nobody in the house could heed."""

from collections.abc import Sequence
from dataclasses import replace

from bots.commands.entry import Entry, Option
from core.painter import Capabilities


def offered_by(can: Capabilities, entries: Sequence[Entry], *, whole: bool = True) -> tuple[Entry, ...]:
    """Return the entries that make sense with painters that `can` do so much, with the options that do, and their usage.

    `whole`: the chat shows whole files, so that nobody needs to be handed one.
    """
    return tuple(_fitted(entry, can) for entry in entries if _makes_sense(entry, can, whole=whole))


def _makes_sense(entry: Entry, can: Capabilities, *, whole: bool) -> bool:
    match entry.name:
        case "restyle" | "vary":
            return any(one.sources or one.redraws for one in can.each)
        case "hd":
            return not whole or any(one.enlarges for one in can.each)
        case _:
            return True


def _fitted(entry: Entry, can: Capabilities) -> Entry:
    options = tuple(one for option in entry.options if (one := _option(option, can)) is not None)
    flags = [f"{one.flag} {one.example}".strip() for one in options if one.example or one.flag == "--private"]
    return replace(entry, options=options, usage=" ".join([entry.usage, *flags]))


def _option(option: Option, can: Capabilities) -> Option | None:
    """Return an option with what may be chosen in it; None where no painter heeds it."""
    match option.name:
        case "seed":
            return option if any(one.seeds for one in can.each) else None
        case "style":
            return option if can.styles else None
        case "image":
            return option if any(one.sources for one in can.each) else None
        case "model":
            return replace(option, example=can.painters[-1].name) if len(can.painters) > 1 else None
        case "quality":
            had = {quality for one in can.each for quality in one.qualities}
            names = tuple(name for name in option.choices if name in had)
            return replace(option, choices=names, example=names[-1]) if len(names) > 1 else None
        case "n" if option.flag:
            return replace(option, most=max(one.most for one in can.each))
        case _:
            return option
