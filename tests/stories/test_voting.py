"""Votes: by button and by reaction, one per person and post."""

from tests.house import House


async def score(house: House) -> int:
    return int((await house.feed())[0]["score"])


async def test_a_like_by_button_counts_once_however_often_it_is_pressed(house: House) -> None:
    message = await house.paints("ana", "a fox")

    for _time in range(3):
        await house.presses("bo", message, "like")

    assert await score(house) == 1


async def test_nobody_votes_for_their_own_post(house: House) -> None:
    message = await house.paints("ana", "a fox")

    await house.presses("ana", message, "like")
    await house.reacts("ana", message, "❤")

    assert await score(house) == 0


async def test_a_reaction_is_a_vote_and_taking_it_away_takes_the_vote(house: House) -> None:
    message = await house.paints("ana", "a fox")

    await house.reacts("bo", message, "🔥")
    liked = await score(house)
    await house.reacts("bo", message, "🔥", on=False)

    assert (liked, await score(house)) == (1, 0)


async def test_two_kinds_of_liking_by_one_person_are_one_vote(house: House) -> None:
    message = await house.paints("ana", "a fox")

    await house.reacts("bo", message, "🔥")
    await house.reacts("bo", message, "❤")
    await house.presses("bo", message, "like")

    assert await score(house) == 1


async def test_a_negative_reaction_counts_against_and_is_never_shown_as_a_count(house: House) -> None:
    message = await house.paints("ana", "a fox")

    await house.reacts("bo", message, "👎")

    assert await score(house) == -1
    labels = [one["label"] for row in (await house.last())["buttons"] for one in row]
    assert "❤ 0" in labels


async def test_an_unrelated_emoji_is_no_vote(house: House) -> None:
    message = await house.paints("ana", "a fox")

    await house.reacts("bo", message, "🦊")

    assert await score(house) == 0
    assert (await house.last())["reactions"] == [{"emoji": "🦊", "count": 1, "mine": False}]


async def test_the_cover_is_the_most_picked_picture(house: House) -> None:
    await house.says("ana", "/imagine a fox --n 2")
    message = await house.last("bo")
    code = message["post"]["id"]

    for who in ("bo", "cy"):
        await house.presses(who, message, "like", value=f"{code}.2")

    page = (await house.client("bo").get(f"/api/posts/{code}")).json()
    assert [picture["n"] for picture in page["pictures"]] == [2, 1]
    hearts = [one["label"] for one in (await house.last())["buttons"][0]]
    place = [picture["n"] for picture in message["pictures"]].index(2) + 1
    assert f"❤ {place} · 2" in hearts
    assert f"❤ {3 - place} · 0" in hearts


async def test_the_counts_on_the_message_follow_the_votes(house: House) -> None:
    message = await house.paints("ana", "a fox")

    await house.presses("bo", message, "like")
    await house.presses("cy", message, "like")

    assert (await house.last())["buttons"][0][0]["label"] == "❤ 2"


async def test_a_like_can_be_taken_back(house: House) -> None:
    message = await house.paints("ana", "a fox")
    await house.presses("bo", message, "like")

    await house.presses("bo", message, "unlike")

    assert await score(house) == 0
