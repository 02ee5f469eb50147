"""Telegram: lost answers, limits, conflicts, the webhook; and that nothing is said twice or left unanswered."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from api import process
from api.build import build
from core.painter import Painter
from core.ports import NotSent
from core.settings import BadSettings, Settings, read_settings
from tests.process import Process
from tests.telegram.conftest import Club, quiet, said
from tests.telegram.server import TOKEN, TelegramServer

SECRET = "a-secret-of-twenty-signs"


async def test_a_refusal_for_pace_is_waited_out(club: Club) -> None:
    ana, _bo = club.people()
    direct = club.server.direct(ana)

    club.server.fail_next("sendMessage", 429, "Too Many Requests: retry after 2", retry_after=2)
    asked = club.server.says(ana, direct, "/quota")

    assert "today" in said(await club.answer(direct, asked))


async def test_a_fault_of_the_server_loses_nothing(club: Club) -> None:
    ana, _bo = club.people()
    direct = club.server.direct(ana)

    for _time in range(4):
        club.server.fail_next("editMessageMedia", 502, "Bad Gateway")
    shown = await club.paints(ana, direct)

    assert len([one for one in direct.of_bot if "photo" in one]) == 1
    assert "photo" in shown


async def test_another_process_that_polls_is_waited_out(club: Club) -> None:
    ana, _bo = club.people()
    club.server.fail_next("getUpdates", 409, "Conflict: terminated by other getUpdates request")

    asked = club.server.says(ana, club.server.direct(ana), "/quota")

    assert "today" in said(await club.answer(club.server.direct(ana), asked))


async def test_an_update_that_comes_twice_is_answered_once(club: Club) -> None:
    ana, _bo = club.people()
    direct = club.server.direct(ana)
    asked = club.server.says(ana, direct, "/quota")
    again = dict(club.server.updates[-1])
    await club.answer(direct, asked)

    club.server.updates.append(again)
    club.server.arrived.set()
    await quiet(1.5)

    assert len(direct.of_bot) == 1


async def test_numbers_that_begin_anew_are_heard(club: Club) -> None:
    ana, _bo = club.people()
    direct = club.server.direct(ana)

    asked = club.server.says(ana, direct, "/quota")
    club.server.updates[-1]["update_id"] = 17

    assert "today" in said(await club.answer(direct, asked))


async def test_odd_updates_harm_nobody(club: Club) -> None:
    ana, _bo = club.people()
    direct = club.server.direct(ana)

    club.server.push(message={"message_id": 5})
    club.server.push(surprise={"from": {"id": 1}})
    club.server.push(message={"message_id": 1, "date": 0, "chat": direct.shown(), "from": ana.shown(), "dice": {}})
    asked = club.server.says(ana, direct, "/imagine \ud800\x00 a fox \u202e" + "x" * 3000)

    assert "too long" in said(await club.answer(direct, asked))


async def test_a_lost_answer_shows_no_picture_twice(tmp_path: Path) -> None:
    async with TelegramServer(drop=0.3, seed=4) as server:
        salon = Process(
            tmp_path, telegram_token=TOKEN, telegram_api=server.url, picture_side=512, persona_daily_limit=0
        )
        await salon.start("worker,clock,telegram")
        ana = server.person("Ana", started=True)
        direct = server.direct(ana)
        words = [f"fox number {n}" for n in range(5)]
        for prompt in words:
            server.says(ana, direct, f"/imagine {prompt} --n 1")

        def pictures() -> list[str]:
            return [said(one).split("\n")[0].removeprefix("Ana  ") for one in direct.of_bot if "photo" in one]

        await server.until(lambda: set(pictures()) >= set(words), 90)
        await asyncio.sleep(4)
        await salon.end()

    assert sorted(pictures()) == words


async def test_a_wrong_token_is_told_and_never_logged(tmp_path: Path) -> None:
    async with TelegramServer() as server:
        token = "4242:another-token-that-is-wrong-and-secret"
        salon = Process(tmp_path, telegram_token=token, telegram_api=server.url)
        await salon.start("telegram")
        for _try in range(300):
            await asyncio.sleep(0.1)
            if "token" in salon.log:
                break
        await salon.end()

    assert "does not know this bot's token" in salon.log
    assert token not in salon.log


async def test_the_webhook_is_closed_without_its_secret(settings: Settings, painter: Painter) -> None:
    own = {"telegram_token": TOKEN, "telegram_webhook": "https://club.example", "telegram_secret": SECRET}
    built = build(Settings(_env_file=None, **{**settings.model_dump(), **own}), painter=painter)
    await process.prepare(built)
    app, _room = await process.application(built)
    update = {"update_id": 5, "message": {"message_id": 1, "date": 0, "chat": {"id": 9, "type": "private"}}}
    header = "X-Telegram-Bot-Api-Secret-Token"

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://salon.test") as client:
        answers = [
            await client.post("/telegram/updates", json=update),
            await client.post("/telegram/updates", json=update, headers={header: "wrong"}),
            await client.post("/telegram/updates", json=update, headers={header: SECRET}),
            await client.post("/telegram/updates", json=update, headers={header: SECRET}),
            await client.post("/telegram/updates", content=b'{"update_id": NaN}', headers={header: SECRET, **JSON}),
            await client.post("/telegram/updates", content=b"[" * 50_000, headers={header: SECRET, **JSON}),
        ]
    async with built.salon.read() as db:
        from sqlalchemy import func, select

        from core.models.work import Inbox

        stored = await db.scalar(select(func.count()).select_from(Inbox))
    await built.salon.database.close()
    await built.salon.bell.close()

    assert [answer.status_code for answer in answers] == [401, 401, 200, 200, 400, 400]
    assert stored == 1


JSON = {"content-type": "application/json"}


def test_a_webhook_without_a_secret_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALON_TELEGRAM_WEBHOOK", "https://club.example")

    with pytest.raises(BadSettings, match="SALON_TELEGRAM_SECRET"):
        read_settings()


async def test_a_thousand_updates_at_once_are_answered_in_order(tmp_path: Path) -> None:
    async with TelegramServer(latency=0.01) as server:
        server.pace.on = True
        salon = Process(tmp_path, telegram_token=TOKEN, telegram_api=server.url, persona_daily_limit=0)
        people = [server.person(f"P{n}", started=True) for n in range(100)]
        for n in range(300):
            one = people[n % 100]
            server.says(one, server.direct(one), f"/show number{n:04d}")
        await salon.start("worker,clock,telegram")

        await server.until(lambda: sum(len(server.direct(one).of_bot) for one in people) == 300)
        await salon.end()

    for n, one in enumerate(people):
        answers = [said(message) for message in server.direct(one).of_bot]
        assert [f"number{m:04d}" in answers[k] for k, m in enumerate(range(n, 300, 100))] == [True] * 3
    assert server.pace.refused == 0


def test_a_pace_that_would_wait_long_says_when_to_come_back() -> None:
    from bots.telegram.pace import Pace

    async def crowd() -> NotSent:
        pace = Pace()
        pace.hold("-1", 30)
        with pytest.raises(NotSent) as told:
            async with pace.turn("-1", group=True):
                raise AssertionError("it was let through")
        return told.value

    later = asyncio.run(crowd())
    assert later.lane
    assert 29 < later.after <= 30
