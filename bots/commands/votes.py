"""The command about votes: how they count, whether one's own do, and what waits for an admin's word."""

from bots.call import Call
from core import bursts, delivery, standing
from core.models.posts import Post
from core.ports import Button
from core.text import short
from core.words import _


async def votes(call: Call, text: str) -> None:
    """Say how votes count and whether one's own do; to those who run the room also which bursts are held."""
    say = call.say
    own = (
        _("Your votes count at once.")
        if call.member.known
        else _(
            "You are new: your votes are kept, and count for everybody once you have been here for a day and come back "
            "({deeds} things done in all: pictures, words, votes for different people). Where few are known yet, they "
            "count at once."
        )
    )
    lines = [say(own).format(deeds=standing.DEEDS)]
    rows: list[tuple[Button, ...]] = []
    if call.runs_room:
        held = await bursts.held_in(call.db, call.room)
        if held:
            lines.append(
                say(_("Held: many votes within minutes, from accounts that had done nothing else. Your choice:"))
            )
        for one in held:
            facts = {"code": one.post.code, "prompt": short(one.post.prompt, 60), "votes": one.votes}
            lines.append("• " + say(_("#{code} {prompt} · {votes} votes wait")).format(**facts))
            rows.append(
                (
                    Button(
                        "✅ " + say(_("Let them count: #{code}")).format(code=one.post.code),
                        "countburst",
                        one.post.code,
                    ),
                    Button("✖ " + say(_("Keep them out")), "dropburst", one.post.code, tone="danger"),
                )
            )
    page = Button(say(_("Every rule on one page")), url=f"{call.salon.settings.base_url}/votes")
    await call.tell("\n".join(lines), buttons=(*rows, (page,)))


async def decide(call: Call, post: Post, *, release: bool) -> None:
    """Let the held votes on a post of this room count, or keep them out."""
    call.only_admins()
    ours = post.room_id == call.room.id
    if not (ours and await bursts.decide(call.db, call.member, post, release=release, now=call.salon.now())):
        await call.tell(call.say(_("Nothing is held on #{code} in this room.")).format(code=post.code))
        return
    await delivery.refresh_copies(call.db, post, call.salon.now())
    told = _("The held votes on #{code} count now.") if release else _("The held votes on #{code} stay out.")
    await call.tell(call.say(told).format(code=post.code))
