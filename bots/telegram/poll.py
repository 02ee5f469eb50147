"""Polling: raw updates go into the inbox first; only then does the offset move on."""

import asyncio
import logging
from typing import Any

from aiogram import Bot
from aiohttp import ClientError, ClientTimeout

from bots import inbox
from bots.telegram.client import PLATFORM
from bots.telegram.ear import Ear
from core.salon import Salon

log = logging.getLogger("salon.telegram")
WAIT = 25


class Trouble(Exception):
    """The server did not hand over updates; `after` seconds until the next try."""

    def __init__(self, why: str, after: float) -> None:
        super().__init__(why)
        self.after = after


class TokenRefused(Trouble):
    """The server does not take the token."""


async def poll(salon: Salon, bot: Bot, ear: Ear, stop: asyncio.Event) -> None:
    """Fetch updates until told to stop. What was fetched twice is stored once.

    TokenRefused ends it for a persona's account; for the house's own it is repeated, as the host may yet mend it.
    """
    offset: int | None = None
    stopping = asyncio.create_task(stop.wait())
    while not stop.is_set():
        fetching = asyncio.create_task(_fetch(bot, offset, ear.wanted))
        await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not fetching.done():
            fetching.cancel()
            break
        try:
            updates = fetching.result()
            if updates:
                await inbox.accept_all(salon, PLATFORM, [ear.stored(raw) for raw in updates])
            # Numbers may begin anew after a quiet week, so an offset is only sent until it was taken.
            offset = max(raw["update_id"] for raw in updates) + 1 if updates else None
        except Trouble as trouble:
            if ear.mark and isinstance(trouble, TokenRefused):
                stopping.cancel()
                raise
            log.warning("no updates from Telegram: %s; trying again", trouble)
            await asyncio.wait({stopping}, timeout=trouble.after)
        except Exception as error:  # the database may be away for a while: nothing is acknowledged meanwhile
            log.warning("updates can't be stored (%s); trying again", type(error).__name__)
            await asyncio.wait({stopping}, timeout=1.0)


async def _fetch(bot: Bot, offset: int | None, wanted: list[str]) -> list[dict[str, Any]]:
    session: Any = bot.session
    client = await session.create_session()
    url = session.api.api_url(token=bot.token, method="getUpdates")
    asked: dict[str, Any] = {"timeout": WAIT, "limit": 100, "allowed_updates": wanted}
    if offset is not None:
        asked["offset"] = offset
    try:
        async with client.post(url, json=asked, timeout=ClientTimeout(total=WAIT + 15)) as answer:
            told = await answer.json(content_type=None)
    except (ClientError, TimeoutError, ValueError) as error:
        raise Trouble(f"it does not answer ({type(error).__name__})", 1.0) from None
    if not isinstance(told, dict) or not told.get("ok"):
        raise _trouble(told if isinstance(told, dict) else {}, answer.status)
    result = told.get("result")
    return [raw for raw in result or [] if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)]


def _trouble(told: dict[str, Any], status: int) -> Trouble:
    if status == 409:
        return Trouble("another process polls for this bot; stop it, or give each its own token", 5.0)
    if status == 401:
        return TokenRefused("it refuses the token; check SALON_TELEGRAM_TOKEN", 30.0)
    parameters = told.get("parameters")
    after = parameters.get("retry_after", 2) if isinstance(parameters, dict) else 2
    return Trouble(str(told.get("description", status))[:100], float(after))
