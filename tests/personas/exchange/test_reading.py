"""Cards by other tools read well: each published form becomes a persona that can live here."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from core.words import translator
from personas.avatars import avatar_svg
from personas.card import Card, texts_of
from personas.exchange import tavern
from personas.exchange.careful import read_json
from personas.exchange.eliza import ORDERS as ELIZA_ORDERS
from personas.exchange.reading import FILES, SECOND, SECRETS, read_any
from personas.shelf import STYLES
from tests.personas.exchange import foreign

FORMS: dict[str, Callable[[], bytes]] = {
    "V1 JSON": lambda: foreign.raw(foreign.V1),
    "V2 JSON": lambda: foreign.raw(foreign.V2),
    "V3 JSON": lambda: foreign.raw(foreign.V3),
    "V3 JSON with a byte order mark": lambda: b"\xef\xbb\xbf" + foreign.raw(foreign.V3),
    "PNG of an old tool": lambda: foreign.pillow_png(chara=foreign.V2),
    "PNG with a V1 card": lambda: foreign.pillow_png(chara=foreign.V1),
    "PNG of a new tool": lambda: foreign.pillow_png(chara=foreign.V2, ccv3=foreign.V3),
    "CHARX": foreign.risu_charx,
    "CHARX behind a JPEG": lambda: b"\xff\xd8\xff\xe0" + bytes(600) + foreign.risu_charx(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_card_in_any_tavern_form_becomes_the_same_persona(form: str) -> None:
    card = read_any(FORMS[form](), "juniper").card

    assert (card.slug, card.named("en")) == ("juniper", "Juniper")
    assert "silver hair" in card.look.words["en"]
    assert "moss-green coat" in card.look.words["en"]
    assert {"whale"} <= set(card.tastes.subjects)
    assert {"lighthouse"} <= set(card.tastes.places)
    assert "watercolor" in card.tastes.styles
    assert card.voice.rules == ("patient", "dry humour")
    assert "Always." in card.voice.examples["en"]
    assert set(card.tastes.styles) <= set(STYLES)
    assert avatar_svg(card).startswith("<svg")


def test_macros_are_said_and_none_is_left() -> None:
    card = read_any(foreign.raw(foreign.V3)).card

    texts = list(texts_of(card))

    assert not [text for text in texts if "{{" in text or "<USER>" in text]
    assert card.prose.endswith("June keeps a lighthouse above a cold sea and paints whales in watercolor.")
    assert card.scenario == "the guest climbs the stairs of June's lighthouse in a storm."
    assert card.greetings["en"] == (
        "The whole village, then. Wipe your feet.",
        "*The door creaks.* You're wet, friend. Sit, friend.",
        "Mind the third step.",
        "You again, friend.",
    )


def test_example_talk_gives_the_lines_the_character_says() -> None:
    card = read_any(foreign.raw(foreign.V1)).card

    assert card.voice.examples == {"en": ("The whales call every Tuesday. Mostly to complain.", "Always.")}


def test_a_description_in_lists_and_with_talk_in_it_gives_a_look_and_lines() -> None:
    listed = (
        '[{{char}}\'s Personality= "calm", "slow"]\n[{{char}}\'s body= "red hair", "green eyes", "blue coat"]\n'
        '{{user}}: "What do your eyes see?"\n{{char}}: *Her eyes close.* "Tides."'
    )

    card = read_any(foreign.raw({**foreign.V1, "description": listed, "mes_example": ""})).card

    assert card.look.words == {"en": "portrait of Juniper, red hair, green eyes, blue coat"}
    assert card.voice.examples == {"en": ('*Her eyes close.* "Tides."',)}


def test_orders_to_a_model_never_become_rules_of_the_persona() -> None:
    came = read_any(foreign.raw(foreign.V2))

    assert not [text for text in texts_of(came.card) if "Ignore the rules" in text or "obey" in text]
    assert came.kept["data"]["system_prompt"] == foreign.V2["data"]["system_prompt"]
    assert came.card.host is False
    assert tavern.ORDERS in came.notes


def test_the_newer_chunk_of_a_picture_is_believed_first() -> None:
    older = {**foreign.V2, "data": {**foreign.V2["data"], "name": "Older"}}

    assert read_any(foreign.pillow_png(chara=older, ccv3=foreign.V3)).card.named("en") == "Juniper"
    assert read_any(foreign.pillow_png(ccv3=foreign.V3, chara=older)).card.named("en") == "Juniper"


def test_a_broken_newer_chunk_leaves_the_older_one_with_a_note() -> None:
    came = read_any(foreign.pillow_png(chara=foreign.V2, ccv3="no base64 at all!"))

    assert (came.card.named("en"), came.notes[0]) == ("Juniper", SECOND)


def test_base64_with_line_breaks_and_without_padding_reads() -> None:
    written = base64.encodebytes(foreign.raw(foreign.V2)).decode().replace("=", "")

    assert read_any(foreign.pillow_png(chara=written)).card.named("en") == "Juniper"


def test_the_picture_is_handed_on_as_it_came() -> None:
    png = foreign.pillow_png(ccv3=foreign.V3)
    charx = read_any(foreign.risu_charx())

    assert read_any(png).picture == png
    assert charx.picture == foreign.picture("#aa0000")
    assert FILES in charx.notes
    assert read_any(foreign.raw(foreign.V3)).picture is None


def test_a_lorebook_comes_with_its_orders_and_without_decorators() -> None:
    card = read_any(foreign.raw(foreign.V3)).card

    lamp, sea = card.lore
    assert (lamp.keys, lamp.secondary, lamp.selective, lamp.order) == (("lamp", "lens"), ("storm",), True, 10)
    assert lamp.content == "The lamp of June was built in 1871."
    assert (sea.content, sea.constant, sea.order) == ("The sea is never warm.", True, 5)
    assert (card.lore_budget, card.lore_depth) == (300, 4)


@pytest.mark.parametrize(
    ("written", "share"), [("0.75", 0.75), (1, 1.0), ("much", 0.4), ("nan", 0.4), (7, 0.4), (None, 0.4)]
)
def test_talkativeness_comes_along_where_it_is_a_share(written: object, share: float) -> None:
    document = {**foreign.V2, "data": {**foreign.V2["data"], "extensions": {"talkativeness": written}}}

    assert read_any(foreign.raw(document)).card.talkativeness == share


CHINESE = {
    **foreign.V1,
    "name": "雪",
    "description": "{{char}}有一头银色长发，穿着青色长袍。住在湖边的灯塔里，养了一只猫。",
    "personality": "温和、话少",
    "scenario": "{{user}}在暴风雨里敲门。",
    "first_mes": "进来吧，{{user}}。",
    "mes_example": "<START>\n{{user}}：冷吗？\n{{char}}：喝茶就不冷。",
}


def test_a_chinese_card_speaks_chinese() -> None:
    card = read_any(foreign.raw(CHINESE)).card

    assert card.names == {"zh": "阿雪"}
    assert card.look.words["zh"].startswith("阿雪的肖像，一头银色长发，穿着青色长袍")
    assert card.voice.examples == {"zh": ("喝茶就不冷。",)}
    assert card.greetings == {"zh": ("进来吧，朋友。",)}
    assert card.scenario == "客人在暴风雨里敲门。"
    assert "cat" in card.tastes.subjects


def test_notes_in_another_language_give_a_bio_and_a_name_in_it() -> None:
    card = read_any(foreign.raw(foreign.V3)).card

    assert card.bios == {"en": "Keeps a light.", "zh": "守着一座灯塔。"}
    assert card.names == {"en": "Juniper", "zh": "Juniper"}


@pytest.mark.parametrize("shape", ["old", "new"])
def test_an_eliza_character_of_any_age_becomes_a_persona(shape: str) -> None:
    came = read_any(foreign.raw(foreign.ELIZA_OLD if shape == "old" else foreign.ELIZA_NEW), "bram.character.json")

    card = came.card
    assert card.named("en") == "Bram"
    assert card.slug == ("bram" if shape == "old" else "bram-clocks")
    assert "Clocks, yes. People, no." in card.voice.examples["en"]
    assert "grey beard" in card.look.words["en"]
    assert card.tastes.moods.keys() >= {"exact"}
    assert "clock" in card.tastes.subjects
    assert [lore.content for lore in card.lore if not lore.constant] == [
        text for text in foreign.ELIZA_OLD["knowledge"][:1] if shape == "old"
    ]
    assert ELIZA_ORDERS in came.notes


@pytest.mark.parametrize("document", [foreign.ELIZA_OLD, foreign.ELIZA_NEW])
def test_secrets_of_a_file_are_thrown_away_at_once(document: dict[str, Any]) -> None:
    came = read_any(foreign.raw(document))

    assert "hidden" not in json.dumps(came.kept)
    assert "hidden" not in "".join(texts_of(came.card))
    assert SECRETS in came.notes


def test_a_count_of_tokens_is_no_secret() -> None:
    assert read_any(foreign.raw(foreign.ELIZA_NEW)).kept["settings"] == {"model": "x", "maxTokens": 400}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("K", "K."),
        ("Dr. Aurelia von Lichtenstein the Third of the Northern Marches", "Dr. Aurelia von"),
        ('  "Fox"  ', "Fox"),
        ("Ana\nBo", "Ana Bo"),
        ("\u202eevil", "evil"),
    ],
)
def test_a_name_that_cannot_be_called_is_made_one_that_can(name: str, expected: str) -> None:
    assert read_any(foreign.raw({**foreign.V1, "name": name})).card.named("en") == expected


@pytest.mark.parametrize(("name", "slug"), [("Élodie Fox", "elodie-fox"), ("9 Lives", "lives"), ("Ω", "guest-")])
def test_a_handle_is_made_from_the_name(name: str, slug: str) -> None:
    assert read_any(foreign.raw({**foreign.V1, "name": name})).card.slug.startswith(slug)


def test_the_same_file_gives_the_same_persona() -> None:
    first, second = (read_any(foreign.raw(foreign.V3)).card for _time in range(2))

    assert first == second


def test_a_long_card_is_cut_and_says_so() -> None:
    came = read_any(foreign.raw({**foreign.V1, "description": "She keeps a light. " * 5_000}))

    assert len(came.card.prose) <= 8000
    assert tavern.LONG in came.notes
    assert len(came.kept["description"]) == 19 * 5_000


def test_every_note_has_a_chinese_form() -> None:
    notes = {*read_any(foreign.raw(foreign.V2)).notes, *read_any(foreign.raw(foreign.ELIZA_NEW)).notes}

    assert [note for note in notes if translator("zh")(note) == note] == []


def test_a_document_is_kept_as_it_came() -> None:
    kept = read_any(foreign.raw(foreign.V3)).kept

    assert kept == read_json(foreign.raw(foreign.V3), "x") == foreign.V3


def test_an_empty_card_still_becomes_somebody() -> None:
    bare = dict.fromkeys(foreign.V1, "") | {"name": "Nobody"}

    card = read_any(foreign.raw(bare)).card

    assert isinstance(card, Card)
    assert len(card.tastes.subjects) == 3
    assert card.look.words["en"] == "portrait of Nobody"
