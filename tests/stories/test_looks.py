"""The shelf of looks: the house's forty, and those a room adds."""

import asyncio
import io

import pytest
from PIL import Image

from core import looks, studio
from core.brief import Brief
from core.painter import Choice
from generation import looks as shelf
from generation import thumbnails
from tests.house import House


async def test_a_rooms_own_look_is_chosen_by_name_and_told_to_the_painter_in_words(house: House) -> None:
    await house.says("ana", "/looks add Misty: thin fog, pale light --style watercolor --no people")
    await house.says("ana", "/imagine a heron --n 1 --style misty")

    (shown,) = await house.feed()
    assert (shown["prompt"], shown["style"]) == ("a heron", "misty")
    brief = Brief("a heron", style="misty", look="thin fog, pale light", avoid="people", base="watercolor")
    assert brief.told == ("a heron, thin fog, pale light", "watercolor", "people")


async def test_a_remix_in_another_style_leaves_the_rooms_look_behind(house: House) -> None:
    await house.says("ana", "/looks add misty: thin fog --style watercolor")
    await house.says("ana", "/imagine a heron --n 1 --style misty")
    message = next(one for one in await house.wall("lobby", "ana") if one["post"])

    await house.presses("ana", message, "remix", text="a heron --style ink --n 1")

    async with house.salon.read() as db:
        newest = (await house.feed())[0]
        post = await house.post(newest["id"])
        brief = await studio.brief_of(db, post)
    assert (brief.style, brief.look, brief.base) == ("ink", "", "")


async def test_another_room_does_not_know_it(house: House) -> None:
    await house.says("ana", "/looks add misty: thin fog")

    answer = await house.says("ana", "/imagine a heron --style misty", room="teahouse")

    assert answer is not None
    assert "misty" in answer["text"]
    assert await house.feed() == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/looks add misty", "colon"),
        ("/looks add ink: black", "already"),
        ("/looks add a b c: black", "one word"),
        ("/looks remove nothing", "no look"),
        ("/looks polish", "add, remove"),
        ("/looks add rude: canarysexual", "rule"),
    ],
)
async def test_what_cannot_be_added_is_said_with_the_way_out(house: House, typed: str, told: str) -> None:
    answer = await house.says("ana", typed)

    assert answer is not None
    assert answer["private"]
    assert told in answer["text"]


async def test_a_removed_look_is_off_the_shelf(house: House) -> None:
    await house.says("ana", "/looks add misty: thin fog")
    await house.says("ana", "/looks remove misty")

    answer = await house.says("ana", "/imagine a heron --style misty")

    assert answer is not None
    assert "Unknown style" in answer["text"]


async def test_the_house_paints_a_thumbnail_of_each_look_and_a_sheet_in_each_language(house: House) -> None:
    salon = house.salon
    whole = salon.painter.capabilities
    few = Choice("sketch", type(whole)(styles=whole.styles[:3]), "1")

    done = await thumbnails._fill(salon, few, asyncio.Event())

    assert done
    for style in few.can.styles:
        data = await salon.media.get(looks.thumbnail_key(few, style.name))
        assert data is not None
        assert Image.open(io.BytesIO(data)).size == (256, 256)
    sheets = [await salon.media.get(looks.sheet_key(few, language)) for language in ("en", "zh")]
    assert [Image.open(io.BytesIO(sheet or b"")).size for sheet in sheets] == [looks.sheet_size(3)] * 2


async def test_thumbnails_wait_while_somebody_waits_for_a_picture(house: House) -> None:
    assert not await thumbnails._anyone_waits(house.salon)
    await house.join("ana")
    await house.client("ana").post("/rooms/lobby/say", json={"id": "heron", "text": "/imagine a heron"})
    await house.hear_only()

    assert await thumbnails._anyone_waits(house.salon)


def test_every_look_has_both_names_words_for_a_painter_and_phrases_of_its_own() -> None:
    said = [phrase for own in shelf.phrases().values() for phrase in own]

    assert len(shelf.shelf()) == 40
    assert all(look.title and look.title_zh and look.words and look.avoid for look in shelf.shelf().values())
    assert len(said) == len(set(said))
