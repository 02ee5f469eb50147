"""Receiving from Discord: what its library handed over, as plain values to store, and those values as an event."""

import re
from datetime import UTC, datetime
from typing import Any

import discord

from bots.events import Cleared, Command, Event, Marked, Presence, Press, Reaction, Said, Vanished, Where, Who
from core.words import language_of

PLATFORM = "discord"
Raw = dict[str, Any]
_MENTION = re.compile(r"<@!?(\d+)>")


def person(user: Any) -> Raw:
    """Return a user's number and shown name."""
    return {"id": str(user.id), "name": str(getattr(user, "display_name", "") or "")}


def place(channel: Any, guild_id: int | None, channel_id: int | None, user_id: int) -> Raw:
    """Return where something happened: a room is a channel, a thread is a topic of its channel, a direct chat is its person."""
    if guild_id is None:
        return {"address": str(user_id), "kind": "direct"}
    parent = getattr(channel, "parent_id", None)
    if parent and isinstance(channel, discord.Thread):
        title = getattr(channel.parent, "name", "") or channel.name
        return {"address": f"{guild_id}/{parent}", "kind": "group", "thread": str(channel_id), "title": title}
    return {"address": f"{guild_id}/{channel_id}", "kind": "group", "title": str(getattr(channel, "name", "") or "")}


def interaction_raw(interaction: discord.Interaction[Any], hears: bool) -> Raw:
    """Return what every interaction has."""
    guild = None if is_away(interaction) else interaction.guild_id
    where = place(interaction.channel, guild, interaction.channel_id, interaction.user.id)
    raw: Raw = {"who": person(interaction.user), "where": where, "locale": str(interaction.locale)}
    if guild is not None:
        raw["room_locale"] = str(interaction.guild_locale or interaction.locale)
        may = interaction.permissions
        raw["admin"] = may.manage_guild or may.administrator or may.manage_channels
        raw["rights"] = rights_of(interaction.app_permissions, hears)
    return raw


def is_away(interaction: discord.Interaction[Any]) -> bool:
    """Say whether somebody brought us along into a server that we are no member of."""
    if interaction.guild_id is None or interaction.is_guild_integration():
        return False
    return interaction.client.get_guild(interaction.guild_id) is None


def rights_of(may: discord.Permissions, hears: bool) -> Raw:
    """Return what we may do in a channel."""
    return {
        "sends": may.send_messages or may.send_messages_in_threads,
        "sends_pictures": may.attach_files,
        "embeds": may.embed_links,
        "sees_reactions": may.view_channel,
        "reads_history": may.read_message_history,
        "manages_webhooks": may.manage_webhooks,
        "hears": hears,
    }


def event_of(raw: Raw) -> Event | None:
    """Read stored values back as an event; None for what this version does not know."""
    where = _where(raw)
    if raw["kind"] == "vanished":
        return Vanished(where, raw.get("admin", ""))
    if raw["kind"] == "cleared":
        return Cleared(where, raw["message"], raw["emoji"], datetime.fromisoformat(raw["at"]))
    who = Who(PLATFORM, raw["who"]["id"], raw["who"]["name"], raw.get("locale", ""), raw.get("admin"))
    message = str(raw.get("message") or "")
    match raw["kind"]:
        case "command":
            return Command(
                who,
                where,
                "",
                raw["name"],
                raw["text"],
                message,
                raw.get("picture", ""),
                raw.get("trouble", ""),
                raw["token"],
                raw.get("file", ""),
                raw.get("file_name", ""),
            )
        case "press":
            return Press(who, where, message, raw["verb"], raw["value"], raw.get("text", ""), raw["token"])
        case "said":
            return Said(who, where, message, raw["text"], raw.get("reply_to", ""), tuple(raw.get("mentions", ())))
        case "mark":
            return Marked(who, where, message, raw["emoji"], raw["on"], datetime.fromisoformat(raw["at"]))
        case "marks":
            return Reaction(who, where, message, frozenset(raw["emojis"]), datetime.fromisoformat(raw["at"]))
        case "presence":
            return Presence(who, where, raw["here"], raw["fresh"])
    return None


def _where(raw: Raw) -> Where:
    spot = raw["where"]
    language = language_of(raw.get("room_locale") or raw.get("locale"), default="")
    title, thread = spot.get("title", ""), spot.get("thread", "")
    return Where(PLATFORM, spot["address"], title, spot["kind"], language, thread, raw.get("rights", {}))


def said_raw(message: discord.Message, me: int, host: str) -> Raw:
    """Return a line of a chat: our own mention taken out, others' by their names."""
    names = {str(user.id): user.display_name for user in message.mentions}
    called = any(user.id == me for user in message.mentions)
    text = _MENTION.sub(lambda found: "" if found[1] == str(me) else f"@{names.get(found[1], '')}", message.content)
    reply = message.reference.message_id if message.reference else None
    guild = message.guild.id if message.guild else None
    return {
        "kind": "said",
        "who": person(message.author),
        "where": place(message.channel, guild, message.channel.id, message.author.id),
        "message": str(message.id),
        "text": text.strip(" ,:"),
        "reply_to": str(reply or ""),
        "mentions": [host] if called and host and not reply else [],
    }


def now_text() -> str:
    """Return the moment now, as it is stored."""
    return datetime.now(UTC).isoformat()


def emoji_text(emoji: discord.PartialEmoji) -> str:
    """Return an emoji as rooms name it: itself, or custom: and its number."""
    return f"custom:{emoji.id}" if emoji.id else str(emoji.name)
