"""A picture in words: what the house knows of its own, what a file brings along, what a model sees, and what is painted from it."""

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pydantic import SecretStr
from sqlalchemy import select

from core import health, worker
from core.models.describing import Description
from core.models.spending import Spending
from core.painter import Painter
from core.settings import Settings
from tests.house import House, Message, button, clock, opened
from tests.personas.endpoint import KEY, Standin, completion, serving

HERONS = json.dumps(
    {
        "description": "Two herons stand in a misty pond at dawn.",
        "ideas": ["two herons in mist", "a pond at dawn, reeds", "herons seen from above"],
    }
)
PARAMETERS = (
    "a tin moon over a quiet pond, (masterpiece)\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, Seed: 7"
)


def photo(kind: str = "JPEG", size: tuple[int, int] = (600, 300), **more: Any) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(file, kind, **more)
    return file.getvalue()


def with_words(words: str) -> bytes:
    info = PngInfo()
    info.add_text("parameters", words)
    return photo("PNG", pnginfo=info)


async def describes(house: House, who: str, data: bytes, room: str = "lobby") -> Message:
    """Let a person send /describe with a file; return the last message they then see."""
    await house.join(who, room)
    headers = {"X-Salon": "1"}
    sent = await house.client(who).post(f"/rooms/{room}/attach", content=data, headers=headers)
    assert sent.status_code == 201, sent.text
    said = {"id": uuid4().hex, "text": "/describe", "picture": sent.json()["picture"]}
    await house.client(who).post(f"/rooms/{room}/say", json=said)
    await house.settle()
    return await house.last(who, room)


def labels(message: Message) -> list[str]:
    return [one["label"] for row in message["buttons"] for one in row]


async def rows(house: House) -> list[Description]:
    async with house.salon.read() as db:
        return list(await db.scalars(select(Description).order_by(Description.id)))


# Without a model


async def test_a_picture_painted_here_is_told_in_its_painters_own_words(house: House) -> None:
    message = await house.paints("ana", "a fox in fog --style ink")
    code = message["post"]["id"]

    told = await house.says("bo", "/describe", reply_to=message["id"])

    assert told is not None
    first, sentence, *ideas = told["text"].splitlines()
    assert first == f"👁 What #{code} shows"
    assert sentence == "A fox in a forest scene, with fog, as ink wash."
    assert [line.partition(" · ")[0] for line in ideas] == [f"🖌 {n}  a fox in fog" for n in (1, 2, 3)]
    assert len({line.partition(" · ")[2] for line in ideas}) == 3
    assert labels(told) == ["🖌 1", "🖌 2", "🖌 3", "🖌 All", "⧉ Copy the words"]
    assert button(told, "words")["copy"] == sentence
    assert not told["private"]


async def test_in_a_chinese_room_it_is_told_in_chinese(house: House) -> None:
    message = await house.paints("ana", "a fox in fog --style ink", "teahouse")

    told = await house.says("ana", f"/describe #{message['post']['id']}", "teahouse")

    assert told is not None
    assert told["text"].splitlines()[:2] == [f"👁 #{message['post']['id']} 画的是", "狐狸，森林，雾，水墨风格的画。"]
    assert "🖌 全部" in labels(told)


async def test_an_idea_is_painted_as_a_child_in_its_look_and_shape(house: House) -> None:
    message = await house.paints("ana", "a fox in fog --style ink --ar 16:9")
    told = await house.says("bo", f"/describe {message['post']['id']}")
    assert told is not None

    await house.presses("cy", told, "idea", value=button(told, "idea")["value"])

    child = (await house.feed())[0]
    assert (child["prompt"], len(child["pictures"])) == ("a fox in fog", 2)
    assert child["style"] not in ("", "ink")
    assert child["pictures"][0]["width"] > 1.5 * child["pictures"][0]["height"]
    shown = [one for one in await house.wall("lobby", "cy") if one["post"]][-1]
    assert f"remix of #{message['post']['id']} by Ana" in shown["text"]


async def test_all_paints_one_picture_of_each_idea_also_after_a_year(house: House) -> None:
    message = await house.paints("ana", "a fox in fog")
    told = await house.says("bo", f"/describe {message['post']['id']}")
    assert told is not None
    await house.wind(days=400)

    await house.presses("bo", told, "ideas")

    made = (await house.feed())[:3]
    assert [len(one["pictures"]) for one in made] == [1, 1, 1]
    assert len({one["style"] for one in made}) == 3


