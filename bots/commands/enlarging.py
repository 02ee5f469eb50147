"""The command that makes a picture larger: its whole file where the chat shows less, else a second pass at more pixels."""

from dataclasses import replace

from bots.call import Call
from bots.commands.making import request_pictures
from bots.commands.restyling import meant
from core import digest_board, studio, views
from core.errors import NotLarger
from core.models.posts import Post
from core.offers import Enlargement, enlargement_of
from core.ports import Button, PictureView, PostView
from core.words import _

TWICE = ("larger", "twice", "更大", "放大")
"""What asks for the second pass where the whole file is handed over first."""


async def hd(call: Call, text: str) -> None:
    """Make a picture larger: /hd under it, or with its id; /hd larger asks for a second pass at once."""
    words, post = await meant(call, text)
    if post is None:
        await call.tell(call.say(_("Send /hd as an answer to a picture, or with its id: /hd #A1B2")), notice=True)
    else:
        await larger(call, post, words)


async def larger(call: Call, post: Post, wish: str) -> None:
    """Hand over the most picked picture's whole file where the chat shows less; else have it painted larger."""
    cover = await digest_board.cover_of(call.db, post)
    if cover is None:
        raise NotLarger
    creation = await studio.get_creation(call.db, post.creation_id)
    able = enlargement_of(call.salon.painter.capabilities, creation, cover.width, cover.height)
    shows_all = call.platform is None or call.platform.whole
    if not shows_all and wish.strip().lower() not in TWICE:
        await _hand_over(call, post, cover, able)
    elif able is None:
        raise NotLarger
    else:
        await _enlarge(call, post, cover, able)


async def _hand_over(call: Call, post: Post, cover: PictureView, able: Enlargement | None) -> None:
    """Show the whole file, and below it the second pass, where one is to be had."""
    told = call.say_here(_("#{code}, picture {n}: the whole file, {width}×{height} pixels"))
    order = views.shown_order(post, await views.numbers_of(call.db, post.creation_id))
    facts = {"code": post.code, "n": order.index(cover.n) + 1, "width": cover.width, "height": cover.height}
    keys: tuple[tuple[Button, ...], ...] = ()
    if able is not None:
        label = call.say_here(_("Paint it larger: {width}×{height}")).format(width=able.width, height=able.height)
        keys = ((Button(f"⬆ {label}", "hd", f"{post.code}.larger"),),)
    await call.show(PostView(told.format(**facts), files=(cover,), buttons=keys, language=call.room.language))


async def _enlarge(call: Call, post: Post, cover: PictureView, able: Enlargement) -> None:
    """Ask for the same picture in more pixels: from its words and seed where its painter redraws, else from its pixels."""
    old = await studio.brief_of(call.db, post)
    factor = round(able.width / cover.width, 4)
    seeds = await studio.seeds_of(call.db, post)
    larger_one = replace(old, width=able.width, height=able.height, enlarge=factor, mask="")
    brief = replace(larger_one, count=1, seed=seeds[cover.n], painter=able.painter.name)
    if not able.painter.can.redraws:
        brief = replace(brief, source=cover.key)
    elif old.source and not await call.salon.media.has(old.source):
        raise NotLarger
    private = call.member.private or post.visibility == "private"  # it is the same picture
    await request_pictures(call, brief, parent=post, private=private)
