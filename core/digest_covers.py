"""A digest's cover: asked for in the transaction of its reason, drawn, and only then sent with the message."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from core import delivery, jobs
from core.digest_board import Board
from core.models.rooms import Room
from core.models.work import Job
from core.ports import PictureView, PostView
from core.salon import Salon

VIEW = TypeAdapter(PostView)


@dataclass(frozen=True, slots=True)
class Order:
    """Where the message goes once its cover is drawn. `key` makes it one; `pin`: the digest to pin it for, if any."""

    room: Room
    key: str
    place: delivery.Place
    pin: int | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """One place on a cover: the media key of its picture, who made it, and how many likes it has."""

    picture: str
    author: str
    likes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a cover shows, best picture first, and the keys that its master file and its preview get."""

    title: str
    subtitle: str
    tiles: tuple[Tile, ...]
    master: str
    preview: str


PLAN = TypeAdapter(Plan)


async def ask(
    salon: Salon,
    db: AsyncSession,
    view: PostView,
    subtitle: str,
    board: Board,
    order: Order,
    *,
    run_at: datetime | None = None,
) -> None:
    """Have a cover drawn and its message sent; a second call with this key adds nothing.

    The files' names are settled here, so that a cover drawn twice leaves no file behind.
    """
    room = order.room
    tiles = tuple(
        Tile(entry.cover.preview or entry.cover.key, entry.author.named(room.language), entry.score)
        for entry in board.places
        if entry.cover
    )
    master, preview = (salon.media.new_key("digests", ending) for ending in ("png", "webp"))
    plan = Plan(room.title or room.address, subtitle, tiles, master, preview)
    args: dict[str, Any] = {"room": room.id, "key": order.key, "place": asdict(order.place), "pin": order.pin}
    args |= {"view": VIEW.dump_python(view, mode="json"), "plan": PLAN.dump_python(plan, mode="json")}
    args["run_at"] = run_at.isoformat() if run_at else None
    await jobs.enqueue(db, "cover", args, now=salon.now(), run_at=run_at, unique_key=f"cover:{order.key}")


def plan_of(job: Job) -> Plan:
    """Return what a `cover` job is to draw."""
    return PLAN.validate_python(job.args["plan"])


async def send(salon: Salon, job: Job, pictures: Sequence[PictureView]) -> None:
    """Have the message of a `cover` job sent, with its picture if there is one. A second call sends nothing."""
    args: dict[str, Any] = job.args
    view = replace(VIEW.validate_python(args["view"]), pictures=tuple(pictures))
    run_at = datetime.fromisoformat(args["run_at"]) if args["run_at"] else None
    place = delivery.Place(**args["place"])
    async with salon.begin() as db:
        room = await db.get_one(Room, args["room"])
        await delivery.say(
            db, room, view, now=salon.now(), key=args["key"], place=place, pin=args["pin"], run_at=run_at
        )
