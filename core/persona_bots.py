"""Persona bots: bot accounts that are one persona each, from the offer to make one to its end."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert, ring_after
from core.models.bots import PersonaBot
from core.models.people import Member
from core.vault import Vault

TOPIC = "persona-bots"
OFFER_LIVES = timedelta(days=1)
LONGEST_USERNAME = 32


def suggested_username(slug: str, house: str) -> str:
    """Suggest a bot's username from a persona's handle and the house's own bot's: latin letters, ending in _bot."""
    plain = re.sub(r"[^a-z0-9]+", "_", slug.lower()).strip("_") or "persona"
    stem = re.sub(r"_?bot$", "", house, flags=re.IGNORECASE)
    whole = f"{plain}_{stem}" if plain[0].isalpha() else f"p_{plain}_{stem}"
    return f"{whole[: LONGEST_USERNAME - 4].rstrip('_')}_bot"


async def offer(
    db: AsyncSession, persona: Member, *, platform: str, asked_by: str, username: str, now: datetime
) -> PersonaBot:
    """Note that somebody may make a bot account for a persona; one that has a bot at work keeps it."""
    facts = {"state": "offered", "username": username, "asked_by": asked_by, "created_at": now}
    row = {"persona_id": persona.id, "platform": platform, "token": "", **facts}
    await db.execute(insert(db, PersonaBot).values(**row).on_conflict_do_nothing())
    bot = await find_bot(db, persona, platform)
    assert bot is not None
    if bot.state in ("offered", "revoked"):
        bot.state, bot.bot_id, bot.token = "offered", None, ""
        bot.username, bot.asked_by, bot.created_at = username, asked_by, now
    return bot


async def find_bot(db: AsyncSession, persona: Member, platform: str) -> PersonaBot | None:
    """Return a persona's bot account on a platform, None where there was never one."""
    own = select(PersonaBot).where(PersonaBot.persona_id == persona.id, PersonaBot.platform == platform)
    return await db.scalar(own)


async def bots_on(db: AsyncSession, platform: str) -> Sequence[tuple[PersonaBot, Member]]:
    """Return every bot account of a platform with its persona, offers among them."""
    rows = select(PersonaBot, Member).join(Member, Member.id == PersonaBot.persona_id)
    found = await db.execute(rows.where(PersonaBot.platform == platform).order_by(PersonaBot.id))
    return [(bot, persona) for bot, persona in found.all()]


async def meant(
    db: AsyncSession, platform: str, *, bot_id: str, username: str, made_by: str, now: datetime
) -> PersonaBot | None:
    """Return whose bot a new or changed account is: one we know, or the offer its maker took up; None for a stranger's.

    Its maker may have chosen another username than the suggested one, so the newest offer counts if none matches.
    """
    known = select(PersonaBot).where(PersonaBot.platform == platform, PersonaBot.bot_id == bot_id)
    if (bot := await db.scalar(known)) is not None:
        return bot
    offers = select(PersonaBot).where(
        PersonaBot.platform == platform,
        PersonaBot.state == "offered",
        PersonaBot.asked_by == made_by,
        PersonaBot.created_at > now - OFFER_LIVES,
    )
    newest_first = (await db.scalars(offers.order_by(PersonaBot.created_at.desc(), PersonaBot.id.desc()))).all()
    named = (one for one in newest_first if one.username.lower() == username.lower())
    return next(named, newest_first[0] if newest_first else None)


async def adopt(db: AsyncSession, vault: Vault, bot: PersonaBot, *, bot_id: str, username: str, token: str) -> None:
    """Take an account in, or its new token; a stopped one stays stopped."""
    bot.bot_id, bot.username = bot_id, username
    bot.token = vault.seal(token, _about(bot))
    if bot.state != "stopped":
        bot.state = "active"
    ring_after(db, TOPIC)


def token_of(vault: Vault, bot: PersonaBot) -> str:
    """Return an account's token; KeyChanged if the house's secret is another one than when it was kept."""
    return vault.open(bot.token, _about(bot))


async def stop(db: AsyncSession, bot: PersonaBot) -> None:
    """Let an account rest: the house's own bot speaks for its persona until it goes on."""
    if bot.state == "active":
        bot.state = "stopped"
        ring_after(db, TOPIC)


async def go_on(db: AsyncSession, bot: PersonaBot) -> None:
    """Let a resting account speak again."""
    if bot.state == "stopped":
        bot.state = "active"
        ring_after(db, TOPIC)


async def revoke(db: AsyncSession, bot: PersonaBot) -> bool:
    """Note that an account is lost to us and forget its token; False if that was known."""
    if bot.state == "revoked":
        return False
    bot.state, bot.token = "revoked", ""
    ring_after(db, TOPIC)
    return True


def _about(bot: PersonaBot) -> str:
    return f"{bot.platform}:{bot.bot_id}"
