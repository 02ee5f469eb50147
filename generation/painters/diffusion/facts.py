"""Facts: what a model can do, from its settings and the plain JSON beside its weights; no torch is needed to know it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.brief import Brief
from core.painter import Capabilities, PaintItem, Style
from generation import looks
from generation.painters.diffusion.model import Model

# The classes for which diffusers' AutoPipeline knows a picture-to-picture form of the same weights; a test compares.
FROM_PICTURES = frozenset(
    {
        "StableDiffusion",
        "StableDiffusionXL",
        "StableDiffusion3",
        "StableDiffusion3PAG",
        "IF",
        "KandinskyCombined",
        "KandinskyV22Combined",
        "Kandinsky3",
        "StableDiffusionControlNet",
        "StableDiffusionPAG",
        "StableDiffusionXLControlNet",
        "StableDiffusionXLControlNetUnion",
        "StableDiffusionXLPAG",
        "StableDiffusionXLControlNetPAG",
        "LatentConsistencyModel",
        "Flux",
        "FluxControlNet",
        "FluxControl",
        "FluxKontext",
        "Flux2Klein",
        "Flux2",
        "QwenImage",
        "ZImage",
    }
)
UPSCALERS = {"StableDiffusionLatentUpscalePipeline": (2, 64), "StableDiffusionUpscalePipeline": (4, 8)}
"""The pipelines that enlarge: how many times, and what both sides of their source must be multiples of."""
# The classes for which it knows an inpainting form; the same test compares.
FROM_MASKS = frozenset(
    {
        "StableDiffusion",
        "StableDiffusionXL",
        "StableDiffusion3",
        "IF",
        "KandinskyCombined",
        "KandinskyV22Combined",
        "StableDiffusionControlNet",
        "StableDiffusionPAG",
        "StableDiffusionControlNetPAG",
        "StableDiffusionXLControlNet",
        "StableDiffusionXLControlNetUnion",
        "StableDiffusionXLPAG",
        "StableDiffusion3ControlNet",
        "Flux",
        "FluxControlNet",
        "FluxControl",
        "QwenImage",
        "ZImage",
    }
)
PACKED = ("transformer", "prior")  # nets that fold two by two latents into one
NOTE = "This painter is a diffusion model: it makes pictures from words, and what it shows is not real."


def capabilities_of(model: Model) -> Capabilities:
    """Say what a model can do; for one of the hub that is not on this machine, what its settings say."""
    index = _json(model.folder / "model_index.json") if model.folder else {}
    side = model.side or _native_side(model) or 1024
    smallest = model.smallest or min(512, side)
    kind = str(index.get("_class_name", "")).removesuffix("Pipeline")
    sources = kind in FROM_PICTURES or not index
    return Capabilities(
        styles=styles_of(model),
        smallest=smallest,
        largest=max(model.largest or side * 3 // 2, smallest),
        most=model.most,
        seeds=True,
        letters=model.letters,
        sources=sources,
        masks=kind in FROM_MASKS or not index,
        note=NOTE,
        multiple=multiple_of(model, index),
        best=side,
        loras=tuple(model.loras),
        qualities=model.offered,
        enlarges=enlarges(model, sources=sources),
        previews=model.previews != "off",
    )


def enlarges(model: Model, *, sources: bool) -> float:
    """Return how many times larger HD makes a picture: by the upscaler, else twice by a second pass from the picture."""
    if model.upscaler:
        return float(upscaler_of(model)[0])
    return 2.0 if sources else 0.0


def upscaler_of(model: Model) -> tuple[int, int]:
    """Return an upscaler's factor and what its source's sides are multiples of; of one of the hub its name has to tell."""
    folder = model.enlarging.folder
    kind = str(_json(folder / "model_index.json").get("_class_name", "")) if folder else ""
    usual = "StableDiffusionUpscalePipeline" if "x4" in model.upscaler else "StableDiffusionLatentUpscalePipeline"
    return UPSCALERS.get(kind, UPSCALERS[usual])


def styles_of(model: Model) -> tuple[Style, ...]:
    """Return the looks members may name: the model's own, or the house's, which a model is told in words."""
    own = tuple(
        Style(name, look.title or name.title(), look.title_zh or look.title or name)
        for name, look in model.styles.items()
    )
    return own or looks.styles()


def multiple_of(model: Model, index: dict[str, Any]) -> int:
    """Return what both sides of a picture must be multiples of: the factor of the autoencoder, twice for packed latents."""
    if model.multiple:
        return model.multiple
    if not model.folder:
        return 16
    levels = len(_json(model.folder / "vae" / "config.json").get("block_out_channels", ())) or 4
    return (1 << (levels - 1)) * (2 if any(name in index for name in PACKED) else 1)


def fitted(width: int, height: int, can: Capabilities) -> tuple[int, int]:
    """Return a size the model can paint, of nearly the same shape and no larger than it should be."""
    shrink = min(1.0, can.largest / max(width, height))
    step = can.multiple
    across, down = (max(step, round(length * shrink / step) * step) for length in (width, height))
    return across, down


def size_for(wish: PaintItem | Brief, can: Capabilities, model: Model) -> tuple[int, int]:
    """Return the size to paint: one the model can, and beyond its largest only where a picture is enlarged."""
    if not wish.enlarge:
        return fitted(wish.width, wish.height, can)
    factor, grain = upscaler_of(model) if model.upscaler else (1, can.multiple)
    return fitted(wish.width, wish.height, replace(can, largest=can.enlarged, multiple=factor * grain))


def batch_key(model: Model, brief: Brief, can: Capabilities) -> str:
    """Name all that must be equal for briefs to share a pass: model and settings, mode, size, LoRA."""
    width, height = size_for(brief, can, model)
    look = model.styles.get(brief.told[1])
    kind = "inpaint" if brief.mask else "image"
    mode = "larger" if brief.enlarge else f"{kind}@{brief.strength:g}" if brief.source else "text"
    lora = f":{look.lora}@{look.weight:g}" if look and look.lora else ""
    return f"{model.digest}:{mode}:{brief.quality}:{width}x{height}{lora}"[:120]


def _native_side(model: Model) -> int:
    """Return the side of a square picture that a folder's net was trained on, 0 where its files don't tell."""
    if not model.folder:
        return 0
    net = _json(model.folder / "unet" / "config.json").get("sample_size")
    levels = len(_json(model.folder / "vae" / "config.json").get("block_out_channels", ())) or 4
    return int(net << (levels - 1)) if isinstance(net, int) else 0


def _json(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
