"""Marks: what in a file says "made by AI", for readers of XMP (IPTC), of GB 45438-2025 and of plain PNG text."""

import json
from io import BytesIO
from typing import Any
from xml.sax.saxutils import quoteattr

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
MADE = SOURCE + "trainedAlgorithmicMedia"
EDITED = SOURCE + "compositeWithTrainedAlgorithmicMedia"


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


def xmp_packet(maker: str, *, from_photo: bool) -> bytes:
    """Return an XMP packet with the IPTC digital source type and the AIGC field, in UTF-8."""
    kind = EDITED if from_photo else MADE
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"'
        f" xmp:CreatorTool={quoteattr(maker)} Iptc4xmpExt:DigitalSourceType={quoteattr(kind)}"
        f" TC260:AIGC={quoteattr(aigc_field(maker))}/>"
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def master_png(pixels: Image.Image, maker: str, *, parameters: str, facts: dict[str, Any], from_photo: bool) -> bytes:
    """Encode the master file: PNG with XMP, the AIGC field, and (unless empty) the parameters to paint it again."""
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp_packet(maker, from_photo=from_photo).decode())
    info.add_text("AIGC", aigc_field(maker))
    if parameters:
        info.add_itxt("parameters", parameters)
        info.add_itxt("salon", json.dumps(facts, ensure_ascii=False))
    file = BytesIO()
    pixels.save(file, "PNG", pnginfo=info, compress_level=4)
    return file.getvalue()


def page_webp(pixels: Image.Image, maker: str, *, from_photo: bool) -> bytes:
    """Encode the smaller file for pages: WebP with the same XMP packet."""
    file = BytesIO()
    pixels.save(file, "WEBP", quality=82, method=2, xmp=xmp_packet(maker, from_photo=from_photo))
    return file.getvalue()


def chat_jpeg(pixels: Image.Image, maker: str, *, from_photo: bool) -> bytes:
    """Encode a file for chats: JPEG with the same XMP packet."""
    file = BytesIO()
    pixels.save(file, "JPEG", quality=88, xmp=xmp_packet(maker, from_photo=from_photo))
    return file.getvalue()


def is_marked(data: bytes) -> bool:
    """Say whether an encoded picture carries the IPTC source type that names AI, by any of its readers' ways."""
    return SOURCE.encode() in data