async def test_the_menu_of_a_post_describes_it(house: House) -> None:
    message = await house.paints("ana", "a tin moon")

    await house.presses("bo", message, "describe")

    assert (await house.last("bo"))["text"].startswith(f"👁 What #{message['post']['id']} shows\n")


async def test_the_words_of_a_private_picture_are_for_its_own_alone(house: House) -> None:
    await house.says("ana", "/imagine a secret garden --n 1 --private")
    message = [one for one in await house.wall("lobby", "ana") if one["post"]][-1]
    code = message["post"]["id"]

    refused = await house.says("bo", f"/describe #{code}")
    told = await house.says("ana", f"/describe #{code}")

    assert refused is not None
    assert told is not None
    assert "There is nothing here called" in refused["text"]
    assert (told["private"], "garden" in told["text"]) == (True, True)
    assert not any("What #" in one["text"] for one in await house.wall("lobby", "bo"))
    await house.presses("bo", told, "idea", value=button(told, "idea")["value"])
    assert "not yours" in (await house.last("bo"))["text"]
    await house.presses("ana", told, "idea")
    assert await house.feed() == []  # what comes from a private picture is private, too


async def test_a_picture_that_went_private_meanwhile_is_not_told_to_the_room(house: House) -> None:
    message = await house.paints("ana", "a secret garden")
    said = {"id": "d", "text": f"/describe #{message['post']['id']}"}
    await house.join("bo")
    await house.client("bo").post("/rooms/lobby/say", json=said)
    await house.hear_only()
    looking = await house.last("bo")

    await house.presses("ana", message, "private")

    now = await house.last("bo")
    assert (looking["text"], labels(looking)) == ("👁 Looking…", ["Cancel"])
    assert now["id"] == looking["id"]
    assert "garden" not in now["text"]
    assert "not public any more" in now["text"]


async def test_the_words_of_a_picture_that_is_deleted_go_with_it(house: House) -> None:
    message = await house.paints("ana", "a secret garden")
    told = await house.says("bo", f"/describe #{message['post']['id']}")
    assert told is not None

    await house.presses("ana", message, "private")
    hidden = next(one for one in await house.wall("lobby", "bo") if one["id"] == told["id"])
    await house.presses("ana", message, "public", value=message["post"]["id"])
    shown = next(one for one in await house.wall("lobby", "bo") if one["id"] == told["id"])
    await house.presses("ana", message, "delete")
    gone = next(one for one in await house.wall("lobby", "bo") if one["id"] == told["id"])
    await house.presses("bo", told, "idea")

    assert ["not public any more" in one["text"] for one in (hidden, shown, gone)] == [True, False, True]
    assert shown["text"] == told["text"]
    assert "not here any more" in (await house.last("bo"))["text"]


async def test_a_file_of_other_tools_is_told_by_the_words_it_brings(house: House) -> None:
    told = await describes(house, "ana", with_words(PARAMETERS))

    lines = told["text"].splitlines()
    assert lines[0] == "👁 What the picture shows"
    assert lines[1] == (
        "Its file says that it was painted from the words “a tin moon over a quiet pond, (masterpiece)”."
    )
    assert lines[2] == "🖌 1  a tin moon over a quiet pond, (masterpiece)"
    assert " · " in lines[3]


async def test_a_file_that_left_this_house_is_known_again(house: House) -> None:
    message = await house.paints("ana", "a heron in fog --style ink")
    whole = (await house.client("ana").get(message["pictures"][0]["full"])).content
    small = (await house.client("ana").get(message["pictures"][0]["url"])).content

    for data in (whole, small):  # PNG with words, and WebP, whose credentials are titled with them
        told = await describes(house, "bo", data)
        assert "“a heron in fog”" in told["text"]


async def test_of_any_other_photo_it_is_said_how_the_host_has_them_described(house: House) -> None:
    told = await describes(house, "ana", photo())
    zh = await describes(house, "bo", photo(), "teahouse")

    assert "SALON_DESCRIBER" in told["text"]
    assert "/restyle" in told["text"]
    assert told["buttons"] == []
    assert "SALON_DESCRIBER" in zh["text"]
    assert "看不了图" in zh["text"]
    assert {one.state for one in await rows(house)} == {"refused"}


async def test_what_there_is_nothing_to_describe_of_is_said(house: House) -> None:
    for typed, told in (
        ("/describe", "with a photo"),
        ("/describe #ZZZZ", "ZZZZ"),
        ("/describe xyz", "nothing here called xyz"),
    ):
        answer = await house.says("ana", typed)
        assert answer is not None
        assert told in answer["text"]


