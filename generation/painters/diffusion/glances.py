"""Glances: what the latents of a pass look like on the way, small and soon. Only the studio imports this."""

import io
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image

from generation.painters.diffusion.loading import Loaded
from generation.painters.diffusion.model import Model

SIDE = 256
EVERY = 1.0
SHARE = 20
"""Glances may take one part in so many of the time."""
LESSONS, LESSON_SIDE = 4, 256
QUALITY = 80

Look = Callable[[torch.Tensor], torch.Tensor]
"""From latents of shape (items, channels, height, width), as the net has them, to values from 0 to 1 of (items, 3, ...)."""
Show = Callable[[int, bytes], None]
"""Called with an item's place in its pass and a JPEG."""


def look_for(model: Model, loaded: Loaded, note: Callable[[str], None]) -> Look | None:
    """Return how latents become pictures, as the model's settings wish; None for not at all. It says why not."""
    if model.previews == "off":
        return None
    try:
        with torch.no_grad():
            look = _by_tiny(loaded) if model.previews == "tiny" else _by_lessons(loaded)
    except Exception as error:  # a model whose latents can't be read still paints
        note(f"no previews: {type(error).__name__}: {error}"[:300])
        return None
    if look is None:
        note("no previews: this model's latents are of a kind that is not known here")
    return look


def _by_tiny(loaded: Loaded) -> Look:
    """Decode with the tiny autoencoder; it takes latents as the net has them."""
    tiny = loaded.tiny
    dtype = next(tiny.parameters()).dtype

    def look(latents: torch.Tensor) -> torch.Tensor:
        values = latents.to(tiny.device, dtype) / tiny.config.scaling_factor + tiny.config.shift_factor
        return tiny.decode(values, return_dict=False)[0].float() / 2 + 0.5

    return look


def _by_lessons(loaded: Loaded) -> Look | None:
    """Fit colours to latents: the model's own autoencoder shows what it makes of pictures whose colours are known."""
    pipe = loaded.pipelines["text"]
    vae = getattr(pipe, "vae", None)
    if (
        vae is None or not hasattr(vae, "encode") or hasattr(vae, "bn")
    ):  # "bn": the net's latents are folded and scaled anew
        return None
    pictures = _lessons()
    latents = _encoded(vae, pictures, loaded.device)
    pipe.maybe_free_model_hooks()
    colours = torch.nn.functional.adaptive_avg_pool2d(pictures, latents.shape[-2:])
    known = torch.cat([latents, torch.ones_like(latents[:, :1])], 1).movedim(1, -1).flatten(0, -2).double()
    ridge = 1e-3 * len(known) * torch.eye(known.shape[1], dtype=torch.float64)
    factors = torch.linalg.solve(known.T @ known + ridge, known.T @ colours.movedim(1, -1).flatten(0, -2).double())
    if not bool(factors.isfinite().all()):
        return None
    weight, bias = factors[:-1].float(), factors[-1].float()

    def look(given: torch.Tensor) -> torch.Tensor:
        plain = given.float()
        return (
            torch.einsum("bchw,cr->brhw", plain, weight.to(plain.device)) + bias.to(plain.device)[None, :, None, None]
        )

    return look


def _lessons() -> torch.Tensor:
    """Return pictures of soft patches in all colours, from coarse to fine, values from 0 to 1; always the same ones."""
    generator = torch.Generator("cpu").manual_seed(7)
    whole = torch.zeros(LESSONS, 3, LESSON_SIDE, LESSON_SIDE)
    for cells in (2, 4, 8, 16, 32):
        patches = torch.randn(LESSONS, 3, cells, cells, generator=generator)
        whole += torch.nn.functional.interpolate(patches, whole.shape[-2:], mode="bicubic") / cells**0.5
    return torch.sigmoid(2 * whole)


def _encoded(vae: Any, pictures: torch.Tensor, device: str) -> torch.Tensor:
    """Return what pictures are to the net, on the CPU."""
    latents = _encode(vae, pictures, device)
    if not bool(latents.isfinite().all()):  # halves overflow in some encoders; a twin leaves the weights as they are
        twin = type(vae).from_config(vae.config).eval()
        twin.load_state_dict(vae.state_dict())
        latents = _encode(twin.to(device), pictures, device)
    return latents


def _encode(vae: Any, pictures: torch.Tensor, device: str) -> torch.Tensor:
    frames = any(name in vae.config for name in ("temporal_downsample", "temperal_downsample"))
    given = (pictures * 2 - 1).to(device, next(vae.parameters()).dtype)
    made = vae.encode(given.unsqueeze(2) if frames else given)
    values = made.latent_dist.mode() if hasattr(made, "latent_dist") else made.latents
    return _scaled(_flat(values.float()), vae.config).cpu()


def _flat(latents: torch.Tensor) -> torch.Tensor:
    """Return the first frame of latents that have frames."""
    return latents[:, :, 0] if latents.ndim == 5 else latents


def _scaled(latents: torch.Tensor, config: Any) -> torch.Tensor:
    """Return an autoencoder's latents as the net has them."""
    mean, spread = getattr(config, "latents_mean", None), getattr(config, "latents_std", None)
    scale = getattr(config, "scaling_factor", None) or 1.0
    if mean is not None and spread is not None:
        shape = (1, -1, 1, 1)
        middle, width = (torch.tensor(one, device=latents.device).view(shape) for one in (mean, spread))
        return (latents - middle) / width * scale
    return (latents - (getattr(config, "shift_factor", None) or 0.0)) * scale


