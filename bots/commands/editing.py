"""Edits: a part of a post's picture painted anew, as it was marked on the editor's page."""

import re
from dataclasses import replace

from bots.call import Call
from bots.commands.making import request_pictures
from bots.events import Press
from bots.flags import read_wish
from core import brought, parts, posts, studio
from core.errors import NoPrompt
from core.words import _

STRENGTH = 0.95
COUNT = 2
_VALUE = re.compile(r"([0-9A-Za-z]{4,8})\.([1-9])\.([0-9a-f]{32})")


def value_of(code: str, n: int, mask: str) -> str:
    """Write what an edit is of: a post's code, its picture's number, and the mask's media key."""
    return f"{code}.{n}.{parts.name_of(mask)}"


async def edit(call: Call, pressed: Press) -> None:
    """Ask for a part of a picture to be painted anew by words; what was private stays so."""
    found = _VALUE.fullmatch(pressed.value)
    key = parts.key_of(found[3]) if found else ""
    if found is None or not await call.salon.media.has(key):
        told = _("What was marked is no longer here. Open the picture's editor and mark it again.")
        await call.tell(call.say(told), notice=True)
        return
    await brought.keep_for_now(call.db, key, call.member, call.room, call.salon.now())
    if not pressed.text.strip():
        raise NoPrompt
    post = await posts.find(call.db, found[1], call.member)
    picture = await parts.picture_of(call.db, post, int(found[2]))
    house = call.salon.painter.capabilities
    parts.check(house, call.room)
    chosen = house.chosen(call.room.painter)
    old = replace(await studio.brief_of(call.db, post), painter="", negative="", seed=None, touch=0)
    start = replace(old, prompt="", count=min(COUNT, chosen.can.most), strength=STRENGTH)
    side = call.salon.settings.picture_side
    wish = read_wish(pressed.text, await call.offered(), side, start=start, painter=call.room.painter)
    brief = replace(wish.brief, source=picture.key, mask=key, width=picture.width, height=picture.height)
    private = call.member.private if wish.private is None else wish.private
    await request_pictures(call, brief, parent=post, private=private or post.visibility != "public")
