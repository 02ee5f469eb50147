"""Talking: what is said and shown by reactions, outside commands."""

from bots.call import Call
from bots.events import Marked, Presence, Reaction, Said
from core import members, posts, seats, studio, talk, voting
from core.errors import OwnPost
from core.members import speaker_of
from core.models.posts import Post
from core.ports import PostView
from core.text import clean
from core.words import _

WHO_IS_THIS = ("❓", "❔")
TAKE_AWAY = "❌"


async def hear(call: Call, said: Said) -> None:
    """Note a line and give the personas a turn; an empty line is nothing."""
    text = clean(said.text)
    if not text:
        return
    earlier = await talk.line_at(call.db, call.room, said.reply_to) if said.reply_to else None
    post = await post_at(call, said.reply_to) if said.reply_to else None
    await talk.hear(
        call.db,
        call.room,
        call.member,
        text,
        now=call.salon.now(),
        message_id=said.message_id,
        reply_to=earlier,
        post=post,
        addressed=said.mentions,
        thread=said.where.thread,
    )


async def react(call: Call, reaction: Reaction) -> None:
    """Read a member's reactions on a post's message as that member's vote; on other messages they are only shown."""
    post = await post_at(call, reaction.message_id)
    if post is None or post.author_id == call.member.id or not posts.may_see(post, call.member):
        return
    value = voting.value_of(reaction.emojis, call.room.reactions)
    if (call.platform and call.platform.one_by_one) and (
        copy := await studio.copy_at(call.db, call.room, reaction.message_id)
    ):
        await voting.set_marks(call.db, call.member, copy, reaction.emojis)
    try:
        await voting.cast_vote(call.db, call.member, post, value, stamp=reaction.at, now=call.salon.now())
    except OwnPost:
        return


async def mark(call: Call, marked: Marked) -> None:
    """Take in one emoji put or taken away; all of the member's emoji there together are the vote."""
    copy = await studio.copy_at(call.db, call.room, marked.message_id)
    post = await post_at(call, marked.message_id)
    if marked.on and marked.emoji in WHO_IS_THIS:
        await _tell_who(call, marked.message_id, post)
        return
    if marked.on and marked.emoji == TAKE_AWAY and post is not None and post.room_id == call.room.id:
        if marked.who.admin or post.author_id == call.member.id:
            await posts.delete(call.db, call.member, post, call.salon.now(), as_admin=bool(marked.who.admin))
        return
    if copy is None or post is None or post.author_id == call.member.id or not posts.may_see(post, call.member):
        return
    value = await voting.mark(call.db, call.member, copy, marked.emoji, on=marked.on, own=call.room.reactions)
    await voting.cast_vote(call.db, call.member, post, value, stamp=marked.at, now=call.salon.now())


async def _tell_who(call: Call, message_id: str, post: Post | None) -> None:
    """Say to whoever asks by a ❓ that a message is from an AI character, and from which."""
    line = await talk.line_at(call.db, call.room, message_id)
    number = post.author_id if post else line.member_id if line else None
    speaker = await members.member_at(call.db, number) if number is not None else None
    if speaker is None or speaker.kind != "persona":
        return
    told = call.say(_("{name} is an AI character of this house: {bio} ❌ by an admin takes a picture away."))
    bio = speaker.names.get(f"bio-{call.language}") or speaker.bio
    await call.tell(told.format(name=speaker.named(call.language), bio=bio))


async def post_at(call: Call, message_id: str) -> Post | None:
    """Return the post that a message here shows, if it shows one."""
    return await studio.post_by_copy(call.db, call.room, message_id)


async def settle_in(call: Call, presence: Presence) -> None:
    """Take in that we came into a room or left it; a room that is new to us is greeted once, by the host."""
    if presence.where.companion and call.room.kind != "direct":
        await _seat_companion(call, presence)
        return
    call.room.open = presence.here
    if not (presence.here and presence.fresh) or call.room.kind == "direct":
        return
    host = await members.the_host(call.db)
    say = call.say_here
    lines = [
        say(_("Hello! I bring a picture club into this chat. Type /imagine and what you want to see.")),
        say(_("Like a picture with ❤ or a reaction; the best ones come back in a digest (/digest set 20:00).")),
        say(_("I read commands, replies to me and what calls me by name; /setup shows what I can see here.")),
    ]
    speaker = speaker_of(host, call.room.language) if host else None
    await call.show(PostView("\n".join(lines), speaker, language=call.room.language))


async def _seat_companion(call: Call, presence: Presence) -> None:
    """Let a persona in whose own account somebody brought into a room; without it, it still speaks by the house's."""
    persona = await members.find_member(call.db, presence.where.companion)
    if presence.here and presence.fresh:
        (await seats.seat_of(call.db, call.room, persona)).present = True
        await talk.nudge(call.db, call.room, persona, call.salon.now(), call.key)


async def welcome(call: Call) -> None:
    """Give the host the occasion to greet a person who is new in this room."""
    await talk.notice_arrival(call.db, call.room, call.member, call.salon.now())
