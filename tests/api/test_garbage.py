"""What a process has loaded is left out of searches for garbage, and what it makes afterwards is not."""

import gc
import weakref
from pathlib import Path

from api import garbage
from bench.kills import Room

LOOK = """
import gc, pathlib, api.garbage
spare = api.garbage.spare
def told():
    spare()
    pathlib.Path("spared").write_text(str(gc.get_freeze_count()))
api.garbage.spare = told
"""


class Knot:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_made_afterwards_is_still_found() -> None:
    kept = gc.get_threshold()
    try:
        garbage.spare()
        gone = weakref.ref(Knot())
        gc.collect()

        assert gone() is None
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold()[0] == garbage.YOUNG
    finally:
        gc.set_threshold(*kept)


async def test_a_house_that_opens_leaves_out_what_it_loaded(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(LOOK)
    salon = Room(tmp_path, f"sqlite:///{tmp_path}/salon.db")
    salon.env["PYTHONPATH"] = f"{tmp_path}:{salon.env['PYTHONPATH']}"
    await salon.open()
    await salon.end()

    assert int((tmp_path / "spared").read_text()) > 50_000
