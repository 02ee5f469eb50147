"""Salon: what outlives one event."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core.bell import Bell
from core.casting import Casting
from core.db import Database
from core.media import Media
from core.notary import Notary
from core.painter import Painter
from core.ports import Platform
from core.settings import Settings
from core.shown import Shown
from core.sights import Describer

Check = Callable[[], Awaitable[str]]


def wall_clock() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


class Salon:
    """The house: its settings, database, clock, media, notary, bell, painter and platforms, what it has shown, its cast, and
    whoever describes pictures.

    `checks` ask what may be offline, by its name, for a line that says what is wrong; empty for health.
    """

    casting: Casting
    describer: Describer

    def __init__(self, settings: Settings, painter: Painter, now: Callable[[], datetime] = wall_clock) -> None:
        self.settings = settings
        self.now = now
        self.bell = Bell(settings.redis)
        self.database = Database(settings.database, self.bell.ring)
        self.media = Media(settings.media)
        self.notary = Notary(settings)
        self.painter = painter
        self.shown = Shown()
        self.platforms: dict[str, Platform] = {}
        self.checks: dict[str, Check] = {}

    def begin(self, *, first: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a transaction that may write; see Database.begin."""
        return self.database.begin(first=first)

    def read(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a transaction that only reads."""
        return self.database.read()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Salon"]:
        """Keep the house open for a while, and close all it holds afterwards."""
        try:
            yield self
        finally:
            await self.painter.close()
            await self.bell.close()
            await self.database.close()
