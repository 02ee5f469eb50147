"""Describing: the describe job, from a wish to words."""

import asyncio
import logging
from collections.abc import Sequence

from core import descriptions, pictures
from core.errors import SalonError
from core.models.describing import Description
from core.models.rooms import Room
from core.models.work import Job
from core.painter import PainterFailed
from core.salon import Salon
from core.sights import Described, Describer, Origin, Sight
from core.words import _, translator
from generation.describers.own import OwnWords, in_own_words

log = logging.getLogger("salon.describers")
GONE = _("That picture's file is gone, so nobody can look at it.")
BROKEN = _("it has a fault of its own")


async def describe(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `describe` job: have a picture told in words. Safe to run again: what is told already stays as it is."""
    async with salon.read() as db:
        found = await descriptions.wanted(db, held[0].args["description"])
        if found is None:
            return
        row, room = found
        origin = await descriptions.origin_of(db, row)
        before = await descriptions.known(db, row, salon.describer.name)
    picture = await descriptions.file_of(salon.media, row)
    if picture is None:
        await _give_up(salon, row, room, translator(row.language)(GONE), for_good=True)
        return
    if row.post_id is None:
        origin = await asyncio.to_thread(pictures.origin_in, picture)
    try:
        if before is not None:
            ideas = tuple(dict.fromkeys(idea.prompt for idea in descriptions.ideas_of(before)))
            described, by = Described(before.text, ideas), before.by
        else:  # up to a minute; no transaction is open here
            described, by = await _told(salon.describer, Sight(picture, row.language, room.id, origin))
        await _keep(salon, row, room, described, by, origin)
    except SalonError as refusal:
        await _give_up(salon, row, room, refusal.shown(row.language), for_good=True)
    except PainterFailed as failure:
        await _give_up(salon, row, room, _why(failure, row.language), for_good=False)


async def _told(describer: Describer, sight: Sight) -> tuple[Described, str]:
    """Have a picture told, and by whom: a painter that knows its own picture's words is asked first, others' eyes stand in last."""
    own = OwnWords.name
    if sight.origin is not None and sight.language in sight.origin.said:
        return in_own_words(sight.origin, sight.language), own
    try:
        return await describer.describe(sight), describer.name
    except (PainterFailed, SalonError) as failure:
        if sight.origin is None:
            raise
        log.info("%s did not tell a picture (%s); its own words do", describer.name, failure)
        return in_own_words(sight.origin, sight.language), own


async def _keep(
    salon: Salon, row: Description, room: Room, described: Described, by: str, origin: Origin | None
) -> None:
    styles = salon.painter.capabilities.chosen(room.painter).can.styles
    async with salon.begin() as db:
        await descriptions.complete(db, row, room, described, by=by, styles=styles, origin=origin, now=salon.now())


async def _give_up(salon: Salon, row: Description, room: Room, why: str, *, for_good: bool) -> None:
    async with salon.begin() as db:
        await descriptions.fail(db, row, room, why, salon.now(), for_good=for_good)


def _why(failure: PainterFailed, language: str) -> str:
    say = translator(language)
    sentence, colon, fact = str(failure).partition(": ")
    told = say(_("Whoever looks at pictures here could not: {why}. It was not counted."))
    return told.format(why=f"{say(sentence)}{colon}{fact}")


async def bury(salon: Salon, job: Job, why: str) -> None:
    """Tell the member of a description that nobody could make."""
    log.error("gave up describing (job %s): %s", job.id, why)
    async with salon.read() as db:
        found = await descriptions.wanted(db, job.args["description"])
    if found is not None:
        row, room = found
        await _give_up(salon, row, room, _why(PainterFailed(BROKEN), row.language), for_good=False)
