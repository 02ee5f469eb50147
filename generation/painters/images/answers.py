"""Answers of the Images API: a picture as Base64 or at an address, whole or streamed."""

import base64
import binascii
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import aiohttp

from core import egress, pictures
from core.painter import PainterFailed
from generation.painters import wire


async def picture_in(
    session: aiohttp.ClientSession, answer: aiohttp.ClientResponse, base: str, seconds: float
) -> bytes:
    """Return the bytes of the picture in a whole answer; an address is followed with care."""
    told = wire.values_of(await egress.whole(answer, wire.MOST_ANSWER))
    first = _first(told)
    if isinstance(coded := first.get("b64_json"), str) and coded:
        return decoded(coded)
    if isinstance(url := first.get("url"), str) and url:
        return await _followed(session, url, base, seconds)
    raise PainterFailed(wire.ODD, down=True)


def _first(told: Any) -> dict[str, Any]:
    data = told.get("data") if isinstance(told, dict) else None
    if not isinstance(data, list) or not data or not isinstance(data[0], dict):
        raise PainterFailed(wire.ODD, down=True)
    return data[0]


def decoded(coded: str) -> bytes:
    """Return the bytes of a picture in Base64, with or without a data URL's head."""
    if coded.startswith("data:"):
        coded = coded.partition(",")[2]
    try:
        return base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        raise PainterFailed(wire.ODD, down=True) from None


async def _followed(session: aiohttp.ClientSession, url: str, base: str, seconds: float) -> bytes:
    """Fetch a picture from the painter's own server, with its key; from any other only through the guard, without."""
    try:
        whole = urljoin(f"{base}/", url)
        own = _origin(urlsplit(whole)) == _origin(urlsplit(base))
    except ValueError:
        raise PainterFailed(wire.ODD, down=True) from None
    if not own:
        return await egress.fetch(whole, pictures.MOST_BYTES, seconds)
    async with session.get(whole, allow_redirects=False) as answer:
        if answer.status != 200:
            raise PainterFailed(f"{wire.ODD}: HTTP {answer.status}", down=True)
        return await egress.whole(answer, pictures.MOST_BYTES)


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


async def streamed_picture(
    answer: aiohttp.ClientResponse, step: Callable[[int], None], secret: str, show: wire.Show | None = None
) -> bytes:
    """Return the picture that ends a stream of events, counting and showing the pictures on the way; PainterFailed if none
    comes.
    """
    seen = 0
    async for data in _events(answer):
        if data == "[DONE]":
            break
        told = wire.values_of(data)
        kind = str(told.get("type", "")) if isinstance(told, dict) else ""
        if kind.endswith(".partial_image"):
            seen += 1
            step(seen)
            if show is not None:
                _show(told.get("b64_json"), show)
        elif kind.endswith(".completed") and isinstance(told.get("b64_json"), str):
            return decoded(told["b64_json"])
        elif kind == "error" or (isinstance(told, dict) and "error" in told):
            raise wire.failure(int(_status(told)), {}, data.encode(), secret)
    raise PainterFailed(wire.CUT, down=True)


def _show(coded: Any, show: wire.Show) -> None:
    """Show a picture on the way; one that is broken is no reason to give up the one to come."""
    if isinstance(coded, str) and len(coded) <= pictures.MOST_BYTES:
        with suppress(PainterFailed):
            show(decoded(coded))


def _status(told: dict[str, Any]) -> int:
    error = told.get("error")
    status = error.get("status") if isinstance(error, dict) else None
    return status if isinstance(status, int) else 500


async def _events(answer: aiohttp.ClientResponse) -> AsyncIterator[str]:
    """Yield the data of each server-sent event; the lines of pictures are far longer than a stream's usual limit."""
    held, size = bytearray(), 0
    async for chunk in answer.content.iter_any():
        size += len(chunk)
        if size > wire.MOST_ANSWER:
            raise egress.NotFetched("too large")
        held += chunk
        while (end := held.find(b"\n")) >= 0:
            line = bytes(held[:end]).rstrip(b"\r")
            del held[: end + 1]
            if line.startswith(b"data:"):
                yield line[5:].strip().decode("utf-8", "replace")
