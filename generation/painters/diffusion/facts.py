"""Facts: what a model can do, from its settings and the plain JSON beside its weights; no torch is needed to know it."""

import json
from pathlib import Path
from typing import Any

from core.brief import Brief
from core.ports import Capabilities, Style
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
PACKED = ("transformer", "prior")  # nets that fold two by two latents into one
NOTE = "This painter is a diffusion model: it makes pictures from words, and what it shows is not real."


def capabilities_of(model: Model) -> Capabilities:
    """Say what a model can do; for one of the hub that is not on this machine, what its settings say."""
    index = _json(model.folder / "model_index.json") if model.folder else {}
    side = model.side or _native_side(model) or 1024
    smallest = model.smallest or min(512, side)
    kind = str(index.get("_class_name", "")).removesuffix("Pipeline")
    return Capabilities(
        styles=styles_of(model),
        smallest=smallest,
        largest=max(model.largest or side * 3 // 2, smallest),
        most=model.most,
        seeds=True,
        letters=model.letters,
        sources=kind in FROM_PICTURES or not index,
        note=NOTE,
        multiple=multiple_of(model, index),
        best=side,
        previews=model.previews != "off",
    )


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


def batch_key(model: Model, brief: Brief, can: Capabilities) -> str:
    """Name all that must be equal for briefs to share a pass: model and settings, mode, size, LoRA."""
    width, height = fitted(brief.width, brief.height, can)
    look = model.styles.get(brief.told[1])
    mode = f"image@{brief.strength:g}" if brief.source else "text"
    lora = f":{look.lora}@{look.weight:g}" if look and look.lora else ""
    return f"{model.digest}:{mode}:{width}x{height}{lora}"[:120]


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
