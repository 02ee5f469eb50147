"""Hostile files: refused in one line that names the file and the field, before they cost anything."""

import base64
import io
import json
import struct
import tracemalloc
import zipfile
import zlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from personas.exchange import writing
from personas.exchange.reading import Imported, read_any
from personas.faults import BadCard
from tests.personas.exchange import checker, foreign
from tests.personas.stage import CAST


def with_data(**fields: Any) -> bytes:
    return foreign.raw({**foreign.V3, "data": {**foreign.V3["data"], **fields}})


def with_entry(**fields: Any) -> bytes:
    entry = {**foreign.BOOK["entries"][0], **fields}
    return with_data(character_book={**foreign.BOOK, "entries": [entry]})


def with_ours(**fields: Any) -> bytes:
    out = writing.write_tavern(CAST["fen"])
    out["data"]["extensions"]["salon"]["card"] |= fields
    return writing.json_of(out)


def nested(depth: int) -> bytes:
    return b'{"name": "x", "first_mes": ' + b"[" * depth + b"]" * depth + b"}"


def damaged() -> bytes:
    whole = bytearray(foreign.pillow_png(ccv3=foreign.V3))
    whole[whole.index(b"ccv3") + 9] ^= 1
    return bytes(whole)


def endless_chunk() -> bytes:
    return foreign.picture()[:33] + struct.pack(">I4s", 0xFFFFFFFF, b"tEXt") + b"ccv3\0"


def bomb(name: str = "card.json", size: int = 60_000_000) -> bytes:
    return foreign.archive(
        {name: b" " * size} | ({} if name == "card.json" else {"card.json": foreign.raw(foreign.V3)})
    )


def lying_zip() -> bytes:
    whole = foreign.archive({"card.json": b'{"pad": "' + b"x" * 5_000_000 + b'"}'})
    return whole.replace(struct.pack("<I", 5_000_011), struct.pack("<I", 900))


def zip_with(name: str) -> bytes:
    return foreign.archive({name: b"x", "card.json": foreign.raw(foreign.V3)})


BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "file"),
    "a JPEG": (b"\xff\xd8\xff\xe0" + bytes(900), "file"),
    "noise": (bytes(range(256)) * 9, "file"),
    "over 8 MB": (b"{" + b" " * 8_000_001, "file"),
    "JSON over 1 MB": (b'{"name": "' + b"x" * 1_000_001 + b'"}', "file"),
    "cut JSON": (b'{"name": "x",\n "first_mes": ', "file"),
    "a list": (b"[1]", "file"),
    "not UTF-8": (b'{"name": "\xff"}', "file"),
    "too deep": (nested(60), "first_mes"),
    "far too deep": (nested(200_000), "file"),
    "giant integer": (b'{"name": "x", "first_mes": "", "x": {"y": 1' + b"0" * 6000 + b"}}", "x.y"),
    "NaN": (b'{"name": "x", "first_mes": "", "x": NaN}', "x"),
    "infinity": (b'{"name": "x", "first_mes": "", "x": [1e999]}', "x.0"),
    "too many values": (foreign.raw({**foreign.V1, "x": [0] * 60_000}), "x"),
    "no known kind": (b'{"name": "x"}', "spec"),
    "a lorebook alone": (foreign.raw({"spec": "lorebook_v3", "data": foreign.BOOK}), "spec"),
    "no name": (with_data(name="  \u200b "), "data.name"),
    "name is a number": (with_data(name=7), "data.name"),
    "description is a list": (with_data(description=["x"]), "data.description"),
    "tags hold a number": (with_data(tags=["a", 1]), "data.tags"),
    "data is text": (foreign.raw({"spec": "chara_card_v3", "data": "x"}), "data"),
    "book is a list": (with_data(character_book=[]), "data.character_book"),
    "book without entries": (with_data(character_book={"extensions": {}}), "data.character_book.entries"),
    "entries by name": (with_data(character_book={"entries": {"0": {}}}), "data.character_book.entries"),
    "content is a number": (with_entry(content=3), "data.character_book.entries.0.content"),
    "keys hold a number": (with_entry(keys=[3]), "data.character_book.entries.0.keys"),
    "extensions is text": (with_data(extensions="x"), "data.extensions"),
    "our hours are odd": (with_ours(hours="25:00-26:00"), "hours"),
    "our palette is odd": (with_ours(look={"words": {}, "palette": ["red", "url(x)", "#12"]}), "look.palette.0"),
    "our slug is a path": (with_ours(slug="../../etc/passwd"), "slug"),
    "our time zone is odd": (with_ours(timezone="../../etc/passwd"), "timezone"),
    "our card is a list": (with_ours().replace(b'"card":{', b'"card":[],"was":{'), "data.extensions.salon.card"),
    "PNG without a card": (foreign.picture(), "picture"),
    "PNG with a wrong checksum": (damaged(), "picture"),
    "PNG cut off": (foreign.pillow_png(ccv3=foreign.V3)[:-20], "picture"),
    "PNG with an endless chunk": (endless_chunk(), "picture"),
    "PNG with no base64": (foreign.pillow_png(ccv3="%%%"), "ccv3"),
    "PNG with no JSON": (foreign.pillow_png(chara=base64.b64encode(b"hello").decode()), "chara"),
    "PNG with too much": (foreign.pillow_png(ccv3="A" * 1_500_000), "ccv3"),
    "zip without a card": (foreign.archive({"x.json": b"{}"}), "card.json"),
    "zip cut off": (foreign.risu_charx()[:-40], "archive"),
    "zip bomb": (bomb(), "card.json"),
    "zip bomb as an icon": (bomb("assets/icon/images/main.png"), ""),
    "zip that lies about a size": (lying_zip(), "card.json"),
    "zip with many files": (foreign.archive({f"{at}": b"" for at in range(1_200)}), "archive"),
    "zip with a way out": (zip_with("../../x"), "archive"),
    "zip with a root": (zip_with("/etc/passwd"), "archive"),
    "zip in another packing": (foreign.archive({"card.json": b"{}"}, zipfile.ZIP_LZMA), "card.json"),
    "Markdown without an end": (b"---\nslug: x\n", "front matter"),
    "Markdown with odd tags": (b"---\nslug: !!int ''\n---\n", "front matter"),
    "Markdown with a giant number": (b"---\nslug: 0x" + b"f" * 9000 + b"\n---\n", "slug"),
    "Markdown that is deep": (b"---\nx: " + b"[" * 5000 + b"\n---\n", "front matter"),
    "Markdown with a code tag": (b"---\nslug: !!python/object/apply:os.system [ls]\n---\n", "front matter"),
}


@pytest.mark.parametrize("kind", [kind for kind in BAD if BAD[kind][1]])
def test_a_bad_file_gets_one_line_that_names_the_file_and_the_field(kind: str) -> None:
    data, field = BAD[kind]

    with pytest.raises(BadCard) as told:
        read_any(data, "their card.png")

    line = str(told.value)
    assert line.startswith("their card.png: ")
    assert field in line
    assert "\n" not in line
    assert len(line) < 300
    assert told.value.shown("zh") != line


@pytest.mark.parametrize("kind", ["zip bomb", "zip bomb as an icon", "zip that lies about a size"])
def test_a_zip_bomb_is_not_unpacked(kind: str) -> None:
    data = BAD[kind][0]
    if kind == "zip bomb as an icon":
        card = {**foreign.V3, "data": {**foreign.V3["data"], "assets": [
            {"type": "icon", "uri": "embeded://assets/icon/images/main.png", "name": "main", "ext": "png"}
        ]}}  # fmt: skip
        data = foreign.archive({"card.json": foreign.raw(card), "assets/icon/images/main.png": b" " * 60_000_000})
    tracemalloc.start()

    with pytest.raises(BadCard):
        read_any(data)

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


def test_an_encrypted_archive_is_refused() -> None:
    whole = bytearray(foreign.risu_charx())
    at = whole.index(b"PK\x01\x02")
    whole[at + 8] |= 1

    with pytest.raises(BadCard, match=r"card\.json"):
        read_any(bytes(whole))


def test_a_file_name_cannot_break_the_line() -> None:
    with pytest.raises(BadCard) as told:
        read_any(b"", "evil\n\u202ename{0.__class__}.png\x00" * 9)

    assert "\n" not in str(told.value)
    assert "\u202e" not in str(told.value)


