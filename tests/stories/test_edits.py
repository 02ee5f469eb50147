"""A part of a picture painted anew: from a mask that a member drew to a post beside the one it came from."""

import base64
import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import numpy as np
import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from core import credentials, marks, masters, studio
from core.models.making import Creation, Picture
from core.painter import Painter
from core.settings import Settings
from generation import regions
from tests.house import House, Message, button, opened
from tests.stages import staged
from tests.stories.test_painters import at_work

PART = (60, 90, 220, 250)


def mask_of(size: tuple[int, int] = (512, 512), part: tuple[int, int, int, int] = PART) -> bytes:
    """Draw a mask as the page does: white on black."""
    mask = Image.new("RGB", size)
    ImageDraw.Draw(mask).ellipse(part, fill="white")
    return png(mask)


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


async def edits(
    house: House, who: str, code: str, text: str, mask: bytes | None = None, room: str = "lobby", **more: Any
) -> httpx2.Response:
    """Let a person send an edit, and have it painted."""
    await house.join(who, room)
    coded = base64.b64encode(mask_of() if mask is None else mask).decode()
    body = {"id": uuid4().hex, "post": code, "text": text, "mask": coded, **more}
    answer = await house.client(who).post(f"/rooms/{room}/edit", json=body)
    await house.settle()
    return answer


async def masters_in(house: House, code: str) -> list[np.ndarray[Any, Any]]:
    """Return a post's pictures as they were painted, without the visible mark."""
    post = await house.post(code)
    async with house.salon.read() as db:
        found = select(Picture.key).where(Picture.creation_id == post.creation_id).order_by(Picture.n)
        keys = list(await db.scalars(found))
    files = [await masters.master_of(house.salon.media, key) for key in keys]
    return [np.asarray(Image.open(io.BytesIO(file or b"")).convert("RGB"), dtype=int) for file in files]


async def latest(house: House, who: str) -> Message:
    """Return the message of the last post that a person sees in the lobby."""
    return [one for one in await house.wall("lobby", who) if one["post"]][-1]


async def test_an_edit_is_a_post_of_its_own_beside_the_one_it_came_from(house: House) -> None:
    shown = await house.paints("ana", "a lighthouse by the sea --style watercolor")
    code = shown["post"]["id"]

    answer = await edits(house, "bo", code, "a red balloon")

    child = (await house.feed())[0]
    on_wall = await latest(house, "bo")
    page = await house.client("bo").get(child["url"])
    assert answer.status_code == 202, answer.text
    assert (child["prompt"], child["style"], len(child["pictures"])) == ("a red balloon", "watercolor", 2)
    assert on_wall["text"] == f"an edit of #{code} by Ana"
    assert "Edited from" in page.text
    assert all((one["width"], one["height"]) == (512, 512) for one in child["pictures"])
    assert "a red balloon" in child["pictures"][0]["alt"]


async def test_outside_of_what_was_marked_not_a_value_has_changed(house: House) -> None:
    code = (await house.paints("ana", "a cabin in the mountains"))["post"]["id"]

    await edits(house, "bo", code, "a campfire --n 1")

    ((before,), (after,)) = (
        await masters_in(house, code),
        await masters_in(house, (await house.feed())[0]["id"]),
    )
    given = np.asarray(regions.faded(Image.open(io.BytesIO(mask_of())).convert("L")))
    assert (before[given == 0] == after[given == 0]).all()
    assert np.abs(before - after)[given == 255].mean() > 4
    assert (given > 0).mean() < 0.12  # the edge is soft, but only a little wider than what was marked


async def test_the_picture_that_was_looked_at_is_the_one_that_is_edited(house: House) -> None:
    await house.says("ana", "/imagine a fox in a forest --n 2")
    code = (await house.feed())[0]["id"]

    await edits(house, "ana", code, "nothing --n 1", n=2)

    first, second = await masters_in(house, code)
    (edited,) = await masters_in(house, (await house.feed())[0]["id"])
    assert (edited[400:] == second[400:]).all()
    assert not (edited[400:] == first[400:]).all()


