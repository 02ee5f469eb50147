"""Lorebooks: what comes to a persona's mind by what was said."""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import re2

from personas.card import Card, Lore

READ_AT_MOST = 8_000
# RE2 takes time linear in text and pattern; these bound both, and how many patterns one look may cost.
PATTERN_READS = 1_000
PATTERN_MEMORY = 32 << 10
PATTERNS_AT_MOST = 20
_SLASHED = re.compile(r"/(.+)/([dgimsuvy]*)", re.DOTALL)
_WORD = r"[^\W\u3040-\u30ff\u3400-\u9fff_]"  # hanzi and kana stand beside a Latin word without a space
_POINT = re.compile(r"\\u([0-9a-fA-F]{4})")
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


@lru_cache(maxsize=512)
def pattern_of(key: str, ignore_case: bool = True) -> Any | None:
    """Return a compiled pattern for a regular expression, or None if it is wrong, too large or not linear."""
    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive = PATTERN_MEMORY, False, not ignore_case
    try:
        return re2.compile(_POINT.sub(r"\\x{\1}", key), options)
    except re2.error:
        return None


def expression_in(key: str) -> tuple[str, str] | None:
    """Return the body and flags of a key written /like this/i, or None for plain words."""
    found = _SLASHED.fullmatch(key)
    return (found.group(1), found.group(2)) if found else None


class _Said:
    """What was said, to look for keys in."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFKC", text)
        self.folded = self.text.casefold()
        self.left = PATTERNS_AT_MOST

    def calls(self, entry: Lore) -> bool:
        """Say whether an entry comes up: always, by a key, or by a key and a secondary one."""
        if entry.constant:
            return True
        if not any(self.holds(key, entry) for key in entry.keys):
            return False
        return not (entry.selective and entry.secondary) or any(self.holds(key, entry) for key in entry.secondary)

    def holds(self, key: str, entry: Lore) -> bool:
        """Say whether a key was said: a regular expression, a word of letters on its own, or hanzi anywhere."""
        written = expression_in(key)
        if entry.pattern or written:
            body, flags = written or (key, "")
            return self.meets(body, "i" in flags or not (entry.case_sensitive or written))
        word = unicodedata.normalize("NFKC", key)
        word, text = (word, self.text) if entry.case_sensitive else (word.casefold(), self.folded)
        if word not in text or _HANZI.search(word):
            return word in text
        return bool(re.search(rf"(?<!{_WORD}){re.escape(word)}(?!{_WORD})", text))

    def meets(self, body: str, ignore_case: bool) -> bool:
        """Say whether a regular expression is found; a wrong one never is, nor one past PATTERNS_AT_MOST."""
        self.left -= 1
        pattern = pattern_of(body, ignore_case) if self.left >= 0 else None
        return pattern is not None and pattern.search(self.text[-PATTERN_READS:]) is not None
