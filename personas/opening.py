"""The opening: what the cast says and paints in the first minutes of a brand-new room."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from personas.almanac import tags_of, words_for
from personas.card import Card
from personas.view import Action, Imagine, Memory, OwnHour, RoomView, Say
from personas.writers.desk import CAST, Desk
from personas.writers.lines import Lines, fill, read_lines
from personas.writers.scripted import paint

Beat = tuple[float, str, Action]
PICTURES = (7.0, 50.0, 100.0)
_CUE = re.compile(r"(\d+) ([a-z][a-z0-9-]*)(?:: (.+)| paints)")
_TAGS = re.compile(r"\[([a-z ]+)\]")


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a scene: when, who, and what they say; a picture where the text is empty."""

    seconds: float
    slug: str
    text: str


def opening(cards: Mapping[str, Card], language: str, now: datetime, seed: int = 0, folder: Path = CAST) -> list[Beat]:
    """Return the first minutes of a new room as (seconds from the start, slug, action), in order: talk and pictures."""
    rng = random.Random(f"opening:{seed}:{now:%Y-%m-%d-%H}:{language}")
    scenes = read_lines(folder / "lines" / f"opening.{language}.md")
    cues = _scene(cards, scenes, now, rng) or _pictures_only(cards, now, rng)
    beats: list[Beat] = []
    for cue in cues:
        if cue.text:
            text = fill(cue.text, scenes, words_for(now, language), tags_of(now), random.Random(f"{seed}:{cue.text}"))
            beats += [(cue.seconds, cue.slug, Say(text))] if text else []
        else:
            used = [beat[2].caption for beat in beats if isinstance(beat[2], Imagine)]
            view = RoomView("opening", language, now, OwnHour(), seed=rng.randrange(1 << 30))
            action = paint(Desk(cards[cue.slug], view, Memory(used_lines=tuple(used)), folder))
            beats += [(cue.seconds, cue.slug, action)] if isinstance(action, Imagine) else []
    return sorted(beats, key=lambda beat: beat[0])


def _scene(cards: Mapping[str, Card], scenes: Lines, now: datetime, rng: random.Random) -> list[Cue]:
    """Choose a scene that suits the moment and whose people are all here."""
    fitting = []
    for name in scenes.sections:
        wanted = _TAGS.search(name)
        cues = _cues(scenes, name)
        if cues and {cue.slug for cue in cues} <= set(cards) and wanted and set(wanted.group(1).split()) & tags_of(now):
            fitting.append(cues)
    return rng.choice(fitting) if fitting else []


def _cues(scenes: Lines, name: str) -> list[Cue]:
    found = (_CUE.fullmatch(line.text) for line in scenes.sections[name])
    return [Cue(float(cue.group(1)), cue.group(2), cue.group(3) or "") for cue in found if cue]


def _pictures_only(cards: Mapping[str, Card], now: datetime, rng: random.Random) -> list[Cue]:
    """Return a picture each from three of a cast that no scene was written for, those awake first."""
    slugs = sorted(cards)
    rng.shuffle(slugs)
    slugs.sort(key=lambda slug: not cards[slug].awake(now.time()))
    return [Cue(seconds, slug, "") for seconds, slug in zip(PICTURES, slugs, strict=False)]
