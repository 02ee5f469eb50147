"""Following for a room: posts come as they are made, or as a round-up at six."""

from tests.house import House, button


async def test_each_post_of_whom_a_room_follows_comes_there_with_one_tally(house: House) -> None:
    await house.says("ana", "hello")
    await house.says("bo", "/follow @ana here", room="teahouse")

    await house.paints("ana", "a fox")
    copy = (await house.wall("teahouse", "bo"))[-1]
    shown = (await house.wall())[-1]
    await house.presses("bo", shown, "like")

    assert copy["post"]["prompt"] == "a fox"
    assert button((await house.wall("teahouse", "bo"))[-1], "like")["label"] == "❤ 1"


async def test_a_daily_round_up_comes_once_at_six_with_the_best(house: House) -> None:
    await house.says("ana", "hello")
    await house.says("bo", "/follow @ana daily here", room="teahouse")
    await house.paints("ana", "a fox")
    quiet = [one for one in await house.wall("teahouse", "cy") if one["post"]]

    for _hour in range(30):
        await house.wind(hours=1)

    rounds = [one for one in await house.wall("teahouse", "cy") if "a fox" in one["text"]]
    assert quiet == []
    assert len(rounds) == 1


async def test_nothing_new_is_no_round_up(house: House) -> None:
    await house.says("ana", "hello")
    await house.says("bo", "/follow @ana daily here", room="teahouse")
    before = len(await house.wall("teahouse", "cy"))

    for _hour in range(30):
        await house.wind(hours=1)

    assert len(await house.wall("teahouse", "cy")) == before


async def test_a_room_can_stop_following(house: House) -> None:
    await house.says("ana", "hello")
    await house.says("bo", "/follow @ana here", room="teahouse")
    await house.says("bo", "/unfollow @ana here", room="teahouse")

    await house.paints("ana", "a fox")

    assert not any(one["post"] for one in await house.wall("teahouse", "bo"))


async def test_a_private_picture_reaches_no_follower(house: House) -> None:
    await house.says("ana", "hello")
    await house.says("bo", "/follow @ana here", room="teahouse")

    await house.says("ana", "/imagine a secret fox --n 1 --private")

    assert not any(one["post"] for one in await house.wall("teahouse", "bo"))
