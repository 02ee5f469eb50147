"""Asking for pictures, and what becomes of them."""

import io

from PIL import Image

from tests.house import House, button


async def test_a_request_becomes_two_pictures_in_one_message(house: House) -> None:
    await house.says("ana", "/imagine a heron in fog, woodblock print")

    (shown,) = await house.wall("lobby", "bo")
    assert (shown["speaker"]["name"], shown["post"]["prompt"]) == ("Ana", "a heron in fog, woodblock print")
    assert sorted(picture["n"] for picture in shown["pictures"]) == [1, 2]


async def test_the_placeholder_is_the_message_that_becomes_the_picture(house: House) -> None:
    await house.join("ana")
    before = len(await house.wall("lobby", "bo"))

    await house.says("ana", "/imagine a tin moon --n 1")

    assert len(await house.wall("lobby", "bo")) == before + 1


async def test_a_member_is_told_once_that_pictures_are_public(house: House) -> None:
    for prompt in ("a fox", "a crow"):
        await house.says("ana", f"/imagine {prompt} --n 1")

    told = [one for one in await house.wall("lobby", "ana") if one["private"]]
    assert len(told) == 1
    assert "public" in told[0]["text"]


async def test_flags_work_with_the_dashes_that_phones_type(house: House) -> None:
    await house.says("ana", "/imagine a fox —ar 3:2 –n 1 --seed 7 --style ink")

    shown = (await house.feed())[0]
    picture = shown["pictures"][0]
    assert (shown["prompt"], shown["style"], len(shown["pictures"])) == ("a fox", "ink", 1)
    assert picture["width"] > picture["height"]


async def test_the_same_words_and_seed_give_the_same_picture(house: House) -> None:
    files = []
    for _time in range(2):
        await house.says("ana", "/imagine a lighthouse at dusk --seed 11 --n 1")
        url = (await house.feed())[0]["pictures"][0]["url"]
        files.append((await house.client("ana").get(url)).content)

    first, second = (Image.open(io.BytesIO(file)) for file in files)
    assert first.tobytes() == second.tobytes()


async def test_an_unknown_style_is_answered_with_the_nearest(house: House) -> None:
    answer = await house.says("ana", "/imagine a fox --style watercolr")

    assert answer is not None
    assert answer["private"]
    assert "watercolor" in answer["text"]
    assert await house.feed() == []


async def test_imagine_without_words_says_how_to_ask(house: House) -> None:
    answer = await house.says("ana", "/imagine")

    assert answer is not None
    assert answer["private"]
    assert "/imagine a heron" in answer["text"]


async def test_a_remix_keeps_its_parent(house: House) -> None:
    parent = await house.paints("ana", "a heron in fog")

    await house.presses("bo", parent, "remix", text="a heron in rain --n 1")

    child = await house.last()
    assert child["post"]["prompt"] == "a heron in rain"
    assert f"remix of #{parent['post']['id']} by Ana" in child["text"]
    page = (await house.client("bo").get(f"/api/posts/{child['post']['id']}")).json()
    assert [one["id"] for one in page["parents"]] == [parent["post"]["id"]]


async def test_again_keeps_the_words_and_changes_the_picture(house: House) -> None:
    first = await house.paints("ana", "a red boat at sea")

    await house.presses("bo", first, "again")

    second = await house.last()
    assert second["post"]["prompt"] == first["post"]["prompt"]
    files = [(await house.client("bo").get(one["pictures"][0]["url"])).content for one in (first, second)]
    assert files[0] != files[1]


async def test_details_name_the_seed_and_what_was_not_understood(house: House) -> None:
    message = await house.paints("ana", "a fox with a zorblax --seed 5")

    await house.presses("bo", message, "details")

    text = (await house.last("bo"))["text"]
    assert "Seed 5" in text
    assert "zorblax" in text


async def test_a_cancelled_request_is_given_back_and_can_be_painted_after_all(house: House) -> None:
    await house.join("ana")
    await house.client("ana").post("/rooms/lobby/say", json={"id": "c1", "text": "/imagine a slow fox --n 1"})
    await house.hear_only()
    waiting = next(one for one in await house.wall("lobby", "ana") if one["waiting"])

    await house.presses("ana", waiting, "cancel")

    cancelled = next(one for one in await house.wall("lobby", "ana") if one["id"] == waiting["id"])
    assert "Cancelled" in cancelled["text"]
    assert await house.feed() == []
    quota = await house.says("ana", "/quota")
    assert quota is not None
    assert quota["text"].startswith("0 of")
    await house.presses("ana", cancelled, "retry")
    assert [post["prompt"] for post in await house.feed()] == ["a slow fox"]


async def test_only_the_one_who_asked_can_cancel(house: House) -> None:
    await house.join("ana")
    await house.client("ana").post("/rooms/lobby/say", json={"id": "c2", "text": "/imagine a slow fox --n 1"})
    await house.hear_only()
    waiting = next(one for one in await house.wall("lobby", "bo") if one["waiting"])

    await house.presses("bo", waiting, "cancel", value=button(waiting, "cancel")["value"])

    assert [post["prompt"] for post in await house.feed()] == ["a slow fox"]


async def test_a_repeated_line_of_the_same_page_is_one_request(house: House) -> None:
    await house.join("ana")
    for _try in range(3):
        await house.client("ana").post("/rooms/lobby/say", json={"id": "same", "text": "/imagine a fox --n 1"})
    await house.settle()

    assert len(await house.feed()) == 1


async def test_a_private_picture_is_in_no_feed_and_only_its_author_sees_it(house: House) -> None:
    await house.says("ana", "/imagine a secret garden --private --n 1")

    assert await house.feed() == []
    assert [one["post"]["prompt"] for one in await house.wall("lobby", "ana") if one["post"]] == ["a secret garden"]
    assert [one for one in await house.wall("lobby", "bo") if one["post"]] == []
