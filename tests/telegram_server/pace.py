"""How fast a bot may write, as Telegram counts it."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.telegram_server.rules import Refusal

TOLERANCE = 0.03


@dataclass
class Lane:
    """The times of what was written somewhere lately, and until when nothing more is taken."""

    times: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0


@dataclass
class Pace:
    """Refuses what comes too fast. The limits: messages a second in all, seconds between two in a chat, a minute's in a group."""

    strict: bool = True
    overall: int = 30
    gap: float = 1.0
    group_minute: int = 20
    refused: int = 0
    _all: Lane = field(default_factory=Lane)
    _chats: dict[int, Lane] = field(default_factory=lambda: defaultdict(Lane))

    def check(self, chat: int, now: float, *, group: bool, count: int = 1) -> None:
        """Count what is written to a chat at a time, or refuse it with the seconds to wait."""
        if not self.strict:
            return
        lane = self._chats[chat]
        _forget(self._all, now - 1)
        _forget(lane, now - 60)
        self._refuse_until(lane, max(lane.closed_until, self._free_in_chat(lane, now, group, count)), now)
        wait = self._all.closed_until
        if len(self._all.times) + count > self.overall and self._all.times:
            wait = max(wait, self._all.times[0] + 1)
        self._refuse_until(self._all, wait, now)
        for one in (lane, self._all):
            one.times.extend([now] * count)

    def _free_in_chat(self, lane: Lane, now: float, group: bool, count: int) -> float:
        free = lane.times[-1] + self.gap if lane.times else now
        over = len(lane.times) + count - self.group_minute
        if group and over > 0 and lane.times:
            free = max(free, lane.times[min(over, len(lane.times)) - 1] + 60)
        return free

    def _refuse_until(self, lane: Lane, free: float, now: float) -> None:
        if free - TOLERANCE <= now:
            return
        seconds = max(1, math.ceil(free - now - TOLERANCE))
        lane.closed_until = max(lane.closed_until, now + seconds)
        self.refused += 1
        raise Refusal(f"Too Many Requests: retry after {seconds}", 429, retry_after=seconds)


def _forget(lane: Lane, before: float) -> None:
    while lane.times and lane.times[0] <= before:
        lane.times.popleft()
