"""A describer on this machine: a model of transformers that turns pictures into words, in a process of its own."""

import asyncio
import base64
import contextlib
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

from core.painter import PainterFailed
from core.sights import Described, Sight
from core.words import _
from generation.painters import wire

log = logging.getLogger("salon.describers")
ROOT = Path(__file__).parents[2]
GRACE = 5.0
"""Seconds that the model has beyond its time to come to an end by itself, before its process is ended."""
LOADING = 900.0
ENDED = _("its process ended while it looked")
UNLOADED = _("its model could not be loaded")


class LocalDescriber:
    """Looks at one picture after the other in a child process, which is started at the first need and ends with its parent."""

    def __init__(self, model: str, seconds: float) -> None:
        self.name = f"transformers:{Path(model.rstrip('/')).name}"[:80]
        self._model, self._seconds = model, seconds
        self._child: asyncio.subprocess.Process | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turn = asyncio.Lock()
        self._broken = ""

    async def describe(self, sight: Sight) -> Described:
        """Have the model look; PainterFailed when it can't be loaded, takes too long or breaks off."""
        wish = {
            "picture": base64.b64encode(sight.picture).decode(),
            "language": sight.language,
            "seconds": self._seconds,
        }
        if self._loop is not None and self._loop is not asyncio.get_running_loop():
            self._turn = asyncio.Lock()
        async with self._turn:
            try:
                child = await self._ready()
                async with asyncio.timeout(self._seconds + GRACE):
                    told = await _asked(child, wish)
            except TimeoutError:
                await self.close()
                raise PainterFailed(wire.SLOW) from None
            except (ConnectionError, ValueError):
                await self.close()
                raise PainterFailed(ENDED) from None
            except asyncio.CancelledError:
                await self.close()
                raise
        if "failed" in told:
            log.error("%s failed: %s", self.name, told["failed"])
            raise PainterFailed(wire.BROKEN)
        if not str(told["text"]).strip():
            raise PainterFailed(wire.ODD)
        return Described(str(told["text"]))

    async def health(self) -> str:
        """Return what is wrong with the model's folder, or was when it was loaded last; it is not loaded for this."""
        if await asyncio.to_thread(_lacks_weights, Path(self._model)):
            return f"the model {self._model} has no safetensors, and nothing else is loaded: check SALON_DESCRIBER"
        return self._broken

    async def start(self) -> None:
        """Load the model; PainterFailed tells in a line what is wrong."""
        async with self._turn:
            await self._ready()

    async def close(self) -> None:
        """End the process, and give its memory back."""
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            with contextlib.suppress(ProcessLookupError, RuntimeError):  # it belonged to an event loop that is closed
                child.kill()
                await child.wait()

    async def _ready(self) -> asyncio.subprocess.Process:
        """Return a child with its model loaded, started anew where there is none or another event loop had it."""
        loop = asyncio.get_running_loop()
        if self._child is not None and self._child.returncode is None and self._loop is loop:
            return self._child
        await self.close()
        self._loop = loop
        self._child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "generation.describers.eye", self._model,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**20,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
        )  # fmt: skip
        try:
            async with asyncio.timeout(LOADING):
                told = await _next(self._child)
        except (TimeoutError, ConnectionError, ValueError):
            told = {"broken": "its process ended while it loaded; memory may be short"}
        if "broken" in told:
            await self.close()
            self._broken = f"the model {self._model} can't be loaded: check SALON_DESCRIBER ({told['broken']})"
            log.error(self._broken)
            raise PainterFailed(UNLOADED)
        self._broken = ""
        return self._child


def _lacks_weights(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.glob("*.safetensors"))


async def _asked(child: asyncio.subprocess.Process, wish: dict[str, Any]) -> dict[str, Any]:
    assert child.stdin is not None
    child.stdin.write(json.dumps(wish).encode() + b"\n")
    await child.stdin.drain()
    return await _next(child)


async def _next(child: asyncio.subprocess.Process) -> dict[str, Any]:
    assert child.stdout is not None
    line = await child.stdout.readline()
    if not line:
        raise ConnectionResetError
    told: dict[str, Any] = json.loads(line)
    return told
