"""Presses: what each button does. A button carries a verb and a post's code, so it works for ever; twice is harmless."""

from collections.abc import Awaitable, Callable
from functools import partial

from bots import talking
from bots.call import Call
from bots.commands import (
    boards,
    cards,
    company,
    describing,
    duet,
    editing,
    enlarging,
    feeds,
    making,
    own,
    people,
    persona,
    restyling,
    sharing,
    votes,
)
from bots.events import Press
from bots.flags import QUALITY_NAMES
from core import exposure, members, parts, posts, standing, studio, views, voting
from core.brief import Brief
from core.errors import NotFinished, OwnPost
from core.models.making import Creation
from core.models.posts import Post, Rank
from core.text import short
from core.words import _


async def press(call: Call, pressed: Press) -> None:
    """Do what a button says; one of an older version that is no more says so."""
    if pressed.verb in ON_POSTS:
        code, _dot, rest = pressed.value.partition(".")
        rest, _tilde, card = rest.partition("~")
        shown = await talking.post_at(call, pressed.message_id) if not code else None
        post = shown or await posts.find(call.db, code or "?", call.member)
        await ON_POSTS[pressed.verb](call, post, pressed.text or rest)
        if card:
            await cards.turn_to(call, card, pressed.message_id)
    elif pressed.verb in ON_CREATIONS:
        await ON_CREATIONS[pressed.verb](call, await _creation(call, pressed.value))
    elif pressed.verb in ON_DESCRIPTIONS:
        await ON_DESCRIPTIONS[pressed.verb](call, pressed.value)
    elif pressed.verb == "page":
        await cards.turn(call, pressed)
    elif pressed.verb == "edit":
        await editing.edit(call, pressed)
    elif pressed.verb == "photo":
        await restyling.photo(call, pressed)
    elif pressed.verb == "imagine":
        await making.imagine(call, pressed.text)
    elif pressed.verb == "show":
        await feeds.show(call, pressed.value)
    elif pressed.verb == "forget":
        await own.forget(call, pressed.value)
    elif pressed.verb == "follow":
        await people.follow_member(call, await members.meant_by(call.db, pressed.value))
    elif pressed.verb == "unfollow":
        await people.unfollow(call, (await members.meant_by(call.db, pressed.value)).slug)
    elif pressed.verb in ON_COMPANY:
        await ON_COMPANY[pressed.verb](call, pressed)
    else:
        await call.tell(call.say(_("This button is from another time. /help shows what works now.")), notice=True)


async def _creation(call: Call, value: str) -> Creation:
    if not value.isdecimal() or len(value) > 18:
        raise NotFinished
    return await studio.get_creation(call.db, int(value))


async def _like(call: Call, post: Post, n: str) -> None:
    now = call.salon.now()
    message = call.event.message_id if isinstance(call.event, Press) else ""
    copy = await studio.copy_at(call.db, call.room, message) if message else None
    if n.isdecimal() and 1 <= int(n[:2]) <= 9:
        await voting.pick(call.db, call.member, post, int(n[:2]), now, copy=copy)
    if post.author_id != call.member.id:
        await voting.cast_vote(call.db, call.member, post, 1, stamp=now, now=now)
        told = _("❤ You like #{code}.")
        if await standing.waits(call.db, call.member, post):
            told = _("❤ Kept. It counts for all once we know you: /votes")
        await call.nod(call.say(told).format(code=post.code))
    elif not n:
        raise OwnPost
    else:
        await call.nod(call.say(_("Kept as your pick of the cover.")))


async def _unlike(call: Call, post: Post, _text: str) -> None:
    now = call.salon.now()
    if post.author_id != call.member.id:
        await voting.cast_vote(call.db, call.member, post, 0, stamp=now, now=now)
    await voting.unpick(call.db, call.member, post, now)


async def _dislike(call: Call, post: Post, _text: str) -> None:
    now = call.salon.now()
    await voting.cast_vote(call.db, call.member, post, -1, stamp=now, now=now)
    await call.nod(call.say(_("Counted, and shown to nobody.")))


