"""Easels: several painters behind the port of one. The first is the default; when one is down, the next paints."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.brief import Brief
from core.painter import Capabilities, Choice, Examined, Health, Painted, Painter, PainterFailed, PaintItem, Progress
from core.settings import Settings
from generation.painters.registry import painter_for

log = logging.getLogger("salon.easels")

MOST_FAILURES = 3
FIRST_REST = 30.0
LONGEST_REST = 600.0


@dataclass(slots=True)
class Rest:
    """A painter's failures in a row, and until when it is left alone after too many; each rest doubles the next."""

    failures: int = 0
    seconds: float = 0.0
    until: float = 0.0
    why: str = ""

    def failed(self, why: str, now: float) -> None:
        """Count one more failure."""
        self.failures += 1
        self.why = why
        if self.failures >= MOST_FAILURES:
            self.seconds = min(self.seconds * 2 or FIRST_REST, LONGEST_REST)
            self.until = now + self.seconds

    def painted(self) -> None:
        """Forget all failures."""
        self.failures, self.seconds, self.until, self.why = 0, 0.0, 0.0, ""


class Easels:
    """Sends each batch to the painter it was asked of, or to the next that is well and costs no more."""

    def __init__(
        self,
        painters: Sequence[Painter],
        price_of: Callable[[str, str], int] = lambda name, quality: 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._painters: Mapping[str, Painter] = {one.name: one for one in painters}
        self._price_of, self._clock = price_of, clock
        self._rests = {name: Rest() for name in self._painters}
        first = painters[0]
        self.name, self.version = first.name, first.version

    @property
    def capabilities(self) -> Capabilities:
        """What the default painter can do at present, with the styles of all, and whom one may choose."""
        painters = list(self._painters.values())
        known = {style.name: style for one in reversed(painters) for style in one.capabilities.styles}
        return replace(
            painters[0].capabilities,
            styles=tuple(known.values()),
            at_once=sum(one.capabilities.at_once for one in painters),
            painters=tuple(Choice(one.name, one.capabilities, one.version) for one in painters),
        )

    def batch_key(self, brief: Brief) -> str:
        """Only requests of one painter may share a call."""
        painter = self._called(brief.painter)
        return f"{painter.name}|{painter.batch_key(brief)}"[:120]

    async def paint(self, items: Sequence[PaintItem], progress: Progress) -> list[Painted]:
        """Have the items painted by whom they were asked of, else by the next in order; all are of one painter."""
        asked = self._called(items[0].painter)
        failure: PainterFailed | None = None
        for painter in self._order(asked, items):
            try:
                painted = await painter.paint(items, progress)
            except PainterFailed as failed:
                if not failed.down:
                    raise
                self._rests[painter.name].failed(str(failed), self._clock())
                log.warning("the painter %s is down: %s", painter.name, failed)
                failure = failure or failed
                continue
            self._rests[painter.name].painted()
            return [_signed(one, painter, asked) for one in painted]
        assert failure is not None  # the order is never empty
        raise failure

    async def start(self) -> None:
        """Have every painter get ready; one that can't is no reason for the others not to."""
        ready = await asyncio.gather(*(one.start() for one in self._painters.values()), return_exceptions=True)
        for name, error in zip(self._painters, ready, strict=True):
            if isinstance(error, BaseException):
                log.warning("the painter %s could not get ready: %s", name, error)

    async def close(self) -> None:
        """Close every painter."""
        await asyncio.gather(*(one.close() for one in self._painters.values()), return_exceptions=True)

    def health(self) -> list[Health]:
        """Tell what the last calls showed."""
        own = [one.health() if isinstance(one, Examined) else [Health(one.name)] for one in self._painters.values()]
        known = [health for found in own for health in found]
        return [Health(one.name, self._rests[one.name].why or one.why) for one in known]

    async def examine(self) -> list[Health]:
        """Go and look at every painter that depends on something outside."""
        looks = [self._look(painter) for painter in self._painters.values()]
        return [found for looked in await asyncio.gather(*looks) for found in looked]

    async def _look(self, painter: Painter) -> list[Health]:
        return await painter.examine() if isinstance(painter, Examined) else [Health(painter.name)]

    def _called(self, name: str) -> Painter:
        return self._painters.get(name) or self._painters[self.name]

    def _order(self, asked: Painter, items: Sequence[PaintItem]) -> list[Painter]:
        """Return whom to ask: the one wished for, then those that can do it and cost no more; resting ones only if no other is."""
        quality = items[0].quality
        most = self._price_of(asked.name, quality)
        others = [
            one
            for one in self._painters.values()
            if one is not asked and self._price_of(one.name, quality) <= most and _can_stand_in(one, asked, items)
        ]
        now = self._clock()
        awake = [one for one in (asked, *others) if self._rests[one.name].until <= now]
        return awake or [asked]


def _can_stand_in(other: Painter, asked: Painter, items: Sequence[PaintItem]) -> bool:
    """Say whether a painter may do another's work: start from a picture, enlarge it or paint a part of it, as is asked."""
    can = other.capabilities
    if any(item.enlarge for item in items):
        return bool(can.enlarges) and not can.redraws and not asked.capabilities.redraws
    if any(item.mask is not None for item in items):
        return can.masks
    return can.sources or not any(item.source is not None for item in items)


def _signed(painted: Painted, painter: Painter, asked: Painter) -> Painted:
    notes = painted.notes if painter is asked else {**painted.notes, "instead_of": asked.name}
    return replace(painted, painter=painter.name, version=painter.version, notes=notes)


def easels_for(settings: Settings) -> Easels:
    """Return the painters that SALON_PAINTER names, in their order."""
    return Easels([painter_for(name, settings) for name in settings.painters], settings.price_of)
