"""What every file says of itself: credentials, XMP, the AIGC field, the visible mark; and what uploads keep."""

import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import c2pa
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from api.main import app
from core import masters, pictures
from core.marks import EDITED, MADE, Kind, Made, encoded
from core.media import Media
from core.notary import Notary, credentials_of
from core.settings import BadSettings, Settings
from generation import visible

MIMES = {"PNG": "image/png", "WEBP": "image/webp", "JPEG": "image/jpeg"}


@pytest.fixture
def notary(tmp_path: Path) -> Notary:
    return Notary(Settings(_env_file=None, media=str(tmp_path / "media")))


def picture(width: int = 320, height: int = 240) -> Image.Image:
    rows, columns = np.mgrid[0:height, 0:width]
    return Image.fromarray(np.stack([rows % 256, columns % 256, (rows + columns) % 256], -1).astype(np.uint8))


def manifest_of(data: bytes) -> dict[str, Any]:
    """Read a file's credentials with the library alone, as anybody would."""
    with Image.open(io.BytesIO(data)) as opened:
        mime = MIMES[opened.format or ""]
    quiet = c2pa.Context(c2pa.Settings.from_dict({"verify": {"remote_manifest_fetch": False, "verify_trust": False}}))
    with c2pa.Reader(mime, io.BytesIO(data), context=quiet) as reader:
        return dict(json.loads(reader.json()))


def actions_of(told: dict[str, Any]) -> list[dict[str, Any]]:
    active = told["manifests"][told["active_manifest"]]
    return [
        dict(one) for a in active["assertions"] if a["label"].startswith("c2pa.actions") for one in a["data"]["actions"]
    ]


def xmp_of(data: bytes) -> dict[str, str]:
    """Parse a file's XMP with a plain XML parser; return its attributes by their local names."""
    with Image.open(io.BytesIO(data)) as opened:
        packet = opened.info.get("xmp") or opened.info.get("XML:com.adobe.xmp") or b""
    text = packet.decode() if isinstance(packet, bytes) else packet
    tree = ElementTree.fromstring(text[text.index("<x:xmpmeta") : text.index("</x:xmpmeta>") + 12])
    return {name.rpartition("}")[2]: value for node in tree.iter() for name, value in node.attrib.items()}


@pytest.mark.parametrize("kind", ["png", "webp", "jpeg"])
def test_a_file_of_each_kind_carries_marks_that_independent_readers_accept(notary: Notary, kind: Kind) -> None:
    made = Made("sketch", "1", "a fox", parameters="a fox\nSeed: 7", facts={"seed": 7})

    data = notary.file(picture(), kind, made)

    told, xmp = manifest_of(data), xmp_of(data)
    (action,) = actions_of(told)
    assert told["validation_state"] == "Valid"
    assert (action["action"], action["digitalSourceType"], action["softwareAgent"]["name"]) == (
        "c2pa.created",
        MADE,
        "sketch",
    )
    assert xmp["DigitalSourceType"] == MADE
    assert json.loads(xmp["AIGC"])["Label"] == "1"
    assert len(data) - len(encoded(picture(), kind, made)) < 5_000  # no thumbnail in it


def test_a_change_of_one_pixel_is_seen(notary: Notary) -> None:
    data = bytearray(notary.file(picture(), "webp", Made("sketch")))
    data[len(data) // 4] ^= 1

    assert manifest_of(bytes(data))["validation_state"] == "Invalid"


def test_an_edit_names_what_it_was_made_from_and_says_that_it_is_one(notary: Notary) -> None:
    parent = notary.file(picture(), "png", Made("camera"))

    child = notary.file(picture(), "jpeg", Made("sketch", from_photo=True), source=parent)

    told = manifest_of(child)
    active = told["manifests"][told["active_manifest"]]
    assert [one["action"] for one in actions_of(told)] == ["c2pa.opened", "c2pa.edited"]
    assert [one["relationship"] for one in active["ingredients"]] == ["parentOf"]
    assert len(told["manifests"]) == 2
    assert (told["validation_state"], xmp_of(child)["DigitalSourceType"]) == ("Valid", EDITED)


def test_a_source_whose_history_is_broken_keeps_no_picture_back(notary: Notary) -> None:
    broken = bytearray(notary.file(picture(), "png", Made("camera")))
    broken[broken.index(b"c2pa") + 40] ^= 255

    child = notary.file(picture(), "png", Made("sketch"), source=bytes(broken))

    assert [one["action"] for one in actions_of(manifest_of(child))] == ["c2pa.created"]


def test_two_processes_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, media=str(tmp_path / "media"))

    first, second = credentials_of(settings), credentials_of(settings)

    key = settings.keys_folder / "c2pa" / "key.pem"
    assert first == second
    assert key.stat().st_mode & 0o077 == 0


