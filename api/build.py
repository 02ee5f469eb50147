"""The composition root: the one place that knows everybody. Production and the tests build the same house here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bots.web.send import WebPlatform
from core import badges, belongings, delivery, description_view, digest, following, housekeeping, welcome
from core.models.work import Job
from core.painter import Painter
from core.salon import Salon, wall_clock
from core.settings import Settings
from core.worker import Handlers, Work
from generation import describing, digest_cover, excerpts, painting, strip
from generation.describers.registry import describer_for
from generation.easels import easels_for
from personas import duets, turns
from personas.casting import casting_of
from personas.troupe import Troupe, gather
from personas.writers.model import ModelWriter


@dataclass(frozen=True, slots=True)
class House:
    """A whole Salon, ready to open: the house itself, its cast, and who does which kind of job."""

    salon: Salon
    troupe: Troupe
    web: WebPlatform
    handlers: Handlers


def build(settings: Settings, now: Callable[[], datetime] = wall_clock, painter: Painter | None = None) -> House:
    """Put a house together from its settings; a painter that is already at hand can be shared."""
    salon = Salon(settings, painter or easels_for(settings), now)
    troupe = gather(salon)
    salon.casting = casting_of(troupe)
    if isinstance(troupe.writer, ModelWriter) and troupe.writer.remote:
        salon.checks["writer"] = troupe.writer.health
    salon.describer = describer_for(salon)
    if settings.describer:
        salon.checks["describer"] = salon.describer.health
    web = WebPlatform(salon)
    salon.platforms[web.name] = web
    return House(salon, troupe, web, handlers_of(troupe))


def handlers_of(troupe: Troupe) -> Handlers:
    """Say who does which kind of job."""
    easels = painting.Workbench()
    return {
        "paint": Work(easels.paint, painting.bury, together=painting.together, room=easels.room),
        "deliver": Work(delivery.deliver, delivery.bury),
        "send": Work(delivery.send, delivery.bury),
        "turn": Work(partial(_turn, troupe)),
        "react": Work(delivery.react),
        "nod": Work(delivery.acknowledge),
        "spread": Work(following.spread),
        "roundup": Work(following.post_roundup),
        "digest": Work(partial(_digest, troupe)),
        "erase": Work(housekeeping.erase),
        "welcome": Work(welcome.look),
        "export": Work(belongings.export),
        "excerpt": Work(excerpts.show),
        "duet": Work(partial(_duet, troupe)),
        "strip": Work(strip.put_together),
        "describe": Work(describing.describe, describing.bury),
        "description": Work(description_view.deliver, delivery.bury),
        "cover": Work(digest_cover.show, digest_cover.bury),
        "pin": Work(digest.pin),
        "badges": Work(badges.award),
    }


async def _turn(troupe: Troupe, salon: Salon, held: Sequence[Job]) -> None:
    await turns.take_turn(salon, troupe, held)


async def _duet(troupe: Troupe, salon: Salon, held: Sequence[Job]) -> None:
    await duets.step(salon, troupe, held)


async def _digest(troupe: Troupe, salon: Salon, held: Sequence[Job]) -> None:
    await digest.post_digest(salon, held, troupe.remark, troupe.recap)
