"""Ready pages: a feed's page is made once for all who ask for it within a second, and not shown once a post has left it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from core import feed
from core.ballots import VOTES
from core.salon import Salon

LIFE = 1.0
"""Seconds that counts on a page may be old."""
MOST_PAGES = 512
AT_ONCE_A_SECOND = 4.0
BURST = 10.0
FOR_EVER = float("inf")


@dataclass(frozen=True, slots=True)
class Ready:
    """A page as bytes, what it shows (ids and items, the same for everybody), and when its first post is over."""

    body: bytes
    numbers: tuple[int, ...] = ()
    items: tuple[dict[str, Any], ...] = ()
    next: str | None = None
    ends: float = FOR_EVER


Make = Callable[[], Awaitable[Ready]]


class Shelf:
    """Keeps ready pages. What leaves the feeds, in any process, is on no page that is asked for afterwards.

    New posts and votes of this process show at once, too; in a rush of votes, and of other processes, within a second.
    """

    def __init__(self, salon: Salon) -> None:
        self._salon = salon
        self._pages: dict[tuple[Any, ...], tuple[float, Ready]] = {}
        self._making: dict[tuple[Any, ...], asyncio.Task[Ready]] = {}
        self._look: asyncio.Task[str] | None = None
        self._looking: asyncio.Task[str] | None = None
        self._changes = salon.bell.listener(feed.CHANGED).__enter__()
        self._votes = salon.bell.listener(VOTES).__enter__()
        self._allowance, self._counted = BURST, time.monotonic()

    async def page(self, key: tuple[Any, ...], make: Make) -> Ready:
        """Return the page of a key, made by `make` if there is none that is fresh."""
        version = await self._version()
        if self._changes.rung() or (self._votes.rung() and self._may_drop()):
            self._pages.clear()
            self._making.clear()
        key = (*key, version)
        made, ready = self._pages.get(key, (0.0, None))
        if ready is not None and time.monotonic() - made < LIFE and self._salon.now().timestamp() < ready.ends:
            return ready
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._make(key, make))
        return await asyncio.shield(self._making[key])

    async def _make(self, key: tuple[Any, ...], make: Make) -> Ready:
        begun, me = time.monotonic(), asyncio.current_task()
        try:
            ready = await make()
            if self._making.get(key) is me:  # else something changed meanwhile
                if len(self._pages) >= MOST_PAGES:
                    self._pages.clear()
                self._pages[key] = begun, ready
            return ready
        finally:
            if self._making.get(key) is me:
                del self._making[key]

    def _may_drop(self) -> bool:
        """Say whether pages may be made anew at once for new votes; not more than a few times a second."""
        now = time.monotonic()
        self._allowance = min(BURST, self._allowance + (now - self._counted) * AT_ONCE_A_SECOND)
        self._counted = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True

    async def _version(self) -> str:
        """Return the version of the feeds, by a look at the database that begins from now on; many share one look."""
        if self._look is None:
            self._look = asyncio.create_task(self._look_after(self._looking))
        return await asyncio.shield(self._look)

    async def _look_after(self, earlier: "asyncio.Task[str] | None") -> str:
        if earlier is not None and not earlier.done():
            await asyncio.wait({earlier})
        self._looking, self._look = self._look, None
        async with self._salon.read() as db:
            return await feed.version(db)
