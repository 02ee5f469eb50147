"""Commands for those who run a room: what I may do there, which reactions count, quiet hours, topics."""

import re
from collections.abc import Mapping
from datetime import timedelta

from bots.call import Call
from core import bursts, health, voting
from core.errors import BadFlag, MarksStay, UnknownChoice, UnknownPainter
from core.painter import Examined, Health
from core.words import _

SPAN = re.compile(r"(\d{1,3})\s*(m|min|h|d|分钟|小时|天)?")
UNITS = {"m": 60, "min": 60, "分钟": 60, "h": 3600, "小时": 3600, "d": 86_400, "天": 86_400}
LONGEST_QUIET = timedelta(days=30)
QUIET_HOUR = timedelta(hours=1)
OFF = ("off", "end", "关", "结束")
VALUES = {"+1": 1, "1": 1, "like": 1, "-1": -1, "dislike": -1, "0": 0, "none": 0, "off": 0}
MOST_REACTIONS = 40


async def setup(call: Call, text: str) -> None:
    """Show what I can do in this room and how to mend what I can't; /setup topic here chooses where digests come."""
    verb, _space, rest = text.strip().lower().partition(" ")
    if verb in ("topic", "thread", "话题"):
        await _choose_topic(call, rest.strip())
        return
    if verb in ("hear", "旁听"):
        await _choose_hearing(call, rest.strip())
        return
    if verb in ("marks", "标识"):
        await _choose_marks(call, rest.strip())
        return
    if verb in ("painter", "画师"):
        await _choose_painter(call, rest.strip())
        return
    room, say = call.room, call.say
    lines = [say(_("What I can do in this chat:"))]
    for right, (told, usual) in RIGHTS.items():
        if right in room.rights:
            able = bool(room.rights[right])
            fix = ON_DISCORD.get(right, usual) if room.platform == "discord" else usual
            lines.append(f"✅ {say(told)}" if able else f"❌ {say(told)}\n    → {say(fix)}")
    lines += _painters(call, await health.known_painters(call.db))
    lines.append(_describer(call))
    lines += [f"❌ {name}: {told}" for name, told in (await health.known(call.db)).items()]
    if held := await bursts.held_in(call.db, room):
        lines.append("⚠ " + say(_("Votes on {count} pictures are held: /votes")).format(count=len(held)))
    topic = say(_("a topic of its own")) if room.thread else say(_("no topic of their own"))
    lines.append(say(_("Digests and the characters' pictures: {topic} (/setup topic here | none)")).format(topic=topic))
    facts = {"language": room.language, "zone": room.timezone, "level": room.level}
    lines.append(say(_("Language {language}, time zone {zone}, level {level}.")).format(**facts))
    await call.tell("\n".join(lines))


def _painters(call: Call, ill: Mapping[str, str]) -> list[str]:
    """Say who paints here, who else could, and who is down: as it is known here, or was `ill` when last looked at."""
    painter, say = call.salon.painter, call.say
    chosen = painter.capabilities.chosen(call.room.painter).name or painter.name
    known = painter.health() if isinstance(painter, Examined) else [Health(painter.name)]
    lines = []
    for one in sorted(known, key=lambda health: health.name != chosen):
        told = _("paint: {painter}") if one.name == chosen else _("paint, if asked with --model: {painter}")
        line = say(told).format(painter=one.name)
        why = one.why or ill.get(one.name, "")
        sentence, colon, fact = why.partition(": ")
        lines.append(f"❌ {line} ({say(sentence)}{colon}{fact})" if why else f"✅ {line}")
    if len(known) > 1:
        lines.append(say(_("    /setup painter <name> chooses who paints in this chat")))
    return lines


def _describer(call: Call) -> str:
    """Say who looks at pictures for /describe."""
    if call.salon.settings.describer:
        return "👁 " + call.say(_("describe pictures: {model}")).format(model=call.salon.describer.name)
    return "👁 " + call.say(_("describe pictures painted here; for any other the host sets SALON_DESCRIBER"))


async def _choose_painter(call: Call, wish: str) -> None:
    call.only_admins()
    offered = call.salon.painter.capabilities
    found = offered.called(wish)
    if found is None:
        raise UnknownPainter(painter=wish[:40] or "…", all=", ".join(one.name for one in offered.painters) or "…")
    call.room.painter = found.name
    await call.tell(
        call.say(_("In this chat {painter} paints now, unless --model names another.")).format(painter=found.name)
    )


async def _choose_marks(call: Call, wish: str) -> None:
    """Choose where pictures made here say that AI made them; the marks within the files are there always."""
    call.only_admins()
    chosen = {"visible": "visible", "画面": "visible", "caption": "caption", "说明": "caption"}.get(wish)
    if chosen is None:
        raise UnknownChoice(value=wish[:20] or "…", choices="visible, caption")
    if chosen == "caption" and call.salon.settings.profile == "cn":
        raise MarksStay
    call.room.marks = chosen
    on_it = _("Pictures made here carry a small “AI” in their corner again.")
    beside = _("Pictures made here say “AI” in the line below them, no longer in their corner. The files stay marked.")
    await call.tell(call.say_here(on_it if chosen == "visible" else beside))


