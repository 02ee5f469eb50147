"""Company: characters that members make, how much each speaks in a room, what they remember, and chats alone with one."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event, select

from core import rooms
from core.models.company import Fact, Seat
from core.models.posts import Post
from personas import company, moments
from tests.house import House, Message, button, clock

NILS = "Nils, a lighthouse keeper who paints storms in ink; few words, dry humour"


def spoken(wall: list[Message], slug: str) -> list[Message]:
    return [one for one in wall if one["speaker"] and one["speaker"]["slug"] == slug]


async def told(house: House, who: str, line: str) -> str:
    """Return what a command answered."""
    message = await house.says(who, line)
    assert message is not None
    return str(message["text"])


async def test_a_member_makes_a_character_in_one_line_and_it_joins_the_room(lively: House) -> None:
    card = await lively.says("ana", f"/persona create {NILS}")
    await lively.wind(seconds=30)

    cast = await told(lively, "bo", "/personas")
    await lively.says("bo", "Nils, what do you think of storms?")
    await lively.wind(seconds=10)
    wall = await lively.wall()
    assert card is not None
    assert "Nils" in cast
    assert spoken(wall, "nils")[-1]["reply_to"]["text"] == "Nils, what do you think of storms?"
    assert [post for post in await lively.feed() if post["author"]["slug"] == "nils"]


async def test_a_character_without_a_name_is_refused_with_the_way_out(house: House) -> None:
    answer = await told(house, "ana", "/persona create a quiet one")

    assert "Nils, a lighthouse keeper" in answer


async def test_only_its_author_changes_a_character(house: House) -> None:
    await house.says("ana", f"/persona create {NILS}")

    other = await told(house, "bo", "/persona edit nils bio a pirate")
    own = await told(house, "ana", "/persona edit nils bio Keeps the light and the silence")
    shown = await told(house, "bo", "/persona show nils")

    assert "Only who made this character" in other
    assert "Keeps the light" in own
    assert "Keeps the light" in shown


async def test_a_paused_character_is_silent_and_a_deleted_one_is_gone(lively: House) -> None:
    await lively.says("ana", f"/persona create {NILS}")
    await lively.wind(seconds=30)
    await lively.says("ana", "/persona pause nils")
    before = len(spoken(await lively.wall(), "nils"))

    await lively.says("bo", "Nils, are you there?")
    await lively.wind(minutes=2)

    assert len(spoken(await lively.wall(), "nils")) == before
    assert "nils" not in await told(lively, "bo", "/personas")


async def test_a_muted_character_says_nothing_here(lively: House) -> None:
    await lively.says("ana", "/persona mute otto")
    before = len(spoken(await lively.wall(), "otto"))

    await lively.says("ana", "Otto, do you like trains?")
    await lively.wind(minutes=2)

    assert len(spoken(await lively.wall(), "otto")) == before
    assert "muted" in await told(lively, "ana", "/persona why otto")


async def test_an_admin_sees_which_rule_let_a_character_speak(lively: House) -> None:
    await lively.says("ana", "Otto, do you like trains?")
    await lively.wind(seconds=10)

    answer = await told(lively, "ana", "/persona why otto")

    assert "otto: spoken to (addressed) → said something" in answer


async def test_a_character_is_asked_for_a_picture_by_whoever_runs_the_room(lively: House) -> None:
    await lively.says("ana", "/persona say iris a heron on a red bridge")
    await lively.wind(seconds=20)

    assert [
        p for p in await lively.feed() if p["author"]["slug"] == "iris" and p["prompt"] == "a heron on a red bridge"
    ]


async def test_how_often_a_character_posts_here_is_the_rooms_to_say(lively: House) -> None:
    await lively.says("ana", "/persona schedule iris off")
    count = len([one for one in spoken(await lively.wall(), "iris") if one["post"]])

    for _step in range(72):
        await lively.wind(minutes=20)
        await moments.schedule_moments(lively.salon, lively.built.troupe)
        await lively.settle()

    assert len([one for one in spoken(await lively.wall(), "iris") if one["post"]]) == count


async def test_what_a_member_tells_is_remembered_shown_and_erased(lively: House) -> None:
    await lively.says("ana", "Iris, my cat is called Mo and I live in Lisbon.")
    await lively.wind(seconds=10)

    shown = await lively.says("ana", "/memory")
    assert shown is not None
    assert "Lisbon" in shown["text"]
    assert "cat is called Mo" in shown["text"]
    assert "Lisbon" not in await told(lively, "bo", "/memory")
    await lively.presses("ana", shown, "unlearn", value="all")

    assert "remembers anything" in await told(lively, "ana", "/memory")


async def test_nobody_is_remembered_against_their_wish(lively: House) -> None:
    await lively.says("ana", "/memory off")
    await lively.says("ana", "Iris, I live in Lisbon.")
    await lively.wind(seconds=10)

    async with lively.salon.read() as db:
        assert list(await db.scalars(select(Fact))) == []


async def test_what_one_room_was_told_is_not_known_in_another(lively: House) -> None:
    await lively.says("ana", "Iris, I live in Lisbon.")
    await lively.wind(seconds=10)
    elsewhere = await lively.says("ana", "/memory", room="teahouse")

    assert elsewhere is not None
    assert "Lisbon" not in elsewhere["text"]


async def test_wack_clears_the_talk_and_reset_what_was_told(lively: House) -> None:
    await lively.says("ana", "Iris, I live in Lisbon.")
    await lively.wind(seconds=10)
    await lively.says("ana", "/wack iris")
    async with lively.salon.read() as db:
        kept = list(await db.scalars(select(Fact.value)))
        seat = (await db.scalars(select(Seat).where(Seat.forgot_at.is_not(None)))).one()
    assert kept == ["Lisbon"]
    assert seat.forgot_at is not None

    answer = await told(lively, "ana", "/reset iris")

    assert "1" in answer
    async with lively.salon.read() as db:
        assert list(await db.scalars(select(Fact.value))) == []


async def alone_with(house: House, who: str, slug: str) -> str:
    """Open a direct chat from a character's page; return its address."""
    await house.join(who)
    async with house.salon.read() as db:
        from core import members

        number = (await members.find_member(db, slug)).id
    answer = await house.client(who).get(f"/talk/{number}", follow_redirects=False)
    assert answer.status_code == 303
    await house.wind(seconds=20)
    return str(answer.headers["location"]).rpartition("/")[2]


