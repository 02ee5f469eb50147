"""The /persona command: make characters, bring them along from other tools, and say when and how much they speak here."""

import re
from collections.abc import Awaitable, Callable

from bots.call import Call
from bots.commands import people
from bots.commands.persona_bot import persona_bot
from bots.commands.reasons import explain
from core import characters, members, palates, seats, talk
from core.casting import Sheet
from core.errors import BadCharacter, BadFlag, NotYours, UnknownChoice
from core.members import speaker_of
from core.models.company import Drift
from core.models.people import Member
from core.models.posts import Deed
from core.ports import Button, PictureView, PostView
from core.words import _

TALK = {"silent": 0.0, "quiet": 0.12, "normal": 0.4, "chatty": 0.75, "少": 0.12, "正常": 0.4, "多": 0.75}
PACES = {"off": 0.0, "never": 0.0, "daily": 1.0, "weekly": 1 / 7, "不发": 0.0, "每天": 1.0, "每周": 1 / 7}
MOST_PICTURES = 24
FORMS = ("png", "json", "v2", "charx", "eliza", "md")
HOURS = re.compile(r"\d{1,2}:\d\d\s*-\s*\d{1,2}:\d\d(?:\s*,\s*\d{1,2}:\d\d\s*-\s*\d{1,2}:\d\d)*")


async def persona(call: Call, text: str) -> None:
    """Do what follows /persona; alone it shows the cast."""
    verb, _space, rest = text.strip().partition(" ")
    deed = VERBS.get(verb.lower())
    if not verb:
        await people.personas(call, "")
    elif deed is None:
        raise UnknownChoice(value=verb[:20], choices=", ".join(SHOWN))
    else:
        await deed(call, rest.strip())


async def _create(call: Call, text: str) -> None:
    """Make a character from a few words: "Nils, a lighthouse keeper who paints storms in ink, dry humour"."""
    if not text:
        await call.ask(
            call.say(_("Who is it? A name and a sentence or two: who they are, what they paint, how they talk.")),
            "persona",
            "create",
            call.say(_("Nils, a lighthouse keeper who paints storms in ink; few words, dry humour, up at night")),
        )
        return
    sheet = call.salon.casting.draft(text, call.language)
    await _let_in(call, sheet)


async def _import(call: Call, text: str) -> None:
    """Bring a character along from a file of another tool, or from one of ours."""
    if call.brought is None:
        told = _("Send the card's file with /persona import as its caption: PNG, JSON, CHARX or Markdown, up to 8 MB.")
        await call.tell(call.say(told), notice=True)
        return
    await _let_in(call, call.brought)


async def _let_in(call: Call, sheet: Sheet) -> None:
    """Make the character, show it to its author, and let it into this room if its author may decide that."""
    persona = await characters.make(call.db, call.member, sheet, call.salon.now())
    await _draw(call, persona, sheet)
    seat = await seats.seat_of(call.db, call.room, persona)
    seat.present = call.runs_room
    lines = [call.say(_("{name} is here: @{slug}.")).format(name=persona.named(call.language), slug=persona.slug)]
    lines.append(call.salon.casting.told({**sheet.card, "slug": persona.slug}, call.language))
    lines += [f"· {call.say(note)}" for note in sheet.notes[:6]]
    if not call.runs_room:
        lines.append(
            call.say(_("An admin of this chat lets them in: /persona invite {slug}")).format(slug=persona.slug)
        )
    lines.append(
        call.say(_("Change it: /persona edit {slug} look|bio|voice|likes|hours|talk …")).format(slug=persona.slug)
    )
    await call.show(_card(call, persona, "\n".join(lines)), private=True)
    if call.runs_room and call.room.kind != "direct":
        await talk.nudge(call.db, call.room, persona, call.salon.now(), call.key)


async def _draw(call: Call, persona: Member, sheet: Sheet) -> None:
    await call.salon.media.put(f"avatars/{persona.slug}.svg", sheet.portrait)
    await call.salon.media.put(f"avatars/{persona.slug}.png", sheet.likeness)


