"""Commands that make pictures."""

from dataclasses import replace

from bots.call import Call
from bots.flags import read_wish
from core import studio, voting
from core.brief import Brief
from core.models.people import Member
from core.models.posts import Post
from core.words import _


async def imagine(call: Call, text: str) -> None:
    """Ask for pictures; without words, ask for the words."""
    settings = call.salon.settings
    wish = read_wish(text, call.salon.painter.capabilities, settings.picture_side)
    private = call.member.private if wish.private is None else wish.private
    await _request(call, wish.brief, private=private)


async def remix(call: Call, post: Post, text: str) -> None:
    """Ask for a post's picture with other words; the child keeps its parent."""
    old = await studio.brief_of(call.db, post)
    fresh = replace(old, seed=None, count=max(old.count, 2))
    wish = read_wish(text, call.salon.painter.capabilities, call.salon.settings.picture_side, start=fresh)
    private = call.member.private if wish.private is None else wish.private
    await _request(call, wish.brief, parent=post, private=private)


async def again(call: Call, post: Post) -> None:
    """Ask for the same words with another seed."""
    brief = replace(await studio.brief_of(call.db, post), seed=None)
    await _request(call, brief, parent=post, private=call.member.private)


async def same_seed(call: Call, post: Post) -> None:
    """Ask for the same words with the same seed, as a start for small changes."""
    await _request(call, await studio.brief_of(call.db, post), parent=post, private=call.member.private)


async def larger(call: Call, post: Post) -> None:
    """Ask for the most picked picture at the painter's largest size."""
    brief = await studio.brief_of(call.db, post)
    largest = call.salon.painter.capabilities.largest
    scale = largest / max(brief.width, brief.height)
    if scale <= 1.05:
        await call.tell(call.say(_("This is the largest this painter paints: open the picture and save it.")))
        return
    seed = await _cover_seed(call, post, brief)
    width, height = (round(side * scale / 8) * 8 for side in (brief.width, brief.height))
    larger = replace(brief, seed=seed, count=1, width=width, height=height)
    await _request(call, larger, parent=post, private=call.member.private)


async def _cover_seed(call: Call, post: Post, brief: Brief) -> int:
    seeds = await studio.seeds_of(call.db, post)
    n = await voting.cover_of(call.db, post)
    return seeds.get(n, brief.seed or 0)


async def _request(call: Call, brief: Brief, *, parent: Post | None = None, private: bool = False) -> None:
    salon = call.salon
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
        only_for=call.event.who.handle,
    )
    await _say_public_once(call, call.member, private)


async def _say_public_once(call: Call, member: Member, private: bool) -> None:
    """Tell a member at the first picture that pictures are public, and how to keep one private."""
    if member.told_public or private:
        return
    member.told_public = True
    await call.tell(
        call.say(
            _(
                "Pictures here are public: they go into the feed, and anyone may remix them. Add --private to keep one to yourself."
            )
        )
    )
