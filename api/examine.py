"""The doctor's examination: what must always hold, asked of a live database."""

from collections.abc import AsyncIterator

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from core import health, marks
from core.models.base import Clock
from core.models.making import Creation, Picture
from core.models.money import Reservation
from core.models.posts import Copy, Post, Rank, Vote
from core.models.rooms import Room
from core.models.work import Inbox, Job
from core.salon import Salon

SHOWN = 5
PAGE = 500


async def examine(salon: Salon) -> list[str]:
    """Return what is broken, one line each; an empty list is health."""
    wrong: list[str] = []
    try:
        async with salon.read() as db:
            for line, query in CHECKS:
                found = list(await db.scalars(query.limit(1000)))
                if found:
                    some = ", ".join(str(one) for one in found[:SHOWN])
                    wrong.append(f"{line}: {len(found)}{'+' if len(found) == 1000 else ''} (such as {some})")
            wrong += [line async for line in _files(salon, db)]
    except DBAPIError as error:
        return [f"the database does not answer, or has another shape (salon migrate): {str(error.orig)[:160]}"]
    wrong += [f"{name}: {told}" for name, told in (await health.look(salon)).items()]
    ill = await health.look_at_painters(salon)
    return wrong + [f"the painter {name} does not paint: {why}" for name, why in ill.items()]


async def _files(salon: Salon, db: AsyncSession) -> AsyncIterator[str]:
    """Yield one line each for posted files that are missing, and for those without their marks."""
    last = 0
    missing: list[str] = []
    unmarked: list[str] = []
    while True:
        live = select(Picture).join(Post, Post.creation_id == Picture.creation_id).where(Post.visibility != "deleted")
        pictures = (await db.scalars(live.where(Picture.id > last).order_by(Picture.id).limit(PAGE))).all()
        if not pictures:
            break
        last = pictures[-1].id
        for key in (key for picture in pictures for key in (picture.key, picture.preview)):
            data = await salon.media.get(key)
            if data is None:
                missing.append(key)
            elif not marks.is_marked(data, signed=salon.notary.ready):
                unmarked.append(key)
    if salon.notary.fault:
        yield salon.notary.fault
    if missing:
        yield f"posted files are missing: {len(missing)} (such as {missing[0]})"
    if unmarked:
        yield f"posted files have lost their AI marks: {len(unmarked)} (such as {unmarked[0]})"


def _recounted() -> Select[int]:
    up = func.coalesce(func.sum(case((and_(Vote.value == 1, Vote.standing > 0), 1), else_=0)), 0)
    down = func.coalesce(func.sum(case((and_(Vote.value == -1, Vote.standing > 0), 1), else_=0)), 0)
    counted = (
        select(Rank.post_id)
        .outerjoin(Vote, Vote.post_id == Rank.post_id)
        .group_by(Rank.post_id, Rank.up, Rank.down, Rank.score)
    )
    return counted.having(or_(Rank.up != up, Rank.down != down, Rank.score != Rank.up - Rank.down))


_in_hand = exists().where(
    Job.pool == "paint", Job.args["creation"].as_integer() == Creation.id, Job.done_at.is_(None), Job.dead_at.is_(None)
)
_open_creation = Creation.state.in_(("queued", "painting"))
_told = exists().where(Copy.creation_id == Creation.id, or_(Copy.state == "live", Copy.state == "lost"))
_delivering = exists().where(
    Job.kind == "deliver", Job.args["copy"].as_integer() == Copy.id, Job.done_at.is_(None), Job.dead_at.is_(None)
)
_dead = and_(Job.dead_at.is_not(None), Job.kind == "paint", Job.args["creation"].as_integer() == Creation.id)

CHECKS: tuple[tuple[str, Select[int]], ...] = (
    ("votes do not add up to their post's counters", _recounted()),
    ("events were taken in but never handled", select(Inbox.id).where(Inbox.done_at.is_(None), Inbox.tries >= 5)),
    ("requests wait without a job that would paint them", select(Creation.id).where(_open_creation, ~_in_hand)),
    ("requests are finished but have no post", select(Creation.id).where(Creation.state == "done", ~exists().where(Post.creation_id == Creation.id))),
    ("jobs have been in hand without a heartbeat for ten minutes", select(Job.id).where(Job.done_at.is_(None), Job.dead_at.is_(None), Job.locked_until < Clock(-600))),
    ("messages were never sent and nothing will send them", select(Copy.id).where(Copy.state == "waiting", ~_delivering)),
    ("finished pictures were shown to nobody", select(Creation.id).where(Creation.state == "done", exists().where(Copy.creation_id == Creation.id), ~_told, ~exists().where(Post.creation_id == Creation.id, Post.visibility.in_(("hidden", "deleted", "private"))), ~exists().where(Copy.creation_id == Creation.id, Copy.state == "waiting"))),
    ("failed requests told nobody", select(Creation.id).join(Job, _dead).where(Creation.state == "failed", ~_told)),
    ("a post that is out of sight still has a message", select(Copy.id).join(Post, Post.creation_id == Copy.creation_id).where(Copy.state == "live", Post.visibility.in_(("hidden", "deleted")), Copy.room_id.in_(select(Room.id).where(Room.open)), ~_delivering)),
    ("money is set aside for requests that are over", select(Reservation.creation_id).join(Creation, Creation.id == Reservation.creation_id).where(Reservation.state == "held", ~_open_creation)),
    ("a private or hidden post is listed in feeds", select(Post.id).join(Rank, Rank.post_id == Post.id).where(Rank.listed, Post.visibility != "public")),
)  # fmt: skip
