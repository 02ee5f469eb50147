"""Lorebooks: what comes to a persona's mind by what was said."""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence

import regex

from personas.card import Card, Lore

READ_AT_MOST = 8_000
PATTERN_SECONDS = 0.02
PATTERNS_SECONDS = 0.1
_SLASHED = re.compile(r"/(.+)/([dgimsuvy]*)", re.DOTALL)
_WORD = r"[^\W\u3040-\u30ff\u3400-\u9fff_]"  # hanzi and kana stand beside a Latin word without a space
_HANZI = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def lore_for(card: Card, lines: Sequence[str]) -> list[str]:
    """Return the texts of the entries that the last lines call up, in their order and within the card's budget."""
    if not card.lore:
        return []
    said = _Said("\n".join(lines[-card.lore_depth :])[-READ_AT_MOST:])
    met = [entry for entry in card.lore if entry.enabled and entry.content and said.calls(entry)]
    kept = set(map(id, _within(met, card.lore_budget)))
    return [entry.content for entry in sorted(met, key=lambda entry: entry.order) if id(entry) in kept]


def tokens(text: str) -> int:
    """Estimate how many tokens a text takes: one per hanzi, one per four other characters."""
    hanzi = len(_HANZI.findall(text))
    return hanzi + math.ceil((len(text) - hanzi) / 4)


def _within(met: Sequence[Lore], budget: int) -> Iterator[Lore]:
    """Yield the entries that fit a budget: constant ones first, then by priority, or by order without one."""

    def worth(entry: Lore) -> tuple[bool, int]:
        return entry.constant, entry.order if entry.priority is None else entry.priority

    for entry in sorted(met, key=worth, reverse=True):
        cost = tokens(entry.content)
        if cost <= budget:
            budget -= cost
            yield entry


class _Said:
    """What was said, to look for keys in. Patterns from outside get little time, each and together."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFKC", text)
        self.folded = self.text.casefold()
        self.left = PATTERNS_SECONDS

    def calls(self, entry: Lore) -> bool:
        """Say whether an entry comes up: always, by a key, or by a key and a secondary one."""
        if entry.constant:
            return True
        if not any(self.holds(key, entry) for key in entry.keys):
            return False
        return not (entry.selective and entry.secondary) or any(self.holds(key, entry) for key in entry.secondary)

    def holds(self, key: str, entry: Lore) -> bool:
        """Say whether a key was said: a regular expression, a word of letters on its own, or hanzi anywhere."""
        slashed = _SLASHED.fullmatch(key)
        if entry.pattern or slashed:
            body, flags = slashed.groups() if slashed else (key, "")
            return self.meets(body, "i" in flags or not (entry.case_sensitive or slashed))
        word = unicodedata.normalize("NFKC", key)
        word, text = (word, self.text) if entry.case_sensitive else (word.casefold(), self.folded)
        if word not in text or _HANZI.search(word):
            return word in text
        return bool(re.search(rf"(?<!{_WORD}){re.escape(word)}(?!{_WORD})", text))

    def meets(self, body: str, ignore_case: bool) -> bool:
        """Say whether a regular expression is found; a wrong one never is, nor one that takes too long."""
        if self.left < PATTERN_SECONDS:
            return False
        try:
            return bool(regex.search(body, self.text, regex.IGNORECASE if ignore_case else 0, timeout=PATTERN_SECONDS))
        except TimeoutError:
            self.left -= PATTERN_SECONDS
        except (regex.error, ValueError, OverflowError, RecursionError, MemoryError):
            pass
        return False
