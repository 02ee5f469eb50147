"""Talk: what is said in a room, as far as personas may refer to it, and the turns it gives them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import jobs, standing
from core.models.people import Member
from core.models.posts import Deed, Post
from core.models.rooms import Line, Room

KEPT = timedelta(days=2)
TURN_AFTER = timedelta(seconds=0.8)  # nobody answers in the instant


async def hear(
    db: AsyncSession,
    room: Room,
    member: Member,
    text: str,
    *,
    now: datetime,
    message_id: str | None = None,
    reply_to: Line | None = None,
    post: Post | None = None,
    addressed: Sequence[str] = (),
    thread: str = "",
) -> Line:
    """Note a line said in a room, and give the personas there a turn."""
    line = Line(
        room_id=room.id,
        member_id=member.id,
        text=text,
        message_id=message_id,
        reply_to=reply_to.id if reply_to else None,
        post_id=post.id if post else None,
        addressed={"slugs": list(addressed)},
        thread=thread,
        at=now,
    )
    db.add(line)
    await db.flush()
    await standing.look_again(db, member, now)
    args = {"room": room.id, "cause": "line", "id": line.id}
    await jobs.enqueue(
        db, "turn", args, now=now, run_at=now + TURN_AFTER, lane=f"mind:{room.id}", unique_key=f"turn:line:{line.id}"
    )
    return line


async def notice_post(db: AsyncSession, room: Room, post: Post, now: datetime) -> None:
    """Give the personas of a room a turn because a picture was posted."""
    args = {"room": room.id, "cause": "post", "id": post.id}
    key = f"turn:post:{post.id}"
    await jobs.enqueue(db, "turn", args, now=now, run_at=now + TURN_AFTER * 3, lane=f"mind:{room.id}", unique_key=key)


async def notice_arrival(db: AsyncSession, room: Room, member: Member, now: datetime) -> None:
    """Give the host a turn because a person came into a room for the first time; once per room and person."""
    args = {"room": room.id, "cause": "arrival", "id": member.id}
    key = f"turn:arrival:{room.id}:{member.id}"
    await jobs.enqueue(db, "turn", args, now=now, run_at=now + TURN_AFTER, lane=f"mind:{room.id}", unique_key=key)


async def line_at(db: AsyncSession, room: Room, message_id: str) -> Line | None:
    """Return the line that a message in a room said, if it is still kept."""
    return await db.scalar(select(Line).where(Line.room_id == room.id, Line.message_id == message_id).limit(1))


async def recent_lines(db: AsyncSession, room: Room, most: int = 40) -> list[tuple[Line, Member]]:
    """Return the last lines of a room with who said them, oldest first."""
    rows = select(Line, Member).join(Member, Member.id == Line.member_id).where(Line.room_id == room.id)
    found = (await db.execute(rows.order_by(Line.id.desc()).limit(most))).all()
    return [(line, member) for line, member in reversed(found)]


async def speaker_of_line(db: AsyncSession, number: int) -> Member | None:
    """Return who said a line, None if it is not kept any more."""
    return await db.scalar(select(Member).join(Line, Line.member_id == Member.id).where(Line.id == number))


async def notice_visit(db: AsyncSession, room: Room, persona: Member, member: Member, now: datetime, key: str) -> None:
    """Give a persona a turn because a member opened a direct chat with it."""
    args = {"room": room.id, "cause": "visit", "id": member.id, "slug": persona.slug}
    await jobs.enqueue(db, "turn", args, now=now, run_at=now, lane=f"mind:{room.id}", unique_key=f"turn:visit:{key}")


async def nudge(db: AsyncSession, room: Room, persona: Member, now: datetime, key: str, wish: str = "") -> None:
    """Give a persona a turn because somebody who runs the room asked for it, perhaps with a wish for a picture."""
    args = {"room": room.id, "cause": "nudge", "slug": persona.slug, "wish": wish}
    await jobs.enqueue(db, "turn", args, now=now, run_at=now, lane=f"mind:{room.id}", unique_key=f"turn:nudge:{key}")


async def lines_by(db: AsyncSession, member: Member, room: Room, most: int = 200) -> list[str]:
    """Return the last lines a member said in a room, oldest first."""
    said = select(Line.text).where(Line.member_id == member.id, Line.room_id == room.id)
    said = said.order_by(Line.id.desc()).limit(most)
    return list(reversed((await db.scalars(said)).all()))


async def forget_old_lines(db: AsyncSession, now: datetime) -> None:
    """Drop people's lines nobody needs any more; what personas said stays, so that they need not repeat themselves."""
    people = select(Member.id).where(Member.kind == "person").scalar_subquery()
    await db.execute(delete(Line).where(Line.at < now - KEPT, Line.member_id.in_(people)))


async def decisions(db: AsyncSession, room: Room, most: int = 60) -> Sequence[Deed]:
    """Return what the personas of a room decided lately and by which rules, the newest first."""
    rows = select(Deed).where(Deed.room_id == room.id, Deed.kind == "turn").order_by(Deed.id.desc()).limit(most)
    return (await db.scalars(rows)).all()
