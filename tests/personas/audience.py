"""An audience with a hidden taste, and a persona that paints for it by the very way that chooses its pictures."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import exp, log

from personas.card import Card
from personas.diary import Change
from personas.lessons import Votes, learn
from personas.shelf import PALETTES, PLAIN
from personas.taste import AWAY, Features, Taste, draw, features_of, taste_of
from personas.topics import lexicon
from personas.writers.brush import Kit, think_of
from personas.writers.lines import read_lines
from personas.writers.scenes import NEVER_ALONE
from tests.personas.stage import FOLDER

START = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
PEOPLE = 12
SHAPES = ("things", "palette", "sparse", "far")


@dataclass(frozen=True, slots=True)
class Audience:
    """What people like and never say; `warmth` is the chance that one of them likes a picture with all of it.

    `anyway` is the chance with nothing of it; each side of the taste that is met adds the same log odds.
    """

    subjects: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()
    palettes: frozenset[str] = frozenset()
    warmth: float = 0.7
    anyway: float = 0.05

    def chance(self, seen: Features) -> float:
        """Return how likely one of them likes a picture."""
        sides = [(self.subjects, set(seen.subjects)), (self.styles, {seen.style}), (self.palettes, {seen.palette})]
        met = [bool(liked & shown) for liked, shown in sides if liked]
        least, most = (log(chance / (1 - chance)) for chance in (self.anyway, self.warmth))
        return 1 / (1 + exp(-(least + (most - least) * sum(met) / len(met))))

    def votes(self, seen: Features, rng: random.Random) -> Votes:
        """Return the votes of everybody there."""
        chance = self.chance(seen)
        return Votes(sum(rng.random() < chance for _person in range(PEOPLE)), 0, PEOPLE)


def hidden(card: Card, shape: str, seed: int, phase: int = 0) -> Audience:
    """Draw an audience for a persona: of some of its own things or of none; another phase shares nothing with the first."""
    rng = random.Random(f"{card.slug}:{shape}:{seed}")
    if shape == "palette":
        return Audience(palettes=frozenset({rng.sample([name for name in PALETTES if name != PLAIN], 2)[phase]}))
    if shape == "far":
        arms = [arm for arm in taste_of(card).arms if arm.weight == AWAY]
        subjects, styles = ([arm.name for arm in arms if arm.kind == kind] for kind in ("subject", "style"))
    else:
        known = lexicon()
        subjects = [name for name in card.tastes.subjects if name in known and known[name].kind not in NEVER_ALONE]
        styles = list(card.tastes.styles)
    two = frozenset(rng.sample(subjects, 4)[2 * phase : 2 * phase + 2])
    one = frozenset({rng.sample(styles, 2)[phase]})
    return Audience(two, one, warmth=0.25, anyway=0.01) if shape == "sparse" else Audience(two, one)


@dataclass
class Season:
    """A persona that paints post after post for an audience, and learns from each."""

    card: Card
    seed: int = 0
    language: str = "en"
    learns: bool = True
    taste: Taste = field(init=False)
    rates: list[float] = field(default_factory=list)
    seen: list[Features] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.taste = taste_of(self.card)
        self.own = read_lines(FOLDER / "lines" / f"{self.card.slug}.{self.language}.md")
        self.common = read_lines(FOLDER / "lines" / f"common.{self.language}.md")
        self.rng = random.Random(f"{self.seed}:{self.card.slug}:{self.language}")

    def show(self, audience: Audience, posts: int) -> "Season":
        """Paint and show some pictures, four hours apart."""
        for _post in range(posts):
            now = START + timedelta(hours=4 * len(self.rates))
            tastes = draw(self.taste, self.card, self.rng)
            kit = Kit(tastes, self.own, self.common, now, self.language, roams=True)
            idea = think_of(kit, self.prompts[-60:], self.rng)
            assert idea is not None
            seen = features_of(idea.prompt, idea.style)
            votes = audience.votes(seen, self.rng)
            if self.learns:
                self.taste, changes = learn(self.taste, seen, votes, now)
                self.changes += changes
            self.prompts.append(idea.prompt)
            self.seen.append(seen)
            self.rates.append(votes.likes / votes.seen_by)
        return self


def mean(figures: Sequence[float]) -> float:
    """Return the mean of some figures."""
    return sum(figures) / len(figures)
