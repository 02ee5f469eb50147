"""Commands about the house: help, the day's count, the digest, the language."""

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

from bots.call import Call
from core import digest, limits, money
from core.errors import BadTime, BadZone, UnknownChoice
from core.words import LANGUAGES, _

SIZE = 5


async def quota(call: Call, text: str) -> None:
    """Say how much of the day is used, and what is painting and waiting."""
    day = await limits.quota_of(call.db, call.salon.settings, call.member, call.room, call.salon.now())
    told = call.say(_("{used} of {limit} today, resets {resets} ({zone}); {painting} painting, {waiting} waiting."))
    facts = {"used": day.used, "limit": day.limit, "resets": f"{day.resets:%H:%M}", "zone": call.room.timezone}
    lines = [told.format(**facts, painting=day.painting, waiting=day.waiting)]
    if call.salon.settings.price:
        lines.append(await _money(call))
    await call.tell("\n".join(lines))


async def _money(call: Call) -> str:
    settings, now = call.salon.settings, call.salon.now()
    spent = await money.spent_by(call.db, settings, call.member, now)
    told = call.say(_("Spent on painters with a price today: {spent} of {share}."))
    return told.format(spent=money.shown(spent), share=money.shown(money.share_of(settings, call.member)))


async def language(call: Call, text: str) -> None:
    """Choose the language the house speaks to this member, or with "here" in this room."""
    text, here = (text.removesuffix("here").strip(), True) if text.strip().endswith("here") else (text, False)
    wish = {"english": "en", "英文": "en", "中文": "zh", "chinese": "zh", "汉语": "zh"}.get(
        text.strip().lower(), text.strip().lower()
    )
    if wish not in LANGUAGES:
        raise UnknownChoice(value=text[:20] or "…", choices=", ".join(LANGUAGES))
    if here:
        call.only_admins()
        call.room.language = wish
        await call.tell(call.say_here(_("I'll speak English in this room.")))
        return
    call.member.language = wish
    await call.tell(call.say(_("I'll speak English to you.")))


async def digests(call: Call, text: str) -> None:
    """Set, list, preview, pause or resume the room's digests: /digest set day 20:00 Europe/Paris."""
    verb, _space, rest = text.strip().partition(" ")
    match verb.lower() or "list":
        case "set":
            await _set(call, rest.split())
        case "list":
            await _list(call)
        case "preview":
            await _preview(call, rest.strip() or "day")
        case "pause" | "resume":
            await _pause(call, rest.strip() or "day", active=verb.lower() == "resume")
        case _:
            raise UnknownChoice(value=verb[:20], choices="set, list, preview, pause, resume")


async def _set(call: Call, words: list[str]) -> None:
    call.only_admins()
    period, clock, zone = "day", time(20), ""
    for word in words:
        if word.lower() in PERIOD_WORDS:
            period = PERIOD_WORDS[word.lower()]
        elif ":" in word:
            clock = _time(word)
        else:
            zone = _zone(word)
    call.room.timezone = zone or call.room.timezone
    await digest.set_digest(call.db, call.room, period, clock.hour, clock.minute, SIZE, call.salon.now())
    told = call.say_here(_("The digest of {period} comes at {time} ({zone}). /digest preview shows it to you now."))
    facts = {"period": call.say_here(PERIOD_NAMES[period]), "time": f"{clock:%H:%M}", "zone": call.room.timezone}
    await call.tell(told.format(**facts))


def _time(word: str) -> time:
    try:
        return time.fromisoformat(word.zfill(5))
    except ValueError:
        raise BadTime(value=word[:20]) from None


def _zone(word: str) -> str:
    try:
        return ZoneInfo(word).key
    except (KeyError, ValueError, OSError):
        raise BadZone(value=word[:40]) from None


async def _list(call: Call) -> None:
    found = await digest.digests_of(call.db, call.room)
    if not found:
        await call.tell(call.say(_("This room has no digest. /digest set day 20:00 asks for one.")))
        return
    say = call.say
    lines = [
        f"• {say(PERIOD_NAMES[one.period])} · {one.hour:02}:{one.minute:02} ({call.room.timezone})"
        + ("" if one.active else " · " + say(_("paused")))
        for one in found
    ]
    await call.tell("\n".join([say(_("Digests of this room:")), *lines]))


async def _preview(call: Call, period: str) -> None:
    wish = PERIOD_WORDS.get(period.lower(), period)
    now, base = call.salon.now(), call.salon.settings.base_url
    found = await digest.preview(call.db, call.room, wish, call.remark, now, base)
    if found is None:
        await call.tell(call.say(_("It would be quiet: nothing was liked in this period, so no digest would come.")))
        return
    view, entries = found
    place = replace(call.place, reply_to="")
    await digest.show(call.db, call.room, view, entries, now=now, key=f"{call.key}:preview", place=place)


async def _pause(call: Call, period: str, *, active: bool) -> None:
    call.only_admins()
    wish = PERIOD_WORDS.get(period.lower(), period)
    found = [one for one in await digest.digests_of(call.db, call.room) if one.period == wish]
    if not found:
        raise UnknownChoice(value=period[:20], choices="set, list, preview, pause, resume")
    found[0].active = active
    await _list(call)


PERIOD_NAMES = {"day": _("the day"), "week": _("the week"), "month": _("the month")}
PERIOD_WORDS = {
    "day": "day", "daily": "day", "week": "week", "weekly": "week", "month": "month", "monthly": "month",
    "每日": "day", "每天": "day", "日": "day", "每周": "week", "周": "week", "每月": "month", "月": "month",
}  # fmt: skip
