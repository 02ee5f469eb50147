"""Text from outside is cleaned in one place."""

import pytest

from core.errors import TooLong
from core.text import clean, clean_name, plain_form, short, slug_of


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("a fox\x00 in\x07 fog", "a fox in fog"),
        ("half \ud83d pair", "half  pair"),
        ("\ud83e\udd8a", "🦊"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("cafe\u0301", "café"),
        ("family 👨\u200d👩\u200d👧 stays", "family 👨\u200d👩\u200d👧 stays"),
        ("z\u200dw", "zw"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Robert'); DROP TABLE votes;--", "Robert'); DROP TABLE votes;--"),
        ("Z" + "\u0301" * 50, "Ź" + "\u0301" * 4),
    ],
)
def test_a_line_keeps_what_people_mean_and_loses_what_machines_obey(raw: str, kept: str) -> None:
    assert clean(raw) == kept


@pytest.mark.parametrize("raw", ["x" * 4_001, "🦊" * 100_000, "\u0301" * 100_000])
def test_too_long_a_line_is_refused_with_a_reason(raw: str) -> None:
    with pytest.raises(TooLong):
        clean("word " + raw)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("  Ana \n", "Ana"),
        ("\u200b\u2060", "Someone"),
        ("A\u202end", "And"),
        ("x" * 500, "x" * 40),
        ("\x00", "Someone"),
        ("小明", "小明"),
        ("Ａｎａ", "Ana"),
    ],
)
def test_a_name_is_one_visible_line(raw: str, shown: str) -> None:
    assert clean_name(raw) == shown


def test_rules_see_through_wide_letters_marks_and_unseen_characters() -> None:
    assert plain_form("Ｇ\u200bÖrÉ") == "gore"


def test_a_handle_keeps_letters_of_any_script() -> None:
    assert (slug_of("Ana María!"), slug_of("小 明"), slug_of("🦊")) == ("ana-maría", "小-明", "")


def test_a_cut_text_says_that_it_was_cut() -> None:
    assert short("a heron in fog", 8) == "a heron…"
