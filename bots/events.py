"""Events: all that can happen in a chat, in the words of no platform."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Who:
    """Who did it: `handle` is their id on the platform, `language` the tag their app sends."""

    platform: str
    handle: str
    name: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """Where it happened: `kind` is group, channel or direct; `language` is the room's own, if the platform knows."""

    platform: str
    address: str
    title: str = ""
    kind: str = "group"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody said something to the room; `mentions` are handles or slugs the platform marked."""

    who: Who
    where: Where
    message_id: str
    text: str
    reply_to: str = ""
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """Somebody used a command: `text` is what follows its name, `reply_to` the message it was said under."""

    who: Who
    where: Where
    message_id: str
    name: str
    text: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed a button, perhaps with words that its dialog asked for."""

    who: Who
    where: Where
    message_id: str
    verb: str
    value: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """All reactions that somebody now has on a message; `at` orders events that come late."""

    who: Who
    where: Where
    message_id: str
    emojis: frozenset[str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody came into the room."""

    who: Who
    where: Where


Event = Said | Command | Press | Reaction | Joined