async def test_another_try_keeps_the_part_and_another_look_takes_the_whole(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]
    await edits(house, "ana", code, "a boat --n 1")
    edit = await latest(house, "ana")

    await house.presses("bo", edit, "again")
    again = await latest(house, "bo")
    await house.presses("bo", edit, "restyle", value=f"{edit['post']['id']}.ink")
    restyled = await latest(house, "bo")

    (before,), (after,) = await masters_in(house, code), await masters_in(house, again["post"]["id"])
    assert (before[300:] == after[300:]).all()
    assert again["text"] == f"remix of #{edit['post']['id']} by Ana"
    (inked,) = await masters_in(house, restyled["post"]["id"])
    assert not (before[300:] == inked[300:]).all()


async def test_a_private_pictures_edit_stays_private_whatever_is_typed(house: House) -> None:
    await house.says("ana", "/imagine a secret garden --n 1 --private")
    code = (await house.last("ana"))["post"]["id"]

    mine = await edits(house, "ana", code, "a fountain --n 1 --public")
    theirs = await edits(house, "bo", code, "a fountain")

    assert (mine.status_code, theirs.status_code) == (202, 404)
    assert await house.feed() == []
    assert "Private" in (await house.last("ana"))["text"]
    assert not any(one["post"] for one in await house.wall("lobby", "bo"))


async def test_an_edit_counts_and_meets_the_rules_like_any_picture(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]

    await edits(house, "bo", code, "canaryhate")
    refused = await house.last("bo")
    await edits(house, "bo", code, "a boat --n 1")
    quota = await house.says("bo", "/quota")

    assert refused["private"]
    assert "That can't be painted here" in refused["text"]
    assert quota is not None
    assert quota["text"].startswith("1 of 200 today")


async def test_sending_an_edit_twice_paints_it_once(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]

    for _time in range(2):
        await edits(house, "bo", code, "a boat --n 1", id="same")

    assert [one["prompt"] for one in await house.feed()] == ["a boat", "a lake"]


async def test_the_files_of_an_edit_say_what_it_was_made_from(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]
    await edits(house, "bo", code, "a boat --n 1")
    child = (await house.feed())[0]["pictures"][0]

    data = (await house.client("bo").get(child["full"])).content

    told = credentials.read(data, "image/png")
    assert (told.state, told.actions) == ("valid", ("c2pa.opened", "c2pa.edited"))
    assert marks.MADE.encode() in data
    assert not marks.is_composite(data)


async def test_an_edit_of_a_pictured_photo_goes_on_saying_that_it_began_as_one(house: House) -> None:
    await house.join("ana")
    photo = png(Image.linear_gradient("L").resize((512, 512)).convert("RGB"))
    sent = await house.client("ana").post("/rooms/lobby/attach", content=photo, headers={"X-Salon": "1"})
    said = {"id": "p", "text": "/imagine a meadow --n 1", "picture": sent.json()["picture"]}
    await house.client("ana").post("/rooms/lobby/say", json=said)
    await house.settle()

    await edits(house, "bo", (await house.feed())[0]["id"], "a fox --n 1")

    data = (await house.client("bo").get((await house.feed())[0]["pictures"][0]["full"])).content
    assert marks.is_composite(data)


async def test_a_mask_is_kept_bare_and_never_served(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]
    await edits(house, "bo", code, "a boat --n 1")
    post = await house.post((await house.feed())[0]["id"])
    async with house.salon.read() as db:
        key = (await studio.brief_of(db, post)).mask

    kept = Image.open(io.BytesIO(await house.salon.media.get(key) or b""))

    assert (kept.mode, kept.size, kept.info) == ("L", (512, 512), {})
    assert (await house.client("bo").get(f"/media/{key}")).status_code == 404


async def test_a_mask_that_is_gone_is_told_and_costs_nothing(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]
    await edits(house, "ana", code, "a boat --n 1")
    edit = await latest(house, "ana")
    async with house.salon.read() as db:
        key = (await studio.brief_of(db, await house.post(edit["post"]["id"]))).mask
    await house.salon.media.remove(key)
    await house.join("bo")
    body = {"id": "again", "message": edit["id"], "verb": "again", "value": edit["post"]["id"]}
    await house.client("bo").post("/rooms/lobby/press", json=body)
    await house.hear_only()

    await at_work(house)
    await house.settle()

    assert any("no longer here" in one["text"] for one in await house.wall("lobby", "bo"))
    async with house.salon.read() as db:
        assert "failed" in list(await db.scalars(select(Creation.state)))


