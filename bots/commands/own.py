"""Commands about one's own things: what is public, all my data, and being forgotten."""

from bots.call import Call
from core import belongings
from core.errors import UnknownChoice
from core.models.people import Member
from core.ports import Button
from core.words import _

ON = ("on", "yes", "true", "开", "是")
OFF = ("off", "no", "false", "关", "否")


async def privacy(call: Call, text: str) -> None:
    """Show or change what is public, and whether my votes may teach the model: /privacy private|public, training on|off."""
    words = text.lower().split()
    match words:
        case ["private" | "私密"]:
            call.member.private = True
        case ["public" | "公开"]:
            call.member.private = False
        case ["training" | "训练", choice] if choice in ON:
            call.member.training = True
        case ["training" | "训练", choice] if choice in OFF:
            call.member.training = False
            await belongings.revoke_consent(call.db, call.member)
        case []:
            pass
        case _:
            raise UnknownChoice(value=text[:20], choices="private, public, training on, training off")
    await call.tell(_standing(call, call.member), secret=True)


def _standing(call: Call, member: Member) -> str:
    say = call.say
    kept = _("Your new pictures are private.") if member.private else _("Your new pictures are public.")
    taught = (
        _("Your votes may be used to train the model.")
        if member.training
        else _("Your votes are not used to train any model.")
    )
    change = say(_("Change it: /privacy private, /privacy public, /privacy training on, /privacy training off"))
    return "\n".join([say(kept), say(taught), change])


async def link(call: Call, text: str) -> None:
    """Make two accounts one member: /link gives a code, /link CODE on the other platform uses it."""
    now = call.salon.now()
    if not text.strip():
        code = await belongings.offer_link(call.db, call.member, now)
        told = _("Type this on your other platform within ten minutes: /link {code}. It joins both accounts to one.")
        await call.tell(call.say(told).format(code=code), secret=True)
        return
    kept = await belongings.use_link(call.db, call.member, text, now)
    await call.tell(call.say(_("Your accounts are one now: {name}, with one vote per post.")).format(name=kept.name))


async def forget_me(call: Call, text: str) -> None:
    """Ask once more, then erase the member: pictures, votes, follows, name."""
    sure = Button(call.say(_("Erase all of it")), "forget", str(call.member.id), tone="danger")
    told = _(
        "This erases your pictures everywhere, your votes, follows, boards and name. It can't be undone. /export gives you a copy first."
    )
    await call.tell(call.say(told), buttons=((sure,),), secret=True)


async def forget(call: Call, value: str) -> None:
    """Erase the member who pressed, if it is they who asked."""
    if value != str(call.member.id):
        raise UnknownChoice(value="…", choices="/forgetme")
    await belongings.erase_member(call.db, call.member, call.salon.now())
    await call.tell(call.say(_("It is done: your pictures, votes and name are erased.")))


async def export(call: Call, text: str) -> None:
    """Pack all that is the member's into a zip, and send it."""
    await belongings.ask_for_export(call.db, call.room, call.member, call.place, call.key, call.salon.now())
    await call.tell(call.say(_("I am packing your pictures and data; the file comes to you in a moment.")))
