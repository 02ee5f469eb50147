"""The table of commands: every platform builds its menu from it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rapidfuzz import process

from bots.call import Call
from bots.commands import feeds, house, making, own, people, room
from core import members
from core.words import _


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: how it is typed after its name, what it does in a few words, and the deed.

    `admins`: it is of use above all to those who run a room, so menus show it to them.
    """

    name: str
    usage: str
    hint: str
    run: Callable[[Call, str], Awaitable[None]]
    admins: bool = False


async def help_(call: Call, text: str) -> None:
    """Say in a few lines what one can do here."""
    say = call.say
    lines = [
        say(
            _("Type /imagine and what you want to see: two pictures come, and everybody here can like and remix them.")
        ),
        say(_("❤ likes a picture; 🔁 Remix changes its words; reactions on a picture count as votes.")),
        say(_("AI characters live here too, marked AI. Speak to one by name; /personas shows them.")),
        "",
        *(f"/{entry.name} {entry.usage}".rstrip() + f" — {say(entry.hint)}" for entry in ENTRIES),
    ]
    await call.tell("\n".join(lines))


async def start(call: Call, text: str) -> None:
    """Begin a direct chat: follow or show what the link that led here says, else say what one can do."""
    kind, _dash, value = text.strip().partition("_")
    if kind == "f" and value.isdecimal() and len(value) < 19:
        member = await members.member_at(call.db, int(value))
        if member is not None:
            await people.follow_member(call, member)
            return
    if kind == "s" and value:
        await feeds.show(call, value)
        return
    await help_(call, "")


async def help_for(call: Call, name: str) -> None:
    """Answer a command that does not exist with the nearest that does."""
    near = process.extractOne(name.lower(), list(COMMANDS), score_cutoff=50)
    guess = f"/{near[0]}" if near else "/help"
    told = call.say(_("There is no command /{name}. Did you mean {guess}? /help lists all of them."))
    await call.tell(told.format(name=name[:30], guess=guess), notice=True)


ENTRIES = (
    Entry(
        "imagine",
        "<prompt> --ar 3:2 --n 2 --style ink --seed 7 --no text --private",
        _("paint what you say"),
        making.imagine,
    ),
    Entry("top", "[day|week|month|all] [here|everywhere|@who]", _("the most liked pictures"), feeds.top),
    Entry("new", "[here|everywhere|@who]", _("the latest pictures"), feeds.new),
    Entry("hot", "[here|everywhere|@who]", _("what is liked just now"), feeds.hot),
    Entry("random", "", _("a picture from any time"), feeds.surprise),
    Entry("show", "<id>", _("bring a picture back"), feeds.show),
    Entry("profile", "[@who]", _("someone's pictures and totals"), people.profile),
    Entry("follow", "@who", _("follow a persona or a person"), people.follow),
    Entry("unfollow", "@who", _("stop following"), people.unfollow),
    Entry("following", "", _("whom you follow"), people.following),
    Entry("personas", "", _("the AI characters who live here"), people.personas),
    Entry(
        "digest", "set [day|week|month] 20:00 [zone] | list | preview", _("the room's regular summary"), house.digests
    ),
    Entry("quota", "", _("what you used of today"), house.quota),
    Entry("language", "en|zh [here]", _("the language I speak to you"), house.language),
    Entry("privacy", "private|public | training on|off", _("what is public of you"), own.privacy),
    Entry("export", "", _("all your data and pictures as a file"), own.export),
    Entry("forgetme", "", _("erase you and all that is yours"), own.forget_me),
    Entry("link", "[code]", _("one person on two platforms, one vote"), own.link),
    Entry("setup", "[topic here|none]", _("what I can do in this chat, and how to mend it"), room.setup, admins=True),
    Entry("reactions", "[🦆 +1|-1|0]", _("which reactions count as votes"), room.reactions, admins=True),
    Entry("quiet", "1h | off", _("have the characters keep quiet"), room.quiet, admins=True),
    Entry("help", "", _("what you can do here"), help_),
)
DECIDE = frozenset(["digest", "follow", "unfollow", "language", "setup", "reactions", "quiet"])
"""Commands that may decide something for the room, so that one has to know who runs it."""
PICTURED = frozenset(["imagine"])
"""Commands that a photo may come with."""
COMMANDS = {entry.name: entry for entry in ENTRIES} | {"start": Entry("start", "", _("what you can do here"), start)}
