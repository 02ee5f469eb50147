"""For you: pictures in an order learnt from one member's likes, picks, saves and follows, each with its reason.

What a member liked counts for its creator and for its looks: the styles and #tags in its words. A sign is worth half
after a month, and many signs of one kind grow ever less: s / (|s| + 1.5). A post's worth is then

    1 if its creator is followed + 1.5 x creator + 1.5 x (best look + worst look) + how well it is liked + freshness

where the last two lie between 0 and 1: how well it is liked is half how surely, by its votes, and half how readily, by
its likes beside what as many showings bring on average. Each further picture of one creator stands a bit lower, and
every fifth place is for what is liked just now and has no such reason, so that the feed does not close up. What the
member has judged already, and their own, is left out. Nothing leaves this house, and nobody else sees it.
"""

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Select, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import cursors, exposure, feed, orders, search
from core.feed import Row
from core.models.boards import Board, Saved
from core.models.making import Pick
from core.models.people import Follow, Member
from core.models.posts import Post, Vote
from core.painter import Style
from core.words import _, translator

HISTORY = 200
"""How many of a member's latest signs of each kind are looked at."""
HALF_LIFE = timedelta(days=30)
FRESH = timedelta(days=3)
FOLLOWED, CREATOR, LOOK, REPEATED = 1.0, 1.5, 1.5, 0.35
SLOW = 1.5
LIKED_NOW, OF_FOLLOWED, OF_ONE, OF_LOOK = 120, 80, 20, 40
"""How many posts each source may bring: those liked just now, of followees, of one creator, of one look."""
SOURCES = 5
EVERY = 5
MOST = 240

Signs = Mapping[str, tuple[frozenset[str], ...]]
"""By a style's name, the sets of tokens that each tell it."""


@dataclass(frozen=True, slots=True)
class Taste:
    """What a member likes: creators by number and looks by name, each from -1 to 1; whom they follow, what they judged."""

    creators: Mapping[int, float] = field(default_factory=dict)
    looks: Mapping[str, float] = field(default_factory=dict)
    followed: frozenset[int] = frozenset()
    judged: frozenset[int] = frozenset()

    @property
    def known(self) -> bool:
        """Whether there is anything to go by."""
        return bool(self.followed) or any(one > 0 for one in (*self.creators.values(), *self.looks.values()))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a post is there: its creator is followed or liked, its look is liked, or many like it just now."""

    kind: Literal["followed", "creator", "style", "tag", "many"]
    creator: Member
    style: Style | None = None
    tag: str = ""

    def told(self, language: str) -> str:
        """Say it in a language."""
        told = translator(language)(TOLD[self.kind])
        title = (self.style.title_zh if language == "zh" else self.style.title.lower()) if self.style else ""
        return told.format(name=self.creator.named(language), style=title, tag=self.tag)


TOLD = {
    "followed": _("because you follow {name}"),
    "creator": _("because you liked pictures by {name}"),
    "style": _("because you liked {style}"),
    "tag": _("because you liked {tag}"),
    "many": _("liked by many just now"),
}


@dataclass(frozen=True, slots=True)
class ForYou:
    """A page of the feed, why each post is on it, and whether there was anything to go by."""

    items: Sequence[Row]
    reasons: Sequence[Reason]
    next: str | None
    learnt: bool


async def page(
    db: AsyncSession,
    member: Member | None,
    styles: Sequence[Style],
    *,
    now: datetime,
    cursor: str | None = None,
    size: int = feed.PAGE,
    scope: feed.Scope = feed.EVERYTHING,
) -> ForYou:
    """Return a page of a member's own feed; for a stranger or without any likes it is what is liked just now.

    A first page's cursor holds the posts of the following ones, so that none repeats and none is missed.
    """
    signs = signs_of(tuple(styles))
    taste = await taste_of(db, member, signs, now) if member else Taste()
    place = cursors.read(cursor) if cursor else cursors.Place(await _ranked(db, member, taste, signs, now, scope))
    items: list[Row] = []
    while len(items) < size and place.ids:
        wanted = place.ids[: size - len(items)]
        items += await feed.read(db, wanted, now, scope)
        place = cursors.Place(place.ids[len(wanted) :])
    called = {style.name: style for style in styles}
    reasons = [reason_of(taste, row, looks_of(row[0], signs), called) for row in items]
    return ForYou(items, reasons, cursors.write(place), taste.known)


@lru_cache(8)
def signs_of(styles: tuple[Style, ...]) -> Signs:
    """Return what tells each style: its name as a tag, and each of its names and titles as words."""
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for style in styles:
        spelled = [search.asked_tokens(words) for words in (style.name, style.title, style.title_zh, *style.aliases)]
        sets = [frozenset([search.tag_token(style.name)]), *(frozenset(one) for one in spelled if one)]
        found[style.name] = tuple(dict.fromkeys(sets))
    return found


def looks_of(post: Post, signs: Signs) -> list[str]:
    """Return a post's looks: the styles its words tell, and its tags."""
    tokens = frozenset(search.words_of(post.prompt, post.caption, post.style).split())
    styles = [name for name, sets in signs.items() if any(one <= tokens for one in sets)]
    named = {search.tag_token(name) for name in styles}
    return styles + sorted(one for one in tokens if one.startswith("#") and one not in named)


