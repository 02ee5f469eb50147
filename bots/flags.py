"""Flags: reading what follows /imagine into a brief."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process

from core.brief import QUALITIES, Brief
from core.errors import BadFlag, NoPrompt, NoQuality, NoSeeds, UnknownChoice, UnknownPainter, UnknownStyle
from core.painter import Capabilities, Choice, Style
from core.text import clean_prompt
from core.words import _

# Phones turn two hyphens into a dash, so any run of them starts a flag where a word could start.
_FLAG = re.compile(r"(?:(?<=\s)|^)(?:--|—|–|−−)(?P<name>[a-z]+)\b[ =]?", re.IGNORECASE)
ASPECTS = re.compile(r"(\d{1,4})\s*[:x×/]\s*(\d{1,4})")
KNOWN = ("ar", "n", "style", "seed", "no", "model", "quality", "private", "public")
QUALITY_NAMES = {"draft": _("draft"), "normal": _("normal"), "high": _("high")}
QUALITY_WORDS = {
    **{name: name for name in QUALITIES},
    "low": "draft", "medium": "normal", "草稿": "draft", "草图": "draft", "普通": "normal", "标准": "normal", "高": "high", "精细": "high",
}  # fmt: skip
LONGEST_SIDE_RATIO = 3.0


@dataclass(frozen=True, slots=True)
class Wish:
    """A brief as typed, and whether it was asked for in private (None: as the member always does)."""

    brief: Brief
    private: bool | None = None


def read_wish(text: str, offered: Capabilities, side: int, start: Brief | None = None, painter: str = "") -> Wish:
    """Read a prompt with its flags; sizes keep the area of a square of `side` pixels. Raises a SalonError that says what is off.

    `painter`: the one to ask where no flag names another.
    """
    prompt, flags = split_flags(clean_prompt(text))
    chosen = choose_painter(flags, offered, painter, start.painter if start else "")
    can, side = chosen.can, chosen.can.square(side)
    brief = replace(start, prompt=prompt or start.prompt) if start else Brief(prompt, width=side, height=side)
    brief = replace(brief, painter=chosen.name)
    private: bool | None = None
    for name, value in flags:
        if name in ("private", "public"):
            private = name == "private"
        elif name == "style" and not offered.styles:
            brief = replace(brief, prompt=", ".join(part for part in (brief.prompt, value) if part))
        elif name == "style":
            style, spare = _leading_style(value, offered.styles)
            brief = replace(dressed(brief, style), prompt=f"{brief.prompt} {spare}".strip())
        elif name in ("seed", "quality"):
            brief = _as_able(brief, name, value, chosen)
        elif name != "model":
            brief = _with_flag(brief, name, value, can, side)
    if not brief.prompt:
        raise NoPrompt
    return Wish(brief, private)


def dressed(brief: Brief, style: Style) -> Brief:
    """Return a brief in another style."""
    return replace(brief, style=style.name, look=style.words, avoid=style.avoid, base=style.base)


def choose_painter(flags: Sequence[tuple[str, str]], offered: Capabilities, *wishes: str) -> Choice:
    """Return the painter that --model names, else the one wished for, unless only another knows the style."""
    typed = dict(flags)
    if "model" in typed:
        found = offered.called(typed["model"])
        if found is None:
            names = ", ".join(one.name for one in offered.painters) or "…"
            raise UnknownPainter(painter=typed["model"][:40], all=names)
        return found
    chosen = offered.chosen(*wishes)
    if not typed.get("style") or not offered.styles:
        return chosen
    style, _spare = _leading_style(typed["style"], offered.styles)
    able = [one for one in offered.painters if style in one.can.styles]
    return chosen if style in chosen.can.styles or not able else able[0]


def split_flags(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Part a line into the prompt and its flags (name, value); what looks like an unknown flag stays in the prompt."""
    marks = [mark for mark in _FLAG.finditer(text) if mark["name"].lower() in KNOWN]
    prompt = text[: marks[0].start()] if marks else text
    flags = []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends if marks else [], strict=True):
        rest = text[mark.end() : end].strip()
        name = mark["name"].lower()
        value, spare = (
            (rest, "") if name in ("no", "style") else _first_word(rest, takes=name not in ("private", "public"))
        )
        prompt = f"{prompt.strip()} {spare}"
        flags.append((name, value))
    return prompt.strip(), flags


