"""The shelf of looks: what styles there are, and those a room adds."""

from bots.call import Call
from bots.flags import find_style, split_flags
from core import looks as shelf
from core.errors import BadLook, UnknownChoice
from core.painter import Choice, Style
from core.ports import PictureView, PostView
from core.words import _

ADD, REMOVE = ("add", "添加", "加"), ("remove", "delete", "删除", "移除")


async def looks(call: Call, text: str) -> None:
    """Show the shelf; `add name: words` and `remove name` change the room's own part of it, for those who run it."""
    verb, _space, rest = text.strip().partition(" ")
    if not verb:
        await _show(call)
    elif verb.lower() in ADD:
        call.only_admins()
        await _add(call, rest.strip())
    elif verb.lower() in REMOVE:
        call.only_admins()
        await shelf.remove_look(call.db, call.room, rest)
        await call.tell(call.say_here(_("“{name}” is off the shelf.")).format(name=rest.strip()[:24]))
    else:
        raise UnknownChoice(value=verb[:20], choices="add, remove")


async def _add(call: Call, text: str) -> None:
    said, flags = split_flags(text.replace("：", ":"))
    name, colon, words = said.partition(":")
    if not colon:
        raise BadLook(name=name[:24] or "…", why=_("say after a colon what it adds, like: misty: thin fog, pale light"))
    typed, house = dict(flags), call.salon.painter.capabilities.styles
    taken = {known.casefold() for style in house for known in (style.name, style.title, style.title_zh, *style.aliases)}
    if name.strip().casefold() in taken:
        raise BadLook(name=name.strip()[:24], why=_("the house has a look of this name already"))
    base = find_style(typed["style"], house).name if typed.get("style") else ""
    avoid, now = typed.get("no", ""), call.salon.now()
    look = await shelf.add_look(call.db, call.room, name, words, avoid=avoid, base=base, now=now)
    told = call.say_here(_("“{name}” is on this room's shelf: /imagine a heron in fog --style {name}"))
    await call.tell(told.format(name=look.name))


async def _show(call: Call) -> None:
    chosen = call.salon.painter.capabilities.chosen(call.room.painter)
    own = await shelf.looks_of(call.db, call.room)
    lines = [call.say(_("The looks of the house. Type --style and a name, like: /imagine a heron in fog --style ink"))]
    sheet = await _sheet(call, chosen)
    if sheet is None:
        lines.append(" · ".join(_named(style, call.language) for style in chosen.can.styles))
    if own:
        lines.append(call.say(_("This room's own:")))
        lines += [f"• {look.name}: {look.words}" + (f" (+ {look.base})" if look.base else "") for look in own]
    else:
        lines.append(call.say(_("A room can add its own: /looks add misty: thin fog, pale light --no people")))
    view = PostView("\n".join(lines), language=call.language, pictures=(sheet,) if sheet else ())
    await call.show(view, private=True)


def _named(style: Style, language: str) -> str:
    return f"{style.name} {style.title_zh}" if language == "zh" else style.name


async def _sheet(call: Call, painter: Choice) -> PictureView | None:
    """Return the picture that shows every look, once the house has painted it."""
    key = shelf.sheet_key(painter, call.language)
    if not await call.salon.media.has(key):
        return None
    told = call.say(_("A sheet of small pictures, one for each look: {names}"))
    return PictureView(
        key,
        key,
        *shelf.sheet_size(len(painter.can.styles)),
        told.format(names=", ".join(style.name for style in painter.can.styles)),
    )