async def _choose_topic(call: Call, wish: str) -> None:
    call.only_admins()
    if wish not in ("here", "none", "", "这里", "无"):
        raise UnknownChoice(value=wish[:20], choices="here, none")
    call.room.thread = "" if wish in ("none", "无") else call.event.where.thread
    told = (
        _("Digests and the characters' pictures come into this topic now.")
        if call.room.thread
        else _("Digests and the characters' pictures have no topic of their own now.")
    )
    await call.tell(call.say(told))


async def _choose_hearing(call: Call, wish: str) -> None:
    call.only_admins()
    if wish not in ("on", "off", "开", "关"):
        raise UnknownChoice(value=wish[:20], choices="on, off")
    on = wish in ("on", "开")
    call.room.hints = {**call.room.hints, "hears": on}
    told = (
        _("The characters may listen to what is said in this chat, where the platform lets them.")
        if on
        else _("The characters hear only what is said to them in this chat.")
    )
    await call.tell(call.say(told))


async def reactions(call: Call, text: str) -> None:
    """Show which reactions count as votes here, or change one: /reactions 🦆 +1."""
    words = text.split()
    if not words:
        await call.tell(_shown(call))
        return
    call.only_admins()
    if len(words) != 2 or words[1].lower() not in VALUES:
        raise BadFlag(flag="/reactions", value=text[:30], why="/reactions 🦆 +1 | -1 | 0")
    emoji, value = words[0][:64], VALUES[words[1].lower()]
    chosen = {**call.room.reactions, emoji: value}
    if len(chosen) > MOST_REACTIONS:
        raise BadFlag(flag="/reactions", value=str(len(chosen)), why=f"1–{MOST_REACTIONS}")
    call.room.reactions = chosen
    await call.tell(_shown(call))


def _shown(call: Call) -> str:
    own = call.room.reactions
    known = {**dict.fromkeys(sorted(voting.LIKES), 1), **dict.fromkeys(sorted(voting.DISLIKES), -1), **own}
    named = {1: _("Like: {marks}"), -1: _("Dislike, shown to nobody: {marks}")}
    lines = [
        call.say(told).format(marks=" ".join(_plain(mark) for mark, value in known.items() if value == sign))
        for sign, told in named.items()
    ]
    return "\n".join([*lines, call.say(_("An admin can change it: /reactions 🦆 +1"))])


def _plain(mark: str) -> str:
    return "✨" if mark.startswith("custom:") else mark


async def quiet(call: Call, text: str) -> None:
    """Have the characters keep quiet here for a while: /quiet 1h, /quiet off. Anybody may ask for an hour."""
    wish = text.strip().lower() or "1h"
    if wish in OFF:
        call.room.quiet_until = None
        await call.tell(call.say(_("The characters may speak here again.")))
        return
    found = SPAN.fullmatch(wish)
    if found is None:
        raise BadFlag(flag="/quiet", value=wish[:20], why="30m, 1h, 2d, off")
    span = timedelta(seconds=int(found[1]) * UNITS[found[2] or "h"])
    span = min(span, LONGEST_QUIET if call.runs_room else QUIET_HOUR)
    call.room.quiet_until = call.salon.now() + span
    hours = round(span.total_seconds() / 3600, 1)
    told = call.say(_("The characters keep quiet here for {hours} h. /quiet off ends it."))
    await call.tell(told.format(hours=f"{hours:g}"))


RIGHTS = {
    "sends": (_("write here"), _("let me send messages: chat settings, permissions")),
    "sends_pictures": (_("send pictures"), _("let me send media: chat settings, permissions, photos")),
    "sees_reactions": (
        _("see reactions, which are votes"),
        _("make me an admin; no right of an admin needs to be on. Until then the buttons count"),
    ),
    "hears": (
        _("hear what is said without my name"),
        _("make me an admin, or turn privacy mode off at @BotFather (/setprivacy) and add me anew"),
    ),
    "pins": (_("pin digests"), _("give me the admin right to pin messages, if you want digests pinned")),
    "manages_webhooks": (
        _("speak as the characters, each with name and picture"),
        _("give my role the right to manage webhooks"),
    ),
    "embeds": (_("show links and cards"), _("give my role the right to embed links")),
    "reads_history": (_("read earlier messages' reactions"), _("give my role the right to read message history")),
}
ON_DISCORD = {
    "sends": _("give my role the right to send messages here"),
    "sends_pictures": _("give my role the right to attach files"),
    "sees_reactions": _("give my role the right to view this channel"),
    "hears": _("turn the message content intent on (docs/running.md), then /setup hear on"),
}