def unfolded(latents: torch.Tensor, width: int, height: int) -> torch.Tensor | None:
    """Return latents as pictures have their places; None for a kind that is not known.

    Nets like Flux fold two by two places into one of a row: (items, places, channels * 4), for a picture of width x height.
    """
    if latents.ndim != 3:
        return _flat(latents) if latents.ndim in (4, 5) else None
    items, places, folded = latents.shape
    across = round((places * width / height) ** 0.5)
    if across == 0 or places % across or folded % 4:
        return None
    apart = latents.view(items, places // across, across, folded // 4, 2, 2).permute(0, 3, 1, 4, 2, 5)
    return apart.reshape(items, folded // 4, places // across * 2, across * 2)


def ahead(scheduler: Any, timestep: Any, before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
    """Return where latents are heading: on along their last step to where no noise is left.

    For latents x = picture + level * noise, and for x = (1 - level) * picture + level * noise alike, a straight way through
    two levels ends at the picture. Ours may be held at unit variance, x / sqrt(1 + level ** 2), so that is undone first.
    """
    levels = _levels(scheduler, timestep)
    if levels is None or abs(levels[1] - levels[0]) < 1e-6:
        return after
    first, second = levels
    held = _held(scheduler)
    one, other = (x * (1 + level**2) ** 0.5 if held else x for x, level in ((before, first), (after, second)))
    guess = other - second * (other - one) / (second - first)
    return guess if bool(guess.isfinite().all()) else after


def _levels(scheduler: Any, timestep: Any) -> tuple[float, float] | None:
    """Return how much noise there was before and after the step just done; None where the scheduler does not tell."""
    sigmas, at = getattr(scheduler, "sigmas", None), getattr(scheduler, "step_index", None)
    if sigmas is not None and at is not None and 0 < at < len(sigmas):
        return float(sigmas[at - 1]), float(sigmas[at])
    kept, times = getattr(scheduler, "alphas_cumprod", None), getattr(scheduler, "timesteps", None)
    if kept is None or times is None:
        return None
    found = (times == torch.as_tensor(timestep, device=times.device)).nonzero()
    if not len(found):
        return None
    place = int(found[-1])
    shares = [float(kept[int(times[place])]), float(kept[int(times[place + 1])]) if place + 1 < len(times) else 1.0]
    first, second = (((1 - share) / share) ** 0.5 for share in shares)
    return first, second


def _held(scheduler: Any) -> bool:
    """Say whether a scheduler holds its latents at unit variance."""
    flows = type(scheduler).__name__.startswith("FlowMatch") or scheduler.config.get("use_flow_sigmas", False)
    return not flows and float(getattr(scheduler, "init_noise_sigma", 0.0)) == 1.0


@dataclass(slots=True)
class Sitting:
    """One pass as it is looked at: not before a second has gone by, and seldom enough to cost next to nothing."""

    look: Look
    width: int
    height: int
    show: Show
    device: str
    next_at: float = 0.0
    before: torch.Tensor | None = None

    def __post_init__(self) -> None:
        self.next_at = time.monotonic() + EVERY

    def after_step(self, pipe: Any, n: int, timestep: Any, latents: Any) -> None:
        """Look, if it is time to. Never fails: a pass whose latents can't be shown is not looked at any more."""
        if not isinstance(latents, torch.Tensor):
            return
        before, self.before = self.before, latents
        last = n + 1 >= int(getattr(pipe, "num_timesteps", 0) or 0)
        if before is None or last or time.monotonic() < self.next_at:
            return
        try:
            self._glance(pipe.scheduler, timestep, before, latents)
        except Exception:
            self.next_at = float("inf")

    def _glance(self, scheduler: Any, timestep: Any, before: torch.Tensor, after: torch.Tensor) -> None:
        _wait_for(self.device)  # so that only our own work is timed
        begun = time.monotonic()
        latents = unfolded(ahead(scheduler, timestep, before, after), self.width, self.height)
        if latents is None:
            self.next_at = float("inf")
            return
        for place, picture in enumerate(jpegs(self.look(latents))):
            self.show(place, picture)
        now = time.monotonic()
        self.next_at = now + max(EVERY, (now - begun) * SHARE)


def jpegs(values: torch.Tensor) -> Iterable[bytes]:
    """Return each item of (items, 3, height, width), values from 0 to 1, as a JPEG of at most SIDE pixels a side."""
    scale = SIDE / max(values.shape[-2:])
    if scale < 1:
        size = [max(1, round(side * scale)) for side in values.shape[-2:]]
        values = torch.nn.functional.interpolate(values.float(), size, mode="area")
    whole = (values.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().cpu().numpy()
    for one in whole:
        file = io.BytesIO()
        Image.fromarray(one).save(file, "JPEG", quality=QUALITY)
        yield file.getvalue()


def _wait_for(device: str) -> None:
    with suppress(RuntimeError):
        if device.startswith("cuda"):
            torch.cuda.synchronize()
        elif device == "mps":
            torch.mps.synchronize()