@pytest.mark.parametrize("value", ["", "x", "1", "1.9", "9999.1", "99999999999999999999.1", "1.1.1", "-1.1"])
async def test_a_forged_button_paints_nothing(house: House, value: str) -> None:
    message = await house.paints("ana", "a fox")
    told = await house.says("bo", f"/describe {message['post']['id']}")
    assert told is not None

    await house.presses("bo", told, "idea", value=value)

    assert "/describe makes a new one" in (await house.last("bo"))["text"]
    assert len(await house.feed()) == 1


# With a model


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    """A server of models that sees herons."""
    async with serving() as one:
        one.will(HERONS)
        yield one


def seeing(settings: Settings, standin: Standin, **own: Any) -> Settings:
    chosen = {"describer": "openai:small", "describer_url": standin.url, "describer_key": SecretStr(KEY)}
    return settings.model_copy(update={**chosen, "describer_price_in": 2.0, "describer_price_out": 4.0, **own})


@pytest.fixture
async def sighted(settings: Settings, painter: Painter, standin: Standin) -> AsyncIterator[House]:
    """A house in which that server looks at pictures."""
    async with opened(seeing(settings, standin), painter) as house:
        yield house


async def test_a_photo_is_told_by_the_model_and_its_ideas_are_painted_in_its_shape(
    sighted: House, standin: Standin
) -> None:
    told = await describes(sighted, "ana", photo())

    lines = told["text"].splitlines()
    assert lines[1] == "Two herons stand in a misty pond at dawn."
    assert [line.partition("  ")[2].partition(" · ")[0] for line in lines[2:5]] == json.loads(HERONS)["ideas"]
    assert lines[5] == "Seen by openai:small, an AI, which may be wrong."
    assert standin.keys == [f"Bearer {KEY}"]
    sent = standin.asked[0]["messages"][1]["content"][0]["image_url"]["url"]
    picture = Image.open(io.BytesIO(base64.b64decode(sent.removeprefix("data:image/jpeg;base64,"))))
    assert picture.size == (600, 300)
    await sighted.presses("bo", told, "idea")
    made = (await sighted.feed())[0]
    assert made["prompt"] == "two herons in mist"
    assert made["pictures"][0]["width"] > 1.7 * made["pictures"][0]["height"]


async def test_the_model_is_asked_in_the_rooms_language(sighted: House, standin: Standin) -> None:
    await describes(sighted, "ana", photo())
    await describes(sighted, "ana", photo(), "teahouse")

    assert ["Simplified Chinese" in one["messages"][0]["content"] for one in standin.asked] == [False, True]


async def test_looking_is_paid_for_from_the_rooms_day(sighted: House) -> None:
    await describes(sighted, "ana", photo())

    room = await sighted.room()
    async with sighted.salon.read() as db:
        (spent,) = (await db.scalars(select(Spending).where(Spending.room_id == room.id))).all()
    assert (spent.tokens_reserved, spent.tokens_spent) == (0, 940)
    assert (spent.money_reserved, spent.money_spent) == (0, 900 * 2 + 40 * 4)


async def test_when_the_rooms_day_is_used_up_it_is_said_and_half_is_left_to_the_characters(
    settings: Settings, painter: Painter, standin: Standin
) -> None:
    async with opened(seeing(settings, standin, writer_day_tokens=10_000), painter) as house:
        first = await describes(house, "ana", photo())
        second = await describes(house, "ana", photo())
        own = await house.paints("ana", "a fox")
        third = await house.says("ana", f"/describe #{own['post']['id']}")

    assert "herons" in first["text"]
    assert "used up for today" in second["text"]
    assert third is not None
    assert "A fox" in third["text"]
    assert len(standin.asked) == 1


async def test_a_members_day_has_an_end_and_failures_do_not_count(
    settings: Settings, painter: Painter, standin: Standin
) -> None:
    async with opened(seeing(settings, standin, describer_daily_limit=2), painter) as house:
        standin.will(web.json_response({"error": {"message": "on fire"}}, status=500))
        await describes(house, "ana", photo())
        standin.will(HERONS)
        for _look in range(2):
            assert "herons" in (await describes(house, "ana", photo()))["text"]
        last = await describes(house, "ana", photo())
        other = await describes(house, "bo", photo())

    assert "all 2 descriptions of today" in last["text"]
    assert "herons" in other["text"]


