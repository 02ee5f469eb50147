"""Health: what is wrong with whatever the house needs and may be offline, looked at now and then, read by /setup."""

from sqlalchemy.ext.asyncio import AsyncSession

from core import notes
from core.painter import Examined
from core.salon import Salon

NOTE = "health"
PAINTERS = "painters"
LONGEST = 300


async def look(salon: Salon) -> dict[str, str]:
    """Ask everything that may be offline; return what is wrong by name, one line each, and keep it for whoever asks later."""
    wrong: dict[str, str] = {}
    for name, check in salon.checks.items():
        try:
            told = await check()
        except Exception as failure:  # a check may be any service's: its failure is what is wrong
            told = type(failure).__name__
        if told:
            wrong[name] = told[:LONGEST]
    async with salon.begin() as db:
        await notes.write(db, NOTE, wrong)
    return wrong


async def known(db: AsyncSession) -> dict[str, str]:
    """Return what was wrong when it was last looked at."""
    return await notes.read(db, NOTE) or {}


async def look_at_painters(salon: Salon) -> dict[str, str]:
    """Ask every painter that depends on something outside how it is; return who is not well and why, and keep it."""
    found = await salon.painter.examine() if isinstance(salon.painter, Examined) else []
    ill = {one.name: one.why[:LONGEST] for one in found if one.why}
    async with salon.begin() as db:
        await notes.write(db, PAINTERS, ill)
    return ill


async def known_painters(db: AsyncSession) -> dict[str, str]:
    """Return which painters were not well when they were last looked at, and why."""
    return await notes.read(db, PAINTERS) or {}
