"""Brush: the pictures a persona thinks of, from its own worlds and its tastes, steered by those tastes and the hour."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from rapidfuzz import fuzz, process

from personas.almanac import tags_of
from personas.card import Tastes
from personas.shelf import PALETTES, PLAIN, STYLES, colours_of
from personas.topics import Topic, taste, topic_of, topics_in
from personas.writers.lines import Lines, fill
from personas.writers.scenes import Scene, scene, subjects_of

TRIES = 60
ALIKE = 88.0
OUTDOORS_NOW = 0.55
UNTAUGHT = 0.25
PLAIN_WEIGHT = 1.0
ROAMING = 0.5


@dataclass(frozen=True, slots=True)
class Idea:
    """A picture thought of: the world it comes from, its words, its style and what it is mainly of."""

    world: str
    prompt: str
    style: str
    topic: Topic | None


@dataclass(frozen=True, slots=True)
class Kit:
    """What a picture is thought of with. One that `roams` also paints what its tastes name beyond its own worlds."""

    tastes: Tastes
    own: Lines
    common: Lines
    now: datetime
    language: str
    roams: bool = False

    @property
    def comma(self) -> str:
        """What stands between two parts of a prompt."""
        return "，" if self.language == "zh" else ", "


def think_of(kit: Kit, used: Sequence[str], rng: random.Random) -> Idea | None:
    """Return a picture the persona has not painted yet, or None when it can think of no new one."""
    recent = list(used[-200:])
    heads = {_head(old) for old in recent[-40:]}
    for prompt, subject, world in _prompts(kit, rng):
        if prompt in recent or _head(prompt) in heads:
            continue
        if process.extractOne(prompt, recent[-80:], scorer=fuzz.ratio, score_cutoff=ALIKE) is None:
            style, palette = style_for(kit.tastes, rng), palette_for(kit.tastes, rng)
            colours = colours_of(palette, kit.language)
            return Idea(world, f"{prompt}{kit.comma}{colours}" if colours else prompt, style, topic_of(subject))
    return None


def _head(prompt: str) -> str:
    return prompt.split(",")[0].split("，")[0]


def _prompts(kit: Kit, rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield prompts, each with its subject and its world; a scene of no world has an empty one."""
    tags = tags_of(kit.now)
    choices = list(_choices(kit, tags))
    weights = [weight for _subject, _world, weight in choices]
    afar = [weight**0.25 for weight in weights]  # what is liked best may be painted out for now
    for attempt in range(TRIES if sum(weights) > 0 else 0):
        subject, world, _weight = rng.choices(choices, weights if attempt < TRIES / 2 else afar)[0]
        if isinstance(subject, Topic):
            found = scene(subject, kit.tastes, kit.common, tags, rng, kit.language)
            prompt = _joined(kit, found, "", tags, rng)
        elif f"world {world}: places" not in kit.own.sections:
            prompt, found = subject, Scene(subject, subject)
        else:
            place = _weighed(kit.tastes, kit.own.words(f"world {world}: places", tags), rng)
            touch = _maybe(kit.own.words(f"world {world}: touches", tags), 0.6, rng)
            found = Scene(subject, f"{subject}{'' if kit.language == 'zh' else ' '}{place}".strip(), place, touch)
            prompt = _joined(kit, found, world, tags, rng)
        if whole := fill(prompt, kit.own, {}, tags, rng):
            yield whole, found.subject, world


def _choices(kit: Kit, tags: frozenset[str]) -> Iterator[tuple[str | Topic, str, float]]:
    """Yield all that a picture could be of: the subjects of the own worlds, and those that the tastes name."""
    worlds = sorted({name.split(":")[0] for name in kit.own.names("world")})
    for world in worlds:
        phrases = kit.own.words(f"world {world}: subjects", tags)
        for phrase in filter(None, phrases):
            yield phrase, world, drawn_to(kit.tastes, phrase)
    if kit.roams or not worlds:
        for topic, weight in subjects_of(kit.tastes):
            yield topic, "", weight * ROAMING


def _joined(kit: Kit, found: Scene, world: str, tags: frozenset[str], rng: random.Random) -> str:
    """Return a scene with its light and its touch, unless they tell of the weather twice."""
    light = _light(kit, world, tags, rng)
    at_odds = _at_odds(found.place, light), _at_odds(light, found.touch), _at_odds(found.place, found.touch)
    touch = "" if any(at_odds) or (found.touch and found.touch in light) else found.touch
    parts = [found.words, "" if at_odds[0] else light, touch]
    return kit.comma.join(part for part in parts if part)


@lru_cache(maxsize=4096)
def _topics(phrase: str) -> tuple[Topic, ...]:
    return tuple(topics_in(phrase))


def drawn_to(tastes: Tastes, phrase: str) -> float:
    """Return how much a persona is drawn to a phrase: by the best topic its tastes know, a little where they know none."""
    return max((taste(tastes, topic) for topic in _topics(phrase)), default=0.0) or UNTAUGHT


def _weighed(tastes: Tastes, words: Sequence[str], rng: random.Random) -> str:
    """Choose a phrase, those to the persona's taste more often."""
    return rng.choices(list(words), [drawn_to(tastes, word) for word in words])[0] if words else ""


def _light(kit: Kit, world: str, tags: frozenset[str], rng: random.Random) -> str:
    """Choose the hour and the weather of a picture: often as it is now, else as the world likes it, or knows alone."""
    if alone := kit.own.words(f"world {world}: lights only", tags):
        return _weighed(kit.tastes, alone, rng)
    liked = kit.own.words(f"world {world}: lights", tags)
    here = kit.common.words("pool light", tags)
    return _weighed(kit.tastes, here if here and (not liked or rng.random() < OUTDOORS_NOW) else liked, rng)


def _maybe(words: Sequence[str], chance: float, rng: random.Random) -> str:
    return rng.choice(list(words)) if words and rng.random() < chance else ""


def _at_odds(one: str, other: str) -> bool:
    """Say whether two phrases both tell of the weather: twice is once too often, and they may differ."""
    return all(any(topic.kind == "weather" for topic in _topics(phrase)) for phrase in (one, other))


def style_for(tastes: Tastes, rng: random.Random, wished: str = "") -> str:
    """Return the style that was asked for, or one by the weights of a taste."""
    if wished in STYLES:
        return wished
    return _one_of({style: weight for style, weight in tastes.styles.items() if style in STYLES}, rng) or "storybook"


def palette_for(tastes: Tastes, rng: random.Random) -> str:
    """Return a palette by the weights of a taste; most pictures keep the colours of their hour."""
    known = {name: weight for name, weight in tastes.palettes.items() if name in PALETTES}
    return _one_of({PLAIN: PLAIN_WEIGHT} | known, rng)


def _one_of(weights: Mapping[str, float], rng: random.Random) -> str:
    return rng.choices(list(weights), list(weights.values()))[0] if sum(weights.values()) > 0 else ""
