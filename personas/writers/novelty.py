"""Novelty: whether a line was said before, in these words or nearly."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

REMEMBERED = 400
ALIKE = 74.0
SHARED = 0.5
_ENDS = re.compile(r"(?<=[.!?。！？…])\s*|\n+")
_DIGITS = re.compile(r"\d+")
_OTHER = re.compile(r"[^\w#]+|_")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"[a-z0-9#'’]+|[\u3400-\u9fff]")


def bare(text: str) -> str:
    """Return a text as it is compared: lower case, figures alike, no punctuation."""
    return _OTHER.sub(" ", _DIGITS.sub("#", text.casefold())).strip()


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, bare; a word or two, like "Nine!" or a name, is a manner and no sentence."""
    parts = (bare(part) for part in _ENDS.split(text))
    return [part for part in parts if len(_TOKEN.findall(part)) > (3 if _HANZI.search(part) else 2)]


class Past:
    """What was said, ready to be compared with."""

    def __init__(self, used: Sequence[str]) -> None:
        kept = used[-REMEMBERED:]
        self.lines = [bare(line) for line in kept]
        self.sentences = {sentence: at for at, line in enumerate(kept) for sentence in sentences(line) or [bare(line)]}
        self.phrases = {phrase for line in self.lines for phrase in _phrases(line)}

    def staleness(self, text: str) -> float:
        """Return 0 for a line that is new in every way, and up to 3 the more of it was said and the later."""
        told = sentences(text) or [bare(text)]
        if any(sentence in self.sentences for sentence in told):
            # Of lines that all were said, the one whose words lie longest back is the least stale.
            recent = sum(len(sentence) * (self.sentences.get(sentence, -1) + 1) for sentence in told)
            return 2.0 + recent / (sum(map(len, told)) * len(self.lines))
        phrases = _phrases(bare(text))
        shared = sum(phrase in self.phrases for phrase in phrases) / len(phrases) if phrases else 0.0
        if shared > SHARED:
            return 1.0 + shared
        alike = process.extractOne(bare(text), self.lines, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return 1.0 + alike[1] / 100 if alike else 0.0


def _phrases(text: str) -> list[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    size = 4 if any(token > "\u3400" for token in tokens) else 3
    return [tuple(tokens[at : at + size]) for at in range(len(tokens) - size + 1)]


def freshest(candidates: Iterable[str], past: Past, most: int = 80, strict: bool = True) -> str | None:
    """Return the first candidate that is new; else None, or the least stale one where something has to be said."""
    best: tuple[float, str] | None = None
    for text, _count in zip(candidates, range(most), strict=False):
        stale = past.staleness(text)
        if stale == 0.0:
            return text
        if best is None or stale < best[0]:
            best = (stale, text)
    return None if strict or best is None else best[1]
