"""Commands that start from a picture: another look for it, and variations of it."""

import asyncio
import io
import re
import secrets
from dataclasses import replace

from PIL import Image

from bots import talking
from bots.call import Call
from bots.commands.making import request_pictures
from bots.events import Press
from bots.flags import dressed, find_style, size_of
from core import brought, digest_board, posts, studio
from core.brief import Brief
from core.errors import NoStart, NotFound, UnknownChoice
from core.models.posts import Post
from core.painter import Capabilities, Choice, Style
from core.ports import Button
from core.words import _

SHELF = 12
COLUMNS = 3
RESTYLED, SUBTLE, STRONG = 0.6, 0.35, 0.7
_CODE = re.compile(r"#?([0-9A-Za-z]{4,8})")
_PHOTO = re.compile(r"[0-9a-f]{32}")
WAYS = {"subtle": "subtle", "strong": "strong", "轻微": "subtle", "强烈": "strong", "": "subtle"}


async def restyle(call: Call, text: str) -> None:
    """Give a picture another look: /restyle ink on a photo, under a post, or with its id; without a look, show the shelf."""
    words, post = await meant(call, text)
    if call.picture:
        await _photo(call, call.picture.removeprefix("sources/").replace("/", "").removesuffix(".png"), words)
    elif post is not None:
        await restyle_post(call, post, words)
    else:
        told = _("Send /restyle with a photo, or as an answer to a picture, or with its id: /restyle #A1B2 ink")
        await call.tell(call.say(told), notice=True)


async def vary(call: Call, text: str) -> None:
    """Make variations of a post: /vary subtle or /vary strong, under it or with its id."""
    words, post = await meant(call, text)
    if post is None:
        await call.tell(
            call.say(_("Send /vary as an answer to a picture, or with its id: /vary #A1B2 strong")), notice=True
        )
    else:
        await vary_post(call, post, words)


async def meant(call: Call, text: str) -> tuple[str, Post | None]:
    """Return what is left of the words, and the post they are about: by its id, or the one answered to."""
    first, _space, rest = text.strip().partition(" ")
    found = _CODE.fullmatch(first)
    if found and (first.startswith("#") or call.reply_to == ""):
        try:
            return rest.strip(), await posts.find(call.db, found[1], call.member)
        except NotFound:
            if first.startswith("#"):
                raise
    return text.strip(), await talking.post_at(call, call.reply_to) if call.reply_to else None


async def restyle_post(call: Call, post: Post, wish: str) -> None:
    """Paint a post's picture in another look; without one, show the shelf from where it was left."""
    can, old = await call.offered(), await studio.brief_of(call.db, post)
    chosen = _able(call, can, old)
    if not wish or wish.startswith("+"):
        await _show_shelf(call, can, "restyle", f"{post.code}.", wish)
        return
    style = find_style(wish, can.styles)
    start = replace(old, seed=await _seed_of(call, post, old), count=1, touch=0, mask="", painter=chosen.name)
    if not _redrawn(chosen, old):
        start = replace(start, seed=None, source=await _cover_of(call, post), strength=RESTYLED)
    await request_pictures(call, dressed(start, style), parent=post, private=call.member.private)


async def vary_post(call: Call, post: Post, wish: str) -> None:
    """Paint two variations: a subtle one keeps the scene, a strong one its words and its mood."""
    way = WAYS.get(wish.strip().lower())
    if way is None:
        raise UnknownChoice(value=wish[:20], choices="subtle, strong")
    old = await studio.brief_of(call.db, post)
    chosen = _able(call, call.salon.painter.capabilities, old)
    start = replace(old, count=2, seed=None, touch=0, mask="", painter=chosen.name)
    if _redrawn(chosen, old):
        if way == "subtle":
            start = replace(start, count=1, seed=await _seed_of(call, post, old), touch=1 + secrets.randbelow(10**6))
    else:
        start = replace(start, source=await _cover_of(call, post), strength=SUBTLE if way == "subtle" else STRONG)
    await request_pictures(call, start, parent=post, private=call.member.private)


def _able(call: Call, can: Capabilities, old: Brief) -> Choice:
    """Return who can start from a post: its own painter, the room's or any other; NoStart if there is none."""
    own = can.chosen(old.painter, call.room.painter)
    able = own if _redrawn(own, old) else can.starting(old.painter, call.room.painter)
    if able is None:
        raise NoStart(painter=own.name or call.salon.painter.name)
    return able


def _redrawn(chosen: Choice, old: Brief) -> bool:
    """Say whether this painter keeps the scene from words and seed alone."""
    return chosen.can.redraws and not old.source


async def photo(call: Call, pressed: Press) -> None:
    """Do what a look's button under a photo says."""
    name, _tilde, wish = pressed.value.partition("~")
    await _photo(call, name, wish)


async def _photo(call: Call, name: str, wish: str) -> None:
    can = await call.offered()
    key = f"sources/{name[:2]}/{name[2:]}.png"
    if not _PHOTO.fullmatch(name) or (data := await call.salon.media.get(key)) is None:
        await call.tell(call.say(_("That photo is no longer here. Send it again with /restyle.")), notice=True)
        return
    await brought.keep_for_now(call.db, key, call.member, call.room, call.salon.now())
    if not wish or wish.startswith("+"):
        await _show_shelf(call, can, "photo", f"{name}~", wish)
        return
    style, chosen = find_style(wish, can.styles), can.starting(call.room.painter)
    if chosen is None:
        raise NoStart(painter=can.chosen(call.room.painter).name or call.salon.painter.name)
    width, height = await asyncio.to_thread(_size_of, data, chosen.can, call.salon.settings.picture_side)
    words = call.say(_("the same picture, painted anew"))
    brief = Brief(words, width=width, height=height, count=1, source=key, strength=RESTYLED, painter=chosen.name)
    await request_pictures(call, dressed(brief, style), private=call.member.private)


def _size_of(data: bytes, can: Capabilities, side: int) -> tuple[int, int]:
    with Image.open(io.BytesIO(data), formats=("PNG",)) as opened:
        width, height = opened.size
    ratio = min(3.0, max(1 / 3, width / height))
    return size_of(f"{round(ratio * 1000)}:1000", can.square(side), can)


async def _show_shelf(call: Call, can: Capabilities, verb: str, before: str, wish: str) -> None:
    """Show a part of the looks as buttons, to the member alone; `wish` like +12 says where it begins."""
    start = int(wish[1:5]) if wish[1:5].isdecimal() else 0
    part = can.styles[start : start + SHELF] or can.styles[:SHELF]
    keys = [Button(_title(style, call.language), verb, f"{before}{style.name}") for style in part]
    rows = [tuple(keys[n : n + COLUMNS]) for n in range(0, len(keys), COLUMNS)]
    if len(can.styles) > SHELF:
        after = start + SHELF if start + SHELF < len(can.styles) else 0
        rows.append((Button(call.say(_("More looks")) + " ▸", verb, f"{before}+{after}"),))
    await call.tell(call.say(_("Which look?")), buttons=tuple(rows))


def _title(style: Style, language: str) -> str:
    return style.title_zh if language == "zh" else style.title


async def _cover_of(call: Call, post: Post) -> str:
    cover = await digest_board.cover_of(call.db, post)
    return cover.key if cover else ""


async def _seed_of(call: Call, post: Post, old: Brief) -> int | None:
    seeds = await studio.seeds_of(call.db, post)
    return next(iter(seeds.values()), old.seed)
