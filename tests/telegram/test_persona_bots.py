"""Telegram: personas as bot accounts of their own: making, speaking, direct chats, votes, one hearing, and the end."""

import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.process import Process
from tests.telegram.conftest import Club, labels, quiet, said
from tests.telegram.managed import ManagedTelegram
from tests.telegram.people import Person
from tests.telegram.server import TOKEN
from tests.telegram.world import BOT, Chat, Values

HOST = 5001  # the first person that this Telegram meets


@dataclass
class Circle(Club):
    """A club whose host turned bots of their own on."""

    server: ManagedTelegram
    host: Person

    async def makes(self, who: str, username: str = "") -> Values:
        """Let the host make a persona its bot, by the button that Telegram opens; wait until it is at work."""
        direct = self.server.direct(self.host)
        asked = self.server.says(self.host, direct, f"/persona bot {who}")
        offer = await self.answer(direct, asked, "Telegram opens")
        link = offer["reply_markup"]["inline_keyboard"][0][0]["url"]
        bot = self.server.makes_bot(self.host, link, username)
        await self.server.until(lambda: "photo" in {name for name, _tag in self.server.profiles.get(bot["id"], {})})
        return bot

    def asks(self, question: str, *facts: Any) -> list[Any]:
        """Ask the database.

        The connection is closed at once: one left to the garbage collector would keep this process looking at a log that
        Salon removes as it ends.
        """
        with closing(sqlite3.connect(self.salon.folder / "data" / "salon.db", timeout=10)) as db:
            return db.execute(question, facts).fetchall()

    async def by(self, bot: Values, chat: Chat, after: int = 0, words: str = "") -> Values:
        """Wait for a message of a bot after another."""
        found: list[Values] = []

        def there() -> bool:
            found[:] = [one for one in chat.by(bot["id"]) if one["message_id"] > after and words in said(one)]
            return bool(found)

        await self.server.until(there)
        return found[0]


@pytest.fixture(scope="module")
async def circle(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Circle]:
    """A running club with a host."""
    folder: Path = tmp_path_factory.mktemp("circle")
    own = {"telegram_persona_bots": True, "admins": f"telegram:{HOST}", "picture_side": 512, "persona_daily_limit": 60}
    async with ManagedTelegram() as server:
        salon = Process(folder, telegram_token=TOKEN, telegram_api=server.url, secret="a secret of this house", **own)
        host = server.person("Hope", started=True)
        assert host.id == HOST
        await salon.start("worker,clock,telegram")
        await server.until(lambda: ("all_group_chats", "zh") in server.commands)
        yield Circle(server, salon, host)
        await salon.end(signal.SIGTERM)
        assert "Traceback" not in salon.log, salon.log[-3000:]


@pytest.fixture(scope="module")
async def luna(circle: Circle) -> Values:
    """Luna's own bot."""
    return await circle.makes("luna")


async def test_the_host_makes_a_persona_a_bot_of_its_own(circle: Circle, luna: Values) -> None:
    told = await circle.answer(circle.server.direct(circle.host), 0, f"Luna is @{luna['username']}")
    profile = circle.server.profiles[luna["id"]]

    assert luna["username"] == "luna_salon_test_bot"
    assert labels(told) == ["Add to a group"]
    assert profile["name", ""] == "Luna · AI"
    assert profile["name", "zh"].endswith(" · AI")
    assert profile["name", "zh"] != profile["name", ""]
    assert "AI character" in profile["long", ""]
    assert "AI 角色" in profile["long", "zh"]
    assert profile["photo", ""] == (640, 640)


async def test_the_token_is_nowhere_to_be_read(circle: Circle, luna: Values) -> None:
    token = circle.server.token_of(luna)
    secret = token.partition(":")[2].encode()

    files = [file for file in (circle.salon.folder / "data").rglob("*") if file.is_file()]
    [(kept,)] = circle.asks("SELECT token FROM persona_bots WHERE bot_id = ?", str(luna["id"]))

    assert any(file.name == "salon.db" for file in files)
    assert [file.name for file in files if secret in file.read_bytes()] == []
    assert secret.decode() not in circle.salon.log
    assert len(kept) > len(token)


