"""The cast in the room: they welcome, answer when spoken to, paint on their own, and never talk over people."""

from personas import moments
from tests.house import House, Message, clock


def spoken(wall: list[Message], slug: str = "") -> list[Message]:
    said = [one for one in wall if one["speaker"] and one["speaker"]["badge"] and not one["post"]]
    return [one for one in said if not slug or one["speaker"]["slug"] == slug]


async def test_a_brand_new_room_opens_with_talk_and_pictures(lively: House) -> None:
    wall = await lively.wall()

    assert spoken(wall)
    assert [one for one in wall if one["post"] and one["speaker"]["badge"]]


async def test_the_host_welcomes_a_newcomer_once_and_says_who_is_ai(lively: House) -> None:
    await lively.join("ana")
    await lively.wind(seconds=20)
    first = [one for one in spoken(await lively.wall(), "mina") if "Ana" in one["text"] and "/imagine" in one["text"]]

    await lively.client("ana").post("/rooms/lobby/join", json={"name": "Ana"})
    await lively.wind(seconds=20)

    again = [one for one in spoken(await lively.wall(), "mina") if "Ana" in one["text"] and "/imagine" in one["text"]]
    assert (len(first), len(again)) == (1, 1)
    assert "AI" in first[0]["text"]


async def test_a_persona_answers_who_speaks_to_it_by_name(lively: House) -> None:
    await lively.join("ana")
    await lively.wind(seconds=30)

    await lively.says("ana", "Otto, do you like trains?")
    await lively.wind(seconds=10)

    answer = spoken(await lively.wall(), "otto")[-1]
    assert answer["reply_to"]["text"] == "Otto, do you like trains?"


async def test_a_persona_asked_whether_it_is_a_person_says_that_it_is_ai(lively: House) -> None:
    await lively.says("ana", "Luna, are you a real person?")
    await lively.wind(seconds=10)

    assert "AI" in spoken(await lively.wall(), "luna")[-1]["text"]


async def test_a_persona_paints_what_it_is_asked_for(lively: House) -> None:
    await lively.says("ana", "Iris, paint me a heron at dawn")
    await lively.wind(seconds=20)

    posts = [post for post in await lively.feed() if post["author"]["slug"] == "iris" and "heron" in post["prompt"]]
    assert len(posts) == 1


async def test_personas_stop_talking_when_no_person_does(lively: House) -> None:
    await lively.says("ana", "Fen, what does Otto think of this?")
    for _minute in range(30):
        await lively.wind(minutes=1)

    wall = await lively.wall()
    since = [one for one in wall if one["id"] > max(m["id"] for m in wall if m["text"].startswith("Fen, what"))]
    assert 1 <= len(spoken(since)) <= 3


async def test_personas_have_no_vote(lively: House) -> None:
    await lively.paints("ana", "a red fox in the snow")
    for _minute in range(10):
        await lively.wind(minutes=1)

    assert {post["score"] for post in await lively.feed()} == {0}


async def test_a_quiet_hour_is_kept(lively: House) -> None:
    async with lively.salon.begin() as db:
        room = await db.merge(await lively.room())
        room.quiet_until = clock.now.replace(hour=23)
    before = len(spoken(await lively.wall()))

    await lively.says("ana", "Fen, say something")
    await lively.wind(minutes=5)

    assert len(spoken(await lively.wall())) == before


async def test_each_moment_of_the_day_is_taken_once_by_any_number_of_clocks(lively: House) -> None:
    for _tick in range(3):
        await moments.schedule_moments(lively.salon, lively.built.troupe)
    await lively.settle()
    count = len(await lively.feed())

    await moments.schedule_moments(lively.salon, lively.built.troupe)
    await lively.settle()

    assert len(await lively.feed()) == count
