"""The opening: what the cast says and paints in the first minutes of a brand-new room."""

import random
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from personas.almanac import tags_of, words_for
from personas.card import Card
from personas.view import Action, Imagine, Memory, OwnHour, RoomView, Say
from personas.writers.desk import CAST, Desk
from personas.writers.lines import Line, Lines, fill, read_lines
from personas.writers.scripted import paint

Beat = tuple[float, str, Action]
_BEAT = re.compile(r"(\d+)\s+([a-z][a-z0-9-]*)(:| paints)\s*(.*)")
PICTURES = (7.0, 55.0, 130.0)


def opening(cards: Mapping[str, Card], language: str, now: datetime, seed: int = 0, folder: Path = CAST) -> list[Beat]:
    """Return the first minutes of a new room as (seconds from the start, slug, action), in order: talk and pictures."""
    rng = random.Random(f"opening:{seed}:{now:%Y-%m-%d-%H}:{language}")
    scene = _scene(cards, read_lines(folder / "lines" / f"opening.{language}.md"), now, rng)
    beats: list[Beat] = []
    used: list[str] = []
    for seconds, slug, text in scene:
        action = Say(text) if text else _picture(cards[slug], language, now, rng.randrange(1 << 30), used, folder)
        if action is not None:
            beats.append((seconds, slug, action))
    painted = {slug for _at, slug, action in beats if isinstance(action, Imagine)}
    spare = sorted(slug for slug in cards if slug not in painted)
    spare.sort(key=lambda slug: (not cards[slug].awake(now.time()), rng.random()))
    for at in PICTURES[len(painted) :]:
        picture = _picture(cards[spare[0]], language, now, rng.randrange(1 << 30), used, folder) if spare else None
        if picture is not None:
            beats.append((at, spare.pop(0), picture))
    return sorted(beats, key=lambda beat: beat[0])


def _scene(cards: Mapping[str, Card], scenes: Lines, now: datetime, rng: random.Random) -> list[tuple[float, str, str]]:
    """Choose a scene that suits the hour and whose people are all here; an empty text is a picture."""
    names = [
        name for name in scenes.sections if (beats := _beats(scenes, name, now)) and {b[1] for b in beats} <= set(cards)
    ]
    if not names:
        return []
    fitting = [name for name in names if "[" in name] or names
    chosen = rng.choice(fitting if rng.random() < 0.75 else names)
    tags, words = tags_of(now), words_for(now, "zh" if any(sign >= "\u4e00" for sign in chosen) else "en")
    found = []
    for seconds, slug, text in _beats(scenes, chosen, now):
        found.append((seconds, slug, fill(text, scenes, words, tags, rng) or "" if text else ""))
    return found


def _beats(scenes: Lines, name: str, now: datetime) -> list[tuple[float, str, str]]:
    wanted = re.search(r"\[([a-z ]+)\]", name)
    if wanted and not set(wanted.group(1).split()) & tags_of(now):
        return []
    found = (_BEAT.fullmatch(line.text) for line in scenes.sections[name] if isinstance(line, Line))
    return [(float(beat.group(1)), beat.group(2), beat.group(4)) for beat in found if beat]


def _picture(card: Card, language: str, now: datetime, seed: int, used: list[str], folder: Path) -> Imagine | None:
    view = RoomView("opening", language, now, OwnHour(), seed=seed)
    action = paint(Desk(card, view, Memory(used_lines=tuple(used)), folder))
    if not isinstance(action, Imagine):
        return None
    used.append(action.caption)
    return action
