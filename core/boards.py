"""Boards: what a member saved together, under a name; shown to all, or kept to themselves."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import feed
from core.codes import code_of
from core.db import insert
from core.errors import NameTaken, NoBoard, NotSavable, TooManySaved
from core.feed import Row
from core.models.boards import Board, Saved
from core.models.people import Member
from core.models.posts import Post, Rank
from core.text import clean_name, slug_of
from core.words import LANGUAGES, _, translator

MOST_BOARDS = 50
MOST_SAVED = 500
USUAL = _("Saved")
USUAL_KEY = USUAL.casefold()
COVER = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """A board as it is seen from outside: how many pictures it shows, and those of its cover, the best of them."""

    board: Board
    count: int
    cover: Sequence[Row]


async def save(db: AsyncSession, member: Member, post: Post, name: str, now: datetime) -> Board:
    """Put a public post on a member's board, begun if there is none of that name; twice is once.

    The board without a name is private, as a first gesture promises nothing; one with a name is for all to see.
    """
    if post.visibility != "public":
        raise NotSavable
    board = await find_own(db, member, name) or await _begin(db, member, name, now)
    if await db.get(Saved, (board.id, post.id)) is None and await _count(db, board) >= MOST_SAVED:
        raise TooManySaved(most=MOST_SAVED)
    row = {"board_id": board.id, "post_id": post.id, "at": now}
    await db.execute(insert(db, Saved).values(**row).on_conflict_do_nothing())
    return board


async def _begin(db: AsyncSession, member: Member, name: str, now: datetime) -> Board:
    have = await db.scalar(select(func.count()).where(Board.member_id == member.id))
    if (have or 0) >= MOST_BOARDS:
        raise TooManySaved(most=MOST_BOARDS)
    shown = clean_name(name, fallback=USUAL)
    slug = f"{slug_of(shown) or 'board'}-{secrets.token_hex(5)}"
    row = {"member_id": member.id, "key": _key(name), "slug": slug, "name": shown, "private": not name.strip()}
    fresh = insert(db, Board).values(**row, created_at=now)
    await db.execute(fresh.on_conflict_do_nothing(index_elements=[Board.member_id, Board.key]))
    return await own_board(db, member, name)


def _key(name: str) -> str:
    key = clean_name(name, fallback=USUAL).casefold()[:80]
    return USUAL_KEY if key in (translator(language)(USUAL) for language in LANGUAGES) else key


def named(board: Board, language: str) -> str:
    """Return a board's name; that of the usual one is in the reader's language."""
    return translator(language)(USUAL) if board.key == USUAL_KEY else board.name


async def _count(db: AsyncSession, board: Board) -> int:
    return await db.scalar(select(func.count()).where(Saved.board_id == board.id)) or 0


async def remove(db: AsyncSession, board: Board, post: Post) -> bool:
    """Take a post off a board; False if it was not there."""
    gone = delete(Saved).where(Saved.post_id == post.id, Saved.board_id == board.id).returning(Saved.post_id)
    return await db.scalar(gone) is not None


async def find_own(db: AsyncSession, member: Member, name: str) -> Board | None:
    """Return a member's board by its name, the usual one for none."""
    return await db.scalar(select(Board).where(Board.member_id == member.id, Board.key == _key(name)))


async def own_board(db: AsyncSession, member: Member, name: str) -> Board:
    """Return a member's board by its name; NoBoard if there is none."""
    board = await find_own(db, member, name)
    if board is None:
        raise NoBoard(what=clean_name(name, fallback=USUAL))
    return board


async def own_at(db: AsyncSession, member: Member, slug: str) -> Board:
    """Return a member's own board at an address; NoBoard for any other."""
    board = await at(db, slug, member)
    if board.member_id != member.id:
        raise NoBoard(what=slug[:48])
    return board


async def at(db: AsyncSession, slug: str, viewer: Member | None) -> Board:
    """Return the board at an address, if the viewer may see it; NoBoard otherwise."""
    return _seen(await db.scalar(select(Board).where(Board.slug == slug[:48])), viewer)


async def numbered(db: AsyncSession, number: int, viewer: Member | None) -> Board:
    """Return the board with a number, if the viewer may see it; NoBoard otherwise."""
    return _seen(await db.get(Board, number), viewer)


def _seen(board: Board | None, viewer: Member | None) -> Board:
    if board is None or (board.private and (viewer is None or viewer.id != board.member_id)):
        raise NoBoard(what="…")
    return board


