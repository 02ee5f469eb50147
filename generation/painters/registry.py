"""The registry: which painter a setting names. A new painter is one file and one line here."""

from collections.abc import Callable

from core.ports import Painter


def _sketch(_rest: str) -> Painter:
    from generation.painters.sketch.painter import SketchPainter

    return SketchPainter()


def _diffusion(model: str) -> Painter:
    from generation.painters.diffusion.painter import DiffusionPainter

    return DiffusionPainter(model)


PAINTERS: dict[str, Callable[[str], Painter]] = {"sketch": _sketch, "diffusion": _diffusion}


def painter_for(setting: str) -> Painter:
    """Return the painter that SALON_PAINTER names, like `sketch` or `kind:model`; KeyError for an unknown kind."""
    kind, _colon, rest = setting.partition(":")
    return PAINTERS[kind](rest)
