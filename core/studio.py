"""The studio: a creation's way from a request to a post."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import delivery, jobs, limits, money, posts, previews, safety, standing
from core.brief import Brief
from core.errors import NotFinished, NotYours, TooLate
from core.models.making import Creation, Picture
from core.models.people import Member
from core.models.posts import Copy, Post
from core.models.rooms import Room
from core.models.work import Job
from core.settings import Settings
from core.words import _


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A finished picture in the media store: keys of the master and of its preview, size in pixels of the master.

    `painter`: who painted it, empty for the one that was asked.
    """

    key: str
    preview: str
    width: int
    height: int
    seed: int
    alt: str
    notes: dict[str, Any]
    painter: str = ""


async def request_creation(
    db: AsyncSession,
    settings: Settings,
    member: Member,
    room: Room,
    brief: Brief,
    *,
    now: datetime,
    batch: str = "",
    parent: Post | None = None,
    caption: str = "",
    private: bool = False,
    owner_id: int | None = None,
    partner_id: int | None = None,
    place: delivery.Place = delivery.HERE,
) -> Creation:
    """Queue pictures for a member, person or persona alike; Refused, DayUsedUp, RoomUsedUp or SpentUp if the house says no.

    A person's request is answered by a placeholder at once, at its place; a persona's shows when it is finished.
    """
    safety.check_words("\n".join(brief.told), room.level)
    await limits.may_imagine(db, settings, member, room, now)
    seed = brief.seed if brief.seed is not None else secrets.randbelow(2**31)
    creation = Creation(
        member_id=member.id,
        room_id=room.id,
        parent_id=parent.id if parent else None,
        brief=replace(brief, seed=seed).as_json(),
        seed=seed,
        caption=caption,
        private=private,
        owner_id=owner_id,
        partner_id=partner_id,
        requested_at=now,
    )
    db.add(creation)
    await db.flush()
    await _reserve(db, settings, creation, member, now)
    fair = jobs.Fairness(member.id, jobs.PERSONA_COST if member.kind == "persona" else 1.0)
    await jobs.enqueue(db, "paint", _work_on(creation, brief.count), now=now, fair=fair, batch=batch)
    await standing.look_again(db, member, now)
    if member.kind == "person":
        await delivery.open_copy(db, creation, room, now, place if private else replace(place, only_for=""))
    return creation


async def wanted(db: AsyncSession, creation_ids: Sequence[int]) -> list[Creation]:
    """Return those creations, in this order, that are neither done, failed nor cancelled."""
    still = select(Creation).where(Creation.id.in_(creation_ids), Creation.state.in_(("queued", "painting")))
    found = {creation.id: creation for creation in await db.scalars(still)}
    return [found[number] for number in creation_ids if number in found]


async def _reserve(db: AsyncSession, settings: Settings, creation: Creation, member: Member, now: datetime) -> None:
    brief = Brief.of_json(creation.brief)
    amount = settings.price_of(brief.painter, brief.quality) * brief.count
    await money.reserve(db, settings, creation, member, amount=amount, now=now)


async def start(db: AsyncSession, creation_id: int, painter: str, now: datetime) -> Creation | None:
    """Take a creation to the easel; None if it is done, failed or cancelled already."""
    begun = (
        update(Creation)
        .where(Creation.id == creation_id, Creation.state.in_(("queued", "painting")))
        .values(state="painting", painter=painter, started_at=now, step=0)
        .returning(Creation)
    )
    creation = await db.scalar(begun)
    if creation is not None:
        await previews.end(db, creation, now)  # of a try before, that was broken off
        await delivery.refresh_creation(db, creation, now)
    return creation


async def progress(db: AsyncSession, creation_ids: Sequence[int], step: int, steps: int, now: datetime) -> bool:
    """Note how far creations are; return False when none of them is wanted any more."""
    still = update(Creation).where(Creation.id.in_(creation_ids), Creation.state == "painting")
    wanted = list(await db.scalars(still.values(step=step, steps=steps).returning(Creation)))
    for creation in wanted:
        await delivery.refresh_creation(db, creation, now)
    return bool(wanted)


async def show_on_the_way(db: AsyncSession, creation_id: int, keys: dict[int, str], now: datetime) -> bool:
    """Show files as a creation's pictures on the way, by their numbers; False when it is not being painted any more."""
    creation = await previews.add(db, creation_id, keys)
    if creation is not None:
        await delivery.refresh_creation(db, creation, now)
    return creation is not None


async def is_wanted(db: AsyncSession, creation_ids: Sequence[int]) -> bool:
    """Say whether any of these creations is still to be painted."""
    still = select(Creation.id).where(Creation.id.in_(creation_ids), Creation.state == "painting")
    return await db.scalar(still.limit(1)) is not None


async def complete(
    db: AsyncSession, settings: Settings, creation_id: int, pictures: Sequence[StoredPicture], now: datetime
) -> Post | None:
    """Turn a painted creation into a post; does nothing for one that is done, failed or cancelled already."""
    finished = update(Creation).where(Creation.id == creation_id, Creation.state == "painting")
    creation = await db.scalar(finished.values(state="done", finished_at=now).returning(Creation))
    if creation is None:
        return None
    await previews.end(db, creation, now)
    creation.painter = next((one.painter for one in pictures if one.painter), creation.painter)
    price = settings.price_of(creation.painter, Brief.of_json(creation.brief).quality)
    await money.settle(db, creation.id, price * len(pictures))
    for n, stored in enumerate(pictures, start=1):
        row = {"key": stored.key, "preview": stored.preview, "width": stored.width, "height": stored.height}
        db.add(Picture(creation_id=creation.id, n=n, seed=stored.seed, alt=stored.alt, notes=stored.notes, **row))
    seeded = not any("unseeded" in stored.notes for stored in pictures)
    return await posts.publish(db, creation, now, seeded=seeded)


