"""Looks: those a room adds to the shelf, and where the pictures that show a look lie."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import safety
from core.errors import BadLook, NoSuchLook, TooManyLooks
from core.models.looks import RoomLook
from core.models.rooms import Room
from core.painter import Capabilities, Choice, Style
from core.text import clean
from core.words import _

MOST = 30
NAME = re.compile(r"[\w-]{2,24}")
WORDS, AVOID = 300, 200
SIDE, COLUMNS, EDGE, LABEL = 256, 5, 20, 40
"""Of a sheet: a thumbnail's side, how many stand in a row, and the room around and below each, in pixels."""


async def offered_in(db: AsyncSession, room: Room, house: Capabilities) -> Capabilities:
    """Return what is offered in a room: all of the house, and the room's own looks."""
    own = [_style(look) for look in await looks_of(db, room)]
    return replace(house, styles=(*own, *house.styles)) if own else house


async def looks_of(db: AsyncSession, room: Room) -> Sequence[RoomLook]:
    """Return a room's own looks, by name."""
    return list(await db.scalars(select(RoomLook).where(RoomLook.room_id == room.id).order_by(RoomLook.name)))


def _style(look: RoomLook) -> Style:
    return Style(look.name, look.name, look.name, words=look.words, avoid=look.avoid, base=look.base)


async def add_look(
    db: AsyncSession, room: Room, name: str, words: str, *, avoid: str = "", base: str = "", now: datetime
) -> RoomLook:
    """Add a look to a room, or change the one of that name. The words meet the room's rules, as those of a prompt do."""
    name = clean(name, 60).strip().casefold()
    if not NAME.fullmatch(name):
        raise BadLook(name=name[:24] or "…", why=_("a name is one word of 2 to 24 letters"))
    words, avoid = clean(words, WORDS).strip(), clean(avoid, AVOID).strip()
    if not words:
        raise BadLook(name=name, why=_("say after a colon what it adds, like: misty: thin fog, pale light"))
    safety.check_words(f"{words}\n{avoid}", room.level)
    look = await db.scalar(select(RoomLook).where(RoomLook.room_id == room.id, RoomLook.name == name))
    if look is None:
        if (await db.scalar(select(func.count()).where(RoomLook.room_id == room.id)) or 0) >= MOST:
            raise TooManyLooks(most=MOST)
        look = RoomLook(room_id=room.id, name=name, created_at=now)
        db.add(look)
    look.words, look.avoid, look.base = words, avoid, base
    await db.flush()
    return look


async def remove_look(db: AsyncSession, room: Room, name: str) -> None:
    """Take a look off a room's shelf; pictures made with it stay, and so do their words."""
    gone = delete(RoomLook).where(RoomLook.room_id == room.id, RoomLook.name == name.strip().casefold())
    if (await db.execute(gone.returning(RoomLook.id))).first() is None:
        raise NoSuchLook(name=name.strip()[:24] or "…")


def thumbnail_key(painter: Choice, style: str) -> str:
    """Name the file that shows one look as one painter paints it."""
    return f"looks/{_digest(painter.name, painter.version, style)}.webp"


def sheet_key(painter: Choice, language: str) -> str:
    """Name the file that shows all looks of a painter on one sheet."""
    names = (style.name for style in painter.can.styles)
    return f"looks/sheet-{_digest(painter.name, painter.version, language, *names)}.webp"


def sheet_size(many: int) -> tuple[int, int]:
    """Return the width and height in pixels of a sheet of so many looks."""
    rows = -(-many // COLUMNS)
    return EDGE + COLUMNS * (SIDE + EDGE), EDGE + rows * (SIDE + LABEL + EDGE)


def _digest(*parts: str) -> str:
    return hashlib.blake2s("\0".join(parts).encode(), digest_size=12).hexdigest()
