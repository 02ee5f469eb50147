"""The excerpt job: a talk that was agreed to, set as a card and published."""

import asyncio
from collections.abc import Sequence

from core import excerpts
from core.marks import Made
from core.models.work import Job
from core.salon import Salon
from core.studio import StoredPicture
from generation import marking
from generation.talk_card import draw_talk


async def show(salon: Salon, held: Sequence[Job]) -> None:
    """Do an `excerpt` job: draw the card, store it, publish it as a post. Safe to run again."""
    async with salon.begin() as db:
        excerpt, creation = await excerpts.begin(salon, db, held[0].args["excerpt"])
    if creation.state != "painting":
        return
    quotes = excerpts.quotes(excerpt)
    faces = {one.slug: await salon.media.get(one.face) or b"" for one in quotes if one.persona}
    title = str(creation.brief["prompt"]).partition(":")[0]
    card = await asyncio.to_thread(draw_talk, quotes, faces, title)
    label = marking.words_for(salon.settings, None)
    key, small = await marking.put(salon, "pictures", card, Made("talk card", title=title), label=label)
    alt = "; ".join(f"{quote.name}: {quote.text}" for quote in quotes)[:600]
    await excerpts.finish(salon, creation, StoredPicture(key, small, *card.size, 0, alt, {}))
