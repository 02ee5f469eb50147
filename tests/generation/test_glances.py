"""Glances: previews of a diffusion model on the way, for real: of every kind of net, of the right item, at no picture's cost."""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    AutoencoderTiny,
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
)
from PIL import Image

from core.painter import PaintItem
from core.settings import BadSettings
from generation.painters.diffusion import glances
from generation.painters.diffusion.glances import ahead, look_for, unfolded
from generation.painters.diffusion.loading import CannotLoad, load
from generation.painters.diffusion.model import Model, read_model
from generation.painters.diffusion.painter import DiffusionPainter
from generation.painters.diffusion.passes import Easel

KINDS = ("sd", "sdxl", "flux", "z-image")
Tiny = Callable[[str], Path]
Seen = list[tuple[int, Image.Image]]


class Looker:
    """Somebody who looks on, and keeps what was seen."""

    def __init__(self) -> None:
        self.seen: Seen = []
        self.first = asyncio.Event()

    def __call__(self, done: int, of: int) -> None:
        return

    def see(self, n: int, picture: Any) -> None:
        self.seen.append((n, picture.convert("RGB")))
        self.first.set()


def items(count: int, width: int = 64, height: int = 64, **more: Any) -> list[PaintItem]:
    return [PaintItem(f"a fox number {n}", "", "", width, height, n, **more) for n in range(1, count + 1)]


def nothing(_done: int, _of: int) -> None:
    return


def notes(_line: str) -> None:
    raise AssertionError(_line)


def array(picture: Image.Image) -> Any:
    return np.asarray(picture, dtype=int)


@pytest.fixture
def at_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look after every step, however soon it comes."""
    monkeypatch.setattr(glances, "EVERY", 0.0)
    monkeypatch.setattr(glances, "SHARE", 0)


@pytest.fixture(scope="module")
def preview_vae(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A tiny autoencoder for latents of four channels, with random weights."""
    folder = tmp_path_factory.mktemp("taesd")
    with torch.random.fork_rng():
        torch.manual_seed(5)
        AutoencoderTiny(
            encoder_block_out_channels=(8, 8, 8, 8),
            decoder_block_out_channels=(8, 8, 8, 8),
            num_encoder_blocks=(1, 1, 1, 1),
            num_decoder_blocks=(1, 1, 1, 1),
        ).save_pretrained(folder, safe_serialization=True)
    return str(folder)


def easel_of(model: Model) -> Easel:
    easel = Easel(model, load(model))
    easel.look = look_for(model, easel.loaded, notes)
    return easel


def looked_at(easel: Easel, asked: list[PaintItem]) -> tuple[list[list[Any]], torch.Tensor]:
    """Paint items while looking; return what was seen of each, and the pictures."""
    seen: list[list[Any]] = [[] for _item in asked]

    def show(place: int, data: bytes) -> None:
        seen[place].append(array(Image.open(io.BytesIO(data)).convert("RGB")))

    shared = easel.pass_for(asked[0], asked[0].width, asked[0].height)
    return seen, easel.paint(shared, asked, nothing, steps=5, show=show)


@pytest.mark.usefixtures("at_every_step")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["latents", "tiny"])
def test_each_item_of_a_batch_is_seen_as_it_would_be_seen_alone(
    tiny_model: Tiny, kind: str, way: str, preview_vae: str
) -> None:
    easel = easel_of(read_model(str(tiny_model(kind))).model_copy(update={"previews": way, "preview_vae": preview_vae}))
    asked = items(3, 96, 64)

    together, pictures = looked_at(easel, asked)
    alone = [looked_at(easel, [item])[0][0] for item in asked]

    assert [len(seen) for seen in together] == [3, 3, 3]  # five steps: none after the first and none after the last
    rough = (8, 12, 3) if way == "latents" else (64, 96, 3)
    assert {one.shape for seen in together for one in seen} == {rough}
    for place in range(3):
        apart = [np.abs(together[place][-1] - other[-1]).mean() for other in alone]
        assert int(np.argmin(apart)) == place
        assert apart[place] < 2
    assert pictures.shape == (3, 3, 64, 96)


@pytest.mark.usefixtures("at_every_step")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", ["text", "inpaint"])
def test_pictures_are_the_same_to_the_last_bit_whether_looked_at_or_not(tiny_model: Tiny, kind: str, mode: str) -> None:
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(file, "PNG")
    source = {
        "text": {},
        "image": {"source": file.getvalue()},
        "inpaint": {"source": file.getvalue(), "mask": file.getvalue()},
    }
    easel = easel_of(read_model(str(tiny_model(kind))))
    asked = items(2, **source[mode])

    seen, looked = looked_at(easel, asked)
    plain = easel.paint(easel.pass_for(asked[0], 64, 64), asked, nothing, steps=5)

    assert all(seen)
    assert torch.equal(looked, plain)


