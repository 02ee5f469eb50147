"""Commands that make pictures."""

from dataclasses import replace

from bots import talking
from bots.call import Call
from bots.flags import read_wish
from core import digest_board, studio, views, voting
from core.brief import Brief
from core.errors import NoMasks
from core.models.people import Member
from core.models.posts import Post
from core.ports import PostView
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
    source = call.picture or (await _cover_key(call, parent) if parent else "")
    brief = replace(wish.brief, source=source) if can.chosen(wish.brief.painter).can.sources else wish.brief
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


async def larger(call: Call, post: Post) -> None:
    """Hand over the most picked picture's whole file where the chat shows less; else paint it at the largest size."""
    if call.platform is not None and not call.platform.whole:
        cover = await digest_board.cover_of(call.db, post)
        if cover is not None:
            told = call.say_here(_("#{code}, picture {n}: the whole file, {width}×{height} pixels"))
            order = views.shown_order(post, await views.numbers_of(call.db, post.creation_id))
            facts = {"code": post.code, "n": order.index(cover.n) + 1, "width": cover.width, "height": cover.height}
            await call.show(PostView(told.format(**facts), files=(cover,), language=call.room.language))
            return
    brief = await studio.brief_of(call.db, post)
    can = call.salon.painter.capabilities.chosen(brief.painter, call.room.painter).can
    scale = can.largest / max(brief.width, brief.height)
    if scale <= 1.05 or brief.mask:  # all but a part of an edit is as large as it was
        await call.tell(call.say(_("This is the largest this painter paints: open the picture and save it.")))
        return
    seed = await _cover_seed(call, post, brief)
    width, height = (round(side * scale / can.multiple) * can.multiple for side in (brief.width, brief.height))
    larger = replace(brief, seed=seed, count=1, width=width, height=height)
    await request_pictures(call, larger, parent=post, private=call.member.private)


async def _cover_seed(call: Call, post: Post, brief: Brief) -> int:
    seeds = await studio.seeds_of(call.db, post)
    n = await voting.cover_of(call.db, post)
    return seeds.get(n, brief.seed or 0)


async def request_pictures(call: Call, brief: Brief, *, parent: Post | None = None, private: bool = False) -> None:
    """Ask for pictures in this room: a public first one is said to be public, and the press is acknowledged."""
    salon = call.salon
    chosen = salon.painter.capabilities.chosen(brief.painter, call.room.painter)
    if brief.mask and not chosen.can.masks:
        raise NoMasks(painter=chosen.name or "…")
    brief = replace(brief, painter=chosen.name)
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
