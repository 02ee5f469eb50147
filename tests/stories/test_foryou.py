"""For you and search: a feed that learns what one member likes and says why, and pictures by their words."""

from typing import Any

from tests.house import House, Message

ART = ("a heron, woodblock print", "a fox, woodblock print")


async def own(house: House, who: str) -> dict[str, Any]:
    """Return the first page of a member's own feed."""
    answer = await house.client(who).get("/api/foryou", headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def order(house: House, who: str) -> list[tuple[str, str]]:
    """Return what a member's own feed shows, and why."""
    return [(item["prompt"], item["why"]) for item in (await own(house, who))["items"]]


async def gallery(house: House) -> dict[str, Message]:
    """Have pictures painted by several people: two woodblock prints, the older ones, among others."""
    made = {ART[0]: await house.paints("ana", ART[0]), ART[1]: await house.paints("cy", ART[1])}
    for prompt in ("a boat, oil painting", "a robot, pixel art", "a city in rain"):
        made[prompt] = await house.paints("dee", prompt)
    return made


async def test_whoever_likes_woodblock_sees_woodblock_first_and_why(house: House) -> None:
    made = await gallery(house)
    await house.join("bo")
    before = [prompt for prompt, _why in await order(house, "bo")]

    await house.presses("bo", made[ART[0]], "like")
    after = await order(house, "bo")

    assert before.index(ART[1]) > 1
    assert after[0] == (ART[1], "because you liked woodblock print")
    assert ART[0] not in [prompt for prompt, _why in after]
    assert {why for _prompt, why in after[1:]} == {"liked by many just now"}


async def test_without_any_likes_it_says_so_and_shows_what_is_liked(house: House) -> None:
    made = await gallery(house)
    await house.presses("ana", made["a city in rain"], "like")
    await house.join("bo")

    stranger, newcomer = await own(house, "-"), await own(house, "bo")
    page = (await house.client("bo").get("/foryou")).text
    told = await house.says("bo", "/foryou")

    assert (stranger["learnt"], newcomer["learnt"]) == (False, False)
    assert newcomer["items"][0]["prompt"] == "a city in rain"
    assert "Nothing to go by yet" in page
    assert told is not None
    assert told["private"]
    assert "Nothing to go by yet" in told["text"]


async def test_follows_saves_and_dislikes_count_too(house: House) -> None:
    made = await gallery(house)
    await house.says("bo", "/follow @ana")
    await house.says("bo", "/save boats", reply_to=made["a boat, oil painting"]["id"])
    await house.paints("cy", "a lake, oil painting")
    await house.paints("ana", "a bell")

    found = dict(await order(house, "bo"))
    await house.reacts("bo", made["a robot, pixel art"], "👎")

    assert found["a bell"] == "because you follow Ana"
    assert found["a lake, oil painting"] == "because you liked oil painting"
    assert found["a robot, pixel art"] == "because you liked pictures by Dee"
    assert "a robot, pixel art" not in dict(await order(house, "bo"))


async def test_a_tag_is_a_reason_in_the_readers_language(house: House) -> None:
    first = await house.paints("ana", "a well #moonlit")
    await house.paints("cy", "一只狐狸 #moonlit")
    await house.join("bo", language="zh")
    await house.presses("bo", first, "like")

    told = await house.says("bo", "/foryou")

    assert told is not None
    assert told["post"]["prompt"] == "一只狐狸 #moonlit"
    assert "因为你喜欢 #moonlit" in told["text"]


async def test_what_is_taken_out_of_sight_is_in_no_own_feed_at_once(house: House) -> None:
    made = await gallery(house)
    await house.presses("bo", made[ART[0]], "like")
    first = await own(house, "bo")

    await house.presses("cy", made[ART[1]], "private")

    assert first["items"][0]["prompt"] == ART[1]
    assert ART[1] not in [prompt for prompt, _why in await order(house, "bo")]


async def test_the_card_of_ones_own_feed_turns_for_its_reader_alone(house: House) -> None:
    made = await gallery(house)
    await house.presses("bo", made[ART[0]], "like")
    card = await house.says("bo", "/foryou")
    assert card is not None

    forward = next(one for one in card["buttons"][0] if one["label"] == "▶")["value"]
    await house.presses("bo", card, "page", value=forward)

    turned = await house.last("bo")
    assert "💡 because you liked woodblock print" in card["text"]
    assert (turned["id"], turned["private"]) == (card["id"], True)
    assert turned["post"]["prompt"] != card["post"]["prompt"]


async def test_search_finds_words_in_both_languages_in_the_room_and_on_the_page(house: House) -> None:
    await house.paints("ana", "a heron in fog")
    await house.paints("cy", "月光下的灯塔")

    card = await house.says("bo", "/search 灯塔")
    none = await house.says("bo", "/search heron 灯塔")
    asked = await house.says("bo", "/search")
    page = await house.client("-").get("/search?q=FOG+heron")
    found = (await house.client("-").get("/api/search?q=灯塔")).json()["items"]
    signs = (await house.client("-").get("/api/search?q=--")).json()["items"]

    assert card is not None
    assert none is not None
    assert asked is not None
    assert card["post"]["prompt"] == "月光下的灯塔"
    assert "No picture here has all of these words" in none["text"]
    assert "Say what to look for" in asked["text"]
    assert "a heron in fog" in page.text
    assert [item["prompt"] for item in found] == ["月光下的灯塔"]
    assert signs == []


async def test_search_finds_nothing_that_is_private_or_over(house: House) -> None:
    from core import posts
    from core.models.people import Member

    fox = await house.paints("ana", "a fox in snow")
    crow = await house.paints("ana", "a crow in snow")

    async def found() -> list[str]:
        return [one["prompt"] for one in (await house.client("-").get("/api/search?q=snow")).json()["items"]]

    both = await found()
    await house.presses("ana", fox, "private")
    one = await found()
    async with house.salon.begin() as db:
        post = await house.post(crow["post"]["id"])
        await posts.keep_until(db, await db.get_one(Member, post.author_id), post, house.salon.now())

    assert (len(both), one, await found()) == (2, ["a crow in snow"], [])


async def test_a_long_search_is_cut_to_what_a_card_can_carry_and_says_so(house: House) -> None:
    await house.paints("ana", "a heron in fog")

    words = "heron fog " + "wonderful " * 9
    card = await house.says("bo", f"/search {words}")

    assert card is not None
    told = [one["text"] for one in await house.wall(who="bo") if "Only the first words" in one["text"]]
    assert told == ["Only the first words fit a search here: heron fog wonderful wonderful"]
