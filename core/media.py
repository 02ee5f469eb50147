"""Media: pictures and avatars as files on disk, in memory or in a bucket, under keys that we make."""

import re
import secrets
from datetime import datetime
from pathlib import Path

from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

TYPES = {
    "png": "image/png",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
    "zip": "application/zip",
    "json": "application/json",
    "md": "text/markdown",
    "charx": "application/zip",
    "bin": "application/octet-stream",
}
KEY = re.compile(r"[a-z]+/[a-z0-9-]+(?:/[a-z0-9-]+)*\.(?:png|webp|jpg|svg|zip|json|md|charx|bin)")


class Media:
    """A store of files. A key is `kind/random.ending`, never made from a name that came in."""

    def __init__(self, place: str) -> None:
        self.folder: Path | None = None
        self._store: ObjectStore
        if place == ":memory:":
            self._store = MemoryStore()
        elif "://" in place:
            self._store = from_url(place)
        else:
            self.folder = Path(place).absolute()
            self.folder.mkdir(parents=True, exist_ok=True)
            self._store = LocalStore(self.folder)

    def new_key(self, kind: str, ending: str) -> str:
        """Make a key nobody can guess, like `pictures/3f/9c….png`."""
        name = secrets.token_hex(16)
        return f"{kind}/{name[:2]}/{name[2:]}.{ending}"

    async def put(self, key: str, data: bytes) -> None:
        """Store a file under a key of ours."""
        if not KEY.fullmatch(key):
            raise ValueError(f"not a media key: {key!r}")
        await self._store.put_async(key, data)

    async def get(self, key: str) -> bytes | None:
        """Return a file's bytes, or None if there is none under this key."""
        if not KEY.fullmatch(key):
            return None
        try:
            found = await self._store.get_async(key)
        except (NotFoundError, FileNotFoundError):
            return None
        return bytes(await found.bytes_async())

    async def has(self, key: str) -> bool:
        """Say whether there is a file under a key."""
        try:
            await self._store.head_async(key)
        except (NotFoundError, FileNotFoundError):
            return False
        return True

    async def remove(self, key: str) -> None:
        """Take a file away; one that is not there is fine."""
        if KEY.fullmatch(key):
            try:
                await self._store.delete_async(key)
            except (NotFoundError, FileNotFoundError):
                return

    async def before(self, kind: str, moment: datetime) -> list[str]:
        """Return the keys of a kind whose files were stored before a moment."""
        found = [one async for part in self._store.list(kind) for one in part]
        return [one["path"] for one in found if one["last_modified"] < moment]

    @staticmethod
    def is_key(key: str) -> bool:
        """Say whether a text has the form of a key of ours."""
        return KEY.fullmatch(key) is not None

    @staticmethod
    def url(key: str) -> str:
        """Return the path under which the pages serve a file, empty for none."""
        return f"/media/{key}" if key else ""

    @staticmethod
    def type_of(key: str) -> str:
        """Return the media type of a key's file."""
        return TYPES.get(key.rpartition(".")[2], "application/octet-stream")