def _first_word(rest: str, *, takes: bool) -> tuple[str, str]:
    if not takes:
        return "", rest
    value, _space, spare = rest.partition(" ")
    return value, spare


def _with_flag(brief: Brief, name: str, value: str, can: Capabilities, side: int) -> Brief:
    match name:
        case "ar":
            width, height = size_of(value, side, can)
            return replace(brief, width=width, height=height)
        case "n":
            return replace(brief, count=_whole("--n", value, 1, can.most))
        case _:
            return replace(brief, negative=value)


def _as_able(brief: Brief, name: str, value: str, chosen: Choice) -> Brief:
    """Read what not every painter heeds; one that does not is no painter to ask that of."""
    painter = chosen.name or _("The painter here")
    if name == "seed":
        seed = _whole("--seed", value, 0, 2**31 - 1)
        if not chosen.can.seeds:
            raise NoSeeds(painter=painter)
        return replace(brief, seed=seed)
    quality = QUALITY_WORDS.get(value.lower())
    if quality is None:
        raise UnknownChoice(value=value[:20] or "…", choices=", ".join(QUALITIES))
    own = chosen.can.qualities or ("normal",)
    if quality not in own:
        raise NoQuality(painter=painter, quality=quality, all=", ".join(own))
    return replace(brief, quality="" if quality == "normal" else quality)


def _leading_style(value: str, styles: Sequence[Style]) -> tuple[Style, str]:
    """Read the style that a value starts with, of as many words as fit; the rest belongs to the prompt."""
    words = value.split()
    for length in range(min(3, len(words)), 0, -1):
        found = _named(" ".join(words[:length]), styles)
        if found is not None:
            return found, " ".join(words[length:])
    return find_style(words[0] if words else "…", styles), ""


def _whole(flag: str, value: str, least: int, most: int) -> int:
    if not value.isdecimal() or not least <= int(value[:12]) <= most:
        raise BadFlag(flag=flag, value=value[:20] or "…", why=f"{least}–{most}")
    return int(value)


def size_of(value: str, side: int, can: Capabilities) -> tuple[int, int]:
    """Return width and height in pixels (multiples of what the painter wants) for an aspect like 3:2, with about the area of side x side."""
    found = ASPECTS.fullmatch(value.strip())
    across, down = (int(found[1]), int(found[2])) if found else (0, 0)
    if not across or not down or not 1 / LONGEST_SIDE_RATIO <= across / down <= LONGEST_SIDE_RATIO:
        raise BadFlag(flag="--ar", value=value[:20] or "…", why=_("1:3–3:1, e.g. 3:2"))
    ratio = (across / down) ** 0.5
    sides = (side * ratio, side / ratio)
    shrink = min(1.0, can.largest / max(sides))
    grow = max(1.0, can.smallest / (min(sides) * shrink))
    step = can.multiple
    width, height = (min(can.largest, round(length * shrink * grow / step) * step) for length in sides)
    return width, height


def size_like(width: int, height: int, side: int, can: Capabilities) -> tuple[int, int]:
    """Return width and height in pixels for a picture of about the shape of another."""
    ratio = min(LONGEST_SIDE_RATIO, max(1 / LONGEST_SIDE_RATIO, width / max(height, 1)))
    return size_of(f"{round(ratio * 1000)}:1000", side, can)


def find_style(wish: str, styles: Sequence[Style]) -> Style:
    """Return the style meant by a name, a title or an alias in any language; UnknownStyle with the nearest otherwise."""
    found = _named(wish, styles)
    if found is None:
        names = _names(styles)
        near = process.extractOne(wish.casefold(), list(names), score_cutoff=30)
        guess = names[near[0]] if near else styles[0]
        raise UnknownStyle(style=wish[:40], near=guess.name, all=", ".join(style.name for style in styles))
    return found


def _named(wish: str, styles: Sequence[Style]) -> Style | None:
    names = _names(styles)
    key = wish.strip().casefold()
    return names.get(key) or names.get(key.replace(" ", "")) or names.get(key.replace(" ", "-"))


def _names(styles: Sequence[Style]) -> dict[str, Style]:
    return {
        alias.casefold(): style
        for style in styles
        for alias in (style.name, style.title, style.title_zh, *style.aliases)
    }
