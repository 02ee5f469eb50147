"""Marking: a finished picture becomes the files that leave, each with its marks, and the patch that the visible one covers."""

import asyncio

from PIL import Image

from core import masters
from core.marks import Made
from core.models.rooms import Room
from core.salon import Salon
from core.settings import Settings
from generation import visible


def words_for(settings: Settings, room: Room | None) -> str:
    """Return what the visible mark says on pictures made in a room, or for the house; empty where the caption says it."""
    language = room.language if room is not None else settings.language
    return visible.words_for(settings.profile, language, room.marks if room is not None else "")


async def put(
    salon: Salon,
    kind: str | tuple[str, str],
    pixels: Image.Image,
    made: Made,
    *,
    label: str,
    source: bytes | None = None,
) -> tuple[str, str]:
    """Store a picture as PNG and as a smaller WebP, marked in every way; return both keys.

    `kind` names the folder of new keys, or is both keys where they are known already. `source`: what it was made from.
    """
    master, preview, patch = await asyncio.to_thread(_files, salon, pixels, made, label, source)
    key, small = (
        (salon.media.new_key(kind, "png"), salon.media.new_key(kind, "webp")) if isinstance(kind, str) else kind
    )
    await asyncio.gather(salon.media.put(key, master), salon.media.put(small, preview))
    if patch:
        await salon.media.put(masters.patch_key(key), patch)
    return key, small


def _files(
    salon: Salon, pixels: Image.Image, made: Made, label: str, source: bytes | None
) -> tuple[bytes, bytes, bytes]:
    """Encode both files, one after the other: Pillow keeps a save's settings on the picture itself, so two saves in two
    threads would mix theirs up, and a file may lose its marks.
    """
    shown, patch = pixels, b""
    if label:
        shown, box = visible.marked(pixels, label)
        patch = masters.patch_of(pixels.convert("RGB"), box)
    master = salon.notary.file(shown, "png", made, source=source)
    return master, salon.notary.file(shown, "webp", made, source=source), patch
