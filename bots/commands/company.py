"""Commands about company: a chat with one persona alone, and what personas remember."""

from typing import Any

from bots.call import Call
from core import facts, members, rooms, seats, talk
from core.errors import UnknownChoice
from core.facts import Told
from core.models.people import Member
from core.models.rooms import Room
from core.ports import Button
from core.words import _

SHOWN = 12
OFF = ("off", "no", "关", "否")
ON = ("on", "yes", "开", "是")


async def talk_with(call: Call, persona: Member) -> None:
    """Open a direct chat with a persona: here if this is one, else where the platform lets us begin or link to one."""
    own = call.event.where.companion  # the chat of a persona's own account stays with it
    if call.room.kind == "direct" and call.room.platform != "web" and own in ("", persona.slug):
        await meet(call, call.room, persona)
        return
    direct = await _direct_room(call)
    if direct is not None:
        await meet(call, direct, persona)
        await call.tell(
            call.say(_("{name} wrote to you in our direct chat.")).format(name=persona.named(call.language))
        )
        return
    link = call.platform.link(f"c_{persona.id}") if call.platform else ""
    button = Button(call.say(_("Talk with {name}")).format(name=persona.named(call.language)), url=link, tone="primary")
    await call.tell(
        call.say(_("A chat for you two alone; what you tell there stays there.")), buttons=((button,),) if link else ()
    )


async def meet(call: Call, direct: Room, persona: Member) -> None:
    """Make a direct chat one with this persona, who says hello."""
    direct.companion_id = persona.id
    now = call.salon.now()
    await talk.notice_visit(call.db, direct, persona, call.member, now, f"{direct.id}:{call.key}")


async def _direct_room(call: Call) -> Room | None:
    """Return the member's direct chat, where the platform lets us write there first."""
    who = call.event.who
    if call.platform is None or not call.platform.opens_chats:
        return None
    facts_: dict[str, Any] = {"settings": call.salon.settings, "now": call.salon.now(), "language": call.language}
    direct = await rooms.room_at(call.db, who.platform, who.handle, kind="direct", title=call.member.name, **facts_)
    direct.open, direct.person_id = True, call.member.id
    return direct


async def memory(call: Call, text: str) -> None:
    """Show what the personas remember of the member here; off and on say whether they may: /memory off."""
    wish = text.strip().lower()
    if wish in OFF:
        call.member.remembered = False
        await facts.erase(call.db, call.member)
        told = _(
            "Nobody keeps anything you say from now on, and what was kept is erased everywhere. /memory on allows it again."
        )
        await call.tell(call.say(told), secret=True)
    elif wish in ON:
        call.member.remembered = True
        await call.tell(call.say(_("The characters may remember what you tell them; /memory shows it.")), secret=True)
    elif wish:
        raise UnknownChoice(value=text[:20], choices="on, off")
    else:
        await _show(call, await facts.told_by(call.db, call.member, call.room))


async def _show(call: Call, told: list[Told] | Any) -> None:
    if not told:
        kept = (
            _("Nobody here remembers anything of you yet.")
            if call.member.remembered
            else _("You asked not to be remembered; /memory on allows it.")
        )
        await call.tell(call.say(kept), secret=True)
        return
    lines = [call.say(_("What the characters remember of you in this chat. It goes nowhere else and trains nothing."))]
    for n, one in enumerate(told[:SHOWN], start=1):
        name, kind = one.persona.named(call.language), call.say(KINDS.get(one.fact.kind, one.fact.kind))
        lines.append(f"{n}. {name} · {kind}: {one.fact.value} ({one.fact.at:%Y-%m-%d})")
    forget = [Button(f"✖ {n}", "unlearn", str(one.fact.id)) for n, one in enumerate(told[:SHOWN], start=1)]
    rows = tuple(tuple(forget[start : start + 6]) for start in range(0, len(forget), 6))
    everything = Button(call.say(_("Forget all of it")), "unlearn", "all", tone="danger")
    await call.tell("\n".join(lines), buttons=(*rows, (everything,)), secret=True)


async def unlearn(call: Call, value: str) -> None:
    """Erase one remembered fact of the presser's own, or all of this chat's."""
    number = int(value) if value.isdecimal() and len(value) < 19 else None
    if number is None and value != "all":
        raise UnknownChoice(value=value[:20], choices="/memory")
    count = await facts.erase(call.db, call.member, room=call.room if number is None else None, number=number)
    await call.tell(call.say(_("Forgotten: {count}.")).format(count=count))


async def wack(call: Call, text: str) -> None:
    """Have a persona, or all of them here, put the talk so far out of mind; what they were told of people stays."""
    persona = await _persona(call, text)
    await seats.forget_talk(call.db, call.room, persona, call.salon.now())
    name = persona.named(call.language) if persona else call.say(_("Everybody"))
    await call.tell(call.say(_("{name} starts afresh: the talk so far is out of mind.")).format(name=name))


async def reset(call: Call, text: str) -> None:
    """Have personas here forget the talk and all that the member told; whoever runs the room may say `all` for everybody."""
    wish = text.strip()
    everybody = wish.lower() in ("all", "全部", "所有")
    if everybody:
        call.only_admins()
    persona = None if everybody else await _persona(call, wish)
    whose = None if everybody else call.member
    count = await facts.erase(call.db, whose, room=call.room, persona=persona)
    await seats.forget_talk(call.db, call.room, persona, call.salon.now())
    told = _("Forgotten here: the talk so far, and {count} things that were told.")
    await call.tell(call.say(told).format(count=count))


async def _persona(call: Call, text: str) -> Member | None:
    if not text.strip():
        return None
    found = await members.find_member(call.db, text)
    if found.kind != "persona":
        raise UnknownChoice(value=text[:20], choices="/personas")
    return found


KINDS = {
    "name": _("name"),
    "place": _("place"),
    "work": _("work"),
    "pet": _("pet"),
    "family": _("family"),
    "birthday": _("birthday"),
    "project": _("busy with"),
    "likes": _("likes"),
    "dislikes": _("does not like"),
}
