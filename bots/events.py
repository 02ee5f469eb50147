"""Events: all that can happen in a chat, in the words of no platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Who:
    """Who did it: `handle` is their id on the platform, `language` the tag their app sends.

    `admin` says whether they run that room, None where rooms have nobody who runs them, or where nobody asked.
    """

    platform: str
    handle: str
    name: str
    language: str = ""
    admin: bool | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Where it happened: `kind` is group, channel or direct; `language` is the room's own, if the platform knows.

    `thread` is the topic within the room; `rights` what we may do there, if the platform was asked. `companion` is the
    handle of the persona whose own account this came through, where that account is what the event is about.
    """

    platform: str
    address: str
    title: str = ""
    kind: str = "group"
    language: str = ""
    thread: str = ""
    rights: Mapping[str, Any] = field(default_factory=dict)
    companion: str = ""


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
    """Somebody used a command: `text` is what follows its name, `reply_to` the message it was said under.

    `picture` is the media key of a photo that came with it; `trouble` says why one that came could not be read. `token`
    is the platform's own number of the command, where answers need it. `file` is the media key of a file that came with
    it, as it came.
    """

    who: Who
    where: Where
    message_id: str
    name: str
    text: str
    reply_to: str = ""
    picture: str = ""
    trouble: str = ""
    token: str = ""
    file: str = ""
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed a button, perhaps with words that its dialog asked for.

    `token` is the platform's own number of the press, where each press must be acknowledged.
    """

    who: Who
    where: Where
    message_id: str
    verb: str
    value: str
    text: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """All reactions that somebody now has on a message; `at` orders events that come late."""

    who: Who
    where: Where
    message_id: str
    emojis: frozenset[str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Marked:
    """Somebody put one emoji under a message, or took it away, where a platform tells of one at a time."""

    who: Who
    where: Where
    message_id: str
    emoji: str
    on: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody came into the room."""

    who: Who
    where: Where


@dataclass(frozen=True, slots=True)
class Presence:
    """We came into a room, may do more or less there than before, or left it (`here`). `fresh`: we were not there."""

    who: Who
    where: Where
    here: bool
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A room has another address from now on."""

    where: Where
    to: str


@dataclass(frozen=True, slots=True)
class Totals:
    """How many of each reaction a message has, of people who stay unnamed, as in channels."""

    where: Where
    message_id: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Cleared:
    """A message lost all its reactions, or all of one emoji."""

    where: Where
    message_id: str
    emoji: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Vanished:
    """A room is no more; `admin` is the account to tell what ends with it, empty for none."""

    where: Where
    admin: str = ""


Event = Said | Command | Press | Reaction | Marked | Joined | Presence | Moved | Totals | Cleared | Vanished
Personal = Said | Command | Press | Reaction | Marked | Joined | Presence
