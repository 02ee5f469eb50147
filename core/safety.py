"""Safety: which words the house won't paint. Rules are data (core/policy/*.yaml); a check answers with a rule's id."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.errors import Refused
from core.text import plain_form

FOLDER = Path(__file__).parent / "policy"
LEVELS = ("strict", "general", "mature", "adult")
_LEET = str.maketrans("013457@$!|", "oieastasil")
_LOOKALIKES = str.maketrans("авеѕіјкмнорстухοαεικνρτυ", "abesijkmhopctyxoaeiknptu")
_JOINED = re.compile(r"\b(?:\w[\W_]+){3,}\w\b")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack: any phrase of each group must be there. `upto` is the last level at which it blocks."""

    id: str
    groups: tuple[re.Pattern[str], ...]
    allow: re.Pattern[str] | None
    upto: int

    def meets(self, form: str) -> bool:
        """Say whether a text in its normal form breaks this rule."""
        rest = self.allow.sub(" ", form) if self.allow else form
        return all(group.search(rest) for group in self.groups)


def check_words(text: str, level: str = "general") -> None:
    """Raise Refused, naming the rule and echoing nothing, when the words break a rule at this level."""
    forms = _forms(text)
    for rule in pack():
        if LEVELS.index(level) <= rule.upto and any(rule.meets(form) for form in forms):
            raise Refused(rule=rule.id)


def level_of(text: str) -> str:
    """Return the lowest level at which these words may be painted; the highest for words that no level allows."""
    forms = _forms(text)
    needed = max((rule.upto + 1 for rule in pack() if any(rule.meets(form) for form in forms)), default=0)
    return LEVELS[min(needed, len(LEVELS) - 1)]


def _forms(text: str) -> list[str]:
    """Return the shapes a word may hide in: as written, with figures read as letters, with spaced letters joined."""
    plain = plain_form(text).translate(_LOOKALIKES)
    joined = _JOINED.sub(lambda found: re.sub(r"[\W_]+", "", found.group()), plain)
    return list(dict.fromkeys([plain, plain.translate(_LEET), joined, joined.translate(_LEET)]))


@cache
def pack() -> tuple[Rule, ...]:
    """Return the rules of all packs, strictest first."""
    rules: list[Rule] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        rules += [_rule(entry, data["words"]) for entry in data["rules"]]
    return tuple(rules)


def _rule(entry: dict[str, Any], words: dict[str, list[str]]) -> Rule:
    groups = tuple(_any_of([word for name in group for word in words[name]]) for group in entry["all"])
    allow = _any_of(entry["allow"]) if entry.get("allow") else None
    return Rule(entry["id"], groups, allow, LEVELS.index(entry["upto"]))


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    # Phrases are literal, so the pattern is a plain alternation that cannot run away. Chinese has no word boundaries.
    parts = (re.escape(plain_form(phrase)) for phrase in phrases)
    return re.compile("|".join(rf"(?<![^\W_]){part}(?![^\W_])" if part.isascii() else part for part in parts))