async def taste_of(db: AsyncSession, member: Member, signs: Signs, now: datetime) -> Taste:
    """Return what a member's likes, picks, saves and follows say."""
    creators: Counter[int] = Counter()
    looks: Counter[str] = Counter()
    judged: set[int] = set()
    for rows in (_votes(member), _picks(member), _saves(member)):
        for post, worth, at in (await db.execute(rows)).all():
            judged.add(post.id)
            if post.author_id == member.id or post.visibility != "public":
                continue
            faded = worth * 0.5 ** (max(now - at, timedelta()) / HALF_LIFE)
            creators[post.author_id] += faded
            looks.update(dict.fromkeys(looks_of(post, signs), faded))
    followed = await db.scalars(select(Follow.followed_id).where(Follow.follower_id == member.id))
    return Taste(_slowed(creators), _slowed(looks), frozenset(followed), frozenset(judged))


def _slowed(sums: Mapping[Any, float]) -> dict[Any, float]:
    return {what: one / (abs(one) + SLOW) for what, one in sums.items()}


def _votes(member: Member) -> Select[*tuple[Any, ...]]:
    rows = select(Post, Vote.value, Vote.stamp).join(Vote, Vote.post_id == Post.id)
    return rows.where(Vote.member_id == member.id, Vote.value != 0).order_by(Vote.stamp.desc()).limit(HISTORY)


def _picks(member: Member) -> Select[*tuple[Any, ...]]:
    rows = select(Post, literal(0.5), Pick.at).join(Pick, Pick.post_id == Post.id)
    return rows.where(Pick.member_id == member.id).order_by(Pick.at.desc()).limit(HISTORY)


def _saves(member: Member) -> Select[*tuple[Any, ...]]:
    rows = select(Post, literal(1.0), Saved.at).join(Saved, Saved.post_id == Post.id)
    rows = rows.join(Board, Board.id == Saved.board_id).where(Board.member_id == member.id)
    return rows.order_by(Saved.at.desc()).limit(HISTORY)


async def _ranked(
    db: AsyncSession, member: Member | None, taste: Taste, signs: Signs, now: datetime, scope: feed.Scope
) -> list[int]:
    """Return the ids of the whole feed in order, from a bounded number of candidates."""
    moment = now.timestamp()
    hot = orders.Wish("hot", "all", moment)
    liked = dict.fromkeys(number for number, _key in await orders.ranked(db, hot, LIKED_NOW))
    if member is None or not taste.known:
        return [number for number in liked if number not in taste.judged]
    numbers = [*liked, *await _candidates(db, member, taste, signs, moment)]
    rows = await feed.read(db, numbers, now, scope)
    rows = [row for row in rows if row[0].id not in taste.judged and row[1].id != member.id]
    lifts = await exposure.lifts_of(db, {row[0].id: row[2].up for row in rows})
    meant: list[tuple[Row, float]] = []
    others: list[int] = []
    for row in rows:
        looks = looks_of(row[0], signs)
        if _best(taste, row, looks)[0] > 0:
            meant.append((row, worth(taste, row, looks, moment, lifts[row[0].id])))
        elif row[0].id in liked:
            others.append(row[0].id)
    return _mixed(_spread(meant), others)[:MOST]