def _card(call: Call, persona: Member, text: str) -> PostView:
    say, value = call.say, f"m{persona.id}"
    key = characters.face_of(persona)
    picture = PictureView(key, key, 256, 256, persona.named(call.language))
    buttons = (
        Button("💬 " + say(_("Talk")), "talk", value, tone="primary"),
        Button(say(_("Follow")), "follow", value),
    )
    return PostView(
        text, speaker_of(persona, call.language), (picture,), (buttons,), language=call.language, tone="card"
    )


async def _show(call: Call, text: str) -> None:
    persona = await _persona(call, text)
    card = await _written(call, persona)
    await call.show(_card(call, persona, call.salon.casting.told(card, call.language)), private=True)


async def _export(call: Call, text: str) -> None:
    """Hand a character over as a file that other tools read: /persona export iris png."""
    who, _space, form = text.rpartition(" ")
    if form.lower() not in FORMS:
        who, form = text, "png"
    persona = await _persona(call, who)
    card = await _written(call, persona)
    character = await characters.character_of(call.db, persona)
    likeness = await call.salon.media.get(characters.face_of(persona)) or b""
    kept = character.kept if character and character.author_id == call.member.id else {}
    name, data = call.salon.casting.write(card, kept, form.lower(), likeness)
    key = call.salon.media.new_key("exports", name.rpartition(".")[2])
    await call.salon.media.put(key, data)
    told = call.say(_("{name} as a character card. Other tools open it, and /persona import brings it back."))
    view = PostView(
        told.format(name=persona.named(call.language)),
        files=(PictureView(key, key, 0, 0, name),),
        language=call.language,
    )
    await call.show(view, private=True)


async def _edit(call: Call, text: str) -> None:
    """Change one field of a character of one's own: /persona edit nils voice never raises his voice."""
    who, _space, rest = text.partition(" ")
    name, _space, value = rest.strip().partition(" ")
    persona = await _persona(call, who)
    character = await characters.own_character(call.db, call.member, persona)
    if not name or not value.strip():
        await call.tell(call.salon.casting.told(character.card, call.language))
        return
    sheet = call.salon.casting.edit(character.card, name.lower(), value.strip())
    await characters.change(call.db, persona, sheet, call.salon.now())
    await _draw(call, persona, sheet)
    await call.show(_card(call, persona, call.salon.casting.told(character.card, call.language)), private=True)


async def _pause(call: Call, text: str) -> None:
    await _set_state(call, text, "paused", _("{name} rests. /persona resume {slug} wakes them."))


async def _resume(call: Call, text: str) -> None:
    await _set_state(call, text, "active", _("{name} is awake again."))


async def _delete(call: Call, text: str) -> None:
    await _set_state(call, text, "deleted", _("{name} is gone; the pictures stay. Their card is erased."))


async def _set_state(call: Call, text: str, state: str, told: str) -> None:
    persona = await _persona(call, text)
    character = await characters.own_character(call.db, call.member, persona)
    await characters.set_state(call.db, character, state, call.salon.now())  # type: ignore[arg-type]
    await call.tell(call.say(told).format(name=persona.named(call.language), slug=persona.slug))


async def _invite(call: Call, text: str) -> None:
    call.only_admins()
    persona = await _persona(call, text)
    seat = await seats.seat_of(call.db, call.room, persona)
    seat.present, seat.muted = True, False
    await call.tell(_named(call, persona, _("{name} is in this room now.")))
    await talk.nudge(call.db, call.room, persona, call.salon.now(), call.key)


async def _dismiss(call: Call, text: str) -> None:
    call.only_admins()
    persona = await _persona(call, text)
    (await seats.seat_of(call.db, call.room, persona)).present = False
    await call.tell(_named(call, persona, _("{name} has left this room. /persona invite {slug} asks them back.")))


async def _mute(call: Call, text: str) -> None:
    await _set_muted(call, text, True, _("{name} says and paints nothing here until /persona unmute {slug}."))


