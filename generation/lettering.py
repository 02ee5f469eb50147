"""Lettering with painters that can't write: words in quotes are set afterwards, and a comic is put together from its panels."""

import re
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image, ImageDraw, ImageOps

from core.painter import Capabilities, Painted, PaintItem
from core.text import short
from generation.painters.sketch.compose.lettering import caption, written

COMIC = "comic"
PANELS = 4
VIEWS = ("a wide view", "", "a close view", "seen from afar, at the end")
PANEL_LOOK = "one panel of a comic, bold ink outlines, flat colours, no text, no speech bubbles"
_QUOTED = re.compile(r"[\"“”„«»「『]([^\"“”„«»「」『』]{1,40})[\"“”«»」』]")
_PARTS = re.compile(r"[;；|\n]+")
_LEADS = re.compile(
    r"(?i)\b(?:a (?:sign|banner|label|poster) (?:that )?)?(?:says|saying|reads|reading|with the words?|titled)\s*$|(?:写着|写有|上书)\s*$"
)


def asked(item: PaintItem, can: Capabilities, *, free: bool) -> list[PaintItem]:
    """Return what a painter is asked for: the item itself, without the words to be written, or a comic's panels.

    Panels are painted one by one only where a picture costs nothing.
    """
    if can.letters:
        return [item]
    if item.style == COMIC and free and item.source is None:
        return [_panel(item, can, n) for n in range(PANELS)]
    return [replace(item, prompt=_without_words(item.prompt))]


def composed(item: PaintItem, can: Capabilities, painted: Sequence[Painted], *, free: bool = False) -> Painted:
    """Return the picture that was wished for: the words on it, or the panels on one page with their captions.

    An enlarged page is put together anew, as its captions may have become illegible.
    """
    first = painted[0]
    if can.letters:
        return first
    if item.enlarge and item.style == COMIC and free:
        large = replace(item, width=first.pixels.width, height=first.pixels.height)
        return replace(first, pixels=_page(large, _panels_of(first.pixels.convert("RGB"))), alt=item.prompt)
    if len(painted) == PANELS:
        page = _page(item, [one.pixels for one in painted])
        return replace(first, pixels=page, alt=item.prompt, seed=item.seed)
    return replace(first, pixels=written(first.pixels.convert("RGB"), words_in(item.prompt), item.style))


def words_in(prompt: str) -> tuple[str, ...]:
    """Return what stands in quotes, at most three."""
    return tuple(found.strip() for found in _QUOTED.findall(prompt) if found.strip())[:3]


def _without_words(prompt: str) -> str:
    parts = _QUOTED.split(prompt)
    if len(parts) == 1:
        return prompt
    bare = " ".join(_LEADS.sub("", part).strip() for part in parts[::2])
    return " ".join(bare.split()).strip(" ,") or prompt


def _story(prompt: str) -> list[str]:
    """Return the panels' own words: parts between semicolons or lines, none where there are fewer than two."""
    parts = [part.strip(" .。") for part in _PARTS.split(prompt) if part.strip(" .。")]
    return parts[:PANELS] if len(parts) > 1 else []


def _panel(item: PaintItem, can: Capabilities, n: int) -> PaintItem:
    story = _story(item.prompt)
    said = story[n] if n < len(story) else _without_words(item.prompt if not story else story[0])
    view = "" if n < len(story) else VIEWS[n]
    prompt = ", ".join(part for part in (_without_words(said), view, PANEL_LOOK) if part)
    width, height = (_side(length, can) for length in (item.width, item.height))
    return replace(item, prompt=prompt, style="", width=width, height=height, seed=(item.seed + n) % 2**31)


def _side(length: int, can: Capabilities) -> int:
    """Return a panel's side: half of the page's, as far as the painter goes that low."""
    wished = max(length // 2, can.smallest)
    return max(can.multiple, wished // can.multiple * can.multiple)


def _boxes(width: int, height: int) -> list[tuple[int, int, int, int]]:
    """Return where the panels of a page lie: left, top, right, bottom."""
    gutter = max(8, round(min(width, height) * 0.018))
    wide, tall = (width - gutter * 3) // 2, (height - gutter * 3) // 2
    corners = [(gutter + (n % 2) * (wide + gutter), gutter + (n // 2) * (tall + gutter)) for n in range(PANELS)]
    return [(x, y, x + wide, y + tall) for x, y in corners]


def _panels_of(page: Image.Image) -> list[Image.Image]:
    return [page.crop(box) for box in _boxes(*page.size)]


def _page(item: PaintItem, panels: Sequence[Image.Image]) -> Image.Image:
    sheet, story = Image.new("RGB", (item.width, item.height), "#fbf8f0"), _story(item.prompt)
    last = " · ".join(words_in(item.prompt)) if not story else ""
    line = max(2, round(min(item.width, item.height) * 0.018) // 4)
    for n, (panel, box) in enumerate(zip(panels, _boxes(item.width, item.height), strict=True)):
        size = (box[2] - box[0], box[3] - box[1])
        shown = ImageOps.fit(panel.convert("RGB"), size, Image.Resampling.LANCZOS)
        words = story[n] if n < len(story) else last if n == PANELS - 1 else ""
        if words:
            caption(shown, short(words, 90), top=n % 2 == 0)
        sheet.paste(shown, box[:2])
        ImageDraw.Draw(sheet).rectangle(box, outline="#1a1a1a", width=line)
    return sheet
