"""Hostile masks over HTTP: refused with a sentence in the visitor's language, never an error of ours, and nothing is painted."""

import base64
import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.house import House
from tests.stories.test_edits import edits, mask_of, png


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))


DATA = chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def bomb() -> bytes:
    """A picture of 900 million pixels in a few kilobytes."""
    return header(30_000, 30_000) + chunk(b"IDAT", zlib.compress(b"\0" * 2_000_000)) + chunk(b"IEND", b"")


def swollen() -> bytes:
    """A picture of the right size whose data unpack to a thousand times more."""
    return header(512, 512) + chunk(b"IDAT", zlib.compress(b"\0" * 80_000_000)) + chunk(b"IEND", b"")


def wordy() -> bytes:
    """A mask with a text that unpacks to 100 MB."""
    info, file = PngInfo(), io.BytesIO()
    info.add_text("bomb", "x" * 100_000_000, zip=True)
    Image.open(io.BytesIO(mask_of())).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def solid(colour: int) -> Callable[[], bytes]:
    return lambda: png(Image.new("L", (512, 512), colour))


def clear() -> bytes:
    """Everything transparent: the sense of another API."""
    return png(Image.new("RGBA", (512, 512), (255, 255, 255, 0)))


MASKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "words": (lambda: b"white where it should change", "no PNG, JPEG or WebP"),
    "nothing": (lambda: b"", "no PNG, JPEG or WebP"),
    "svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG, JPEG or WebP"),
    "gif": (lambda: b"GIF89a" + b"\0" * 40, "no PNG, JPEG or WebP"),
    "cut": (lambda: mask_of()[:200], "broken"),
    "bomb": (bomb, "no PNG, JPEG or WebP"),
    "vast": (lambda: header(9_000, 9_000) + DATA, "9000×9000"),
    "wordy": (wordy, ""),
    "half size": (lambda: mask_of((256, 256)), "256×256 pixels large, and the picture 512×512"),
    "other shape": (lambda: mask_of((512, 400)), "512×400"),
    "empty": (solid(0), "nothing is marked"),
    "faint": (solid(90), "nothing is marked"),
    "whole": (solid(255), "everything is marked"),
    "transparent": (clear, "nothing is marked"),
}


@pytest.mark.parametrize("name", MASKS)
async def test_a_bad_mask_is_refused_with_a_reason(house: House, name: str) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]
    made, told = MASKS[name]

    answer = await edits(house, "ana", code, "a boat", made())

    assert answer.status_code == 422, answer.text
    assert told in answer.json()["error"]
    assert [one["prompt"] for one in await house.feed()] == ["a lake"]


async def test_a_swollen_mask_harms_nobody(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]

    answer = await edits(house, "ana", code, "a boat", swollen())

    assert answer.status_code == 422
    assert (await house.client("ana").get("/healthz")).status_code == 200


@pytest.mark.parametrize("coded", ["%%%", "data:image/png;base64,!!", "data:,", "äöü", "A"])
async def test_what_is_no_base64_is_no_picture(house: House, coded: str) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]
    body = {"id": "1", "post": code, "text": "a boat", "mask": coded}

    answer = await house.client("ana").post("/rooms/lobby/edit", json=body)

    assert answer.status_code == 422
    assert "no PNG, JPEG or WebP" in answer.json()["error"]


@pytest.mark.parametrize("kind", ["data URL", "WEBP", "JPEG", "greys"])
async def test_a_mask_may_come_in_any_usual_form(house: House, kind: str) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]
    picture, file = Image.open(io.BytesIO(mask_of())), io.BytesIO()
    picture.convert("L" if kind == "greys" else "RGB").save(file, kind if kind in ("WEBP", "JPEG") else "PNG")
    coded = base64.b64encode(file.getvalue()).decode()
    body = {"id": "1", "post": code, "text": "a boat --n 1", "mask": coded}
    if kind == "data URL":
        body["mask"] = f"data:image/png;base64,{coded}"

    answer = await house.client("ana").post("/rooms/lobby/edit", json=body)
    await house.settle()

    assert answer.status_code == 202, answer.text
    assert (await house.feed())[0]["prompt"] == "a boat"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"text": "x" * 5_000}, 422),
        ({"text": "x" * 300_000}, 422),
        ({"text": ""}, 422),
        ({"text": " \n\u2028 "}, 422),
        ({"text": None}, 422),
        ({"post": "ZZZZ"}, 404),
        ({"post": "../../etc"}, 404),
        ({"post": "x" * 500}, 422),
        ({"n": 2}, 404),
        ({"n": 0}, 422),
        ({"n": 10**30}, 422),
        ({"mask": None}, 422),
        ({"mask": ["a"]}, 422),
        ({"id": "a b\n"}, 422),
        ({"id": ""}, 422),
    ],
)
async def test_a_wrong_request_is_refused_with_a_sentence(house: House, wrong: dict[str, object], status: int) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]
    whole = {"id": "1", "post": code, "text": "a boat", "mask": base64.b64encode(mask_of()).decode()}

    answer = await house.client("ana").post("/rooms/lobby/edit", json={**whole, **wrong})
    await house.settle()

    assert answer.status_code == status, answer.text
    assert answer.json()["error"].endswith((".", "pictures."))
    assert len(await house.feed()) == 1


async def test_only_members_edit_and_only_in_rooms_that_are_theirs(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]
    whole = {"id": "1", "post": code, "text": "a boat", "mask": base64.b64encode(mask_of()).decode()}

    stranger = await house.client("nobody").post("/rooms/lobby/edit", json=whole)
    nowhere = await house.client("ana").post("/rooms/dm-0123/edit", json=whole)
    elsewhere = await house.client("ana").post(
        "/rooms/lobby/edit", json=whole, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert [one.status_code for one in (stranger, nowhere, elsewhere)] == [401, 404, 403]
    assert "nickname" in stranger.json()["error"]


async def test_too_large_a_request_is_not_even_read(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]
    body = {"id": "1", "post": code, "text": "a boat", "mask": "A" * 10_000_000}

    answer = await house.client("ana").post("/rooms/lobby/edit", json=body)

    assert answer.status_code == 413


async def test_the_mask_of_a_post_that_was_deleted_meanwhile_paints_nothing(house: House) -> None:
    shown = await house.paints("ana", "a lake")
    await house.presses("ana", shown, "delete")

    answer = await edits(house, "bo", shown["post"]["id"], "a boat")

    assert answer.status_code == 404
    assert await house.feed() == []


@pytest.mark.parametrize("query", ["n=99", "n=x", "room=" + "r" * 90, "n=-1"])
async def test_the_editors_page_bears_any_query(house: House, query: str) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]

    answer = await house.client("ana").get(f"/edit/{code}?{query}", headers={"Accept": "text/html"})

    assert answer.status_code == 422
    assert "<html" in answer.text


async def test_a_refusal_is_said_in_the_visitors_language(house: House) -> None:
    code = (await house.paints("ana", "a lake"))["post"]["id"]
    house.client("ana").cookies.set("salon_lang", "zh")

    answer = await edits(house, "ana", code, "一条船", png(Image.new("L", (512, 512))))

    assert answer.json()["error"].startswith("这一部分无法重画：什么都没有标记")
