"""The studio: a process of its own that holds the model, so that a hang can be ended and chats never wait for arithmetic.

It reads lines of JSON on stdin and answers with lines of JSON on stdout; pixels go into a shared file. One thread reads,
the main thread paints. It ends when stdin does, even in the middle of a step.
"""

import base64
import contextlib
import json
import os
import queue
import sys
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from core.painter import Capabilities, PaintItem
from generation.batching import Batches
from generation.painters.diffusion.facts import capabilities_of, size_for
from generation.painters.diffusion.loading import CannotLoad
from generation.painters.diffusion.model import Model

SLOT = 1 << 32
"""Bytes apart in the shared file at which requests under way put their pixels; the file has holes, so it costs nothing."""


class Studio:
    """Paints what it is asked for, one request after the other, unless it is taken back."""

    def __init__(self, model: Model, area: int, out: int) -> None:
        self.model = model
        self._area = area
        self._out = os.fdopen(out, "wb", buffering=0)
        self._wishes: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._unwanted: set[int] = set()
        self._saying = threading.Lock()

    def listen(self) -> None:
        """Take in wishes and withdrawals until stdin ends, and end the process with it."""
        for line in sys.stdin.buffer:
            told = json.loads(line)
            if "cancel" in told:
                self._unwanted.add(told["cancel"])
            else:
                self._wishes.put(told)
        os._exit(0)

    def work(self) -> None:
        """Load the model, find out how it batches, and paint until the process ends."""
        easel, batches, can = self._opened()
        while True:
            wish = self._wishes.get()
            number = int(wish["id"])
            try:
                self._say({"id": number, **self._painted(easel, batches, can, wish)})
            except _stopped():
                self._say({"id": number, "stopped": True})
            except MemoryError:
                large = any(item["enlarge"] for item in wish["items"])
                self._say({"id": number, "failed": "memory", "large": large})
            except CannotLoad as error:
                self._say({"id": number, "failed": "upscaler", "why": str(error), "retry": error.retry})
            except Exception as error:
                self._say({"id": number, "failed": f"{type(error).__name__}: {error}"[:300]})
            self._unwanted.discard(number)

    def _opened(self) -> tuple[Any, Batches, Capabilities]:
        from generation.painters.diffusion import loading

        can = capabilities_of(self.model)
        try:
            loaded = loading.load(self.model)
            from generation.painters.diffusion.glances import look_for
            from generation.painters.diffusion.passes import Easel
            from generation.painters.diffusion.warming import warm_up

            easel = Easel(self.model, loaded)
            batches = warm_up(easel, can, lambda line: self._say({"note": line}))
            easel.look = look_for(self.model, loaded, lambda line: self._say({"note": line}))
        except loading.CannotLoad as error:
            self._say({"broken": str(error), "retry": error.retry})
            sys.exit(1)
        except Exception as error:
            line = " ".join(f"the model was loaded, but can't paint: {type(error).__name__}: {error}".split())
            self._say({"broken": line[:300], "retry": False})
            sys.exit(1)
        place = {"device": loaded.device, "dtype": loaded.dtype, "modes": sorted(loaded.pipelines)}
        self._say({"ready": True, "together": batches.most, **place})
        return easel, batches, can

    def _painted(self, easel: Any, batches: Batches, can: Capabilities, wish: dict[str, Any]) -> dict[str, Any]:
        """Paint a wish's items in passes of what belongs together; their pixels are then in its slot, in order."""
        number = int(wish["id"])
        items = [_item(told) for told in wish["items"]]
        passes = [easel.pass_for(item, *size_for(item, can, self.model)) for item in items]
        progress = _Progress(len(items), lambda done, of: self._step(number, done, of))
        self._step(number, 0, 0)
        with self._at_work(number):
            for shared in passes:
                easel.pipeline(shared.mode)
        place, sizes = int(wish["slot"]) * SLOT, []
        for shared, group in groupby(zip(passes, items, strict=True), key=lambda pair: pair[0]):

            def one_pass(some: Sequence[PaintItem], shared: Any = shared) -> list[bytes]:
                show = partial(self._show, number, progress.before) if wish["previews"] else None
                pixels = easel.paint(shared, some, progress.of(len(some)), show=show)
                progress.passed(len(some))
                return list(easel.bytes_of(pixels))

            for raw in batches.run(shared.key, [item for _pass, item in group], one_pass, easel.forget):
                place += os.pwrite(self._area, raw, place)
                sizes.append((shared.width, shared.height))
        return {"done": sizes}

    @contextlib.contextmanager
    def _at_work(self, number: int) -> Iterator[None]:
        """Give signs of life while a model may be loaded, as that has more time than a step."""
        over, end = threading.Event(), time.monotonic() + self.model.load_patience

        def tell() -> None:
            while not over.wait(min(1.0, self.model.patience / 4)) and time.monotonic() < end:
                self._say({"id": number, "step": 0, "of": 0})

        threading.Thread(target=tell, daemon=True).start()
        try:
            yield
        finally:
            over.set()

    def _step(self, number: int, done: int, of: int) -> None:
        if number in self._unwanted:
            raise _stopped()
        self._say({"id": number, "step": done, "of": of})

    def _show(self, number: int, first: int, place: int, picture: bytes) -> None:
        self._say({"id": number, "item": first + place, "preview": base64.b64encode(picture).decode()})

    def _say(self, what: dict[str, Any]) -> None:
        with self._saying:
            self._out.write(json.dumps(what).encode() + b"\n")


class _Progress:
    """Adds up the steps of several passes to one count over all items of a wish."""

    def __init__(self, items: int, tell: Any) -> None:
        self._items, self._tell, self.before = items, tell, 0

    def of(self, size: int) -> Any:
        """Return what a pass of `size` items calls at each step: counts are per item, so that passes may differ."""

        def step(n: int, steps: int) -> None:
            self._tell(self.before * steps + n * size, self._items * steps)

        return step

    def passed(self, size: int) -> None:
        """Note that a pass is over."""
        self.before += size


def _stopped() -> type[Exception]:
    from generation.painters.diffusion.passes import Stopped

    return Stopped


def _item(told: dict[str, Any]) -> PaintItem:
    pictures = {name: base64.b64decode(told[name]) if told[name] else None for name in ("source", "mask")}
    return PaintItem(**{**told, **pictures})


def main() -> None:
    """Play the studio with the model and the shared file that the command line names."""
    with contextlib.suppress(OSError):
        os.nice(5)
    out = os.dup(1)
    os.dup2(2, 1)  # what libraries print must not get between the answers
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    warnings.simplefilter("ignore", FutureWarning)
    if not sys.stderr.isatty():
        os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = os.environ["TQDM_DISABLE"] = "1"
    studio = Studio(Model.model_validate_json(sys.argv[1]), int(sys.argv[2]), out)
    threading.Thread(target=studio.listen, daemon=True).start()
    with contextlib.suppress(BrokenPipeError):  # whoever asked is gone
        studio.work()


if __name__ == "__main__":
    main()
