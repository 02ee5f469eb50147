"""Discord as a part of a running process: its client, what handles events, and what is read again after a lost session."""

import asyncio
import logging
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import discord
from aiohttp import ClientError

from bots import inbox
from bots.discord.client import SalonClient
from bots.discord.receive import PLATFORM, emoji_text, event_of, now_text, person
from bots.discord.send import DiscordPlatform
from core import posts
from core.digest import Remark
from core.models.work import Inbox
from core.salon import Salon

log = logging.getLogger("salon.discord")
READ_AGAIN = timedelta(hours=24)
MOST_READ = 50
AGAIN = 5.0
discord.VoiceClient.warn_nacl = False  # nobody speaks here
discord.VoiceClient.warn_dave = False


class DiscordPart:
    """The connection to Discord, from its first call to its last."""

    def __init__(self, salon: Salon, host: str) -> None:
        self._salon = salon
        self.client = SalonClient(salon, host)
        self.platform = DiscordPlatform(salon, self.client)
        salon.platforms[PLATFORM] = self.platform

    def tasks(self, remark: Remark, stop: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
        """Return what runs until told to stop: listening, handling, and reading reactions again."""
        take = self.taker(remark)
        return [self._listen(stop), inbox.work(self._salon, PLATFORM, take, stop), self._catch_up(stop)]

    def taker(self, remark: Remark) -> inbox.Take:
        """Return what handles one stored event; an attached picture is fetched first."""
        plain = inbox.taker(self._salon, event_of, remark)

        async def take(row: Inbox) -> None:
            await self.client.let_acknowledge()
            if url := row.raw.get("attachment"):
                picture, trouble = await self.client.fetch_picture(str(url))
                row.raw = {**row.raw, "picture": picture, "trouble": trouble}
            if url := row.raw.get("sent"):
                file, trouble = await self.client.fetch_file(str(url))
                row.raw = {**row.raw, "file": file, "trouble": trouble}
            await plain(row)

        return take

    async def _listen(self, stop: asyncio.Event) -> None:
        """Stay connected until told to stop; a refused token ends it with a clear line, all else is tried again."""
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            running = asyncio.create_task(self._connect())
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            await self.client.close()
            try:
                await running
            except discord.LoginFailure:
                log.error("Discord refuses the token; check SALON_DISCORD_TOKEN")
                return
            except discord.PrivilegedIntentsRequired:
                log.error(
                    "Discord does not let this bot read messages: turn that intent on, or SALON_DISCORD_HEARS off"
                )
                return
            except (discord.DiscordException, ClientError, TimeoutError, OSError) as error:
                log.warning("no connection to Discord (%s); trying again", type(error).__name__)
            self.client.clear()
            await asyncio.wait({stopping}, timeout=AGAIN)

    async def _connect(self) -> None:
        token = self._salon.settings.discord_token
        assert token is not None
        await self.client.start(token.get_secret_value())

    async def _catch_up(self, stop: asyncio.Event) -> None:
        """Read the reactions of recent posts again whenever a session begins anew."""
        while not stop.is_set():
            try:
                await asyncio.wait_for(self.client.caught_up.wait(), 1.0)
            except TimeoutError:
                continue
            self.client.caught_up.clear()
            await self.read_again()

    async def read_again(self) -> None:
        """Store, for each recent post, which emoji every person has under it now."""
        async with self._salon.read() as db:
            recent = await posts.recent_copies(db, PLATFORM, self._salon.now() - READ_AGAIN, MOST_READ)
        for room, copy in recent:
            guild, slash, channel = room.address.partition("/")
            if not slash or not str(copy.message_id).isdecimal():
                continue
            number = int(copy.thread) if copy.thread.isdecimal() else int(channel)
            try:
                message = await self.client.get_partial_messageable(number, guild_id=int(guild)).fetch_message(
                    int(copy.message_id or 0)
                )
                await self._read(room.address, copy.thread, message)
            except (discord.HTTPException, OSError, TimeoutError) as error:
                log.info("reactions of a post can't be read again: %s", type(error).__name__)

    async def _read(self, address: str, thread: str, message: discord.Message) -> None:
        held: dict[str, tuple[dict[str, Any], set[str]]] = {}
        for reaction in message.reactions:
            emoji = reaction.emoji
            known = emoji if isinstance(emoji, discord.PartialEmoji) else discord.PartialEmoji.from_str(str(emoji))
            async for user in reaction.users():
                if not user.bot:
                    held.setdefault(str(user.id), (person(user), set()))[1].add(emoji_text(known))
        where = {"address": address, "kind": "group", "thread": thread}
        rows: list[dict[str, Any]] = [
            {
                "kind": "marks",
                "who": who,
                "where": where,
                "message": str(message.id),
                "emojis": sorted(emojis),
                "at": now_text(),
            }
            for who, emojis in held.values()
        ]
        stamp = now_text()
        await inbox.accept_all(
            self._salon, PLATFORM, [(f"a{message.id}:{raw['who']['id']}:{stamp}", address, raw) for raw in rows]
        )


def connect(salon: Salon, host: str) -> DiscordPart:
    """Return the part that plays Discord in this process."""
    return DiscordPart(salon, host)
