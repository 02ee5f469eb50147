"""Commands that turn a picture into words, and words of that kind into pictures."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bots.call import Call
from bots.commands.making import request_pictures
from bots.commands.restyling import meant
from bots.events import Command
from bots.flags import dressed, find_style, size_like
from core import descriptions, digest_board, pictures, posts
from core.brief import Brief
from core.descriptions import Idea, Subject
from core.errors import NotDescribed, NotFinished, NotFound, UnknownStyle
from core.models.describing import Description
from core.models.posts import Post
from core.words import _


async def describe(call: Call, text: str) -> None:
    """Tell a picture in words: /describe with a photo, as an answer to a picture, or with its id."""
    words, post = await meant(call, text)
    if call.picture:
        await _describe_photo(call, call.picture)
    elif post is not None:
        await describe_post(call, post)
    elif words:
        raise NotFound(what=words[:16])
    else:
        told = _("Send /describe with a photo, or as an answer to a picture, or with its id: /describe #A1B2")
        await call.tell(call.say(told), notice=True)


async def describe_post(call: Call, post: Post) -> None:
    """Tell a post's most picked picture in words; those of a private post are for its own alone."""
    if not posts.may_see(post, call.member):
        raise NotFound(what=f"#{post.code}")
    cover = await digest_board.cover_of(call.db, post)
    if cover is None:
        raise NotFinished
    await _ask(call, Subject(cover.key, cover.width, cover.height, post), alone=post.visibility != "public")


async def _describe_photo(call: Call, key: str) -> None:
    data = await call.salon.media.get(key)
    if data is None:
        await call.tell(call.say(_("That photo is no longer here. Send it again with /describe.")), notice=True)
        return
    width, height = await asyncio.to_thread(pictures.size_of, data)
    await _ask(call, Subject(key, width, height), alone=False)


async def _ask(call: Call, subject: Subject, *, alone: bool) -> None:
    """Have a picture told here; in a direct chat everything is for one pair of eyes anyway."""
    direct = call.room.kind == "direct"
    key, place = call.next_answer(private=alone and not direct)
    await descriptions.request(
        call.db,
        call.salon.settings,
        call.member,
        call.room,
        subject,
        language=call.language if alone or direct else call.room.language,
        alone=alone or direct,
        place=replace(place, reply_to=call.quote),
        key=key,
        now=call.salon.now(),
    )
    if not isinstance(call.event, Command):
        await call.nod(call.say(_("👁 Looking…")))


async def paint_idea(call: Call, value: str) -> None:
    """Paint one idea of a description, as its button says."""
    number, _dot, n = value.partition(".")
    row = await descriptions.find(call.db, number, call.member)
    ideas = descriptions.ideas_of(row)
    if not (n.isdecimal() and len(n) == 1 and 1 <= int(n) <= len(ideas)):
        raise NotDescribed
    await _paint(call, row, [ideas[int(n) - 1]], count=2)


async def paint_ideas(call: Call, value: str) -> None:
    """Paint one picture of every idea of a description."""
    row = await descriptions.find(call.db, value, call.member)
    await _paint(call, row, descriptions.ideas_of(row), count=1)


async def _paint(call: Call, row: Description, ideas: Sequence[Idea], *, count: int) -> None:
    """Ask for pictures from ideas, in the shape of the picture they come from, which stays their parent where it is a post."""
    can = await call.offered()
    chosen = can.chosen(call.room.painter)
    width, height = size_like(row.width, row.height, chosen.can.square(call.salon.settings.picture_side), chosen.can)
    parent = await call.db.get(Post, row.post_id) if row.post_id is not None else None
    if parent is not None and not posts.may_see(parent, call.member):
        parent = None
    private = call.member.private or (parent is not None and parent.visibility != "public")
    for idea in ideas:
        brief = Brief(idea.prompt, width=width, height=height, count=count, painter=chosen.name)
        try:
            brief = dressed(brief, find_style(idea.style, can.styles)) if idea.style else brief
        except UnknownStyle:  # the look has left the shelf since
            brief = replace(brief, style="")
        await request_pictures(call, brief, parent=parent, private=private)


async def tell_words(call: Call, value: str) -> None:
    """Hand a description's words over to be copied, where a button can't do that itself."""
    await call.tell((await descriptions.find(call.db, value, call.member)).text)


async def cancel(call: Call, value: str) -> None:
    """Take a wish back that nobody has answered yet."""
    row = await descriptions.find(call.db, value, call.member)
    await descriptions.cancel(call.db, call.member, row, call.salon.now())


async def look_again(call: Call, value: str) -> None:
    """Have somebody look once more, after a failure or a change of mind."""
    row = await descriptions.find(call.db, value, call.member)
    await descriptions.retry(call.db, call.salon.settings, call.member, row, call.salon.now())