async def test_only_whoever_runs_the_house_makes_bots(circle: Circle) -> None:
    ana, _bo = circle.people()
    direct = circle.server.direct(ana)

    asked = circle.server.says(ana, direct, "/persona bot fen")
    refused = said(await circle.answer(direct, asked))

    assert "Only whoever runs this house" in refused
    assert f"telegram:{ana.id}" in refused


async def test_a_bot_that_nobody_was_offered_is_left_alone(circle: Circle) -> None:
    ana, _bo = circle.people()

    bot = circle.server.makes_bot(ana, f"https://t.me/newbot/{BOT['username']}/anas_own_bot?name=Ana")
    await circle.server.until(lambda: not circle.server.updates)
    await quiet()

    assert bot["id"] not in circle.server.profiles
    assert {"user_id": bot["id"]} not in circle.server.named("getManagedBotToken")
    assert circle.asks("SELECT 1 FROM persona_bots WHERE bot_id = ?", str(bot["id"])) == []


async def test_where_its_bot_is_a_persona_speaks_by_itself(circle: Circle, luna: Values) -> None:
    ana, _bo = circle.people()
    group = circle.server.group(status="administrator")
    circle.server.adds(ana, group, luna)

    asked = circle.server.says(ana, group, "Luna, what are you painting tonight?")
    own = await circle.by(luna, group, asked)
    asked = circle.server.says(ana, group, "and you, Fen?")
    other = await circle.answer(group, asked, "Fen")

    assert "· AI" not in said(own)
    assert said(other).startswith("Fen · AI")


async def test_where_its_bot_is_not_the_house_speaks_for_it(circle: Circle, luna: Values) -> None:
    ana, _bo = circle.people()
    group = circle.server.group(status="administrator")

    asked = circle.server.says(ana, group, "Luna, what are you painting tonight?")
    answer = await circle.answer(group, asked)

    assert said(answer).startswith("Luna · AI")
    assert group.by(luna["id"]) == []


async def test_a_persona_leaves_a_group_with_its_bot_but_not_the_talk(circle: Circle, luna: Values) -> None:
    ana, _bo = circle.people()
    group = circle.server.group(status="administrator")
    circle.server.adds(ana, group, luna)
    await circle.by(luna, group, circle.server.says(ana, group, "Luna, do you like fog?"))

    circle.server.adds(ana, group, luna, "left")
    asked = circle.server.says(ana, group, "Luna, do you like rain?")

    assert said(await circle.answer(group, asked, "Luna · AI"))


async def test_a_direct_chat_with_its_bot_is_with_that_persona(circle: Circle, luna: Values) -> None:
    ana, _bo = circle.people()
    chat = circle.server.direct_with(ana, luna)

    greeting = await circle.by(luna, chat, circle.server.says(ana, chat, "/start"))
    answer = await circle.by(luna, chat, circle.server.says(ana, chat, "hello, what should I paint?"))
    asked = circle.server.says(ana, chat, "do you know Fen?")
    still = await circle.by(luna, chat, asked)
    [(address, companion)] = circle.asks(
        "SELECT address, slug FROM rooms JOIN members ON members.id = companion_id WHERE address LIKE ?", f"b%/{ana.id}"
    )

    assert "· AI" not in said(greeting) + said(answer) + said(still)
    assert (address, companion) == (f"b{luna['id']}/{ana.id}", "luna")
    assert circle.server.direct(ana).of_bot == []


