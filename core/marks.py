"""Marks: what in a file says "made by AI", for readers of XMP (IPTC), of GB 45438-2025 and of plain PNG text."""

import io
import json
import re
import struct
from dataclasses import dataclass, field
from typing import Any, Literal
from xml.sax.saxutils import quoteattr

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
MADE = SOURCE + "trainedAlgorithmicMedia"
EDITED = SOURCE + "compositeWithTrainedAlgorithmicMedia"
JUMBF = b"c2pa"
Kind = Literal["png", "webp", "jpeg"]
MIME = {"png": "image/png", "webp": "image/webp", "jpeg": "image/jpeg"}
_TYPE = re.compile(rb"digitalsourcetype/(\w+)")
_SETTING = re.compile(r"(?:Steps|Seed|Size|Sampler|Model|Version): [^,]")
_A1111 = re.compile(r"\b(?:Steps|Seed): \d")
_STYLE = re.compile(r", Style: ([\w-]{1,40})\s*$")
EXIF, COMMENT = 0x8769, 0x9286
LONGEST_WORDS = 4_000
_AI = re.compile(rb"(?i)trainedAlgorithmicMedia|algorithmicMedia|TC260:AIGC|\bAIGC\b")


@dataclass(frozen=True, slots=True)
class Made:
    """What a file says of itself: who made it, whether from a photo, and (unless private) the words that made it.

    `parameters` is in the layout that image tools read back, `facts` is Salon's own account of the same. `stated`: for a
    file from outside the source type it came with, empty for one that says nothing of AI.
    """

    painter: str
    version: str = ""
    title: str = ""
    from_photo: bool = False
    parameters: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    stated: str | None = None

    @property
    def maker(self) -> str:
        """The maker as one name."""
        return f"Salon {self.painter} {self.version}".rstrip()

    @property
    def source_type(self) -> str:
        """The IPTC digital source type, empty for a file that states none."""
        if self.stated is not None:
            return SOURCE + self.stated if self.stated else ""
        return EDITED if self.from_photo else MADE


def aigc_field(maker: str) -> str:
    """Return the AIGC metadata value of GB 45438-2025: label 1, "made by AI", and who made it."""
    field = {
        "Label": "1",
        "ContentProducer": maker,
        "ProduceID": "",
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
    }
    return json.dumps(field)


def xmp_packet(made: Made) -> bytes:
    """Return an XMP packet with the IPTC digital source type and the AIGC field, in UTF-8."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"'
        f" xmp:CreatorTool={quoteattr(made.maker)} Iptc4xmpExt:DigitalSourceType={quoteattr(made.source_type)}"
        f" TC260:AIGC={quoteattr(aigc_field(made.maker))}/>"
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def encoded(pixels: Image.Image, kind: Kind, made: Made, *, quality: int = 0) -> bytes:
    """Encode a picture with its XMP, its AIGC field and, as PNG, the words to paint it again. No signature yet.

    Not for two threads with one picture: Pillow keeps a save's settings on the picture itself.
    """
    file = io.BytesIO()
    if kind == "png":
        pixels.save(file, "PNG", pnginfo=_png_texts(made), compress_level=4)
    elif kind == "webp":
        pixels.save(file, "WEBP", quality=quality or 82, method=2, **_xmp(made))
    else:
        pixels.save(file, "JPEG", quality=quality or 88, **_xmp(made))
    return file.getvalue()


def _xmp(made: Made) -> dict[str, bytes]:
    return {"xmp": xmp_packet(made)} if made.source_type else {}


def _png_texts(made: Made) -> PngInfo:
    info = PngInfo()
    if made.source_type:
        info.add_itxt("XML:com.adobe.xmp", xmp_packet(made).decode())
        info.add_text("AIGC", aigc_field(made.maker))
    if made.parameters:
        info.add_itxt("parameters", made.parameters)
    if made.facts:
        info.add_itxt("salon", json.dumps(made.facts, ensure_ascii=False))
    return info


def words_in(picture: Image.Image) -> str:
    """Return the words that an opened file says it was painted from, in the layout of image tools; empty for none.

    PNG says them in a text called "parameters"; other kinds in the comment of their EXIF, as AUTOMATIC1111 writes it.
    """
    told = picture.info.get("parameters")
    if isinstance(told, str):
        return told[:LONGEST_WORDS].strip()
    try:
        comment = picture.getexif().get_ifd(EXIF).get(COMMENT, b"")
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, struct.error):  # EXIF is any program's work
        return ""
    if not isinstance(comment, bytes):
        return ""
    coding, text = comment[:8], comment[8 : 8 + 2 * LONGEST_WORDS]
    if coding == b"UNICODE\0":
        low = text[1::2].count(0) > text[::2].count(0)  # the order of bytes is the writer's own, and stated nowhere
        words = text.decode("utf-16-le" if low else "utf-16-be", "replace")
    else:
        words = text.decode("utf-8", "replace") if coding in (b"ASCII\0\0\0", b"\0" * 8) else ""
    return words[:LONGEST_WORDS].strip("\0 \n\r\t") if _A1111.search(words) else ""


def prompt_in(words: str) -> tuple[str, str]:
    """Return the prompt and the name of the style in words of that layout: what comes before the negative words and settings."""
    lines = words.splitlines()
    end = next((n for n, line in enumerate(lines) if _SETTING.match(line)), len(lines))
    style = _STYLE.search(lines[end]) if end < len(lines) else None
    prompt = " ".join(" ".join(lines[:end]).partition("Negative prompt:")[0].split())
    return prompt, style[1] if style else ""


def source_type_in(data: bytes) -> str:
    """Return the IPTC digital source type that an encoded picture states, by its last word; empty for none."""
    found = _TYPE.search(data)
    return found[1].decode("ascii", "replace") if found else ""


def says_ai(data: bytes) -> bool:
    """Say whether an encoded picture states, in any of the usual fields, that AI made it or had a part in it."""
    return _AI.search(data) is not None


def is_composite(data: bytes) -> bool:
    """Say whether an encoded picture states that AI changed or completed what was no AI's, such as a photo."""
    return EDITED.encode() in data


def is_marked(data: bytes, *, signed: bool = True) -> bool:
    """Say whether an encoded picture carries the IPTC source type that names AI and, if it should, a signed manifest."""
    return SOURCE.encode() in data and (not signed or JUMBF in data)
