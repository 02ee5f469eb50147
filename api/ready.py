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
AHEAD = 0.4
"""Age in seconds from which on a page that is asked for is made anew beforehand, so that nobody has to wait for it."""
DROPS_A_SECOND = 0.2
BURST = 10.0
LOOK_EVERY = 0.1
"""Seconds that a look at what other processes took out of the feeds may be old."""
FOR_EVER = float("inf")


@dataclass(frozen=True, slots=True)
class Ready:
    """A page as bytes with its own headers, what it shows (ids and items, the same for everybody), and when its first
    post is over.
    """

    body: bytes
    numbers: tuple[int, ...] = ()
    items: tuple[dict[str, Any], ...] = ()
    next: str | None = None
    ends: float = FOR_EVER
    headers: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"application/json"),)


Make = Callable[[], Awaitable[Ready]]


class Shelf:
    """Keeps ready pages. What this process takes out of the feeds is on no page asked for afterwards.

    What another process takes out is gone within LOOK_EVERY. New posts and votes of this process show at once, too; in
    a rush of votes, and those of other processes, within LIFE.
    """

    def __init__(self, salon: Salon) -> None:
        self._salon = salon
        self._pages: dict[tuple[Any, ...], tuple[float, Ready, Make]] = {}
        self._making: dict[tuple[Any, ...], asyncio.Task[Ready]] = {}
        self._known, self._looked = "", -FOR_EVER
        self._looking: asyncio.Task[None] | None = None
        self._changes = salon.bell.listener(feed.CHANGED).__enter__()
        self._votes = salon.bell.listener(VOTES).__enter__()
        self._allowance, self._counted = BURST, time.monotonic()
        self._asked: dict[tuple[bytes, ...], tuple[Any, ...]] = {}

    def at_hand(self, asked: tuple[bytes, ...]) -> Ready | None:
        """Return the page that this was answered with before, if it needs no look at anything; None to go the usual way."""
        key, age = self._asked.get(asked), time.monotonic() - self._looked
        if key is None or age > LOOK_EVERY or self._changes.waits() or self._votes.waits():
            return None
        if age > LOOK_EVERY / 4 and (self._looking is None or self._looking.done()):
            self._looking = asyncio.create_task(self._look())  # so that whoever comes next need not wait for it
        return self._fresh((*key, self._known))

    def hand_out(self, ready: Ready) -> None:
        """Count that a page was seen once more."""
        self._salon.shown.add(ready.numbers, "feed")

    def note(self, asked: tuple[bytes, ...] | None, key: tuple[Any, ...]) -> None:
        """Remember which page answers a request."""
        if asked is not None:
            if len(self._asked) >= MOST_PAGES * 4:
                self._asked.clear()
            self._asked[asked] = key

    async def page(self, key: tuple[Any, ...], make: Make) -> Ready:
        """Return the page of a key, made by `make` if there is none that is fresh."""
        version = await self._version()
        if self._changes.rung() or (self._votes.rung() and self._may_drop()):
            self._pages.clear()
            self._making.clear()
        key = (*key, version)
        if (ready := self._fresh(key)) is not None:
            return ready
        return await asyncio.shield(self._made(key, make))

    def _fresh(self, key: tuple[Any, ...]) -> Ready | None:
        """Return a page that may still be shown; have it made anew if it soon may not."""
        made, ready, make = self._pages.get(key, (-FOR_EVER, None, None))
        age = time.monotonic() - made
        if ready is None or make is None or age >= LIFE or self._salon.now().timestamp() >= ready.ends:
            return None
        if age > AHEAD:
            self._made(key, make)
        return ready

    def _made(self, key: tuple[Any, ...], make: Make) -> "asyncio.Task[Ready]":
        """Return what makes a page, begun now unless it is under way."""
        if key not in self._making:
            self._making[key] = making = asyncio.create_task(self._make(key, make))
            making.add_done_callback(lambda done: done.cancelled() or done.exception())  # perhaps nobody waits for it
        return self._making[key]

    async def _make(self, key: tuple[Any, ...], make: Make) -> Ready:
        begun, me = time.monotonic(), asyncio.current_task()
        try:
            ready = await make()
            if self._making.get(key) is me:  # else something changed meanwhile
                if len(self._pages) >= MOST_PAGES:
                    self._pages.clear()
                self._pages[key] = begun, ready, make
            return ready
        finally:
            if self._making.get(key) is me:
                del self._making[key]

    def _may_drop(self) -> bool:
        """Say whether pages may be made anew at once for new votes; ten times in a row, then every five seconds."""
        now = time.monotonic()
        self._allowance = min(BURST, self._allowance + (now - self._counted) * DROPS_A_SECOND)
        self._counted = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True

    async def _version(self) -> str:
        """Return the version of the feeds, as it was at most LOOK_EVERY ago."""
        if time.monotonic() - self._looked > LOOK_EVERY:
            await self._look_together()
        return self._known

    async def _look_together(self) -> None:
        """Look at the database; whoever wants that while somebody looks already waits for the same."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        await asyncio.shield(self._looking)

    async def _look(self) -> None:
        begun = time.monotonic()
        async with self._salon.read() as db:
            known = await feed.version(db)
        if begun > self._looked:
            self._known, self._looked = known, begun
