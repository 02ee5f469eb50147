"""The /duet command: two characters paint a strip in turns, and the room chooses what comes next."""

from bots.call import Call
from core import characters, duets, members
from core.errors import NotHere, UnknownChoice
from core.models.people import Member
from core.words import _


async def duet(call: Call, text: str) -> None:
    """Have two characters of this room paint a duet: /duet iris kai."""
    names = text.replace(",", " ").split()
    if len(names) != 2:
        raise UnknownChoice(value=text[:20] or "…", choices="/duet iris kai")
    first, second = [await _here(call, name) for name in names]
    if first.id == second.id:
        raise UnknownChoice(value=text[:20], choices="/duet iris kai")
    await duets.begin(call.db, call.room, first, second, call.salon.now())
    told = call.say_here(_("{first} and {second} begin a duet of four panels."))
    await call.tell(told.format(first=first.named(call.room.language), second=second.named(call.room.language)))


async def _here(call: Call, name: str) -> Member:
    found = await members.find_member(call.db, name)
    here = [one.member.id for one in await characters.placed_in(call.db, call.room) if one.present]
    if found.id not in here:
        raise NotHere(name=found.named(call.language))
    return found


async def choose(call: Call, value: str) -> None:
    """Note what the presser wishes to happen next."""
    found, _panel, choice = await duets.find(call.db, value)
    wish = duets.choose(found, call.member, choice)
    await call.tell(call.say(_("Your wish: {choice}")).format(choice=wish))
