"""Reading: any character file that people carry about becomes a card of ours, or one line about what is wrong."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.text import clean_name
from core.words import _
from personas.card import Card, read_card_text
from personas.exchange import eliza, png, tavern
from personas.exchange.careful import MOST_JSON, Part, read_json, without_secrets
from personas.exchange.charx import MOST_BYTES, Charx
from personas.exchange.ours import EDITED, at_home, card_of_ours, edits, taken_over
from personas.faults import BadCard

KEPT_AT_MOST = 600_000
FILES = _("Files inside the archive other than its main picture are not kept.")
SECOND = _("The newer form of the card in this picture is broken; the older one was read.")
UNKEPT = _("The file is too large to keep beside the card; an export holds what Salon knows.")
SECRETS = _("Secrets in the file (keys, tokens, passwords) were thrown away.")
_ZIP, _JPEG = b"PK\x03\x04", b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in: the card, its picture as it was sent, the foreign document for exports, and notes for a person.

    Notes are templates of the catalogue without facts; `core.words.translator` says them in a language.
    """

    card: Card
    picture: bytes | None
    kept: dict[str, Any]
    notes: tuple[str, ...]


def read_any(data: bytes, filename: str = "") -> Imported:
    """Read a character file of any known kind, told by its content; BadCard says in one line why it can't be.

    Takes up to a second for the largest, so call it in a thread. Nobody becomes a host by a file.
    """
    where = clean_name(filename[-120:], fallback="card")
    if len(data) > png.MOST_BYTES:
        raise BadCard(where, "file", _("it must be at most {most} bytes"), most=png.MOST_BYTES)
    if data.startswith(png.SIGNATURE):
        return _from_png(data, where)
    if data.startswith(_ZIP) or (data.startswith(_JPEG) and b"PK\x05\x06" in data[-70_000:]):
        return _from_charx(data, where)
    text = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return _from_document(read_json(data, where), where, None, [])
    if text.startswith(b"---"):
        return _from_markdown(data, where)
    raise BadCard(where, "file", _("it is no character card; PNG, CHARX, JSON and Markdown ones can be read"))


def _from_png(data: bytes, where: str) -> Imported:
    found = png.card_chunks(data, where)
    if not found:
        why = _("there is no card inside; chats strip it from photos, so send it as a file")
        raise BadCard(where, "picture", why)
    notes: list[str] = []
    first: BadCard | None = None
    for keyword, text in found.items():
        try:
            document = read_json(png.unpacked(text, where, keyword), where, keyword)
            return _from_document(document, where, data, notes)
        except BadCard as wrong:
            first = first or wrong
            notes = [SECOND]
    raise first or BadCard(where, "picture", _("it is missing"))


def _from_charx(data: bytes, where: str) -> Imported:
    if len(data) > MOST_BYTES:
        raise BadCard(where, "archive", _("it must be at most {most} bytes"), most=MOST_BYTES)
    archive = Charx(data, where)
    document = read_json(archive.card(), where, "card.json")
    picture = archive.icon(document)
    notes = [FILES] if archive.extras() > (1 if picture else 0) else []
    return _from_document(document, where, picture, notes)


def _from_markdown(data: bytes, where: str) -> Imported:
    if len(data) > MOST_JSON:
        raise BadCard(where, "file", _("it must be at most {most} bytes"), most=MOST_JSON)
    try:
        card = read_card_text(data.decode("utf-8-sig"), where)
    except UnicodeDecodeError:
        raise BadCard(where, "file", _("it can't be read as UTF-8 text")) from None
    return Imported(at_home(card), None, {}, ())


def _from_document(document: dict[str, Any], where: str, picture: bytes | None, notes: list[str]) -> Imported:
    """Read a parsed document of either family."""
    if document.get("spec") == "lorebook_v3":
        raise BadCard(where, "spec", _("this is a lorebook without a character"))
    if tavern.is_tavern(document):
        data = tavern.data_of(document, where)
        home = _Home(data.part("extensions").part("salon"), tavern.looked_at(data), tavern.PARTS)
        card = home.card(partial(tavern.card_of_tavern, document, where), notes)
    elif eliza.is_eliza(document):
        home = _Home(Part(where, document).part("settings").part("salon"), document, eliza.PARTS)
        card = home.card(partial(eliza.card_of_eliza, document, where), notes)
    else:
        raise BadCard(where, "spec", _("it is no card of Tavern (V1, V2, V3) and no character of ElizaOS"))
    return Imported(card, picture, _kept(document, notes), tuple(dict.fromkeys(notes)))


@dataclass(frozen=True, slots=True)
class _Home:
    """Where our own card would stand in a foreign document, and the fields that tell whether it was edited since."""

    ours: Part
    values: Mapping[str, Any]
    parts: Mapping[str, str]

    def card(self, read: Callable[[list[str]], Card], notes: list[str]) -> Card:
        """Return our own card with the edits of other tools, or what the foreign fields say where there is none."""
        card = card_of_ours(self.ours)
        if card is None:
            return read(notes)
        changed = edits(self.ours, self.values, self.parts)
        if not changed:
            return card
        notes.append(EDITED)
        return taken_over(card, read([]), changed)


def _kept(document: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    """Return the document for later exports: without our own card, without secrets, within KEPT_AT_MOST bytes."""
    kept: dict[str, Any] = without_secrets(document)
    if kept != document:
        notes.append(SECRETS)
    kept = _without(_without(kept, "data", "extensions", "salon"), "settings", "salon")
    for smaller in (kept, _without(kept, "data", "assets")):
        if len(json.dumps(smaller, ensure_ascii=False).encode()) <= KEPT_AT_MOST:
            if smaller is not kept:
                notes.append(UNKEPT)
            return smaller
    notes.append(UNKEPT)
    return {}


def _without(document: dict[str, Any], *path: str) -> dict[str, Any]:
    """Return a document without the field at a path."""
    name, *rest = path
    if name not in document or (rest and not isinstance(document[name], dict)):
        return document
    if rest:
        return {**document, name: _without(document[name], *rest)}
    return {key: value for key, value in document.items() if key != name}