async def _unmute(call: Call, text: str) -> None:
    await _set_muted(call, text, False, _("{name} may speak here again."))


async def _set_muted(call: Call, text: str, muted: bool, told: str) -> None:
    call.only_admins()
    persona = await _persona(call, text)
    (await seats.seat_of(call.db, call.room, persona)).muted = muted
    await call.tell(_named(call, persona, told))


async def _talk(call: Call, text: str) -> None:
    """Say how talkative a persona is here: /persona talk fen quiet."""
    call.only_admins()
    who, _space, wish = text.rpartition(" ")
    persona = await _persona(call, who or text)
    share = TALK.get(wish.lower(), _share(wish))
    if not who or share is None:
        raise BadFlag(flag="/persona talk", value=wish[:20], why="silent, quiet, normal, chatty, 0–1")
    (await seats.seat_of(call.db, call.room, persona)).talk = share
    told = _(
        "{name} joins in unasked about {share} of the times there is an occasion. Whoever speaks to them is answered."
    )
    await call.tell(_named(call, persona, told, share=f"{share:.0%}"))


def _share(word: str) -> float | None:
    try:
        share = float(word)
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None


async def _schedule(call: Call, text: str) -> None:
    """Say how often a persona posts here by itself, or in which hours: /persona schedule luna 3, weekly, 20:00-23:00."""
    call.only_admins()
    who, _space, wish = text.partition(" ")
    persona, wish = await _persona(call, who), wish.strip().lower()
    seat = await seats.seat_of(call.db, call.room, persona)
    if HOURS.fullmatch(wish):
        call.salon.casting.edit(await _written(call, persona), "hours", wish)
        seat.hours = wish
        await call.tell(
            _named(call, persona, _("{name}'s hours here: {hours} ({zone})."), hours=wish, zone=call.room.timezone)
        )
        return
    count = PACES.get(wish, float(wish) if wish.isdecimal() and int(wish) <= MOST_PICTURES else None)
    if count is None:
        raise BadFlag(
            flag="/persona schedule", value=wish[:20], why=f"0–{MOST_PICTURES}, daily, weekly, off, 20:00-23:00"
        )
    seat.pictures = count
    told = (
        _("{name} posts nothing unasked here.") if count == 0 else _("{name} posts at most {count} here by themselves.")
    )
    often = call.say(_("one a week")) if 0 < count < 1 else call.say(_("{count:g} a day")).format(count=count)
    await call.tell(_named(call, persona, told, count=often))


async def _say(call: Call, text: str) -> None:
    """Ask a persona for something now: a thing of its own, or a picture of what is said."""
    call.only_admins()
    who, _space, wish = text.partition(" ")
    persona = await _persona(call, who)
    await talk.nudge(call.db, call.room, persona, call.salon.now(), call.key, wish.strip())
    await call.nod()


async def _why(call: Call, text: str) -> None:
    """Tell an admin which rule let the personas of this room speak, or kept them silent, lately."""
    call.only_admins()
    persona = await _persona(call, text) if text else None
    found = await talk.decisions(call.db, call.room)
    lines = [line for deed in found if (line := _decision(call, deed, persona))]
    head = call.say(_("What the characters decided here lately, newest first:"))
    await call.tell("\n".join([head, *lines[:10]] if lines else [call.say(_("Nothing was decided here yet."))]))


def _decision(call: Call, deed: Deed, persona: Member | None) -> str:
    rules: dict[str, str] = deed.about.get("rules", {})
    chosen = {slug: rule for slug, rule in rules.items() if persona is None or slug == persona.slug}
    if not chosen:
        return ""
    return explain(call.say, deed, chosen)