def test_a_hosts_unfit_key_is_told_in_one_line(tmp_path: Path) -> None:
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_text("no certificate")
    key.write_text("no key")

    with pytest.raises(BadSettings, match="SALON_C2PA_CERT") as told:
        credentials_of(Settings(_env_file=None, c2pa_cert=str(chain), c2pa_key=str(key)))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("size", [(1024, 1024), (1536, 640), (256, 256), (96, 400)])
@pytest.mark.parametrize("words", ["AI", "AI生成"])
def test_the_visible_mark_is_high_enough_and_comes_off_the_master(size: tuple[int, int], words: str) -> None:
    bare = Image.new("RGB", size, "white")

    shown, box = visible.marked(bare, words)

    left, top, right, bottom = box
    changed = np.argwhere(np.abs(np.asarray(shown).astype(int) - np.asarray(bare).astype(int)).sum(-1) > 0)
    letters = np.argwhere((np.asarray(shown)[top:bottom, left:right] > 250).all(-1))
    assert bottom - top >= 0.05 * min(size)
    assert len(letters)
    assert changed[:, 0].min() >= top
    assert changed[:, 0].max() < bottom
    assert changed[:, 1].min() >= left
    assert changed[:, 1].max() < right


async def test_the_master_is_the_picture_as_it_was_painted() -> None:
    media, bare = Media(":memory:"), picture(640, 480)
    shown, box = visible.marked(bare, "AI")
    await media.put("pictures/ab/cd.png", encoded(shown, "png", Made("sketch")))
    await media.put(masters.patch_key("pictures/ab/cd.png"), masters.patch_of(bare, box))

    master = await masters.master_of(media, "pictures/ab/cd.png")

    assert master is not None
    assert Image.open(io.BytesIO(master)).tobytes() == bare.tobytes()


@pytest.mark.parametrize(
    ("profile", "language", "choice", "words"),
    [
        ("", "en", "visible", "AI"),
        ("", "zh", "visible", "AI生成"),
        ("", "en", "caption", ""),
        ("cn", "en", "caption", "AI生成"),
    ],
)
def test_a_room_may_say_it_in_the_caption_but_not_under_the_rules_of_china(
    profile: str, language: str, choice: str, words: str
) -> None:
    assert visible.words_for(profile, language, choice) == words


async def test_an_upload_keeps_what_it_says_of_ai_and_loses_its_place(notary: Notary) -> None:
    media, exif, file = Media(":memory:"), Image.Exif(), io.BytesIO()
    exif[0x8825] = {1: "N", 2: (48.0, 51.0, 29.0)}
    Image.open(io.BytesIO(notary.file(picture(), "jpeg", Made("elsewhere")))).save(
        file, "JPEG", exif=exif, xmp=b"<x:xmpmeta>digitalsourcetype/trainedAlgorithmicMedia</x:xmpmeta>"
    )

    kept = await media.get(await pictures.take_in(media, notary, file.getvalue()))

    assert kept is not None
    assert xmp_of(kept)["DigitalSourceType"] == MADE
    assert Image.open(io.BytesIO(kept)).getexif().get_ifd(0x8825) == {}


async def test_an_uploads_own_credentials_are_the_beginning_of_its_history(notary: Notary) -> None:
    media, theirs = Media(":memory:"), notary.file(picture(), "jpeg", Made("elsewhere", "9"))

    kept = await media.get(await pictures.take_in(media, notary, theirs))

    assert kept is not None
    told = manifest_of(kept)
    assert [one["action"] for one in actions_of(told)] == ["c2pa.opened"]
    assert len(told["manifests"]) == 2


async def test_a_plain_photo_is_not_called_ai(notary: Notary) -> None:
    media, file = Media(":memory:"), io.BytesIO()
    picture().save(file, "JPEG")

    kept = await media.get(await pictures.take_in(media, notary, file.getvalue()))

    assert kept is not None
    assert b"lgorithmicMedia" not in kept


def test_salon_verify_tells_whole_changed_and_bare_files_apart(notary: Notary, tmp_path: Path) -> None:
    whole = notary.file(picture(), "png", Made("sketch", parameters="[red]a fox"))
    changed = bytearray(whole)
    changed[changed.rindex(b"IDAT") + 40] ^= 1
    files = {"whole.png": whole, "changed.png": bytes(changed), "bare.png": _bare(), "text.png": b"hello"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    run = CliRunner()

    told = run.invoke(app, ["verify", "--json", *(str(tmp_path / name) for name in files), str(tmp_path / "none.png")])
    shown = run.invoke(app, ["verify", str(tmp_path / "whole.png")])

    found = json.loads(told.stdout)
    assert [one["whole"] for one in found] == [True, False, False, False, False]
    assert [one["manifest"]["state"] for one in found] == ["valid", "tampered", "none", "none", "none"]
    assert [bool(one["fault"]) for one in found] == [False, False, False, True, True]
    assert (told.exit_code, shown.exit_code) == (1, 0)
    assert "[red]a fox" in shown.stdout


def _bare() -> bytes:
    file = io.BytesIO()
    picture().save(file, "PNG")
    return file.getvalue()
