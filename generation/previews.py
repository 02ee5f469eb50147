"""Previews: how pictures look on the way becomes small marked files, beside the painting and never in its way."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from PIL import Image, ImageFilter

from core import pictures, previews, studio
from core.brief import Brief
from core.errors import BadPicture
from core.marks import Made
from core.models.making import Creation
from core.models.rooms import Room
from core.salon import Salon
from generation import visible

log = logging.getLogger("salon.previews")
SIDE = 320
EVERY = 1.0
GATHER = 0.2
"""Seconds in which looks at the pictures of a batch, that come one by one, are taken together."""
REST = 2
"""So many times as long as a look took to make, none is made."""
SPREAD = 0.1
"""The longer a painting takes, the rarer its previews: the next comes after this share of the time that has gone by."""
SOFTEST = 0.03
LAST = 2.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an item of a batch belongs: a picture of a creation; and what its previews say of themselves."""

    creation_id: int
    n: int
    label: str
    made: Made


class Looking:
    """Looks at a batch while it is painted: takes the newest of each item, drops what comes too fast.

    `spots` are the items' places, None for one that is no picture by itself; `share` says how far the painting is.
    """

    def __init__(self, salon: Salon, spots: Sequence[Spot | None], share: Callable[[], float]) -> None:
        self._salon, self._spots, self._share = salon, spots, share
        self._newest: dict[int, bytes | Image.Image] = {}
        self._loop = asyncio.get_running_loop()
        self._begun = monotonic()
        self._come, self._over = asyncio.Event(), asyncio.Event()
        self._task = asyncio.create_task(self._look_on())

    def see(self, n: int, picture: bytes | Image.Image) -> None:
        """Take item `n` as it looks now; from any thread."""
        with suppress(RuntimeError):  # the loop is closed, so nobody looks any more
            self._loop.call_soon_threadsafe(self._take, n, picture)

    def end(self) -> None:
        """Look no longer; what is being made is still finished, or dropped where its creation is."""
        self._over.set()
        self._come.set()

    async def ended(self) -> None:
        """Wait until nothing is being made any more, but not for long."""
        self.end()
        await asyncio.wait([self._task], timeout=LAST)
        self._task.cancel()

    def _take(self, n: int, picture: bytes | Image.Image) -> None:
        if not self._over.is_set() and 0 <= n < len(self._spots) and self._spots[n] is not None:
            self._newest[n] = picture
            self._come.set()

    async def _look_on(self) -> None:
        while not self._over.is_set():
            await self._come.wait()
            await asyncio.sleep(GATHER)
            self._come.clear()
            begun = monotonic()
            newest, self._newest = self._newest, {}
            try:
                await self._show(newest)
            except Exception as error:  # a look is never worth a picture
                log.warning("a preview could not be shown: %s: %s", type(error).__name__, error)
            now = monotonic()
            pause = max(EVERY, (now - begun) * REST, (now - self._begun) * SPREAD)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), pause)

    async def _show(self, newest: dict[int, bytes | Image.Image]) -> None:
        """Store what is new, and note it with its creations; for one that is over, take it away again."""
        salon, found = self._salon, dict[int, dict[int, str]]()
        for place, picture in sorted(newest.items()):
            spot = self._spots[place]
            if spot is not None and not self._over.is_set() and (key := await self._stored(spot, picture)):
                found.setdefault(spot.creation_id, {})[spot.n] = key
        for number, keys in found.items():
            shown = False
            try:
                async with salon.begin() as db:
                    shown = await studio.show_on_the_way(db, number, keys, salon.now())
            finally:
                if not shown:
                    await asyncio.gather(*(salon.media.remove(key) for key in keys.values()))

    async def _stored(self, spot: Spot, picture: bytes | Image.Image) -> str:
        """Store a look as a small file with all its marks; return its key, empty for what is no picture."""
        try:
            pixels = await pictures.open_safely(picture, SIDE) if isinstance(picture, bytes) else picture
            data = await asyncio.to_thread(self._file, spot, pixels, self._share())
        except (BadPicture, OSError, ValueError) as error:
            log.debug("a painter showed what is no picture: %s", error)
            return ""
        key = self._salon.media.new_key(previews.FOLDER, "webp")
        await self._salon.media.put(key, data)
        return key

    def _file(self, spot: Spot, pixels: Image.Image, share: float) -> bytes:
        marked, _box = visible.marked(softened(pixels, share), spot.label)
        return self._salon.notary.file(marked, "webp", spot.made)


def softened(pixels: Image.Image, share: float) -> Image.Image:
    """Return a look at one size, the softer the less of the painting is done: what is rough yet should not seem final."""
    whole = pixels.convert("RGB")
    scale = SIDE / max(whole.size)
    width, height = (max(1, round(side * scale)) for side in whole.size)
    small = whole.resize((width, height), Image.Resampling.BICUBIC)
    return small.filter(ImageFilter.GaussianBlur(SOFTEST * min(width, height) * (1 - min(max(share, 0.0), 1.0))))


async def spots_of(salon: Salon, creations: Sequence[Creation]) -> dict[int, list[Spot]]:
    """Return the places of the pictures of those creations that somebody can watch, by creation."""
    async with salon.read() as db:
        watched = await previews.watched(db, salon.settings, [creation.id for creation in creations])
        rooms = {one.id: await db.get_one(Room, one.room_id) for one in creations if one.id in watched}
    return {one.id: _spots(salon, one, rooms[one.id]) for one in creations if one.id in watched}


def _spots(salon: Salon, creation: Creation, room: Room) -> list[Spot]:
    """Return the places of a creation's pictures. Their mark is always visible: a placeholder has no caption that says it."""
    brief = Brief.of_json(creation.brief)
    painter = salon.painter.capabilities.chosen(brief.painter)
    made = Made(
        painter.name or salon.painter.name,
        painter.version or salon.painter.version,
        from_photo=brief.source.startswith("sources/"),
    )
    label = visible.words_for(salon.settings.profile, room.language, "")
    return [Spot(creation.id, n, label, made) for n in range(1, brief.count + 1)] if painter.can.previews else []
