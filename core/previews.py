"""Previews: how pictures look while they are painted, as small files that are there as long as the painting goes on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import jobs
from core.models.making import Creation
from core.models.posts import Copy
from core.models.rooms import Room
from core.ports import Platform, PostView
from core.settings import Settings

FOLDER = "previews"
KEPT = timedelta(seconds=60)
"""How long files stay after the end: an edit under way, or a page that loads, may still need them."""


async def watched(db: AsyncSession, settings: Settings, numbers: Sequence[int]) -> set[int]:
    """Return which of these creations have a message that may show previews; a persona's has none before it is done."""
    if settings.previews == "off":
        return set()
    shown = select(Copy.creation_id).join(Room, Room.id == Copy.room_id)
    shown = shown.where(Copy.creation_id.in_(numbers), Copy.state.in_(("waiting", "live")), Room.open)
    return set(await db.scalars(shown.where(Room.platform == "web") if settings.previews == "web" else shown))


async def add(db: AsyncSession, creation_id: int, keys: dict[int, str]) -> Creation | None:
    """Note files that show a creation's pictures, by their numbers; None if it is not being painted any more."""
    still = select(Creation).where(Creation.id == creation_id, Creation.state == "painting")
    creation = await db.scalar(still.with_for_update())
    if creation is not None:
        before = creation.previews
        creation.previews = {**before, **{str(n): [*before.get(str(n), ()), key] for n, key in keys.items()}}
    return creation


async def end(db: AsyncSession, creation: Creation, now: datetime) -> None:
    """Forget a creation's previews, and have their files taken away soon. Call it with the creation's row held."""
    keys = keys_of(creation)
    if keys:
        creation.previews = {}
        await jobs.enqueue(db, "erase", {"keys": keys}, now=now, run_at=now + KEPT)


def keys_of(creation: Creation) -> list[str]:
    """Return every file that shows a creation on the way."""
    return [key for keys in creation.previews.values() for key in keys]


async def standing(db: AsyncSession) -> set[str]:
    """Return every file that shows a creation which is still being painted."""
    painted = await db.scalars(select(Creation).where(Creation.state == "painting"))
    return {key for creation in painted for key in keys_of(creation)}


def most_on(settings: Settings, platform: Platform, room: Room, copy: Copy) -> int | None:
    """Return how many previews a message may show, one after the other; None for as many as there are.

    One that only its reader sees within a group shows none where the platform may have had to send it elsewhere.
    """
    alone = copy.only_for not in ("", room.address) and not platform.private
    if settings.previews == "off" or alone:
        return 0
    return platform.previews if settings.previews == "on" or platform.previews is None else 0


def on_copy(creation: Creation, copy: Copy, most: int | None) -> dict[int, str]:
    """Return which file stands for which picture in a message: the newest where that may change, else what it shows.

    Of two changes the first comes at once and the second half-way, so that each shows something new.
    """
    newest = {n: keys[-1] for n, keys in creation.previews.items()}
    shown: dict[str, str] = copy.previews.get("keys", {})
    if most is not None:
        share = creation.step / creation.steps if creation.steps else 0.0
        due = copy.previews.get("times", 0) < min(most, 1 + int(share * most))
        newest = newest if newest and due else shown
    return {int(n): key for n, key in sorted(newest.items(), key=lambda pair: int(pair[0]))}


def seen(copy: Copy, view: PostView, most: int | None) -> dict[str, object]:
    """Return what is to be kept of a message that now looks like a view: its previews, and how often they changed."""
    keys = {str(picture.n): picture.key for picture in view.pictures} if view.waiting else {}
    if not view.waiting or most is None:
        return {}
    if not keys or keys == copy.previews.get("keys"):
        return copy.previews
    return {"times": copy.previews.get("times", 0) + 1, "keys": keys}
