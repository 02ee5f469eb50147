"""docs/new-painter.md is true: followed to the letter, it gives a painter that paints in a house."""

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from api.build import build
from core.settings import Settings
from generation.painters.registry import PAINTERS
from tests.house import opened

PAGE = Path(__file__).parents[2] / "docs" / "new-painter.md"


def block(kind: str) -> str:
    """Return the page's one code block of a kind."""
    (found,) = re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


async def test_whoever_follows_the_page_has_a_painter(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "stripes.py"
    file.write_text(block("python"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("stripes", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "stripes", module)
    spec.loader.exec_module(module)
    line: dict[str, Any] = eval("{" + block("registry") + "}", vars(module))
    monkeypatch.setitem(PAINTERS, *next(iter(line.items())))
    chosen = settings.model_copy(update={"painter": "stripes"})

    async with opened(chosen, build(chosen).salon.painter) as house:
        shown = await house.paints("ana", "a fox in fog")
        await house.presses("ana", shown, "details")

        assert "painter stripes" in (await house.last("ana"))["text"]
        assert shown["pictures"][0]["alt"] == "stripes that spell a fox in fog"
        same = [one for one in await house.feed() if one["prompt"] == "a fox in fog"]
        assert len(same) == 1
