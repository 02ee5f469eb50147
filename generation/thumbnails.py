"""Thumbnails: one small picture of each look by each painter that costs nothing, painted while nobody waits."""

import asyncio
import io
import logging
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageOps
from sqlalchemy import select

from core import looks
from core.looks import COLUMNS, EDGE, LABEL, SIDE
from core.marks import Made
from core.models.work import Job
from core.painter import Choice, PainterFailed, PaintItem, Style
from core.salon import Salon
from core.words import LANGUAGES
from generation.painters.sketch.compose.lettering import font

log = logging.getLogger("salon.thumbnails")

SUBJECT = "a red fox by a lake, mountains behind, a blue summer day"
SEED = 7
PAPER, INK = "#fbf5ea", "#2a231c"
FIRST_WAIT, WAIT = 45.0, 3.0
"""Seconds before the first one, so that a house that opens is quick, and between looks at whether anybody waits."""


async def keep(salon: Salon, stop: asyncio.Event) -> None:
    """Paint what is missing of every shelf, a picture at a time, until all is there or `stop` is set."""
    if await _stopped(stop, FIRST_WAIT):
        return
    for painter in salon.painter.capabilities.painters:
        if salon.settings.price_of(painter.name):
            continue
        try:
            if not await _fill(salon, painter, stop):
                return
        except PainterFailed as failed:
            log.info("no thumbnails by %s: %s", painter.name, failed)


async def _fill(salon: Salon, painter: Choice, stop: asyncio.Event) -> bool:
    """Paint what one painter's shelf lacks, then its sheets; False when the house closes meanwhile."""
    for style in painter.can.styles:
        if await salon.media.has(looks.thumbnail_key(painter, style.name)):
            continue
        while await _anyone_waits(salon):
            if await _stopped(stop, WAIT):
                return False
        await paint_one(salon, painter, style)
        if await _stopped(stop, 0.1):
            return False
    for language in LANGUAGES:
        if not await salon.media.has(looks.sheet_key(painter, language)):
            await _put_sheet(salon, painter, language)
    return True


async def paint_one(salon: Salon, painter: Choice, style: Style) -> None:
    """Paint and keep the thumbnail of one look."""
    side = max(painter.can.smallest, min(512, painter.can.largest))
    side -= side % painter.can.multiple
    item = PaintItem(SUBJECT, style.name, "", side, side, SEED, painter=painter.name)
    (painted,) = await salon.painter.paint([item], lambda step, steps: None)
    small = await asyncio.to_thread(ImageOps.fit, painted.pixels, (SIDE, SIDE), Image.Resampling.LANCZOS)
    data = await asyncio.to_thread(salon.notary.file, small, "webp", _made(painter))
    await salon.media.put(looks.thumbnail_key(painter, style.name), data)


async def _put_sheet(salon: Salon, painter: Choice, language: str) -> None:
    styles = painter.can.styles
    files = [await salon.media.get(looks.thumbnail_key(painter, style.name)) for style in styles]
    named = [
        (data, style.title_zh if language == "zh" else style.title, style.name)
        for data, style in zip(files, styles, strict=True)
        if data
    ]
    drawn = await asyncio.to_thread(sheet, named)
    data = await asyncio.to_thread(salon.notary.file, drawn, "webp", _made(painter))
    await salon.media.put(looks.sheet_key(painter, language), data)


def sheet(named: Sequence[tuple[bytes, str, str]]) -> Image.Image:
    """Return small pictures (encoded, title, name to type) on one sheet, five in a row, each with its words below."""
    page = Image.new("RGB", looks.sheet_size(len(named)), PAPER)
    pen = ImageDraw.Draw(page)
    for n, (data, title, name) in enumerate(named):
        x, y = EDGE + (n % COLUMNS) * (SIDE + EDGE), EDGE + (n // COLUMNS) * (SIDE + LABEL + EDGE)
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as opened:
            page.paste(opened.convert("RGB"), (x, y))
        words = name if title.isascii() else f"{title} {name}"
        pen.text(
            (x + SIDE / 2, y + SIDE + LABEL / 2 - 2),
            words,
            font=font(24 if len(words) < 20 else 20),
            fill=INK,
            anchor="mm",
        )
    return page


async def _anyone_waits(salon: Salon) -> bool:
    waiting = select(Job.id).where(Job.pool == "paint", Job.done_at.is_(None), Job.dead_at.is_(None)).limit(1)
    async with salon.read() as db:
        return await db.scalar(waiting) is not None


async def _stopped(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until the house closes; say whether it does."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True


def _made(painter: Choice) -> Made:
    return Made(painter.name, painter.version)
