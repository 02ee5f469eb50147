"""An audience with a hidden taste, and a persona that paints for it by the real way a picture is chosen."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import exp, log
from pathlib import Path

from personas.card import Card
from personas.diary import Change
from personas.lessons import Votes, learn
from personas.taste import Features, Taste, draw, features_of, taste_of
from personas.writers.brush import Kit, think_of
from personas.writers.lines import read_lines

START = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
PEOPLE = 12


def _odds(chance: float) -> float:
    return log(chance / (1 - chance))


def _chance(odds: float) -> float:
    return 1 / (1 + exp(-odds))


@dataclass(frozen=True, slots=True)
class Audience:
    """What people like, which they never say: subjects, styles, palettes; `warmth` is the chance to like a full match."""

    subjects: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()
    palettes: frozenset[str] = frozenset()
    warmth: float = 0.7
    anyway: float = 0.05

    def chance(self, seen: Features) -> float:
        """Return how likely one of them likes a picture: each side of the hidden taste that is met adds its share."""
        sides = [(self.subjects, set(seen.subjects)), (self.styles, {seen.style}), (self.palettes, {seen.palette})]
        asked = [bool(liked & shown) for liked, shown in sides if liked]
        return _chance(_odds(self.anyway) + (_odds(self.warmth) - _odds(self.anyway)) * sum(asked) / len(asked))

    def votes(self, seen: Features, rng: random.Random) -> Votes:
        """Return the votes of everybody present."""
        chance = self.chance(seen)
        return Votes(sum(rng.random() < chance for _person in range(PEOPLE)), 0, PEOPLE)


@dataclass
class Season:
    """A persona that paints post after post for an audience, and learns."""

    card: Card
    folder: Path
    language: str = "en"
    seed: int = 0
    learning: bool = True
    taste: Taste | None = None
    rates: list[float] = field(default_factory=list)
    seen: list[Features] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.taste = self.taste or taste_of(self.card)
        lines = self.folder / "lines"
        self.own = read_lines(lines / f"{self.card.slug}.{self.language}.md")
        self.common = read_lines(lines / f"common.{self.language}.md")
        self.rng = random.Random(f"{self.seed}:{self.card.slug}:{self.language}")

    def show(self, audience: Audience, posts: int) -> None:
        """Paint and show some posts, four hours apart."""
        for _post in range(posts):
            now = START + timedelta(hours=4 * len(self.rates))
            tastes = draw(self.taste, self.card, self.rng)
            idea = think_of(Kit(tastes, self.own, self.common, now, self.language, True), self.prompts[-60:], self.rng)
            if idea is None:
                continue
            self.prompts.append(idea.prompt)
            seen = features_of(idea.prompt, idea.style)
            votes = audience.votes(seen, self.rng)
            self.seen.append(seen)
            self.rates.append(votes.likes / votes.seen_by)
            if self.learning:
                self.taste, changes = learn(self.taste, seen, votes, now)
                self.changes += changes


def mean(figures: Sequence[float]) -> float:
    """Return the mean of some figures."""
    return sum(figures) / len(figures)