async def _taste(call: Call, text: str) -> None:
    """Show how a persona's taste moved, with a way to undo or lock each change for whoever may."""
    persona = await _persona(call, text)
    drifts = await palates.drifts_of(call.db, persona, 6)
    lines = [_named(call, persona, _("How votes moved {name}'s taste:"))]
    lines += [f"{n}. {_drift(call, one)}" for n, one in enumerate(drifts, start=1)]
    if not drifts:
        lines = [_named(call, persona, _("Votes have not moved {name}'s taste yet."))]
    rows: tuple[tuple[Button, ...], ...] = ()
    if await _may_steer(call, persona):
        rows = tuple(
            (
                Button(f"{n} ↩ " + call.say(_("Undo")), "undrift", str(one.id)),
                Button(f"{n} 🔒 " + call.say(_("Lock")), "lockdrift", str(one.id)),
            )
            for n, one in enumerate(drifts, start=1)
            if one.undone_at is None
        )
    await call.tell("\n".join(lines), buttons=rows)


def _drift(call: Call, drift: Drift) -> str:
    told = call.salon.casting.drift(drift.about, call.language)
    undone = " · " + call.say(_("undone")) if drift.undone_at else ""
    return f"{drift.at:%Y-%m-%d} {told}{undone}"


async def steer(call: Call, value: str, *, lock: bool) -> None:
    """Undo a change of taste, or lock what it was about as its card has it."""
    drift = await palates.drift_at(call.db, int(value)) if value.isdecimal() and len(value) < 18 else None
    persona = await members.member_at(call.db, drift.persona_id) if drift else None
    if drift is None or persona is None:
        raise UnknownChoice(value="…", choices="/persona taste")
    if not await _may_steer(call, persona):
        raise NotYours(who=_("who made this character"))
    palate = await palates.palate_of(call.db, persona)
    if palate is not None:
        mend = call.salon.casting.lock if lock else call.salon.casting.undo
        palate.arms = mend(palate.arms, drift.about)
    drift.undone_at = call.salon.now()
    await call.tell(call.say(_("Done: {what}")).format(what=_drift(call, drift)))


async def _may_steer(call: Call, persona: Member) -> bool:
    """Say whether the caller may steer a persona's taste: its author, and for the shipped cast whoever runs the room."""
    character = await characters.character_of(call.db, persona)
    return call.runs_room if character is None else character.author_id == call.member.id


async def _persona(call: Call, text: str) -> Member:
    """Return the persona that is meant; whoever is no persona can't be meant here."""
    if not text.strip():
        raise UnknownChoice(value="…", choices=", ".join(one.slug for one in (await members.cast(call.db))[:8]))
    found = await members.find_member(call.db, text)
    if found.kind != "persona":
        raise BadCharacter(why=call.say(_("{name} is a person")).format(name=found.name))
    return found


async def _written(call: Call, persona: Member) -> dict[str, object]:
    character = await characters.character_of(call.db, persona)
    card = character.card if character is not None else call.salon.casting.shipped(persona.slug)
    if not card:
        raise BadCharacter(why=call.say(_("their card is gone")))
    return dict(card)


def _named(call: Call, persona: Member, told: str, **facts: object) -> str:
    return call.say(told).format(name=persona.named(call.language), slug=persona.slug, **facts)


VERBS: dict[str, Callable[[Call, str], Awaitable[None]]] = {
    "create": _create, "new": _create, "import": _import, "export": _export, "show": _show, "edit": _edit,
    "pause": _pause, "resume": _resume, "delete": _delete, "invite": _invite, "dismiss": _dismiss, "mute": _mute,
    "unmute": _unmute, "talk": _talk, "schedule": _schedule, "say": _say, "why": _why, "taste": _taste,
    "bot": persona_bot, "list": people.personas,
    "新建": _create, "创建": _create, "导入": _import, "导出": _export, "查看": _show, "修改": _edit, "暂停": _pause,
    "恢复": _resume, "删除": _delete, "邀请": _invite, "请出": _dismiss, "禁言": _mute, "解禁": _unmute,
    "健谈": _talk, "时间": _schedule, "说": _say, "为什么": _why, "口味": _taste,
}  # fmt: skip
SHOWN = tuple(verb for verb in VERBS if verb.isascii() and verb not in ("new", "list"))