@pytest.mark.parametrize("kind", KINDS)
def test_the_fit_finds_colours_where_the_autoencoder_keeps_them(tiny_model: Tiny, kind: str) -> None:
    """An encoder whose latents are colours in another scale shows whether the fit undoes what the pipeline does to them."""
    loaded = load(read_model(str(tiny_model(kind))))
    vae = loaded.pipelines["text"].vae
    colours = torch.rand(1, 3, 64, 64)

    class Plain:
        def __init__(self, given: torch.Tensor) -> None:
            small = torch.nn.functional.adaptive_avg_pool2d(given, (given.shape[-2] // 8, given.shape[-1] // 8))
            self.latents = torch.cat([small.flip(1) * 3 + 1, small[:, :1]], 1)

    vae.encode = Plain
    look = look_for(read_model(str(tiny_model(kind))), loaded, notes)
    assert look is not None
    config = vae.config
    latents = (Plain(colours * 2 - 1).latents - (config.shift_factor or 0.0)) * config.scaling_factor

    found = look(latents)

    expected = torch.nn.functional.adaptive_avg_pool2d(colours, (8, 8))
    assert float((found - expected).abs().mean()) < 0.02


@pytest.mark.parametrize(
    "kind", [EulerDiscreteScheduler, DPMSolverMultistepScheduler, DDIMScheduler, FlowMatchEulerDiscreteScheduler]
)
def test_what_lies_ahead_is_the_picture_where_the_way_is_straight(kind: type[Any]) -> None:
    flows = kind is FlowMatchEulerDiscreteScheduler
    noisy: dict[str, Any] = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
    noisy |= {"clip_sample": False} if kind is DDIMScheduler else {}
    scheduler = kind() if flows else kind(**noisy)
    scheduler.set_timesteps(10)
    picture, noise = torch.randn(1, 4, 8, 8), torch.randn(1, 4, 8, 8)
    if flows:
        latents = noise
    else:
        start = scheduler.timesteps[:1].long()
        latents = scheduler.add_noise(picture, noise, start)
    guesses = []
    for t in scheduler.timesteps[:-1]:
        before = latents
        latents = scheduler.step(noise - picture if flows else noise, t, latents, return_dict=False)[0]
        guesses.append(ahead(scheduler, t, before, latents))

    assert all(float((guess - picture).abs().max()) < 0.05 for guess in guesses[1:])
    assert float((before - picture).abs().mean()) > 0.02


def test_an_encoder_that_overflows_in_halves_is_asked_in_whole_numbers(tiny_model: Tiny) -> None:
    model = read_model(str(tiny_model("sdxl")))
    loaded, latents = load(model), torch.randn(1, 4, 8, 8)
    usual = look_for(model, loaded, notes)
    vae = loaded.pipelines["text"].vae
    before = {name: value.clone() for name, value in vae.state_dict().items()}

    class Overflown:
        def __init__(self, given: torch.Tensor) -> None:
            self.latents = torch.full((len(given), 4, 32, 32), float("nan"))

    vae.encode = Overflown
    look = look_for(model, loaded, notes)

    assert usual is not None
    assert look is not None
    assert torch.allclose(look(latents), usual(latents), atol=1e-4)
    assert all(torch.equal(value, before[name]) for name, value in vae.state_dict().items())


def test_folded_latents_are_laid_out_as_the_pipeline_does_it() -> None:
    from diffusers import FluxPipeline

    plain = torch.randn(2, 4, 8, 12)
    folded = FluxPipeline._pack_latents(plain, 2, 4, 8, 12)

    found = unfolded(folded, 96, 64)

    assert found is not None
    assert torch.equal(found, plain)
    assert unfolded(torch.randn(2, 7, 16), 96, 64) is None


@pytest.mark.slow
async def test_a_process_shows_every_item_and_may_be_stopped_in_the_midst_of_it(tiny_model: Tiny) -> None:
    painter, asked = DiffusionPainter(str(tiny_model("sd"))), items(2)
    painter.model = painter.model.model_copy(update={"steps": 200})  # long enough to be looked at
    stopped, looker = Looker(), Looker()
    try:
        unseen = await painter.paint(asked, nothing)
        painting = asyncio.create_task(painter.paint(asked, stopped))
        await asyncio.wait_for(stopped.first.wait(), 60)
        painting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await painting
        seen = await painter.paint(asked, looker)
    finally:
        await painter.close()

    assert painter.capabilities.previews
    assert {n for n, _picture in looker.seen} == {0, 1}
    assert {picture.size for _n, picture in looker.seen} == {(8, 8)}
    assert [one.pixels.tobytes() for one in seen] == [one.pixels.tobytes() for one in unseen]


def test_a_model_whose_latents_can_not_be_read_paints_without_previews(tiny_model: Tiny) -> None:
    model = read_model(str(tiny_model("sd")))
    loaded, told = load(model), list[str]()

    def broken(_given: torch.Tensor) -> None:
        raise RuntimeError("no such kernel")

    loaded.pipelines["text"].vae.encode = broken

    assert look_for(model, loaded, told.append) is None
    assert "no previews" in told[0]


def test_settings_say_how_previews_are_made(tmp_path: Path, tiny_model: Tiny) -> None:
    def model_with(lines: str) -> Model:
        file = tmp_path / "one.yaml"
        file.write_text(f"model: {tiny_model('sd')}\n{lines}\n")
        return read_model(str(file))

    plain, off = model_with(""), model_with("previews: off")

    assert (plain.previews, off.previews) == ("latents", "off")
    assert plain.digest == off.digest  # they change no picture
    with pytest.raises(BadSettings, match="tiny needs a preview_vae"):
        model_with("previews: tiny")
    with pytest.raises(BadSettings, match="previews"):
        model_with("previews: huge")
    with pytest.raises(CannotLoad, match="preview_vae: /nowhere"):
        load(model_with("previews: tiny\npreview_vae: /nowhere"))
