"""The registry: which painter a setting names. A new painter is one file and one line here."""

from collections.abc import Callable

from core.painter import Painter
from core.settings import BadSettings, Settings


def _sketch(_rest: str, _settings: Settings) -> Painter:
    from generation.painters.sketch.painter import SketchPainter

    return SketchPainter()


def _diffusion(model: str, _settings: Settings) -> Painter:
    from generation.painters.diffusion.painter import DiffusionPainter

    return DiffusionPainter(model)


def _images(model: str, settings: Settings) -> Painter:
    from generation.painters.images.painter import ImagesPainter
    from generation.painters.images.presets import OPENAI_URL

    key = settings.images_key.get_secret_value() if settings.images_key else ""
    url = settings.images_url or OPENAI_URL
    name = f"images:{_needed(model, 'images', 'a model')}"
    return ImagesPainter(
        model.strip(),
        url,
        settings.images_preset,
        key=key,
        seconds=settings.images_timeout,
        extra=settings.extra,
        priced=lambda quality: settings.prices_quality(name, quality),
    )


def _comfy(file: str, settings: Settings) -> Painter:
    from generation.painters.comfy.painter import ComfyPainter

    return ComfyPainter(_needed(file, "comfy", "a workflow file"), settings.comfy_url, seconds=settings.comfy_timeout)


Builder = Callable[[str, Settings], Painter]

PAINTERS: dict[str, Builder] = {"sketch": _sketch, "diffusion": _diffusion, "images": _images, "comfy": _comfy}


def painter_for(setting: str, settings: Settings | None = None) -> Painter:
    """Return the painter that one entry of SALON_PAINTER names, like `sketch` or `kind:model`; BadSettings says what is off."""
    kind, _colon, rest = setting.partition(":")
    if kind not in PAINTERS:
        raise BadSettings(
            f"SALON_PAINTER is wrong: {kind[:60]!r} is none of the painters, which are {', '.join(PAINTERS)}"
        )
    return PAINTERS[kind](rest, settings or Settings())


def _needed(rest: str, kind: str, what: str) -> str:
    if not rest.strip():
        raise BadSettings(f"SALON_PAINTER is wrong: {kind} needs {what} behind a colon, like {kind}:name")
    return rest.strip()
