"""The ComfyUI painter: any workflow that ComfyUI runs, with slots for what a member asks."""

import asyncio
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from core.brief import Brief
from core.ports import Capabilities, Health, Painted, PainterFailed, PaintItem, Progress
from generation import looks
from generation.painters import wire
from generation.painters.comfy import workflow
from generation.painters.comfy.server import Server
from generation.painters.comfy.workflow import Workflow

EXAMINE = 10.0
WORDS_NEED = ("prompt", "width", "height", "output")
PICTURES_NEED = ("prompt", "image", "output")


class ComfyPainter:
    """Runs `<name>.json` for words, and `<name>.image.json` beside it, if there, for pictures to start from."""

    version = "1"

    def __init__(self, file: str, url: str, *, seconds: float = 600.0) -> None:
        path = Path(file)
        beside = path.with_suffix(".image.json")
        self.name = f"comfy:{path.stem}"[:80]
        self._url, self._seconds = url, seconds
        self._of_words = workflow.read(path, WORDS_NEED)
        self._of_pictures = workflow.read(beside, PICTURES_NEED) if beside.exists() else None
        self.capabilities = Capabilities(
            styles=looks.styles(),
            smallest=256,
            largest=2048,
            seeds=self._seeded,
            sources=self._of_pictures is not None,
            previews=True,
            note=f"Pictures are made by the ComfyUI workflow {path.stem}.",
        )

    @property
    def _seeded(self) -> bool:
        return all("seed" in one.slots for one in (self._of_words, self._of_pictures) if one is not None)

    def batch_key(self, brief: Brief) -> str:
        """Every request stands alone: the server has a queue of its own."""
        return f"{self.name[:60]}#{secrets.token_hex(6)}"

    async def paint(self, items: Sequence[PaintItem], progress: Progress) -> list[Painted]:
        """Run the workflow once for each item, in order."""
        painted: list[Painted] = []
        progress(0, len(items))
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, connect=wire.CONNECT)) as session:
            server = Server(session, self._url, uuid4().hex)
            for place, item in enumerate(items):

                def step(done: int, of: int, place: int = place) -> None:
                    progress(place * of + done, len(items) * of)

                painted.append(await self._one(server, item, step, wire.shower(progress, place)))
        return painted

    async def start(self) -> None:
        """Nothing to get ready: the server is somebody else's."""

    async def close(self) -> None:
        """Nothing is held between calls."""

    def health(self) -> list[Health]:
        """Nothing is known before somebody looks."""
        return [Health(self.name)]

    async def examine(self) -> list[Health]:
        """Ask the server how it is."""
        try:
            async with wire.faults(), aiohttp.ClientSession(timeout=wire.timeout(EXAMINE)) as session:
                await Server(session, self._url, "doctor").look()
        except PainterFailed as failed:
            return [Health(self.name, str(failed))]
        return [Health(self.name)]

    async def _one(self, server: Server, item: PaintItem, step: Progress, show: wire.Show | None) -> Painted:
        flow = self._flow(item)
        async with wire.faults(), asyncio.timeout(self._seconds):
            values = await self._values(server, item, flow)
            data = await server.run(flow.filled(values), flow.output, step, show)
            pixels = await wire.pixels_of(data)
        notes: dict[str, Any] = {} if self._seeded else {"unseeded": True}
        return Painted(pixels, item.seed, item.prompt, notes)

    def _flow(self, item: PaintItem) -> Workflow:
        return self._of_pictures if item.source is not None and self._of_pictures is not None else self._of_words

    async def _values(self, server: Server, item: PaintItem, flow: Workflow) -> dict[str, Any]:
        item = looks.in_words(item)
        words = item.prompt
        if item.negative and "negative" not in flow.slots:
            words = f"{words}\nAvoid: {item.negative}"
        values: dict[str, Any] = {"prompt": words, "negative": item.negative, "seed": item.seed}
        values |= {"width": item.width, "height": item.height, "strength": item.strength}
        if item.source is not None and "image" in flow.slots:
            values["image"] = await server.upload(item.source, f"salon-{uuid4().hex}.png")
        return values
