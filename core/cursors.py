"""Cursors: where a feed's next page starts. One carries the ids that were next when the first page was read.

So pages hold still while votes move their posts, in any number of processes, and nothing has to be kept for a reader.
"""

import base64
import binascii
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import UnknownChoice

LONGEST = 12_000
"""Characters that a cursor may have: a thousand ids of eight bytes, and what stands before them."""
_HEAD = struct.Struct("<cBdQ")
_KIND = b"1"
_MOST = 2**62


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a feed: ids to show next, then whatever ranks below (key, id) of the last of them; no `below`: the end."""

    ids: Sequence[int] = ()
    below: tuple[float, int] | None = None


def write(place: Place) -> str | None:
    """Return a place as text for a URL; None for the end of a feed."""
    if not place.ids and place.below is None:
        return None
    width = max((number.bit_length() + 7) // 8 for number in (1, *place.ids))
    key, number = place.below or (0.0, 0)
    head = _HEAD.pack(_KIND, width if place.below else width | 0x80, key, number)
    packed = head + b"".join(one.to_bytes(width, "little") for one in place.ids)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read(text: str) -> Place:
    """Return the place that a text was written for; UnknownChoice for any other text."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        kind, flags, key, number = _HEAD.unpack_from(packed)
    except (ValueError, binascii.Error, struct.error):
        raise _unknown() from None
    width, rest = flags & 0x7F, packed[_HEAD.size :]
    if len(text) > LONGEST or kind != _KIND or not 1 <= width <= 8 or len(rest) % width:
        raise _unknown()
    ids = tuple(int.from_bytes(rest[n : n + width], "little") for n in range(0, len(rest), width))
    if not abs(key) < _MOST or not all(one < _MOST for one in (number, *ids)):
        raise _unknown()
    return Place(ids, None if flags & 0x80 else (key, number))


def _unknown() -> UnknownChoice:
    return UnknownChoice(value="cursor", choices="next")
