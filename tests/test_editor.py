"""The editor in a real browser: a stroke with the mouse, a finger, and keys alone becomes a picture in the room."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import numpy as np
import pytest
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from bench.kills import Room
from tests.test_evening import CHROMIUM, FLAGS, enter, say

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")]


@pytest.fixture
async def salon(tmp_path: Path) -> AsyncIterator[Room]:
    """A whole Salon as its own process."""
    one = Room(tmp_path, f"sqlite:///{tmp_path}/salon.db")
    await one.open()
    yield one
    await one.end()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as play:
        one = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield one
        await one.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page whose script errors fail the test."""
    one = await (await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")).new_page()
    errors: list[str] = []
    one.on("pageerror", lambda error: errors.append(str(error)))
    yield one
    assert errors == []


async def paints(page: Page, url: str) -> str:
    """Have a picture painted in the lobby; return its code."""
    await page.goto(url)
    await enter(page, "Ana")
    await say(page, "/imagine a lighthouse by the sea --n 1 --style flat")
    own = page.locator(".message", has=page.locator(".prompt", has_text="a lighthouse"))
    await expect(own.locator(".pictures img")).to_have_count(1, timeout=60_000)
    async with httpx2.AsyncClient(base_url=url) as client:
        items = (await client.get("/api/feed/new")).json()["items"]
    return next(str(one["id"]) for one in items if one["prompt"] == "a lighthouse by the sea")


async def stroke(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a line with the mouse; points are shares of the picture."""
    box = await page.locator("#board").bounding_box()
    assert box is not None
    (x, y), (to_x, to_y) = (
        (box["x"] + box["width"] * across, box["y"] + box["height"] * down) for across, down in (start, end)
    )
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(to_x, to_y, steps=8)
    await page.mouse.up()


async def marked(page: Page) -> float:
    """Return how much of the picture is marked."""
    return float(
        await page.evaluate(
            """() => {
        const marks = document.getElementById("marks");
        const values = marks.getContext("2d").getImageData(0, 0, marks.width, marks.height).data;
        let sum = 0;
        for (let n = 3; n < values.length; n += 4) sum += values[n] > 127;
        return sum / (values.length / 4);
      }"""
        )
    )


async def picture_of(url: str, code: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
    async with httpx2.AsyncClient(base_url=url) as client:
        post = (await client.get(f"/api/posts/{code}")).json()
        data = (await client.get(post["pictures"][0]["full"])).content
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=int)


async def test_a_stroke_and_a_few_words_become_a_child_in_the_room(salon: Room, page: Page) -> None:
    code = await paints(page, salon.url)
    own = page.locator(".message", has=page.locator(".prompt", has_text="a lighthouse"))
    await own.locator(".pictures button").click()
    await page.locator("#lightbox .edit").click()
    await expect(page.locator("#hint")).to_be_visible()

    await stroke(page, (0.15, 0.2), (0.35, 0.2))
    await page.fill("#words", "a red balloon --n 1")
    await page.click("#paint")

    await page.wait_for_url("**/rooms/lobby")
    child = page.locator(".message", has=page.locator(".prompt", has_text="a red balloon"))
    await expect(child.locator(".text")).to_have_text(f"an edit of #{code} by Ana", timeout=60_000)
    await expect(child.locator(".pictures img")).to_have_count(1)
    async with httpx2.AsyncClient(base_url=salon.url) as client:
        made = (await client.get("/api/feed/new")).json()["items"]
    new = next(one["id"] for one in made if one["prompt"] == "a red balloon")
    before, after = await picture_of(salon.url, code), await picture_of(salon.url, new)
    changed = np.argwhere(np.abs(before - after).sum(axis=2) > 0)
    assert len(changed)
    assert changed.min(axis=0)[0] > 0.05 * before.shape[0]
    assert changed.max(axis=0)[0] < 0.35 * before.shape[0]


async def test_what_is_marked_can_be_taken_back_erased_and_swapped(salon: Room, page: Page) -> None:
    code = await paints(page, salon.url)
    await page.goto(f"{salon.url}/edit/{code}")

    await stroke(page, (0.2, 0.3), (0.8, 0.3))
    line = await marked(page)
    await page.keyboard.press("e")
    await stroke(page, (0.5, 0.2), (0.5, 0.4))
    cut = await marked(page)
    await page.keyboard.press("Control+z")
    back = await marked(page)
    await page.keyboard.press("i")
    swapped = await marked(page)
    await page.click("#undo")
    await page.click("#clear")
    clear = await marked(page)
    await page.keyboard.press("Control+z")

    assert 0.03 < cut < line < 0.2
    assert back == line
    assert swapped == pytest.approx(1 - line, abs=0.01)
    assert clear == 0
    assert await marked(page) == line


async def test_without_a_mark_or_words_it_says_what_is_missing(salon: Room, page: Page) -> None:
    code = await paints(page, salon.url)
    await page.goto(f"{salon.url}/edit/{code}")

    await page.click("#paint")
    await expect(page.locator("#problem")).to_have_text("Brush over what should change first.")
    await stroke(page, (0.2, 0.3), (0.4, 0.3))
    await page.click("#paint")
    await expect(page.locator("#problem")).to_have_text("Say what should be there.")
    await expect(page.locator("#words")).to_be_focused()


async def test_keys_alone_are_enough(salon: Room, page: Page) -> None:
    code = await paints(page, salon.url)
    await page.goto(f"{salon.url}/edit/{code}")

    await page.focus("#stage")
    for key in ("ArrowLeft", "Enter", "ArrowUp", "Enter", "]", "Enter"):
        await page.keyboard.press(key)
    assert 0 < await marked(page) < 0.1
    await page.fill("#words", "a boat --n 1")
    await page.press("#words", "Control+Enter")

    await page.wait_for_url("**/rooms/lobby")
    await expect(page.locator(".prompt", has_text="a boat")).to_be_visible(timeout=60_000)


async def test_zooming_keeps_the_place_under_the_pointer_and_strokes_land_there(salon: Room, page: Page) -> None:
    code = await paints(page, salon.url)
    await page.goto(f"{salon.url}/edit/{code}")
    box = await page.locator("#board").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25

    await page.mouse.move(x, y)
    await page.mouse.wheel(0, -600)
    await page.mouse.down()
    await page.mouse.up()

    larger = await page.locator("#board").bounding_box()
    assert larger is not None
    assert larger["width"] > 2 * box["width"]
    assert (x - larger["x"]) / larger["width"] == pytest.approx(0.25, abs=0.01)
    await page.keyboard.press("0")
    assert await page.locator("#board").bounding_box() == pytest.approx(box, abs=1)
    where = await page.evaluate(
        """() => { const marks = document.getElementById("marks");
        const at = (x, y) => marks.getContext("2d").getImageData(marks.width * x, marks.height * y, 1, 1).data[3];
        return [at(.25, .25), at(.5, .5)]; }"""
    )
    assert where == [255, 0]


async def test_a_stranger_on_a_phone_brushes_with_a_finger_and_zooms_with_two(
    salon: Room, page: Page, browser: Browser
) -> None:
    code = await paints(page, salon.url)
    phone = await browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    hand = await phone.new_page()
    errors: list[str] = []
    hand.on("pageerror", lambda error: errors.append(str(error)))
    await hand.goto(f"{salon.url}/edit/{code}?lang=en")
    touch = await phone.new_cdp_session(hand)
    box = await hand.locator("#board").bounding_box()
    assert box is not None

    async def fingers(kind: str, *points: tuple[float, float]) -> None:
        found = [
            {"x": box["x"] + box["width"] * x, "y": box["y"] + box["height"] * y, "id": n}
            for n, (x, y) in enumerate(points)
        ]
        await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": found})

    await fingers("touchStart", (0.3, 0.3))
    for step in range(8):
        await fingers("touchMove", (0.3 + step * 0.03, 0.3))
    await fingers("touchEnd")
    line = await marked(hand)
    await fingers("touchStart", (0.4, 0.5))
    await fingers("touchStart", (0.4, 0.5), (0.6, 0.5))
    for step in range(6):
        await fingers("touchMove", (0.4 - step * 0.04, 0.5), (0.6 + step * 0.04, 0.5))
    await fingers("touchEnd")

    wider = await hand.locator("#board").bounding_box()
    assert wider is not None
    assert wider["width"] > 1.5 * box["width"]
    assert 0 < line == await marked(hand)  # two fingers brush nothing
    await hand.fill("#words", "a boat --n 1")
    await hand.fill("#nickname", "Dee")
    await hand.tap("#paint")
    await hand.wait_for_url("**/rooms/lobby")
    child = hand.locator(".message", has=hand.locator(".prompt", has_text="a boat"))
    await expect(child.locator(".head .name")).to_have_text("Dee", timeout=60_000)
    assert errors == []


async def test_the_editor_speaks_chinese_and_has_a_name_for_every_button(salon: Room, page: Page) -> None:
    code = await paints(page, salon.url)
    await page.goto(f"{salon.url}/edit/{code}?lang=zh")

    await page.click("#paint")

    await expect(page.locator("#problem")).to_have_text("请先涂抹需要改变的部分。")
    for button in await page.locator("#editor button").all():
        assert (await button.get_attribute("aria-label") or await button.inner_text()).strip()
