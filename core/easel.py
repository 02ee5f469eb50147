"""The easel: who paints next, and how long it usually takes."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.models.making import Creation
from core.models.work import Job


async def place_of(db: AsyncSession, creation: Creation) -> int:
    """Return how many requests are painted before this one's turn, itself counted; 0 when it is not waiting."""
    waiting = (Job.pool == "paint", Job.done_at.is_(None), Job.dead_at.is_(None))
    own = await db.execute(
        select(Job.turn, Job.id).where(*waiting, Job.args["creation"].as_integer() == creation.id).limit(1)
    )
    found = own.first()
    if found is None:
        return 0
    before = (Job.turn < found.turn) | ((Job.turn == found.turn) & (Job.id <= found.id))
    return await db.scalar(select(func.count()).where(*waiting, before)) or 0


async def usual_seconds(db: AsyncSession) -> float:
    """Return how long a request has lately been at the easel, in seconds."""
    done = select(Creation.started_at, Creation.finished_at).where(Creation.state == "done")
    rows = (await db.execute(done.order_by(Creation.id.desc()).limit(8))).all()
    spans = [(end - begin).total_seconds() for begin, end in rows if begin and end]
    return sum(spans) / len(spans) if spans else 3.0
