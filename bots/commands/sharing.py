"""The /share command: a talk with a persona as a card in the feed, with the consent of everybody it quotes."""

from bots.call import Call
from core import excerpts, members
from core.models.company import Excerpt
from core.models.people import Member
from core.ports import Button, PostView
from core.text import short
from core.words import _


async def share(call: Call, text: str) -> None:
    """Show the last lines with a persona as a card, once everybody quoted was asked: /share iris 6."""
    persona, count = await _wishes(call, text)
    excerpt = await excerpts.ask(call.db, call.room, call.member, persona, count, call.salon.now())
    others = excerpts.undecided(excerpt)
    if others:
        await call.show(_asking(call, excerpt, others))
    else:
        say = call.say
        shown = "\n".join([say(_("This would be your card in the feed:")), *_lines(excerpt)])
        await call.tell(shown, buttons=(_closing(call, excerpt),))


async def _wishes(call: Call, text: str) -> tuple[Member | None, int]:
    """Read whom and how many lines: both may be left out."""
    words = text.split()
    count = int(words.pop()) if words and words[-1].isdecimal() and len(words[-1]) < 3 else excerpts.USUAL
    return (await members.find_member(call.db, " ".join(words)) if words else None), count


def _lines(excerpt: Excerpt) -> list[str]:
    return [f"{quote.name}: {short(quote.text, 140)}" for quote in excerpts.quotes(excerpt)]


def _asking(call: Call, excerpt: Excerpt, others: list[str]) -> PostView:
    say = call.say_here
    asked = say(_("{name} would like to show this talk in the feed. It quotes {others}: is that all right?"))
    facts = {"name": call.member.named(call.room.language), "others": ", ".join(others)}
    covered = say(_("Lines of whoever does not agree are covered. {name} decides when it is shown."))
    items = excerpt.lines["items"]
    lines = [f"{item['name']}: {short(item['text'], 140)}" for item in items]
    agree = (
        Button(say(_("OK, quote me")), "quoteme", str(excerpt.id), tone="primary"),
        Button(say(_("Cover my lines")), "coverme", str(excerpt.id)),
    )
    text = "\n".join([asked.format(**facts), *lines, covered.format(**facts)])
    return PostView(text, buttons=(agree, _closing(call, excerpt)), language=call.room.language, tone="card")


def _closing(call: Call, excerpt: Excerpt) -> tuple[Button, ...]:
    say = call.say_here
    return (
        Button(say(_("Show it now")), "showtalk", str(excerpt.id), tone="primary"),
        Button(say(_("Drop it")), "droptalk", str(excerpt.id), tone="danger"),
    )


async def agree(call: Call, value: str, *, yes: bool) -> None:
    """Note whether the presser agrees to be quoted; the card is shown its asker decides when the card is shown."""
    excerpt = await excerpts.find(call.db, value)
    await excerpts.decide(call.db, excerpt, call.member, yes)
    told = _("Thank you: your lines may be shown.") if yes else _("Your lines will be covered.")
    await call.tell(call.say(told))


async def close(call: Call, value: str, *, shown: bool) -> None:
    """Show the card now, or drop it; only who asked may."""
    excerpt = await excerpts.find(call.db, value)
    if not await excerpts.close(call.db, excerpt, call.member, shown=shown, now=call.salon.now()):
        await call.nod()
        return
    told = _("It is in the feed in a moment.") if shown else _("Dropped; nothing is shown or kept.")
    await call.tell(call.say(told))
