"""A captioner on this machine: tiny models with random weights, of three real architectures, read back from their folders."""

import asyncio
import io
import os
import re
import shutil
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from PIL import Image  # noqa: E402

from core.painter import Painter, PainterFailed  # noqa: E402
from core.settings import BadSettings, Settings  # noqa: E402
from core.sights import Sight  # noqa: E402
from generation.describers.local import LocalDescriber  # noqa: E402
from tests.generation import tiny_captioners  # noqa: E402
from tests.house import opened  # noqa: E402
from tests.stories.test_describe import describes, photo  # noqa: E402


def sight(seed: int = 0) -> Sight:
    file = io.BytesIO()
    Image.radial_gradient("L").rotate(seed).resize((300, 200)).convert("RGB").save(file, "PNG")
    return Sight(file.getvalue(), "en", 1)


@pytest.fixture(scope="module")
def blip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny BLIP."""
    return tiny_captioners.save("blip", tmp_path_factory.mktemp("blip"))


@pytest.fixture
async def describer(blip: Path) -> AsyncIterator[LocalDescriber]:
    """A describer that runs the tiny BLIP, with some seconds for each picture."""
    one = LocalDescriber(str(blip), 20.0)
    yield one
    await one.close()


@pytest.mark.parametrize("kind", list(tiny_captioners.MODELS))
async def test_every_kind_of_captioner_turns_a_picture_into_words(kind: str, tmp_path: Path) -> None:
    one = LocalDescriber(str(tiny_captioners.save(kind, tmp_path)), 20.0)

    told = await one.describe(sight())
    again = await one.describe(sight())
    await one.close()

    assert re.fullmatch(r"[a-z ]{8,}", told.text)
    assert told == again
    assert await one.health() == ""


async def test_a_model_keeps_to_its_time(blip: Path) -> None:
    quick, slow = LocalDescriber(str(blip), 0.51), LocalDescriber(str(blip), 20.0)

    short, whole = await quick.describe(sight()), await slow.describe(sight())
    await quick.close()
    await slow.close()

    assert 0 < len(short.text) < len(whole.text)


async def test_chats_go_on_while_a_model_is_loaded_and_looks(describer: LocalDescriber) -> None:
    looking = asyncio.create_task(describer.describe(sight()))
    longest, before = 0.0, time.monotonic()
    while not looking.done():
        await asyncio.sleep(0.01)
        longest, before = max(longest, time.monotonic() - before), time.monotonic()

    assert (await looking).text
    assert longest < 1.0


async def test_a_process_that_was_killed_is_started_anew(describer: LocalDescriber) -> None:
    first = await describer.describe(sight())
    os.kill(_child(describer).pid, signal.SIGKILL)
    await _child(describer).wait()

    assert await describer.describe(sight()) == first


async def test_a_process_that_hangs_is_ended_and_told(blip: Path) -> None:
    one = LocalDescriber(str(blip), 1.0)
    await one.start()
    hung = _child(one)
    os.kill(hung.pid, signal.SIGSTOP)

    with pytest.raises(PainterFailed, match="took too long"):
        await one.describe(sight())

    assert hung.returncode == -signal.SIGKILL
    await one.close()


async def test_a_process_ends_when_nobody_can_ask_it_any_more(describer: LocalDescriber) -> None:
    await describer.start()
    child = _child(describer)
    assert child.stdin is not None

    child.stdin.close()

    assert await asyncio.wait_for(child.wait(), 10) == 0


async def test_pickled_weights_are_not_loaded(blip: Path, tmp_path: Path) -> None:
    shutil.copytree(blip, tmp_path, dirs_exist_ok=True)
    model = transformers.BlipForConditionalGeneration.from_pretrained(tmp_path)
    torch.save(model.state_dict(), tmp_path / "pytorch_model.bin")
    (tmp_path / "model.safetensors").unlink()
    one = LocalDescriber(str(tmp_path), 5.0)

    with pytest.raises(PainterFailed, match="could not be loaded"):
        await one.describe(sight())

    assert "no safetensors" in await one.health()
    await one.close()


async def test_a_model_that_is_none_is_named_for_the_host(blip: Path, tmp_path: Path) -> None:
    shutil.copytree(blip, tmp_path, dirs_exist_ok=True)
    (tmp_path / "config.json").write_text('{"model_type": "unheard-of"}', encoding="utf-8")
    one = LocalDescriber(str(tmp_path), 5.0)

    with pytest.raises(PainterFailed, match="could not be loaded"):
        await one.describe(sight())

    assert "can't be loaded: check SALON_DESCRIBER" in await one.health()
    await one.close()


async def test_in_a_house_a_captioners_words_reach_the_room_with_ideas(
    blip: Path, tmp_path: Path, painter: Painter
) -> None:
    url, media = f"sqlite:///{tmp_path}/salon.db", str(tmp_path / "media")
    own = Settings(_env_file=None, database=url, media=media, picture_side=512, describer=f"transformers:{blip}")
    async with opened(own, painter) as house:
        told = await describes(house, "ana", photo())
        await house.salon.describer.close()

    lines = told["text"].splitlines()
    assert re.fullmatch(r"[a-z ]{8,}", lines[1])
    assert lines[2].startswith(f"🖌 1  {lines[1]} · ")
    assert lines[-1] == f"Seen by transformers:{blip.name}, an AI, which may be wrong."


async def test_a_folder_that_is_not_there_stops_the_start_with_a_line(tmp_path: Path, painter: Painter) -> None:
    own = Settings(
        _env_file=None,
        database=f"sqlite:///{tmp_path}/salon.db",
        media=str(tmp_path),
        describer="transformers:/no/such",
    )

    with pytest.raises(BadSettings, match=r"SALON_DESCRIBER: /no/such has no config\.json"):
        async with opened(own, painter):
            pass


def _child(describer: LocalDescriber) -> asyncio.subprocess.Process:
    assert describer._child is not None
    return describer._child