async def test_a_direct_chat_is_for_two_and_nobody_else_enters(lively: House) -> None:
    address = await alone_with(lively, "ana", "iris")
    await lively.says("ana", "what do you like to paint?", room=address)
    await lively.wind(seconds=10)

    wall = await lively.wall(address, "ana")
    stranger = await lively.client("bo").get(f"/rooms/{address}/history")
    await lively.join("bo")
    page = await lively.client("bo").get(f"/rooms/{address}")
    listed = (await lively.client("bo").get("/rooms")).json()["items"]
    assert len(spoken(wall, "iris")) >= 2
    assert {one["speaker"]["slug"] for one in wall if one["speaker"] and one["speaker"]["badge"]} == {"iris"}
    assert (stranger.status_code, page.status_code) == (404, 404)
    assert address not in [one["address"] for one in listed]


async def test_a_picture_painted_alone_is_private_and_its_members_own(lively: House) -> None:
    address = await alone_with(lively, "ana", "iris")
    await lively.says("ana", "paint me a heron at dawn", room=address)
    await lively.wind(seconds=30)

    shown = [one for one in await lively.wall(address, "ana") if one["post"]]
    assert len(shown) == 1
    assert [post for post in await lively.feed() if "heron at dawn" in post["prompt"]] == []
    async with lively.salon.read() as db:
        post = (await db.scalars(select(Post).where(Post.prompt.contains("heron at dawn")))).one()
    assert post.visibility == "private"
    page = await lively.client("ana").get(f"/p/{post.code}")
    other = await lively.client("bo").get(f"/p/{post.code}")
    assert (page.status_code, other.status_code) == (200, 404)


async def test_a_picture_unasked_comes_alone_only_as_often_as_allowed(lively: House) -> None:
    address = await alone_with(lively, "ana", "iris")
    await days(lively, 2)
    assert [one for one in await lively.wall(address, "ana") if one["post"]] == []

    await lively.says("ana", "/persona schedule iris daily", room=address)
    await days(lively, 3)

    assert 2 <= len([one for one in await lively.wall(address, "ana") if one["post"]]) <= 4


async def days(house: House, count: int) -> None:
    """Let days go by, with the clock ticking every quarter of an hour."""
    for _tick in range(count * 96):
        clock.forward(timedelta(minutes=15))
        await moments.schedule_moments(house.salon, house.built.troupe)
    await house.settle()


