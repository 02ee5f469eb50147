"""Verifying: what marks a picture's file carries, for `salon verify`."""

import io
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from PIL import Image, UnidentifiedImageError
from rich.markup import escape
from rich.table import Table

from core import credentials, marks
from core.credentials import Manifest

MOST_BYTES = 200_000_000
FORMATS = ("PNG", "WEBP", "JPEG")
TYPE = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
AIGC = "{http://www.tc260.org.cn/ns/AIGC/1.0/}AIGC"
NOTHING = Manifest("none")
_PACKET = re.compile(r"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file carries. `fault` says why it could not be read; `words` is how it was asked for, where the file tells."""

    file: str
    fault: str = ""
    size: str = ""
    source_type: str = ""
    aigc: str = ""
    words: str = ""
    manifest: Manifest = NOTHING

    @property
    def whole(self) -> bool:
        """Whether it can be read, says that AI made it, and was not changed since it was signed."""
        signed = self.manifest.state in ("valid", "trusted")
        return not self.fault and signed and "lgorithmicMedia" in self.source_type

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {**asdict(self), "whole": self.whole}


def look(file: Path) -> Found:
    """Read a file's marks, each where its standard has it; a file that is no picture gets a fault."""
    try:
        if file.stat().st_size > MOST_BYTES:
            return Found(str(file), "it is larger than 200 MB")
        data = file.read_bytes()
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            kind, size, info = (
                picture.format or "",
                picture.size,
                {str(name): value for name, value in picture.info.items()},
            )
    except OSError as error:
        known = isinstance(error, UnidentifiedImageError)
        return Found(str(file), "it is no PNG, WebP or JPEG picture" if known else (error.strerror or str(error)))
    except (ValueError, Image.DecompressionBombError) as error:
        return Found(str(file), str(error))
    source_type, aigc = _xmp(info)
    return Found(
        str(file),
        size=f"{size[0]}×{size[1]} {kind}",
        source_type=source_type.rpartition("/")[2],
        aigc=aigc or str(info.get("AIGC", "")),
        words=str(info.get("parameters", "")),
        manifest=credentials.read(data, marks.MIME[kind.lower()]),
    )


def _xmp(info: dict[str, Any]) -> tuple[str, str]:
    """Return the digital source type and the AIGC field of an XMP packet."""
    packet = info.get("XML:com.adobe.xmp") or info.get("xmp") or ""
    text = packet.decode("utf-8", "replace") if isinstance(packet, bytes) else str(packet)
    found = _PACKET.search(text)
    if found is None or "<!DOCTYPE" in text or "<!ENTITY" in text:
        return "", ""
    try:
        tree = ElementTree.fromstring(found[0])
    except ElementTree.ParseError:
        return "", ""
    facts = {name: value for node in tree.iter() for name, value in node.attrib.items()}
    facts |= {node.tag: node.text for node in tree.iter() if node.text and node.text.strip()}
    return facts.get(TYPE) or "", facts.get(AIGC) or ""


def table(found: Found) -> Table:
    """Return what was found as a small table for a person."""
    shown = Table(title=escape(found.file), title_justify="left", show_header=False)
    if found.fault:
        shown.add_row("[red]not read[/]", escape(found.fault))
        return shown
    manifest = found.manifest
    shown.add_row("picture", found.size)
    shown.add_row("source type (IPTC)", escape(found.source_type) or "[red]none[/]")
    shown.add_row("AIGC (GB 45438)", escape(_producer(found.aigc)) or "[red]none[/]")
    shown.add_row("credentials (C2PA)", STATES[manifest.state])
    for name, value in (("signed by", manifest.signer), ("with", manifest.generator), ("done", ", ".join(manifest.actions)),
                        ("made from", ", ".join(manifest.ingredients)), ("does not match", ", ".join(manifest.faults)), ("words", found.words)):  # fmt: skip
        if value:
            shown.add_row(name, escape(value))
    return shown


def _producer(field: str) -> str:
    try:
        told = json.loads(field)
        return f"label {told['Label']}, {told['ContentProducer']}"
    except (ValueError, KeyError, TypeError):
        return field


STATES = {
    "none": "[red]none[/]",
    "valid": "[green]intact[/] (its signer is on no trust list of this machine)",
    "trusted": "[green]intact, its signer trusted[/]",
    "tampered": "[bold red]changed since it was signed[/]",
    "unreadable": "[red]unreadable[/]",
}
