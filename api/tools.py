"""What the smaller `salon` commands do: migrate, doctor, paint."""

import asyncio
from dataclasses import replace
from pathlib import Path

from rich.progress import Progress

from api.build import build
from api.examine import examine
from bots.flags import read_wish
from bots.web import wall
from core import migrate as history
from core import money
from core.errors import SalonError
from core.marks import Kind, Made
from core.notary import Notary
from core.painter import Capabilities, Painted, Painter, PainterFailed, PaintItem
from core.safety import check_words
from core.settings import BadSettings, Settings
from generation import marking, visible
from generation.easels import easels_for
from generation.painters.registry import painter_for

KNOWN_TABLES = (wall.WallMessage,)  # imported here so that a new migration sees the adapters' tables

KINDS: dict[str, Kind] = {".png": "png", ".webp": "webp", ".jpg": "jpeg", ".jpeg": "jpeg"}


async def migrate(settings: Settings, write: str) -> None:
    """Bring the database to the present shape, or write a new migration."""
    if write:
        await history.write_migration(write)
        return
    house = build(settings)
    async with house.salon.opened() as salon:
        await history.migrate(salon.database)


async def doctor(settings: Settings) -> list[str]:
    """Return what is broken in a live house, one line each."""
    house = build(settings)
    async with house.salon.opened() as salon:
        return await examine(salon)


async def paint(settings: Settings, prompt: str, output: Path) -> str:
    """Paint one picture into a file, and say what was understood."""
    kind = output.suffix.lower()
    if kind not in KINDS:
        raise BadSettings(f"-o {output.name}: the file's name must end with .png, .webp or .jpg")
    painter = easels_for(settings)
    try:
        await painter.start()
        brief = read_wish(prompt, painter.capabilities, settings.picture_side).brief
        check_words(f"{brief.prompt}\n{brief.negative}", settings.level)
        seed = brief.seed if brief.seed is not None else 0
        item = PaintItem(brief.prompt, brief.style, brief.negative, brief.width, brief.height, seed)
        item = replace(item, painter=brief.painter, quality=brief.quality)
        with Progress(transient=True) as bars:
            bar = bars.add_task("painting", total=None)
            painted = (await painter.paint([item], lambda step, steps: bars.update(bar, completed=step, total=steps)))[
                0
            ]
    except (SalonError, PainterFailed) as error:
        raise BadSettings(str(error)) from None
    finally:
        await painter.close()
    data = await asyncio.to_thread(_encoded, settings, painted, kind, brief.prompt)
    await asyncio.to_thread(_write, output, data)
    unknown = ", ".join(painted.notes.get("unknown", ()))
    more = f"\nNot understood (it shaped the pattern): {unknown}" if unknown else ""
    return f"{output}: {painted.alt}{more}"


def models(settings: Settings) -> list[list[str]]:
    """Return who is configured to paint and to describe, and what each can do: rows of a name and a line each; loads no model."""
    painters = [painter_for(name, settings) for name in settings.painters]
    columns = [_facts(painter, settings) for painter in painters]
    looks = "any picture" if settings.describer else "only pictures painted here, and files that carry their words"
    rows = [[name, *(column[name] for column in columns)] for name in columns[0]]
    return [*rows, ["describer", settings.describer or "own"], ["describes", looks]]


def _facts(painter: Painter, settings: Settings) -> dict[str, str]:
    can = painter.capabilities
    larger = f"{can.enlarges:g} times the size, up to {can.enlarged} px" if can.enlarges else "no"
    return {
        "painter": painter.name,
        "version": painter.version,
        "starts from": ", ".join(name for name, able in _modes(can) if able),
        "square": f"{can.square(settings.picture_side)} px",
        "sides": f"{can.smallest} to {can.largest} px, multiples of {can.multiple}",
        "pictures": f"up to {can.most} for a request",
        "seeds": "the same seed gives the same picture" if can.seeds else "not honoured",
        "quality": ", ".join(can.qualities) or "one",
        "HD": larger,
        "progress": "every step" if can.steps else "begun and done",
        "on the way": "shown while it paints" if can.previews else "only words",
        "cancelling": "stops the work" if can.stops else "drops the result; the work may go on",
        "costs": _prices(painter, settings),
        "LoRAs": ", ".join(can.loras) or "none",
        "styles": ", ".join(style.name for style in can.styles) or "none",
    }


def _modes(can: Capabilities) -> list[tuple[str, bool]]:
    return [("words", True), ("a picture", can.sources), ("a part of a picture", can.masks)]


def _prices(painter: Painter, settings: Settings) -> str:
    qualities = painter.capabilities.qualities or ("normal",)
    prices = {one: settings.price_of(painter.name, "" if one == "normal" else one) for one in qualities}
    if not any(prices.values()):
        return "nothing"
    return ", ".join(f"{one} {money.shown(price)}" for one, price in prices.items())


def _write(output: Path, data: bytes) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(data)


def _encoded(settings: Settings, painted: Painted, kind: str, prompt: str) -> bytes:
    made = Made(painted.painter, painted.version, prompt, parameters=prompt, facts={"prompt": prompt})
    shown, _box = visible.marked(painted.pixels, marking.words_for(settings, None))
    return Notary(settings).file(shown, KINDS[kind], made)
