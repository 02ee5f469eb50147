"""The shelf: the styles and palettes a persona may paint in, and the words people ask for them with."""

import re

_WORDS = {
    "woodblock": "woodblock|ukiyo-e|木刻|版画|浮世绘",
    "watercolor": "watercolou?r|水彩",
    "ink": "sumi-?e|ink (?:wash|painting)|in ink|水墨|墨画",
    "oil": "oil paint(?:ing)?|in oils?|油画",
    "pastel": "pastels?|粉彩|蜡笔",
    "neon": "neon|霓虹",
    "pixel": "pixel(?: art)?|8-?bit|像素",
    "stainedglass": "stained[ -]?glass|彩色玻璃|花窗",
    "papercut": "paper ?cut|剪纸",
    "comic": "comic|漫画|四格",
    "blueprint": "blueprint|蓝图",
    "risograph": "riso(?:graph)?|孔版",
    "lowpoly": "low[ -]?poly|低多边形",
    "storybook": "story ?book|绘本|童话书",
    "anime": "anime|动漫|动画",
    "flat": "flat (?:style|design|vector)|扁平",
    "pencil": "pencil|铅笔|素描",
    "noir": "noir|黑色电影",
    "vaporwave": "vapou?rwave|蒸汽波",
    "mosaic": "mosaic|马赛克|镶嵌",
}
STYLES = tuple(_WORDS)
_PATTERNS = {style: re.compile(words, re.IGNORECASE) for style, words in _WORDS.items()}


def style_in(text: str) -> str:
    """Return the style that a request names, or an empty string."""
    return next((style for style, pattern in _PATTERNS.items() if pattern.search(text)), "")


def styles_in(text: str) -> list[str]:
    """Return every style that a text names, in the shelf's order."""
    return [style for style, pattern in _PATTERNS.items() if pattern.search(text)]


_PALETTES = {
    "mist": ("grey and blue", "灰色和蓝色"),
    "ember": ("red and gold", "红色和金色"),
    "forest": ("green and brown", "绿色和棕色"),
    "evening": ("purple and pink", "紫色和粉色"),
    "sea": ("teal and white", "青色和白色"),
    "lamp": ("yellow and brown", "黄色和棕色"),
    "orchard": ("pink and green", "粉色和绿色"),
    "dune": ("orange and white", "橙色和白色"),
}
PLAIN = "plain"
PALETTES = (PLAIN, *_PALETTES)


def colours_of(palette: str, language: str) -> str:
    """Return a palette as the words that ask a painter for it; the plain one asks for nothing."""
    english, chinese = _PALETTES.get(palette, ("", ""))
    return chinese if language == "zh" else english and f"in {english}"


def palette_in(prompt: str) -> str:
    """Return the palette that a prompt asks for."""
    asked = (name for name, words in _PALETTES.items() if any(word in prompt for word in words))
    return next(asked, PLAIN)


def style_named(style: str, language: str) -> str:
    """Return a style's name for a reader."""
    chinese = (word for word in _WORDS.get(style, style).split("|") if word > "\u2e80")
    return next(chinese, style) if language == "zh" else style
