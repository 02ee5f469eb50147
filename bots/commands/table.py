"""The table of commands: every platform builds its menu from it."""

from dataclasses import replace

from rapidfuzz import process

from bots.call import Call
from bots.commands import (
    boards,
    company,
    describing,
    digests,
    duet,
    enlarging,
    feeds,
    house,
    looks,
    making,
    own,
    people,
    persona,
    restyling,
    room,
    sharing,
    votes,
)
from bots.commands.entry import Entry, Option
from bots.commands.offered import offered_by
from core import members
from core.brief import QUALITIES
from core.words import _


async def help_(call: Call, text: str) -> None:
    """Say in five lines what one can do here, or how one command is typed."""
    say = call.say
    wish = text.strip().lower().removeprefix("/")
    shows_all = call.platform is None or call.platform.whole
    known = offered_by(call.salon.painter.capabilities, ENTRIES, whole=shows_all)
    offered = {entry.name: entry for entry in known}
    if wish in COMMANDS:
        entry = offered.get(wish, COMMANDS[wish])
        await call.tell(f"/{entry.name} {entry.usage}".rstrip() + f"\n{say(entry.hint)}")
        return
    lines = [
        say(
            _("Type /imagine and what you want to see: two pictures come, and everybody here can like and remix them.")
        ),
        say(_("❤ likes a picture; 🔁 Remix changes its words; reactions on a picture count as votes.")),
        say(_("AI characters live here too, marked AI. Speak to one by name; /personas shows them.")),
        " ".join(f"/{name}" for name in offered),
        say(_("How one of them is typed: /help imagine")),
        say(_("How votes count: /votes")),
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
    if kind == "c" and value.isdecimal() and len(value) < 19:
        persona_ = await members.member_at(call.db, int(value))
        if persona_ is not None and persona_.kind == "persona":
            await company.talk_with(call, persona_)
            return
    if kind == "s" and value:
        await feeds.show(call, value)
        return
    if call.event.where.companion:
        await company.meet(call, call.room, await members.find_member(call.db, call.event.where.companion))
        return
    await help_(call, "")


async def help_for(call: Call, name: str) -> None:
    """Answer a command that does not exist with the nearest that does."""
    near = process.extractOne(name.lower(), list(COMMANDS), score_cutoff=50)
    guess = f"/{near[0]}" if near else "/help"
    told = call.say(_("There is no command /{name}. Did you mean {guess}? /help lists all of them."))
    await call.tell(told.format(name=name[:30], guess=guess), notice=True)


PROMPT = Option("prompt", "words", _("what you want to see"), required=True)
WHO = Option("who", "who", _("a persona or a person"), required=True)
SCOPE = Option("where", "choice", _("of this room or of all"), choices=("here", "everywhere"))
BY = Option("by", "who", _("only by this creator"))
ASPECTS = ("1:1", "3:2", "2:3", "16:9", "9:16", "4:3", "3:4")

ENTRIES = (
    Entry(
        "imagine",
        "<prompt>",
        _("paint what you say"),
        making.imagine,
        options=(
            PROMPT,
            Option("style", "style", _("the look of it"), "--style", example="ink"),
            Option("ar", "choice", _("width to height"), "--ar", choices=ASPECTS, example="3:2"),
            Option("n", "whole", _("how many pictures"), "--n", least=1, most=4, example="2"),
            Option("seed", "whole", _("the same seed gives the same picture"), "--seed", most=2**31 - 1, example="7"),
            Option("quality", "choice", _("how much care it takes"), "--quality", choices=QUALITIES, example="high"),
            Option("no", "words", _("what must not be in it"), "--no", example="text"),
            Option("model", "model", _("who paints it"), "--model", example="…"),
            Option("private", "yes", _("keep it to yourself"), "--private"),
            Option("image", "picture", _("a picture to start from")),
        ),
        public=True,
    ),
    Entry(
        "restyle",
        "[#id] [style]",
        _("another look for a photo or a post"),
        restyling.restyle,
        options=(
            Option("style", "style", _("the look of it")),
            Option("image", "picture", _("a picture to start from")),
        ),
        public=True,
    ),
    Entry(
        "describe",
        "[#id]",
        _("a photo or a post in words, and ideas to paint from it"),
        describing.describe,
        options=(
            Option("post", "post", _("which one: its id")),
            Option("image", "picture", _("the picture to look at")),
        ),
        public=True,
    ),
    Entry(
        "vary",
        "[#id] [subtle|strong]",
        _("variations of a post"),
        restyling.vary,
        options=(
            Option("post", "post", _("which one: its id"), required=True),
            Option("way", "choice", _("how far from it"), choices=("subtle", "strong")),
        ),
        public=True,
    ),
    Entry(
        "hd",
        "[#id] [larger]",
        _("a picture's whole file, or the same picture larger"),
        enlarging.hd,
        options=(
            Option("post", "post", _("which one: its id"), required=True),
            Option("way", "choice", _("painted larger at once"), choices=("larger",)),
        ),
        public=True,
    ),
    Entry(
        "looks",
        "[add name: words --no what --style base | remove name]",
        _("the styles there are, and this room's own"),
        looks.looks,
        options=(Option("change", "words", _("add misty: thin fog, pale light, or remove misty")),),
    ),
    Entry(
        "top",
        "[day|week|month|all] [here|everywhere|@who] [--by rate]",
        _("the most liked pictures"),
        feeds.top,
        options=(
            Option("window", "choice", _("of how long a time"), choices=("day", "week", "month", "year", "all")),
            SCOPE,
            BY,
            Option(
                "order", "choice", _("by how many like it, or by how many surely do"), "--by", choices=("count", "rate")
            ),
        ),
        public=True,
    ),
    Entry("new", "[here|everywhere|@who]", _("the latest pictures"), feeds.new, options=(SCOPE, BY), public=True),
    Entry("hot", "[here|everywhere|@who]", _("what is liked just now"), feeds.hot, options=(SCOPE, BY), public=True),
    Entry(
        "search",
        "<words>",
        _("pictures by their words"),
        feeds.search,
        options=(Option("words", "words", _("words or #tags they must all have"), required=True),),
        public=True,
    ),
    Entry("foryou", "", _("pictures you should like, and why"), feeds.for_you),
    Entry("random", "", _("a picture from any time"), feeds.surprise, public=True),
    Entry(
        "show",
        "<id>",
        _("bring a picture back"),
        feeds.show,
        options=(Option("id", "post", _("the short id, like A1B2"), required=True),),
        public=True,
    ),
    Entry(
        "profile",
        "[@who]",
        _("someone's pictures, totals and badges"),
        people.profile,
        options=(replace(WHO, required=False),),
        public=True,
    ),
    Entry(
        "save",
        "[id] [board]",
        _("keep a picture on a board"),
        boards.save,
        options=(
            Option("id", "post", _("the short id, like A1B2")),
            Option("board", "words", _("the board's name; a new one begins it")),
        ),
    ),
    Entry(
        "board",
        "[name] | rename|share|hide|cover|remove|delete …",
        _("the pictures you saved, and what becomes of them"),
        boards.board,
        options=(
            Option(
                "do",
                "choice",
                _("what to do"),
                choices=("list", "show", "rename", "share", "hide", "cover", "remove", "delete"),
            ),
            Option("who", "who", _("someone else's boards")),
            Option("name", "words", _("the board's name")),
            Option("post", "post", _("the short id, like A1B2"), "--post"),
            Option("to", "words", _("its new name"), "--to"),
        ),
    ),
    Entry(
        "boards",
        "[day|week|month]",
        _("whose pictures are liked most here"),
        boards.room_leaders,
        options=(Option("window", "choice", _("of how long a time"), choices=("day", "week", "month")),),
        public=True,
    ),
    Entry(
        "follow",
        "@who [each|daily|weekly] [here]",
        _("follow a persona or a person"),
        people.follow,
        options=(
            WHO,
            Option("pace", "choice", _("how often their posts come"), choices=("each", "daily", "weekly")),
            Option("room", "yes", _("for this room; admins decide"), "here"),
        ),
    ),
    Entry(
        "unfollow",
        "@who [here]",
        _("stop following"),
        people.unfollow,
        options=(WHO, Option("room", "yes", _("for this room; admins decide"), "here")),
    ),
    Entry("following", "[here]", _("whom you follow"), people.following),
    Entry("personas", "", _("the AI characters who live here"), people.personas, public=True),
    Entry(
        "persona",
        "create|import|export|show|edit|pause|delete|invite|schedule|talk|mute|say|why|taste …",
        _("make characters of your own, and say how much they speak here"),
        persona.persona,
        options=(
            Option("do", "choice", _("what to do"), required=True, choices=persona.SHOWN),
            Option("who", "who", _("a persona or a person")),
            Option("words", "words", _("who they are, or what to change")),
            Option("card", "file", _("a character card: PNG, JSON, CHARX or Markdown")),
        ),
    ),
    Entry(
        "duet",
        "@who @who",
        _("two characters paint a strip, and you say what comes next"),
        duet.duet,
        options=(replace(WHO, name="first"), replace(WHO, name="second")),
    ),
    Entry(
        "share",
        "[@who] [lines]",
        _("show a talk with a character in the feed"),
        sharing.share,
        options=(replace(WHO, required=False), Option("lines", "whole", _("how many lines"), least=2, most=12)),
        public=True,
    ),
    Entry("memory", "[on|off]", _("what the characters remember of you here"), company.memory),
    Entry(
        "wack",
        "[@who]",
        _("have a character put the talk so far out of mind"),
        company.wack,
        options=(replace(WHO, required=False),),
    ),
    Entry(
        "reset",
        "[@who|all]",
        _("have characters forget all you told them here"),
        company.reset,
        options=(replace(WHO, required=False),),
    ),
    Entry(
        "digest",
        digests.USAGE,
        _("the room's regular summary"),
        digests.digests,
        options=(
            Option("do", "choice", _("what to do"), required=True, choices=digests.VERBS),
            Option("number", "whole", _("which one, as /digest list counts them"), least=1, most=9999),
            Option("period", "choice", _("how often"), choices=("daily", "weekly", "monthly")),
            Option("time", "words", _("local time, like 20:00")),
            Option("zone", "words", _("time zone, like Europe/Paris")),
            Option("count", "whole", _("how many pictures"), "--count", least=1, most=9),
            Option("scope", "choice", _("of this room or of all"), "--scope", choices=("here", "everywhere")),
            Option("min", "whole", _("how many votes a picture needs"), "--min", least=1, most=99),
            Option("on", "words", _("a day of the week, or of the month"), "--on"),
            Option("pin", "choice", _("pin it, where I may"), choices=("pin", "nopin")),
        ),
    ),
    Entry("quota", "", _("what you used of today"), house.quota),
    Entry(
        "language",
        "en|zh [here]",
        _("the language I speak to you"),
        house.language,
        options=(
            Option("language", "choice", _("English or Chinese"), required=True, choices=("en", "zh")),
            Option("room", "yes", _("for this room; admins decide"), "here"),
        ),
    ),
    Entry(
        "privacy",
        "private|public | training on|off",
        _("what is public of you"),
        own.privacy,
        options=(
            Option(
                "set",
                "choice",
                _("what to change"),
                choices=("private", "public", "training on", "training off"),
            ),
        ),
    ),
    Entry("export", "", _("all your data and pictures as a file"), own.export),
    Entry("forgetme", "", _("erase you and all that is yours"), own.forget_me),
    Entry(
        "link",
        "[code]",
        _("one person on two platforms, one vote"),
        own.link,
        options=(Option("code", "words", _("the code from your other platform")),),
    ),
    Entry(
        "setup",
        "[topic here|none | hear on|off | marks visible|caption]",
        _("what I can do in this chat, and how to mend it"),
        room.setup,
        admins=True,
        options=(
            Option(
                "set",
                "choice",
                _("what to change"),
                choices=("topic here", "topic none", "hear on", "hear off", "marks visible", "marks caption"),
            ),
        ),
    ),
    Entry(
        "reactions",
        "[🦆 +1|-1|0]",
        _("which reactions count as votes"),
        room.reactions,
        admins=True,
        options=(
            Option("emoji", "words", _("the emoji")),
            Option("value", "choice", _("what it means"), choices=("+1", "-1", "0")),
        ),
    ),
    Entry("votes", "", _("how votes count, and which wait"), votes.votes, admins=True),
    Entry(
        "quiet",
        "1h | off",
        _("have the characters keep quiet"),
        room.quiet,
        admins=True,
        options=(Option("span", "words", _("like 30m, 1h, 2d, or off")),),
    ),
    Entry(
        "help",
        "[command]",
        _("what you can do here"),
        help_,
        options=(Option("command", "words", _("a command to explain")),),
    ),
)
COMMANDS = {entry.name: entry for entry in ENTRIES} | {"start": Entry("start", "", _("what you can do here"), start)}
DECIDE = frozenset(
    ["digest", "follow", "unfollow", "language", "setup", "reactions", "quiet", "persona", "reset", "looks", "votes"]
)
"""Commands that may decide something for the room, so that one has to know who runs it."""
DECIDE_PRESSES = frozenset(["delete", "undrift", "lockdrift", "persona", "countburst", "dropburst"])
"""Buttons of which the same is true."""
PICTURED = frozenset(["imagine", "restyle", "describe"])
"""Commands that a photo may come with."""
FILED = frozenset(["persona"])
"""Commands that a file may come with, as it is."""