async def fail(db: AsyncSession, creation_id: int, why: str, now: datetime) -> None:
    """Close a creation that can't be painted; its member is told, and the day's count gets it back."""
    open_states = update(Creation).where(Creation.id == creation_id, Creation.state.in_(("queued", "painting")))
    creation = await db.scalar(open_states.values(state="failed", error=why, finished_at=now).returning(Creation))
    if creation is not None:
        await money.give_back(db, creation.id)
        await previews.end(db, creation, now)
        await delivery.refresh_creation(db, creation, now)


async def cancel(db: AsyncSession, member: Member, creation: Creation, now: datetime) -> None:
    """Take back a request that is not finished; only its member may. Its money comes back, if its painter had not begun."""
    if creation.member_id != member.id:
        raise NotYours(who=_("whoever asked for it"))
    if await _stop(db, creation, "queued", now):
        await money.give_back(db, creation.id)
    elif await _stop(db, creation, "painting", now):
        await money.keep(db, creation.id)  # its painter has begun, and will be paid
    elif creation.state == "done":
        raise TooLate(state=creation.state)
    await db.refresh(creation)
    await previews.end(db, creation, now)
    waiting = update(Job).where(Job.kind == "paint", Job.done_at.is_(None), Job.locked_until.is_(None))
    await db.execute(waiting.where(Job.args["creation"].as_integer() == creation.id).values(done_at=now))
    await delivery.refresh_creation(db, creation, now)


async def _stop(db: AsyncSession, creation: Creation, state: str, now: datetime) -> bool:
    standing = update(Creation).where(Creation.id == creation.id, Creation.state == state)
    stopped = standing.values(state="cancelled", finished_at=now).returning(Creation.id)
    return await db.scalar(stopped) is not None


async def retry(
    db: AsyncSession, settings: Settings, member: Member, creation: Creation, now: datetime, batch: str
) -> None:
    """Ask again for a creation that failed or was cancelled, in the same message."""
    if creation.member_id != member.id:
        raise NotYours(who=_("whoever asked for it"))
    room = await db.get_one(Room, creation.room_id)
    await limits.may_imagine(db, settings, member, room, now)
    again = update(Creation).where(Creation.id == creation.id, Creation.state.in_(("failed", "cancelled")))
    revived = await db.scalar(again.values(state="queued", error="", requested_at=now, step=0).returning(Creation))
    if revived is None:
        return  # pressed twice: it is under way
    await _reserve(db, settings, revived, member, now)
    fair = jobs.Fairness(member.id)
    count = Brief.of_json(creation.brief).count
    await jobs.enqueue(db, "paint", _work_on(creation, count), now=now, fair=fair, batch=batch)
    await delivery.refresh_creation(db, revived, now)


def _work_on(creation: Creation, count: int) -> dict[str, int]:
    return {"creation": creation.id, "pieces": count}


async def copy_at(db: AsyncSession, room: Room, message_id: str) -> Copy | None:
    """Return the copy that a message in a room is."""
    return await db.scalar(select(Copy).where(Copy.room_id == room.id, Copy.message_id == message_id))


async def post_by_copy(db: AsyncSession, room: Room, message_id: str) -> Post | None:
    """Return the post that a message in a room shows."""
    shown = select(Post).join(Copy, Copy.creation_id == Post.creation_id)
    return await db.scalar(shown.where(Copy.room_id == room.id, Copy.message_id == message_id))


async def posts_by_copies(db: AsyncSession, places: Collection[tuple[int, str]]) -> dict[tuple[int, str], Post]:
    """Return by (room id, message id) the posts that messages show; other messages are left out."""
    shown = select(Copy.room_id, Copy.message_id, Post).join(Post, Copy.creation_id == Post.creation_id)
    rows = await db.execute(shown.where(tuple_(Copy.room_id, Copy.message_id).in_(list(places))))
    return {(room_id, message_id or ""): post for room_id, message_id, post in rows.all()}


async def get_creation(db: AsyncSession, number: int) -> Creation:
    """Return a creation; NotFinished if there is none."""
    found = await db.get(Creation, number)
    if found is None:
        raise NotFinished
    return found


async def brief_of(db: AsyncSession, post: Post) -> Brief:
    """Return the brief that a post was painted from; of an enlargement, that of the picture which was enlarged."""
    brief = Brief.of_json((await db.get_one(Creation, post.creation_id)).brief)
    while brief.enlarge:
        parent = await db.get(Post, post.parent_id) if post.parent_id else None
        if parent is None:
            width, height = (round(side / brief.enlarge) for side in (brief.width, brief.height))
            return replace(brief, width=width, height=height, enlarge=0.0)
        post = parent
        brief = Brief.of_json((await db.get_one(Creation, post.creation_id)).brief)
    return brief


async def seeds_of(db: AsyncSession, post: Post) -> dict[int, int]:
    """Return the seed of each of a post's pictures, by its number."""
    rows = select(Picture.n, Picture.seed).where(Picture.creation_id == post.creation_id)
    return dict((await db.execute(rows)).all())
