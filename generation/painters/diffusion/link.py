"""The link: what runs between a painter and its studio, a process that may be killed at any time."""

import asyncio
import base64
import contextlib
import io
import itertools
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from PIL import Image

from core.painter import Onlooker, PainterFailed, Progress
from core.words import _
from generation.painters.diffusion.model import Model
from generation.painters.diffusion.studio import SLOT

log = logging.getLogger("salon.painter")
ROOT = Path(__file__).parents[3]
AT_ONCE = 2
"""Requests in the studio: one that is painted and one that waits there, so that nothing stands idle between them."""


class Broken(Exception):
    """The model could not be loaded; the text is a line for the host."""

    def __init__(self, why: str, *, retry: bool) -> None:
        super().__init__(why)
        self.retry = retry


class Link:
    """A running studio and the requests that are under way in it. Use it from one event loop."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._area = _shared_file()
        self._child: asyncio.subprocess.Process | None = None
        self._numbers = itertools.count()
        self._slots: asyncio.Queue[int] = asyncio.Queue()
        self._asked: dict[int, tuple[asyncio.Future[dict[str, Any]], Progress]] = {}
        self._heard = time.monotonic()
        self._over = False
        self._tasks: list[asyncio.Task[None]] = []
        self.ready: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.loop = asyncio.get_running_loop()
        for slot in range(AT_ONCE):
            self._slots.put_nowait(slot)

    async def open(self) -> None:
        """Start the process; `ready` is told what it found out about the model, or gets Broken."""
        self._child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "generation.painters.diffusion.studio",
            self._model.model_dump_json(), str(self._area.fileno()),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, pass_fds=(self._area.fileno(),), limit=2**20,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
        )  # fmt: skip
        self._heard = time.monotonic()
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._watch())]

    @property
    def alive(self) -> bool:
        """Whether it can be asked: the process runs, and nothing has given it up."""
        return not self._over and self._child is not None and self._child.returncode is None

    async def ask(self, items: Sequence[dict[str, Any]], progress: Progress) -> list[tuple[int, int, bytes]]:
        """Have items painted; return width, height and RGB bytes of each. PainterFailed when that can't be done."""
        slot = await self._slots.get()
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked[number] = (answer, progress)
        if len(self._asked) == 1:
            self._heard = time.monotonic()
        try:
            if not self.alive:
                raise PainterFailed(_("its process ended while it painted"))
            looks = isinstance(progress, Onlooker)
            self._tell({"id": number, "slot": slot, "items": list(items), "previews": looks})
            told = await asyncio.shield(answer)
        except asyncio.CancelledError:
            self._tell({"cancel": number})
            answer.add_done_callback(lambda done: self._let_go(number, slot))
            raise
        except BaseException:
            self._let_go(number, slot)
            raise
        try:
            if "done" not in told:
                raise _failure(told)
            return await asyncio.to_thread(self._pixels, slot, told["done"])
        finally:
            self._let_go(number, slot)

    async def close(self) -> None:
        """End the process; what was under way fails."""
        self._over = True
        if self._child is not None and self._child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._child.kill()
            await self._child.wait()
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()
        self._fail_all(PainterFailed(_("its process ended while it painted")))
        self._area.close()

    def _pixels(self, slot: int, sizes: Sequence[Sequence[int]]) -> list[tuple[int, int, bytes]]:
        place, found = slot * SLOT, []
        for width, height in sizes:
            raw = os.pread(self._area.fileno(), 3 * width * height, place)
            place += len(raw)
            found.append((width, height, raw))
        return found

    def _let_go(self, number: int, slot: int) -> None:
        if self._asked.pop(number, None) is not None:
            self._slots.put_nowait(slot)

    def _tell(self, what: dict[str, Any]) -> None:
        if self.alive and self._child and self._child.stdin:
            self._child.stdin.write(json.dumps(what).encode() + b"\n")

    async def _listen(self) -> None:
        """Pass on what the studio says until it ends; then fail what it leaves undone."""
        assert self._child is not None
        assert self._child.stdout is not None
        async for line in self._child.stdout:
            self._heard = time.monotonic()
            told: dict[str, Any] = json.loads(line)
            if "note" in told:
                log.info("%s: %s", self._model.short_name, told["note"])
            elif "broken" in told:
                self._settle(Broken(told["broken"], retry=told["retry"]))
            elif "ready" in told:
                if not self.ready.done():
                    self.ready.set_result(told)
            elif told["id"] in self._asked:
                answer, progress = self._asked[told["id"]]
                if "step" in told:
                    progress(told["step"], told["of"])
                elif "preview" in told:
                    if isinstance(progress, Onlooker):
                        progress.see(told["item"], Image.open(io.BytesIO(base64.b64decode(told["preview"]))))
                elif not answer.done():
                    answer.set_result(told)
        code = await self._child.wait()
        if not self._over:
            log.warning("%s: the painter's process ended (%s)", self._model.short_name, code)
        self._over = True
        self._settle(Broken(f"its process ended with {code} while it loaded; memory may be short", retry=True))
        self._fail_all(PainterFailed(_("its process ended while it painted")))

    async def _watch(self) -> None:
        """Kill a studio that owes an answer and has said nothing for too long."""
        while True:
            await asyncio.sleep(min(1.0, self._model.patience / 4))
            loading = not self.ready.done()
            most = self._model.load_patience if loading else self._model.patience
            if (self._asked or loading) and time.monotonic() - self._heard > most:
                log.error("%s: nothing heard for %.0f s; the painter is started anew", self._model.short_name, most)
                self._over = True
                self._settle(Broken(f"loading said nothing for {most:.0f} s", retry=True))
                self._fail_all(PainterFailed(_("it hung, and was started anew")))
                assert self._child is not None
                with contextlib.suppress(ProcessLookupError):
                    self._child.kill()
                return

    def _settle(self, broken: Broken) -> None:
        if not self.ready.done():
            self.ready.set_exception(broken)
            self.ready.exception()  # asked for here, so that nobody is warned when nobody waits

    def _fail_all(self, failure: PainterFailed) -> None:
        for answer, _progress in list(self._asked.values()):
            if not answer.done():
                answer.set_exception(failure)
                answer.exception()


def _shared_file() -> BinaryIO:
    """Open a file without a name, in memory where there is a place for it: nothing of it stays behind a kill."""
    memory = Path("/dev/shm")
    return cast("BinaryIO", tempfile.TemporaryFile(dir=memory if memory.is_dir() else None))


def _failure(told: dict[str, Any]) -> PainterFailed:
    if told.get("failed") == "memory" and told.get("large"):
        return PainterFailed(_("there was not enough memory to make it that large"), retry=False)
    if told.get("failed") == "upscaler":
        log.error("the upscaler: %s", told.get("why"))
        return PainterFailed(_("its upscaler could not be loaded"), retry=bool(told.get("retry")))
    if told.get("failed") == "memory":
        return PainterFailed(_("there was not enough memory; try a smaller picture"), retry=False)
    if told.get("stopped"):
        return PainterFailed(_("it was stopped"))
    log.error("the painter failed: %s", told.get("failed"))
    return PainterFailed(_("its model broke off"))
