"""Cards: a list of pictures as one message whose pages turn in place.

A card's buttons carry `sort~window~place~number`. The place is `here`, `everywhere`, a member (m12), a board (b12), the
presser's own feed (`you`) or what was searched for (`?heron fog`). So a card works for ever, and keeps nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bots.call import Call
from bots.events import Press
from core import boards, feed, foryou, members, views
from core.errors import UnknownChoice
from core.feed import Row
from core.ports import Button, PostView
from core.words import _

LENGTH = 10
MOST_ON_BOARD = 500
WORDS_BYTES = 34
"""How long searched words may be: with them a button's value must fit Telegram's 64 bytes."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a card turns through: its title, the posts, what is said of each, and whether it is for one member alone."""

    title: str
    items: Sequence[Row]
    notes: Sequence[str] = ()
    alone: bool = False


async def open_card(call: Call, sort: str, window: str, place: str) -> None:
    """Show a list's first picture on a new card, or say that there is none."""
    await _show(call, sort, window, place, 0, "")


async def turn(call: Call, pressed: Press) -> None:
    """Turn a card's page, in the same message."""
    await turn_to(call, pressed.value, pressed.message_id)


async def turn_to(call: Call, value: str, message_id: str) -> None:
    """Show a page of a card: in its message, or in a new one if that is no card."""
    parts = value.split("~")
    if len(parts) not in (4, 5) or not parts[3].isdecimal() or parts[0] not in TITLES or parts[1] not in WINDOW_NAMES:
        raise UnknownChoice(value=value[:20], choices="◀ ▶")
    sort, window, place, number = parts[:4]
    await _show(call, sort, window, place, int(number[:4]), "" if parts[4:] == ["new"] else message_id)


async def _show(call: Call, sort: str, window: str, place: str, number: int, edit: str) -> None:
    listed = await _list(call, sort, window, place)
    if listed.items:
        view = await _page(call, listed, f"{sort}~{window}~{place}", number)
        await call.show(view, private=listed.alone, edit=edit)
    elif place.startswith("?"):
        await call.tell(call.say(_("No picture here has all of these words: {words}")).format(words=place[1:]))
    elif place.startswith("b"):
        await call.tell(call.say(_("{name} is empty. /save under a picture puts it there.")).format(name=listed.title))
    elif place == "you":
        await call.tell(call.say(_("You have been through all of it. /new shows the latest pictures.")))
    else:
        await empty(call)


async def empty(call: Call) -> None:
    """Say that there are no pictures yet, and how to make one."""
    await call.tell(call.say(_("No pictures yet. Be the first: /imagine a heron in fog, woodblock print")))


async def _list(call: Call, sort: str, window: str, place: str) -> Listed:
    """Read the posts that a card is about, as they rank now."""
    now, scope = call.salon.now(), feed.Scope(level=call.room.level)
    if place.startswith("b") and place[1:].isdecimal() and len(place) < 19:
        board = await boards.numbered(call.db, int(place[1:]), call.member)
        items = await boards.posts_on(call.db, board, now, scope)
        return Listed(
            boards.named(board, call.language if board.private else call.room.language), items, alone=board.private
        )
    if place == "you":
        return await _own(call)
    if place.startswith("?"):
        scope = replace(scope, words=place[1:])
        title = f"🔎 {place[1:]}"
    else:
        if place == "here":
            scope = replace(scope, room=call.room)
        elif place != "everywhere":
            scope = replace(scope, creator=await members.meant_by(call.db, place))
        title = call.say_here(TITLES[sort]).format(window=call.say_here(WINDOW_NAMES[window]))
    found = await feed.page(call.db, sort, now=now, window=window, size=LENGTH, scope=scope)
    return Listed(title, found.items)


async def _own(call: Call) -> Listed:
    styles, scope = call.salon.painter.capabilities.styles, feed.Scope(level=call.room.level)
    found = await foryou.page(call.db, call.member, styles, now=call.salon.now(), size=LENGTH, scope=scope)
    notes = [f"💡 {reason.told(call.language)}" for reason in found.reasons]
    if not found.learnt:
        told = call.say(_("Nothing to go by yet: like, save or follow, and this feed learns what you like."))
        notes = [f"💡 {told}"] * len(found.items)
    return Listed(call.say(TITLES["foryou"]), found.items, notes, alone=True)


async def _page(call: Call, listed: Listed, where: str, number: int) -> PostView:
    number %= len(listed.items)
    post, _author, rank = listed.items[number]
    language = call.language if listed.alone else call.room.language
    view = await views.view_of(call.db, post, language)
    call.salon.shown.add((post.id,), "card", call.room.id)
    say = call.say if listed.alone else call.say_here
    steps = [
        f"{where}~{step % len(listed.items)}~{way}"
        for step, way in ((number - 1, "back"), (number, "stay"), (number + 1, "on"))
    ]  # no two buttons of a message may mean the same to Discord
    pager = (
        Button("◀", "page", steps[0], hint=say(_("Previous"))),
        Button(f"{number + 1}/{len(listed.items)}", "page", steps[1]),
        Button("▶", "page", steps[2], hint=say(_("Next"))),
    )
    deeds = (
        Button(f"❤ {rank.up}", "like", f"{post.code}.~{where}~{number}", hint=say(_("Like it"))),
        Button("🔁 " + say(_("Remix")), "remix", post.code, tone="primary"),
        Button("🔖", "save", post.code, hint=say(_("Save"))),
        Button("🔗", url=f"{call.salon.settings.base_url}/p/{post.code}", hint=say(_("Open its page"))),
    )
    lines = [f"{listed.title} · {number + 1}/{len(listed.items)}", *listed.notes[number : number + 1], view.text]
    return replace(view, text="\n".join(lines).strip(), buttons=(pager, deeds), tone="card")


def searched(words: str) -> tuple[str, bool]:
    """Return the words to search for as a card can carry them, and whether some had to be left out."""
    plain = words.replace("~", " ").split()
    kept: list[str] = []
    for word in plain:
        if len(" ".join([*kept, word]).encode()) > WORDS_BYTES:
            break
        kept.append(word)
    whole = " ".join(kept) or (plain[0].encode()[:WORDS_BYTES].decode("utf-8", "ignore") if plain else "")
    return whole, whole != " ".join(plain)


TITLES = {
    "new": _("New pictures"),
    "hot": _("Liked just now"),
    "top": _("Best of {window}"),
    "best": _("Best of {window}, by rate"),
    "foryou": _("For you"),
    "board": _("Board"),
}
WINDOW_NAMES = {
    "day": _("the day"),
    "week": _("the week"),
    "month": _("the month"),
    "year": _("the year"),
    "all": _("all time"),
}
