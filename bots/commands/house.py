"""Commands about the house: the day's count, the language."""

from bots.call import Call
from core import limits, money
from core.errors import UnknownChoice
from core.words import LANGUAGES, _


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
