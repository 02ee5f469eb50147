"""Taste: a card's weights as votes have moved them, and a draw from them for one picture."""

import random
from dataclasses import asdict, dataclass, replace
from math import exp, log
from typing import Any, Literal, Self

from personas.card import Card, Tastes
from personas.shelf import PALETTES, PLAIN, STYLES, palette_in
from personas.topics import lexicon, topics_in

Kind = Literal["subject", "style", "palette"]
USUAL = -1.7  # the log odds of a like before anything is known: about one in six
OPEN = 0.8
OPEN_AWAY = 0.4
OPEN_NEW = 0.05
AWAY = 0.12
NEW = 0.25
SUBJECTS_AWAY = 8
KEEN = 12.0
PATIENT = 25.0
BOLD = 0.2
LEAST, MOST = 0.02, 500.0
TELLING = 4.0


@dataclass(frozen=True, slots=True)
class Arm:
    """One thing a persona may choose: the card's weight, and what votes have taught of it.

    `lift` is how much it adds to the log odds of a like, `doubt` the variance of that, `open` the doubt of one that was
    never shown, `told` the standing its author last heard of.
    """

    kind: Kind
    name: str
    weight: float
    lift: float = 0.0
    doubt: float = OPEN
    open: float = OPEN
    locked: bool = False
    told: float = 0.0


@dataclass(frozen=True, slots=True)
class Taste:
    """All arms of a persona, and what its posts usually earn: the log odds of a like, in doubt, after so many posts."""

    arms: tuple[Arm, ...]
    usual: float = USUAL
    doubt: float = OPEN
    posts: float = 0.0
    let_down: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the taste as plain values for a JSON column."""
        return asdict(self) | {"arms": [asdict(arm) for arm in self.arms]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read a stored taste back, leaving out fields that this version does not know."""
        arms = tuple(Arm(**{name: arm[name] for name in Arm.__slots__ if name in arm}) for arm in stored["arms"])
        return cls(**{name: stored[name] for name in cls.__slots__ if name in stored} | {"arms": arms})


@dataclass(frozen=True, slots=True)
class Features:
    """What a finished picture shows of a taste."""

    subjects: tuple[str, ...]
    style: str
    palette: str

    def hold(self, kind: Kind, name: str) -> bool:
        """Say whether the picture shows a thing."""
        return name in {"subject": self.subjects, "style": (self.style,), "palette": (self.palette,)}[kind]


def features_of(prompt: str, style: str) -> Features:
    """Read a picture's features: the things and the place of its first clause, its weather, its style, its colours."""
    scene = topics_in(prompt.split(",")[0].split("，")[0])
    weather = [topic for topic in topics_in(prompt) if topic.kind == "weather"]
    return Features(tuple(dict.fromkeys(topic.en for topic in [*scene, *weather])), style, palette_in(prompt))


def taste_of(card: Card) -> Taste:
    """Return a card's weights as nothing has moved them, with neighbours at a low weight so that new things are found."""
    tastes = card.tastes
    own: dict[tuple[Kind, str], float] = {("palette", PLAIN): 1.0}
    own |= {("subject", name): weight for name, weight in tastes.subjects.items()}
    own |= {("style", name): weight for name, weight in tastes.styles.items() if name in STYLES}
    own |= {("palette", name): weight for name, weight in tastes.palettes.items() if name in PALETTES}
    near = _neighbours(tastes)
    away: list[tuple[Kind, str]] = [("style", name) for name in STYLES]
    away += [("palette", name) for name in PALETTES]
    away += [("subject", name) for name in random.Random(card.slug).sample(near, min(SUBJECTS_AWAY, len(near)))]
    arms = [new_arm(kind, name, weight, OPEN) for (kind, name), weight in own.items()]
    return Taste((*arms, *(new_arm(kind, name, AWAY, OPEN_AWAY) for kind, name in away if (kind, name) not in own)))


def new_arm(kind: Kind, name: str, weight: float, doubt: float) -> Arm:
    """Return an arm that no vote has touched."""
    arm = Arm(kind, name, weight, doubt=doubt, open=doubt)
    return replace(arm, told=standing(arm))


def _neighbours(tastes: Tastes) -> list[str]:
    """Return things that are of a kind with what a card likes, and not on it."""
    known = lexicon()
    kinds = {known[name].kind for name in tastes.subjects if name in known} | set(tastes.subjects)
    return sorted(
        {topic.en for topic in known.values() if topic.kind in kinds - {"days", "weather"}} - set(tastes.subjects)
    )


def standing(arm: Arm) -> float:
    """Return an arm's weight from 0 to 1 as its author reads it: the card's own while no vote has moved it."""
    if arm.locked or not arm.lift:
        return arm.weight
    return 1 / (1 + exp(-(_odds(arm.weight) + TELLING * arm.lift)))


def lift_for(arm: Arm, stood: float) -> float:
    """Return the lift that gives an arm a standing."""
    return 0.0 if stood == arm.weight else (_odds(stood) - _odds(arm.weight)) / TELLING


def _odds(weight: float) -> float:
    kept = min(0.98, max(0.02, weight))
    return log(kept / (1 - kept))


def draw(taste: Taste, card: Card, rng: random.Random) -> Tastes:
    """Return weights for one picture: each lift is drawn from what is known of it, so that doubt leads to trying.

    Weights may pass 1: only what they are beside each other counts. A locked arm has its card's weight, one that votes
    speak against a fiftieth of it at the least. How far votes bend the card grows with the posts learnt from.
    """
    keen = KEEN * taste.posts**2 / (taste.posts**2 + PATIENT**2)
    drawn: dict[Kind, dict[str, float]] = {"subject": {}, "style": {}, "palette": {}}
    for arm in taste.arms:
        lift = rng.gauss(arm.lift, BOLD * arm.doubt**0.5)
        drawn[arm.kind][arm.name] = arm.weight * (1.0 if arm.locked else min(MOST, max(LEAST, exp(keen * lift))))
    return Tastes(drawn["subject"], drawn["style"], card.tastes.places, card.tastes.moods, drawn["palette"])
