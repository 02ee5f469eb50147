"""CHARX files: a zip with card.json at its root and pictures beside it (Character Card V3)."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from core.words import _
from personas.exchange.careful import MOST_JSON
from personas.faults import BadCard

MOST_BYTES = 8_000_000
MOST_ENTRIES = 1_000
CARD = "card.json"
ICON = "assets/icon/images/main.png"
_ENTRY = b"PK\x01\x02"
_SCHEMES = ("embeded://", "embedded://")  # the specification's spelling, and the dictionary's
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error,
    NotImplementedError, RuntimeError, EOFError, OSError, ValueError, LookupError,
)  # fmt: skip


class Charx:
    """An open CHARX file; entries are counted before it is opened, and sized before they are unpacked."""

    def __init__(self, data: bytes, where: str) -> None:
        self.where = where
        if data.count(_ENTRY) > MOST_ENTRIES:
            raise BadCard(where, "archive", _("it may hold at most {most} files"), most=MOST_ENTRIES)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN:
            raise BadCard(where, "archive", _("it can't be opened as a zip file")) from None
        for info in self._zip.infolist():
            if info.filename.startswith("/") or "\\" in info.filename or ".." in info.filename.split("/"):
                raise BadCard(where, "archive", _("a file in it would lie outside of it"))

    def card(self) -> bytes:
        """Return card.json as it is; BadCard where there is none."""
        found = self.file(CARD, MOST_JSON)
        if found is None:
            raise BadCard(self.where, CARD, _("it is missing"))
        return found

    def icon(self, document: Mapping[str, Any]) -> bytes | None:
        """Return the main icon that the card names among its embedded assets, or None."""
        data = document.get("data")
        assets = data.get("assets") if isinstance(data, dict) else None
        icons = [one for one in assets or [] if isinstance(one, dict) and one.get("type") == "icon"]
        for asset in sorted(icons, key=lambda one: one.get("name") != "main"):
            path = embedded_path(asset)
            if path and (found := self.file(path, MOST_BYTES)):
                return found
        return None

    def extras(self) -> int:
        """Return how many files the archive holds besides the card."""
        return sum(1 for info in self._zip.infolist() if info.filename != CARD and not info.is_dir())

    def file(self, name: str, most: int) -> bytes | None:
        """Return a file of the archive, or None; BadCard if it is larger than `most`, encrypted or broken."""
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            return None
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadCard(self.where, name, _("it is encrypted, or packed in a way not read here"))
        try:
            with self._zip.open(info) as file:  # the size in the directory may lie, so the reading is bounded, too
                data = file.read(most + 1) if info.file_size <= most else b" " * (most + 1)
        except _BROKEN:
            raise BadCard(self.where, name, _("it is damaged")) from None
        if len(data) > most:
            raise BadCard(self.where, name, _("it must be at most {most} bytes"), most=most)
        return data


def embedded_path(asset: Mapping[str, Any]) -> str:
    """Return the path that an asset has inside its archive, or an empty string if it lies elsewhere."""
    uri = asset.get("uri")
    return next((uri[len(way) :] for way in _SCHEMES if isinstance(uri, str) and uri.startswith(way)), "")


def packed(card: bytes, picture: bytes | None) -> bytes:
    """Return a CHARX file of a card and its main icon; the same card gives the same bytes."""
    files = {CARD: card} | ({ICON: picture} if picture else {})
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return whole.getvalue()
