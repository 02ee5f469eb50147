"""Passes: one call of a pipeline over several items, with progress and a way to stop. Only the studio imports this."""

import contextlib
import inspect
import io
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from PIL import Image, ImageOps

from core.painter import PaintItem
from generation import looks
from generation.painters.diffusion.facts import UPSCALERS
from generation.painters.diffusion.glances import Look, Show, Sitting
from generation.painters.diffusion.loading import Loaded, load_upscaler, out_of_memory
from generation.painters.diffusion.model import Model

Step = Callable[[int, int], None]
AfterStep = Callable[..., dict[str, Any]]
TILED_FROM = 1536
"""Pixels of a side above which an enlargement is decoded in tiles: a whole one of 2048 px takes many gigabytes."""
UPSCALER_STEPS = 20


class Stopped(Exception):
    """Nobody wants these pictures any more; raised from within a step, it leaves the pipeline as it was."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What items of one call have in common: mode, size in pixels, the strength of a source, the LoRA with its weight, the
    quality, and whether it enlarges.
    """

    mode: str
    width: int
    height: int
    strength: float
    lora: str
    weight: float
    quality: str = ""
    larger: bool = False

    @property
    def key(self) -> str:
        """Name it, for the curve and the limits."""
        return f"{self.mode}@{self.strength:g}:{self.width}x{self.height}:{self.lora}@{self.weight:g}:{self.quality}"


