"""The tally: reactions that wait together are taken in together, by one transaction for as many as there are."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bots import door
from bots.events import Reaction, Where
from core import ballots, members, posts, studio, voting
from core.ballots import Ballot
from core.models.people import Member
from core.models.rooms import Room
from core.salon import Salon

Stored = tuple[int, Reaction]
"""A reaction, and the number of its inbox row."""


class Tally:
    """Takes in the reactions of all chats of a platform; whoever hands some in waits until they are committed."""

    def __init__(self, salon: Salon) -> None:
        self._salon = salon
        self._waiting: list[tuple[Sequence[Stored], asyncio.Future[None]]] = []
        self._counting: asyncio.Task[None] | None = None

    async def take(self, reactions: Sequence[Stored]) -> None:
        """Take in some reactions of a chat, in their order; raise what kept them from being counted."""
        counted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((reactions, counted))
        if self._counting is None or self._counting.done():
            self._counting = asyncio.create_task(self._count())
        await counted

    async def _count(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting, []
            error: Exception | None = None
            try:
                await count(self._salon, [one for reactions, _counted in taken for one in reactions])
            except Exception as failure:
                error = failure
            for _reactions, counted in taken:
                if counted.done():
                    continue
                if error is None:
                    counted.set_result(None)
                else:
                    counted.set_exception(error)


async def count(salon: Salon, reactions: Sequence[Stored]) -> None:
    """Count reactions as votes, together with their inbox rows; what was done before, or is on no post, counts nothing."""
    async with salon.begin() as db:
        fresh = await door.mark_all(db, [number for number, _reaction in reactions], salon.now())
        await _cast(salon, db, [one for number, one in reactions if number in fresh])


async def _cast(salon: Salon, db: AsyncSession, reactions: Sequence[Reaction]) -> None:
    rooms: dict[tuple[str, str], Room] = {}
    for one in reactions:
        if (key := _address(one.where)) not in rooms:
            rooms[key] = await door.room_of(salon, db, one)
    people = await _people(salon, db, reactions)
    shown = await studio.posts_by_copies(db, {(rooms[_address(one.where)].id, one.message_id) for one in reactions})
    votes = []
    for one in reactions:
        room, member = rooms[_address(one.where)], people[one.who.platform, one.who.handle]
        post = shown.get((room.id, one.message_id))
        if post is not None and post.author_id != member.id and posts.may_see(post, member):
            votes.append(Ballot(post.id, member.id, voting.value_of(one.emojis, room.reactions), one.at))
    if votes:
        await ballots.cast_all(db, votes, salon.now())


def _address(where: Where) -> tuple[str, str]:
    return where.platform, where.address


async def _people(salon: Salon, db: AsyncSession, reactions: Sequence[Reaction]) -> dict[tuple[str, str], Member]:
    """Return who reacted; those who are new here, or have another name now, are met one by one."""
    names = {(one.who.platform, one.who.handle): one.who for one in reactions}
    people = await members.known_as(db, {key: who.name for key, who in names.items()})
    for key, who in names.items():
        if key not in people:
            people[key] = await door.member_of(salon, db, who)
    return people
