"""The room's digest: at its own hour, once, with its best pictures."""

from tests.house import House


async def liked_day(house: House) -> None:
    heron = await house.paints("ana", "a heron in fog")
    moon = await house.paints("bo", "a tin moon")
    await house.presses("ana", moon, "like")
    await house.presses("cy", moon, "like")
    await house.presses("cy", heron, "like")


async def digests(house: House) -> list[str]:
    return [one["text"] for one in await house.wall() if one["tone"] == "digest"]


async def test_the_digest_ranks_the_days_pictures_by_votes(house: House) -> None:
    await liked_day(house)
    await house.says("ana", "/digest set day 18:30")

    await house.wind(hours=1, minutes=31)

    text = (await digests(house))[0]
    assert text.splitlines()[0] == "Best of the day · The Lobby · 2026-11-21"
    places = [line for line in text.splitlines() if line[:2] in ("1.", "2.")]
    assert places == ["1. a tin moon — Bo (❤ 2)", "2. a heron in fog — Ana (❤ 1)"]


async def test_a_digest_comes_once_however_often_the_clock_ticks(house: House) -> None:
    await liked_day(house)
    await house.says("ana", "/digest set day 18:30")

    for _tick in range(4):
        await house.wind(hours=1)

    assert len(await digests(house)) == 1


async def test_a_quiet_day_has_no_digest(house: House) -> None:
    await house.paints("ana", "a fox")
    await house.says("ana", "/digest set day 18:30")

    await house.wind(hours=3)

    assert await digests(house) == []


async def test_a_picture_is_in_one_daily_digest_only(house: House) -> None:
    await liked_day(house)
    await house.says("ana", "/digest set day 18:30")
    await house.wind(hours=3)

    await house.wind(hours=22)

    assert len(await digests(house)) == 1


async def test_the_hour_is_the_rooms_own(house: House) -> None:
    await liked_day(house)
    await house.says("ana", "/digest set day 20:30 Europe/Paris")

    await house.wind(hours=2)
    early = await digests(house)
    await house.wind(minutes=40)

    assert (early, len(await digests(house))) == ([], 1)


async def test_after_downtime_of_hours_the_digest_still_comes_once(house: House) -> None:
    await liked_day(house)
    await house.says("ana", "/digest set day 18:30")

    await house.wind(hours=9)

    assert len(await digests(house)) == 1


async def test_a_preview_is_private_and_posts_nothing(house: House) -> None:
    await liked_day(house)

    shown = await house.says("ana", "/digest preview")

    assert shown is not None
    assert shown["private"]
    assert "a tin moon" in shown["text"]
    assert await digests(house) == []


async def test_a_wrong_time_or_zone_is_named(house: House) -> None:
    late = await house.says("ana", "/digest set day 25:00")
    nowhere = await house.says("ana", "/digest set day 20:00 Mars/Base")

    assert late
    assert nowhere
    assert "25:00" in late["text"]
    assert "Mars/Base" in nowhere["text"]
