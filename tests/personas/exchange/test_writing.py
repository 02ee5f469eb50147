"""Cards of ours open in other tools, come home unchanged, and bring edits and unknown fields with them."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from personas.card import Card, Lore, read_card_text
from personas.exchange import writing
from personas.exchange.ours import EDITED
from personas.exchange.reading import read_any
from personas.faults import BadCard
from tests.personas.exchange import checker, foreign
from tests.personas.stage import CAST

LORE = (
    Lore("The kettle was a gift.", keys=("kettle", "水壶"), order=3, name="kettle"),
    Lore("It rains on Sundays.", constant=True, priority=7),
    Lore("Old maps lie.", keys=(r"\bmaps?\b",), pattern=True, enabled=False),
)
RICH = replace(
    CAST["mina"],
    scenario="A kitchen at dusk.\n\nThe lamp is on.",
    greetings={"en": ("Come in.", "You found it."), "zh": ("请进。",)},
    lore=LORE,
    lore_budget=220,
    lore_depth=5,
    look=replace(CAST["mina"].look, reference="sources/3f/9c.png"),
)
HOME = replace(RICH, host=False, look=CAST["mina"].look)

FORMS: dict[str, Callable[[Card], bytes]] = {
    "V3": lambda card: writing.json_of(writing.write_tavern(card)),
    "V2": lambda card: writing.json_of(writing.write_tavern_v2(card)),
    "PNG": lambda card: writing.write_png(card, None, foreign.picture()),
    "CHARX": lambda card: writing.write_charx(card, None, foreign.picture()),
    "Eliza": lambda card: writing.json_of(writing.write_eliza(card)),
    "Markdown": writing.write_markdown,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("slug", [*CAST, "rich"])
def test_a_card_of_ours_comes_home_equal_from_every_form(form: str, slug: str) -> None:
    card, home = (RICH, HOME) if slug == "rich" else (CAST[slug], replace(CAST[slug], host=False))

    came = read_any(FORMS[form](card))

    assert came.card == home
    assert came.notes == ()


@pytest.mark.parametrize("form", FORMS)
def test_nobody_becomes_the_host_or_gets_a_media_key_by_a_file(form: str) -> None:
    card = read_any(FORMS[form](RICH)).card

    assert (card.host, card.look.reference) == (False, "")


@pytest.mark.parametrize("card", [RICH, *CAST.values()], ids=["rich", *CAST])
def test_an_export_keeps_to_the_specifications(card: Card) -> None:
    assert checker.faults_of_tavern(writing.write_tavern(card), 3) == []
    assert checker.faults_of_tavern(writing.write_tavern_v2(card), 2) == []
    assert checker.faults_of_eliza(writing.write_eliza(card)) == []


@pytest.mark.parametrize("document", [foreign.V1, foreign.V2, foreign.V3], ids=["V1", "V2", "V3"])
def test_an_export_of_an_import_keeps_to_the_specifications(document: dict[str, Any]) -> None:
    came = read_any(foreign.raw(document))

    assert checker.faults_of_tavern(writing.write_tavern(came.card, came.kept), 3) == []
    assert checker.faults_of_tavern(writing.write_tavern_v2(came.card, came.kept), 2) == []


def test_the_checker_finds_what_a_specification_forbids() -> None:
    card = writing.write_tavern(RICH)
    data = card["data"]
    entry = data["character_book"]["entries"][0]

    assert checker.faults_of_tavern(card, 2) == ["spec"]
    assert checker.faults_of_tavern({**card, "data": {**data, "group_only_greetings": None}}, 3)
    assert checker.faults_of_tavern({**card, "data": {**data, "tags": "one"}}, 3) == ["tags"]
    broken = {**data["character_book"], "entries": [{**entry, "insertion_order": "1"}]}
    assert checker.faults_of_tavern({**card, "data": {**data, "character_book": broken}}, 3)
    assert checker.faults_of_eliza({**writing.write_eliza(RICH), "lore": []}) == ["lore"]


def test_a_picture_carries_both_forms_before_its_end_and_its_pixels_stay() -> None:
    png = writing.write_png(RICH, None, foreign.picture("#123456"))

    kinds = [kind for kind, _body in checker.chunks_of(png)]
    assert (kinds[0], kinds[-3:]) == ("IHDR", ["tEXt", "tEXt", "IEND"])
    assert checker.faults_of_tavern(checker.card_in(png, "ccv3"), 3) == []
    assert checker.faults_of_tavern(checker.card_in(png, "chara"), 2) == []
    with Image.open(io.BytesIO(png)) as opened:
        opened.load()
        assert {"chara", "ccv3"} <= set(opened.text)  # type: ignore[attr-defined]
        assert opened.convert("RGB").getpixel((20, 20)) == (0x12, 0x34, 0x56)


def test_older_cards_in_a_picture_are_replaced() -> None:
    old = foreign.pillow_png(chara=foreign.V2, ccv3=foreign.V3, Comment="stays")

    png = writing.write_png(RICH, None, old)

    assert checker.card_in(png, "ccv3")["data"]["name"] == "Mina"
    assert checker.card_in(png, "chara")["data"]["name"] == "Mina"
    assert b"Comment\0" in png


def test_a_picture_that_is_no_png_is_refused() -> None:
    with pytest.raises(BadCard, match="picture"):
        writing.write_png(RICH, None, b"\xff\xd8\xff\xe0")


def test_the_older_form_beside_a_newer_one_says_so() -> None:
    png = writing.write_png(RICH, None, foreign.picture())

    assert "V3" in checker.card_in(png, "chara")["data"]["creator_notes"]
    assert "V3" not in checker.card_in(png, "ccv3")["data"]["creator_notes"]
    assert "V3" not in writing.write_tavern_v2(RICH)["data"]["creator_notes"]


def test_a_tool_that_strips_the_newer_form_leaves_the_whole_card() -> None:
    older = checker.card_in(writing.write_png(RICH, None, foreign.picture()), "chara")

    came = read_any(foreign.pillow_png(chara=older))

    assert (came.card, came.notes) == (HOME, ())


def test_assets_whose_files_are_gone_are_not_promised() -> None:
    came = read_any(foreign.risu_charx())

    card = checker.card_in(writing.write_png(came.card, came.kept, foreign.picture()), "ccv3")

    assert card["data"]["assets"] == [{"type": "icon", "uri": "ccdefault:", "name": "main", "ext": "png"}]


def test_a_charx_holds_the_card_and_its_icon_where_the_card_says() -> None:
    with zipfile.ZipFile(io.BytesIO(writing.write_charx(RICH, None, foreign.picture()))) as opened:
        card = json.loads(opened.read("card.json"))
        (icon,) = [asset for asset in card["data"]["assets"] if asset["type"] == "icon"]
        assert opened.read(icon["uri"].removeprefix("embeded://")) == foreign.picture()
    assert checker.faults_of_tavern(card, 3) == []


def test_what_an_import_did_not_understand_survives_an_export_untouched() -> None:
    came = read_any(foreign.raw(foreign.V3))

    out = writing.write_tavern(came.card, came.kept)

    ours = out["data"]["extensions"].pop("salon")
    assert ours["card"]["slug"] == "juniper"
    assert out == foreign.V3


def test_unknown_fields_survive_a_second_journey() -> None:
    first = read_any(foreign.raw(foreign.V3))
    second = read_any(writing.json_of(writing.write_tavern(first.card, first.kept)))

    assert second.card == first.card
    assert second.kept == first.kept
    assert writing.write_tavern(second.card, second.kept) == writing.write_tavern(first.card, first.kept)


def test_what_we_changed_goes_out_and_the_rest_stays_as_it_came() -> None:
    came = read_any(foreign.raw(foreign.V3))
    lamp = replace(came.card.lore[0], content="The lamp is new.")
    card = replace(came.card, scenario="A calm day.", lore=(lamp, Lore("A third fact.", keys=("fact",))))

    data = writing.write_tavern(card, came.kept)["data"]

    assert data["scenario"] == "A calm day."
    assert data["description"] == foreign.V1["description"]
    assert data["character_book"]["extensions"] == {"shelf": {"colour": "oak"}}
    lamp_out, third = data["character_book"]["entries"]
    assert (lamp_out["content"], lamp_out["id"], lamp_out["extensions"]["depth"]) == ("The lamp is new.", 1, 4)
    assert third["content"] == "A third fact."


def test_root_fields_that_mirror_the_card_follow_it() -> None:
    came = read_any(foreign.raw({**foreign.V2, "name": "Juniper", "chat": "Juniper - 1"}))

    out = writing.write_tavern(replace(came.card, names={"en": "June"}), came.kept)

    assert (out["name"], out["data"]["name"], out["chat"]) == ("June", "June", "Juniper - 1")


@pytest.mark.parametrize("document", [foreign.ELIZA_OLD, foreign.ELIZA_NEW], ids=["old", "new"])
def test_an_eliza_character_keeps_its_shape_and_its_own_fields_but_no_secret(document: dict[str, Any]) -> None:
    came = read_any(foreign.raw(document))

    out = writing.write_eliza(came.card, came.kept)

    settings = out.pop("settings")
    assert settings.pop("salon")["card"]["slug"] == came.card.slug
    assert "hidden" not in json.dumps([out, settings])
    assert {name: out[name] for name in came.kept if name != "settings"} == {
        name: one for name, one in document.items() if name not in ("settings", "secrets")
    }


def test_a_secret_never_leaves_even_if_it_was_kept() -> None:
    came = read_any(foreign.raw(foreign.ELIZA_OLD))

    out = writing.write_eliza(came.card, foreign.ELIZA_OLD)

    assert "sk-hidden" not in json.dumps(out)


EDITS: dict[str, tuple[Any, Callable[[Card], Any], Any]] = {
    "name": ("Minna", lambda card: dict(card.names), {"en": "Minna", "zh": "米娜"}),
    "description": ("A new tale.", lambda card: card.prose, "A new tale."),
    "personality": ("loud\nfast", lambda card: card.voice.rules, ("loud", "fast")),
    "scenario": ("A harbour.", lambda card: card.scenario, "A harbour."),
    "first_mes": ("Ahoy.", lambda card: card.greetings["en"], ("Ahoy.", "You found it.")),
    "mes_example": ("<START>\n{{char}}: Ahoy.", lambda card: card.voice.examples, {"en": ("Ahoy.",)}),
    "creator_notes": ("Sails.", lambda card: card.bios["en"], "Sails."),
}


@pytest.mark.parametrize("field", EDITS)
def test_an_edit_in_another_tool_comes_home_and_all_else_stays(field: str) -> None:
    value, seen, expected = EDITS[field]
    out = writing.write_tavern(RICH)
    out["data"][field] = value

    came = read_any(writing.json_of(out))

    assert seen(came.card) == expected
    assert came.notes == (EDITED,)
    assert (came.card.tastes, came.card.hours, came.card.relations) == (HOME.tastes, HOME.hours, HOME.relations)


def test_an_edited_lorebook_comes_home() -> None:
    out = writing.write_tavern(RICH)
    out["data"]["character_book"]["entries"][0]["content"] = "The kettle was stolen."

    lore = read_any(writing.json_of(out)).card.lore

    assert [entry.content for entry in lore] == ["The kettle was stolen.", "It rains on Sundays.", "Old maps lie."]


def test_a_tool_that_only_adds_its_own_fields_edits_nothing() -> None:
    out = writing.write_tavern(RICH)
    for at, entry in enumerate(out["data"]["character_book"]["entries"]):
        entry |= {"id": at, "position": "before_char", "extensions": {"probability": 100}, "comment": entry["name"]}
    out |= {"create_date": "2026-11-23", "avatar": "none", "name": "Mina"}

    came = read_any(writing.json_of(out))

    assert (came.card, came.notes) == (HOME, ())


def test_markdown_is_readable_and_leaves_defaults_out() -> None:
    text = writing.write_markdown(RICH).decode()

    assert read_card_text(text) == RICH
    assert "scenario: |-\n  A kitchen at dusk.\n\n  The lamp is on.\n" in text
    assert "cooldown: 6.0" in text
    assert "case_sensitive" not in text
