"""Commands about members: profiles, follows, and the cast."""

from collections import Counter
from typing import Any

from bots.call import Call
from bots.commands.cards import WINDOW_NAMES
from core import badges, characters, follows, members, profiles, rooms, views
from core.members import speaker_of
from core.models.people import Member
from core.models.rooms import Room
from core.ports import Button, PictureView, PostView
from core.profiles import Profile
from core.text import short
from core.words import _


async def profile(call: Call, text: str) -> None:
    """Show a member's picture, totals and best post; one's own without a name."""
    member = await members.find_member(call.db, text) if text.strip() else call.member
    await call.show(await _card(call, member), private=member.id == call.member.id)


async def _card(call: Call, member: Member) -> PostView:
    say, language = call.say_here, call.room.language
    zone, now = call.room.timezone, call.salon.now()
    known = await profiles.profile_of(call.db, member, now=now, zone=zone, level=call.room.level)
    lines = [
        f"{member.named(language)} · @{member.slug}"
        + (" · " + say(_("AI character")) if member.kind == "persona" else "")
    ]
    if bio := member.names.get(f"bio-{language}") or member.bio:
        lines.append(str(bio))
    lines.append(say(_("{posts} pictures · {likes} likes · {followers} followers")).format(**known.totals))
    lines += _feats(call, known)
    pictures: tuple[PictureView, ...] = ()
    if known.best:
        shown = known.best[-1].row[0]  # the best of all time
        pictures = tuple(
            views.picture_view(picture) for picture in (await views.pictures_of(call.db, shown.creation_id))[:1]
        )
    company = (Button("💬 " + say(_("Talk")), "talk", f"m{member.id}"),) if member.kind == "persona" else ()
    buttons = (
        *company,
        Button(say(_("Top")), "page", f"top~all~m{member.id}~0~new"),
        Button(say(_("New")), "page", f"new~all~m{member.id}~0~new"),
        Button(say(_("Follow")), "follow", f"m{member.id}", tone="primary"),
        Button("🔗", url=f"{call.salon.settings.base_url}/m/{member.slug}", hint=say(_("Open the page"))),
    )
    return PostView(
        "\n".join(lines), speaker_of(member, language), pictures, (buttons,), language=language, tone="card"
    )


def _feats(call: Call, known: Profile) -> list[str]:
    """Say what there is to be proud of: days in a row, badges, and the best of each window."""
    say, lines = call.say_here, []
    if known.streak.now > 1:
        told = say(_("🔥 {days} days in a row with a picture (longest: {longest})"))
        lines.append(told.format(days=known.streak.now, longest=known.streak.longest))
    counts = Counter(held.badge.kind for held in known.badges)
    if counts:
        each = [f"{badges.SIGNS[kind]} {say(badges.NAMES[kind])} ×{count}" for kind, count in counts.items()]
        lines.append(" · ".join(each))
    for best in known.best:
        post, _author, rank = best.row
        windows = " · ".join(say(WINDOW_NAMES[window]) for window in best.windows)
        told = say(_("Best of {windows}: #{code} {prompt} (❤ {likes})"))
        lines.append(told.format(windows=windows, code=post.code, prompt=short(post.prompt, 60), likes=rank.up))
    return lines


async def follow(call: Call, text: str) -> None:
    """Follow a persona or a person: /follow @luna [each|daily|weekly] [here]."""
    words, pace, here = _wishes(text)
    member = await _meant(call, words)
    if member is None:
        return
    if here:
        call.only_admins()
        await follows.subscribe(call.db, call.room, member, pace, call.salon.now())
        told = call.say_here(_("This room follows {name} now: {pace}."))
        await call.tell(told.format(name=member.named(call.room.language), pace=call.say_here(PACE_NAMES[pace])))
        return
    await follow_member(call, member, pace)


async def follow_member(call: Call, member: Member, pace: follows.Pace = "each") -> None:
    """Let the member follow another, and have the posts sent to the direct chat where there is one."""
    added = await follows.follow(call.db, call.member, member, call.salon.now())
    told = (
        _("You follow {name} now. /following lists everybody you follow.") if added else _("You follow {name} already.")
    )
    text = call.say(told).format(name=member.named(call.language))
    link = call.platform.link(f"f_{member.id}") if call.platform else ""
    direct = await _direct_room(call)
    buttons: tuple[tuple[Button, ...], ...] = ()
    if direct is not None:
        await follows.subscribe(call.db, direct, member, pace, call.salon.now())
        text += " " + call.say(_("The posts come to our direct chat: {pace}.")).format(pace=call.say(PACE_NAMES[pace]))
    elif link:
        text += " " + call.say(_("To get the posts sent to you, open our direct chat:"))
        buttons = ((Button(call.say(_("Open the direct chat")), url=link, tone="primary"),),)
    await call.tell(text, buttons=buttons)


