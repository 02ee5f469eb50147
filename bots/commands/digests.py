"""The command about digests: set, list, preview, pause, resume and remove the room's own."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from bots.call import Call
from bots.digest_wish import PERIOD_WORDS, read
from core import digest, digest_settings, digest_times
from core.digest_settings import PERIODS
from core.errors import NoDigest, UnknownChoice, WhichDigest
from core.models.rooms import Digest
from core.words import Translate, _

VERBS = ("list", "set", "preview", "pause", "resume", "remove")
CHINESE = {"列表": "list", "设置": "set", "预览": "preview", "暂停": "pause", "恢复": "resume", "删除": "remove"}
USAGE = (
    "set [N] daily|weekly|monthly 20:00 [Europe/Berlin] --count 5 --scope here|everywhere --min 2 --on friday|15 --pin "
    "| list | preview|pause|resume|remove N"
)


async def digests(call: Call, text: str) -> None:
    """Set, list, preview, pause, resume or remove the room's digests: /digest set daily 20:00 Europe/Paris --count 5."""
    typed, *words = unicodedata.normalize("NFKC", text).split() or ["list"]
    verb = CHINESE.get(typed, typed.lower())
    match verb:
        case "set":
            await _set(call, words)
        case "list":
            await _list(call)
        case "preview":
            await _preview(call, words)
        case "pause" | "resume":
            call.only_admins()
            found = await _meant(call, words)
            digest_settings.set_active(found, active=verb == "resume", now=call.salon.now())
            await _list(call)
        case "remove":
            call.only_admins()
            await digest_settings.remove(call.db, await _meant(call, words))
            await _list(call)
        case _:
            raise UnknownChoice(value=typed[:20], choices=", ".join(VERBS))


async def _set(call: Call, words: list[str]) -> None:
    """Change the digest whose number comes first, or give the room one more."""
    call.only_admins()
    now, room = call.salon.now(), call.room
    if words and _is_number(words[0]):
        found = await digest_settings.find(call.db, room, int(words[0]))
        await digest_settings.alter(call.db, found, read(words[1:]), now)
    else:
        change = read(words)
        if change.timezone and not await digest_settings.digests_of(call.db, room):
            room.timezone = change.timezone  # the first to say where the room is says it for all that has hours
        found = await digest_settings.add(
            call.db, room, replace(change, timezone=change.timezone or room.timezone), now
        )
    told = call.say(
        _("Digest {line}\n/digest preview {number} shows it to you now; /digest set {number} 21:00 changes its time.")
    )
    await call.tell(told.format(line=_line(call, found, call.say), number=found.number) + _about_pins(call, found))


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) <= 4


async def _meant(call: Call, words: Sequence[str]) -> Digest:
    """Return the digest a number names; without one, the only one there is, or the only one of a period."""
    if words and _is_number(words[0]):
        return await digest_settings.find(call.db, call.room, int(words[0]))
    period = _period(words[0]) if words else ""
    found = [one for one in await digest_settings.digests_of(call.db, call.room) if period in ("", one.period)]
    if len(found) > 1:
        raise WhichDigest(choices=", ".join(str(one.number) for one in found), first=found[0].number)
    if not found:
        raise NoDigest(what=words[0][:20] if words else "")
    return found[0]


def _period(word: str) -> str:
    if word.lower() not in PERIOD_WORDS:
        raise UnknownChoice(value=word[:20], choices=", ".join(("1", "2", "…", *PERIODS)))
    return PERIOD_WORDS[word.lower()]


async def _list(call: Call) -> None:
    found = await digest_settings.digests_of(call.db, call.room)
    if not found:
        await call.tell(call.say(_("This room has no digest. /digest set daily 20:00 asks for one.")))
        return
    await call.tell("\n".join([call.say(_("Digests of this room:")), *(_line(call, one, call.say) for one in found)]))


def _line(call: Call, one: Digest, say: Translate) -> str:
    following = digest_times.next_due(digest_times.rhythm_of(one), call.salon.now())
    facts = [
        " ".join([say(PERIOD_NAMES[one.period]), *([say(_day(one)).format(day=one.monthday)] if _day(one) else [])]),
        f"{one.hour:02}:{one.minute:02} ({one.timezone})",
        say(_("{count} at most, from {votes} ❤ on")).format(count=one.size, votes=one.least_votes),
        *([say(_("of all rooms"))] if one.scope == "everywhere" else []),
        *([say(_("pinned"))] if one.pin else []),
        say(_("next on {date}")).format(date=following.day.isoformat()) if one.active else say(_("paused")),
    ]
    return f"{one.number}. " + " · ".join(facts)


def _day(one: Digest) -> str:
    return {"week": WEEKDAY_NAMES[one.weekday], "month": _("on day {day}")}.get(one.period, "")


def _about_pins(call: Call, one: Digest) -> str:
    """Return what to know about pins where a digest wants one and can't have it; empty elsewhere."""
    if one.pin and call.room.platform == "web":
        return "\n" + call.say(_("This room has no pins."))
    if one.pin and call.room.rights.get("pins") is False:
        return "\n" + call.say(_("I may not pin here yet; /setup says how to let me."))
    return ""


async def _preview(call: Call, words: Sequence[str]) -> None:
    """Show a digest as it would be now; without any in the room, as one would be that the room could have."""
    try:
        found = await _meant(call, words)
    except NoDigest:
        if words and _is_number(words[0]):
            raise
        found = digest_settings.fresh(call.room, call.salon.now())
        found.period = _period(words[0]) if words else "day"
    key, place = call.next_answer(private=True)
    if not await digest.preview(call.salon, call.db, found, call.room, call.remark, key, place):
        await call.tell(call.say(_("It would be quiet: nothing was liked in this period, so no digest would come.")))


PERIOD_NAMES = {"day": _("every day"), "week": _("every week"), "month": _("every month")}
WEEKDAY_NAMES = (
    _("on Mondays"), _("on Tuesdays"), _("on Wednesdays"), _("on Thursdays"), _("on Fridays"), _("on Saturdays"),
    _("on Sundays"),
)  # fmt: skip
