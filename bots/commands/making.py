"""Commands that make pictures."""

from dataclasses import replace

from bots import talking
from bots.call import Call
from bots.flags import read_wish
from core import digest_board, studio
from core.brief import Brief
from core.errors import NoMasks, NoStart
from core.models.people import Member
from core.models.posts import Post
from core.painter import Capabilities
from core.text import short
from core.words import _


async def imagine(call: Call, text: str) -> None:
    """Ask for pictures, from a photo or a post if the words came with one; without words, ask for the words."""
    settings, can = call.salon.settings, await call.offered()
    asks = call.platform is not None and call.platform.asks
    if asks and not text.strip() and not call.picture:
        words = call.say(_("What shall I paint? Answer this message, like: a heron in fog, woodblock print"))
        await call.ask(words, "imagine", "", call.say(_("a heron in fog")))
        return
    parent = await talking.post_at(call, call.reply_to) if call.reply_to else None
    if not text.strip() and call.picture:
        text = call.say(_("the same picture, painted anew"))
    wish = read_wish(text, can, settings.picture_side, painter=call.room.painter)
    private = call.member.private if wish.private is None else wish.private
    brief, able = wish.brief, can.chosen(wish.brief.painter)
    if call.picture and not able.can.sources:
        raise NoStart(painter=able.name or call.salon.painter.name)
    source = call.picture or (await _cover_key(call, parent) if parent else "")
    brief = replace(brief, source=source) if able.can.sources else brief
    await request_pictures(call, brief, parent=parent, private=private)


async def _cover_key(call: Call, post: Post) -> str:
    cover = await digest_board.cover_of(call.db, post)
    return cover.key if cover else ""


async def remix(call: Call, post: Post, text: str) -> None:
    """Ask for a post's picture with other words; the child keeps its parent. Without words, ask for them."""
    if not text.strip() and call.platform is not None and call.platform.asks:
        words = call.say(_("Answer this message with the new words for #{code}. They were:")).format(code=post.code)
        await call.ask(f"{words}\n{post.prompt}", "remix", post.code, short(post.prompt, 60))
        return
    old = await studio.brief_of(call.db, post)
    fresh = replace(old, seed=None, count=max(old.count, 2))
    wish = read_wish(text, await call.offered(), call.salon.settings.picture_side, start=fresh)
    private = call.member.private if wish.private is None else wish.private
    await request_pictures(call, wish.brief, parent=post, private=private)


async def again(call: Call, post: Post) -> None:
    """Ask for the same words with another seed."""
    brief = replace(await studio.brief_of(call.db, post), seed=None)
    await request_pictures(call, brief, parent=post, private=call.member.private)


async def same_seed(call: Call, post: Post) -> None:
    """Ask for the same words with the same seed, as a start for small changes."""
    await request_pictures(call, await studio.brief_of(call.db, post), parent=post, private=call.member.private)


async def request_pictures(call: Call, brief: Brief, *, parent: Post | None = None, private: bool = False) -> None:
    """Ask for pictures in this room: a public first one is said to be public, and the press is acknowledged."""
    salon = call.salon
    brief = fitting(brief, salon.painter.capabilities, call.room.painter)
    public = _public_once(call, private)
    told = public if call.platform is not None and not call.platform.private else ""
    await studio.request_creation(
        call.db,
        salon.settings,
        call.member,
        call.room,
        brief,
        now=salon.now(),
        batch=salon.painter.batch_key(brief),
        parent=parent,
        private=private,
        place=replace(call.place, note="\n".join(note for note in (told, _blind_once(call)) if note)),
    )
    await call.nod(call.say(_("Painting…")))
    if public and not told:
        await call.tell(public)


def fitting(brief: Brief, can: Capabilities, wish: str) -> Brief:
    """Return a brief for a painter that is there, in a quality that it has: since it was written, both may have gone.

    NoMasks where a part is to be painted by one who paints only whole pictures.
    """
    chosen = can.chosen(brief.painter, wish)
    if brief.mask and not chosen.can.masks:
        raise NoMasks(painter=chosen.name or "…")
    quality = brief.quality if brief.quality in chosen.can.qualities else ""
    return replace(brief, painter=chosen.name, quality=quality)


def _blind_once(call: Call) -> str:
    """Return what the first picture in a room says if reactions can't be seen there; empty ever after."""
    room = call.room
    if room.rights.get("sees_reactions", True) or room.hints.get("blind") or room.kind == "direct":
        return ""
    room.hints = {**room.hints, "blind": True}
    return call.say_here(
        _("I can't see reactions in this chat yet, so please like with the buttons. /setup says how to change that.")
    )


def _public_once(call: Call, private: bool) -> str:
    """Return at a member's first picture that pictures are public, and how to keep one private; empty ever after."""
    member: Member = call.member
    if member.told_public or private:
        return ""
    member.told_public = True
    return call.say(
        _(
            "Pictures here are public: they go into the feed, and anyone may remix them. Add --private to keep one to yourself."
        )
    )
