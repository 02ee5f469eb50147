"""Short public ids."""

import random

import pytest

from core.codes import code_of, number_of


def test_every_number_has_a_code_of_its_own_that_reads_back() -> None:
    draw = random.Random(1)
    numbers = [*range(2000), *(draw.randrange(2**40) for _number in range(2000)), 32**4 - 1, 32**4, 32**5]

    codes = [code_of(number) for number in numbers]

    assert [number_of(code) for code in codes] == numbers
    assert len(set(codes)) == len(set(numbers))


def test_codes_do_not_betray_the_count() -> None:
    assert sorted(code_of(number) for number in range(5)) != [code_of(number) for number in range(5)]


def test_a_code_is_read_as_people_type_it() -> None:
    code = code_of(123)

    assert number_of(f" #{code.lower()} ") == 123


@pytest.mark.parametrize("words", ["", "#", "ABC", "A" * 13, "!!!!", "四个汉字", "\x00\x00\x00\x00"])
def test_what_is_no_code_is_none(words: str) -> None:
    assert number_of(words) is None
