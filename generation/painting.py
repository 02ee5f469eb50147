"""Painting: the paint job, from a queued creation to a published post."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from core import studio
from core.brief import Brief
from core.models.making import Creation
from core.models.work import Job
from core.ports import Painted, PainterFailed, PaintItem
from core.salon import Salon
from core.studio import StoredPicture
from generation import marks

PROGRESS_EVERY = 0.3
LOOK_EVERY = 2.0
"""Seconds after which a painter that tells of no progress is looked after: somebody may have cancelled."""


@dataclass(slots=True)
class Easel:
    """How far a batch is: written by the painter's progress calls, read by the task that stores it."""

    step: int = 0
    steps: int = 0

    def note(self, step: int, steps: int) -> None:
        """Take in how far the painter is."""
        self.step, self.steps = step, steps


async def paint(salon: Salon, held: Sequence[Job]) -> None:
    """Do paint jobs of one batch: each queued creation becomes a published post. Safe to run again after a failure."""
    async with salon.begin() as db:
        begun = [await studio.start(db, job.args["creation"], salon.painter.name, salon.now()) for job in held]
    creations = [creation for creation in begun if creation is not None]
    if not creations:
        return
    items = [item for creation in creations for item in await _items(salon, creation)]
    painted = await _paint_watched(salon, [creation.id for creation in creations], items)
    for creation in creations:
        count = Brief.of_json(creation.brief).count
        own, painted = painted[:count], painted[count:]
        stored = await asyncio.gather(*(_store(salon, creation, picture) for picture in own))
        async with salon.begin() as db:
            kept = await studio.complete(db, salon.settings, creation.id, stored, salon.now())
        if kept is None:  # cancelled meanwhile, or painted by another worker: these files belong to nobody
            await asyncio.gather(*(salon.media.remove(key) for one in stored for key in (one.key, one.preview)))


async def _items(salon: Salon, creation: Creation) -> list[PaintItem]:
    brief = Brief.of_json(creation.brief)
    source = await salon.media.get(brief.source) if brief.source else None
    return [
        PaintItem(
            brief.prompt,
            brief.style,
            brief.negative,
            brief.width,
            brief.height,
            (creation.seed + n) % 2**31,
            source=source,
            strength=brief.strength,
            painter=brief.painter,
        )
        for n in range(brief.count)
    ]


async def _paint_watched(salon: Salon, numbers: list[int], items: list[PaintItem]) -> list[Painted]:
    """Paint while progress is noted for the members; stop when nobody wants the pictures any more."""
    easel = Easel()
    painting = asyncio.create_task(salon.painter.paint(items, easel.note))
    told, looked = 0, monotonic()
    try:
        while not painting.done():
            await asyncio.wait([painting], timeout=PROGRESS_EVERY)
            if painting.done() or (easel.step == told and monotonic() - looked < LOOK_EVERY):
                continue
            looked = monotonic()
            if easel.step == told:
                async with salon.read() as db:
                    wanted = await studio.is_wanted(db, numbers)
            else:
                told = easel.step
                async with salon.begin() as db:
                    wanted = await studio.progress(db, numbers, easel.step, easel.steps, salon.now())
            if not wanted:
                painting.cancel()
    finally:
        if not painting.done():
            painting.cancel()
    try:
        painted = await painting
    except asyncio.CancelledError:
        if (task := asyncio.current_task()) and task.cancelling():
            raise
        return []
    if len(painted) != len(items):
        raise PainterFailed(f"it painted {len(painted)} of {len(items)} pictures")
    return painted


async def _store(salon: Salon, creation: Creation, painted: Painted) -> StoredPicture:
    brief = Brief.of_json(creation.brief)
    painter, version = painted.painter or salon.painter.name, painted.version or salon.painter.version
    maker = f"Salon {painter} {version}"
    from_photo = bool(brief.source)
    words = "" if creation.private else _parameters(brief, painted, maker)
    facts = {
        "brief": {**brief.as_json(), "seed": painted.seed},
        "painter": painter,
        "version": version,
    }
    master, preview = await asyncio.to_thread(
        _encoded, painted, maker, parameters=words, facts=facts, from_photo=from_photo
    )
    key, small = salon.media.new_key("pictures", "png"), salon.media.new_key("pictures", "webp")
    await asyncio.gather(salon.media.put(key, master), salon.media.put(small, preview))
    width, height = painted.pixels.size
    return StoredPicture(key, small, width, height, painted.seed, painted.alt, painted.notes, painted.painter)


def _encoded(
    painted: Painted, maker: str, *, parameters: str, facts: dict[str, Any], from_photo: bool
) -> tuple[bytes, bytes]:
    """Return the master and its preview. One after the other: Pillow keeps a save's settings on the picture itself,
    so two saves of one picture in two threads mix theirs up, and a file may lose its marks.
    """
    master = marks.master_png(painted.pixels, maker, parameters=parameters, facts=facts, from_photo=from_photo)
    return master, marks.page_webp(painted.pixels, maker, from_photo=from_photo)


def _parameters(brief: Brief, painted: Painted, maker: str) -> str:
    """Return the words that image tools read back: prompt, negative prompt, settings (the A1111 layout)."""
    width, height = painted.pixels.size
    negative = f"\nNegative prompt: {brief.negative}" if brief.negative else ""
    style = f", Style: {brief.style}" if brief.style else ""
    return f"{brief.prompt}{negative}\nSeed: {painted.seed}, Size: {width}x{height}, Model: {maker}{style}"


async def bury(salon: Salon, job: Job, why: str) -> None:
    """Tell the member of a creation that can't be painted."""
    async with salon.begin() as db:
        await studio.fail(db, job.args["creation"], why, salon.now())
