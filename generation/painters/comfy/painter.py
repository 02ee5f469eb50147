"""The ComfyUI painter: any workflow that ComfyUI runs, with slots for what a member asks."""

import asyncio
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from core.brief import Brief
from core.painter import Capabilities, Health, Painted, PainterFailed, PaintItem, Progress
from generation import looks, qualities
from generation.painters import wire
from generation.painters.comfy import workflow
from generation.painters.comfy.server import Server
from generation.painters.comfy.workflow import Workflow
from generation.regions import both_senses

EXAMINE = 10.0
WORDS_NEED = ("prompt", "width", "height", "output")
PICTURES_NEED = ("prompt", "image", "output")
MASKS_NEED = ("prompt", "image", "mask", "output")


class ComfyPainter:
    """Runs `<name>.json` for words and, where they stand beside it, `<name>.image.json` for pictures to start from,
    `<name>.hd.json` for pictures to enlarge and `<name>.mask.json` for a part of one to be painted anew.
    """

    version = "1"

    def __init__(self, file: str, url: str, *, seconds: float = 600.0) -> None:
        path = Path(file)
        self.name = f"comfy:{path.stem}"[:80]
        self._url, self._seconds = url, seconds
        self._of_words = workflow.read(path, WORDS_NEED)
        self._of_pictures = _beside(path, ".image.json", PICTURES_NEED)
        self._larger = _beside(path, ".hd.json", PICTURES_NEED)
        self._of_masks = _beside(path, ".mask.json", MASKS_NEED)
        self.capabilities = Capabilities(
            styles=looks.styles(),
            smallest=256,
            largest=2048,
            seeds=self._seeded,
            sources=self._of_pictures is not None,
            masks=self._of_masks is not None,
            previews=True,
            note=f"Pictures are made by the ComfyUI workflow {path.stem}.",
            qualities=qualities.offered_by(self._of_words.steps),
            enlarges=2.0 if self._larger is not None else 0.0,
        )

    @property
    def _seeded(self) -> bool:
        flows = (self._of_words, self._of_pictures, self._of_masks)
        return all("seed" in one.slots for one in flows if one is not None)

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
        if item.enlarge and self._larger is not None:
            return self._larger
        if item.mask is not None and self._of_masks is not None:
            return self._of_masks
        return self._of_pictures if item.source is not None and self._of_pictures is not None else self._of_words

    async def _values(self, server: Server, item: PaintItem, flow: Workflow) -> dict[str, Any]:
        item = looks.in_words(item)
        words = item.prompt
        if item.negative and "negative" not in flow.slots:
            words = f"{words}\nAvoid: {item.negative}"
        values: dict[str, Any] = {"prompt": words, "negative": item.negative, "seed": item.seed}
        values |= {"width": item.width, "height": item.height}
        if not item.enlarge:  # how far an enlargement may go from its source is for its workflow to say
            values["strength"] = item.strength
        if item.quality and flow.steps:
            values["steps"] = qualities.scaled(flow.steps, item.quality)
        if item.source is not None and "image" in flow.slots:
            values["image"] = await server.upload(item.source, f"salon-{uuid4().hex}.png")
        if item.mask is not None and "mask" in flow.slots:
            # Some of its nodes read a mask's colours, others what is transparent; this one says the same to both.
            values["mask"] = await server.upload(both_senses(item.mask), f"salon-{uuid4().hex}.png")
        return values


def _beside(path: Path, ending: str, needed: tuple[str, ...]) -> Workflow | None:
    """Read the workflow of another purpose that stands beside one; None where there is none."""
    file = path.with_suffix(ending)
    return workflow.read(file, needed) if file.exists() else None
