"""A model that can't be used is refused in one line that names the way out, and nothing heavy is loaded in vain."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.brief import Brief
from core.painter import PainterFailed
from core.settings import BadSettings
from generation.painters.diffusion.facts import FROM_MASKS, FROM_PICTURES, capabilities_of
from generation.painters.diffusion.loading import CannotLoad, load, out_of_memory
from generation.painters.diffusion.model import read_model
from generation.painters.diffusion.painter import DiffusionPainter
from generation.painters.registry import painter_for

Tiny = Callable[[str], Path]


def test_opening_the_house_with_a_diffusion_painter_loads_no_torch(tiny_model: Tiny) -> None:
    code = (
        "import sys, api.main, api.process; from generation.painters.registry import painter_for;"
        f"painter_for('diffusion:{tiny_model('sd')}').batch_key(__import__('core.brief').brief.Brief('a fox'));"
        "sys.exit(any(name in sys.modules for name in ('torch', 'diffusers', 'transformers')))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("setting", ["/no/such/folder", "./nowhere", "no-such.yaml"])
def test_a_wrong_place_is_named(setting: str) -> None:
    with pytest.raises(BadSettings, match=r"SALON_PAINTER: there is no (folder|settings file) .*(such|nowhere)"):
        painter_for(f"diffusion:{setting}")


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"has no model_index\.json"):
        read_model(str(tmp_path))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("stepps: 4", "stepps"),
        ("steps: many", "steps"),
        ("styles: {ink: {lora: gone}}", "no LoRA called 'gone'"),
        ("- 4", "must hold lines"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(tiny_model: Tiny, tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(f"{line}\n" if line.startswith("-") else f"model: {tiny_model('sd')}\n{line}\n")

    with pytest.raises(BadSettings, match=told) as wrong:
        read_model(str(file))

    assert "\n" not in str(wrong.value)


def test_pickled_weights_are_refused_with_the_way_out(tiny_model: Tiny, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    shutil.copytree(tiny_model("sd"), folder)
    (folder / "unet" / "diffusion_pytorch_model.safetensors").rename(folder / "unet" / "diffusion_pytorch_model.bin")

    with pytest.raises(CannotLoad, match=r"only pickled weights .* can run code; .*safe_serialization=True") as refused:
        load(read_model(str(folder)))

    assert not refused.value.retry


def test_a_pickled_lora_is_refused(tiny_model: Tiny, tmp_path: Path) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(f"model: {tiny_model('sd')}\nloras: {{ink: /somewhere/ink.ckpt}}\n")

    with pytest.raises(CannotLoad, match=r"LoRA ink is pickled .* use a \.safetensors file"):
        load(read_model(str(file)))


async def test_a_hub_that_cannot_be_reached_is_told_and_may_be_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    painter = DiffusionPainter("someone/a-model")
    try:
        with pytest.raises(PainterFailed, match="the hub can't be reached") as told:
            await painter.start()
    finally:
        await painter.close()

    assert told.value.retry
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("error", "short"),
    [
        (MemoryError(), True),
        (RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"), True),
        (RuntimeError("size mismatch"), False),
    ],
)
def test_short_memory_is_known_on_every_device(error: Exception, short: bool) -> None:
    assert out_of_memory(error) is short


def test_what_can_start_from_a_picture_is_what_diffusers_knows() -> None:
    from diffusers.pipelines import auto_pipeline

    words, pictures = auto_pipeline.AUTO_TEXT2IMAGE_PIPELINES_MAPPING, auto_pipeline.AUTO_IMAGE2IMAGE_PIPELINES_MAPPING
    masks = auto_pipeline.AUTO_INPAINT_PIPELINES_MAPPING

    def known(forms: Any) -> set[str]:
        return {made.__name__.removesuffix("Pipeline") for name, made in words.items() if name in forms}

    assert known(pictures) == FROM_PICTURES
    assert known(masks) == FROM_MASKS


@pytest.mark.parametrize(("kind", "multiple"), [("sd", 8), ("sdxl", 8), ("flux", 16), ("z-image", 16)])
def test_a_folder_tells_what_it_can_do_before_it_is_loaded(tiny_model: Tiny, kind: str, multiple: int) -> None:
    can = capabilities_of(read_model(str(tiny_model(kind))))

    assert can.masks
    assert (can.multiple, can.sources, can.square(1024), can.smallest, can.largest) == (multiple, True, 64, 64, 128)


def test_settings_change_the_version_and_the_batch(tiny_model: Tiny, tmp_path: Path) -> None:
    keys = set()
    for steps in (3, 4):
        file = tmp_path / f"{steps}.yaml"
        file.write_text(f"model: {tiny_model('sd')}\nsteps: {steps}\n")
        painter = DiffusionPainter(str(file))
        keys.add((painter.version, painter.batch_key(Brief("a fox"))))

    assert len({version for version, _key in keys}) == 2
    assert len({key for _version, key in keys}) == 2
