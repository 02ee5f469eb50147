"""A room's digests as its members set and see them: any number, each with its own hour, scope and pin."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from core import digest, worker
from core.models.rooms import Digest, DigestEntry, DigestIssue
from tests.house import House, clock
from tests.stories.test_digest import digests, liked_day


async def said(house: House, text: str, who: str = "ana") -> str:
    """Let a person say a command; return what they are answered."""
    return str((await house.says(who, text) or {})["text"])


async def tick(house: House) -> None:
    """Let a clock tick, without doing what it asks for."""
    async with house.salon.begin() as db:
        await digest.schedule_digests(db, house.salon.now())


async def test_a_digest_is_set_in_one_line_and_the_answer_is_private(house: House) -> None:
    line = "/digest set daily 20:00 Europe/Berlin --count 5 --scope here --min 2 --pin"

    told = await house.says("ana", line)

    assert told is not None
    assert told["private"]
    assert "1. every day · 20:00 (Europe/Berlin) · 5 at most, from 2 ❤ on · pinned · next on 2026-11-21" in told["text"]
    assert "no pins" in told["text"]


async def test_a_room_has_any_number_of_digests_and_lists_them(house: House) -> None:
    for wish in (
        "daily 20:00 UTC",
        "weekly friday 9:30",
        "monthly --on 15 8pm Asia/Shanghai",
        "daily 21:00 everywhere",
    ):
        await house.says("ana", f"/digest set {wish}")

    lines = (await said(house, "/digest list", "bo")).splitlines()

    assert lines[0] == "Digests of this room:"
    assert [line[:34] for line in lines[1:]] == [
        "1. every day · 20:00 (UTC) · 5 at ",
        "2. every week on Fridays · 09:30 (",
        "3. every month on day 15 · 20:00 (",
        "4. every day · 21:00 (UTC) · 5 at ",
    ]
    assert "of all rooms" in lines[4]


async def test_a_digest_is_changed_paused_resumed_and_removed_by_its_number(house: House) -> None:
    await house.says("ana", "/digest set daily 20:00 UTC")
    await house.says("ana", "/digest set weekly 20:00")

    changed = await said(house, "/digest set 1 21:30 --count 3")
    paused = await said(house, "/digest pause weekly")
    resumed = await said(house, "/digest resume 2")
    left = await said(house, "/digest remove 1")

    assert "1. every day · 21:30 (UTC) · 3 at most" in changed
    assert "paused" in paused.splitlines()[2]
    assert "paused" not in resumed
    assert [line[:2] for line in left.splitlines()[1:]] == ["2."]


async def test_what_cannot_be_meant_is_named_with_what_may_have_been(house: House) -> None:
    answers = {
        text: await said(house, f"/digest {text}")
        for text in (
            "set daily 20:00 Europe/Berln", "set 20:00 berlin", "set dayly 20:00", "set 20:00 --cont 5", "set 20:00 --count 12",
            "set 20:00 --count many", "set 20:00 --scope world", "set 20:00 --min 0", "set 25:00", "set monthly --on 31",
            "preview 7", "remove", "fly", "pause 99999999999999",
        )
    }  # fmt: skip

    named = {
        "set daily 20:00 Europe/Berln": "Europe/Berlin", "set 20:00 berlin": "Europe/Berlin", "set dayly 20:00": "daily",
        "set 20:00 --cont 5": "--count", "set 20:00 --count 12": "one to nine", "set 20:00 --count many": "a number",
        "set 20:00 --scope world": "here, everywhere", "set 20:00 --min 0": "1 to 99", "set 25:00": "25:00",
        "set monthly --on 31": "1 to 28", "preview 7": "no digest 7", "remove": "no digest", "fly": "list, set, preview",
        "pause 99999999999999": "day, week, month",
    }  # fmt: skip
    assert {text: hint for text, hint in named.items() if hint not in answers[text]} == {}
    assert "no digest" in await said(house, "/digest list")


async def test_it_is_all_said_in_chinese_too(house: House) -> None:
    await house.join("bo", "lobby", "zh")

    told = await said(house, "/digest set 每周 周五 20：00 Asia/Shanghai 全部 置顶", "bo")
    wrong = await said(house, "/digest 设置 20:00 Asia/Shanghia", "bo")

    assert "每周 周五 · 20:00 (Asia/Shanghai)" in told
    assert "来自所有房间" in told
    assert "Asia/Shanghai" in wrong
    assert "不是时区" in wrong


async def test_a_digest_names_the_most_remixed_and_a_new_voice_and_leads_to_each(house: House) -> None:
    await liked_day(house)
    shown = next(one for one in await house.wall() if one["post"] and one["post"]["prompt"] == "a heron in fog")
    await house.presses("cy", shown, "remix", "a heron in deep snow")
    await house.says("ana", "/digest set 18:30 UTC --count 1")

    await house.wind(hours=2)

    message = next(one for one in await house.wall() if one["tone"] == "digest")
    assert "🔁 Most remixed (1): a heron in fog — Ana" in message["text"]
    assert "🌱 A new voice: " in message["text"]
    assert [one["label"] for row in message["buttons"] for one in row] == ["1 ↗", "🔁 ↗"]
    assert all("/p/" in one["url"] for row in message["buttons"] for one in row)
    assert len(message["pictures"]) == 1


async def test_the_host_says_two_lines_above_the_pictures(house: House) -> None:
    await liked_day(house)
    await house.says("ana", "/digest set 18:30 UTC")

    await house.wind(hours=2)

    message = next(one for one in await house.wall() if one["tone"] == "digest")
    lines = message["text"].split("\n\n")[0].splitlines()
    assert message["speaker"]["badge"]
    assert len([line for line in lines[1:] if line]) == 2


async def test_two_daily_digests_of_a_room_share_no_picture(house: House) -> None:
    await liked_day(house)
    await house.says("ana", "/digest set daily 18:30 UTC --count 1")
    await house.says("ana", "/digest set daily 18:30 UTC --count 1 --scope everywhere")

    await house.wind(hours=2)

    tops = [line for text in await digests(house) for line in text.splitlines() if line.startswith("1. ")]
    assert sorted(tops) == ["1. a heron in fog — Ana (❤ 1)", "1. a tin moon — Bo (❤ 2)"]


async def test_a_picture_is_not_shown_again_by_a_digest_that_replaces_a_removed_one(house: House) -> None:
    await liked_day(house)
    await house.says("ana", "/digest set daily 18:30 UTC")
    await house.wind(hours=2)
    await house.says("ana", "/digest remove 1")

    await house.says("ana", "/digest set daily 19:30 UTC")
    await house.wind(hours=1)

    assert len(await digests(house)) == 1


async def test_too_few_votes_make_a_quiet_day(house: House) -> None:
    await liked_day(house)
    await house.says("ana", "/digest set daily 18:30 UTC --min 3")

    await house.wind(hours=2)

    assert await digests(house) == []


async def test_downtime_of_more_than_a_day_is_not_made_up_for(house: House) -> None:
    await liked_day(house)
    await house.says("ana", "/digest set daily 18:30 UTC")

    clock.forward(timedelta(hours=26))
    await house.wind(hours=0)

    assert len(await digests(house)) == 0


async def test_three_clocks_at_once_and_a_worker_that_dies_make_one_digest(house: House) -> None:
    await liked_day(house)
    await house.says("ana", "/digest set daily 18:30 UTC")
    clock.forward(timedelta(hours=2))

    await asyncio.gather(*(tick(house) for _clock in range(3)))
    await worker.run_due(house.salon, {**house.built.handlers, "digest": worker.Work(_dies)}, "chores")
    await asyncio.gather(*(tick(house) for _clock in range(3)))
    await house.wind(minutes=1)

    async with house.salon.read() as db:
        assert len((await db.scalars(select(DigestIssue))).all()) == 1
        assert len((await db.scalars(select(DigestEntry))).all()) == 2
    assert len(await digests(house)) == 1


async def _dies(salon: object, held: object) -> None:
    """Do nothing and say that it was done, as a lost job looks to the rest of the house."""


async def test_a_clock_that_ran_ahead_costs_no_room_its_digest(house: House) -> None:
    await house.says("ana", "/digest set daily 18:30 UTC")
    await house.wind(hours=20)  # too far: it finds a quiet day that is not over
    clock.forward(timedelta(hours=-20))
    await tick(house)
    await liked_day(house)

    await house.wind(hours=2)
    once = len(await digests(house))
    await house.wind(hours=18)

    assert (once, len(await digests(house))) == (1, 1)


async def test_a_preview_shows_the_cover_to_one_member_and_says_when_it_would_be_quiet(house: House) -> None:
    quiet = await said(house, "/digest preview weekly")
    await liked_day(house)

    shown = await house.says("bo", "/digest preview weekly")

    assert "quiet" in quiet
    assert shown is not None
    assert shown["private"]
    assert len(shown["pictures"]) == 1
    assert all(one["tone"] != "digest" for one in await house.wall())
    async with house.salon.read() as db:
        assert (await db.scalars(select(Digest))).all() == []
