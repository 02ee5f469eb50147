"""Commands that show pictures: the best, the latest, what is liked, what was searched for, what one should like."""

import random
import re
from dataclasses import replace

from bots.call import Call
from bots.commands import cards
from core import delivery, feed, members, posts, studio
from core.errors import NotFound, UnknownChoice
from core.models.posts import Post
from core.words import _

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


async def search(call: Call, text: str) -> None:
    """Show the pictures whose words hold all that is asked for, the newest first: /search heron fog."""
    words, left_out = cards.searched(text)
    if not words:
        await call.tell(call.say(_("Say what to look for, like: /search heron fog, or /search #moon")))
        return
    if left_out:
        await call.tell(call.say(_("Only the first words fit a search here: {words}")).format(words=words))
    await cards.open_card(call, "new", "all", f"?{words}")


async def for_you(call: Call, text: str) -> None:
    """Show the member alone what they should like, each picture with its reason."""
    await cards.open_card(call, "foryou", "all", "you")


async def surprise(call: Call, text: str) -> None:
    """Show a picture from any time."""
    post = await feed.random_post(call.db, random.random(), call.salon.now())
    if post is None:
        await cards.empty(call)
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
    await cards.open_card(call, sort, window, place)


WINDOW_WORDS = {
    **{name: name for name in cards.WINDOW_NAMES},
    "today": "day", "daily": "day", "weekly": "week", "monthly": "month", "ever": "all", "alltime": "all",
    "今天": "day", "日": "day", "天": "day", "本周": "week", "周": "week", "本月": "month", "月": "month", "今年": "year", "年": "year", "全部": "all",
}  # fmt: skip
