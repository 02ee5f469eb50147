"""The pace of sending: 30 messages a second in all, one a second to a chat, 20 a minute to a group; answers go first.

A place in a window is free again one second after its answer came, less half the least round trip seen so far, which is
what the next message needs at least on its way: the server counts when a message arrives, so this is never too soon.
"""

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from core.ports import NotSent

ALL = 30
PER_MINUTE = 20
SPARE = 14
"""Messages of a group's minute that progress leaves free for answers and pictures."""
PATIENCE = 2.0
"""Seconds one waits here; who would have to wait longer comes back later."""
ON_THE_WAY = 0.5
LEARNT_AFTER = 30
FORGOTTEN_AFTER = 120.0


@dataclass
class _Chat:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    held_until: float = 0.0
    minute: deque[float] = field(default_factory=lambda: deque(maxlen=PER_MINUTE))

    def ready_at(self, group: bool) -> float:
        full = group and len(self.minute) == PER_MINUTE
        return max(self.free_at, self.held_until, self.minute[0] + 60 if full else 0.0)


class Pace:
    """Lets each message go when its time has come."""

    def __init__(self) -> None:
        self._chats: dict[str, _Chat] = {}
        self._slots = [0.0] * ALL
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._least_trip, self._trips = 1.0, 0
        self._held_until = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self, chat: str, *, group: bool, patient: bool = False) -> AsyncIterator[None]:
        """Wait for a chat's turn and hold it while the message is under way; NotSent if that would take long.

        Edits count like messages: Telegram does not say that they don't.
        """
        state = self._chat(chat)
        self._refuse_long_waits(state, group)
        async with state.lock:
            self._refuse_long_waits(state, group)
            await asyncio.sleep(max(0.0, state.ready_at(group) - self._now()))
            await self._take_slot(patient)
            begun = self._now()
            try:
                yield
            finally:
                self._note(state, begun)

    def can_spare(self, chat: str) -> bool:
        """Say whether a group's minute has room for a message that could as well be left out."""
        since = self._now() - 60
        return sum(at > since for at in self._chat(chat).minute) < PER_MINUTE - SPARE

    def hold(self, chat: str, seconds: float) -> None:
        """Send nothing to a chat for a while, as the server asked; to nobody, when it asks so for two chats at once."""
        now = self._now()
        if any(other.held_until > now for name, other in self._chats.items() if name != chat):
            self._held_until = now + seconds
        self._chat(chat).held_until = now + seconds

    def _chat(self, chat: str) -> _Chat:
        if len(self._chats) > 2_000:
            old = self._now() - FORGOTTEN_AFTER
            idle = [name for name, one in self._chats.items() if one.ready_at(True) < old and not one.lock.locked()]
            for name in idle:
                del self._chats[name]
        return self._chats.setdefault(chat, _Chat())

    def _refuse_long_waits(self, state: _Chat, group: bool) -> None:
        wait = max(state.ready_at(group), self._held_until) - self._now()
        if wait > PATIENCE:
            raise NotSent("this chat has had its share of messages", after=wait, lane=True)

    async def _take_slot(self, patient: bool) -> None:
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (patient, next(self._order), turn))
        self._pump()
        await turn

    def _pump(self) -> None:
        now = self._now()
        while self._waiting and max(self._slots[0], self._held_until) <= now:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                heapq.heapreplace(self._slots, now + 60)  # under way; the answer says when it is free again
                turn.set_result(None)
        if self._waiting and self._timer is None:
            wait = max(self._slots[0], self._held_until) - now
            self._timer = asyncio.get_running_loop().call_later(max(wait, 0.001), self._ring)

    def _ring(self) -> None:
        self._timer = None
        self._pump()

    def _note(self, state: _Chat, begun: float) -> None:
        now = self._now()
        trip = now - begun
        self._trips += 1
        self._least_trip = min(self._least_trip, trip)
        free = now + 1.0 - (self._least_trip * ON_THE_WAY if self._trips > LEARNT_AFTER else 0.0)
        state.free_at = free
        state.minute.append(now)
        self._slots[self._slots.index(max(self._slots))] = free
        heapq.heapify(self._slots)
        self._pump()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