async def test_a_talk_becomes_a_card_in_the_feed_once_those_quoted_agree(lively: House) -> None:
    await lively.says("ana", "Otto, do you like trains?")
    await lively.wind(seconds=10)
    await lively.says("bo", "Otto, and boats?")
    await lively.wind(seconds=10)
    asked = await lively.says("ana", "/share otto 4")
    assert asked is not None
    assert "Bo" in asked["text"]

    await lively.presses("bo", asked, "quoteme")
    await lively.presses("ana", asked, "showtalk")
    await lively.wind(seconds=5)

    card = (await lively.feed())[0]
    assert card["author"]["slug"] == "ana"
    assert "and boats?" in card["pictures"][0]["alt"]
    assert len(card["pictures"]) == 1


async def test_lines_of_whoever_does_not_agree_are_covered(lively: House) -> None:
    await lively.says("ana", "Otto, do you like trains?")
    await lively.wind(seconds=10)
    await lively.says("bo", "Otto, and boats?")
    await lively.wind(seconds=10)
    asked = await lively.says("ana", "/share otto 4")
    assert asked is not None

    await lively.presses("ana", asked, "showtalk")
    await lively.wind(seconds=5)

    alt = (await lively.feed())[0]["pictures"][0]["alt"]
    assert "boats" not in alt
    assert "▒" in alt
    assert "Bo" not in alt


async def test_a_duet_is_chosen_by_the_room_and_signed_by_both(lively: House) -> None:
    await lively.says("ana", "/duet iris kai")
    for panel in range(1, 4):
        await lively.wind(seconds=30)
        offer = next(
            one for one in reversed(await lively.wall())
            if any(b["verb"] == "duet" for row in one["buttons"] for b in row)
        )  # fmt: skip
        choice: dict[str, Any] = offer["buttons"][1][0]
        assert choice["value"].split(".")[1] == str(panel)
        await lively.presses("bo", offer, "duet", value=choice["value"])
        await lively.wind(minutes=10)
    await lively.wind(minutes=2)
    await lively.wind(minutes=2)

    whole = next(post for post in await lively.feed() if "duet" in post["caption"].lower())
    assert whole["prompt"].count(" / ") == 3
    assert choice["label"] in whole["prompt"]
    wall = [one for one in await lively.wall() if one["post"] and one["post"]["id"] == whole["id"]]
    assert "with Kai" in wall[0]["text"]


async def test_a_profile_leads_to_a_talk_alone(house: House) -> None:
    card = await house.says("ana", "/profile iris")
    assert card is not None

    await house.presses("ana", card, "talk", value=button(card, "talk")["value"])

    link = (await house.wall(who="ana"))[-1]["buttons"][0][0]["url"]
    assert "/talk/" in link


async def test_many_rooms_at_once_have_the_company_that_each_has_by_itself(lively: House) -> None:
    await lively.says("ana", f"/persona create {NILS}")
    await lively.says("ana", "/persona dismiss otto")
    await lively.says("ana", "/persona schedule iris daily")
    await alone_with(lively, "ana", "iris")
    await alone_with(lively, "bo", "nils")
    troupe = lively.built.troupe

    async with lively.salon.read() as db:
        found = await rooms.rooms_on(db)
        at_once = await company.companies_of(db, troupe, found)
        each = [await company.company_of(db, troupe, room) for room in found]

    assert len(found) > 3
    assert [one.cards for one in at_once] == [one.cards for one in each]
    assert [[place.member.id for place in one.placed.values()] for one in at_once] == [
        [place.member.id for place in one.placed.values()] for one in each
    ]
    assert len({tuple(one.cards) for one in each}) > 2


async def test_a_clock_asks_as_little_of_many_rooms_as_of_few(lively: House) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    async def questions() -> int:
        asked.clear()
        await moments.schedule_moments(lively.salon, lively.built.troupe)
        return len(asked)

    event.listen(lively.salon.database.engine.sync_engine, "before_cursor_execute", note)
    await questions()
    few = await questions()
    async with lively.salon.begin() as db:
        own = {"settings": lively.salon.settings, "now": lively.salon.now() - timedelta(days=2)}
        for n in range(60):
            await rooms.room_at(db, "web", f"quiet-{n}", kind="group" if n % 2 else "direct", title="", **own)
    await questions()

    assert await questions() == few
