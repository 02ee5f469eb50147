"""Cards: the shipped cast reads, and a bad card says in one line what is wrong with it."""

import json
from collections import Counter
from datetime import time
from pathlib import Path

import pytest

from personas.avatars import avatar_svg
from personas.card import (
    BadCard,
    Card,
    card_as_json,
    card_from_json,
    markdown_of,
    read_card,
    read_card_text,
    read_cast,
    texts_of,
)
from personas.shelf import STYLES
from personas.writers.lines import read_lines
from tests.personas.stage import CAST, FOLDER

GOOD = (FOLDER / "iris.md").read_text(encoding="utf-8")


def test_the_cast_has_eight_members_and_one_host() -> None:
    assert len(CAST) == 8
    assert {"iris", "fen", "luna"} <= set(CAST)
    assert [card.slug for card in CAST.values() if card.host] == ["mina"]


def test_somebody_is_awake_from_five_until_half_past_three_at_night() -> None:
    waking = [time(hour, minute) for hour in (*range(5, 24), 0, 1, 2) for minute in (0, 30)]

    asleep = [moment for moment in waking if not any(card.awake(moment) for card in CAST.values())]

    assert asleep == []


@pytest.mark.parametrize("card", CAST.values(), ids=list(CAST))
def test_a_persona_paints_in_known_styles_and_speaks_both_languages(card: Card) -> None:
    assert set(card.tastes.styles) <= set(STYLES)
    assert card.languages == ("en", "zh")
    assert all(card.voice.examples[language] for language in card.languages)


@pytest.mark.parametrize("card", CAST.values(), ids=list(CAST))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_written_twice_and_every_world_has_captions(card: Card, language: str) -> None:
    lines = read_lines(FOLDER / "lines" / f"{card.slug}.{language}.md")
    texts = Counter(line.text for name, section in lines.sections.items() if "world" not in name for line in section)

    assert [text for text, times in texts.items() if times > 1] == []
    assert {name.split(":")[0] for name in lines.names("world")} <= set(lines.names("caption"))


def test_every_portrait_is_different() -> None:
    portraits = {avatar_svg(card).split("</title>")[1] for card in CAST.values()}

    assert len(portraits) == len(CAST)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("talkativeness: 0.32", "talkativeness: 7", "talkativeness"),
        ("slug: iris", "slug: Iris the Great", "slug"),
        ('hours: "05:00-11:00, 16:30-20:30"', 'hours: "25:00-26:00"', "hours"),
        ('hours: "05:00-11:00, 16:30-20:30"', "hours: soon", "hours"),
        ("names: {en: Iris, zh: 鸢尾}", "names: {}", "names"),
        ("names: {en: Iris, zh: 鸢尾}", f"names: {{en: {'I' * 99}}}", "names.en"),
        ('"#39583f"', '"url(evil)"', "look.palette.0"),
        ("heron: 1.0", "heron: much", "tastes.subjects.heron"),
        ("cooldown: 9", "cooldown: -1", "cooldown"),
        ("cooldown: 9", "timezone: Atlantis/Deep", "timezone"),
        ("cooldown: 9", "lore_budget: 99999", "lore_budget"),
        ("cooldown: 9", "lore: [{keys: [x]}]", "lore.0.content"),
        ("cooldown: 9", "lore: [{content: x, order: first}]", "lore.0.order"),
        ("cooldown: 9", "greetings: {fr: [Salut]}", "greetings.fr"),
        ("cooldown: 9", "scenario: [a]", "scenario"),
        ("parts:", "reference: ../../etc/passwd.png\n  parts:", "look.reference"),
        ("host", "host", "front matter"),
    ],
)
def test_a_bad_card_is_refused_with_its_file_and_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    path = tmp_path / "iris.md"
    path.write_text(GOOD.replace(old, new) if field != "front matter" else "no fields at all", encoding="utf-8")

    with pytest.raises(BadCard) as told:
        read_card(path)

    assert str(told.value).startswith(f"iris.md: {field}")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"---\n[unclosed\n---\n", b"---\n- a\n---\nx", b"x" * 500_000])
def test_a_file_that_is_no_card_never_crashes_the_reader(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "odd.md"
    path.write_bytes(raw)

    with pytest.raises(BadCard, match=r"^odd\.md: "):
        read_card(path)


def test_two_cards_with_one_slug_are_refused(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")

    with pytest.raises(BadCard, match=r"b\.md: slug"):
        read_cast(tmp_path)


def test_hours_past_midnight_hold_the_small_hours() -> None:
    luna = CAST["luna"]

    assert luna.awake(time(23, 59))
    assert luna.awake(time(1, 0))
    assert not luna.awake(time(12, 0))


@pytest.mark.parametrize("card", CAST.values(), ids=list(CAST))
def test_a_card_is_the_same_after_a_database_and_after_a_file(card: Card) -> None:
    kept = json.loads(json.dumps(card_as_json(card)))

    assert card_from_json(kept) == card
    assert read_card_text(markdown_of(card)) == card


def test_a_markdown_card_holds_a_lorebook_in_plain_words() -> None:
    card = read_card_text(GOOD.replace("cooldown: 9", "lore:\n  - {keys: [reed], content: Reeds hum.}"))

    assert [(entry.keys, entry.content, entry.enabled) for entry in card.lore] == [(("reed",), "Reeds hum.", True)]


def test_a_kept_card_that_went_bad_names_its_field() -> None:
    with pytest.raises(BadCard, match=r"^iris of the lobby: talkativeness: "):
        card_from_json({**card_as_json(CAST["iris"]), "talkativeness": 9}, "iris of the lobby")


def test_every_text_of_a_card_can_be_looked_over() -> None:
    texts = list(texts_of(CAST["fen"]))

    assert {"Fen", "阿汾", "named a pigeon after her, as an honour"} <= set(texts)
    assert CAST["fen"].prose in texts
