"""Descriptions: a picture told in words, from the wish to the answer, and what can be painted from it ever after."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import brought, delivery, jobs, limits, posts, safety
from core.brief import Brief
from core.errors import NotDescribed, NotSaid, NotYours, Refused, TooLate
from core.masters import master_of
from core.media import Media
from core.models.describing import Description
from core.models.making import Creation, Picture
from core.models.people import Member
from core.models.posts import Post
from core.models.rooms import Room
from core.painter import Style
from core.settings import Settings
from core.sights import Described, Origin
from core.text import clean, short
from core.words import _

POOL = "eyes"
MOST_TEXT, MOST_PROMPT, MOST_IDEAS = 600, 400, 3
MOST_TOLD = 8_000
SURROUNDS = re.compile(
    r"(?i)^(?:(?:the|this) (?:image|picture|photo(?:graph)?|illustration) (?:shows|depicts|features|is of)|"
    r"(?:there is|there are|it is|this is)(?= an? )|an? (?:image|picture|photo(?:graph)?) of|图中有?|画面中?(?:是|有)?|这是)\s*"
)
_LINK = re.compile(r"(?i)\b(?:https?://|www\.|t\.me/|discord\.gg/)\S*")
_CALL = re.compile(r"(?<!\S)[/@!](?=\w)|@(?=\w)|(?<!\S)(?:--+|—|–)(?=[a-z])")
_SENTENCE = re.compile(r"(?<=[.!?])\s|(?<=[。！？])")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be told in words: the media key of a file, its size in pixels, and the post it belongs to, if any."""

    picture: str
    width: int
    height: int
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class Idea:
    """Something to paint from a description: words, and a look of the house (empty for none)."""

    prompt: str
    style: str = ""


async def request(
    db: AsyncSession,
    settings: Settings,
    member: Member,
    room: Room,
    subject: Subject,
    *,
    language: str,
    alone: bool,
    place: delivery.Place,
    key: str,
    now: datetime,
) -> Description:
    """Have a picture told in words, with a message that says so at once; DescribedUp if the day's are used up.

    `alone`: its words are for the member's eyes only. `key` makes its message one, however often it is sent.
    """
    await limits.may_describe(db, settings, member, room, now)
    row = Description(
        member_id=member.id,
        room_id=room.id,
        post_id=subject.post.id if subject.post else None,
        picture=subject.picture,
        width=subject.width,
        height=subject.height,
        language=language,
        alone=alone,
        place=asdict(place),
        key=key,
        asked_at=now,
    )
    db.add(row)
    await db.flush()
    if row.picture.startswith(brought.FOLDERS):
        await brought.keep_for_now(db, row.picture, member, room, now)
    await _look(db, row, now)
    await refresh(db, row, room, now)
    return row


async def _look(db: AsyncSession, row: Description, now: datetime) -> None:
    fair = jobs.Fairness(row.member_id)
    await jobs.enqueue(db, "describe", {"description": row.id}, now=now, fair=fair, pool=POOL)


async def refresh(db: AsyncSession, row: Description, room: Room, now: datetime) -> None:
    """Have a description's message show its present state; one job waits for it, however often this is called."""
    await jobs.enqueue_pending(db, "description", [delivery.to_describe(row.id, room.platform, now)], now=now)


async def find(db: AsyncSession, value: str, member: Member) -> Description:
    """Return the description that a button means, if the member may see it; NotDescribed otherwise."""
    row = await db.get(Description, int(value)) if value.isdecimal() and len(value) < 19 else None
    if row is None or (row.alone and row.member_id != member.id):
        raise NotDescribed
    post = await db.get(Post, row.post_id) if row.post_id is not None else None
    if row.post_id is not None and (post is None or not posts.may_see(post, member)):
        raise NotDescribed
    return row


async def wanted(db: AsyncSession, number: int) -> tuple[Description, Room] | None:
    """Return a description that still waits, with its room; None for one that is told, given up or gone."""
    row = await db.get(Description, number)
    if row is None or row.state != "waiting":
        return None
    return row, await db.get_one(Room, row.room_id)


async def known(db: AsyncSession, row: Description, by: str) -> Description | None:
    """Return what the same describer told of the same file in the same language before, if it did."""
    told = select(Description).where(Description.picture == row.picture, Description.language == row.language)
    told = told.where(Description.state == "done", Description.by == by)
    return await db.scalar(told.order_by(Description.id.desc()).limit(1))


async def origin_of(db: AsyncSession, row: Description) -> Origin | None:
    """Return what is known of a post's picture without a look; None for a file from outside."""
    post = await db.get(Post, row.post_id) if row.post_id is not None else None
    if post is None:
        return None
    brief = Brief.of_json((await db.get_one(Creation, post.creation_id)).brief)
    picture = await db.scalar(
        select(Picture).where(Picture.creation_id == post.creation_id, Picture.key == row.picture)
    )
    told = picture.notes.get("said") if picture else None
    said = {language: str(text) for language, text in told.items()} if isinstance(told, dict) else {}
    return Origin(brief.prompt, brief.style, said)