def test_halves_of_letters_and_nul_never_reach_the_house() -> None:
    came = read_any(b'{"name": "Ju\\ud83dniper\\u0000", "first_mes": "\\udc00hi", "x\\u0000": "\\ud800"}')

    assert came.card.named("en") == "Juniper"
    assert (
        json.dumps(came.kept, ensure_ascii=False).encode("utf-8") == b'{"name": "Juniper", "first_mes": "hi", "x": ""}'
    )


def test_a_pixel_bomb_is_handed_on_undecoded() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    text = b"ccv3\0" + base64.b64encode(foreign.raw(foreign.V3))
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    whole = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"tEXt", text) + chunk(b"IEND", b"")

    assert read_any(whole).picture == whole


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats() | st.text(max_size=30),
    lambda some: st.lists(some, max_size=4) | st.dictionaries(st.text(max_size=12), some, max_size=4),
    max_leaves=20,
)
FIELDS = [
    *foreign.V3["data"],
    "data",
    "spec",
    "spec_version",
    "bio",
    "lore",
    "style",
    "settings",
    "knowledge",
    "topics",
]
LIKE_A_CARD = st.dictionaries(st.sampled_from(FIELDS), JSON | st.text(max_size=200), max_size=12)
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_or_told(data: bytes) -> Imported | str:
    """Return what a file holds or the line about it; any other error is a crash."""
    try:
        return read_any(data, "x.json")
    except BadCard as told:
        return str(told)


def read_or_refused(data: bytes) -> None:
    came = read_or_told(data)
    if isinstance(came, str):
        assert "\n" not in came
        return
    assert checker.faults_of_tavern(writing.write_tavern(came.card, came.kept), 3) == []
    assert read_any(writing.json_of(writing.write_tavern(came.card, came.kept))).card == came.card


@CALM
@given(LIKE_A_CARD, LIKE_A_CARD)
def test_any_json_is_a_card_or_a_line_about_what_is_wrong(root: dict[str, Any], data: dict[str, Any]) -> None:
    read_or_refused(foreign.raw(root))
    read_or_refused(foreign.raw({"name": "x", "first_mes": "", **root}))
    read_or_refused(foreign.raw({"spec": "chara_card_v3", "data": {"name": "Ana Bo", **data}}))


@CALM
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(foreign.BOOK["entries"][0], JSON)))
def test_any_lorebook_entry_is_read_or_named(entry: dict[str, Any]) -> None:
    read_or_refused(with_data(character_book={"entries": [entry, foreign.BOOK["entries"][1]]}))


@CALM
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(foreign.ELIZA_OLD, JSON)))
def test_any_eliza_character_is_read_or_named(fields: dict[str, Any]) -> None:
    came = read_or_told(foreign.raw({"name": "Bram", "bio": "x", **fields}))
    if isinstance(came, str):
        assert "\n" not in came
        return
    assert read_any(writing.json_of(writing.write_eliza(came.card, came.kept))).card == came.card


@CALM
@given(st.dictionaries(st.text(max_size=20).filter(lambda key: key == key.replace("\0", "")), JSON, max_size=5))
def test_unknown_fields_survive_a_round_trip(extra: dict[str, Any]) -> None:
    document = {**foreign.V3, "data": {**foreign.V3["data"], "extensions": {"other/tool": extra}}}
    came = read_or_told(foreign.raw(document))
    if isinstance(came, str):
        assert "no number" in came
        return

    out = json.loads(writing.json_of(writing.write_tavern(came.card, came.kept)))

    assert out["data"]["extensions"]["other/tool"] == came.kept["data"]["extensions"]["other/tool"]


@CALM
@given(st.binary(max_size=400), st.integers(0, 300), st.sampled_from(["png", "charx", "md"]))
def test_damage_anywhere_never_crashes_the_reader(noise: bytes, at: int, form: str) -> None:
    whole = {
        "png": foreign.pillow_png(ccv3=foreign.V3),
        "charx": foreign.risu_charx(),
        "md": writing.write_markdown(CAST["fen"]),
    }[form]
    place = at * len(whole) // 300

    for data in (whole[:place] + noise + whole[place + len(noise) :], whole[:place], noise):
        came = read_or_told(data)
        assert isinstance(came, Imported) or "\n" not in came


def test_a_zip_inside_out_is_refused() -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        packed.writestr("card.json", b"[" * 900_000)

    with pytest.raises(BadCard, match=r"card\.json"):
        read_any(whole.getvalue())
