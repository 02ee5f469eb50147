"""Members: who someone is, on whichever platform they speak."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.errors import NoSuchMember
from core.models.people import Account, Follow, Member
from core.models.posts import Post, Rank
from core.ports import Speaker
from core.text import clean_name, slug_of

RESERVED = {"me", "here", "everywhere", "all", "everyone", "admin", "salon", "host", "system", "new", "top", "hot"}


async def member_of(
    db: AsyncSession, platform: str, handle: str, name: str, *, now: datetime, language: str = ""
) -> Member:
    """Return the member behind an account, making both at the first meeting; keeps the shown name up to date."""
    known = select(Account, Member).join(Member, Member.id == Account.member_id)
    found = (await db.execute(known.where(Account.platform == platform, Account.handle == handle))).first()
    if found is None:
        return await _welcome(db, platform, handle, clean_name(name), now, language)
    account, member = found
    shown = clean_name(name, fallback=account.name or member.name)
    if shown != account.name:
        account.name = shown
        member.name = shown
    return member


async def known_as(db: AsyncSession, names: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], Member]:
    """Return by (platform, handle) the members behind accounts that are known under just these names."""
    known = select(Account.platform, Account.handle, Account.name, Member).join(Member, Member.id == Account.member_id)
    rows = (await db.execute(known.where(tuple_(Account.platform, Account.handle).in_(list(names))))).all()
    return {
        (platform, handle): member
        for platform, handle, name, member in rows
        if clean_name(names[platform, handle], fallback=name) == name
    }


async def _welcome(db: AsyncSession, platform: str, handle: str, name: str, now: datetime, language: str) -> Member:
    member = Member(kind="person", slug=await free_slug(db, name), name=name, language=language, created_at=now)
    db.add(member)
    await db.flush()
    row = {"member_id": member.id, "platform": platform, "handle": handle, "name": name}
    added = await db.scalar(insert(db, Account).values(**row).on_conflict_do_nothing().returning(Account.id))
    if added is None:  # another worker met this account in the same moment
        await db.delete(member)
        await db.flush()
        account = await db.scalar(select(Account).where(Account.platform == platform, Account.handle == handle))
        if account is None:
            raise NoSuchMember(what=name)
        return await db.get_one(Member, account.member_id)
    return member


async def free_slug(db: AsyncSession, name: str) -> str:
    """Return a handle made from a name that nobody has yet."""
    wish = slug_of(name) or "guest"
    taken = await db.scalar(select(Member.id).where(Member.slug == wish))
    if taken is None and wish not in RESERVED:
        return wish
    return f"{wish[:26]}-{secrets.token_hex(2)}"


async def persona_member(
    db: AsyncSession, slug: str, names: dict[str, str], bios: dict[str, str], *, avatar: str, host: bool, now: datetime
) -> Member:
    """Return the member of a persona, made or brought up to date from its card."""
    member = await db.scalar(select(Member).where(Member.slug == slug))
    if member is not None and member.kind != "persona":  # a person took the handle before the card came
        member.slug = f"{slug}-{member.id}"
        await db.flush()
        member = None
    name = names.get("en") or next(iter(names.values()))
    if member is None:
        member = Member(kind="persona", slug=slug, name=name, created_at=now)
        db.add(member)
    member.name, member.avatar, member.host = name, avatar, host
    member.names = {**names, **{f"bio-{language}": bio for language, bio in bios.items()}}
    member.bio = bios.get("en") or next(iter(bios.values()), "")
    await db.flush()
    return member


async def find_member(db: AsyncSession, words: str) -> Member:
    """Return the member meant by a handle or a name, with or without @; NoSuchMember if there is none."""
    platform, colon, handle = words.strip().partition(":")
    if colon and handle.isdecimal():  # an account, as a platform's own menus name it
        known = await member_by_account(db, platform, handle)
        if known is None:
            raise NoSuchMember(what="?")
        return known
    wish = clean_name(words.strip().removeprefix("@"), fallback="?")
    found = await db.scalar(select(Member).where(Member.slug == (slug_of(wish) or wish)))
    if found is None:
        by_name = select(Member).where(func.lower(Member.name) == wish.lower()).order_by(Member.kind.desc(), Member.id)
        found = await db.scalar(by_name.limit(1))
    if found is None:
        personas = await cast(db)
        found = next((persona for persona in personas if wish in persona.names.values()), None)
    if found is None:
        raise NoSuchMember(what=wish)
    return found


async def meant_by(db: AsyncSession, value: str) -> Member:
    """Return the member that a button means: by number, like m12, or by handle as in buttons of earlier days."""
    number = value.removeprefix("m")
    if value.startswith("m") and number.isdecimal() and len(number) < 19:
        found = await db.get(Member, int(number))
        if found is None:
            raise NoSuchMember(what=value)
        return found
    return await find_member(db, value)


async def member_by_account(db: AsyncSession, platform: str, handle: str) -> Member | None:
    """Return the member behind an account, None for somebody never met."""
    known = select(Member).join(Account, Account.member_id == Member.id)
    return await db.scalar(known.where(Account.platform == platform, Account.handle == handle))


async def suggest(db: AsyncSession, start: str, most: int = 20) -> list[str]:
    """Return handles that begin so, or whose name does: the cast first."""
    wish = Member.slug.istartswith(start, autoescape=True) | Member.name.istartswith(start, autoescape=True)
    found = select(Member.slug).where(wish).order_by(Member.kind.desc(), Member.id).limit(most)
    return list(await db.scalars(found))


async def member_at(db: AsyncSession, number: int) -> Member | None:
    """Return the member with a number, None if there is none."""
    return await db.get(Member, number)


async def cast(db: AsyncSession) -> Sequence[Member]:
    """Return every persona, in the order they were written."""
    return (await db.scalars(select(Member).where(Member.kind == "persona").order_by(Member.id))).all()


async def the_host(db: AsyncSession) -> Member | None:
    """Return the persona that speaks for the house, if the cast has one."""
    return await db.scalar(select(Member).where(Member.kind == "persona", Member.host).limit(1))


async def handle_on(db: AsyncSession, member: Member, platform: str) -> str:
    """Return a member's account handle on a platform, empty if they have none there."""
    return (
        await db.scalar(select(Account.handle).where(Account.member_id == member.id, Account.platform == platform))
        or ""
    )


async def totals(db: AsyncSession, member: Member) -> dict[str, int]:
    """Count a member's public posts, the likes on them, and the member's followers."""
    shown = select(func.count(Post.id), func.coalesce(func.sum(Rank.up), 0)).join(Rank, Rank.post_id == Post.id)
    posts, likes = (await db.execute(shown.where(Post.author_id == member.id, Rank.listed))).one()
    followers = await db.scalar(select(func.count()).where(Follow.followed_id == member.id))
    return {"posts": posts, "likes": likes, "followers": followers or 0}


def speaker_of(member: Member, language: str = "en") -> Speaker:
    """Return a member as the speaker of a message, in a language."""
    badge = member.kind == "persona"
    return Speaker(member.named(language), member.slug, badge=badge, avatar=member.avatar, member_id=member.id)
