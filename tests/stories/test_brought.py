"""What people brought to be painted over: photos and masks, and when they go."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import update

from core import brought, studio
from core.models.people import Member
from core.models.work import Job
from core.painter import PainterFailed
from tests.house import House, Message, button
from tests.stories.test_edits import edits


async def shelf_of(house: House, who: str) -> tuple[str, Message]:
    """Let somebody send a photo to have it painted anew; return its media key and the shelf of looks."""
    await house.join(who)
    file = io.BytesIO()
    Image.linear_gradient("L").resize((300, 300)).convert("RGB").save(file, "JPEG")
    attached = await house.client(who).post("/rooms/lobby/attach", content=file.getvalue(), headers={"X-Salon": "1"})
    key = attached.json()["picture"]
    await house.client(who).post("/rooms/lobby/say", json={"id": uuid4().hex, "text": "/restyle", "picture": key})
    await house.settle()
    return key, await house.last(who)


async def choose(house: House, who: str, shelf: Message, n: int) -> str:
    """Let somebody choose a look; return the code of what was painted."""
    await house.presses(who, shelf, "photo", value=shelf["buttons"][0][n]["value"])
    return str((await house.feed())[0]["id"])


async def delete(house: House, who: str, code: str) -> None:
    """Let somebody delete what they made."""
    shown = next(one for one in await house.wall("lobby", who) if one["post"] and one["post"]["id"] == code)
    await house.presses(who, shown, "delete", value=code)
    asked = await house.last(who)
    if any(top["verb"] == "delete" for row in asked["buttons"] for top in row):
        await house.presses(who, asked, "delete")


async def test_a_photo_goes_with_the_last_picture_that_was_made_from_it(house: House) -> None:
    key, shelf = await shelf_of(house, "ana")
    first, second = await choose(house, "ana", shelf, 0), await choose(house, "ana", shelf, 1)

    await delete(house, "ana", first)
    held = await house.salon.media.has(key)
    await delete(house, "ana", second)

    assert held
    assert not await house.salon.media.has(key)
    assert await house.feed() == []


async def test_whoever_paints_anothers_photo_anew_cannot_take_it_away(house: House) -> None:
    key, shelf = await shelf_of(house, "ana")
    first = await choose(house, "ana", shelf, 0)
    await house.presses("bo", shelf, "again", value=first)
    copy = (await house.feed())[0]["id"]
    await delete(house, "bo", copy)
    await house.presses("bo", shelf, "again", value=first)
    asked = await house.says("bo", "/forgetme")
    assert asked is not None
    await house.presses("bo", asked, "forget", value=button(asked, "forget")["value"])
    held = await house.salon.media.has(key)

    await house.presses("cy", shelf, "again", value=first)
    await delete(house, "ana", first)

    assert copy != first
    assert held
    assert not await house.salon.media.has(key)
    assert len(await house.feed()) == 1


async def test_a_photo_is_in_use_wherever_its_bringer_has_a_picture_of_it(house: House) -> None:
    key, shelf = await shelf_of(house, "ana")
    post = await house.post(await choose(house, "ana", shelf, 0))
    earlier = post.created_at - timedelta(minutes=1)

    async with house.salon.read() as db:
        by_member = await brought.is_used(db, key, post.author_id, 0, earlier)
        by_room = await brought.is_used(db, key, 0, post.room_id, earlier)
        by_nobody = await brought.is_used(db, key, 0, 0, earlier)
        too_early = await brought.is_used(db, key, post.author_id, post.room_id, post.created_at)

    assert (by_member, by_room, by_nobody, too_early) == (True, True, False, False)


async def test_a_deletion_that_is_done_twice_or_late_takes_nothing_else(house: House) -> None:
    key, shelf = await shelf_of(house, "ana")
    await delete(house, "ana", await choose(house, "ana", shelf, 0))
    kept, other = await shelf_of(house, "ana")
    await choose(house, "ana", other, 0)

    async with house.salon.begin() as db:
        await db.execute(update(Job).where(Job.kind == "erase", Job.done_at.is_not(None)).values(done_at=None))
    await house.settle()

    assert [await house.salon.media.has(one) for one in (key, kept)] == [False, True]


async def test_again_with_a_photo_that_is_gone_fails_with_that_reason_at_once(house: House) -> None:
    key, shelf = await shelf_of(house, "ana")
    code = await choose(house, "ana", shelf, 0)
    await house.salon.media.remove(key)

    with pytest.raises(PainterFailed, match="the picture it was to start from is gone") as failure:
        await house.presses("ana", shelf, "again", value=code)

    assert not failure.value.retry
    assert [one["id"] for one in await house.feed()] == [code]


async def test_a_photo_for_which_nobody_chose_a_look_goes_after_a_month(house: House) -> None:
    unused, _shelf = await shelf_of(house, "ana")
    used, shelf = await shelf_of(house, "ana")
    await choose(house, "ana", shelf, 0)

    await house.wind(days=29)
    early = [await house.salon.media.has(key) for key in (unused, used)]
    await house.wind(days=2)

    assert early == [True, True]
    assert [await house.salon.media.has(key) for key in (unused, used)] == [False, True]


async def test_a_mask_goes_with_its_edit(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]
    await edits(house, "ana", code, "a boat --n 1")
    made = (await house.feed())[0]["id"]
    async with house.salon.read() as db:
        mask = (await studio.brief_of(db, await house.post(made))).mask
    held = await house.salon.media.has(mask)

    await delete(house, "ana", made)

    assert (held, await house.salon.media.has(mask)) == (True, False)


async def test_the_forgotten_leave_no_photo(house: House) -> None:
    key, shelf = await shelf_of(house, "ana")
    await choose(house, "ana", shelf, 0)
    asked = await house.says("ana", "/forgetme")
    assert asked is not None

    await house.presses("ana", asked, "forget", value=button(asked, "forget")["value"])

    assert not await house.salon.media.has(key)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
async def test_what_is_a_personas_face_by_now_stays(house: House) -> None:
    key, shelf = await shelf_of(house, "ana")
    post = await house.post(await choose(house, "ana", shelf, 0))
    async with house.salon.begin() as db:
        own = await brought.only_for(db, post)
        await db.execute(update(Member).where(Member.slug == "mina").values(avatar=key))
        assert (own, await brought.only_for(db, post)) == ([key], [])
        earlier = post.created_at - timedelta(minutes=1)
        assert await brought.is_used(db, key, 0, 0, earlier)
