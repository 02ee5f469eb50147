"""The client: hears Discord, stores what happened, and acknowledges interactions within their three seconds."""

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from aiohttp import ClientError
from discord import app_commands

from bots import inbox
from bots.commands.offered import offered_by
from bots.commands.table import COMMANDS, ENTRIES
from bots.discord import modal, options
from bots.discord.receive import (
    PLATFORM,
    Raw,
    emoji_text,
    interaction_raw,
    is_away,
    now_text,
    person,
    place,
    rights_of,
    said_raw,
)
from bots.discord.token import Mode, Token
from core import files, members, notes, pictures, rooms
from core.errors import BadPicture, FileTooLarge
from core.salon import Salon
from core.words import _

log = logging.getLogger("salon.discord")
HEARS_KEPT = 30.0
RUSH = 3.0


class SalonClient(discord.AutoShardedClient):
    """One bot's connection. Events go into the inbox; what needs an answer at once gets one."""

    def __init__(self, salon: Salon, host: str) -> None:
        settings = salon.settings
        intents = discord.Intents(guilds=True, messages=True, reactions=True, message_content=settings.discord_hears)
        super().__init__(
            intents=intents,
            shard_count=settings.discord_shards,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.salon, self.host = salon, host
        self._intake = inbox.Intake(salon, PLATFORM)
        self._owed = 0
        self._none_owed = asyncio.Event()
        self._none_owed.set()
        self.tree = app_commands.CommandTree(self)
        self.caught_up = asyncio.Event()
        self._hearing: tuple[float, set[str]] = (0.0, set())
        entries = offered_by(salon.painter.capabilities, ENTRIES)
        options.build(self.tree, entries, self.take_command, self.suggest, self.take_menu)

    async def setup_hook(self) -> None:
        """Tell Discord our commands, if they have changed since it was told last."""
        await self.tree.set_translator(options.Words())
        try:
            await self.sync_if_changed()
        except discord.DiscordException as error:
            log.warning("Discord did not take the commands (%s); those it has stay", error)

    async def sync_if_changed(self) -> bool:
        """Synchronise the tree unless Discord has this very one; return whether it was needed."""
        whole = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        shape = json.dumps([whole, self.application_id], sort_keys=True, default=str)
        sign = {"sign": hashlib.sha256(shape.encode()).hexdigest()}
        async with self.salon.read() as db:
            if await notes.read(db, "discord-tree") == sign:
                return False
        await self.tree.sync()
        async with self.salon.begin() as db:
            await notes.write(db, "discord-tree", sign)
        return True

    # Interactions

    async def take_command(self, interaction: discord.Interaction[Any], typed: options.Typed) -> None:
        """Take a slash command in: stored, then deferred, for all to see where its answer is for all."""
        raw = interaction_raw(interaction, self.salon.settings.discord_hears)
        away, direct = is_away(interaction), interaction.guild_id is None
        open_to_all = direct or (COMMANDS[typed.name].public and (typed.public or not away))
        mode: Mode = "away" if away else "open" if open_to_all else "alone"
        token = str(Token.of(interaction.id, interaction.token, mode))
        raw |= {"kind": "command", "name": typed.name, "text": typed.text, "token": token}
        raw |= {"attachment": typed.attachment} if typed.attachment else {}
        raw |= {"sent": typed.file, "file_name": typed.file_name} if typed.file else {}
        await self._take_in(
            interaction, raw, lambda: interaction.response.defer(ephemeral=not open_to_all, thinking=True)
        )

    async def take_menu(self, interaction: discord.Interaction[Any], verb: str, message: discord.Message) -> None:
        """Take a choice from a message's own menu: what a button of that message would do.

        Describe is the command, for it is of use on anybody's picture.
        """
        if verb == "remix" and await modal.open_remix(self.salon, interaction, "", str(message.id)):
            return
        raw = interaction_raw(interaction, self.salon.settings.discord_hears)
        token = str(Token.of(interaction.id, interaction.token, "alone"))
        raw |= {"message": str(message.id), "token": token}
        if verb == "describe":
            raw |= {"kind": "command", "name": verb, "text": "", **self._picture_in(message)}
        else:
            raw |= {"kind": "press", "verb": verb, "value": ""}
        await self._take_in(interaction, raw, lambda: interaction.response.defer(ephemeral=True, thinking=True))

    def _picture_in(self, message: discord.Message) -> Raw:
        """Return where somebody else's picture lies; ours are known by the message that shows them."""
        ours = self.user is not None and self.user.id in (message.author.id, message.application_id)
        sent = [one.url for one in message.attachments if (one.content_type or "").startswith("image/")]
        return {"attachment": sent[0]} if sent and not ours else {}

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take presses of buttons and answers of dialogs in; commands come by the tree."""
        if interaction.type not in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            return
        data: Any = interaction.data or {}
        verb, _colon, value = str(data.get("custom_id", "")).partition(":")
        pressed = interaction.type is discord.InteractionType.component
        if pressed and verb == "remix" and await modal.open_remix(self.salon, interaction, value, ""):
            return
        text = modal.text_of(data) if interaction.type is discord.InteractionType.modal_submit else ""
        message = str(interaction.message.id) if interaction.message else ""
        raw = interaction_raw(interaction, self.salon.settings.discord_hears)
        token = str(Token.of(interaction.id, interaction.token, "press"))
        raw |= {"kind": "press", "verb": verb, "value": value, "text": text, "message": message, "token": token}
        await self._take_in(interaction, raw, lambda: interaction.response.defer())

    async def _take_in(
        self, interaction: discord.Interaction[Any], raw: Raw, acknowledge: Callable[[], Awaitable[Any]]
    ) -> None:
        """Store an interaction, then acknowledge it: it has three seconds, so nothing else is begun meanwhile."""
        self._owed += 1
        self._none_owed.clear()
        try:
            await self._store(f"i{interaction.id}", raw)
            await acknowledge()
        except (discord.HTTPException, ClientError, TimeoutError, OSError) as error:
            log.info("an interaction could not be acknowledged: %s", getattr(error, "code", type(error).__name__))
        finally:
            self._owed -= 1
            if not self._owed:
                self._none_owed.set()

    async def let_acknowledge(self) -> None:
        """Wait while interactions are to be acknowledged, for some seconds at most: those are in a hurry."""
        try:
            await asyncio.wait_for(self._none_owed.wait(), RUSH)
        except TimeoutError:
            return

    async def suggest(self, kind: str, typed: str) -> list[str]:
        """Suggest styles, painters, or members by name."""
        wish = typed.strip().lower().removeprefix("@")
        if kind == "style":
            styles = self.salon.painter.capabilities.styles
            return [one.name for one in styles if wish in one.name or wish in one.title.lower() or wish in one.title_zh]
        if kind == "model":
            return [one.name for one in self.salon.painter.capabilities.painters if wish in one.name.lower()]
        async with self.salon.read() as db:
            return await members.suggest(db, wish)

    # What happens in chats

    async def on_message(self, message: discord.Message) -> None:
        """Hear a line: in a direct chat, when we are called or answered, or where a room lets us listen."""
        if message.author.bot or message.webhook_id or not self.user:
            return
        me = self.user.id
        addressed = (
            message.guild is None or any(user.id == me for user in message.mentions) or self._answers_us(message)
        )
        raw = said_raw(message, me, self.host)
        if not raw["text"] or not (addressed or await self._listens(raw["where"]["address"])):
            return
        await self._store(f"m{message.id}", raw)

    def _answers_us(self, message: discord.Message) -> bool:
        answered = message.reference.resolved if message.reference else None
        if not isinstance(answered, discord.Message) or self.user is None:
            return False
        return answered.author.id == self.user.id or bool(answered.webhook_id)

    async def _listens(self, address: str) -> bool:
        if not self.salon.settings.discord_hears:
            return False
        if time.monotonic() - self._hearing[0] > HEARS_KEPT:
            async with self.salon.read() as db:
                found = await rooms.rooms_on(db, PLATFORM)
            self._hearing = (time.monotonic(), {room.address for room in found if room.hints.get("hears")})
        return address in self._hearing[1]

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Take in an emoji that somebody put under a message, however old."""
        await self._mark(payload, on=True)

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Take in an emoji that somebody took away."""
        await self._mark(payload, on=False)

    async def _mark(self, payload: discord.RawReactionActionEvent, *, on: bool) -> None:
        ours = self.user is not None and payload.user_id == self.user.id
        if ours or (payload.member is not None and payload.member.bot):
            return
        who = person(payload.member) if payload.member else {"id": str(payload.user_id), "name": ""}
        raw: Raw = {"kind": "mark", "who": who, "where": self._place_of(payload), "message": str(payload.message_id)}
        raw |= {"emoji": emoji_text(payload.emoji), "on": on, "at": now_text()}
        if payload.member is not None:
            raw["admin"] = payload.member.guild_permissions.manage_messages
        await self._store(f"r{payload.message_id}:{payload.user_id}:{time.time_ns()}", raw)

    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        """Take in that a message lost all its reactions."""
        await self._cleared(payload, "")

    async def on_raw_reaction_clear_emoji(self, payload: discord.RawReactionClearEmojiEvent) -> None:
        """Take in that a message lost all reactions of one emoji."""
        await self._cleared(payload, emoji_text(payload.emoji))

    async def _cleared(self, payload: Any, emoji: str) -> None:
        raw: Raw = {"kind": "cleared", "where": self._place_of(payload), "message": str(payload.message_id)}
        await self._store(f"c{payload.message_id}:{time.time_ns()}", {**raw, "emoji": emoji, "at": now_text()})

    def _place_of(self, payload: Any) -> Raw:
        channel = self.get_channel(payload.channel_id)
        return place(channel, payload.guild_id, payload.channel_id, getattr(payload, "user_id", 0))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet a server once, where it wants such messages."""
        channel = guild.system_channel
        if channel is None or guild.me is None or not channel.permissions_for(guild.me).send_messages:
            return
        rights = rights_of(channel.permissions_for(guild.me), self.salon.settings.discord_hears)
        who = {"id": str(guild.owner_id or 0), "name": ""}
        raw: Raw = {"kind": "presence", "who": who, "where": place(channel, guild.id, channel.id, 0), "here": True}
        raw |= {"fresh": True, "room_locale": str(guild.preferred_locale), "rights": rights}
        await self._store(f"g{guild.id}:{time.time_ns()}", raw)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Close the rooms of a server that removed us."""
        async with self.salon.begin() as db:
            await rooms.close_under(db, PLATFORM, f"{guild.id}/")

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Close the room of a channel that is gone; its digests stop with it."""
        where = {"address": f"{channel.guild.id}/{channel.id}", "kind": "group"}
        await self._store(
            f"d{channel.id}", {"kind": "vanished", "where": where, "admin": str(channel.guild.owner_id or "")}
        )

    async def on_ready(self) -> None:
        """Say that a session begins anew, so that reactions of recent posts are read again."""
        log.info("connected to Discord as %s", self.user)
        self.caught_up.set()

    async def _store(self, number: str, raw: Raw) -> None:
        await self._intake.store(number, raw["where"]["address"], raw)

    async def fetch_file(self, url: str) -> tuple[str, str]:
        """Bring an attached file into the house as it is: its media key, or what is wrong with it."""
        try:
            return await files.take_in(self.salon, await self.http.get_from_cdn(url)), ""
        except FileTooLarge as error:
            return "", str(error)
        except (discord.HTTPException, ClientError, OSError, TimeoutError) as error:
            log.info("a file could not be fetched: %s", type(error).__name__)
            return "", _("Discord did not hand it over")

    async def fetch_picture(self, url: str) -> tuple[str, str]:
        """Bring an attached picture into the house: its media key, or what is wrong with it."""
        try:
            return await pictures.take_in(self.salon.media, self.salon.notary, await self.http.get_from_cdn(url)), ""
        except BadPicture as error:
            return "", str(error.facts["why"])
        except (discord.HTTPException, ClientError, OSError, TimeoutError) as error:
            log.info("an attachment could not be fetched: %s", type(error).__name__)
            return "", _("Discord did not hand it over")
