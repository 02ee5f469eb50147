"""Frames: the binary messages of ComfyUI's websocket, in which it shows pictures on the way. All numbers are big-endian."""

import json

from core import pictures

HEAD = 4
PREVIEW, PREVIEW_WITH_METADATA = 1, 4
"""Kinds of message (https://github.com/comfyanonymous/ComfyUI, protocol.py): a preview is its kind, the format's number and
a file; newer servers send those who ask for it the length of a JSON object, the object, and a file.
"""
JPEG, PNG = 1, 2
MOST_METADATA = 65_536
WISH = {"type": "feature_flags", "data": {"supports_preview_metadata": True}}
"""The first message to a server that is to say with each preview which graph it is of; older ones don't mind."""


def preview_in(message: bytes, number: str) -> bytes:
    """Return the file of a preview of graph `number`; empty for any other message, and for a broken one.

    A preview that does not say which graph it is of is ours: the websocket tells us of our own graphs, one at a time.
    """
    kind, told = _number(message, 0), _number(message, HEAD)
    if not 2 * HEAD < len(message) <= pictures.MOST_BYTES:
        return b""
    rest = message[2 * HEAD :]
    if kind == PREVIEW:
        return rest if told in (JPEG, PNG) else b""
    if kind == PREVIEW_WITH_METADATA and told <= min(MOST_METADATA, len(rest)):
        return rest[told:] if _graph(rest[:told]) in ("", number) else b""
    return b""


def _number(message: bytes, place: int) -> int:
    return int.from_bytes(message[place : place + HEAD], "big")


def _graph(metadata: bytes) -> str:
    """Return the graph that a preview's metadata names, empty for none; for what is no metadata a name nobody has."""
    try:
        told = json.loads(metadata)
    except (ValueError, RecursionError):
        return "?"
    return str(told.get("prompt_id") or "") if isinstance(told, dict) else "?"
