"""The wire to painters behind HTTP: what their servers' answers mean, in words for a member."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import aiohttp
from PIL import Image

from core import pictures
from core.egress import NotFetched
from core.errors import BadPicture
from core.painter import Onlooker, PainterFailed, Progress
from core.text import clean
from core.words import _

MOST_ANSWER = 64_000_000
MOST_ERROR = 65_536
MOST_SIDE = 4096
CONNECT = 10.0
LONGEST_AFTER = 600.0
TOLD = 200

UNREACHED = _("it can't be reached")
SLOW = _("it took too long")
CUT = _("its answer broke off")
ODD = _("its answer is none that we understand")
KEY = _("it does not accept the key of this house")
BUSY = _("it is busy")
EMPTY = _("its account has nothing left to spend")
BROKEN = _("it has a fault of its own")
UNKNOWN = _("it does not know what this house asks for")
REFUSED = _("its provider's own rules refuse this. Other words may do")
DECLINED = _("it does not take this request")

REFUSALS = ("moderation_blocked", "content_policy_violation", "content_filter", "image_generation_refused")
Show = Callable[[bytes], None]
SPENT = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")


@asynccontextmanager
async def faults() -> AsyncIterator[None]:
    """Turn what can go wrong on a connection into PainterFailed."""
    try:
        yield
    except TimeoutError:
        raise PainterFailed(SLOW, down=True) from None
    except (aiohttp.ClientConnectorError, aiohttp.InvalidURL):
        raise PainterFailed(UNREACHED, down=True) from None
    except NotFetched as error:
        raise PainterFailed(f"{ODD}: {error}", down=True) from None
    except (aiohttp.ClientError, OSError):
        raise PainterFailed(CUT, down=True) from None


def timeout(seconds: float) -> aiohttp.ClientTimeout:
    """Return how long one call may take, and its connection."""
    return aiohttp.ClientTimeout(total=seconds, connect=CONNECT)


async def head_of(answer: aiohttp.ClientResponse) -> bytes:
    """Return the beginning of an answer's body: enough for an error's words."""
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > MOST_ERROR:
            break
    return bytes(body[:MOST_ERROR])


def values_of(body: bytes | str) -> Any:
    """Read JSON from a server; PainterFailed for anything else."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise PainterFailed(ODD, down=True) from None


def failure(status: int, headers: Mapping[str, str], body: bytes, secret: str = "") -> PainterFailed:
    """Say what an answer other than success means: shown, repeated later, or asked of another painter."""
    code, told = message_of(body, secret)
    if code in REFUSALS:
        return PainterFailed(REFUSED, retry=False)
    if code in SPENT or status == 402:
        return PainterFailed(EMPTY, retry=False, down=True)
    if status in (401, 403, 407):
        return PainterFailed(KEY, retry=False, down=True)  # what it says may hold parts of the key
    if status == 429:
        return PainterFailed(BUSY, after=after_of(headers))
    if status in (404, 405):
        return PainterFailed(_with(UNKNOWN, told), retry=False, down=True)
    if 400 <= status < 500 and status not in (408, 409, 425):
        return PainterFailed(_with(DECLINED, told or f"HTTP {status}"), retry=False)
    return PainterFailed(_with(BROKEN, f"HTTP {status}"), after=after_of(headers), down=True)


def _with(sentence: str, fact: str) -> str:
    return f"{sentence}: {fact}" if fact else sentence


def message_of(body: bytes, secret: str = "") -> tuple[str, str]:
    """Return an error's code and its words: OpenAI's `error`, FastAPI's `detail`, or nothing for a page of HTML."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return "", ""
    error = told.get("error") or told.get("detail") or told.get("message") if isinstance(told, dict) else None
    code = ""
    if isinstance(error, list):  # the fields that a request's check found wrong
        error = "; ".join(_field(one) for one in error[:3])
    if isinstance(error, dict):
        code, error = str(error.get("code") or error.get("type") or ""), error.get("message")
    words = clean(error, 1000) if isinstance(error, str) else ""
    return code, (words.replace(secret, "…") if secret else words)[:TOLD]


def _field(one: object) -> str:
    if not isinstance(one, dict):
        return str(one)[:80]
    place = one.get("loc")
    where = str(place[-1]) if isinstance(place, list) and place else ""
    return f"{where} {one.get('msg', '')}".strip()


def after_of(headers: Mapping[str, str]) -> float:
    """Return the seconds that a Retry-After asks for, given as a number or a date; 0 for none."""
    value = headers.get("Retry-After", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return 0.0
    return min(max(seconds, 0.0), LONGEST_AFTER) if seconds == seconds else 0.0


def shower(progress: Progress, place: int) -> Show | None:
    """Return what shows files on the way as item `place` of a batch; None where nobody looks."""
    return partial(progress.see, place) if isinstance(progress, Onlooker) else None


async def pixels_of(data: bytes) -> Image.Image:
    """Return the pixels of a file that a server sent; PainterFailed if it is no picture we would open."""
    try:
        return await pictures.open_safely(data, MOST_SIDE)
    except BadPicture as error:
        raise PainterFailed(f"{ODD}: {error.facts['why']}", down=True) from None
