"""Whom a line speaks to: names as whole words in either language, mentions, replies."""

import pytest

from personas.names import addressed
from tests.personas.stage import CAST


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Iris, look at this", ("iris",)),
        ("what do you think, luna?", ("luna",)),
        ("@fen come here", ("fen",)),
        ("Fen and Iris, hello", ("fen", "iris")),
        ("鸢尾你好", ("iris",)),
        ("你觉得呢露娜", ("luna",)),
        ("LUNA你好", ("luna",)),
        ("早，米娜！阿汾在吗", ("mina", "fen")),
        ("good evening everyone", ()),
        ("the irises are out", ()),
        ("an iris in a vase", ()),
        ("fenland walks", ()),
        ("a luna moth on the wall", ()),
        ("画一片鸢尾花", ()),
        ("see https://iris.example/luna", ()),
        ("mail me at fen@example.org", ()),
        ("@lunatic hi", ()),
        ("lunar eclipse tonight", ()),
    ],
)
def test_a_line_speaks_to_whom_it_names(text: str, slugs: tuple[str, ...]) -> None:
    assert addressed(text, CAST) == slugs


def test_a_reply_and_a_mention_come_before_names_and_count_once() -> None:
    assert addressed("Iris, and you?", CAST, mentions=("@Luna", "nobody"), reply_to_slug="fen") == (
        "fen",
        "luna",
        "iris",
    )