async def file_of(media: Media, row: Description) -> bytes | None:
    """Return the file that is looked at, without the visible mark of the house; None if it is gone."""
    return await master_of(media, row.picture)


async def complete(
    db: AsyncSession, row: Description, room: Room, described: Described, *, by: str, styles: Sequence[Style],
    origin: Origin | None, now: datetime,
) -> None:  # fmt: skip
    """Keep what was told, cleaned, and what can be painted from it; NotSaid where it breaks a rule of the room.

    Does nothing for one that is not waited for any more.
    """
    text = short(plain(described.text), MOST_TEXT)
    try:
        safety.check_words(text, room.level)
    except Refused as refused:
        raise NotSaid(**refused.facts) from None
    ideas = _ideas(described, text, styles, origin, room.level)
    stored = {"items": [{"prompt": idea.prompt, "style": idea.style} for idea in ideas]}
    await _close(db, row, room, now, state="done", text=text, ideas=stored, by=by[:80])


async def fail(db: AsyncSession, row: Description, room: Room, why: str, now: datetime, *, for_good: bool) -> None:
    """Close a description that came to nothing, with words for its member; it is not counted."""
    state = "refused" if for_good else "failed"
    await _close(db, row, room, now, state=state, error=why)


async def _close(db: AsyncSession, row: Description, room: Room, now: datetime, **values: object) -> None:
    waiting = update(Description).where(Description.id == row.id, Description.state == "waiting")
    if await db.scalar(waiting.values(**values).returning(Description.id)) is not None:
        await refresh(db, row, room, now)


async def cancel(db: AsyncSession, member: Member, row: Description, now: datetime) -> None:
    """Take back a wish that is not told yet; only its member may."""
    _only_asker(row, member)
    if row.state == "done":
        raise TooLate(state=_("told"))
    await _close(db, row, await db.get_one(Room, row.room_id), now, state="cancelled")


async def retry(db: AsyncSession, settings: Settings, member: Member, row: Description, now: datetime) -> None:
    """Ask again for what failed or was taken back, in the same message; pressed twice it is under way already."""
    _only_asker(row, member)
    room = await db.get_one(Room, row.room_id)
    await limits.may_describe(db, settings, member, room, now)
    again = update(Description).where(Description.id == row.id, Description.state.in_(("failed", "cancelled")))
    revived = again.values(state="waiting", error="", asked_at=now).returning(Description.id)
    if await db.scalar(revived) is not None:
        await _look(db, row, now)
        await refresh(db, row, room, now)


def _only_asker(row: Description, member: Member) -> None:
    if row.member_id != member.id:
        raise NotYours(who=_("whoever asked for it"))


def ideas_of(row: Description) -> list[Idea]:
    """Return what can be painted from a description, in the order of its buttons."""
    return [Idea(str(one["prompt"]), str(one["style"])) for one in row.ideas.get("items", ())]


def plain(text: str) -> str:
    """Return words from outside as they may be shown: on one line, with nothing that a chat makes a link, a call or a flag."""
    return " ".join(_CALL.sub("", _LINK.sub("", clean(text[:MOST_TOLD], 4 * MOST_TOLD))).split())


def _ideas(described: Described, text: str, styles: Sequence[Style], origin: Origin | None, level: str) -> list[Idea]:
    """Return up to three ideas, each in another look of the house; what the room's rules refuse is left out.

    Words that a file brought along come first, as they are.
    """
    own = [Idea(origin.prompt)] if origin and origin.file else []
    prompts = [prompt for told in described.prompts if (prompt := _as_prompt(plain(told)))] or [_as_prompt(text)]
    looks = _apart(styles, avoid=origin.style if origin else "", seed=sum(map(ord, text)))
    made = [Idea(prompts[n % len(prompts)], look) for n, look in enumerate(looks)]
    fit = [idea for idea in [*own, *(made or map(Idea, prompts))] if idea.prompt and _allowed(idea.prompt, level)]
    return list(dict.fromkeys(fit))[:MOST_IDEAS]


def _as_prompt(text: str) -> str:
    """Return words as one types them to have something painted: no "this picture shows", no full stop."""
    bare = SURROUNDS.sub("", text).strip(" .。,，")
    if len(bare) <= MOST_PROMPT:
        return bare
    whole = ""
    for sentence in _SENTENCE.split(bare):
        if len(whole) + len(sentence) >= MOST_PROMPT:
            break
        whole = f"{whole} {sentence}".strip()
    return whole.strip(" .。") or short(bare, MOST_PROMPT)


def _apart(styles: Sequence[Style], *, avoid: str, seed: int) -> list[str]:
    """Return names of looks that stand far from each other on the shelf; the same words always give the same ones."""
    names = [style.name for style in styles if style.name != avoid]
    step = max(1, len(names) // MOST_IDEAS)
    return [names[(seed + n * step) % len(names)] for n in range(min(MOST_IDEAS, len(names)))]


def _allowed(words: str, level: str) -> bool:
    try:
        safety.check_words(words, level)
    except Refused:
        return False
    return True
