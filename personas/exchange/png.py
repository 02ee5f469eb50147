"""Card chunks of PNG files, read and written without decoding a pixel (PNG, third edition, section 5)."""

import base64
import binascii
import re
import struct
import zlib
from collections.abc import Iterator

from core.words import _
from personas.exchange.careful import MOST_JSON
from personas.faults import BadCard

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 8_000_000
MOST_CHUNKS = 20_000
KEYWORDS = ("ccv3", "chara")  # the order in which they are believed
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_DAMAGED = _("the picture is damaged or cut off")
_SPACE = re.compile(rb"[ \t\r\n]+")


def chunks(data: bytes, where: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield the type and content of each chunk up to IEND; BadCard for a wrong length or checksum."""
    at = len(SIGNATURE)
    for _count in range(MOST_CHUNKS):
        if len(data) < at + 12:
            break
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 8 + length
        if len(data) < end + 4:
            break
        body = data[at + 8 : end]
        if struct.unpack_from(">I", data, end)[0] != zlib.crc32(kind + body):
            break
        yield kind, body
        if kind == b"IEND":
            return
        at = end + 4
    raise BadCard(where, "picture", _DAMAGED)


def card_chunks(data: bytes, where: str) -> dict[str, bytes]:
    """Return the card chunks of a PNG as they are written, by keyword, the most trusted first; each at its first."""
    found: dict[str, bytes] = {}
    for kind, body in chunks(data, where):
        keyword, _nul, text = body.partition(b"\0")
        name = keyword.decode("latin-1").lower()
        if kind == b"tEXt" and name in KEYWORDS:
            found.setdefault(name, text)
    return {name: found[name] for name in KEYWORDS if name in found}


def unpacked(text: bytes, where: str, field: str) -> bytes:
    """Return the JSON of a card chunk: base64, with or without line breaks and padding."""
    if len(text) > MOST_JSON * 4 // 3 + 100_000:
        raise BadCard(where, field, _("it must be at most {most} bytes"), most=MOST_JSON)
    bare = _SPACE.sub(b"", text).rstrip(b"=")
    try:
        return base64.b64decode(bare + b"=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise BadCard(where, field, _("it is not written as base64")) from None


def with_cards(picture: bytes, cards: dict[str, bytes], where: str = "picture.png") -> bytes:
    """Return a PNG that carries these cards (JSON by keyword) in tEXt chunks before its end, and no older ones."""
    if not picture.startswith(SIGNATURE):
        raise BadCard(where, "picture", _("a card needs a PNG picture"))
    written = [SIGNATURE]
    for kind, body in chunks(picture, where):
        if kind == b"IEND":
            written += [
                _chunk(b"tEXt", name.encode("latin-1") + b"\0" + base64.b64encode(card)) for name, card in cards.items()
            ]
        if not _is_card(kind, body):
            written.append(_chunk(kind, body))
    return b"".join(written)


def _is_card(kind: bytes, body: bytes) -> bool:
    name = body.partition(b"\0")[0].decode("latin-1").lower()
    return kind in _TEXTS and (name in KEYWORDS or name.startswith("chara-ext-asset_"))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
