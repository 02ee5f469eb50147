"""How a description's message looks now, and how it is brought to look so: one idempotent deed, as for every copy of a post."""

import hashlib
import logging
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from core import delivery, descriptions
from core.codes import code_of
from core.models.describing import Description
from core.models.posts import Post
from core.models.rooms import Room
from core.models.work import Job
from core.ports import Button, Envelope, Gone, PostView
from core.salon import Salon
from core.words import Translate, _, translator

log = logging.getLogger("salon.delivery")
VIEW = TypeAdapter(PostView)
OWN = "own"
"""Who told what was known without a look."""


def view_of(row: Description, post: Post | None, styles: Sequence[tuple[str, str]] = ()) -> PostView:
    """Return a description's message: a sign that somebody looks, the words with a button for each idea, or why there are none.

    `styles` are the looks' names with their titles. A picture that is not public any more is told to nobody but its own.
    """
    say = translator(row.language)
    reply_to = str(row.place.get("reply_to", ""))
    if row.state == "done" and _out_of_sight(row, post):
        gone = say(_("That picture is not public any more, so its words are not shown here."))
        return PostView(gone, language=row.language, tone="notice", reply_to=reply_to)
    if row.state == "done":
        text, buttons = _told(row, dict(styles), say)
        return PostView(text, buttons=buttons, language=row.language, tone="card", reply_to=reply_to)
    return _not_told(row, say, reply_to)


def _out_of_sight(row: Description, post: Post | None) -> bool:
    seen = ("public", "private") if row.alone else ("public",)
    return row.post_id is not None and (post is None or post.visibility not in seen)


def _told(row: Description, titles: dict[str, str], say: Translate) -> tuple[str, tuple[tuple[Button, ...], ...]]:
    ideas, number = descriptions.ideas_of(row), str(row.id)
    of_post = say(_("👁 What #{code} shows")).format(code=code_of(row.post_id)) if row.post_id is not None else ""
    lines = [of_post or say(_("👁 What the picture shows")), row.text]
    for n, idea in enumerate(ideas, start=1):
        look = titles.get(idea.style, idea.style)
        lines.append(f"🖌 {n}  {idea.prompt}" + (f" · {look}" if look else ""))
    if row.by != OWN:
        lines.append(say(_("Seen by {model}, an AI, which may be wrong.")).format(model=row.by))
    keys = [
        Button(f"🖌 {n}", "idea", f"{number}.{n}", tone="primary", hint=idea.prompt)
        for n, idea in enumerate(ideas, start=1)
    ]
    if len(ideas) > 1:
        keys.append(Button("🖌 " + say(_("All")), "ideas", number, hint=say(_("Paint one picture of each"))))
    copy = Button("⧉ " + say(_("Copy the words")), "words", number, copy=row.text)
    return "\n".join(lines), ((*keys,), (copy,)) if keys else ((copy,),)


def _not_told(row: Description, say: Translate, reply_to: str) -> PostView:
    number = str(row.id)
    shown: dict[str, tuple[str, Button | None]] = {
        "waiting": (say(_("👁 Looking…")), Button(say(_("Cancel")), "unlook", number)),
        "cancelled": (say(_("Taken back; nothing was counted.")), Button(say(_("Look after all")), "relook", number)),
        "failed": (row.error, Button(say(_("Retry")), "relook", number, tone="primary")),
        "refused": (row.error, None),
    }
    text, key = shown[row.state]
    notice = row.state in ("failed", "refused")
    return PostView(
        text,
        buttons=((key,),) if key else (),
        language=row.language,
        tone="notice" if notice else "plain",
        reply_to=reply_to,
    )


async def deliver(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `description` job: make its message look as it should now. Safe to repeat at any point.

    Where a platform can't tell a repeated message from a new one, words go into a message that stands already.
    """
    async with salon.read() as db:
        row = await db.get(Description, held[0].args["description"])
        if row is None:
            return
        room = await db.get_one(Room, row.room_id)
        view = await _present(salon, db, row)
    if not room.open:
        return
    platform, place = delivery.platform_of(salon, room), delivery.Place(**row.place)
    to = Envelope(room.address, place.only_for, place.thread, place.answering)
    look = hashlib.sha256(VIEW.dump_json(view)).hexdigest()
    try:
        if row.message_id is None:
            whole = platform.keyed or row.state == "waiting"
            first = view if whole else _stand_in(row)
            row.message_id = await platform.send(to, first, row.key)
            await _note(salon, row, message_id=row.message_id, shown=look if whole else "")
            row.shown = look if whole else ""
        if row.message_id and row.shown != look:
            await platform.edit(to, row.message_id, view)
            await _note(salon, row, shown=look)
    except Gone:
        log.info("a description in room %s had nowhere to go", room.id)


async def _present(salon: Salon, db: AsyncSession, row: Description) -> PostView:
    post = await db.get(Post, row.post_id) if row.post_id is not None else None
    title = "title_zh" if row.language == "zh" else "title"
    styles = [(style.name, getattr(style, title)) for style in salon.painter.capabilities.styles]
    return view_of(row, post, styles)


def _stand_in(row: Description) -> PostView:
    looking = translator(row.language)(_("👁 Looking…"))
    key = Button(translator(row.language)(_("Cancel")), "unlook", str(row.id))
    return PostView(looking, buttons=((key,),), language=row.language, reply_to=str(row.place.get("reply_to", "")))


async def _note(salon: Salon, row: Description, **values: Any) -> None:
    async with salon.begin() as db:
        await db.execute(update(Description).where(Description.id == row.id).values(**values))
