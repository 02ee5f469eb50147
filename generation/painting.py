"""Painting: the paint job, from a queued creation to a published post."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import monotonic

from PIL.Image import Image

from core import jobs, marks, masters, studio
from core.brief import Brief
from core.marks import Made
from core.masters import files_of
from core.models.making import Creation
from core.models.rooms import Room
from core.models.work import Job
from core.painter import Capabilities, Painted, PainterFailed, PaintItem, Progress
from core.salon import Salon
from core.studio import StoredPicture
from core.words import _
from generation import lettering, marking, previews, regions
from generation.previews import Spot
from generation.regions import Region

PROGRESS_EVERY = 0.3
LOOK_EVERY = 2.0
"""Seconds after which a painter that tells of no progress is looked after: somebody may have cancelled."""


AT_ONCE = 2
"""Batches with the painter: one it paints and one that waits there, so that it never stands idle while work is due."""


class Workbench:
    """The paint jobs of a process: some batches are with the painter, while those before them are stored."""

    def __init__(self) -> None:
        self._taken, self._most = 0, AT_ONCE

    def room(self) -> int:
        """Return how many batches more the painter may be given now."""
        return self._most - self._taken

    async def paint(self, salon: Salon, held: Sequence[Job]) -> None:
        """Do paint jobs of one batch: each queued creation becomes a published post. Safe to run again after a failure."""
        self._taken += 1
        self._most = max(AT_ONCE, salon.painter.capabilities.at_once)
        watch: Watch | None = None
        try:
            try:
                watch, wishes = await _begin(salon, [job.args["creation"] for job in held])
                painted = await _paint_all(watch, wishes)
            finally:
                self._taken -= 1
                salon.bell.ring([jobs.topic("paint")])
            for creation, own in painted:
                await _complete(salon, creation, own)
        finally:
            if watch is not None:
                await watch.ended()


def together(salon: Salon) -> int:
    """Return how many pictures the painter likes in one call at present."""
    return salon.painter.capabilities.together


async def _begin(salon: Salon, numbers: Sequence[int]) -> "tuple[Watch, list[tuple[Creation, list[Wish]]]]":
    """Return what is still wanted of some creations, and who will look on while it is painted."""
    async with salon.begin() as db:
        creations = await studio.wanted(db, numbers)
    wishes = [(creation, await _wishes(salon, creation)) for creation in creations]
    shown = await previews.spots_of(salon, creations)
    spots = [spot for one, own in wishes for spot in _spots(own, shown.get(one.id, []))]
    return Watch(salon, [creation.id for creation in creations], spots), wishes


def _spots(own: "Sequence[Wish]", shown: Sequence[Spot]) -> list[Spot | None]:
    """Return for each item of a creation which picture it shows; panels of a page and parts are none by themselves."""
    places: list[Spot | None] = []
    for n, wish in enumerate(own):
        alone = n < len(shown) and len(wish.items) == 1 and wish.region is None
        places += [shown[n]] if alone else [None] * len(wish.items)
    return places


async def _paint_all(
    watch: "Watch", wishes: "Sequence[tuple[Creation, list[Wish]]]"
) -> list[tuple[Creation, list[Painted]]]:
    """Paint what creations wish for, and give each its own pictures."""
    if not wishes:
        return []
    painted = iter(await watch.paint([item for _creation, own in wishes for wish in own for item in wish.items]))
    taken = [[list(islice(painted, len(wish.items))) for wish in own] for _creation, own in wishes]
    return [
        (creation, [await asyncio.to_thread(wish.made_of, parts) for wish, parts in zip(own, each, strict=True)])
        for (creation, own), each in zip(wishes, taken, strict=True)
        if creation.id in watch.wanted
    ]


async def _complete(salon: Salon, creation: Creation, own: Sequence[Painted]) -> None:
    async with salon.read() as db:
        label = marking.words_for(salon.settings, await db.get_one(Room, creation.room_id))
        source = await salon.media.get(Brief.of_json(creation.brief).source)
    stored = await asyncio.gather(*(_store(salon, creation, picture, label, source) for picture in own))
    async with salon.begin() as db:
        kept = await studio.complete(db, salon.settings, creation.id, stored, salon.now())
    if kept is None:  # cancelled meanwhile, or painted by another worker: these files belong to nobody
        await asyncio.gather(*(salon.media.remove(key) for one in stored for key in files_of(one.key, one.preview)))


@dataclass(frozen=True, slots=True)
class Wish:
    """One picture that was asked for, and what the painter is asked for to make it."""

    item: PaintItem
    can: Capabilities
    items: list[PaintItem]
    free: bool
    region: Region | None = None

    def made_of(self, painted: Sequence[Painted]) -> Painted:
        """Put the picture together from what was painted."""
        if self.region is not None:
            return self.region.composed(painted[0], self.item.prompt)
        return lettering.composed(self.item, self.can, painted, free=self.free)


async def _wishes(salon: Salon, creation: Creation) -> list[Wish]:
    brief = Brief.of_json(creation.brief)
    can = salon.painter.capabilities.chosen(brief.painter).can
    free = not salon.settings.price_of(brief.painter, brief.quality)
    items = await _items(salon, creation)
    if brief.mask:
        return await _parts(items, can, free=free)
    return [Wish(item, can, lettering.asked(item, can, free=free), free) for item in items]


async def _parts(items: Sequence[PaintItem], can: Capabilities, *, free: bool) -> list[Wish]:
    """Return wishes for a part of a picture: each is of the same part."""
    source, mask = items[0].source, items[0].mask
    if source is None or mask is None:
        raise PainterFailed(_("the picture, or what was marked on it, is no longer here"), retry=False)
    region = await asyncio.to_thread(regions.region_of, source, mask, can)
    return [Wish(item, can, [await asyncio.to_thread(region.asked, item)], free, region) for item in items]


async def _items(salon: Salon, creation: Creation) -> list[PaintItem]:
    brief = Brief.of_json(creation.brief)
    source = await masters.master_of(salon.media, brief.source) if brief.source else None
    if brief.source and source is None:
        gone = (
            _("the picture it was to enlarge is gone")
            if brief.enlarge
            else _("the picture it was to start from is gone")
        )
        raise PainterFailed(gone, retry=False)
    mask = await salon.media.get(brief.mask) if brief.mask else None
    prompt, style, negative = brief.told
    return [
        PaintItem(
            prompt,
            style,
            negative,
            brief.width,
            brief.height,
            (creation.seed + n) % 2**31,
            source=source,
            strength=brief.strength,
            mask=mask,
            painter=brief.painter,
            touch=brief.touch,
            quality=brief.quality,
            enlarge=brief.enlarge,
        )
        for n in range(brief.count)
    ]


@dataclass(frozen=True, slots=True)
class Beside:
    """What a painter is given whose pictures are looked at on the way: an Onlooker, see core/ports.py."""

    note: Progress
    show: Callable[[int, bytes | Image], None]

    def __call__(self, done: int, of: int) -> None:
        """Note the steps done."""
        self.note(done, of)

    def see(self, n: int, picture: bytes | Image) -> None:
        """Look at an item as it is now."""
        self.show(n, picture)


class Watch:
    """Looks on while a batch is painted: notes its start and its steps, and stops it when nobody wants it any more.

    `spots`: for each item the picture that its previews show; where no item has one, painters are asked for none.
    """

    def __init__(self, salon: Salon, numbers: list[int], spots: Sequence[Spot | None] = ()) -> None:
        self._salon, self._numbers = salon, numbers
        self._looking = previews.Looking(salon, spots, self._share) if any(spots) else None
        self._step, self._steps = 0, 0
        self._begun = asyncio.Event()
        self.wanted: set[int] = set()

    async def paint(self, items: list[PaintItem]) -> list[Painted]:
        """Paint items; none come back when nobody wants them any more."""
        progress = Beside(self._note, self._looking.see) if self._looking else self._note
        painting = asyncio.create_task(self._salon.painter.paint(items, progress))
        try:
            await self._look_on(painting)
        finally:
            if self._looking:
                self._looking.end()
            if not painting.done():
                painting.cancel()
        try:
            painted = await painting
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            self.wanted.clear()
            return []
        if len(painted) != len(items):
            raise PainterFailed(f"it painted {len(painted)} of {len(items)} pictures")
        return painted

    async def ended(self) -> None:
        """Wait for the last look to be put away."""
        if self._looking:
            await self._looking.ended()

    def _share(self) -> float:
        return self._step / self._steps if self._steps else 0.0

    def _note(self, step: int, steps: int) -> None:
        self._step, self._steps = step, steps
        self._begun.set()

    async def _look_on(self, painting: "asyncio.Task[list[Painted]]") -> None:
        """Begin the creations once the painter begins: while it still paints others, they are told to wait."""
        begun = asyncio.create_task(self._begun.wait())
        await asyncio.wait([painting, begun], return_when=asyncio.FIRST_COMPLETED)
        begun.cancel()
        if painting.done() and painting.exception():
            return
        salon = self._salon
        async with salon.begin() as db:
            started = [await studio.start(db, number, salon.painter.name, salon.now()) for number in self._numbers]
        self.wanted = {creation.id for creation in started if creation is not None}
        told, looked = 0, monotonic()
        while self.wanted and not painting.done():
            await asyncio.wait([painting], timeout=PROGRESS_EVERY)
            if painting.done() or (self._step == told and monotonic() - looked < LOOK_EVERY):
                continue
            looked = monotonic()
            if not await self._still_wanted(told):
                return
            told = self._step

    async def _still_wanted(self, told: int) -> bool:
        """Note new steps, and say whether anybody still wants the pictures; a painter that tells nothing is asked about, too."""
        salon = self._salon
        if self._step == told:
            async with salon.read() as db:
                return await studio.is_wanted(db, self._numbers)
        async with salon.begin() as db:
            return await studio.progress(db, self._numbers, self._step, self._steps, salon.now())


async def _store(salon: Salon, creation: Creation, painted: Painted, label: str, source: bytes | None) -> StoredPicture:
    brief = Brief.of_json(creation.brief)
    painter, version = painted.painter or salon.painter.name, painted.version or salon.painter.version
    from_photo = brief.source.startswith("sources/") or (source is not None and marks.is_composite(source))
    made = Made(painter, version, from_photo=from_photo)
    if not creation.private:
        facts = {"brief": {**brief.as_json(), "seed": painted.seed}, "painter": painter, "version": version}
        words = _parameters(brief, painted, made.maker)
        made = replace(made, title=brief.prompt, parameters=words, facts=facts)
    notes = {**painted.notes, "label": label}
    if brief.enlarge:
        notes["enlarged"] = round(brief.enlarge * painted.pixels.width / brief.width, 2)
    key, small = await marking.put(salon, "pictures", painted.pixels, made, label=label, source=source)
    width, height = painted.pixels.size
    return StoredPicture(key, small, width, height, painted.seed, painted.alt, notes, painted.painter)


def _parameters(brief: Brief, painted: Painted, maker: str) -> str:
    """Return the words that image tools read back: prompt, negative prompt, settings (the A1111 layout)."""
    width, height = painted.pixels.size
    prompt, _known, avoided = brief.told
    negative = f"\nNegative prompt: {avoided}" if avoided else ""
    style = f", Style: {brief.style}" if brief.style else ""
    return f"{prompt}{negative}\nSeed: {painted.seed}, Size: {width}x{height}, Model: {maker}{style}"


async def bury(salon: Salon, job: Job, why: str) -> None:
    """Tell the member of a creation that can't be painted."""
    async with salon.begin() as db:
        await studio.fail(db, job.args["creation"], why, salon.now())
