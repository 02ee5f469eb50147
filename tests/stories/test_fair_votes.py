"""Fair votes as members meet them: newcomers, held bursts, picks, what was shown, and the top by rate."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core import bursts, exposure, standing, voting
from core.codes import number_of
from core.models.fairness import Exposure
from core.models.making import Pick
from core.models.people import Member
from core.models.posts import Rank
from core.models.rooms import Room
from tests.house import House, Message, button, clock


def label(message: Message) -> str:
    """Return the first heart of a message."""
    return str(button(message, "like")["label"])


async def settle_room(house: House) -> None:
    """Let the lobby have seen many known people."""
    async with house.salon.begin() as db:
        await db.execute(update(Room).values(settled=True))


async def text_of(house: House, who: str) -> str:
    """Return what the last message says to somebody."""
    return str((await house.last(who))["text"])


async def test_two_visitors_of_a_fresh_house_see_a_vote_at_once(house: House) -> None:
    message = await house.paints("ana", "a fox")

    await house.presses("bo", message, "like")

    assert label(await house.last()) == "❤ 1"


async def test_a_newcomers_vote_waits_in_a_settled_room_and_counts_once_they_have_come_back(house: House) -> None:
    message = await house.paints("ana", "a fox")
    await settle_room(house)

    await house.presses("bo", message, "like")
    assert label(await house.last()) == "❤ 0"
    await house.says("bo", "/votes")
    assert "You are new" in await text_of(house, "bo")
    await house.presses("ana", message, "details")
    assert "waiting: 1 (/votes)" in await text_of(house, "ana")

    await house.says("bo", "what a fox")
    clock.forward(standing.AGE + timedelta(hours=1))
    await house.says("bo", "still here")

    shown = [one for one in await house.wall() if one["post"]]
    assert label(shown[-1]) == "❤ 1"
    await house.says("bo", "/votes")
    assert "count at once" in await text_of(house, "bo")


async def test_admins_are_shown_a_held_burst_and_let_it_count_or_keep_it_out(house: House) -> None:
    message = await house.paints("ana", "a fox")
    crowd = [f"crowd{n}" for n in range(bursts.LEAST)]
    for who in crowd:
        await house.presses(who, message, "like")
    assert label(next(one for one in await house.wall() if one["post"])) == "❤ 0"

    await house.says("dee", "/setup")
    assert "held: /votes" in await text_of(house, "dee")
    await house.says("dee", "/votes")
    told = await house.last("dee")
    assert f"{bursts.LEAST} votes wait" in told["text"]
    await house.presses("dee", told, "countburst")
    assert "Only a known person" in await text_of(house, "dee")

    async with house.salon.begin() as db:
        await db.execute(update(Member).where(Member.name == "Dee").values(known=True))
        await db.execute(update(Room).values(settled=True))
    await house.presses("dee", told, "countburst")
    assert "count now" in await text_of(house, "dee")
    assert label(next(one for one in await house.wall() if one["post"])) == f"❤ {bursts.LEAST}"
    await house.presses("dee", told, "dropburst")
    assert "Nothing is held" in await text_of(house, "dee")


async def test_a_pick_knows_its_message_and_the_order_that_was_seen(house: House) -> None:
    await house.says("ana", "/imagine a fox --n 2")
    message = await house.last("bo")

    await house.presses("bo", message, "like", value=f"{message['post']['id']}.2")

    async with house.salon.read() as db:
        (pick,) = await db.scalars(select(Pick))
    assert pick.shown["order"] == [picture["n"] for picture in message["pictures"]]
    assert pick.room_id == (await house.room()).id
    assert pick.copy_id is not None


async def test_details_say_how_often_a_post_was_shown_and_how_many_of_a_hundred_liked_it(house: House) -> None:
    await house.says("bo", "good evening")
    message = await house.paints("ana", "a fox")
    code = message["post"]["id"]
    await exposure.flush(house.salon)
    async with house.salon.read() as db:
        (in_room,) = await db.scalars(select(Exposure))
    assert (in_room.place, in_room.shown, in_room.room_id) == ("room", 2, (await house.room()).id)

    await house.presses("bo", message, "like")
    for _reader in range(6):
        await house.feed("new")
        await house.client("-").get("/feed?sort=new")
    for _reader in range(6):
        await house.client("-").get(f"/p/{code}")
    await exposure.flush(house.salon)

    details = (await house.client("bo").get(f"/api/posts/{code}")).json()["details"]
    assert (details["likes"], details["shown"], details["rate"]) == (1, 20, 5.0)
    assert "liked by 5.0 of a hundred" in (await house.client("bo").get(f"/p/{code}?lang=en")).text
    await house.presses("bo", message, "details")
    assert "Likes: 1 · shown" in await text_of(house, "bo")


async def test_old_hours_are_summed_up_and_lose_no_showing(house: House) -> None:
    message = await house.paints("ana", "a fox")
    number = number_of(message["post"]["id"])
    for _day in range(3):
        house.salon.shown.add((number,), "page")
        await exposure.flush(house.salon)
        clock.forward(timedelta(days=1))
    clock.forward(exposure.BY_HOUR)
    async with house.salon.begin() as db:
        for _time in range(2):
            await exposure.fold(db, house.salon.now())

    async with house.salon.read() as db:
        rows = [(one.place, one.hour, one.shown) for one in await db.scalars(select(Exposure).order_by(Exposure.place))]
    assert rows == [("page", 0, 3), ("room", 0, 1)]


async def test_by_rate_one_vote_does_not_beat_ninety_of_a_hundred(house: House) -> None:
    for prompt in ("a fox", "a heron", "a lighthouse"):
        await house.paints("ana", prompt)
    async with house.salon.begin() as db:
        numbers = list(await db.scalars(select(Rank.post_id).order_by(Rank.post_id)))
        voters = [
            Member(kind="person", slug=f"v{n}", name="V", known=True, created_at=house.salon.now()) for n in range(300)
        ]
        db.add_all(voters)
        await db.flush()
        for number, up, down in zip(numbers, (1, 90, 120), (0, 10, 180), strict=True):
            ballots = [voting.ballots.Ballot(number, voter.id, 1, house.salon.now()) for voter in voters[:up]]
            against = [
                voting.ballots.Ballot(number, voter.id, -1, house.salon.now()) for voter in voters[up : up + down]
            ]
            await voting.ballots.cast_all(db, ballots + against, house.salon.now())

    assert [one["prompt"] for one in await house.feed("top", by="rate")] == ["a heron", "a lighthouse", "a fox"]
    assert next(iter(await house.feed("top", window="week", by="rate")))["prompt"] == "a heron"
    assert [one["prompt"] for one in await house.feed("top")] == ["a heron", "a fox", "a lighthouse"]
    wrong = await house.client("-").get("/api/feed/top?by=luck")
    assert wrong.status_code == 422
    for typed in ("/top week --by rate", "/top —by rate", "/top all --by 好评率"):
        card = await house.says("bo", typed)
        assert card
        assert "by rate" in card["text"]
        assert card["post"]["prompt"] == "a heron"
    assert "rate" in (await house.says("bo", "/top --by luck"))["text"]


@pytest.mark.parametrize(("language", "said"), [("en", "One person, one vote"), ("zh", "一人一票")])
async def test_every_rule_is_on_one_page_in_both_languages(house: House, language: str, said: str) -> None:
    page = (await house.client("-").get(f"/votes?lang={language}")).text

    assert said in page
    assert str(standing.MOST_TRUSTED) in page
    assert "{" not in page.partition("<main")[2]
