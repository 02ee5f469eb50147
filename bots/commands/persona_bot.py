"""The command that gives a persona a bot account of its own, where the platform and the host let it."""

from bots.call import Call
from core import members, persona_bots
from core.errors import NotYours, UnknownChoice
from core.models.bots import PersonaBot
from core.models.people import Member
from core.ports import Button
from core.words import _

OFF = ("off", "stop", "关", "停用")
ON = ("on", "start", "开", "启用")


async def persona_bot(call: Call, text: str) -> None:
    """Offer to make a persona's own bot, rest it or let it go on, or list all: /persona bot [luna [off|on]]."""
    _only_host(call)
    if not text.strip():
        await _list(call)
        return
    who, _space, wish = text.strip().rpartition(" ")
    if wish.lower() not in (*OFF, *ON):
        who, wish = text.strip(), ""
    persona = await members.find_member(call.db, who)
    if persona.kind != "persona":
        raise UnknownChoice(value=who[:20], choices="/personas")
    bot = await persona_bots.find_bot(call.db, persona, call.room.platform)
    if wish:
        await _switch(call, persona, bot, on=wish.lower() in ON)
    elif bot is not None and bot.state in ("active", "stopped"):
        await call.tell(_line(call, bot, persona), secret=True)
    else:
        await _offer(call, persona)


def _only_host(call: Call) -> None:
    who = call.event.who
    if not call.salon.settings.runs_house(who.platform, who.handle):
        told = call.say(_("whoever runs this house (SALON_ADMINS; this account is {account})"))
        raise NotYours(who=told.format(account=f"{who.platform}:{who.handle}"))


async def _offer(call: Call, persona: Member) -> None:
    name = f"{persona.named(call.language)} · AI"
    username, link = call.platform.offer_account(persona.slug, name) if call.platform else ("", "")
    if not link:
        told = _(
            "Bots of their own are off here. They need Telegram, SALON_TELEGRAM_PERSONA_BOTS=true, and a bot that may "
            "manage others: docs/running.md says how."
        )
        await call.tell(call.say(told), secret=True)
        return
    handle, now = call.event.who.handle, call.salon.now()
    await persona_bots.offer(call.db, persona, platform=call.room.platform, asked_by=handle, username=username, now=now)
    told = _(
        "Telegram opens with the name and username filled in; confirm there, within a day. {name} then gets name, face and "
        "words by itself, and you can add @{username} to groups."
    )
    button = Button(call.say(_("Make the bot")), url=link, tone="primary")
    text = call.say(told).format(name=persona.named(call.language), username=username)
    await call.tell(text, buttons=((button,),), secret=True)


async def _switch(call: Call, persona: Member, bot: PersonaBot | None, *, on: bool) -> None:
    if bot is None or bot.state not in ("active", "stopped"):
        raise UnknownChoice(value="on" if on else "off", choices=f"/persona bot {persona.slug}")
    await (persona_bots.go_on if on else persona_bots.stop)(call.db, bot)
    await call.tell(_line(call, bot, persona), secret=True)


async def _list(call: Call) -> None:
    found = await persona_bots.bots_on(call.db, call.room.platform)
    none = _("No persona has a bot of its own yet. /persona bot luna makes one for Luna.")
    lines = [_line(call, bot, persona) for bot, persona in found]
    await call.tell("\n".join(lines) or call.say(none), secret=True)


def _line(call: Call, bot: PersonaBot, persona: Member) -> str:
    facts = {"name": persona.named(call.language), "slug": persona.slug, "username": bot.username}
    return call.say(STATES[bot.state]).format(**facts)


STATES = {
    "offered": _("{name}: not made yet. /persona bot {slug} shows the way again."),
    "active": _("{name} is @{username}. /persona bot {slug} off lets the house's bot speak instead."),
    "stopped": _("{name} is @{username}, resting; the house's bot speaks. /persona bot {slug} on wakes it."),
    "revoked": _("{name}: @{username} is lost to us. /persona bot {slug} makes a new one."),
}
