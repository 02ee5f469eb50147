"""Lines: what a persona can say, read from Markdown with one heading per occasion and one bullet per line."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

_TAGS = re.compile(r"\[([a-z0-9 !-]+)\]\s*")
_SLOT = re.compile(r"\{([^{}]*)\}")
_A = re.compile(r"\b([Aa])(?= (?!uni|use|usu|eu|one\b|once|ufo|ukulele)[aeiou])")  # "a" where a filled word wants "an"
DEEP = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line as written, with slots, and the tags that must hold for it ("!rain" must not)."""

    text: str
    tags: frozenset[str] = frozenset()

    def fits(self, tags: frozenset[str]) -> bool:
        """Say whether the line suits a moment that has these tags."""
        return all((tag[1:] not in tags) if tag.startswith("!") else tag in tags for tag in self.tags)


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of one persona in one language: sections by heading."""

    sections: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)

    def section(self, name: str, tags: frozenset[str] = frozenset()) -> list[Line]:
        """Return the lines of a section that suit the tags; an unknown section is empty."""
        return [line for line in self.sections.get(name, ()) if line.fits(tags)]

    def words(self, name: str, tags: frozenset[str] = frozenset()) -> list[str]:
        """Return the alternatives of a pool, which stand on its lines with bars between."""
        return [word.strip() for line in self.section(name, tags) for word in re.split(r"\s+\|\s+", line.text)]

    def names(self, prefix: str) -> list[str]:
        """Return the rest of each heading that starts with a word, in order."""
        return [name[len(prefix) + 1 :] for name in self.sections if name.startswith(prefix + " ")]


@lru_cache(maxsize=128)
def read_lines(path: Path) -> Lines:
    """Read a file of lines; a missing file is an empty one."""
    if not path.is_file():
        return Lines()
    sections: dict[str, list[Line]] = {}
    name = ""
    for row in path.read_text(encoding="utf-8").splitlines():
        if row.startswith("## "):
            name = row[3:].strip()
            sections.setdefault(name, [])
        elif row.startswith("- ") and name:
            sections[name].append(_line(row[2:].strip()))
    return Lines({heading: tuple(lines) for heading, lines in sections.items()})


def _line(text: str) -> Line:
    found = _TAGS.match(text)
    return Line(text[found.end() :], frozenset(found.group(1).split())) if found else Line(text)


def fill(text: str, lines: Lines, slots: Mapping[str, str], tags: frozenset[str], rng: random.Random) -> str | None:
    """Fill a line's slots: given words, {one|of|these}, figures, or a pool; None when a slot has nothing to give."""
    for _depth in range(DEEP):
        if "{" not in text:
            return _A.sub(r"\1n", text)
        missing = False

        def one(found: re.Match[str]) -> str:
            nonlocal missing
            word = _word(found.group(1), lines, slots, tags, rng)
            missing = missing or word is None
            return word or ""

        text = _SLOT.sub(one, text)
        if missing:
            return None
    return None


def _word(name: str, lines: Lines, slots: Mapping[str, str], tags: frozenset[str], rng: random.Random) -> str | None:
    if "|" in name:
        return rng.choice(name.split("|"))
    if name.lower() in slots:
        word = slots[name.lower()]
        return (word[:1].upper() + word[1:] if name[:1].isupper() else word) or None
    if name == "n":
        return str(rng.randint(2, 9))
    if name == "nn":
        return str(rng.randint(11, 48))
    words = lines.words(f"pool {name}", tags)
    return rng.choice(words) if words else None


def filled(
    lines: Lines, names: list[str], slots: Mapping[str, str], tags: frozenset[str], rng: random.Random
) -> Iterator[str]:
    """Yield lines of some sections, filled, in a shuffled order: each section in turn, each line up to three ways."""
    for name in names:
        section = lines.section(name, tags)
        rng.shuffle(section)
        for _way in range(3):
            for line in section:
                text = fill(line.text, lines, slots, tags, rng)
                if text:
                    yield text
