"""Topics: what a prompt or a line is about, in words the cast knows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.errors import SalonError
from core.safety import check_words
from personas.card import Tastes

LEXICON = Path(__file__).parent / "lexicon.md"
LOOKED_AT = 600
_LATIN = re.compile(r"[a-z][a-z'’-]*")
_HANZI = re.compile(r"[\u4e00-\u9fff]+")
_BREAKS = re.compile(r"[，。！？、；：,.!?;:\n]|\s[-–—]\s")
_LINK = re.compile(r"\S*(?:://|www\.)\S*|@\S+|--\w+\s*\S*|/\w+|<[^>]*>")
_BEFORE_PLACE = re.compile(
    r"\b(?:in|on|at|under|over|by|near|with|above|below|behind|beside|inside|through|from|during|and|who|that|while)\b"
)
_STOP = frozenset((Path(__file__).parent / "plain_words.txt").read_text(encoding="utf-8").split())
_COUNTED = re.compile("^[一两三四五几][只条个座位艘辆台枚顶部张把颗头列架间栋扇碗杯]")
_FUNCTION = re.compile(
    "[的了是我你您他她它们在有和与或不没吗呢吧啊呀哦嘛么这那哪谁就都也很太真好再又还要会能可想去来到说看给让把被从对为什怎样个只些点今天明昨现时候觉得知道喜欢一二三两几上下里中大小多少最更比跟做过着得地]+"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to talk about: its English and Chinese word and its kind; `kind` is empty for a word nobody taught."""

    en: str
    zh: str
    kind: str = ""

    def word(self, language: str) -> str:
        """Return the word in a language."""
        return (self.zh if language == "zh" else self.en) or self.en or self.zh


@cache
def lexicon() -> Mapping[str, Topic]:
    """Return every word the cast knows, English (also plural) and Chinese, with its topic."""
    known: dict[str, Topic] = {}
    kind = ""
    for line in LEXICON.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line[3:].strip()
        elif line.startswith("- "):
            for entry in line[2:].split("|"):
                en, zh = entry.strip().rsplit(" ", 1)
                topic = Topic(en, zh, kind)
                for word in (en, *plurals(en), zh):
                    known.setdefault(word, topic)
    return known


def plurals(word: str) -> tuple[str, ...]:
    """Return the regular plurals of an English word, the likeliest first."""
    if word.endswith("y") and word[-2] not in "aeiou":
        return (word[:-1] + "ies",)
    if word.endswith("f"):
        return (word[:-1] + "ves", word + "s")
    return (word + "es",) if word.endswith(("s", "x", "ch", "sh")) else (word + "s",)


def topics_in(text: str) -> list[Topic]:
    """Return the known topics of a text, in the order they come, each once."""
    plain = _LINK.sub(" ", text[:LOOKED_AT].casefold())
    found = [*_latin_topics(_LATIN.findall(plain)), *(topic for run in _HANZI.findall(plain) for topic in _in_run(run))]
    return list(dict.fromkeys(found))


def _latin_topics(words: list[str]) -> Iterator[Topic]:
    skip = False
    for word, after in zip(words, [*words[1:], ""], strict=False):
        pair = lexicon().get(f"{word} {after}")
        topic = pair or lexicon().get(word)
        if topic and not skip:
            yield topic
        skip = pair is not None


def _in_run(run: str) -> Iterator[Topic]:
    place = 0
    while place < len(run):
        size = next((size for size in (5, 4, 3, 2, 1) if run[place : place + size] in lexicon()), 0)
        if size:
            yield lexicon()[run[place : place + size]]
        place += size or 1


def topic_of(prompt: str) -> Topic | None:
    """Return what a picture is mainly of: its first known word, or else the last word before its place is told."""
    plain = _LINK.sub(" ", prompt[:LOOKED_AT].casefold()).strip()
    head = _head(_BREAKS.split(plain)[0])
    for known in (topics_in(head), topics_in(plain)):
        scene = [topic for topic in known if topic.kind not in ("weather", "land", "buildings", "days")]
        if known:
            return (scene or known)[0]
    words = [word for word in _LATIN.findall(head) if word not in _STOP and 2 < len(word) <= 16]
    return _fit(words[-1]) if words else _hanzi_word(prompt)


def _head(clause: str) -> str:
    """Return the part of a clause that names its thing: English says it before the place, Chinese after the last 的."""
    english = _BEFORE_PLACE.split(clause)[0]
    return re.split(r"(?<=.)(?<!正)在", english)[0].rpartition("的")[2]


def word_of(line: str) -> Topic | None:
    """Return the content word of a line that an answer may pick up: a known one, or else its longest plain word."""
    known = topics_in(line)
    if known:
        return max(known, key=lambda topic: (topic.kind not in ("days", "weather"), -known.index(topic)))
    plain = _LINK.sub(" ", line[:LOOKED_AT].casefold())
    words = [word for word in _LATIN.findall(plain) if word not in _STOP and 3 < len(word) <= 14 and word.isalpha()]
    nouns = [word for word in words if not word.endswith(("ing", "ly", "ed"))]
    return _fit(max(nouns, key=len)) if nouns else _hanzi_word(line)


def _hanzi_word(text: str) -> Topic | None:
    runs = [
        piece
        for run in _HANZI.findall(_LINK.sub(" ", text[:LOOKED_AT]))
        for piece in _FUNCTION.split(_COUNTED.sub("", run))
    ]
    words = [piece for piece in runs if 2 <= len(piece) <= 4]
    return _fit(words[-1]) if words else None


def _fit(word: str) -> Topic | None:
    """Return a word nobody taught as a topic, unless the house would not say it."""
    try:
        check_words(word, "strict")
    except SalonError:
        return None
    return Topic(word, word)


def taste(tastes: Tastes, topic: Topic) -> float:
    """Return how much a topic is to someone's taste: as its own word says, or else as its kind or as a place."""
    own = tastes.subjects.get(topic.en, tastes.subjects.get(topic.zh))
    return own if own is not None else max(tastes.subjects.get(topic.kind, 0.0), tastes.places.get(topic.en, 0.0))


def liking(tastes: Tastes, text: str) -> float:
    """Return how much the best topic of a text is to someone's taste."""
    return max((taste(tastes, topic) for topic in topics_in(text)), default=0.0)