async def boards_of(db: AsyncSession, owner: Member, viewer: Member | None) -> list[Board]:
    """Return a member's boards, the newest first; private ones only to themselves."""
    rows = select(Board).where(Board.member_id == owner.id).order_by(Board.id.desc())
    if viewer is None or viewer.id != owner.id:
        rows = rows.where(~Board.private)
    return list(await db.scalars(rows))


async def tile_of(db: AsyncSession, board: Board, now: datetime, scope: feed.Scope) -> Tile:
    """Return a board as it is seen from outside: the post its owner put in front, then the best liked."""
    shown = feed.visible(now, scope)
    held = select(func.count()).select_from(Saved).join(Post, Post.id == Saved.post_id)
    held = held.join(Rank, Rank.post_id == Post.id).where(Saved.board_id == board.id, *shown)
    best = select(Saved.post_id).join(Post, Post.id == Saved.post_id).join(Rank, Rank.post_id == Post.id)
    best = best.where(Saved.board_id == board.id, *shown)
    front = (Post.id != (board.cover_id or 0)).asc()
    numbers = list(await db.scalars(best.order_by(front, Rank.score.desc(), Post.id).limit(COVER)))
    return Tile(board, await db.scalar(held) or 0, await feed.read(db, numbers, now, scope))


async def posts_on(db: AsyncSession, board: Board, now: datetime, scope: feed.Scope) -> list[Row]:
    """Return the posts on a board that feeds may show, the last saved first."""
    saved = select(Saved.post_id).where(Saved.board_id == board.id).order_by(Saved.at.desc(), Saved.post_id.desc())
    return await feed.read(db, list(await db.scalars(saved)), now, scope)


async def rename(db: AsyncSession, member: Member, board: Board, name: str) -> None:
    """Give a board another name; its address stays."""
    other = await find_own(db, member, name)
    if not name.strip() or (other is not None and other.id != board.id):
        raise NameTaken(name=clean_name(name, fallback=USUAL))
    board.name, board.key = clean_name(name), _key(name)
    await db.flush()


async def put_in_front(db: AsyncSession, board: Board, post: Post | None) -> None:
    """Make a post of a board its cover; without one the best liked are."""
    if post is not None and await db.get(Saved, (board.id, post.id)) is None:
        raise NoBoard(what=f"{board.name} · #{post.code}")
    board.cover_id = post.id if post else None


async def drop(db: AsyncSession, board: Board) -> None:
    """Do away with a board; the pictures stay."""
    await db.execute(delete(Saved).where(Saved.board_id == board.id))
    await db.delete(board)


async def holding(db: AsyncSession, member: Member, post: Post) -> set[int]:
    """Return the numbers of a member's boards that a post is on."""
    rows = select(Saved.board_id).join(Board, Board.id == Saved.board_id)
    return set(await db.scalars(rows.where(Board.member_id == member.id, Saved.post_id == post.id)))


async def erase_boards(db: AsyncSession, member: Member) -> None:
    """Do away with all boards of a member."""
    own = select(Board.id).where(Board.member_id == member.id)
    await db.execute(delete(Saved).where(Saved.board_id.in_(own)))
    await db.execute(delete(Board).where(Board.member_id == member.id))


async def join(db: AsyncSession, gone: Member, kept: Member) -> None:
    """Make a member's boards another's; two of one name become one, private if either was."""
    for board in (await db.scalars(select(Board).where(Board.member_id == gone.id))).all():
        there = await db.scalar(select(Board).where(Board.member_id == kept.id, Board.key == board.key))
        if there is None:
            board.member_id = kept.id
            continue
        there.private = there.private or board.private
        for saved in (await db.scalars(select(Saved).where(Saved.board_id == board.id))).all():
            row = {"board_id": there.id, "post_id": saved.post_id, "at": saved.at}
            await db.execute(insert(db, Saved).values(**row).on_conflict_do_nothing())
        await drop(db, board)
    await db.flush()


async def exported(db: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return a member's boards as JSON values."""
    boards = (await db.scalars(select(Board).where(Board.member_id == member.id).order_by(Board.id))).all()
    rows = select(Saved.board_id, Saved.post_id).where(Saved.board_id.in_([board.id for board in boards]))
    saved = (await db.execute(rows.order_by(Saved.at))).all()
    return [
        {
            "name": board.name,
            "private": board.private,
            "since": board.created_at.isoformat(),
            "posts": [code_of(post) for number, post in saved if number == board.id],
        }
        for board in boards
    ]