async def _remix(call: Call, post: Post, text: str) -> None:
    await making.remix(call, post, text)


async def _again(call: Call, post: Post, _text: str) -> None:
    await making.again(call, post)


async def _same_seed(call: Call, post: Post, _text: str) -> None:
    await making.same_seed(call, post)


async def _copy(call: Call, post: Post, _text: str) -> None:
    await call.tell(post.prompt)


async def _details(call: Call, post: Post, _text: str) -> None:
    await call.tell(await detailed(call, post))


async def _more(call: Call, post: Post, _text: str) -> None:
    """Show what else can be done with a post, where the chat can't open the menu by itself."""
    edit = await parts.page_for(call.db, call.salon, call.room)
    chat = views.Chat(call.platform is None or call.platform.whole, edit=edit)
    offer = await views.offered_for(call.db, post, call.salon.painter.capabilities, call.room.painter, chat)
    menu = views.menu_of(post, call.say, offer)
    rows = tuple(menu[start : start + 2] for start in range(0, len(menu), 2))
    await call.tell(f"#{post.code} · {short(post.prompt, 200)}", buttons=rows)


async def detailed(call: Call, post: Post) -> str:
    """Say how a post was made, and what the painter did not understand."""
    say = call.say
    known = await posts.details(call.db, post)
    lines = [
        f"#{post.code} · {post.created_at:%Y-%m-%d %H:%M} UTC",
        say(_("Prompt: {prompt}")).format(prompt=post.prompt),
        say(_("Style: {style}")).format(style=post.style or "–"),
        say(_("Seed {seed} · {size} px · painter {painter} · {seconds} s")).format(**known),
    ]
    if known["times"]:
        lines.append(
            say(_("Enlarged: {times} times as wide and as high as the picture it was made from")).format(**known)
        )
    if known["quality"]:
        lines.append(say(_("Quality: {quality}")).format(quality=say(QUALITY_NAMES[known["quality"]])))
    lines += await _liked(call, post)
    if wished := known["notes"].get("instead_of"):
        lines.append(say(_("Asked of {wished}, which was down.")).format(wished=wished))
    if unknown := known["notes"].get("unknown"):
        words = ", ".join(str(word) for word in unknown)
        lines.append(
            say(_("Words the painter does not know yet (they shaped the pattern): {words}")).format(words=words)
        )
    return "\n".join(lines)


async def _describe(call: Call, post: Post, _text: str) -> None:
    await describing.describe_post(call, post)


async def _save(call: Call, post: Post, text: str) -> None:
    await boards.save_post(call, post, text)


async def _liked(call: Call, post: Post) -> list[str]:
    """Say how a post was received: likes, how far it reached, and what waits."""
    reach, likes = await exposure.reach_of(call.db, post), (await call.db.get_one(Rank, post.id)).up
    told = _("Likes: {likes} · shown {shown} times")
    if reach.rate is not None:
        told = _("Likes: {likes} · shown {shown} times · liked by {rate} of a hundred")
    line = call.say(told).format(likes=likes, shown=reach.shown, rate=reach.rate)
    if waiting := await standing.waiting_on(call.db, post):
        line += " · " + call.say(_("waiting: {count} (/votes)")).format(count=waiting)
    return [line]


async def _private(call: Call, post: Post, _text: str) -> None:
    await posts.set_private(call.db, call.member, post, private=True, now=call.salon.now())
    await call.tell(
        call.say(_("#{code} is private now: out of every feed. /show {code} brings it back to you.")).format(
            code=post.code
        )
    )


async def _public(call: Call, post: Post, _text: str) -> None:
    await posts.set_private(call.db, call.member, post, private=False, now=call.salon.now())
    await call.tell(call.say(_("#{code} is public.")).format(code=post.code))


async def _report(call: Call, post: Post, text: str) -> None:
    await posts.report(call.db, call.member, post, text, call.salon.now())
    await call.tell(
        call.say(_("Thank you. Your report of #{code} is kept for the host of this house.")).format(code=post.code)
    )


