"""Easels: who is asked, who steps in, who rests, and for how long."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PIL import Image

from core.brief import Brief
from core.painter import Capabilities, Painted, PainterFailed, PaintItem, Progress
from core.settings import BadSettings, Settings
from generation.easels import Easels
from generation.painters.registry import painter_for


class Signboard:
    """A painter that paints one colour, or fails as it is told to."""

    version = "1"

    def __init__(self, name: str, *, sources: bool = True, masks: bool = True) -> None:
        self.name = name
        self.capabilities = Capabilities(sources=sources, masks=masks)
        self.failure: PainterFailed | None = None
        self.calls = 0

    def batch_key(self, brief: Brief) -> str:
        return "any"

    async def paint(self, items: Sequence[PaintItem], progress: Progress) -> list[Painted]:
        self.calls += 1
        if self.failure is not None:
            raise self.failure
        return [Painted(Image.new("RGB", (8, 8)), item.seed, self.name) for item in items]

    async def start(self) -> None:
        pass

    async def close(self) -> None:
        pass


DOWN = PainterFailed("it can't be reached", down=True)


def item(painter: str = "", source: bytes | None = None, mask: bytes | None = None) -> PaintItem:
    return PaintItem("a fox", "", "", 8, 8, 1, source=source, painter=painter, mask=mask)


async def painted_by(easels: Easels, painter: str = "", source: bytes | None = None, mask: bytes | None = None) -> str:
    (painted,) = await easels.paint([item(painter, source, mask)], lambda done, of: None)
    return painted.painter


async def test_the_first_is_the_default_and_a_name_chooses() -> None:
    easels = Easels([Signboard("one"), Signboard("two")])

    assert [await painted_by(easels, name) for name in ("", "two", "gone")] == ["one", "two", "one"]


async def test_the_next_steps_in_for_one_that_is_down_and_says_so() -> None:
    one, two = Signboard("one"), Signboard("two")
    one.failure = DOWN

    (painted,) = await Easels([one, two]).paint([item()], lambda done, of: None)

    assert (painted.painter, painted.notes) == ("two", {"instead_of": "one"})


@pytest.mark.parametrize("failure", [PainterFailed("refused", retry=False), PainterFailed("busy", after=5)])
async def test_nobody_steps_in_for_a_request_that_was_refused_or_has_to_wait(failure: PainterFailed) -> None:
    one, two = Signboard("one"), Signboard("two")
    one.failure = failure

    with pytest.raises(PainterFailed, match=str(failure)):
        await painted_by(Easels([one, two]))

    assert two.calls == 0


async def test_nobody_steps_in_who_costs_more_or_cannot_do_it() -> None:
    one, dear, blind = Signboard("one"), Signboard("dear"), Signboard("blind", sources=False)
    one.failure = DOWN
    easels = Easels([one, dear, blind], lambda name, _quality: {"dear": 5}.get(name, 1))

    assert await painted_by(easels) == "blind"
    with pytest.raises(PainterFailed, match="reached"):
        await painted_by(easels, source=b"png")


async def test_nobody_steps_in_with_another_picture_where_one_is_to_be_enlarged() -> None:
    one, redraws, able = Signboard("one"), Signboard("redraws"), Signboard("able")
    one.capabilities = able.capabilities = replace(one.capabilities, enlarges=2.0)
    redraws.capabilities = replace(redraws.capabilities, enlarges=2.0, redraws=True)
    one.failure = redraws.failure = DOWN
    easels, asked = Easels([one, redraws, able]), replace(item("one", b"png"), enlarge=2.0)

    (painted,) = await easels.paint([asked], lambda done, of: None)
    with pytest.raises(PainterFailed, match="reached"):
        await easels.paint([replace(asked, painter="redraws")], lambda done, of: None)

    assert painted.painter == "able"


async def test_nobody_steps_in_for_a_part_who_would_paint_the_whole() -> None:
    one, whole, able = Signboard("one"), Signboard("whole", masks=False), Signboard("able")
    one.failure = DOWN

    assert await painted_by(Easels([one, whole, able]), source=b"png", mask=b"png") == "able"
    with pytest.raises(PainterFailed, match="reached"):
        await painted_by(Easels([one, whole]), source=b"png", mask=b"png")


async def test_a_painter_that_failed_three_times_rests_longer_each_time_and_wakes() -> None:
    now = 0.0
    one, two = Signboard("one"), Signboard("two")
    easels = Easels([one, two], clock=lambda: now)
    one.failure = DOWN
    tried = []
    for _request in range(3 * 3600):
        before = one.calls
        await painted_by(easels)
        if one.calls > before:
            tried.append(now)
        now += 1.0

    assert [later - earlier for earlier, later in itertools.pairwise(tried)][:9] == [
        1, 1, 30, 60, 120, 240, 480, 600, 600,
    ]  # fmt: skip
    one.failure = None
    now += 600
    assert [await painted_by(easels), [health.why for health in easels.health()]] == ["one", ["", ""]]


async def test_one_that_rests_is_asked_all_the_same_where_there_is_no_other() -> None:
    one = Signboard("one")
    easels = Easels([one])
    one.failure = DOWN
    for _request in range(5):
        with pytest.raises(PainterFailed):
            await painted_by(easels)

    one.failure = None

    assert await painted_by(easels) == "one"


def test_requests_of_two_painters_never_share_a_batch() -> None:
    easels = Easels([Signboard("one"), Signboard("two")])

    keys = {easels.batch_key(Brief("a fox", painter=name)) for name in ("", "one", "two")}

    assert keys == {"one|any", "two|any"}


@pytest.mark.parametrize("setting", ["rembrandt", "images:", "comfy", "comfy:/nowhere.json"])
def test_a_painter_that_cannot_be_is_named_in_one_line(setting: str) -> None:
    with pytest.raises(BadSettings) as told:
        painter_for(setting, Settings(_env_file=None, images_url="http://127.0.0.1:1/v1"))

    assert setting.partition(":")[0] in str(told.value) or "nowhere" in str(told.value)
    assert "\n" not in str(told.value)
