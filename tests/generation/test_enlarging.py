"""HD by a diffusion model: a second pass from the picture at twice the size, or a model made for enlarging."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.brief import Brief
from core.painter import PainterFailed, PaintItem
from core.settings import BadSettings
from generation.painters.diffusion import link, passes
from generation.painters.diffusion.facts import capabilities_of
from generation.painters.diffusion.loading import CannotLoad, load, load_upscaler
from generation.painters.diffusion.model import read_model
from generation.painters.diffusion.painter import DiffusionPainter
from generation.painters.diffusion.passes import Easel

Tiny = Callable[[str], Path]


def picture(side: int = 64) -> Image.Image:
    """Return a picture with a dark and a light half, so that its likeness can be told."""
    made = Image.new("RGB", (side, side), (30, 40, 60))
    made.paste((230, 200, 120), (side // 2, 0, side, side))
    return made


def png(one: Image.Image) -> bytes:
    file = BytesIO()
    one.save(file, "PNG")
    return file.getvalue()


def item(side: int = 128, **more: Any) -> PaintItem:
    return PaintItem("a fox", "", "snow", side, side, 7, source=png(picture()), enlarge=side / 64, **more)


def nothing(_done: int, _of: int) -> None:
    return


def apart(one: Image.Image, other: Image.Image) -> float:
    small = [np.asarray(each.resize((16, 16)), dtype=float) for each in (one, other)]
    return float(np.abs(small[0] - small[1]).mean())


def settings(tiny_model: Tiny, folder: Path, lines: str) -> str:
    """Write a settings file for the tiny model; return what names it."""
    file = folder / "model.yaml"
    shared = "steps: 10\nside: 64\nsmallest: 64\nlargest: 96\nbatch: 1\npatience: 60\n"
    file.write_text(f"model: {tiny_model('sd')}\n{shared}{lines}")
    return str(file)


async def test_a_second_pass_stays_near_its_picture_and_may_pass_the_largest_size(
    tiny_model: Tiny, tmp_path: Path
) -> None:
    weak, strong = (DiffusionPainter(settings(tiny_model, tmp_path, f"hd_strength: {much}\n")) for much in (0.1, 1.0))
    try:
        (near,), (far,) = await weak.paint([item()], nothing), await strong.paint([item()], nothing)
        (usual,) = await weak.paint([replace(item(), enlarge=0.0)], nothing)
    finally:
        await weak.close()
        await strong.close()

    assert near.pixels.size == (128, 128)
    assert usual.pixels.size == (96, 96)
    assert apart(near.pixels, picture()) < apart(far.pixels, picture())
    assert weak.capabilities.enlarges == 2.0


@pytest.mark.parametrize(("kind", "factor"), [("x2", 2), ("x4", 4)])
async def test_an_upscaler_makes_it_as_many_times_larger(
    tiny_model: Tiny, tmp_path: Path, kind: str, factor: int
) -> None:
    lines = f"upscaler: {tiny_model(kind)}\nhd_steps: 3\n"
    painter = DiffusionPainter(settings(tiny_model, tmp_path, lines))
    told: list[tuple[int, int]] = []
    try:
        await painter.paint([PaintItem("a fox", "", "", 64, 64, 1)], nothing)
        (larger,) = await painter.paint([item(64 * factor)], lambda done, of: told.append((done, of)))
        (again,) = await painter.paint([item(64 * factor)], nothing)
    finally:
        await painter.close()

    assert painter.capabilities.larger(64, 64) == (64 * factor, 64 * factor)
    assert larger.pixels.size == (64 * factor, 64 * factor)
    assert larger.pixels.tobytes() == again.pixels.tobytes()
    assert told[-1] == (3, 3)


def test_the_upscaler_is_loaded_at_the_first_enlargement(tiny_model: Tiny, tmp_path: Path) -> None:
    model = read_model(settings(tiny_model, tmp_path, f"upscaler: {tiny_model('x2')}\nhd_steps: 2\n"))
    easel = Easel(model, load(model))
    before = set(easel.loaded.pipelines)

    shared = easel.pass_for(item(), 128, 128)
    easel.paint(shared, [item()], nothing)

    assert set(easel.loaded.pipelines) - before == {"upscale"}


async def test_an_upscaler_with_pickled_weights_is_refused_and_the_rest_paints_on(
    tiny_model: Tiny, tmp_path: Path
) -> None:
    folder = tmp_path / "pickled"
    shutil.copytree(tiny_model("x2"), folder)
    (folder / "unet" / "diffusion_pytorch_model.safetensors").rename(folder / "unet" / "diffusion_pytorch_model.bin")
    painter = DiffusionPainter(settings(tiny_model, tmp_path, f"upscaler: {folder}\n"))
    try:
        with pytest.raises(PainterFailed, match="its upscaler could not be loaded"):
            await painter.paint([item()], nothing)
        (usual,) = await painter.paint([PaintItem("a fox", "", "", 64, 64, 1)], nothing)
    finally:
        await painter.close()

    assert usual.pixels.size == (64, 64)
    assert "only pickled weights" in (await painter.examine())[0].why


def test_what_does_not_enlarge_is_named(tiny_model: Tiny, tmp_path: Path) -> None:
    model = read_model(settings(tiny_model, tmp_path, f"upscaler: {tiny_model('sdxl')}\n"))

    with pytest.raises(CannotLoad, match="StableDiffusionXLPipeline, which does not enlarge"):
        load_upscaler(model, load(model))


def test_an_upscaler_that_is_not_there_is_named_at_once(tiny_model: Tiny, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"there is no folder .*nowhere"):
        read_model(settings(tiny_model, tmp_path, f"upscaler: {tmp_path}/nowhere\n"))


def test_a_large_picture_is_decoded_in_tiles_and_a_usual_one_is_not(
    tiny_model: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "TILED_FROM", 100)
    model = read_model(settings(tiny_model, tmp_path, ""))
    easel = Easel(model, load(model))
    seen: list[bool] = []
    vae = easel.loaded.pipelines["image"].vae
    decode = vae.decode
    monkeypatch.setattr(vae, "decode", lambda *told, **more: seen.append(vae.use_tiling) or decode(*told, **more))

    for one, side in ((item(), 128), (item(96), 96), (replace(item(), enlarge=0.0), 64)):
        easel.paint(easel.pass_for(one, side, side), [one], nothing)

    assert seen == [True, False, False]
    assert not vae.use_tiling


def test_where_memory_is_short_tiles_are_tried_before_it_is_given_up(
    tiny_model: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = read_model(settings(tiny_model, tmp_path, ""))
    easel = Easel(model, load(model))
    vae = easel.loaded.pipelines["image"].vae
    decode = vae.decode

    def narrow(*told: Any, **more: Any) -> Any:
        if not vae.use_tiling:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
        return decode(*told, **more)

    monkeypatch.setattr(vae, "decode", narrow)

    made = easel.paint(easel.pass_for(item(), 128, 128), [item()], nothing)

    assert made.shape == (1, 3, 128, 128)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"failed": "memory", "large": True}, "there was not enough memory to make it that large"),
        ({"failed": "memory", "large": False}, "there was not enough memory; try a smaller picture"),
    ],
)
def test_memory_that_is_too_short_is_told_with_the_way_out(told: dict[str, Any], sentence: str) -> None:
    failed = link._failure(told)

    assert (str(failed), failed.retry) == (sentence, False)


def test_an_enlargement_shares_no_batch_with_others(tiny_model: Tiny, tmp_path: Path) -> None:
    painter = DiffusionPainter(settings(tiny_model, tmp_path, ""))
    one = Brief("a fox", width=64, height=64, source="k", strength=0.3)

    keys = {painter.batch_key(brief) for brief in (one, replace(one, enlarge=2.0), replace(one, quality="high"))}

    assert len(keys) == 3


@pytest.mark.parametrize(
    ("lines", "had"),
    [
        ("steps: 30\n", ("draft", "normal", "high")),
        ("steps: 4\n", ()),
        ("", ("draft", "normal", "high")),
        ("steps: 4\nqualities: {high: {steps: 6}}\n", ("normal", "high")),
        ("steps: 30\nqualities: {}\n", ()),
    ],
)
def test_qualities_follow_from_the_steps_or_from_what_the_host_says(
    tiny_model: Tiny, tmp_path: Path, lines: str, had: tuple[str, ...]
) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(f"model: {tiny_model('sd')}\n{lines}")

    assert capabilities_of(read_model(str(file))).qualities == had


@pytest.mark.parametrize(
    ("lines", "quality", "steps"),
    [
        ("steps: 30\n", "draft", 10),
        ("steps: 30\n", "", 30),
        ("steps: 30\n", "high", 48),
        ("steps: 9\nqualities: {draft: {steps: 2}, high: {steps: 12, guidance: 9}}\n", "high", 12),
        ("steps: 4\n", "draft", 4),
    ],
)
def test_a_quality_is_so_many_steps(tiny_model: Tiny, tmp_path: Path, lines: str, quality: str, steps: int) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(f"model: {tiny_model('sd')}\n{lines}side: 64\n")
    model = read_model(str(file))
    easel = Easel(model, load(model))
    asked = PaintItem("a fox", "", "", 64, 64, 1, quality=quality)
    told: list[tuple[int, int]] = []

    easel.paint(easel.pass_for(asked, 64, 64), [asked], lambda done, of: told.append((done, of)))

    assert told[-1] == (steps, steps)
