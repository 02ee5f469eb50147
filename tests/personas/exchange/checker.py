"""Checks of the published specifications, written from their texts and apart from the code they check."""

import base64
import json
import struct
import zlib
from typing import Any

STRING, LIST = "string", "list of strings"
V1 = dict.fromkeys(("name", "description", "personality", "scenario", "first_mes", "mes_example"), STRING)
V2 = {
    **V1,
    **dict.fromkeys(("creator_notes", "system_prompt", "post_history_instructions", "creator"), STRING),
    "character_version": STRING,
    "alternate_greetings": LIST,
    "tags": LIST,
}
V3 = {**V2, "group_only_greetings": LIST}
ENTRY: dict[str, tuple[type, ...]] = {
    "keys": (list,), "content": (str,), "extensions": (dict,), "enabled": (bool,), "insertion_order": (int, float),
}  # fmt: skip
ENTRY_MAYBE: dict[str, tuple[type, ...]] = {
    "case_sensitive": (bool,), "name": (str,), "priority": (int, float), "id": (int, str), "comment": (str,),
    "selective": (bool,), "secondary_keys": (list,), "constant": (bool,),
}  # fmt: skip
ELIZA_FIELDS = {
    "id", "name", "username", "system", "templates", "bio", "messageExamples", "postExamples", "topics", "adjectives",
    "knowledge", "plugins", "settings", "secrets", "style",
}  # fmt: skip


def faults_of_tavern(card: Any, version: int) -> list[str]:
    """Return what a document breaks of Character Card V2 or V3."""
    faults = []
    if card.get("spec") != f"chara_card_v{version}" or card.get("spec_version") != f"{version}.0":
        faults.append("spec")
    data = card.get("data")
    if not isinstance(data, dict):
        return [*faults, "data"]
    for name, kind in (V3 if version == 3 else V2).items():
        value = data.get(name)
        right = isinstance(value, str) if kind == STRING else _strings(value)
        faults += [] if right else [name]
    if not isinstance(data.get("extensions"), dict):
        faults.append("extensions")
    if "character_book" in data:
        faults += _faults_of_book(data["character_book"], version)
    return faults + (_faults_of_v3(data) if version == 3 else [])


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _faults_of_book(book: Any, version: int) -> list[str]:
    if not (
        isinstance(book, dict) and isinstance(book.get("extensions"), dict) and isinstance(book.get("entries"), list)
    ):
        return ["character_book"]
    faults = []
    for at, entry in enumerate(book["entries"]):
        for name, kinds in ENTRY.items():
            if not isinstance(entry.get(name), kinds):
                faults.append(f"entries.{at}.{name}")
        for name, kinds in ENTRY_MAYBE.items():
            if name in entry and not isinstance(entry[name], kinds):
                faults.append(f"entries.{at}.{name}")
        if entry.get("position", "before_char") not in ("before_char", "after_char"):
            faults.append(f"entries.{at}.position")
        if version == 3 and not isinstance(entry.get("use_regex"), bool):
            faults.append(f"entries.{at}.use_regex")
    return faults


def _faults_of_v3(data: dict[str, Any]) -> list[str]:
    faults = []
    for asset in data.get("assets", []):
        if not all(isinstance(asset.get(name), str) for name in ("type", "uri", "name", "ext")):
            faults.append("assets")
        elif asset["ext"] != asset["ext"].lower() or "." in asset["ext"]:
            faults.append("assets.ext")
    icons = [asset for asset in data.get("assets", []) if asset.get("type") == "icon"]
    if len(icons) > 1 and sum(asset["name"] == "main" for asset in icons) != 1:
        faults.append("assets.main")
    many = data.get("creator_notes_multilingual", {})
    if not all(len(code) == 2 and isinstance(text, str) for code, text in many.items()):
        faults.append("creator_notes_multilingual")
    for name in ("creation_date", "modification_date"):
        if not isinstance(data.get(name, 0), int | float):
            faults.append(name)
    return faults


def faults_of_eliza(character: Any) -> list[str]:
    """Return what a document breaks of ElizaOS's schema, which is strict at its root."""
    faults = sorted(set(character) - ELIZA_FIELDS)
    faults += [] if isinstance(character.get("name"), str) and character["name"] else ["name"]
    bio = character.get("bio")
    faults += [] if isinstance(bio, str) or _strings(bio) else ["bio"]
    faults += [
        name for name in ("postExamples", "topics", "adjectives", "plugins") if not _strings(character.get(name, []))
    ]
    style = character.get("style", {})
    faults += [f"style.{name}" for name in style if name not in ("all", "chat", "post") or not _strings(style[name])]
    for talk in character.get("messageExamples", []):
        for message in talk if isinstance(talk, list) else [None]:
            if not (message and isinstance(message.get("name"), str) and isinstance(message.get("content"), dict)):
                faults.append("messageExamples")
    kinds = (str, bool, int, float, dict, list)
    return faults + [
        f"settings.{name}" for name, one in character.get("settings", {}).items() if not isinstance(one, kinds)
    ]


def chunks_of(png: bytes) -> list[tuple[str, bytes]]:
    """Return the chunks of a PNG, each with a right checksum, from the signature to the last byte."""
    assert png[:8] == bytes([137, 80, 78, 71, 13, 10, 26, 10])
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + body),)
        found.append((kind.decode("ascii"), body))
        at += 12 + length
    return found


def card_in(png: bytes, keyword: str) -> Any:
    """Return the document of the only chunk with a keyword."""
    (text,) = [
        body[len(keyword) + 1 :]
        for kind, body in chunks_of(png)
        if kind == "tEXt" and body.startswith(keyword.encode() + b"\0")
    ]
    return json.loads(base64.b64decode(text, validate=True).decode("utf-8"))
