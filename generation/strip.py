"""The strip job: the four panels of a duet set as one picture, signed by both, and published."""

import asyncio
import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from core import duets, members, studio
from core.marks import Made
from core.models.company import Duet
from core.models.work import Job
from core.salon import Salon
from core.studio import StoredPicture
from core.words import _, translator
from generation import marking
from generation.painters.sketch.compose.lettering import caption, font

GAP, FOOT = 14, 64
PAPER, INK = "#f7f2e8", "#2a2620"


async def put_together(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `strip` job; while a panel is still being painted it is tried again later, and dropped when one is lost."""
    number, look = held[0].args["duet"], held[0].args["look"]
    async with salon.begin() as db:
        duet = await db.get_one(Duet, number)
        if duet.state != "open":
            return
        panels = await duets.panels_of(db, duet)
        if panels is None:
            if look >= duets.LOOKS or await duets.is_lost(db, duet):
                duet.state = "dropped"
            else:
                await duets.schedule_strip(db, duet, salon.now(), look + 1)
            return
        first, second = await members.member_at(db, duet.first_id), await members.member_at(db, duet.second_id)
        room = await duets.room_of(db, duet)
        language = room.language
        names = [one.named(language) if one else "?" for one in (first, second)]
        told = translator(language)(_("A duet in four panels by {first} and {second}."))
        came = [str(item.get("came", "")) for item in duet.panels["items"]]
        creation = await duets.take_strip(salon, db, duet, told.format(first=names[0], second=names[1]))
    files = [await salon.media.get(panel.key) or b"" for panel in panels]
    strip = await asyncio.to_thread(draw_strip, files, came, " × ".join(names))
    made, label = Made("duet", title=" × ".join(names)), marking.words_for(salon.settings, room)
    key, small = await marking.put(salon, "pictures", strip, made, label=label)
    alt = " / ".join(panel.alt for panel in panels)[:600]
    async with salon.begin() as db:
        await studio.complete(
            db, salon.settings, creation.id, [StoredPicture(key, small, *strip.size, 0, alt, {})], salon.now()
        )
        (await db.get_one(Duet, number)).state = "done"


def draw_strip(files: Sequence[bytes], came: Sequence[str], signed: str) -> Image.Image:
    """Return the panels (PNG) two by two on paper, each with its number and what came to pass, and both names at the foot."""
    side = duets.SIDE
    strip = Image.new("RGB", (side * 2 + GAP * 3, side * 2 + GAP * 3 + FOOT), PAPER)
    pen = ImageDraw.Draw(strip)
    for n, (data, words) in enumerate(zip(files, came, strict=True)):
        x, y = GAP + (n % 2) * (side + GAP), GAP + (n // 2) * (side + GAP)
        with Image.open(io.BytesIO(data), formats=("PNG",)) as panel:
            shown = panel.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
        if words:
            caption(shown, words, top=False)
        strip.paste(shown, (x, y))
        pen.rectangle((x, y, x + side - 1, y + side - 1), outline=INK, width=3)
        pen.rounded_rectangle((x + 12, y + 12, x + 52, y + 52), 8, fill=PAPER, outline=INK, width=2)
        pen.text((x + 32, y + 30), str(n + 1), font=font(26), fill=INK, anchor="mm")
    pen.text((strip.width / 2, strip.height - FOOT / 2 - GAP / 2), signed, font=font(30), fill=INK, anchor="mm")
    return strip
