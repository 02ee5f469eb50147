"""The shelf of styles: names in both languages, and other words for them."""

from core.ports import Style
from generation.painters.sketch import words

_TITLES = {
    "woodblock": ("Woodblock print", "木版画"),
    "watercolor": ("Watercolour", "水彩"),
    "ink": ("Ink wash", "水墨"),
    "oil": ("Oil painting", "油画"),
    "pastel": ("Pastel", "粉彩"),
    "neon": ("Neon", "霓虹"),
    "pixel": ("Pixel art", "像素"),
    "stainedglass": ("Stained glass", "彩绘玻璃"),
    "papercut": ("Paper cut", "剪纸"),
    "comic": ("Comic of four panels", "四格漫画"),
    "blueprint": ("Blueprint", "蓝图"),
    "risograph": ("Risograph", "孔版印刷"),
    "lowpoly": ("Low poly", "低多边形"),
    "storybook": ("Storybook", "绘本"),
    "anime": ("Anime film still", "动画电影"),
    "flat": ("Flat vector", "扁平"),
    "pencil": ("Pencil", "铅笔"),
    "noir": ("Film noir", "黑色电影"),
    "vaporwave": ("Vaporwave", "蒸汽波"),
    "mosaic": ("Mosaic", "马赛克"),
}
_WORDS = dict(words.entries(words.STYLES))
STYLES = tuple(
    Style(name, title, title_zh, tuple(word for word in _WORDS.get(name, ()) if word != name))
    for name, (title, title_zh) in _TITLES.items()
)
