"""Tavern cards, written: Character Card V3 and V2, merged into the file a card came from."""

from collections.abc import Mapping
from typing import Any

from personas.card import Card
from personas.exchange.book import book_of
from personas.exchange.careful import Part, without_secrets
from personas.exchange.charx import embedded_path
from personas.exchange.mending import mended
from personas.exchange.ours import ours_of
from personas.exchange.tavern import PARTS, V1_FIELDS, card_of_tavern, data_of, is_tavern, looked_at
from personas.faults import BadCard

_ONLY_V3 = (
    "assets", "nickname", "creator_notes_multilingual", "source", "group_only_greetings", "creation_date",
    "modification_date",
)  # fmt: skip
BACKFILLED = (
    "This is the V2 form of a Character Card V3, for tools that read no V3. Open it in one that does to see all of it."
)


def write_tavern(card: Card, kept: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a card as Character Card V3; what `kept` holds and we did not change stays as it came."""
    root, data = _merged(card, kept)
    return _whole("chara_card_v3", "3.0", root, data, card)


def write_tavern_v2(card: Card, kept: Mapping[str, Any] | None = None, backfill: bool = False) -> dict[str, Any]:
    """Return a card as Character Card V2; a backfill says in its notes that a V3 card stands beside it."""
    root, data = _merged(card, kept)
    plain = {name: value for name, value in data.items() if name not in _ONLY_V3}
    if backfill:
        plain["creator_notes"] = f"{plain['creator_notes']}\n\n{BACKFILLED}".strip()
    return _whole("chara_card_v2", "2.0", root, plain, card)


def with_icon(document: dict[str, Any], uri: str) -> dict[str, Any]:
    """Return a V3 document whose main icon is at `uri`; assets whose files we do not have are left out."""
    others = [one for one in document["data"].get("assets") or [] if isinstance(one, dict) and not _gone(one)]
    icon = {"type": "icon", "uri": uri, "name": "main", "ext": "png"}
    return {**document, "data": {**document["data"], "assets": [icon, *others]}}


def _gone(asset: Mapping[str, Any]) -> bool:
    uri = str(asset.get("uri", ""))
    main = asset.get("type") == "icon" and asset.get("name") == "main"
    return main or bool(embedded_path(asset)) or uri.startswith(("__asset:", "ccdefault:"))


def fields_of(card: Card) -> dict[str, Any]:
    """Return a card in the words of Tavern cards: what it says without any file it came from."""
    first, *others = card.languages
    greetings = [line for language in (first, *others) for line in card.greetings.get(language, ())]
    examples = [line for language in (first, *others) for line in card.voice.examples.get(language, ())]
    return {
        "name": card.named(first),
        "description": "\n\n".join(part for part in (card.prose, card.look.words.get(first, "")) if part),
        "personality": "\n".join(card.voice.rules),
        "scenario": card.scenario,
        "first_mes": (greetings or examples or [card.bios[first]])[0],
        "mes_example": "\n".join(f"<START>\n{{{{char}}}}: {line}" for line in examples),
        "creator_notes": card.bios[first],
        "alternate_greetings": greetings[1:],
        "tags": [*list(card.tastes.subjects)[:8], *list(card.tastes.styles)[:4]],
    }


def _merged(card: Card, kept: Mapping[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the root and the data of a document: as kept, with our fields where they say something new."""
    document = without_secrets(dict(kept or {}))
    before: Card | None = None
    if document and is_tavern(document):
        try:
            before = card_of_tavern(document, "kept", [])
        except BadCard:
            document = {}
    else:
        document = {}
    data = dict(data_of(document, "kept").values)
    old = fields_of(before) if before else {}
    news = {name: value for name, value in fields_of(card).items() if name not in data or old.get(name) != value}
    if before and card.greetings != before.greetings:
        news |= {name: fields_of(card)[name] for name in ("first_mes", "alternate_greetings")}
        news["group_only_greetings"] = []
    data |= news
    if before is None or before.talkativeness != card.talkativeness:
        data["extensions"] = {**Part("kept", data).part("extensions").values, "talkativeness": card.talkativeness}
    if notes := _notes(card, before, data.get("creator_notes_multilingual") or {}):
        data["creator_notes_multilingual"] = notes
    if book := book_of(card, before, data.get("character_book")):
        data["character_book"] = book
    root = {name: value for name, value in document.items() if name != "data"} if "data" in document else {}
    return root, data


def _notes(card: Card, before: Card | None, kept: Mapping[str, str]) -> dict[str, str]:
    """Return notes by language. English ones stand in `creator_notes`, which older tools know and edit, if they can."""
    old = before.bios if before else {}
    news = {language: bio for language, bio in card.bios.items() if old.get(language) != bio}
    if card.languages[0] == "en" and "en" not in kept:
        news.pop("en", None)
    return {**kept, **news}


def _whole(spec: str, version: str, root: Mapping[str, Any], data: dict[str, Any], card: Card) -> dict[str, Any]:
    """Return a document with every field its specification requires, and our card under `extensions.salon`."""
    newer = spec == "chara_card_v3"
    data = mended(data, newer)
    if not newer and "character_book" in data:
        book = data["character_book"]
        data["character_book"] = {**book, "entries": [_v2_entry(entry) for entry in book["entries"]]}
    data["extensions"] = {**data["extensions"], "salon": ours_of(card, looked_at(Part("card", data)), PARTS)}
    mirrored = {name: data[name] for name in (*V1_FIELDS, "tags") if name in root}
    return {**root, **mirrored, "spec": spec, "spec_version": version, "data": data}


def _v2_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry without what V2 does not know; a regular expression stands between slashes, as V2's tools do it."""
    keys = entry["keys"]
    if entry.get("use_regex"):
        keys = [key if key.startswith("/") else f"/{key}/" for key in keys]
    return {**{name: value for name, value in entry.items() if name != "use_regex"}, "keys": keys}
