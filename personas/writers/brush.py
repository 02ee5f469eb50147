"""Brush: the pictures a persona thinks of, from its own worlds, steered by its tastes and the hour."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz, process

from personas.almanac import tags_of
from personas.card import Card
from personas.shelf import STYLES
from personas.topics import Topic, liking, topic_of, topics_in
from personas.writers.lines import Lines, fill

TRIES = 60
ALIKE = 88.0
OUTDOORS_NOW = 0.55


@dataclass(frozen=True, slots=True)
class Idea:
    """A picture thought of: the world it comes from, its words, its style and what it is mainly of."""

    world: str
    prompt: str
    style: str
    topic: Topic | None


def think_of(
    card: Card, own: Lines, common: Lines, now: datetime, used: Sequence[str], rng: random.Random, language: str
) -> Idea | None:
    """Return a picture the persona has not painted yet, or None when it can think of no new one."""
    recent = list(used[-200:])
    for prompt, subject, world in _prompts(card, own, common, now, rng, language):
        if prompt in recent or any(
            prompt.split(",")[0].split("，")[0] == old.split(",")[0].split("，")[0] for old in recent[-40:]
        ):
            continue
        if process.extractOne(prompt, recent[-80:], scorer=fuzz.ratio, score_cutoff=ALIKE) is None:
            return Idea(world, prompt, style_for(card, rng), topic_of(subject))
    return None


def _prompts(
    card: Card, own: Lines, common: Lines, now: datetime, rng: random.Random, language: str
) -> Iterator[tuple[str, str, str]]:
    tags = tags_of(now)
    worlds = sorted({name.split(":")[0] for name in own.names("world")})
    for _attempt in range(TRIES if worlds else 0):
        world = rng.choice(worlds)
        subject = _weighed(card, own.words(f"world {world}: subjects", tags), rng)
        if subject and f"world {world}: places" not in own.sections:
            yield subject, subject, world
            continue
        place = _weighed(card, own.words(f"world {world}: places", tags), rng)
        light = _light(own, common, world, now, tags, rng)
        extra = _maybe(own.words(f"world {world}: touches", tags), 0.6, rng)
        extra = "" if _at_odds(place, light) or _at_odds(light, extra) or _at_odds(place, extra) else extra
        light = "" if _at_odds(place, light) else light
        parts = [f"{subject}{'' if language == 'zh' else ' '}{place}".strip(), light, extra]
        prompt = ("，" if language == "zh" else ", ").join(part for part in parts if part)
        whole = fill(prompt, own, {}, tags, rng)
        if whole and subject:
            yield whole, subject, world


def _weighed(card: Card, words: Sequence[str], rng: random.Random) -> str:
    """Choose a phrase, those to the persona's taste more often."""
    if not words:
        return ""
    return rng.choices(list(words), [0.35 + liking(card.tastes, word) for word in words])[0]


def _light(own: Lines, common: Lines, world: str, now: datetime, tags: frozenset[str], rng: random.Random) -> str:
    """Choose the hour and the weather of a picture: often as it is now, else as the world likes it, or knows alone."""
    if alone := own.words(f"world {world}: lights only", tags):
        return rng.choice(alone)
    liked = own.words(f"world {world}: lights", tags)
    here = common.words("pool light", tags)
    return rng.choice(here if here and (not liked or rng.random() < OUTDOORS_NOW) else liked or [""])


def _maybe(words: Sequence[str], chance: float, rng: random.Random) -> str:
    return rng.choice(list(words)) if words and rng.random() < chance else ""


def _at_odds(one: str, other: str) -> bool:
    """Say whether two phrases both tell of the weather: twice is once too often, and they may differ."""
    return all(any(topic.kind == "weather" for topic in topics_in(phrase)) for phrase in (one, other))


def style_for(card: Card, rng: random.Random, wished: str = "") -> str:
    """Return the style that was asked for, or one of the persona's own by weight."""
    if wished in STYLES:
        return wished
    own: Mapping[str, float] = {style: weight for style, weight in card.tastes.styles.items() if style in STYLES}
    return rng.choices(list(own), list(own.values()))[0] if own and sum(own.values()) > 0 else "storybook"
