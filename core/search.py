"""Search: public posts by the words of their prompts and captions, in English, Chinese and whatever else has letters.

Both databases index the tokens that are made here, so that they find the same: words as they are, and of Chinese,
Japanese and Korean each sign and each pair of neighbours.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.models.people import Member
from core.models.posts import Post, Rank, Words
from core.safety import LEVELS
from core.text import plain_form

MOST_WORDS = 8
MOST_LETTERS = 40
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"#([^\W_][\w-]{0,39})")
_SIGNS = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+)")
LAST = 2**62
GENERAL = LEVELS.index("general")
_LISTED = "r.listed AND r.level <= :level AND r.post_id < :before ORDER BY r.post_id DESC LIMIT :most OFFSET :skip"
_FIND = {
    "sqlite": text(
        "SELECT r.post_id FROM found JOIN ranks r ON r.post_id = found.rowid WHERE found MATCH :query AND "
        + _LISTED.replace("r.post_id DESC", "found.rowid DESC").replace("r.post_id <", "found.rowid <")
    ),
    "postgresql": text(
        "SELECT r.post_id FROM words w JOIN ranks r ON r.post_id = w.post_id "
        f"WHERE w.words @@ CAST(:query AS tsquery) AND {_LISTED}"
    ),
}


def words_of(prompt: str, caption: str, style: str) -> str:
    """Return the tokens that a post is found by, each once, with spaces between; tags and the style begin with #."""
    words = dict.fromkeys(tokens(f"{prompt}\n{caption}"))
    tags = [*_TAG.findall(f"{prompt}\n{caption}"), *([style] if style else [])]
    return " ".join((*words, *dict.fromkeys(tag_token(tag) for tag in tags)))


def tag_token(tag: str) -> str:
    """Return the token of a tag, written with or without its #."""
    return "#" + "".join(_WORD.findall(plain_form(tag)))[:MOST_LETTERS]


def tokens(words: str) -> Iterator[str]:
    """Yield the tokens of a text: whole words, and of signs written without spaces each one and each pair."""
    for word in _WORD.findall(plain_form(words)):
        for place, part in enumerate(_SIGNS.split(word)):
            if place % 2 == 0:
                yield from [part[:MOST_LETTERS]] if part else []
            else:
                yield from part
                yield from (part[n : n + 2] for n in range(len(part) - 1))


def asked_tokens(words: str) -> list[str]:
    """Return the tokens that must all be there: of a run of signs its pairs, and a sign alone only if it stands alone."""
    asked: dict[str, None] = {}
    for word in words.split()[:MOST_WORDS]:
        if word.startswith("#") and len(tag_token(word)) > 1:
            asked[tag_token(word)] = None
            continue
        for run in _WORD.findall(plain_form(word)):
            for place, part in enumerate(_SIGNS.split(run)):
                if place % 2 and len(part) > 1:
                    asked.update((part[n : n + 2], None) for n in range(min(len(part) - 1, MOST_LETTERS)))
                elif part:
                    asked[part[:MOST_LETTERS]] = None
    return list(asked)


async def note_words(db: AsyncSession, post: Post) -> None:
    """Let a post be found by what it says now."""
    row = {"post_id": post.id, "words": words_of(post.prompt, post.caption, post.style)}
    upsert = insert(db, Words).values(**row)
    await db.execute(upsert.on_conflict_do_update(index_elements=[Words.post_id], set_={"words": row["words"]}))


async def forget_words(db: AsyncSession, post: Post) -> None:
    """Let a post be found by nothing any more."""
    await db.execute(delete(Words).where(Words.post_id == post.id))


async def find(
    db: AsyncSession, asked: Sequence[str], *, most: int, skip: int = 0, before: int = LAST, level: int = GENERAL
) -> list[int]:
    """Return the ids of listed posts that hold every token, the newest first; `before` leaves out that one and newer ones."""
    return await find_any(db, [asked], most=most, skip=skip, before=before, level=level)


async def find_any(
    db: AsyncSession,
    wishes: Iterable[Iterable[str]],
    *,
    most: int,
    skip: int = 0,
    before: int = LAST,
    level: int = GENERAL,
) -> list[int]:
    """Return the ids of listed posts that hold every token of any of these wishes, the newest first."""
    sqlite = db.get_bind().dialect.name == "sqlite"
    quote, both, either = ('"', " AND ", " OR ") if sqlite else ("'", " & ", " | ")
    query = either.join(f"({both.join(f'{quote}{one}{quote}' for one in asked)})" for asked in wishes)
    facts = {"query": query, "most": most, "skip": skip, "before": before, "level": level}
    return list(await db.scalars(_FIND["sqlite" if sqlite else "postgresql"], facts))


async def search(db: AsyncSession, words: str, *, now: datetime, most: int, skip: int = 0) -> list[tuple[Post, Member]]:
    """Return public posts that hold every word, the newest first; all of them without words, none if all are signs like --."""
    asked = asked_tokens(words)
    if words.strip() and not asked:
        return []
    if asked:
        numbers = await find(db, asked, most=most, skip=skip)
    else:
        newest = select(Rank.post_id).where(Rank.listed).order_by(Rank.post_id.desc())
        numbers = list(await db.scalars(newest.offset(skip).limit(most)))
    chosen = select(Post, Member).join(Member, Member.id == Post.author_id).join(Rank, Rank.post_id == Post.id)
    lasting = or_(Rank.until.is_(None), Rank.until > now.timestamp())
    chosen = chosen.where(Post.id.in_(numbers), Post.visibility == "public", lasting)
    rows = await db.execute(chosen.order_by(Post.id.desc()))
    return [(post, author) for post, author in rows.all()]
