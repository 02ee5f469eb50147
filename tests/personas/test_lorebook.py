"""Lorebooks: what comes to a persona's mind, and what does not."""

import time
from dataclasses import replace

import pytest

from personas.card import Card, Lore
from personas.lorebook import lore_for, tokens
from tests.personas.stage import CAST


def having(*lore: Lore, budget: int = 500, depth: int = 8) -> Card:
    return replace(CAST["iris"], lore=lore, lore_budget=budget, lore_depth=depth)


@pytest.mark.parametrize(
    ("key", "line", "comes"),
    [
        ("reed", "The reed bends.", True),
        ("reed", "REED!", True),
        ("reed", "I agreed to that.", False),
        ("reed", "reeds", False),
        ("reed bed", "in the reed bed, at dawn", True),
        ("reed", "画一根reed吧", True),
        ("ｒｅｅｄ", "a reed", True),
        ("C++", "I write C++.", True),
        ("芦苇", "湖边的芦苇荡", True),
        ("芦苇", "湖边", False),
        ("/ree[dt]s?/", "two reets", True),
        ("/REED/", "a reed", False),
        ("/REED/i", "a reed", True),
        (r"/[\u82a6]苇/", "芦苇", True),
        ("/(?<=a)reed/", "areed", False),
        ("/[unclosed/", "[unclosed", False),
        ("/r/art", "see /r/art for more", True),
    ],
)
def test_a_key_is_a_word_on_its_own_hanzi_anywhere_or_a_pattern(key: str, line: str, comes: bool) -> None:
    assert lore_for(having(Lore("It is old.", keys=(key,))), [line]) == (["It is old."] if comes else [])


def test_case_counts_only_where_the_entry_says_so() -> None:
    card = having(Lore("The river.", keys=("May",), case_sensitive=True))

    assert lore_for(card, ["it may rain"]) == []
    assert lore_for(card, ["In May it rains."]) == ["The river."]


def test_a_selective_entry_wants_a_key_of_each_kind() -> None:
    entry = Lore("It leaks.", keys=("boat", "船"), secondary=("storm",), selective=True)

    assert lore_for(having(entry), ["the boat"]) == []
    assert lore_for(having(entry), ["the storm"]) == []
    assert lore_for(having(entry), ["船", "a storm"]) == ["It leaks."]
    assert lore_for(having(replace(entry, selective=False)), ["the boat"]) == ["It leaks."]


def test_a_constant_entry_always_comes_and_a_switched_off_one_never() -> None:
    card = having(Lore("Always.", constant=True), Lore("Never.", constant=True, enabled=False), Lore("", constant=True))

    assert lore_for(card, []) == ["Always."]


def test_entries_come_in_their_order_each_once() -> None:
    card = having(
        Lore("Third.", keys=("reed", "fog"), order=30), Lore("First.", constant=True, order=-1), Lore("Second.", ("fog",), order=7)
    )  # fmt: skip

    assert lore_for(card, ["reed, fog, reed"]) == ["First.", "Second.", "Third."]


def test_only_the_last_lines_are_looked_at() -> None:
    card = having(Lore("Old.", keys=("reed",)), depth=2)

    assert lore_for(card, ["a reed", "yes", "no"]) == []
    assert lore_for(card, ["a reed", "no"]) == ["Old."]


def test_the_budget_keeps_what_always_holds_and_then_the_more_important() -> None:
    entries = (
        Lore("a" * 40, keys=("fog",), order=1),
        Lore("b" * 40, keys=("fog",), order=2),
        Lore("c" * 40, keys=("fog",), order=0, priority=9),
        Lore("d" * 40, constant=True, order=5),
    )

    assert [text[0] for text in lore_for(having(*entries, budget=40), ["fog"])] == ["c", "a", "b", "d"]
    assert [text[0] for text in lore_for(having(*entries, budget=30), ["fog"])] == ["c", "b", "d"]
    assert [text[0] for text in lore_for(having(*entries, budget=10), ["fog"])] == ["d"]
    assert lore_for(having(*entries, budget=9), ["fog"]) == []


@pytest.mark.parametrize(("text", "count"), [("", 0), ("reed", 1), ("reeds", 2), ("芦苇", 2), ("芦苇 reed", 4)])
def test_a_token_is_a_hanzi_or_four_letters(text: str, count: int) -> None:
    assert tokens(text) == count


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a|a)*b",
        "(a*)*b",
        "((((a{99}){99}){99}){99})b",
        "(?:a{1,30}){1,30}x",
        "(?R)",
        "a{1000000000}",
        "(" * 199,
    ],
)
def test_a_pattern_from_outside_never_runs_away(pattern: str) -> None:
    lore = tuple(
        Lore(f"Number {at}.", keys=tuple(pattern + "|z" * at for at in range(20)), pattern=True) for at in range(50)
    )
    started = time.process_time()

    lore_for(having(*lore), ["a" * 20_000 + "!"])

    assert time.process_time() - started < 2


def test_a_huge_book_is_looked_through_quickly() -> None:
    lore = tuple(Lore("x", keys=tuple(f"word{at} of {key}" for key in range(60))) for at in range(200))
    started = time.process_time()

    assert lore_for(having(*lore), ["word7 of 9 " * 2_000]) == ["x"]
    assert time.process_time() - started < 2
