"""The shelf: the styles a persona may paint in, and the words people ask for them with."""

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
