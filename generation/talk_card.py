"""Talk cards: the last lines of a talk with a persona, set as a picture."""

import io
from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw

from core.excerpts import COVER, Quote
from generation.painters.sketch.compose.lettering import font, is_chinese, wrapped

WIDTH, EDGE, GAP, FACE = 1080, 64, 26, 72
PAPER, INK, SOFT = "#f6efe2", "#2a2620", "#7d7466"
THEIRS, OURS = "#fffaf0", "#dfe8dc"
MOST_LINES = 9


def draw_talk(quotes: Sequence[Quote], faces: Mapping[str, bytes], title: str) -> Image.Image:
    """Return a card 1080 px wide: each line in a bubble, personas with their portraits (PNG by slug) on the left."""
    blocks = [_block(quote) for quote in quotes]
    tall = EDGE * 2 + 60 + sum(block.height + GAP for block in blocks)
    card = Image.new("RGB", (WIDTH, max(WIDTH * 2 // 3, tall)), PAPER)
    pen = ImageDraw.Draw(card)
    pen.text((EDGE, EDGE - 14), title, font=font(34), fill=SOFT)
    y = EDGE + 60
    for quote, block in zip(quotes, blocks, strict=True):
        if quote.persona:
            _paste_face(card, faces.get(quote.slug, b""), EDGE, y, quote.name)
            card.paste(block, (EDGE + FACE + 20, y), block)
        else:
            card.paste(block, (WIDTH - EDGE - block.width, y), block)
        y += block.height + GAP
    return card


def _block(quote: Quote) -> Image.Image:
    """Return one line as a bubble with its speaker's name above the words."""
    face, small = font(34), font(24)
    most = WIDTH - EDGE * 2 - FACE - 120
    measure = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    lines = wrapped(measure, quote.text, face, most, is_chinese(quote.text))[:MOST_LINES]
    name = f"{quote.name} · AI" if quote.persona else quote.name
    wide = max([measure.textlength(name, font=small), *(measure.textlength(line, font=face) for line in lines)])
    block = Image.new("RGBA", (int(wide) + 56, 52 + len(lines) * 46 + 26))
    pen = ImageDraw.Draw(block)
    pen.rounded_rectangle((0, 0, block.width - 1, block.height - 1), 26, fill=OURS if quote.persona else THEIRS)
    pen.text((28, 16), name, font=small, fill=SOFT)
    for n, line in enumerate(lines):
        if COVER in line:
            pen.rounded_rectangle(
                (28, 60 + n * 46, 28 + measure.textlength(line, font=face), 88 + n * 46), 6, fill=SOFT
            )
        else:
            pen.text((28, 50 + n * 46), line, font=face, fill=INK)
    return block


def _paste_face(card: Image.Image, portrait: bytes, x: int, y: int, name: str) -> None:
    ring = Image.new("L", (FACE * 4, FACE * 4))
    ImageDraw.Draw(ring).ellipse((0, 0, FACE * 4 - 1, FACE * 4 - 1), fill=255)
    mask = ring.resize((FACE, FACE), Image.Resampling.LANCZOS)
    if portrait:
        with Image.open(io.BytesIO(portrait), formats=("PNG",)) as drawn:
            card.paste(drawn.convert("RGB").resize((FACE, FACE), Image.Resampling.LANCZOS), (x, y), mask)
        return
    letter = Image.new("RGB", (FACE, FACE), SOFT)
    ImageDraw.Draw(letter).text((FACE / 2, FACE / 2), name[:1], font=font(36), fill=PAPER, anchor="mm")
    card.paste(letter, (x, y), mask)