class Easel:
    """A loaded model that paints; each item has a generator of its own, on the CPU, so that company changes nothing.

    `look` shows what is painted on the way, where it can be shown. `threads`: how many a pass takes by its size; those up to
    the next size take as many, where none is told all there are.
    """

    def __init__(self, model: Model, loaded: Loaded) -> None:
        self.model = model
        self.loaded = loaded
        self.look: Look | None = None
        self.threads: dict[int, int] = {}
        self._all_threads = torch.get_num_threads()
        self._lora = ("", 0.0)

    def pass_for(self, item: PaintItem, width: int, height: int) -> Pass:
        """Say which pass an item belongs to; the size is one the model can paint."""
        look = self.model.styles.get(item.style)
        mode = "inpaint" if item.source and item.mask else "image" if item.source else "text"
        larger = bool(item.enlarge and item.source)
        if larger:
            mode = "upscale" if self.model.upscaler else "image"
        if mode not in self.loaded.pipelines and mode != "upscale":
            raise ValueError("it can't start from a picture" if mode == "image" else f"it has no form for {mode}")
        strength = self.model.hd_strength if larger else item.strength if item.source else 1.0
        lora, weight = (look.lora, look.weight) if look and look.lora and mode != "upscale" else ("", 1.0)
        return Pass(mode, width, height, strength, lora, weight, item.quality, larger)

    def pipeline(self, mode: str) -> Any:
        """Return the pipeline of a mode; the upscaler is loaded when it is first asked for, CannotLoad if it can't be."""
        if mode == "upscale" and mode not in self.loaded.pipelines:
            self.loaded.pipelines[mode] = load_upscaler(self.model, self.loaded)
        return self.loaded.pipelines[mode]

    def paint(
        self,
        shared: Pass,
        items: Sequence[PaintItem],
        step: Step,
        *,
        steps: int | None = None,
        show: Show | None = None,
    ) -> torch.Tensor:
        """Paint items together; return values from 0 to 1 of shape (items, 3, height, width). MemoryError when it has no room.

        `show` is given each item on the way, now and then.
        """
        pipe = self.pipeline(shared.mode)
        self._choose_threads(len(items))
        if shared.mode != "upscale":
            self._choose_lora(pipe, shared)
        sitting = None
        if self.look and show and shared.mode != "upscale":  # an upscaler's latents are of another kind
            sitting = Sitting(self.look, shared.width, shared.height, show, self.loaded.device)
        after_step = _stepping(step, sitting)
        large = shared.larger and max(shared.width, shared.height) > TILED_FROM
        if shared.larger and not large:
            with contextlib.suppress(MemoryError):  # in tiles there may be room
                return self._pass(pipe, self._arguments(pipe, shared, items, after_step, steps))
            self.forget()
        with _tiles(pipe) if shared.larger and not self.model.tiles else contextlib.nullcontext():
            return self._pass(pipe, self._arguments(pipe, shared, items, after_step, steps))

    def _pass(self, pipe: Any, told: dict[str, Any]) -> torch.Tensor:
        try:
            with torch.inference_mode():
                made = pipe(**told).images
            return made.float().clamp(0, 1)
        except Exception as error:
            if out_of_memory(error):
                raise MemoryError("memory was short") from None  # the traceback would keep the tensors alive
            raise

    def bytes_of(self, pixels: torch.Tensor) -> list[bytes]:
        """Return each picture as RGB bytes; rounded where they are, so that a quarter of them has to travel."""
        whole = (pixels * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().cpu()
        return [one.numpy().tobytes() for one in whole]

    def forget(self) -> None:
        """Give back the memory that nothing needs now."""
        if self.loaded.device.startswith("cuda"):
            torch.cuda.empty_cache()
        elif self.loaded.device == "mps":
            torch.mps.empty_cache()

    def steps_of(self, pipe: Any, shared: Pass, wished: int | None = None) -> int:
        """Return how many steps to ask for, so that a weak strength still leaves one to be done."""
        own = inspect.signature(pipe.__call__).parameters.get("num_inference_steps")
        usual = self.model.steps or int(own.default if own and own.default else 30)
        steps = wished or (self.model.hd_steps if shared.larger else None) or self.model.care(shared.quality, usual)[0]
        return max(steps, math.ceil(1 / max(shared.strength, 0.02)))

    def prompt_of(self, item: PaintItem) -> str:
        """Return the words for the model: the prompt, and what the style says."""
        return self.told(item).prompt

    def told(self, item: PaintItem) -> PaintItem:
        """Return an item with its look in words: the model's own, else the house's."""
        own = self.model.styles.get(item.style)
        if own is None:
            return looks.in_words(item)
        return replace(item, prompt=", ".join(part for part in (item.prompt, own.words) if part))

    def _choose_threads(self, size: int) -> None:
        if self.threads:
            told = next((count for one, count in sorted(self.threads.items()) if one >= size), self._all_threads)
            if told != torch.get_num_threads():
                torch.set_num_threads(told)

    def _choose_lora(self, pipe: Any, shared: Pass) -> None:
        if self._lora == (shared.lora, shared.weight) or not self.model.loras:
            return
        if shared.lora:
            pipe.enable_lora()
            pipe.set_adapters([shared.lora], [shared.weight])
        else:
            pipe.disable_lora()
        self._lora = (shared.lora, shared.weight)

    def _arguments(
        self, pipe: Any, shared: Pass, items: Sequence[PaintItem], after_step: AfterStep, steps: int | None
    ) -> dict[str, Any]:
        """Return what to call the pipeline with, of what it takes. Lists are made anew: Z-Image writes into its prompts."""
        if shared.mode == "upscale":
            return self._enlarging(pipe, shared, items, after_step)
        takes = inspect.signature(pipe.__call__).parameters
        size = (shared.width, shared.height)
        told: dict[str, Any] = {
            "prompt": [self.prompt_of(item) for item in items],
            "negative_prompt": [self.told(item).negative for item in items],
            "generator": [torch.Generator("cpu").manual_seed(item.seed) for item in items],
            "num_inference_steps": self.steps_of(pipe, shared, steps),
            "width": shared.width,
            "height": shared.height,
            "output_type": "pt",
            "callback_on_step_end": after_step,
        }
        guidance = self.model.care(shared.quality, 1)[1]
        if guidance is not None:
            told["guidance_scale"] = guidance
        if shared.mode != "text":
            told |= {"image": [_picture(item.source, size) for item in items], "strength": shared.strength}
        if shared.mode == "inpaint":
            told["mask_image"] = [_picture(item.mask, size, "L") for item in items]
        return {name: value for name, value in told.items() if name in takes}

    def _enlarging(self, pipe: Any, shared: Pass, items: Sequence[PaintItem], after_step: AfterStep) -> dict[str, Any]:
        """Return what to call an upscaler with: these have an older kind of callback, and a size that follows the source's."""
        factor, _grain = UPSCALERS[type(pipe).__name__]
        size = (shared.width // factor, shared.height // factor)

        def after(n: int, timestep: Any, _latents: Any) -> None:
            after_step(pipe, n, timestep, {})

        told: dict[str, Any] = {
            "prompt": [self.prompt_of(item) for item in items],
            "image": [_picture(item.source, size) for item in items],
            "generator": [torch.Generator("cpu").manual_seed(item.seed) for item in items],
            "num_inference_steps": self.model.hd_steps or UPSCALER_STEPS,
            "output_type": "pt",
            "callback": after,
        }
        # https://huggingface.co/stabilityai/sd-x2-latent-upscaler: 20 steps, no guidance; negative words need some
        return told | (
            {"guidance_scale": 0.0} if factor == 2 else {"negative_prompt": [item.negative for item in items]}
        )


@contextlib.contextmanager
def _tiles(pipe: Any) -> Iterator[None]:
    """Let the autoencoder work on a picture piece by piece for a while, where it can."""
    vae: Any = getattr(pipe, "vae", None)
    if not hasattr(vae, "enable_tiling"):
        yield
        return
    vae.enable_tiling()
    try:
        yield
    finally:
        vae.disable_tiling()


def _stepping(step: Step, sitting: Sitting | None) -> AfterStep:
    def after(pipe: Any, n: int, timestep: Any, more: dict[str, Any]) -> dict[str, Any]:
        step(n + 1, int(getattr(pipe, "num_timesteps", 0) or len(pipe.scheduler.timesteps)))
        if sitting is not None:
            sitting.after_step(pipe, n, timestep, more.get("latents"))
        return more

    return after


def _picture(data: bytes | None, size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """Decode a picture and cut it to a size: a batch of mixed sizes would be stretched in silence."""
    with Image.open(io.BytesIO(data or b"")) as found:
        return ImageOps.fit(found.convert(mode), size, Image.Resampling.LANCZOS)
