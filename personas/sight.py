"""Sight: what a persona sees of a room, read from the database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core import facts, feed, talk
from core.models.people import Member
from core.models.posts import Post, Rank
from core.models.rooms import Line, Room
from core.rooms import local_time
from personas.card import Card
from personas.company import Company, companion_of
from personas.names import addressed
from personas.view import Addressed, Arrival, Cause, Heard, Memory, NewPost, Overheard, OwnHour, RoomView, Seen


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why personas get a turn: the kind of cause, the number of the line, post or member it is about, and whose it is."""

    kind: str
    number: int = 0
    slug: str = ""


async def look(db: AsyncSession, room: Room, company: Company, occasion: Occasion, now: datetime) -> RoomView | None:
    """Return the room as its personas see it now, or None when what it was about is gone.

    In a direct chat every line speaks to the persona it is with; whoever is called by name there takes over.
    """
    cards = company.cards
    lines = await _lines(db, room, cards)
    posts = await _posts(db, room, now)
    cause = await _cause(db, room, cards, occasion, lines, posts)
    if cause is None:
        return None
    if room.kind == "direct":
        cause = _alone(room, company, cause)
    people = tuple(dict.fromkeys(line.name for line in reversed(lines) if not line.is_persona))
    seed = occasion.number * 1009 + room.id * 31 + int(now.timestamp()) // (60 if not occasion.number else 10**9)
    local, title, direct = local_time(room, now), room.title or room.address, room.kind == "direct"
    names = tuple(name for card in cards.values() for name in card.names.values())
    return RoomView(
        title, room.language, local, cause, lines, posts, people, tuple(cards), seed, direct, room.id, names
    )


def _alone(room: Room, company: Company, cause: Cause) -> Cause:
    """Turn what is said in a direct chat to the persona it is with."""
    match cause:
        case Addressed(line) | Overheard(line) if not line.is_persona:
            if line.addressed and not line.reply_to:
                room.companion_id = company.member(line.addressed[0]).id
            whom = line.addressed[:1] or (companion_of(company, room),)
            return Addressed(replace(line, addressed=whom))
    return cause


async def recall(db: AsyncSession, persona: Member, room: Room, now: datetime) -> Memory:
    """Return what a persona said and painted in a room lately, so that it does not repeat itself, and what it was told.

    Nothing of another room is in it.
    """
    lines = await talk.lines_by(db, persona, room)
    own = await feed.page(db, "new", now=now, size=60, scope=feed.Scope(creator=persona, room=room))
    prompts = [post.prompt for post, _author, _rank in reversed(own.items)]
    captions = [post.caption for post, _author, _rank in reversed(own.items) if post.caption]
    return Memory((*captions, *lines), tuple(prompts), await facts.known_to(db, persona, room))


async def _lines(db: AsyncSession, room: Room, cards: Mapping[str, Card]) -> tuple[Heard, ...]:
    rows = await talk.recent_lines(db, room)
    slugs = {line.id: member.slug for line, member in rows}
    return tuple(_heard(line, member, cards, slugs.get(line.reply_to or 0, ""), room.language) for line, member in rows)


def _heard(line: Line, member: Member, cards: Mapping[str, Card], reply_to_slug: str, language: str) -> Heard:
    mentions = line.addressed.get("slugs", [])
    spoken_to = addressed(line.text, cards, mentions, reply_to_slug)
    return Heard(
        line.id,
        member.named(language),
        member.slug,
        member.kind == "persona",
        line.text,
        line.at,
        tuple(slug for slug in spoken_to if slug != member.slug),
        line.reply_to,
    )


async def _posts(db: AsyncSession, room: Room, now: datetime) -> tuple[Seen, ...]:
    found = await feed.page(db, "new", now=now, size=20, scope=feed.Scope(room=room))
    return tuple(_seen(post, author, rank, room.language) for post, author, rank in reversed(found.items))


def _seen(post: Post, author: Member, rank: Rank, language: str) -> Seen:
    is_persona = author.kind == "persona"
    facts = (post.prompt, post.style, rank.score, post.created_at)
    return Seen(post.id, post.code, author.named(language), author.slug, is_persona, *facts)


async def _cause(
    db: AsyncSession,
    room: Room,
    cards: Mapping[str, Card],
    occasion: Occasion,
    lines: tuple[Heard, ...],
    posts: tuple[Seen, ...],
) -> Cause | None:
    match occasion.kind:
        case "line":
            line = next((one for one in lines if one.line_id == occasion.number), None)
            if line is None:
                return None
            return Addressed(line) if line.addressed else await _under_post(db, line, cards)
        case "post":
            seen = next((one for one in posts if one.post_id == occasion.number), None)
            return NewPost(seen) if seen else None
        case "arrival" | "visit":
            member = await db.get(Member, occasion.number)
            return Arrival(member.named(room.language), member.slug) if member else None
        case _:
            return OwnHour()


async def _under_post(db: AsyncSession, line: Heard, cards: Mapping[str, Card]) -> Cause:
    """A reply to a persona's picture speaks to that persona."""
    kept = await db.get(Line, line.line_id)
    post = await db.get(Post, kept.post_id) if kept and kept.post_id else None
    author = await db.get(Member, post.author_id) if post else None
    if author is None or author.slug not in cards or author.slug == line.slug:
        return Overheard(line)
    return Addressed(replace(line, addressed=(author.slug,)))
