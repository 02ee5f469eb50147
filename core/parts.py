"""Parts: which part of which picture may be painted anew, where that is done, and by whom."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import rooms
from core.errors import NoMasks, NotFound
from core.models.making import Picture
from core.models.people import Member
from core.models.posts import Post
from core.models.rooms import Room
from core.painter import Capabilities
from core.salon import Salon

FOLDER = "masks"


def check(can: Capabilities, room: Room) -> None:
    """Refuse an edit where the room's painter takes no masks."""
    chosen = can.chosen(room.painter)
    if not chosen.can.masks:
        raise NoMasks(painter=chosen.name or "…")


async def page_for(db: AsyncSession, salon: Salon, room: Room) -> str:
    """Return the editor's address for posts shown in a room, with {code} for theirs; empty where no painter takes masks.

    What is edited from another chat goes to the web's first room, so that room's painter counts.
    """
    on_web = room.platform == "web"
    place = room if on_web else await lobby(db, salon)
    if place is None or not salon.painter.capabilities.chosen(place.painter).can.masks:
        return ""
    return f"/edit/{{code}}?room={room.address}" if on_web else f"{salon.settings.base_url}/edit/{{code}}"


async def place_for(db: AsyncSession, salon: Salon, post: Post, member: Member | None, wish: str = "") -> Room | None:
    """Return the room of the web where an edit of a post will show: the one wished for, the post's own, or the first."""
    own = await db.get_one(Room, post.room_id)
    named = await rooms.find_room(db, "web", wish) if wish else None
    for room in (named, own, await lobby(db, salon)):
        if room is not None and room.platform == "web" and room.open and rooms.may_enter(room, member):
            return room
    return None


async def lobby(db: AsyncSession, salon: Salon) -> Room | None:
    """Return the web's first room, if it is open yet."""
    return await rooms.find_room(db, "web", salon.settings.web_rooms[0][0])


async def picture_of(db: AsyncSession, post: Post, n: int) -> Picture:
    """Return a post's picture by its number; NotFound if it has none such."""
    found = await db.scalar(select(Picture).where(Picture.creation_id == post.creation_id, Picture.n == n))
    if found is None:
        raise NotFound(what=f"#{post.code}.{n}")
    return found


def key_of(name: str) -> str:
    """Return the media key of a mask by its name of 32 hexadecimal digits."""
    return f"{FOLDER}/{name[:2]}/{name[2:]}.png"


def name_of(key: str) -> str:
    """Return the name of a mask, as it fits into a button."""
    return key.removeprefix(f"{FOLDER}/").replace("/", "").removesuffix(".png")
