"""Digest covers: a period's best pictures as one designed picture, with ranks, votes, authors, the room and the date."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageOps

from core import digest_covers
from core.marks import Made
from core.models.work import Job
from core.ports import PictureView
from core.salon import Salon
from generation import marking
from generation.painters.sketch.compose.lettering import font

WIDTH, EDGE, GAP = 1080, 28, 16
HEAD, FIRST = 150, 720
PAPER, INK, SOFT, GOLD = "#fbf5ea", "#2a231c", "#8a7c6b", "#c8562f"
RANKS = ("#d9a62e", "#9aa3ad", "#b87333")


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a digest: its picture as encoded bytes, who made it and how many likes it has."""

    picture: bytes
    author: str
    likes: int


async def show(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `cover` job: draw the cover, store it, and send the digest with it. Safe to run again."""
    plan = digest_covers.plan_of(held[0])
    files = [(await salon.media.get(tile.picture) or b"", tile) for tile in plan.tiles]
    places = [Place(data, tile.author, tile.likes) for data, tile in files if data]
    if not places:
        await digest_covers.send(salon, held[0], ())
        return
    drawn = await asyncio.to_thread(draw_cover, plan.title, plan.subtitle, places)
    made, label = Made("digest", title=plan.title), marking.words_for(salon.settings, None)
    key, small = await marking.put(salon, (plan.master, plan.preview), drawn, made, label=label)
    alt = f"{plan.title}, {plan.subtitle}: " + "; ".join(f"{one.author} ({one.likes})" for one in places)
    await digest_covers.send(salon, held[0], [PictureView(key, small, *drawn.size, alt)])


async def bury(salon: Salon, job: Job, why: str) -> None:
    """Send a digest without its cover when that can't be drawn."""
    await digest_covers.send(salon, job, ())


def draw_cover(title: str, subtitle: str, places: Sequence[Place]) -> Image.Image:
    """Return a cover 1080 px wide: the best picture over the whole width, the others below it in rows."""
    rest = len(places) - 1
    columns = max(1, min(rest, 2 if rest in (2, 4) else 3))
    side = (WIDTH - 2 * EDGE - (columns - 1) * GAP) // columns
    tall = min(side, 420)
    rows = -(-rest // columns) if rest else 0
    cover = Image.new("RGB", (WIDTH, HEAD + FIRST + rows * (tall + GAP) + EDGE), PAPER)
    pen = ImageDraw.Draw(cover)
    _fit(pen, title, (EDGE, 26), WIDTH - 2 * EDGE, 62, INK)
    _fit(pen, subtitle, (EDGE, 100), WIDTH - 2 * EDGE, 32, SOFT)
    _place(cover, places[0], 1, (EDGE, HEAD, WIDTH - 2 * EDGE, FIRST - GAP))
    for n, place in enumerate(places[1:]):
        x = EDGE + (n % columns) * (side + GAP)
        y = HEAD + FIRST + (n // columns) * (tall + GAP)
        _place(cover, place, n + 2, (x, y, side, tall))
    return cover


def _place(cover: Image.Image, place: Place, rank: int, box: tuple[int, int, int, int]) -> None:
    """Put one picture into its box, cut to fill it, with its rank, its likes and its author."""
    x, y, wide, tall = box
    with Image.open(io.BytesIO(place.picture), formats=("PNG", "WEBP", "JPEG")) as opened:
        shown = ImageOps.fit(opened.convert("RGB"), (wide, tall), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    foot = max(52, tall // 9)
    band = Image.new("L", (1, foot * 2), 0)
    for row in range(foot * 2):
        band.putpixel((0, row), min(190, row * 230 // (foot * 2)))
    shown.paste(Image.new("RGB", (wide, foot * 2), "#140f0a"), (0, tall - foot * 2), band.resize((wide, foot * 2)))
    pen = ImageDraw.Draw(shown)
    size = foot // 2
    likes = str(place.likes)
    long = pen.textlength(likes, font=font(size))
    _heart(pen, wide - 22 - long - size * 1.35, tall - foot + size * 0.28, size)
    pen.text((wide - 20 - long, tall - foot + size * 0.12), likes, font=font(size), fill="#ffffff")
    _fit(
        pen, place.author, (20, round(tall - foot + size * 0.12)), round(wide - long - size * 2.4 - 40), size, "#ffffff"
    )
    badge = round(foot * 1.15)
    colour = RANKS[rank - 1] if rank <= len(RANKS) else INK
    pen.ellipse((16, 16, 16 + badge, 16 + badge), fill=colour, outline="#ffffff", width=3)
    pen.text((16 + badge / 2, 14 + badge / 2), str(rank), font=font(badge // 2), fill="#ffffff", anchor="mm")
    mask = Image.new("L", (wide, tall), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, wide - 1, tall - 1), 18, fill=255)
    cover.paste(shown, (x, y), mask)


def _fit(pen: ImageDraw.ImageDraw, text: str, at: tuple[int, int], wide: int, size: int, ink: str) -> None:
    """Write a line no wider than `wide` px: smaller where that is enough, else cut short."""
    while size > 22 and pen.textlength(text, font=font(size)) > wide:
        size -= 2
    while len(text) > 1 and pen.textlength(text, font=font(size)) > wide:
        text = text[:-2].rstrip() + "…"
    pen.text(at, text, font=font(size), fill=ink)


def _heart(pen: ImageDraw.ImageDraw, x: float, y: float, size: int) -> None:
    half = size * 0.5
    pen.ellipse((x, y, x + half, y + half), fill=GOLD)
    pen.ellipse((x + half, y, x + size, y + half), fill=GOLD)
    pen.polygon(
        [(x + size * 0.03, y + half * 0.66), (x + size * 0.97, y + half * 0.66), (x + half, y + size * 0.92)], fill=GOLD
    )
