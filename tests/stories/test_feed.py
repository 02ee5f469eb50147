"""The feed: new, hot and top, as cards in the room and as pages."""

from tests.house import House, button


async def test_top_orders_by_votes_and_new_by_time(house: House) -> None:
    first = await house.paints("ana", "a fox")
    await house.paints("ana", "a crow")
    await house.presses("bo", first, "like")

    top = [post["prompt"] for post in await house.feed("top")]
    new = [post["prompt"] for post in await house.feed("new")]

    assert (top, new) == (["a fox", "a crow"], ["a crow", "a fox"])


async def test_the_window_of_top_leaves_old_pictures_out(house: House) -> None:
    await house.paints("ana", "a fox")
    await house.wind(days=3)
    await house.paints("ana", "a crow")

    day = [post["prompt"] for post in await house.feed("top", window="day")]
    week = [post["prompt"] for post in await house.feed("top", window="week")]

    assert (day, sorted(week)) == (["a crow"], ["a crow", "a fox"])


async def test_pages_follow_each_other_without_gap_or_repeat(house: House) -> None:
    for number in range(5):
        await house.paints("ana", f"fox {number}")
    client, seen, cursor = house.client("ana"), [], ""
    while cursor is not None:
        answer = (await client.get("/api/feed/new", params={"limit": 2, "cursor": cursor})).json()
        seen += [post["prompt"] for post in answer["items"]]
        cursor = answer["next"]

    assert seen == [f"fox {number}" for number in (4, 3, 2, 1, 0)]


async def test_a_card_turns_its_pages_in_place(house: House) -> None:
    await house.paints("ana", "a fox")
    await house.paints("ana", "a crow")
    card = await house.says("bo", "/new")
    assert card is not None
    count = len(await house.wall())

    forward = next(one for one in card["buttons"][0] if one["label"] == "▶")["value"]
    await house.presses("bo", card, "page", value=forward)

    turned = await house.last()
    assert (card["post"]["prompt"], turned["post"]["prompt"]) == ("a crow", "a fox")
    assert (turned["id"], len(await house.wall())) == (card["id"], count)


async def test_show_brings_a_post_back_with_live_buttons(house: House) -> None:
    message = await house.paints("ana", "a fox")

    shown = await house.says("bo", f"/show #{message['post']['id'].lower()}")
    assert shown is not None
    await house.presses("cy", shown, "like")

    assert button(shown, "remix")["value"] == message["post"]["id"]
    assert (await house.feed())[0]["score"] == 1


async def test_an_empty_house_invites_to_paint(house: House) -> None:
    answer = await house.says("ana", "/top")

    assert answer is not None
    assert "/imagine" in answer["text"]


async def test_the_api_refuses_what_it_does_not_know_without_breaking(house: House) -> None:
    client = house.client("ana")
    paths = {
        "/api/feed/worst": 422,
        "/api/feed/top?window=eon": 422,
        "/api/feed/new?cursor=%00%ff": 422,
        "/api/feed/new?cursor=WyJhIiwgMV0": 422,
        "/api/feed/new?limit=100000": 422,
        "/api/posts/ZZZZZZZZ": 404,
        "/api/posts/%F0%9F%A6%8A": 404,
        "/api/members/nobody": 404,
        "/media/../../etc/passwd": 404,
        "/media/pictures/aa/bb.png": 404,
        "/rooms/nowhere": 404,
        "/nothing": 404,
    }

    found = {path: (await client.get(path)).status_code for path in paths}

    assert found == paths


async def test_a_page_asked_for_again_is_the_same_to_the_byte_and_to_its_headers(house: House) -> None:
    await house.paints("ana", "a fox")
    for path in ("/api/feed/new", "/feed"):
        first = await house.client("-").get(path)
        again = await house.client("-").get(path)

        assert again.content == first.content
        assert dict(again.headers) == dict(first.headers)


async def test_a_post_taken_away_is_on_no_ready_page(house: House) -> None:
    shown = await house.paints("ana", "a fox")
    assert len(await house.feed()) == 1

    await house.presses("ana", shown, "delete")

    assert await house.feed() == []
    assert "a fox" not in (await house.client("-").get("/feed")).text
