"""Every way a picture leaves the house: each file carries its marks."""

import io
import zipfile
from typing import Any

import numpy as np
from PIL import Image

from core import credentials
from core.marks import MADE
from tests.house import House

KINDS = {"PNG": "image/png", "WEBP": "image/webp", "JPEG": "image/jpeg"}


def checked(data: bytes) -> tuple[str, bool, bool]:
    """Return the state of a file's credentials, and whether XMP and the AIGC field say that AI made it."""
    with Image.open(io.BytesIO(data)) as opened:
        mime, info = KINDS[opened.format or ""], opened.info
    packet = info.get("xmp") or info.get("XML:com.adobe.xmp") or b""
    text = packet.decode() if isinstance(packet, bytes) else packet
    return credentials.read(data, mime).state, MADE in text, "TC260:AIGC" in text


WHOLE = ("valid", True, True)


async def fetched(house: House, url: str) -> bytes:
    answer = await house.client("ana").get(url)
    assert answer.status_code == 200, url
    return answer.content


async def test_what_the_pages_serve_is_marked(house: House) -> None:
    message = await house.paints("ana", "a fox")

    for picture in message["pictures"]:
        assert checked(await fetched(house, picture["url"])) == WHOLE
        assert checked(await fetched(house, picture["full"])) == WHOLE


async def test_what_the_export_holds_is_marked(house: House) -> None:
    await house.paints("ana", "a fox")
    answer = await house.says("ana", "/export")

    assert answer is not None
    url = next(one["url"] for row in answer["buttons"] for one in row)
    with zipfile.ZipFile(io.BytesIO(await fetched(house, url))) as packed:
        pictures = [packed.read(name) for name in packed.namelist() if name.startswith("pictures/")]
    assert pictures
    assert all(checked(data) == WHOLE for data in pictures)


async def test_the_covered_corner_is_kept_but_never_served(house: House) -> None:
    await house.paints("ana", "a fox")
    url = (await house.feed())[0]["pictures"][0]["full"]
    patch = url.replace("/pictures/", "/patches/")

    assert await house.salon.media.has(patch.removeprefix("/media/"))
    assert (await house.client("ana").get(patch)).status_code == 404


async def test_a_room_that_says_it_in_the_caption_has_bare_corners_and_says_so(house: House) -> None:
    await house.says("ana", "/imagine a fox --n 1 --seed 5")
    await house.says("ana", "/setup marks caption")
    await house.says("ana", "/imagine a fox --n 1 --seed 5")

    bare, labelled = (await house.feed())[:2]
    files = [Image.open(io.BytesIO(await fetched(house, one["pictures"][0]["full"]))) for one in (labelled, bare)]
    first, second = (np.asarray(file.convert("RGB")).astype(int) for file in files)
    differs = np.argwhere(np.abs(first - second).sum(-1) > 0)
    texts: list[Any] = [one["text"] for one in await house.wall("lobby", "ana") if one["post"]]
    assert len(differs)
    assert differs[:, 0].min() > 0.8 * first.shape[0]  # only the corner
    assert ["Made by AI" in text for text in texts] == [False, True]


async def test_pictures_deleted_for_good_take_their_patches_along(house: House) -> None:
    message = await house.paints("ana", "a fox")
    url = message["pictures"][0]["full"].removeprefix("/media/")
    patch = url.replace("pictures/", "patches/", 1)
    assert await house.salon.media.has(patch)

    await house.presses("ana", message, "delete")
    await house.wind(days=40)

    assert not await house.salon.media.has(url)
    assert not await house.salon.media.has(patch)
