"""Receiving from the web room: what its page sent, as an event."""

from datetime import datetime
from typing import Any

from bots.events import Command, Event, Joined, Press, Reaction, Said, Where, Who


def event_of(raw: dict[str, Any]) -> Event | None:
    """Read a stored event of the web room back; None for one that this version does not know."""
    who = Who("web", raw["handle"], raw["name"], raw.get("language", ""))
    kind, language = raw.get("room_kind", "group"), raw.get("room_language", "")
    where = Where("web", raw["room"], raw.get("title", ""), kind, language)
    message = str(raw.get("message") or "")
    match raw.get("kind"):
        case "say":
            return _spoken(who, where, message, raw)
        case "press":
            return Press(who, where, message, raw["verb"], raw["value"], raw.get("text", ""))
        case "react":
            return Reaction(who, where, message, frozenset(raw["emojis"]), datetime.fromisoformat(raw["at"]))
        case "join":
            return Joined(who, where)
    return None


def _spoken(who: Who, where: Where, message: str, raw: dict[str, Any]) -> Event:
    text, reply_to = str(raw["text"]), str(raw.get("reply_to") or "")
    if is_command(text):
        name, _space, rest = text[1:].replace("\n", " ").partition(" ")
        sent = {"file": raw.get("file", ""), "file_name": raw.get("file_name", "")}
        return Command(
            who, where, message, name.lower(), rest.strip(), reply_to, picture=raw.get("picture", ""), **sent
        )
    return Said(who, where, message, text, reply_to)


def is_command(text: str) -> bool:
    """Say whether a line is a command: a slash and a letter."""
    return len(text) > 1 and text[0] == "/" and text[1].isalpha()
