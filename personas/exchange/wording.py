"""Wording: foreign text made ours: cut and cleaned, its macros said, its language known, its sentences apart."""

import re
import unicodedata
from collections.abc import Iterator

from core.text import clean

_MACRO = re.compile(r"\{\{([^{}]{0,300})\}\}")
_ANGLED = re.compile(r"<(bot|char|user)>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,500}>")
_PICTURE = re.compile(r"!\[[^\]]{0,200}\]\([^()]{0,500}\)")
_LINKED = re.compile(r"\[([^\[\]]{1,200})\]\((?:https?:)[^()]{0,500}\)")
_HANZI = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")
_START = re.compile(r"<start>", re.IGNORECASE)
_SPEAKER = re.compile(r"^\s{0,8}([^:：\n]{1,60})[:：][ \t]*(.*)$")
_FOR_USER = {"en": "the guest", "zh": "客人"}
_TO_USER = {"en": "friend", "zh": "朋友"}


def fitted(text: str, most: int) -> str:
    """Return text as a card keeps it, of at most `most` characters, with an ellipsis where it was cut."""
    plain = clean(text[: min(most * 2, 15_000)], most * 8)
    return plain if len(plain) <= most and len(text) <= 15_000 else plain[: most - 1].rstrip() + "…"


def one_line(text: str, most: int) -> str:
    """Return text on one line, cut at a word where that costs little."""
    line = " ".join(fitted(text, most * 2).split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    at_word = cut[: cut.rfind(" ")] if cut.rfind(" ") > most * 2 // 3 else cut
    return at_word.rstrip(" ,;:，；：") + "…"


def language_in(text: str) -> str:
    """Return "zh" where a text is mostly hanzi, one of which says as much as four letters; else "en"."""
    hanzi = len(_HANZI.findall(text))
    latin = sum(1 for sign in text if sign.isascii() and sign.isalpha())
    return "zh" if hanzi * 4 > latin and len(_KANA.findall(text)) * 5 < hanzi else "en"


def has_latin(text: str) -> bool:
    """Say whether a text holds letters of the Latin alphabet."""
    return any(sign.isalpha() and unicodedata.name(sign, "").startswith("LATIN") for sign in text)


def filled(text: str, name: str, language: str, spoken: bool = False) -> str:
    """Say the macros of a text: the name for {{char}}, neutral words for {{user}}; comments and unknown ones go."""
    user = (_TO_USER if spoken else _FOR_USER)[language]

    def said(found: re.Match[str]) -> str:
        word, _colon, rest = found.group(1).strip().partition(":")
        match word.strip().casefold():
            case "char" | "bot":
                return name
            case "user":
                return user
            case "random" | "pick":
                return re.split(r"(?<!\\),", rest.lstrip(":"))[0].replace("\\,", ",").strip()
        return ""

    angled = _ANGLED.sub(lambda found: user if found.group(1).lower() == "user" else name, text)
    return _MACRO.sub(said, _MACRO.sub(said, angled))


def bare(text: str) -> str:
    """Return text without HTML tags, pictures and the addresses of links."""
    return _TAG.sub(" ", _LINKED.sub(r"\1", _PICTURE.sub(" ", text)))


def sentences(text: str) -> list[str]:
    """Return the sentences and lines of a text, without empty ones."""
    return [part for piece in _END.split(text) if (part := piece.strip())]


def spoken_lines(example: str, names: frozenset[str]) -> Iterator[str]:
    """Yield what the character says in example talk: lines after its name, up to the next speaker or <START>.

    `names` are casefolded; {{char}} is to be among them.
    """
    for talk in _START.split(example):
        speech: list[str] | None = None
        for line in talk.splitlines():
            found = _SPEAKER.match(line)
            who = found.group(1).strip(" *_\"'").casefold() if found else ""
            if found and (who in names or who in ("{{user}}", "<user>", "you", "user") or _looks_named(who)):
                if speech:
                    yield "\n".join(speech)
                speech = [found.group(2)] if who in names else None
            elif speech is not None:
                speech.append(line)
        if speech:
            yield "\n".join(speech)


def _looks_named(who: str) -> bool:
    """Say whether the words before a colon may be a speaker rather than part of a sentence."""
    return who.startswith("{{") or (0 < len(who) <= 24 and len(who.split()) <= 2 and who.replace(" ", "").isalpha())
