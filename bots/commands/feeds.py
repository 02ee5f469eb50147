"""Commands that show pictures: one card whose pages turn in place."""

import random
import re
from dataclasses import replace

from bots.call import Call
from bots.events import Press
from core import delivery, feed, members, posts, studio, views
from core.errors import NotFound, UnknownChoice
from core.models.posts import Post
from core.ports import Button, PostView
from core.words import _

LENGTH = 10
ORDER = re.compile(r"(?:--|—|–|−−)by[ =]+(\S+)", re.IGNORECASE)
ORDERS = {"count": "top", "score": "top", "rate": "best", "赞数": "top", "好评率": "best"}
EVERYWHERE = {"everywhere", "all-rooms", "处处", "全部房间"}


async def top(call: Call, text: str) -> None:
    """Show the best pictures of a window: day, week, month, year or all; here, everywhere, or by a creator.

    By how many like them, or with --by rate by how many surely do of those who voted.
    """
    chosen = ORDER.search(text)
    if chosen and chosen[1].lower() not in ORDERS:
        raise UnknownChoice(value=chosen[1][:20], choices="count, rate")
    words = ORDER.sub(" ", text).split()
    window = next((WINDOW_WORDS[word.lower()] for word in words if word.lower() in WINDOW_WORDS), "week")
    rest = [word for word in words if word.lower() not in WINDOW_WORDS]
    await _card(call, ORDERS[chosen[1].lower()] if chosen else "top", window, rest)


async def new(call: Call, text: str) -> None:
    """Show the latest pictures."""
    await _card(call, "new", "all", text.split())


async def hot(call: Call, text: str) -> None:
    """Show what is liked just now."""
    await _card(call, "hot", "all", text.split())


async def surprise(call: Call, text: str) -> None:
    """Show a picture from any time."""
    post = await feed.random_post(call.db, random.random(), call.salon.now())
    if post is None:
        await _empty(call)
        return
    await show_post(call, post)


async def show(call: Call, text: str) -> None:
    """Bring a post back with live buttons; privately if it is private."""
    if not text.strip():
        raise NotFound(what="…")
    await show_post(call, await posts.find(call.db, text.split()[0], call.member))


async def show_post(call: Call, post: Post) -> None:
    """Show a post in a message of its own, whose counts stay true and whose reactions count."""
    creation = await studio.get_creation(call.db, post.creation_id)
    alone = post.visibility != "public"
    place = replace(call.place, asked=call.key) if alone else replace(call.place, asked=call.key, only_for="")
    await delivery.open_copy(call.db, creation, call.room, call.salon.now(), place)


async def _card(call: Call, sort: str, window: str, words: list[str]) -> None:
    place = "here"
    for word in words:
        if word.lower() in EVERYWHERE:
            place = "everywhere"
        elif word.lower() not in ("here", "这里"):
            place = f"m{(await members.find_member(call.db, word)).id}"
    view = await _page(call, sort, window, place, 0)
    if view is None:
        await _empty(call)
    else:
        await call.show(view)


async def _empty(call: Call) -> None:
    await call.tell(call.say(_("No pictures yet. Be the first: /imagine a heron in fog, woodblock print")))


async def turn(call: Call, pressed: Press) -> None:
    """Turn a card's page, in the same message."""
    await turn_to(call, pressed.value, pressed.message_id)


async def turn_to(call: Call, value: str, message_id: str) -> None:
    """Show a page of a card: in its message, or in a new one if that is no card."""
    parts = value.split("~")
    if len(parts) not in (4, 5) or not parts[3].isdecimal() or parts[0] not in TITLES or parts[1] not in WINDOW_NAMES:
        raise UnknownChoice(value=value[:20], choices="◀ ▶")
    sort, window, place, number = parts[:4]
    view = await _page(call, sort, window, place, int(number[:4]))
    if view is None:
        await _empty(call)
    else:
        await call.show(view, edit="" if parts[4:] == ["new"] else message_id)


async def _page(call: Call, sort: str, window: str, place: str, number: int) -> PostView | None:
    scope = feed.Scope(level=call.room.level)
    if place not in ("here", "everywhere"):
        scope = feed.Scope(creator=await members.meant_by(call.db, place), level=call.room.level)
    elif place == "here":
        scope = feed.Scope(room=call.room, level=call.room.level)
    found = await feed.page(call.db, sort, now=call.salon.now(), window=window, size=LENGTH, scope=scope)
    if not found.items:
        return None
    number %= len(found.items)
    post, _author, rank = found.items[number]
    view = await views.view_of(call.db, post, call.room.language)
    call.salon.shown.add((post.id,), "card", call.room.id)
    say = call.say_here
    title = say(TITLES[sort]).format(window=say(WINDOW_NAMES[window]))
    steps = [
        f"{sort}~{window}~{place}~{step % len(found.items)}~{way}"
        for step, way in ((number - 1, "back"), (number, "stay"), (number + 1, "on"))
    ]  # no two buttons of a message may mean the same to Discord
    pager = (
        Button("◀", "page", steps[0], hint=say(_("Previous"))),
        Button(f"{number + 1}/{len(found.items)}", "page", steps[1]),
        Button("▶", "page", steps[2], hint=say(_("Next"))),
    )
    deeds = (
        Button(f"❤ {rank.up}", "like", f"{post.code}.~{sort}~{window}~{place}~{number}", hint=say(_("Like it"))),
        Button("🔁 " + say(_("Remix")), "remix", post.code, tone="primary"),
        Button("🔗", url=f"{call.salon.settings.base_url}/p/{post.code}", hint=say(_("Open its page"))),
    )
    head = f"{title} · {number + 1}/{len(found.items)}"
    return replace(view, text=f"{head}\n{view.text}".strip(), buttons=(pager, deeds), tone="card")


TITLES = {
    "new": _("New pictures"),
    "hot": _("Liked just now"),
    "top": _("Best of {window}"),
    "best": _("Best of {window}, by rate"),
}
WINDOW_NAMES = {
    "day": _("the day"),
    "week": _("the week"),
    "month": _("the month"),
    "year": _("the year"),
    "all": _("all time"),
}
WINDOW_WORDS = {
    **{name: name for name in WINDOW_NAMES},
    "today": "day", "daily": "day", "weekly": "week", "monthly": "month", "ever": "all", "alltime": "all",
    "今天": "day", "日": "day", "天": "day", "本周": "week", "周": "week", "本月": "month", "月": "month", "今年": "year", "年": "year", "全部": "all",
}  # fmt: skip