async def test_pictures_are_asked_for_in_a_direct_chat_with_its_bot_too(circle: Circle, luna: Values) -> None:
    ana, _bo = circle.people()
    chat = circle.server.direct_with(ana, luna)

    circle.server.says(ana, chat, "/imagine a fox in snow --n 1")
    await circle.server.until(lambda: any("photo" in one for one in chat.by(luna["id"])))
    shown = next(one for one in chat.by(luna["id"]) if "photo" in one)
    press = circle.server.presses(ana, chat, shown, "⋯")

    assert await circle.alert(press)
    assert circle.server.direct(ana).of_bot == []


async def test_what_both_bots_hear_is_heard_once(circle: Circle, luna: Values) -> None:
    ana, _bo = circle.people()
    group = circle.server.group(status="administrator")
    circle.server.adds(ana, group, luna, "administrator")

    asked = circle.server.says(ana, group, f"@{luna['username']} tell me about the heron at dawn")
    await circle.by(luna, group, asked)
    circle.server.says(ana, group, f"/quota@{BOT['username']}")
    await circle.server.until(lambda: group.ephemeral)
    await quiet(3)

    assert len(circle.asks("SELECT id FROM lines WHERE text LIKE '%heron at dawn%' AND reply_to IS NULL")) == 1
    assert len([one for one in group.ephemeral.values() if "today" in said(one)]) == 1


@pytest.mark.parametrize("kind", ["supergroup", "group"])
async def test_what_only_its_bot_sees_comes_in_once(circle: Circle, luna: Values, kind: str) -> None:
    ana, _bo = circle.people()
    group = circle.server.group(status="member") if kind == "supergroup" else circle.server.basic_group()
    circle.server.adds(ana, group, luna)

    first = await circle.by(luna, group, circle.server.says(ana, group, f"@{luna['username']} are you there?"))
    words = f"what is the sea like in a {kind}?"
    asked = circle.server.says(ana, group, words, reply_to=first["message_id"])
    second = await circle.by(luna, group, asked)
    await quiet(2)

    assert said(second)
    assert len(circle.asks("SELECT id FROM lines WHERE text = ?", words)) == 1


async def test_what_both_hear_in_a_basic_group_is_heard_once(circle: Circle, luna: Values) -> None:
    ana, _bo = circle.people()
    group = circle.server.basic_group(status="administrator")
    circle.server.adds(ana, group, luna, "administrator")

    asked = circle.server.says(ana, group, "Luna, how is the basic weather?")
    await circle.by(luna, group, asked)
    await quiet(2)

    assert len(circle.asks("SELECT id FROM lines WHERE text LIKE '%basic weather%' AND reply_to IS NULL")) == 1


async def test_a_bare_command_that_only_its_bot_got_is_done_by_the_house(circle: Circle, luna: Values) -> None:
    ana, _bo = circle.people()
    group = circle.server.group(status="member")
    circle.server.adds(ana, group, luna)
    await circle.by(luna, group, circle.server.says(ana, group, f"@{luna['username']} good evening"))

    shown = await circle.paints(ana, group)

    assert "photo" in shown
    assert len([one for one in group.of_bot if "photo" in one]) == 1


async def test_a_command_to_its_bot_is_answered_by_it(circle: Circle, luna: Values) -> None:
    ana, _bo = circle.people()
    group = circle.server.group(status="member")
    circle.server.adds(ana, group, luna)

    asked = circle.server.says(ana, group, f"/imagine@{luna['username']} a heron --n 1")
    await circle.server.until(lambda: any("photo" in one for one in group.by(luna["id"])))

    assert asked
    assert [one for one in group.of_bot if "photo" in one] == []


async def test_votes_on_its_pictures_are_one_tally(circle: Circle, luna: Values) -> None:
    ana, bo = circle.people()
    cy = circle.server.person("Cy", started=True)
    group = circle.server.group(status="administrator")
    circle.server.adds(ana, group, luna, "administrator")
    group.admins.add(ana.id)

    circle.server.says(ana, group, "/persona say luna a lighthouse in fog")
    await circle.server.until(lambda: any("photo" in one for one in group.by(luna["id"])))
    shown = next(one for one in group.by(luna["id"]) if "photo" in one)
    circle.server.reacts(bo, group, shown["message_id"], "👍")
    press = circle.server.presses(cy, group, shown, "❤")
    nod = await circle.alert(press)
    await circle.server.until(lambda: "❤ 2" in labels(shown))
    circle.server.reacts(bo, group, shown["message_id"])
    await circle.server.until(lambda: "❤ 1" in labels(shown))

    assert "You like" in nod["text"]
    assert "Luna" not in said(shown)
    assert (luna["id"], "answerCallbackQuery") in circle.server.callers


