"""Scenes: pictures of what a taste names, for a persona that has no world for it; their phrases are in common.*.md."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from personas.card import Tastes
from personas.topics import Topic, lexicon, taste
from personas.writers.lines import Lines

NEVER_ALONE = frozenset({"weather", "days"})
USUAL = ("birds", "beasts", "plants", "buildings", "machines")
PLACED = 0.6
VARIED = 0.6
OF_A_KIND = 0.25


@dataclass(frozen=True, slots=True)
class Scene:
    """What a picture is of, the words for it in its place, the place alone, and a detail."""

    subject: str
    words: str
    place: str = ""
    touch: str = ""


def subjects_of(tastes: Tastes) -> list[tuple[Topic, float]]:
    """Return what a taste would have painted, with weights: a kind stands for all its things; never an empty list."""
    found: dict[Topic, float] = {}
    for name, weight in tastes.subjects.items():
        for topic, share in _meant_by(name):
            if topic.kind not in NEVER_ALONE:
                found[topic] = max(found.get(topic, 0.0), weight * share if topic.en != name else weight)
    if sum(found.values()) > 0:
        return list(found.items())
    return [(topic, 1.0) for kind in USUAL for topic in _kinds()[kind]]


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, tuple[Topic, ...]]:
    kinds: dict[str, dict[str, Topic]] = {}
    for topic in lexicon().values():
        kinds.setdefault(topic.kind, {}).setdefault(topic.en, topic)
    return {kind: tuple(topics.values()) for kind, topics in kinds.items()}


def _meant_by(name: str) -> list[tuple[Topic, float]]:
    """Return the topics a word on a card stands for, each with its share: its own, those of its kind, or the bare word."""
    if name in _kinds():
        return [(topic, OF_A_KIND) for topic in _kinds()[name]]
    return [(lexicon().get(name.casefold()) or Topic(name, name), 1.0)]


def scene(
    topic: Topic, tastes: Tastes, common: Lines, tags: frozenset[str], rng: random.Random, language: str
) -> Scene:
    """Return one thing somewhere, as its kind is mostly seen, in a place to the persona's taste."""
    subject = _thing(topic, common, rng, language)
    place = _place(topic, tastes, common, tags, rng, language)
    words = f"{place}的{subject}" if language == "zh" else f"{subject} {place}"
    return Scene(subject, words if place else subject, place, _touch(tastes, common, tags, rng, language))


def _thing(topic: Topic, common: Lines, rng: random.Random, language: str) -> str:
    """Return a topic as the thing in a picture, with a trait of its kind now and then."""
    word = topic.word(language)
    if said := _entries(common, "pool thing").get(topic.en):
        return rng.choice(said)
    trait = _any(common.words(f"pool trait {topic.kind}") or common.words("pool trait"), rng)
    word = f"{trait}{'' if language == 'zh' else ' '}{word}" if trait and rng.random() < VARIED else word
    if language == "zh":
        return word
    many = word.endswith("s") and not word.endswith("ss")
    return word if many else f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"


def _place(topic: Topic, tastes: Tastes, common: Lines, tags: frozenset[str], rng: random.Random, language: str) -> str:
    liked = [name for name in tastes.places if name.casefold() != topic.en]
    if liked and rng.random() < PLACED:
        name = rng.choices(liked, [0.05 + tastes.places[name] for name in liked])[0]
        return _any(_entries(common, "pool named place").get(name) or [_somewhere(name, language)], rng)
    known = lexicon()
    usual = common.words(f"pool place {topic.kind}", tags) or common.words("pool place", tags)
    weights = [max([0.25, *(taste(tastes, known[word]) for word in place.split() if word in known)]) for place in usual]
    return rng.choices(usual, weights)[0] if usual else ""


def _somewhere(name: str, language: str) -> str:
    """Return a place nobody wrote a phrase for."""
    topic = lexicon().get(name.casefold()) or Topic(name, name)
    return f"{topic.word('zh')}旁" if language == "zh" else f"by the {topic.word('en')}"


def _touch(tastes: Tastes, common: Lines, tags: frozenset[str], rng: random.Random, language: str) -> str:
    """Return a detail: a mood of the persona's, or something small; now and then nothing."""
    said = _entries(common, "pool mood")
    moods = {phrase: weight for mood, weight in tastes.moods.items() for phrase in said.get(mood, ())}
    if sum(moods.values()) > 0 and rng.random() < 0.35:
        return rng.choices(list(moods), list(moods.values()))[0]
    return _any(common.words("pool touch", tags), rng) if rng.random() < 0.7 else ""


def _any(words: list[str], rng: random.Random) -> str:
    return rng.choice(words) if words else ""


def _entries(common: Lines, name: str) -> Mapping[str, list[str]]:
    """Return a pool whose lines read "word = phrase | phrase"."""
    pairs = (line.text.partition(" = ") for line in common.section(name))
    return {word.strip(): [phrase.strip() for phrase in said.split("|")] for word, _is, said in pairs}