async def test_the_same_picture_is_looked_at_once(sighted: House, standin: Standin) -> None:
    await describes(sighted, "ana", photo())
    async with sighted.salon.begin() as db:
        first = (await db.scalars(select(Description))).one()
        first.picture, first.post_id = first.picture, None
    (row,) = await rows(sighted)
    for who in ("ana", "bo"):
        said = {"id": f"again-{who}", "text": "/describe", "picture": row.picture}
        await sighted.join(who)
        await sighted.client(who).post("/rooms/lobby/say", json=said)
        await sighted.settle()

    assert len(standin.asked) == 1
    assert [one.text for one in await rows(sighted)] == ["Two herons stand in a misty pond at dawn."] * 3


def _hang(*_asked: Any) -> Any:
    async def wait() -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    return wait()


async def _cut(request: web.Request, _asked: Any) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Length": "900", "Content-Type": "application/json"})
    await answer.prepare(request)
    await answer.write(b'{"choices": [{"mess')
    assert request.transport is not None
    request.transport.close()
    return answer


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda *_: web.json_response({"error": {"message": "no"}}, status=401), "it does not accept the key"),
        (lambda *_: web.json_response({"error": {"message": "slow down"}}, status=429), "it is busy"),
        (lambda *_: web.Response(status=503, text="<html>oops</html>"), "it has a fault of its own: HTTP 503"),
        (lambda *_: web.json_response({"error": {"message": "no images here"}}, status=400), "no images here"),
        (lambda *_: web.Response(text="hello", content_type="text/html"), "none that we understand"),
        (lambda *_: web.json_response([1, 2]), "none that we understand"),
        (lambda *_: web.json_response({"choices": []}), "none that we understand"),
        (completion(None), "none that we understand"),
        (completion({"a": 1}), "none that we understand"),
        (completion("   "), "none that we understand"),
        (completion('{"description": 7}'), "none that we understand"),
        (completion('{"description": "a fo', finish_reason="length"), "its answer broke off"),
        (completion("<think>what is this", finish_reason="length"), "its answer broke off"),
        (completion(None, message={"role": "assistant", "content": None, "refusal": "no"}), "rules refuse this"),
        (completion("x", finish_reason="content_filter"), "rules refuse this"),
        (_cut, "its answer broke off"),
        (_hang, "it took too long"),
    ],
)
async def test_odd_answers_are_told_with_a_way_to_try_again(
    settings: Settings, painter: Painter, standin: Standin, answer: Any, why: str
) -> None:
    if settings.redis:
        pytest.skip("the database makes no difference to what a server answers")
    standin.will(answer)
    async with opened(seeing(settings, standin, describer_timeout=1.0), painter) as house:
        told = await describes(house, "ana", photo())
        standin.will(HERONS)
        await house.presses("bo", told, "relook")
        others = await house.last("bo")
        await house.presses("ana", told, "relook")
        now = next(one for one in await house.wall("lobby", "ana") if one["id"] == told["id"])

    assert why in told["text"]
    assert (told["tone"], labels(told)) == ("notice", ["Retry"])
    assert KEY not in told["text"]
    assert "Only whoever asked for it" in others["text"]
    assert "herons" in now["text"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("```json\n" + HERONS + "\n```", "Two herons stand in a misty pond at dawn."),
        ("<think>hm, birds</think>" + HERONS, "Two herons stand in a misty pond at dawn."),
        ("A grey cat sleeps on a radiator.", "A grey cat sleeps on a radiator."),
        ('{"description": "A cat.", "ideas": "none"}', "A cat."),
        ("See https://evil.example/x @everyone\n/forgetme now --private", "See everyone forgetme now private"),
    ],
)
async def test_answers_in_other_forms_are_read_and_nothing_in_them_is_a_command(
    settings: Settings, painter: Painter, standin: Standin, said: str, sentence: str
) -> None:
    if settings.redis:
        pytest.skip("the database makes no difference to what a server answers")
    standin.will(said)
    async with opened(seeing(settings, standin), painter) as house:
        told = await describes(house, "ana", photo())
        await house.presses("ana", told, "idea")
        (made,) = await house.feed()

    assert told["text"].splitlines()[1] == sentence
    assert made["prompt"] == (sentence.strip(".") if "herons" not in sentence else "two herons in mist")


async def test_words_that_break_a_rule_are_not_shown(sighted: House, standin: Standin) -> None:
    standin.will(json.dumps({"description": "A sign that says canarygore.", "ideas": ["a sign"]}))
    told = await describes(sighted, "ana", photo())
    standin.will(json.dumps({"description": "A sign.", "ideas": ["a canarygore sign", "a sign at night"]}))
    other = await describes(sighted, "ana", photo(size=(320, 320)))

    assert "house rule" in told["text"]
    assert "canarygore" not in told["text"]
    assert told["buttons"] == []
    assert "canarygore" not in other["text"]
    assert "a sign at night" in other["text"]