async def _direct_room(call: Call) -> Room | None:
    """Return the member's direct chat, begun by us where the platform lets us."""
    who = call.event.who
    direct = await rooms.direct_room(call.db, who.platform, who.handle)
    if direct is None and call.platform is not None and call.platform.opens_chats:
        facts: dict[str, Any] = {"settings": call.salon.settings, "now": call.salon.now(), "language": call.language}
        direct = await rooms.room_at(call.db, who.platform, who.handle, kind="direct", title=call.member.name, **facts)
        direct.open = True
    return direct


async def unfollow(call: Call, text: str) -> None:
    """Stop following someone: /unfollow @luna [here]."""
    words, _pace, here = _wishes(text)
    member = await _meant(call, words)
    if member is None:
        return
    if here:
        call.only_admins()
        removed = await follows.unsubscribe(call.db, call.room, member)
    else:
        removed = await follows.unfollow(call.db, call.member, member)
        direct = await rooms.direct_room(call.db, call.room.platform, call.event.who.handle)
        if direct is not None:
            removed = await follows.unsubscribe(call.db, direct, member) or removed
    told = _("You no longer follow {name}.") if removed else _("You did not follow {name}.")
    await call.tell(call.say(told).format(name=member.named(call.language)))


def _wishes(text: str) -> tuple[str, follows.Pace, bool]:
    """Part what follows /follow into whom, how often, and whether it is for the room."""
    pace: follows.Pace = "each"
    here = False
    rest = []
    for word in text.split():
        if word.lower() in PACES:
            pace = PACES[word.lower()]
        elif word.lower() in ("here", "room", "这里", "本群"):
            here = True
        else:
            rest.append(word)
    return " ".join(rest), pace, here


PACES: dict[str, follows.Pace] = {
    "each": "each", "every": "each", "all": "each", "daily": "daily", "day": "daily", "weekly": "weekly", "week": "weekly",
    "每条": "each", "每日": "daily", "每天": "daily", "每周": "weekly",
}  # fmt: skip
PACE_NAMES = {"each": _("each post"), "daily": _("the best of each day"), "weekly": _("the best of each week")}


async def _meant(call: Call, text: str) -> Member | None:
    if text.strip():
        return await members.find_member(call.db, text)
    await call.tell(call.say(_("Say whom, like: /follow @luna. /personas shows the cast.")))
    return None


async def following(call: Call, text: str) -> None:
    """List whom one follows, with a way to see their newest pictures; /following here lists the room's."""
    if text.strip().lower() in ("here", "room", "这里", "本群"):
        await _followed_here(call)
        return
    followed = await follows.following(call.db, call.member)
    if not followed:
        await call.tell(call.say(_("You follow nobody yet. /personas shows the cast; /follow @luna follows one.")))
        return
    lines = [call.say(_("You follow:")), *(f"• {member.named(call.language)} (@{member.slug})" for member in followed)]
    newest = tuple(
        Button(member.named(call.language), "page", f"new~all~m{member.id}~0~new") for member in followed[:5]
    )
    await call.tell("\n".join(lines), buttons=(newest,))


async def _followed_here(call: Call) -> None:
    sent = await follows.subscriptions(call.db, call.room)
    if not sent:
        await call.tell(call.say(_("This room follows nobody yet. An admin can change that: /follow @luna here")))
        return
    lines = [
        f"• {member.named(call.language)} (@{member.slug}) · {call.say(PACE_NAMES[pace])}" for member, pace in sent
    ]
    await call.tell("\n".join([call.say(_("This room follows:")), *lines]))


async def personas(call: Call, text: str) -> None:
    """Show the cast: who they are and how to follow them."""
    say, language = call.say_here, call.room.language
    here = [one.member for one in await characters.placed_in(call.db, call.room) if one.present]
    if not here:
        await call.tell(call.say(_("No character is in this room. /persona create makes one.")))
        return
    lines = [say(_("The cast of this room. They are AI characters; speak to one by name."))]
    for member in here:
        bio = member.names.get(f"bio-{language}") or member.bio
        lines.append(f"• {member.named(language)} (@{member.slug}) — {bio}")
    buttons = tuple(Button("+ " + member.named(language), "follow", f"m{member.id}") for member in here)
    rows = tuple(buttons[start : start + 4] for start in range(0, len(buttons), 4))
    lines.append(say(_("Make one of your own: /persona create")))
    await call.show(PostView("\n".join(lines), None, (), rows, language=language, tone="card"))
