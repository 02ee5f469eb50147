"""Sheets: several pictures as one photo, within Telegram's limits, with the marks of the files it is made from."""

import hashlib
import io
from collections.abc import Sequence

from PIL import Image

from core.marks import EDITED, Made, source_type_in
from core.notary import Notary
from core.ports import PictureView

BYTES = 9_500_000
SIDE = 2048
GAP = 8
GROUND = (245, 245, 242)


def name_of(pictures: Sequence[PictureView]) -> str:
    """Name the photo that these pictures make, so that it is uploaded once."""
    keys = "\n".join(picture.key for picture in pictures)
    return f"sheet:{hashlib.sha256(keys.encode()).hexdigest()[:40]}"


def sheet_of(files: Sequence[bytes], notary: Notary) -> bytes:
    """Return the pictures side by side (two by two from four on) as one JPEG under 10 MB, no side above SIDE pixels.

    It is signed anew, with the first picture as what it was made from.
    """
    pictures = [Image.open(io.BytesIO(data)).convert("RGB") for data in files]
    made = Made("sheet", from_photo=EDITED.endswith(source_type_in(files[0]) or "none"))
    whole = pictures[0] if len(pictures) == 1 else _joined(pictures)
    whole.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    for quality in (90, 80, 65):
        data = notary.file(whole, "jpeg", made, source=files[0], quality=quality)
        if len(data) <= BYTES:
            break
    return data


def _joined(pictures: Sequence[Image.Image]) -> Image.Image:
    across = columns_of(len(pictures))
    down = -(-len(pictures) // across)
    width = max(picture.width for picture in pictures)
    height = max(picture.height for picture in pictures)
    scale = min(1.0, SIDE / (width * across), SIDE / (height * down))
    width, height = round(width * scale), round(height * scale)
    whole = Image.new("RGB", (across * width + (across - 1) * GAP, down * height + (down - 1) * GAP), GROUND)
    for n, picture in enumerate(pictures):
        small = picture.copy()
        small.thumbnail((width, height), Image.Resampling.LANCZOS)
        left = (n % across) * (width + GAP) + (width - small.width) // 2
        top = (n // across) * (height + GAP) + (height - small.height) // 2
        whole.paste(small, (left, top))
    return whole


def columns_of(count: int) -> int:
    """Return how many pictures stand side by side: all of up to three, else two or three in a row."""
    return count if count <= 3 else 2 if count == 4 else 3