@pytest.mark.parametrize("value", ["", "A1B2.1", "A1B2.1.../../keys", f"ZZZZ.1.{'0' * 32}"])
async def test_a_press_without_a_mask_of_ours_leads_nowhere(house: House, value: str) -> None:
    shown = await house.paints("ana", "a lake")

    await house.presses("bo", shown, "edit", text="a boat", value=value)

    assert "no longer here" in (await house.last("bo"))["text"]


def menu_link(message: Message) -> str:
    """Return where the menu's entry leads."""
    return str(button(message, "edit")["url"])


async def test_the_menu_leads_to_the_editor_of_the_room(house: House) -> None:
    shown = await house.paints("ana", "a lake")

    page = await house.client("ana").get(menu_link(shown))

    assert menu_link(shown) == f"/edit/{shown['post']['id']}?room=lobby"
    assert page.status_code == 200
    assert "What should be there?" in page.text
    assert "It comes into The Lobby" in page.text


async def test_who_is_not_known_yet_is_told_where_the_edit_will_be(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]

    page = await house.client("stranger").get(f"/edit/{code}?lang=zh")

    assert "这个浏览器在这里还没有身份" in page.text
    assert 'id="nickname"' in page.text


@pytest.mark.parametrize("room", ["teahouse", "nowhere", "dm-0", ""])
async def test_the_editor_opens_for_a_room_one_may_enter(house: House, room: str) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]

    page = await house.client("ana").get(f"/edit/{code}?room={room}")

    assert page.status_code == 200
    assert f'data-room="{"teahouse" if room == "teahouse" else "lobby"}"' in page.text


async def test_an_edit_may_be_sent_to_another_room(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]

    await edits(house, "bo", code, "a boat --n 1", room="teahouse")

    assert any(one["post"] and one["post"]["prompt"] == "a boat" for one in await house.wall("teahouse", "bo"))


class Maskless:
    """The shipped painter without its way with masks."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter
        self.capabilities = replace(painter.capabilities, masks=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._painter, name)


async def test_where_the_painter_takes_no_masks_nothing_is_offered_and_the_reason_is_said(
    settings: Settings, painter: Painter
) -> None:
    async with opened(settings, Maskless(painter)) as house:
        shown = await house.paints("ana", "a lake")
        code = shown["post"]["id"]

        page = await house.client("ana").get(f"/edit/{code}", headers={"Accept": "text/html"})
        sent = await edits(house, "ana", code, "a boat")
        own = await house.client("ana").get(f"/p/{code}")

        assert "Edit a part" not in str(shown["buttons"]) + own.text
        assert (page.status_code, sent.status_code) == (409, 409)
        assert "paint a part of a picture anew" in page.text
        assert "can't paint a part of a picture anew" in sent.json()["error"]


@pytest.mark.parametrize("platform", ["telegram", "discord"])
@pytest.mark.parametrize("public", ["", "https://salon.example"])
async def test_a_chats_menu_leads_to_the_editor_where_the_pages_are_public(
    platform: str, public: str, tmp_path: Path, painter: Painter
) -> None:
    async with staged(platform, tmp_path, painter, public_url=public) as stage:
        shown = await stage.paints("ana", "a fox")

        await stage.presses("bo", shown, "⋯")
        menu = await stage.sees("bo", "· a fox")

        links = [one for one in links_in(menu) if "/edit/" in one]
        assert [one.rpartition("/")[0] for one in links] == ([f"{public}/edit"] if public else [])


def links_in(message: Any) -> list[str]:
    """Return where the buttons of a message lead, in either chat."""
    if isinstance(message, dict):
        return [key.get("url", "") for row in message["reply_markup"]["inline_keyboard"] for key in row]
    parts = [one if isinstance(one, dict) else one.to_dict() for one in message.components]
    return [str(key.get("url") or "") for one in parts if one["type"] == 1 for key in one["components"]]
