"""Badges: what a room's week has shown, given once, told in one line; and the profile that shows them."""

from sqlalchemy import select

from core import badges
from core.models.boards import Badge
from tests.house import House, clock


async def week_of_foxes(house: House) -> dict[str, str]:
    """Paint on a Saturday: Ana's fox is liked most, Bo's crow is remixed by two."""
    fox, crow = await house.paints("ana", "a fox"), await house.paints("bo", "a crow")
    for who in ("bo", "cy", "dee"):
        await house.presses(who, fox, "like")
    for who in ("cy", "dee"):
        await house.presses(who, crow, "like")
        await house.presses(who, crow, "remix", text=f"a crow by {who} --n 1")
    return {"fox": fox["post"]["id"], "crow": crow["post"]["id"]}


async def given(house: House) -> list[tuple[str, str, int]]:
    """Return all badges: what for, of which week, with how many."""
    async with house.salon.read() as db:
        rows = select(Badge.kind, Badge.period, Badge.count).order_by(Badge.id)
        return [(kind, period, count) for kind, period, count in await db.execute(rows)]


async def told(house: House) -> list[str]:
    """Return what was said of badges in the room."""
    return [one["text"] for one in await house.wall() if "🏅" in one["text"]]


async def test_monday_morning_brings_a_weeks_badges_once_and_one_line(house: House) -> None:
    await week_of_foxes(house)
    early = await given(house)

    await house.wind(days=1, hours=16, minutes=5)  # Monday, five past nine
    await house.wind(minutes=20)
    await house.wind(hours=20)

    assert early == []
    assert await given(house) == [("first", "2026-W47", 3), ("remixed", "2026-W47", 2)]
    assert await told(house) == [
        "🏅 Week 47 here\nFirst of the week: “a fox” by Ana (❤ 3)\nMost remixed: “a crow” by Bo (by 2 people)"
    ]


async def test_a_badge_job_that_runs_again_after_new_votes_changes_nothing(house: House) -> None:
    codes = await week_of_foxes(house)
    await house.wind(days=1, hours=17)
    before = await given(house)
    card = await house.says("ana", f"/show #{codes['crow']}")
    assert card is not None
    for who in ("ana", "eve", "flo"):
        await house.presses(who, card, "like")

    job = type("Held", (), {"args": {"room": (await house.room()).id, "monday": "2026-11-16", "key": "again"}})
    await badges.award(house.salon, [job])  # type: ignore[list-item]
    await house.settle()

    assert await given(house) == before
    assert len(await told(house)) == 1


async def test_a_week_without_contest_gives_no_badge(house: House) -> None:
    fox = await house.paints("ana", "a fox")
    await house.presses("bo", fox, "like")

    await house.wind(days=1, hours=17)

    assert await given(house) == []
    assert await told(house) == []


async def test_a_quiet_room_gets_its_badges_in_silence(house: House) -> None:
    await week_of_foxes(house)
    await house.says("ana", "/quiet 3d")

    await house.wind(days=1, hours=17)

    assert len(await given(house)) == 2
    assert await told(house) == []


async def test_a_profile_has_totals_the_best_of_each_window_days_in_a_row_and_badges(house: House) -> None:
    await week_of_foxes(house)
    await house.wind(days=1)
    await house.paints("ana", "an owl")
    await house.wind(hours=17)
    await house.paints("ana", "a newt")

    card = await house.says("bo", "/profile @ana")
    page = (await house.client("-").get("/m/ana")).text
    known = (await house.client("-").get("/api/members/ana")).json()

    assert card is not None
    assert "3 pictures · 3 likes" in card["text"]
    assert "🔥 3 days in a row" in card["text"]
    assert "🥇 First of the week ×1" in card["text"]
    assert "a fox (❤ 3)" in card["text"].partition("all time")[2]
    assert "First of the week" in page
    assert "3 days in a row" in page
    assert known["streak"] == {"now": 3, "longest": 3}
    assert [one["period"] for one in known["badges"]] == ["2026-W47"]


async def test_a_badge_stays_and_its_picture_goes_when_that_is_hidden(house: House) -> None:
    codes = await week_of_foxes(house)
    await house.wind(days=1, hours=17)
    shown = (await house.client("-").get("/api/members/ana")).json()["badges"]
    card = await house.says("ana", f"/show #{codes['fox']}")
    assert card is not None

    await house.presses("ana", card, "private")

    hidden = (await house.client("-").get("/api/members/ana")).json()["badges"]
    page = (await house.client("-").get("/m/ana")).text
    assert (shown[0]["prompt"], hidden[0]["prompt"], hidden[0]["url"]) == ("a fox", "", "")
    assert "a fox" not in page
    assert "First of the week" in page


async def test_the_clock_of_the_room_says_when_a_week_is_over(house: House) -> None:
    async with house.salon.begin() as db:
        room = await db.merge(await house.room())
        room.timezone = "Asia/Shanghai"
    await week_of_foxes(house)  # on Sunday, one in the morning, in Shanghai

    clock.now = clock.now.replace(day=23, hour=0, minute=30)
    await house.wind(minutes=1)
    before = await given(house)
    await house.wind(hours=1)  # half past nine there

    assert before == []
    assert len(await given(house)) == 2