async def _delete(call: Call, post: Post, _text: str) -> None:
    await posts.delete(call.db, call.member, post, call.salon.now(), as_admin=_runs(call, post))
    await call.tell(call.say(_("#{code} is deleted, here and wherever else it was shown.")).format(code=post.code))


def _runs(call: Call, post: Post) -> bool:
    """Say whether the presser may take a post of others away: an admin of the room it was made in."""
    return call.event.who.admin is True and post.room_id == call.room.id


async def _cancel(call: Call, creation: Creation) -> None:
    await studio.cancel(call.db, call.member, creation, call.salon.now())


async def _retry(call: Call, creation: Creation) -> None:
    salon = call.salon
    brief = making.fitting(Brief.of_json(creation.brief), salon.painter.capabilities, call.room.painter)
    creation.brief = brief.as_json()  # a painter may have gone since
    batch = salon.painter.batch_key(brief)
    await studio.retry(call.db, salon.settings, call.member, creation, salon.now(), batch)


async def _decide(call: Call, post: Post, _text: str, *, release: bool) -> None:
    await votes.decide(call, post, release=release)


OnPost = Callable[[Call, Post, str], Awaitable[None]]

ON_POSTS: dict[str, OnPost] = {
    "like": _like,
    "unlike": _unlike,
    "dislike": _dislike,
    "remix": _remix,
    "again": _again,
    "seed": _same_seed,
    "hd": enlarging.larger,
    "restyle": restyling.restyle_post,
    "vary": restyling.vary_post,
    "copy": _copy,
    "details": _details,
    "describe": _describe,
    "save": _save,
    "more": _more,
    "private": _private,
    "public": _public,
    "report": _report,
    "delete": _delete,
    "countburst": partial(_decide, release=True),
    "dropburst": partial(_decide, release=False),
}
ON_CREATIONS: dict[str, Callable[[Call, Creation], Awaitable[None]]] = {"cancel": _cancel, "retry": _retry}
ON_DESCRIPTIONS: dict[str, Callable[[Call, str], Awaitable[None]]] = {
    "idea": describing.paint_idea,
    "ideas": describing.paint_ideas,
    "words": describing.tell_words,
    "unlook": describing.cancel,
    "relook": describing.look_again,
}


async def _talk(call: Call, pressed: Press) -> None:
    await company.talk_with(call, await members.meant_by(call.db, pressed.value))


async def _unlearn(call: Call, pressed: Press) -> None:
    await company.unlearn(call, pressed.value)


async def _persona(call: Call, pressed: Press) -> None:
    await persona.persona(call, f"{pressed.value} {pressed.text}")


async def _undo_drift(call: Call, pressed: Press) -> None:
    await persona.steer(call, pressed.value, lock=False)


async def _lock_drift(call: Call, pressed: Press) -> None:
    await persona.steer(call, pressed.value, lock=True)


async def _drop_board(call: Call, pressed: Press) -> None:
    await boards.drop(call, pressed.value)


async def _choose(call: Call, pressed: Press) -> None:
    await duet.choose(call, pressed.value)


async def _agree(call: Call, pressed: Press, *, yes: bool) -> None:
    await sharing.agree(call, pressed.value, yes=yes)


async def _close_talk(call: Call, pressed: Press, *, shown: bool) -> None:
    await sharing.close(call, pressed.value, shown=shown)


ON_COMPANY: dict[str, Callable[[Call, Press], Awaitable[None]]] = {
    "talk": _talk,
    "unlearn": _unlearn,
    "persona": _persona,
    "undrift": _undo_drift,
    "lockdrift": _lock_drift,
    "duet": _choose,
    "dropboard": _drop_board,
    "quoteme": partial(_agree, yes=True),
    "coverme": partial(_agree, yes=False),
    "showtalk": partial(_close_talk, shown=True),
    "droptalk": partial(_close_talk, shown=False),
}
