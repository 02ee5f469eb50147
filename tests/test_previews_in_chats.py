"""Previews in chats: the placeholder becomes a first look, at most two of them, then the picture, or words again."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from api import process
from api.build import build
from core import credentials, marks
from generation import previews as looking
from tests.discord import conftest as discord_club
from tests.patient import PatientPainter, file_of
from tests.process import Process
from tests.stages import POOLS, settings_in, telegram_running
from tests.telegram.conftest import Club, labels, said
from tests.telegram.server import TelegramServer


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at pictures as often as they come."""
    for name in ("EVERY", "GATHER", "REST", "SPREAD"):
        monkeypatch.setattr(looking, name, 0.0)


@pytest.fixture
def painter() -> PatientPainter:
    return PatientPainter()


@pytest.fixture
async def telegram(painter: PatientPainter, tmp_path: Path) -> AsyncIterator[Club]:
    async with (
        TelegramServer() as server,
        telegram_running(build(settings_in(tmp_path, server), painter=painter), POOLS),
    ):
        yield Club(server, Process(tmp_path))
        painter.finish.set()


@pytest.fixture
async def discord(painter: PatientPainter, tmp_path: Path) -> AsyncIterator[discord_club.Club]:
    built = build(settings_in(tmp_path), painter=painter)
    await process.prepare(built)
    async with discord_club.joined(built) as one:
        yield one
        painter.finish.set()


async def shown_until(painter: PatientPainter, true: Any, colour: str = "teal") -> Any:
    """Show looks at the first picture until something is true, as a painter does that goes on painting."""
    async with asyncio.timeout(40):
        while not (found := true()):
            painter.shows(0, file_of(colour))
            await asyncio.sleep(0.3)
    return found


def is_of(data: bytes, colour: tuple[int, int, int]) -> bool:
    with Image.open(io.BytesIO(data)) as opened:
        found = opened.convert("RGB").getpixel((opened.width // 2, opened.height // 3))
    assert isinstance(found, tuple)
    return max(abs(one - other) for one, other in zip(found, colour, strict=True)) < 16


TEAL, CRIMSON, GOLD = (0, 128, 128), (220, 20, 60), (255, 215, 0)


async def test_telegram_shows_two_looks_and_then_the_picture_in_one_message(
    telegram: Club, painter: PatientPainter
) -> None:
    ana, _bo = telegram.people()
    server, group = telegram.server, telegram.server.group(status="administrator")
    server.pace.on = True
    asked = server.says(ana, group, "/imagine a heron in fog --n 1")
    number = (await telegram.answer(group, asked, "heron"))["message_id"]
    await asyncio.wait_for(painter.begun.wait(), 20)

    def photo() -> bytes:
        message = group.messages[number]
        return server.files[message["photo"][-1]["file_id"]] if "photo" in message else b""

    painter.reaches(1)
    first = await shown_until(painter, photo)
    words, keys = said(group.messages[number]), labels(group.messages[number])
    painter.reaches(3)
    second = await shown_until(painter, lambda: is_of(photo(), GOLD) and photo(), "gold")
    await shown_until(painter, lambda: "80" in said(group.messages[number]), "indigo")
    painter.finish.set()
    await server.until(lambda: "#" in said(group.messages[number]))

    assert is_of(first, TEAL)
    assert "🎨" in words
    assert keys == ["Cancel"]
    for file in (first, second):
        assert marks.is_marked(file)
        assert credentials.read(file, "image/jpeg").state == "valid"
    assert len(server.named("editMessageMedia")) == 3
    assert is_of(photo(), CRIMSON)
    assert [one["message_id"] for one in group.of_bot if "heron" in said(one)] == [number]


async def test_telegram_takes_a_look_away_with_its_message_when_it_is_cancelled(
    telegram: Club, painter: PatientPainter
) -> None:
    ana, _bo = telegram.people()
    server, group = telegram.server, telegram.server.group(status="administrator")
    asked = server.says(ana, group, "/imagine a heron in fog --n 1")
    number = (await telegram.answer(group, asked, "heron"))["message_id"]
    await asyncio.wait_for(painter.begun.wait(), 20)
    await shown_until(painter, lambda: "photo" in group.messages[number])

    server.presses(ana, group, group.messages[number], "Cancel")
    await server.until(lambda: any("Cancelled" in said(one) for one in group.of_bot))
    await server.until(lambda: not painter.begun.is_set())
    server.presses(ana, group, next(one for one in group.of_bot if "Cancelled" in said(one)), "Paint it after all")
    await asyncio.wait_for(painter.begun.wait(), 20)
    painter.finish.set()
    await server.until(lambda: any("photo" in one for one in group.of_bot))

    assert number not in group.messages
    assert [said(one).splitlines()[0] for one in group.of_bot if "heron" in said(one)] == ["Ana  a heron in fog"]


async def test_telegram_goes_on_in_words_where_it_may_send_no_photos(telegram: Club, painter: PatientPainter) -> None:
    ana, _bo = telegram.people()
    server, group = telegram.server, telegram.server.group(status="administrator")
    asked = server.says(ana, group, "/imagine a heron in fog --n 1")
    message = await telegram.answer(group, asked, "heron")
    group.may_send_photos = False
    await asyncio.wait_for(painter.begun.wait(), 20)

    painter.reaches(2)
    await shown_until(painter, lambda: server.named("editMessageMedia"))
    painter.reaches(3)
    await server.until(lambda: "80 %" in said(group.messages[message["message_id"]]))
    tried = len(server.named("editMessageMedia"))
    painter.finish.set()
    await server.until(lambda: "may not send photos" in said(group.messages[message["message_id"]]))

    assert tried == 1


async def test_discord_shows_two_looks_and_then_the_picture(
    discord: discord_club.Club, painter: PatientPainter
) -> None:
    ana = discord.member("ana")
    await ana.slash(discord.channel, "imagine", prompt="a heron in fog", n=1)
    await asyncio.wait_for(painter.begun.wait(), 20)

    def attached() -> str:
        return next((one.attachments[0].filename for one in discord.messages() if one.attachments), "")

    painter.reaches(1)
    first = await shown_until(painter, attached)
    painter.reaches(3)
    second = await shown_until(painter, lambda: attached() != first and attached(), "gold")
    await shown_until(painter, lambda: any("80" in discord_club.said(one) for one in discord.messages()), "indigo")
    still = attached()
    painter.finish.set()
    done = await discord.until(lambda: next((m for m in discord.messages() if "#" in discord_club.said(m)), None))

    assert first.startswith("previews") or first.endswith(".webp")
    assert still == second
    assert len(done.attachments) == 1
    assert done.attachments[0].filename.endswith(".png")
    assert len([one for one in discord.messages() if "heron" in discord_club.said(one)]) == 1


async def test_discord_takes_a_look_off_what_is_cancelled(discord: discord_club.Club, painter: PatientPainter) -> None:
    ana = discord.member("ana")
    await ana.slash(discord.channel, "imagine", prompt="a heron in fog", n=1)
    await asyncio.wait_for(painter.begun.wait(), 20)
    message = await shown_until(painter, lambda: next((one for one in discord.messages() if one.attachments), None))

    await ana.click(discord.now(message), label="Cancel")
    await discord.until(lambda: "Cancelled" in discord_club.said(discord.now(message)))

    assert discord.now(message).attachments == []
