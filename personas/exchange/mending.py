"""Mending: what we write keeps to the specifications, even around a file that did not."""

from collections.abc import Mapping
from typing import Any

_TEXTS = (
    "name", "description", "personality", "scenario", "first_mes", "mes_example", "creator_notes", "system_prompt",
    "post_history_instructions", "creator", "character_version",
)  # fmt: skip
_CARD: dict[str, Any] = {**dict.fromkeys(_TEXTS, ""), "alternate_greetings": [], "tags": [], "extensions": {}}
_NUMBER = (int, float)
_CARD_MAYBE: dict[str, tuple[type, ...]] = {
    "character_book": (dict,), "assets": (list,), "nickname": (str,), "creator_notes_multilingual": (dict,),
    "source": (list,), "group_only_greetings": (list, str), "creation_date": _NUMBER, "modification_date": _NUMBER,
}  # fmt: skip
_BOOK: dict[str, Any] = {"extensions": {}, "entries": []}
_BOOK_MAYBE: dict[str, tuple[type, ...]] = {
    "name": (str,), "description": (str,), "scan_depth": _NUMBER, "token_budget": _NUMBER, "recursive_scanning": (bool,),
}  # fmt: skip
_ENTRY: dict[str, Any] = {
    "keys": [], "content": "", "extensions": {}, "enabled": True, "insertion_order": 100, "use_regex": False,
}  # fmt: skip
_ENTRY_MAYBE: dict[str, tuple[type, ...]] = {
    "case_sensitive": (bool,), "constant": (bool,), "name": (str,), "priority": _NUMBER, "id": (int, str),
    "comment": (str,), "selective": (bool,), "secondary_keys": (list, str), "position": (str,),
}  # fmt: skip
_ASSET = ("type", "uri", "name", "ext")


def mended(data: Mapping[str, Any], newer: bool) -> dict[str, Any]:
    """Return the data of a card with every field its specification requires, each of the required kind.

    Known optional fields of a wrong kind are left out; unknown fields stay as they are. `newer` is V3.
    """
    whole = _fit(data, {**_CARD, "group_only_greetings": []} if newer else _CARD, _CARD_MAYBE)
    if notes := whole.get("creator_notes_multilingual"):
        whole["creator_notes_multilingual"] = {
            code: text for code, text in notes.items() if len(code) == 2 and isinstance(text, str)
        }
    if "assets" in whole:
        whole["assets"] = _assets(whole["assets"])
    if "source" in whole:
        whole["source"] = _strings(whole["source"])
    if "character_book" in whole:
        book = _fit(whole["character_book"], _BOOK, _BOOK_MAYBE)
        whole["character_book"] = {**book, "entries": [_entry(one) for one in book["entries"] if isinstance(one, dict)]}
    return whole


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    whole = _fit(entry, _ENTRY, _ENTRY_MAYBE)
    if "secondary_keys" in whole:
        whole["secondary_keys"] = _strings(whole["secondary_keys"])
    if whole.get("position", "before_char") not in ("before_char", "after_char"):
        del whole["position"]
    return whole


def _fit(values: Mapping[str, Any], needed: Mapping[str, Any], maybe: Mapping[str, tuple[type, ...]]) -> dict[str, Any]:
    whole = {name: one for name, one in values.items() if name not in maybe or _is(one, maybe[name])}
    for name, spare in needed.items():
        value = whole.get(name, spare)
        if isinstance(spare, list) and name != "entries":
            whole[name] = _strings(value)
        else:
            kinds = _NUMBER if type(spare) is int else (type(spare),)
            whole[name] = value if _is(value, kinds) else type(spare)(spare)
    return whole


def _is(value: Any, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))


def _strings(value: Any) -> list[str]:
    return (
        [value]
        if isinstance(value, str)
        else [one for one in value or [] if isinstance(one, str)]
        if isinstance(value, list)
        else []
    )


def _assets(assets: list[Any]) -> list[dict[str, Any]]:
    """Return the assets that are whole; of several icons one has to be the main one."""
    whole = [one for one in assets if isinstance(one, dict) and all(isinstance(one.get(name), str) for name in _ASSET)]
    whole = [{**one, "ext": one["ext"].lower().replace(".", "")} for one in whole]
    icons = [one for one in whole if one["type"] == "icon"]
    mains = [one for one in icons if one["name"] == "main"]
    if len(icons) > 1 and len(mains) != 1:
        main = (mains or icons)[0]
        whole = [one if one["type"] != "icon" or one is main else {**one, "name": _other(one["name"])} for one in whole]
        whole = [{**one, "name": "main"} if one is main else one for one in whole]
    return whole


def _other(name: str) -> str:
    return "main-2" if name == "main" else name
