"""The sketch painter: no model, no weights, no network; it composes scenes from words it knows, in a process of its own."""

import asyncio
import base64
import contextlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from core.brief import Brief
from core.painter import Capabilities, Painted, PainterFailed, PaintItem, Progress
from generation import looks

STEPS = 5
LONGEST = 60.0
ROOT = Path(__file__).parents[3]
NOTE = "The sketch painter draws from a library of shapes, with no AI model behind it: it knows some thousands of words and says which it did not know."


class SketchPainter:
    """Paints in a child process that is started at the first request and ends with its parent."""

    name = "sketch"
    version = "1"
    capabilities = Capabilities(
        styles=looks.styles(),
        smallest=512,
        largest=1536,
        most=4,
        seeds=True,
        sources=True,
        letters=True,
        redraws=True,
        masks=True,
        enlarges=2.0,
        enlarged=2048,
        note=NOTE,
    )

    def __init__(self) -> None:
        self._child: asyncio.subprocess.Process | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turn = asyncio.Lock()

    def batch_key(self, brief: Brief) -> str:
        """Every brief suits every other: pictures are painted one by one."""
        return "sketch"

    async def paint(self, items: Sequence[PaintItem], progress: Progress) -> list[Painted]:
        """Paint items in order; PainterFailed when the child breaks, hangs, or can't paint one of them."""
        done = 0

        def step() -> None:
            nonlocal done
            done += 1
            progress(min(done, total), total)

        total = STEPS * len(items)
        painted = []
        if self._loop is not asyncio.get_running_loop():
            self._turn = asyncio.Lock()
        async with self._turn:
            for item in items:
                painted.append(await self._one(item, step))
        return painted

    async def start(self) -> None:
        """Have the child ready before the first request."""
        async with self._turn:
            await self._studio()

    async def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            with contextlib.suppress(ProcessLookupError, RuntimeError):
                child.kill()
                await child.wait()

    async def _one(self, item: PaintItem, step: Callable[[], None]) -> Painted:
        wish = {
            "prompt": item.prompt,
            "style": item.style,
            "negative": item.negative,
            "width": item.width,
            "height": item.height,
            "seed": item.seed,
            "strength": item.strength,
            "touch": item.touch,
            "source": base64.b64encode(item.source).decode() if item.source else "",
            "mask": base64.b64encode(item.mask).decode() if item.mask else "",
        }
        try:
            async with asyncio.timeout(LONGEST):
                child = await self._studio()
                assert child.stdin is not None
                child.stdin.write(json.dumps(wish).encode() + b"\n")
                await child.stdin.drain()
                return await self._answer(child, item.seed, step)
        except TimeoutError:
            await self.close()
            raise PainterFailed(f"it took longer than {LONGEST:.0f} seconds") from None
        except (ConnectionError, asyncio.IncompleteReadError, json.JSONDecodeError):
            await self.close()
            raise PainterFailed("its process ended while it painted") from None
        except asyncio.CancelledError:
            await self.close()
            raise

    async def _answer(self, child: asyncio.subprocess.Process, seed: int, step: Callable[[], None]) -> Painted:
        assert child.stdout is not None
        while True:
            line = await child.stdout.readline()
            if not line:
                raise ConnectionResetError
            told: dict[str, Any] = json.loads(line)
            if "failed" in told:
                raise PainterFailed(told["failed"], retry=False)
            if "step" in told:
                step()
            if "done" in told:
                pixels = await child.stdout.readexactly(told["bytes"])
                picture = Image.frombytes("RGB", (told["width"], told["height"]), pixels)
                return Painted(picture, seed, told["alt"], told["notes"])

    async def _studio(self) -> asyncio.subprocess.Process:
        """Return the running child, started anew if there is none or it belongs to another event loop."""
        loop = asyncio.get_running_loop()
        if self._child is not None and self._child.returncode is None and self._loop is loop:
            return self._child
        if self._child is not None and self._loop is not loop:
            with contextlib.suppress(ProcessLookupError, RuntimeError):
                os.kill(self._child.pid, 9)
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "generation.painters.sketch.studio",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, **threads, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
            limit=2**20,
        )
        self._loop = loop
        return self._child
