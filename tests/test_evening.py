"""An evening in the local room, as a newcomer lives it: the real process, a real browser."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from bench.kills import Room

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]

expect.set_options(timeout=30_000)
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")]


@pytest.fixture
async def salon() -> AsyncIterator[Room]:
    """A whole Salon as its own process."""
    with tempfile.TemporaryDirectory(prefix="salon-evening-") as folder:
        one = Room(Path(folder), f"sqlite:///{folder}/salon.db")
        await one.open()
        yield one
        await one.end()


@pytest.fixture
async def page(salon: Room) -> AsyncIterator[Page]:
    """A browser that has just opened the house; a script error fails the test."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        one = await context.new_page()
        errors: list[str] = []
        one.on("pageerror", lambda error: errors.append(str(error)))
        await one.goto(salon.url)
        yield one
        await browser.close()
        assert errors == []


async def enter(page: Page, name: str) -> None:
    await page.fill("#nickname", name)
    await page.keyboard.press("Enter")
    await expect(page.locator("#arrival")).not_to_be_visible()


async def say(page: Page, text: str) -> None:
    await page.fill("#words", text)
    await page.keyboard.press("Escape")
    await page.press("#words", "Enter")


async def test_an_evening_in_the_local_room(page: Page) -> None:
    await enter(page, "Ana")
    await expect(page.locator("abbr.ai").first).to_be_visible()
    await expect(page.locator("#log .message .ai").first).to_be_visible(timeout=60_000)

    await say(page, "/imagine a heron in fog, woodblock print")
    own = page.locator(".message", has=page.locator(".prompt", has_text="a heron in fog"))
    await expect(own.locator(".pictures img")).to_have_count(2, timeout=60_000)

    await own.locator(".pictures button").first.click()
    await expect(page.locator("#lightbox img")).to_be_visible()
    await page.keyboard.press("Escape")

    await own.locator("[data-verb=remix]").click()
    await expect(page.locator("#remix textarea")).to_have_value("a heron in fog, woodblock print")
    await page.fill("#remix textarea", "a heron in rain --n 1")
    await page.locator("#remix .primary").click()
    child = page.locator(".message", has=page.locator(".prompt", has_text="a heron in rain"))
    await expect(child.locator(".text")).to_contain_text("remix of #", timeout=60_000)

    await say(page, "Mina, what is this place?")
    await expect(page.locator(".message", has_text="Mina, what is this place?").first).to_be_visible()
    await expect(page.locator(".quoted", has_text="what is this place")).to_be_visible(timeout=60_000)

    await page.goto(page.url.split("/rooms")[0] + "/feed?sort=new")
    mine = page.locator(".tile", has=page.locator(".who", has_text="Ana"))
    await mine.locator(".picture", has_text="a heron in rain").click()
    await expect(page.locator("blockquote")).to_have_text("a heron in rain")
    await expect(page.get_by_text("Remixed from")).to_be_visible()


async def test_two_people_see_each_other_and_vote(salon: Room, page: Page) -> None:
    await enter(page, "Ana")
    await say(page, "/imagine a red boat at sea --n 1")
    own = page.locator(".message", has=page.locator(".prompt", has_text="a red boat"))
    await expect(own.locator(".pictures img")).to_have_count(1, timeout=60_000)
    browser = page.context.browser
    assert browser is not None
    other = await (await browser.new_context()).new_page()
    await other.goto(salon.url)
    await enter(other, "Bo")

    theirs = other.locator(".message", has=other.locator(".prompt", has_text="a red boat"))
    await theirs.locator("[data-verb=like]").click()

    await expect(own.locator("[data-verb=like]")).to_have_text("❤ 1", timeout=60_000)
    await expect(page.locator("#people")).to_contain_text("Bo")


async def test_the_page_reconnects_after_the_house_was_killed_and_misses_nothing(salon: Room, page: Page) -> None:
    await enter(page, "Ana")
    await say(page, "/imagine a tin moon --n 1")
    await expect(page.locator(".prompt", has_text="a tin moon")).to_be_visible(timeout=60_000)

    await salon.end()
    await salon.open()
    await say(page, "still here?")

    await expect(page.locator(".message:not(.pending)", has_text="still here?")).to_be_visible(timeout=60_000)
    await expect(page.locator(".prompt", has_text="a tin moon")).to_have_count(1)


async def test_the_room_speaks_chinese(salon: Room, page: Page) -> None:
    await page.goto(f"{salon.url}/rooms/teahouse?lang=zh")
    await enter(page, "小明")

    await say(page, "/quota")

    await expect(page.locator(".message.private", has_text="今天用了")).to_be_visible(timeout=60_000)
    await expect(page.locator(".bar h1")).to_have_text("茶馆")


async def test_hostile_words_stay_words(page: Page) -> None:
    await enter(page, "<b>Eve</b>")
    await say(page, "<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script>")

    await expect(page.locator(".message .text", has_text="<img src=x")).to_be_visible(timeout=60_000)
    assert "owned" not in await page.title()
    await expect(page.locator(".head .name", has_text="<b>Eve</b>").first).to_be_visible()
