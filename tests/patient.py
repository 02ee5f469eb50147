"""A painter for stories that paints only as fast as it is told to, and shows on the way what it is told to show."""

import asyncio
import io
from collections.abc import Sequence

from PIL import Image

from core.brief import Brief
from core.painter import Capabilities, Onlooker, Painted, PainterFailed, PaintItem, Progress

COLOURS = ("crimson", "teal", "gold", "indigo")


def file_of(colour: str, side: int = 400) -> bytes:
    """Return a plain picture as a file, as a server might send it."""
    file = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(file, "PNG")
    return file.getvalue()


class PatientPainter:
    """Paints plain colours, item by item. `looked`: whether anybody wanted to see pictures on the way."""

    name, version = "patient", "1"

    def __init__(self, together: int = 1) -> None:
        self.capabilities = Capabilities(smallest=64, largest=1024, previews=True, together=together)
        self.begun, self.finish = asyncio.Event(), asyncio.Event()
        self.fails = False
        self.looked = False
        self._progress: Progress | None = None
        self._items = 0

    def batch_key(self, brief: Brief) -> str:
        """Every brief suits every other."""
        return "patient"

    async def paint(self, items: Sequence[PaintItem], progress: Progress) -> list[Painted]:
        """Wait until told to finish."""
        self._progress, self._items = progress, len(items)
        self.looked = isinstance(progress, Onlooker)
        progress(0, 4 * len(items))
        self.begun.set()
        try:
            await self.finish.wait()
        finally:
            self.begun.clear()
        self.finish.clear()
        if self.fails:
            raise PainterFailed("the brush broke", retry=False)
        return [
            Painted(Image.new("RGB", (item.width, item.height), COLOURS[n % 4]), item.seed, item.prompt)
            for n, item in enumerate(items)
        ]

    def reaches(self, quarters: int) -> None:
        """Have so many quarters of the work be done."""
        assert self._progress is not None
        self._progress(quarters * self._items, 4 * self._items)

    def shows(self, n: int, picture: bytes | Image.Image) -> None:
        """Show item `n` as it is now, if anybody looks."""
        if isinstance(self._progress, Onlooker):
            self._progress.see(n, picture)

    async def start(self) -> None:
        """Nothing to get ready."""

    async def close(self) -> None:
        """Nothing is held."""