async def test_words_without_an_end_are_cut(sighted: House, standin: Standin) -> None:
    standin.will(json.dumps({"description": "a very long sentence " * 400, "ideas": ["herons " * 300]}))

    told = await describes(sighted, "ana", photo())

    assert len(told["text"].splitlines()[1]) <= 600
    assert all(len(line) < 500 for line in told["text"].splitlines()[2:])


async def test_a_picture_of_this_house_is_told_by_its_own_words_when_the_model_is_away(
    settings: Settings, painter: Painter, standin: Standin
) -> None:
    standin.will(web.json_response({"error": {"message": "on fire"}}, status=500))
    async with opened(seeing(settings, standin), painter) as house:
        told = await describes(house, "ana", with_words(PARAMETERS))

    assert "Its file says" in told["text"]
    assert "Seen by" not in told["text"]


async def test_a_wish_can_be_taken_back_and_made_again(sighted: House, standin: Standin) -> None:
    await sighted.join("ana")
    sent = await sighted.client("ana").post("/rooms/lobby/attach", content=photo(), headers={"X-Salon": "1"})
    said = {"id": "d", "text": "/describe", "picture": sent.json()["picture"]}
    await sighted.client("ana").post("/rooms/lobby/say", json=said)
    await sighted.hear_only()
    looking = await sighted.last("ana")
    await sighted.presses("ana", looking, "unlook")
    taken = await sighted.last("ana")

    await sighted.presses("ana", taken, "relook")

    assert looking["text"] == "👁 Looking…"
    assert taken["text"] == "Taken back; nothing was counted."
    assert len(standin.asked) == 1
    assert "herons" in (await sighted.last("ana"))["text"]


async def test_a_job_that_comes_twice_tells_once(sighted: House, standin: Standin) -> None:
    told = await describes(sighted, "ana", photo())
    (row,) = await rows(sighted)

    work = sighted.built.handlers["describe"]
    from core.models.work import Job

    again = Job(kind="describe", args={"description": row.id})
    await work.run(sighted.salon, [again])
    await sighted.settle()

    assert len(standin.asked) == 1
    assert (await sighted.last("ana")) == told


async def test_what_breaks_again_and_again_is_told(settings: Settings, painter: Painter, standin: Standin) -> None:
    async with opened(seeing(settings, standin), painter) as house:
        await house.join("ana")
        sent = await house.client("ana").post("/rooms/lobby/attach", content=photo(), headers={"X-Salon": "1"})
        key = sent.json()["picture"]
        said = {"id": "d", "text": "/describe", "picture": key}
        await house.client("ana").post("/rooms/lobby/say", json=said)
        await house.hear_only()
        await house.salon.media.put(key, b"no picture any more")
        stop = asyncio.Event()
        running = asyncio.create_task(worker.run_forever(house.salon, house.built.handlers, "eyes", 1, stop))
        async with asyncio.timeout(20):
            while (await rows(house))[0].state == "waiting":
                clock.forward(timedelta(seconds=60))
                await asyncio.sleep(0.1)
        stop.set()
        await running
        await house.settle()
        told = await house.last("ana")

    assert "it has a fault of its own" in told["text"]
    assert labels(told) == ["Retry"]


async def test_setup_says_who_looks_and_what_is_wrong_with_it(
    settings: Settings, painter: Painter, standin: Standin
) -> None:
    async with opened(settings, painter) as plain:
        own = await plain.says("ana", "/setup")
    async with opened(seeing(settings, standin, describer_url="http://127.0.0.1:9/v1"), painter) as away:
        await health.look(away.salon)
        told = await away.says("ana", "/setup")

    assert own is not None
    assert told is not None
    assert "the host sets SALON_DESCRIBER" in own["text"]
    assert "describe pictures: openai:small" in told["text"]
    assert "❌ describer: the describer at http://127.0.0.1:9/v1 can't be reached" in told["text"]


async def test_my_descriptions_are_in_my_export_and_go_when_i_go(sighted: House) -> None:
    told = await describes(sighted, "ana", photo())
    await sighted.says("ana", "/forgetme")
    ask = await sighted.last("ana")
    await sighted.presses("ana", ask, "forget")

    assert "herons" in told["text"]
    assert await rows(sighted) == []