async def test_a_new_token_is_taken_over_without_a_word(circle: Circle, luna: Values) -> None:
    ana, _bo = circle.people()
    group = circle.server.group(status="administrator")
    circle.server.adds(ana, group, luna)
    before = circle.server.token_of(luna)

    after = circle.server.replaces_token(luna, told_to=circle.host)
    asked = circle.server.says(ana, group, "Luna, is it you?")
    answer = await circle.by(luna, group, asked)

    assert after != before
    assert said(answer)
    assert circle.asks("SELECT state FROM persona_bots WHERE bot_id = ?", str(luna["id"])) == [("active",)]


async def test_a_resting_bot_leaves_the_word_to_the_house(circle: Circle) -> None:
    otto = await circle.makes("otto", "quite_another_name_bot")
    ana, _bo = circle.people()
    group = circle.server.group(status="administrator")
    circle.server.adds(ana, group, otto)
    direct = circle.server.direct(circle.host)

    asked = circle.server.says(circle.host, direct, "/persona bot otto off")
    resting = said(await circle.answer(direct, asked, "resting"))
    await quiet(1)
    by_house = await circle.answer(group, circle.server.says(ana, group, "Otto, good evening!"), "Otto · AI")
    circle.server.says(circle.host, direct, "/persona bot otto on")
    await quiet(2)
    by_itself = await circle.by(otto, group, circle.server.says(ana, group, "Otto, are you awake?"))

    assert "@quite_another_name_bot" in resting
    assert by_house
    assert said(by_itself)


async def test_a_lost_bot_is_told_once_and_the_house_speaks_again(circle: Circle) -> None:
    iris = await circle.makes("iris")
    ana, _bo = circle.people()
    group = circle.server.group(status="administrator")
    circle.server.adds(ana, group, iris)
    await circle.by(iris, group, circle.server.says(ana, group, "Iris, good evening"))

    circle.server.deletes_bot(iris)
    direct = circle.server.direct(circle.host)
    await circle.answer(direct, 0, f"@{iris['username']} is lost")
    asked = circle.server.says(ana, group, "Iris, are you still there?")
    answer = await circle.answer(group, asked, "Iris · AI")
    await quiet(2)

    assert said(answer)
    assert len([one for one in direct.of_bot if f"@{iris['username']} is lost" in said(one)]) == 1
    kept = circle.asks("SELECT state, token FROM persona_bots WHERE bot_id = ?", str(iris["id"]))
    assert kept == [("revoked", "")]


async def test_another_secret_of_the_house_ends_in_a_fresh_token_not_in_a_crash(circle: Circle, luna: Values) -> None:
    [(before,)] = circle.asks("SELECT token FROM persona_bots WHERE bot_id = ?", str(luna["id"]))
    await circle.salon.end(signal.SIGTERM)

    circle.salon.env["SALON_SECRET"] = "quite another secret of this house"
    await circle.salon.start("worker,clock,telegram")
    ana, _bo = circle.people()
    group = circle.server.group(status="administrator")
    circle.server.adds(ana, group, luna)
    asked = circle.server.says(ana, group, "Luna, did you sleep well?")
    answer = await circle.by(luna, group, asked)
    [(after,)] = circle.asks("SELECT token FROM persona_bots WHERE bot_id = ?", str(luna["id"]))

    assert said(answer)
    assert after not in ("", before)
    assert "can't be read" in circle.salon.log
