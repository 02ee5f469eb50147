"""Files as Telegram keeps them: photos in several sizes, documents as they came, each under an opaque number."""

import base64
import hashlib
import io
import itertools
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from tests.telegram_server.rules import Refusal, Values, bad

PHOTO_MOST, DOWNLOAD_MOST, UPLOAD_MOST = 10 * 1024 * 1024, 20 * 1024 * 1024, 50 * 1024 * 1024
BOUNDS = (90, 320, 800, 1280, 2560)


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(eq=False)
class Stored:
    """A file that Telegram has. `ids` are its numbers: one of a document, one per size of a photo."""

    kind: str
    data: bytes = field(repr=False)
    name: str
    mime: str
    number: int
    ids: list[str]
    unique_ids: list[str]
    sizes: list[tuple[int, int]]
    rendered: dict[int, bytes] = field(default_factory=dict, repr=False)

    def shown(self) -> Any:
        """Return it as a message has it: sizes of a photo, or a document."""
        if self.kind == "document":
            about = {"file_id": self.ids[0], "file_unique_id": self.unique_ids[0], "file_name": self.name}
            return {**about, "mime_type": self.mime, "file_size": len(self.data)}
        return [
            {"file_id": one, "file_unique_id": unique, "width": width, "height": height}
            for one, unique, (width, height) in zip(self.ids, self.unique_ids, self.sizes, strict=True)
        ]

    def read(self, index: int) -> bytes:
        """Return the bytes under one of its numbers; photos are JPEG at the size asked for."""
        if self.kind == "document":
            return self.data
        if index not in self.rendered:
            with Image.open(io.BytesIO(self.data)) as image:
                if image.size == self.sizes[index] and image.format == "JPEG":
                    self.rendered[index] = self.data
                else:
                    out = io.BytesIO()
                    image.convert("RGB").resize(self.sizes[index]).save(out, "JPEG", quality=87)
                    self.rendered[index] = out.getvalue()
        return self.rendered[index]

    def path(self, index: int) -> str:
        """Return where the file is served."""
        if self.kind == "document":
            return f"documents/file_{self.number}{'.' + self.name.rpartition('.')[2] if '.' in self.name else ''}"
        return f"photos/file_{self.number}_{index}.jpg"


class FileStore:
    """All files of one bot."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._numbers = itertools.count(1)
        self._by_id: dict[str, tuple[Stored, int]] = {}
        self._by_path: dict[str, tuple[Stored, int]] = {}

    def add_photo(self, upload: Upload) -> Stored:
        """Keep a photo in its sizes, or refuse what is none."""
        width, height = _check_photo(upload.data)
        side = max(width, height)
        bounds = [bound for i, bound in enumerate(BOUNDS) if i == 0 or side > BOUNDS[i - 1]]
        shares = [min(1.0, bound / side) for bound in bounds]
        sizes = [(max(1, round(width * share)), max(1, round(height * share))) for share in shares]
        return self._add("photo", upload, sizes)

    def add_document(self, upload: Upload) -> Stored:
        """Keep a document."""
        if len(upload.data) > UPLOAD_MOST:
            raise Refusal("Request Entity Too Large", 413)
        if not upload.data:
            raise bad("file must be non-empty")
        return self._add("document", upload, [(0, 0)])

    def find(self, file_id: str, kind: str) -> Stored:
        """Return the file under a number, for use as a kind."""
        if file_id not in self._by_id:
            raise bad("wrong file identifier/HTTP URL specified")
        stored = self._by_id[file_id][0]
        if stored.kind != kind:
            raise bad(f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
        return stored

    def describe(self, file_id: str) -> Values:
        """Return what getFile tells of a number."""
        if file_id not in self._by_id:
            raise bad("invalid file_id")
        stored, index = self._by_id[file_id]
        size = len(stored.read(index))
        if size > DOWNLOAD_MOST:
            raise bad("file is too big")
        told = {"file_id": file_id, "file_unique_id": stored.unique_ids[index], "file_size": size}
        return {**told, "file_path": stored.path(index)}

    def read(self, path: str) -> bytes | None:
        """Return the bytes served at a path, if any are."""
        found = self._by_path.get(path)
        return found[0].read(found[1]) if found else None

    def forget(self, file_id: str) -> None:
        """Make one number unknown, as numbers of an earlier bot are."""
        self._by_id.pop(file_id, None)

    def _add(self, kind: str, upload: Upload, sizes: list[tuple[int, int]]) -> Stored:
        number = next(self._numbers)
        prefix = "AgACAgIAAxkDAAI" if kind == "photo" else "BQACAgIAAxkDAAI"
        ids = [prefix + _opaque(f"{self._token}/{number}/{i}", 45) for i in range(len(sizes))]
        unique = ["AQAD" + _opaque(f"{number}/{i}", 12) for i in range(len(sizes))]
        stored = Stored(kind, upload.data, upload.name, upload.mime, number, ids, unique, sizes)
        for i, file_id in enumerate(ids):
            self._by_id[file_id] = self._by_path[stored.path(i)] = (stored, i)
        return stored


def _opaque(seed: str, length: int) -> str:
    return base64.urlsafe_b64encode(hashlib.sha512(seed.encode()).digest()).decode()[:length]


def _check_photo(data: bytes) -> tuple[int, int]:
    if len(data) > PHOTO_MOST:
        raise bad(f"file of size {len(data)} bytes is too big for a photo; the maximum size is {PHOTO_MOST} bytes")
    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
            fits = width + height <= 10_000 and max(width, height) <= 20 * min(width, height)
            if fits:
                image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise bad("IMAGE_PROCESS_FAILED") from None
    if not fits:
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height
