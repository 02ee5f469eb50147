"""Pictures from outside: looked at before they are decoded, decoded in a child with limits, and written anew."""

import asyncio
import io
import re
import sys

from PIL import Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from core import credentials, marks
from core.errors import BadMask, BadPicture, OtherSize, TooLong
from core.marks import MIME
from core.media import Media
from core.notary import Notary
from core.sights import Origin
from core.text import clean_prompt
from core.words import _

MOST_BYTES = 20_000_000
MOST_PIXELS = 40_000_000
KEPT_SIDE = 1536
SECONDS = 15.0
MEMORY = 1_500_000_000
COMPOSED = frozenset(["digest", "duet", "talk card", "upload"])
"""Makers of files whose title is no prompt."""
FORMATS = ("PNG", "JPEG", "WEBP")
WHITE, LEAST = 128, 64
"""From which grey on a mask counts as white, and how many such pixels it has at least."""
_PLACE = re.compile(rb"(?i)GPSL|GPSAlt|geolocation|latitude")


async def take_in(media: Media, notary: Notary, data: bytes) -> str:
    """Store a picture from outside and return its media key; BadPicture says what is wrong with it.

    What is kept are its pixels, at most KEPT_SIDE on a side, what it says of AI and the words it says it was painted from:
    no EXIF, no place, nothing hidden.
    """
    plain = await _plain(data, KEPT_SIDE)
    if marks.says_ai(data) or marks.JUMBF in data:
        plain = await asyncio.to_thread(_with_history, notary, plain, data)
    key = media.new_key("sources", "png")
    await media.put(key, plain)
    return key


def _with_history(notary: Notary, plain: bytes, data: bytes) -> bytes:
    """Write onto bare pixels what their file said of AI; its signed manifest comes along, unless it tells a place."""
    said = marks.source_type_in(data) or marks.MADE.rpartition("/")[2]
    pixels = _opened(plain)
    words = pixels.info.get("parameters", "") or _title_of_ours(notary, data)
    made = marks.Made("upload", parameters=words, stated=said if marks.says_ai(data) else "")
    manifest = marks.JUMBF in data and not _PLACE.search(data)
    if not manifest and not made.stated:
        return plain
    return notary.file(pixels, "png", made, source=data if manifest else None)


def _title_of_ours(notary: Notary, data: bytes) -> str:
    """Return the prompt that an intact file of our painters is titled with, where its kind holds no other words."""
    if marks.JUMBF not in data or not notary.ready:
        return ""
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        mime = MIME[(opened.format or "").lower()]
    told = credentials.read(data, mime)
    ours = told.state in ("valid", "trusted") and told.generator.startswith("Salon ")
    return told.title if ours and not set(told.agents) & COMPOSED else ""


def origin_in(data: bytes) -> Origin | None:
    """Return what a file that was taken in says it was painted from; None where it says nothing."""
    with Image.open(io.BytesIO(data), formats=("PNG",)) as opened:
        prompt, style = marks.prompt_in(str(opened.info.get("parameters", "")))
    try:
        prompt = clean_prompt(prompt)
    except TooLong:
        return None
    return Origin(prompt, style, file=True) if prompt else None


def size_of(data: bytes) -> tuple[int, int]:
    """Return the width and height in pixels of a file that was taken in."""
    with Image.open(io.BytesIO(data), formats=("PNG",)) as opened:
        return opened.size


async def take_in_mask(media: Media, data: bytes, size: tuple[int, int]) -> str:
    """Store a mask from outside for a picture of a size, and return its media key; BadMask says what is wrong with it.

    White is what is to be painted anew; what is transparent is not. Kept are 8-bit greys, and nothing else of the file.
    """
    try:
        found = _look(data)
        if found != size:
            raise OtherSize(has=f"{found[0]}×{found[1]}", wants=f"{size[0]}×{size[1]}")
        plain = await _read(data, "mask")
    except BadPicture as error:
        raise BadMask(**error.facts) from None
    await asyncio.to_thread(_judge, plain)
    key = media.new_key("masks", "png")
    await media.put(key, plain)
    return key


def _judge(plain: bytes) -> None:
    """Refuse a mask that leaves nothing to paint, or nothing to keep."""
    with Image.open(io.BytesIO(plain), formats=("PNG",)) as opened:
        white = opened.convert("L").point(lambda grey: 255 if grey >= WHITE else 0).histogram()[255]
        area = opened.width * opened.height
    if white < LEAST:
        raise BadMask(why=_("nothing is marked. Brush over what should change"))
    if white == area:
        raise BadMask(why=_("everything is marked. Leave something as it is, or ask for a new picture with /imagine"))


async def open_safely(data: bytes, side: int) -> Image.Image:
    """Return the pixels of a picture from outside, RGB, at most `side` on a side; BadPicture says what is wrong with it."""
    plain = await _plain(data, side)
    return await asyncio.to_thread(_opened, plain)


def _opened(plain: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(plain), formats=("PNG",))
    picture.load()
    return picture


async def _plain(data: bytes, side: int) -> bytes:
    """Return a picture's bare pixels as PNG, read by a child with limits."""
    _look(data)
    return await _read(data, str(side))


async def _read(data: bytes, wish: str) -> bytes:
    """Have a child read a picture: `wish` is its longest side in pixels, or `mask`."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "core.pictures", wish, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        plain, _errors = await asyncio.wait_for(child.communicate(data), SECONDS)
    except TimeoutError:
        child.kill()
        await child.wait()
        raise BadPicture(why=_("it takes too long to read")) from None
    except asyncio.CancelledError:
        child.kill()
        raise
    if child.returncode != 0 or not plain:
        raise BadPicture(why=_("it is broken"))
    return plain


def _look(data: bytes) -> tuple[int, int]:
    """Judge a file by its size and its header, before a pixel is decoded; return its width and height."""
    if len(data) > MOST_BYTES:
        raise BadPicture(why=_("it is larger than 20 MB"))
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise BadPicture(why=_("it is no PNG, JPEG or WebP picture")) from None
    if width * height > MOST_PIXELS or min(width, height) < 16:
        raise BadPicture(why=f"{width}×{height}")
    return width, height


def _rewrite(wish: str) -> None:
    """Read a picture from the standard input and write its bare pixels to the standard output, within limits."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS)))
    with Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS) as picture:
        picture.seek(0)
        words = "".join(sign for sign in marks.words_in(picture) if sign >= " " or sign in "\t\n")
        plain = _greys(picture) if wish == "mask" else picture.convert("RGB")
    if wish != "mask":
        plain.thumbnail((int(wish), int(wish)), Image.Resampling.LANCZOS)
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    told = PngInfo()
    if words:
        told.add_itxt("parameters", words.encode("utf-8", "ignore").decode())
    bare.save(sys.stdout.buffer, "PNG", compress_level=3, pnginfo=told)


def _greys(picture: Image.Image) -> Image.Image:
    """Return a mask in greys: what is transparent is black."""
    over = picture.convert("RGBA")
    black = Image.new("RGBA", over.size, (0, 0, 0, 255))
    return Image.alpha_composite(black, over).convert("L")


if __name__ == "__main__":
    _rewrite(sys.argv[1])
