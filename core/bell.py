"""The bell: wakes whoever waits for news, in this process at once and in others through Redis where it is set."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable

from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger("salon.bell")
CHANNEL = "salon:bell"


class Bell:
    """Topics that can be rung and waited for. Losing a ring only costs time: everyone who waits also looks by the clock."""

    def __init__(self, redis_url: str = "") -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._redis = Redis.from_url(redis_url, socket_connect_timeout=2) if redis_url else None
        self._sending: set[asyncio.Task[None]] = set()

    def ring(self, topics: Iterable[str]) -> None:
        """Wake everyone who waits for one of the topics."""
        rung = list(topics)
        for topic in rung:
            self._ring_here(topic)
        if self._redis and rung:
            task = asyncio.create_task(self._send(rung))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def wait(self, *topics: str, seconds: float) -> bool:
        """Wait until one of the topics is rung; return False when `seconds` went by first."""
        event = asyncio.Event()
        for topic in topics:
            self._waiting[topic].add(event)
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return False
        else:
            return True
        finally:
            self._forget(event, topics)

    def listener(self, *topics: str) -> "Listener":
        """Return a listener that notes rings from now on, so that none falls between two waits."""
        return Listener(self, topics)

    async def relay(self) -> None:
        """Ring here what is rung in other processes; returns at once without Redis, and reconnects for ever with it."""
        while self._redis:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as heard:
                    await heard.subscribe(CHANNEL)
                    async for message in heard.listen():
                        for topic in message["data"].decode().split("\n"):
                            self._ring_here(topic)
            except (RedisError, OSError) as error:
                log.warning("Redis does not answer (%s); going on by the clock", error)
                await asyncio.sleep(2)

    async def close(self) -> None:
        """Let go of the connection."""
        if self._redis:
            await self._redis.aclose()

    def _ring_here(self, topic: str) -> None:
        for event in tuple(self._waiting.get(topic, ())):
            event.set()

    def _forget(self, event: asyncio.Event, topics: Iterable[str]) -> None:
        for topic in topics:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]

    async def _send(self, topics: list[str]) -> None:
        try:
            if self._redis:
                await self._redis.publish(CHANNEL, "\n".join(topics))
        except (RedisError, OSError) as error:
            log.warning("Redis did not take a ring (%s)", error)


class Listener:
    """A standing wait: `next` returns at once if something was rung since the last `next`."""

    def __init__(self, bell: Bell, topics: tuple[str, ...]) -> None:
        self._bell, self._topics, self._event = bell, topics, asyncio.Event()

    def __enter__(self) -> "Listener":
        for topic in self._topics:
            self._bell._waiting[topic].add(self._event)
        return self

    def __exit__(self, *_: object) -> None:
        self._bell._forget(self._event, self._topics)

    def waits(self) -> bool:
        """Say whether something was rung that nobody has asked for yet."""
        return self._event.is_set()

    def rung(self) -> bool:
        """Say whether something was rung since this was last asked."""
        was = self._event.is_set()
        self._event.clear()
        return was

    async def next(self, seconds: float) -> bool:
        """Wait for a ring, at most `seconds`; return whether there was one."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        self._event.clear()
        return True
