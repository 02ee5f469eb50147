"""Passes: one call of a pipeline over several items, with progress and a way to stop. Only the studio imports this."""

import inspect
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from PIL import Image, ImageOps

from core.ports import PaintItem
from generation import looks
from generation.painters.diffusion.glances import Look, Show, Sitting
from generation.painters.diffusion.loading import Loaded, out_of_memory
from generation.painters.diffusion.model import Model

Step = Callable[[int, int], None]
AfterStep = Callable[..., dict[str, Any]]


class Stopped(Exception):
    """Nobody wants these pictures any more; raised from within a step, it leaves the pipeline as it was."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What items of one call have in common: mode, size in pixels, the strength of a source, and the LoRA with its weight."""

    mode: str
    width: int
    height: int
    strength: float
    lora: str
    weight: float

    @property
    def key(self) -> str:
        """Name it, for the curve and the limits."""
        return f"{self.mode}@{self.strength:g}:{self.width}x{self.height}:{self.lora}@{self.weight:g}"


class Easel:
    """A loaded model that paints; each item has a generator of its own, on the CPU, so that company changes nothing.

    `look` shows what is painted on the way, where it can be shown.
    """

    def __init__(self, model: Model, loaded: Loaded) -> None:
        self.model = model
        self.loaded = loaded
        self.look: Look | None = None
        self._lora = ("", 0.0)

    def pass_for(self, item: PaintItem, width: int, height: int) -> Pass:
        """Say which pass an item belongs to; the size is one the model can paint."""
        look = self.model.styles.get(item.style)
        mode = "inpaint" if item.source and item.mask else "image" if item.source else "text"
        if mode not in self.loaded.pipelines:
            raise ValueError("it can't start from a picture")
        strength = item.strength if item.source else 1.0
        return Pass(
            mode, width, height, strength, look.lora if look else "", look.weight if look and look.lora else 1.0
        )

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
        pipe = self.loaded.pipelines[shared.mode]
        sitting = (
            Sitting(self.look, shared.width, shared.height, show, self.loaded.device) if self.look and show else None
        )
        self._choose_lora(pipe, shared)
        try:
            with torch.inference_mode():
                made = pipe(**self._arguments(pipe, shared, items, _stepping(step, sitting), steps)).images
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

    def steps_of(self, pipe: Any, strength: float, wished: int | None = None) -> int:
        """Return how many steps to ask for, so that a weak strength still leaves one to be done."""
        own = inspect.signature(pipe.__call__).parameters.get("num_inference_steps")
        steps = wished or self.model.steps or (own.default if own and own.default else 30)
        return max(int(steps), math.ceil(1 / max(strength, 0.02)))

    def prompt_of(self, item: PaintItem) -> str:
        """Return the words for the model: the prompt, and what the style says."""
        return self.told(item).prompt

    def told(self, item: PaintItem) -> PaintItem:
        """Return an item with its look in words: the model's own, else the house's."""
        own = self.model.styles.get(item.style)
        if own is None:
            return looks.in_words(item)
        return replace(item, prompt=", ".join(part for part in (item.prompt, own.words) if part))

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
        takes = inspect.signature(pipe.__call__).parameters
        size = (shared.width, shared.height)
        told: dict[str, Any] = {
            "prompt": [self.prompt_of(item) for item in items],
            "negative_prompt": [self.told(item).negative for item in items],
            "generator": [torch.Generator("cpu").manual_seed(item.seed) for item in items],
            "num_inference_steps": self.steps_of(pipe, shared.strength, steps),
            "width": shared.width,
            "height": shared.height,
            "output_type": "pt",
            "callback_on_step_end": after_step,
        }
        if self.model.guidance is not None:
            told["guidance_scale"] = self.model.guidance
        if shared.mode != "text":
            told |= {"image": [_picture(item.source, size) for item in items], "strength": shared.strength}
        if shared.mode == "inpaint":
            told["mask_image"] = [_picture(item.mask, size, "L") for item in items]
        return {name: value for name, value in told.items() if name in takes}


def _stepping(step: Step, sitting: Sitting | None) -> AfterStep:
    def after(pipe: Any, n: int, timestep: Any, more: dict[str, Any]) -> dict[str, Any]:
        step(n + 1, int(getattr(pipe, "num_timesteps", 0) or n + 1))
        if sitting is not None:
            sitting.after_step(pipe, n, timestep, more.get("latents"))
        return more

    return after


def _picture(data: bytes | None, size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """Decode a picture and cut it to a size: a batch of mixed sizes would be stretched in silence."""
    with Image.open(io.BytesIO(data or b"")) as found:
        return ImageOps.fit(found.convert(mode), size, Image.Resampling.LANCZOS)
