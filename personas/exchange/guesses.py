"""Guesses: what our card needs and a foreign one does not say, made from its name and words, always the same."""

import colorsys
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from core.text import clean_name
from personas.exchange.wording import bare, one_line, sentences
from personas.shelf import STYLES, styles_in
from personas.topics import LOOKED_AT, Topic, topics_in

HOURS = "08:00-23:00"
READ_AT_MOST = 9_000
_PLACES = frozenset({"buildings", "land"})
_LOOSE = re.compile(r"\s+([,.;，。；])")
_SPARE_SUBJECTS = ("moon", "garden", "cat", "lighthouse", "train", "fox", "teapot", "forest", "boat", "book")
_BODY = re.compile(
    r"\b(?:hair(?:ed)?|eyes?|eyed|wears?|wearing|dressed|dress|robes?|coat|scarf|skin(?:ned)?|face|tall|short|slim|"
    r"freckles?|beard|fur|tail|ears|wings?|horns?|scales|armou?r|uniform|glasses|hat|appearance|looks like)\b"
    r"|头发|长发|短发|黑发|银发|白发|金发|眼睛|眼眸|瞳|穿着|身穿|身材|高挑|皮肤|面容|脸|外貌|围巾|长袍|裙|帽|眼镜|尾巴|耳朵|翅膀|铠甲",
    re.IGNORECASE,
)
_THEM = (
    r"^(?:(?:{name}|she|he|they|it)\s+(?:has|have|is|are|wears?)\b|{name}['’]s\s+\w+|her|his|their)\s+"
    r"|^(?:{name}|她|他|它)(?:有着?|穿着|是)?"
)
_SPOKEN = re.compile(r"^\s*\S{1,30}\s?[:：]\s|[\"“”「」]\s*$|\*")
_LISTED = re.compile(r"[\[\]{}()\"“”*_#|<>+=~`]+")


def slug_for(*names: str) -> str:
    """Return a handle from the first name that has Latin letters, or one made from the letters' hash."""
    for name in names:
        folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        slug = "-".join(re.findall(r"[a-z0-9]+", folded)).lstrip("0123456789-")[:31].strip("-")
        if len(slug) >= 2:
            return slug
    return f"guest-{_hash(names[0])[:8]}"


def name_for(name: str, language: str) -> tuple[str, bool]:
    """Return a name of two to 24 letters, and whether it differs from what was written."""
    line = clean_name(_LISTED.sub(" ", name), fallback="")
    short = line if len(line) <= 24 else line[:25].rpartition(" ")[0] or line[:24]
    if len(short) == 1:
        short = f"阿{short}" if language == "zh" else f"{short}."
    return short, short != name.strip()


def palette_for(name: str) -> list[str]:
    """Return five colours that belong to a name: deep, bright, a skin's, light, and one from across the wheel."""
    hue = int(_hash(name)[:4], 16) / 0xFFFF
    wishes = ((hue, 0.34, 0.45), (hue + 0.09, 0.62, 0.75), (0.07, 0.82, 0.6), (hue, 0.95, 0.5), (hue + 0.5, 0.5, 0.5))
    return [_colour(*wish) for wish in wishes]


def look_for(name: str, text: str, language: str) -> str:
    """Return words for a painter: the sentences that tell of a body or clothes, or else what the text is about."""
    lines = "\n".join(line for line in bare(text[:READ_AT_MOST]).splitlines() if not _SPOKEN.search(line))
    plain = [_LOOSE.sub(r"\1", " ".join(_LISTED.sub(" ", part).split())) for part in sentences(lines)]
    them = re.compile(_THEM.format(name=re.escape(name)), re.IGNORECASE)
    told = [them.sub("", part).rstrip(".。;；,，") for part in plain if _BODY.search(part) and len(part) < 300][:4]
    comma = "，" if language == "zh" else ", "
    start = f"{name}的肖像" if language == "zh" else f"portrait of {name}"
    about = [topic.word(language) for topic in _topics(text)[:3]]
    return one_line(comma.join([start, *(told or about)]), 400)


def tastes_for(name: str, text: str, tags: Sequence[str], moods: Sequence[str] = ()) -> dict[str, dict[str, float]]:
    """Return tastes for what a card's tags and words name, the most named first; some of the house's where none is."""
    topics = list(dict.fromkeys([*_topics(", ".join(tags)), *_topics(text)]))[:16]
    styles = list(dict.fromkeys([*styles_in(", ".join(tags)[:READ_AT_MOST]), *styles_in(text[:READ_AT_MOST])]))[:4]
    subjects = [topic.en for topic in topics if topic.kind not in _PLACES][:12]
    return {
        "subjects": _weighed(subjects or _chosen(name, _SPARE_SUBJECTS, 3)),
        "styles": _weighed(styles or _chosen(name, STYLES, 3)),
        "places": _weighed([topic.en for topic in topics if topic.kind in _PLACES][:6]),
        "moods": _weighed([mood for one in moods[:6] if (mood := one_line(one, 40))]),
    }


def _topics(text: str) -> list[Topic]:
    """Return the topics of a long text, the most often named first."""
    pieces = [text[at : at + LOOKED_AT] for at in range(0, min(len(text), READ_AT_MOST), LOOKED_AT)]
    return [topic for topic, _times in Counter(topic for piece in pieces for topic in topics_in(piece)).most_common()]


def _weighed(words: Sequence[str]) -> dict[str, float]:
    return {word: round(max(0.3, 0.95 - 0.07 * place), 2) for place, word in enumerate(words)}


def _chosen(name: str, words: Sequence[str], count: int) -> list[str]:
    return sorted(words, key=lambda word: _hash(name + word))[:count]


def _colour(hue: float, light: float, strength: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue % 1, light, strength))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "ignore")).hexdigest()
