"""What the house won't paint, and how pictures go out of sight."""

import pytest

from tests.house import House

WORDS = [
    "canaryminors",
    "canarysexual",
    "canaryrealperson",
    "canaryhate",
    "canarygore",
    "canaryselfharm",
    "canaryillegal",
]


@pytest.mark.parametrize("word", WORDS)
async def test_a_forbidden_word_is_refused_by_a_named_rule_without_an_echo(house: House, word: str) -> None:
    answer = await house.says("ana", f"/imagine a picture of {word} --n 1")

    assert answer is not None
    assert answer["private"]
    assert "house rule" in answer["text"]
    assert word not in answer["text"]
    assert await house.feed() == []


@pytest.mark.parametrize(
    "hidden", ["c.a.n.a.r.y.g.o.r.e", "CANARYGORE", "canаrygore", "can\u200barygore", "c4n4rygor3"]
)
async def test_a_word_in_disguise_is_found(house: House, hidden: str) -> None:
    answer = await house.says("ana", f"/imagine {hidden} --n 1")

    assert answer is not None
    assert "gore" in answer["text"]
    assert await house.feed() == []


async def test_a_refusal_is_not_counted(house: House) -> None:
    await house.says("ana", "/imagine canarygore")

    answer = await house.says("ana", "/quota")

    assert answer is not None
    assert answer["text"].startswith("0 of")


@pytest.mark.parametrize(
    "prompt", ["a baby blue car", "a naked mole rat", "Essex in fog", "儿童画风格的房子", "a skilled cook"]
)
async def test_harmless_words_pass(house: House, prompt: str) -> None:
    await house.says("ana", f"/imagine {prompt} --n 1")

    assert [post["prompt"] for post in await house.feed()] == [prompt]


async def test_a_minor_and_a_sexual_word_together_always_block(house: House) -> None:
    answer = await house.says("ana", "/imagine a sexy schoolgirl")

    assert answer is not None
    assert "minors-combined" in answer["text"]


async def test_a_deleted_post_is_gone_from_feed_room_and_disk(house: House) -> None:
    message = await house.paints("ana", "a fox")
    url = message["pictures"][0]["url"]

    await house.presses("ana", message, "delete")

    assert await house.feed() == []
    assert [one for one in await house.wall("lobby", "bo") if one["post"]] == []
    assert (await house.client("bo").get(url)).status_code == 404
    assert (await house.client("ana").get(f"/p/{message['post']['id']}")).status_code == 404


async def test_a_post_made_private_leaves_the_room_and_comes_back_when_public(house: House) -> None:
    message = await house.paints("ana", "a fox")

    await house.presses("ana", message, "private")
    away = [one for one in await house.wall("lobby", "bo") if one["post"]]
    shown = await house.says("ana", f"/show {message['post']['id']}")
    assert shown is not None
    await house.presses("ana", shown, "public")

    back = [one["post"]["id"] for one in await house.wall("lobby", "bo") if one["post"]]
    assert (away, back) == ([], [message["post"]["id"]])
    assert len(await house.feed()) == 1


async def test_only_the_author_can_delete(house: House) -> None:
    message = await house.paints("ana", "a fox")

    await house.presses("bo", message, "delete")

    assert "Only the author" in (await house.last("bo"))["text"]
    assert len(await house.feed()) == 1


async def test_a_report_is_kept_once_per_member(house: House) -> None:
    message = await house.paints("ana", "a fox")

    await house.presses("bo", message, "report", text="not a fox")
    await house.presses("bo", message, "report", text="really not")

    assert await house.reports() == [("bo", "not a fox")]