async def _candidates(db: AsyncSession, member: Member, taste: Taste, signs: Signs, moment: float) -> list[int]:
    wishes = [(orders.Wish("new", "all", moment, follower=member.id), OF_FOLLOWED)]
    for creator in _dearest(taste.creators):
        where = ("author_id = :author_id",)
        wishes.append((orders.Wish("new", "all", moment, where, {"author_id": creator}), OF_ONE))
    found = [number for wish, most in wishes for number, _key in await orders.ranked(db, wish, most)]
    for look in _dearest(taste.looks):
        found += await search.find_any(db, signs.get(look, ({look},)), most=OF_LOOK)
    return found


def _dearest(likings: Mapping[Any, float]) -> list[Any]:
    """Return the few most liked; of equals always the same ones."""
    liked = [(-value, str(what), what) for what, value in likings.items() if value > 0]
    return [what for _value, _name, what in sorted(liked)[:SOURCES]]


def _best(taste: Taste, row: Row, looks: Sequence[str]) -> tuple[float, str, str]:
    """Return how strong a post's best reason is, its kind, and the look it is about: (0, "many", "") for none."""
    author = row[1]
    liked = max(((taste.looks.get(look, 0.0), look) for look in looks), default=(0.0, ""))
    parts = [
        (FOLLOWED if author.id in taste.followed else 0.0, "followed", ""),
        (LOOK * liked[0], "look", liked[1]),
        (CREATOR * taste.creators.get(author.id, 0.0), "creator", ""),
    ]
    best = max(parts, key=lambda part: part[0])
    return best if best[0] > 0 else (0.0, "many", "")


def reason_of(taste: Taste, row: Row, looks: Sequence[str], styles: Mapping[str, Style]) -> Reason:
    """Return why a post is in somebody's feed: the strongest of what speaks for it."""
    _strength, kind, look = _best(taste, row, looks)
    if kind != "look":
        return Reason(kind, row[1])  # type: ignore[arg-type]
    return Reason("style", row[1], styles[look]) if look in styles else Reason("tag", row[1], tag=look)


def worth(taste: Taste, row: Row, looks: Sequence[str], moment: float, lift: float = 0.5) -> float:
    """Return how much a post with these looks should please a member. `lift`: see exposure.lifts_of."""
    _post, author, rank = row
    likings = [0.0, *(taste.looks.get(look, 0.0) for look in looks)]
    fresh = math.exp2(-max(moment - rank.epoch, 0.0) / FRESH.total_seconds())
    liked = (rank.bound + lift) / 2
    own = CREATOR * taste.creators.get(author.id, 0.0) + LOOK * (max(likings) + min(likings)) + liked + fresh
    return own + (FOLLOWED if author.id in taste.followed else 0.0)


def _spread(valued: Iterable[tuple[Row, float]]) -> list[int]:
    """Return the ids of posts by their worth, where each further one of a creator is worth a bit less."""
    waiting = [(-value, -row[0].id, 0, row[1].id) for row, value in valued]
    heapq.heapify(waiting)
    placed: Counter[int] = Counter()
    order: list[int] = []
    while waiting:
        value, number, lowered, creator = heapq.heappop(waiting)
        if lowered < placed[creator]:  # others of this creator went first meanwhile
            value += REPEATED * (placed[creator] - lowered)
            heapq.heappush(waiting, (value, number, placed[creator], creator))
            continue
        placed[creator] += 1
        order.append(-number)
    return order


def _mixed(meant: Sequence[int], others: Sequence[int]) -> list[int]:
    """Return `meant` with one of `others` at every fifth place, and what is left of those at the end."""
    order: list[int] = []
    rest = list(reversed(others))
    for number in meant:
        if rest and len(order) % EVERY == EVERY - 1:
            order.append(rest.pop())
        order.append(number)
    return order + rest[::-1]
