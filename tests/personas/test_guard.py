"""The guard lets the house's own lines pass, and takes no time over odd ones."""

import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from personas.almanac import words_for
from personas.guard import fault, unsafe
from personas.mind import own_words
from personas.view import Addressed, OwnHour
from personas.writers.lines import filled, read_lines
from tests.personas.stage import CAST, FOLDER, said, view

FILES = sorted(path for path in (FOLDER / "lines").glob("*.md") if path.stem.split(".")[0] in CAST)
NAMES = tuple(name for card in CAST.values() for name in card.names.values())
SLOTS = {
    "en": {"name": "Ana", "topic": "heron", "word": "soup", "change": "in snow", "other": "fox"},
    "zh": {"name": "阿娜", "topic": "苍鹭", "word": "汤", "change": "下着雪", "other": "狐狸"},
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_line_of_the_cast_is_held_back(path: Path) -> None:
    slug, language = path.stem.split(".")
    card, lines = CAST[slug], read_lines(path)
    quiet = replace(view(OwnHour(), (said("hi there"),), language=language), names=NAMES, people=("Ana", "阿娜"))
    line = said("are you an AI?")
    asked = replace(quiet, cause=Addressed(line))
    slots = {
        **words_for(quiet.now, language),
        **SLOTS[language],
        "me": card.named(language),
        "count": "4",
        "people": "3",
    }
    held = {}
    for name in lines.sections:
        if name.startswith("pool"):
            continue
        room = asked if name == "answer ai" else quiet
        for text in filled(lines, [name], slots, frozenset(), random.Random(3)):
            if wrong := fault(own_words(text, card), card, room):
                held[text] = wrong

    assert held == {}


@pytest.mark.parametrize(
    "sign",
    [
        "a",
        " ",
        ".",
        "1 ",
        "i am ",
        "i am a ",
        "not a ",
        "画",
        "at dot ",
        "! ",
        "'s ",
        "(",
        "*",
        "a:",
        "a.b ",
        "five ",
        "八",
        "不",
        "-",
    ],
)
def test_no_text_keeps_the_guard_busy(sign: str) -> None:
    text = (sign * 400)[:400]
    started = time.perf_counter()

    unsafe(text)
    fault(text, CAST["iris"], view(OwnHour()))

    assert time.perf_counter() - started < 0.5
