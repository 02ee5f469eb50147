"""Masters: a picture without the visible mark on it, put together from the file that leaves and the patch that was covered."""

import asyncio
import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.media import Media


def patch_key(key: str) -> str:
    """Name the file that holds what a picture's visible mark covers; it is never served."""
    return f"patches/{key.partition('/')[2]}"


def files_of(*keys: str) -> list[str]:
    """Return all that is to be removed with some files of a picture."""
    return [file for key in keys for file in ((key, patch_key(key)) if key.endswith(".png") else (key,))]


def patch_of(pixels: Image.Image, box: tuple[int, int, int, int]) -> bytes:
    """Return what stands in a box of a picture, as PNG that knows its place."""
    info, file = PngInfo(), io.BytesIO()
    info.add_text("at", f"{box[0]},{box[1]}")
    pixels.crop(box).save(file, "PNG", pnginfo=info)
    return file.getvalue()


async def master_of(media: Media, key: str) -> bytes | None:
    """Return a picture as it was painted, PNG without the visible mark; None if its file is gone."""
    whole, patch = await asyncio.gather(media.get(key), media.get(patch_key(key)))
    if whole is None or patch is None:
        return whole
    return await asyncio.to_thread(_restored, whole, patch)


def _restored(whole: bytes, patch: bytes) -> bytes:
    file = io.BytesIO()
    with (
        Image.open(io.BytesIO(whole), formats=("PNG",)) as opened,
        Image.open(io.BytesIO(patch), formats=("PNG",)) as piece,
    ):
        left, _comma, top = piece.info["at"].partition(",")
        bare = opened.convert("RGB")
        bare.paste(piece, (int(left), int(top)))
    bare.save(file, "PNG", compress_level=1)
    return file.getvalue()
