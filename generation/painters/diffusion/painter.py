"""The diffusion painter: any text-to-image model that diffusers can load, in a process of its own."""

import asyncio
import base64
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib.util import find_spec
from typing import Any

from PIL import Image

from core.brief import Brief
from core.painter import Health, Painted, PainterFailed, PaintItem, Progress
from core.text import short
from core.words import _
from generation.painters.diffusion import facts
from generation.painters.diffusion.link import Broken, Link
from generation.painters.diffusion.loading import CannotLoad, refuse_pickles
from generation.painters.diffusion.model import read_model

log = logging.getLogger("salon.painter")
LIBRARIES = ("torch", "diffusers", "transformers")
UNLOADED = _("its model could not be loaded")


class DiffusionPainter:
    """Paints with the model that `setting` names; nothing heavy is loaded before it starts or paints."""

    def __init__(self, setting: str) -> None:
        self.model = read_model(setting)
        self.name = f"diffusion:{self.model.short_name}"
        self.version = self.model.digest
        self.capabilities = facts.capabilities_of(self.model)
        self._link: Link | None = None
        self._opening: asyncio.Lock | None = None
        self._hopeless: Broken | None = None

    def batch_key(self, brief: Brief) -> str:
        """Name the briefs that may share a pass: same settings, mode, size and LoRA."""
        return facts.batch_key(self.model, brief, self.capabilities)

    async def paint(self, items: Sequence[PaintItem], progress: Progress) -> list[Painted]:
        """Paint items, those that can in shared passes; cancelling takes them back and leaves the model loaded."""
        try:
            link = await self._ready()
        except Broken as broken:
            log.error("%s", broken)
            raise PainterFailed(UNLOADED, retry=broken.retry) from None
        found = await link.ask([_told(item) for item in items], progress)
        return [self._painted(item, *one) for item, one in zip(items, found, strict=True)]

    async def start(self) -> None:
        """Load the model and find out how it batches; PainterFailed tells the host in a line what is wrong."""
        try:
            await self._ready()
        except Broken as broken:
            raise PainterFailed(str(broken), retry=broken.retry) from None

    async def close(self) -> None:
        """End the process, and give its memory back."""
        link, self._link = self._link, None
        if link is not None:
            with contextlib.suppress(RuntimeError):  # it belonged to an event loop that is closed
                await link.close()

    def health(self) -> list[Health]:
        """Tell whether its model could be loaded, where that was tried."""
        return [Health(self.name, UNLOADED if self._hopeless else "")]

    async def examine(self) -> list[Health]:
        """See whether all is there that it needs, without loading it."""
        missing = [name for name in LIBRARIES if find_spec(name) is None]
        if missing:
            return [Health(self.name, f'{missing[0]} is not installed; run: pip install "salon[diffusion]"')]
        for folder in (self.model.folder, self.model.enlarging.folder if self.model.upscaler else None):
            try:
                if folder:
                    refuse_pickles(folder)
            except (CannotLoad, OSError) as error:
                return [Health(self.name, str(error))]
        return self.health()

    async def _ready(self) -> Link:
        """Return a link to a studio that has its model loaded, started anew where there is none."""
        if self._hopeless:
            raise self._hopeless
        if self._opening is None or (self._link and self._link.loop is not asyncio.get_running_loop()):
            self._opening = asyncio.Lock()
            await self.close()
        async with self._opening:
            if self._link is None or not self._link.alive:
                await self.close()
                self._link = Link(self.model)
                await self._link.open()
            link = self._link
        try:
            told = await asyncio.shield(link.ready)
        except Broken as broken:
            if not broken.retry:
                self._hopeless = broken
            raise
        modes = told["modes"]
        sources = "image" in modes
        self.capabilities = replace(
            self.capabilities,
            together=told["together"],
            sources=sources,
            masks="inpaint" in modes,
            enlarges=facts.enlarges(self.model, sources=sources),
        )
        return link

    def _painted(self, item: PaintItem, width: int, height: int, raw: bytes) -> Painted:
        notes: dict[str, Any] = {"model": self.model.short_name}
        if self.model.steps and not item.enlarge:
            notes["steps"] = self.model.care(item.quality, self.model.steps)[0]
        alt = f"“{short(item.prompt, 160)}”"
        return Painted(Image.frombytes("RGB", (width, height), raw), item.seed, alt, notes)


def _told(item: PaintItem) -> dict[str, Any]:
    told = asdict(item)
    for name in ("source", "mask"):
        told[name] = base64.b64encode(told[name]).decode() if told[name] else ""
    return told
