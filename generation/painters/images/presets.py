"""Presets: what each server behind the Images API takes and answers, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.brief import QUALITIES
from generation import qualities

OPENAI_URL = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Preset:
    """One server's dialect.

    `answer`: the response_format to ask for, empty where none is taken. `sizes`: the only ones there are, empty where
    any multiple of `grain` will do. `negative`: whether a field takes what must not be seen; if not, words are added.
    `edits`: how a picture to start from is sent, as a form's file of this name or as Base64 within the JSON.
    `previews`: how many pictures on the way to ask for; each is one step of progress. `mask`: the form's file that says
    which part of a picture to paint anew, empty where none is heeded; `inpaints`: the address that takes it. `levels`: what
    its field `quality` takes for each of QUALITIES, in their order. `steps`: the field that takes a number of steps, empty
    where none is documented. `enlarges`: a picture to start from may be asked for larger, and stays the same picture.
    """

    name: str
    seeds: bool = True
    negative: bool = True
    answer: str = "b64_json"
    sizes: tuple[tuple[int, int], ...] = ()
    smallest: int = 256
    largest: int = 1536
    grain: int = 16
    edits: Literal["form", "json", "none"] = "form"
    field: str = "image"
    previews: int = 0
    mask: str = ""
    inpaints: str = "edits"
    levels: tuple[str, ...] = ()
    steps: str = ""
    enlarges: bool = False


PRESETS = {
    one.name: one
    for one in (
        # https://platform.openai.com/docs/api-reference/images: no seed, no negative prompt, always Base64; a mask is
        # transparent where the picture is to be edited, and has the picture's size
        Preset(
            "openai",
            seeds=False,
            negative=False,
            answer="",
            sizes=((1024, 1024), (1536, 1024), (1024, 1536)),
            smallest=1024,
            previews=2,
            mask="mask",
            levels=("low", "medium", "high"),
        ),
        # SGLang-Diffusion: its own defaults are the seed 1024 and an answer by url, so both are always sent. Its edits
        # accept a `mask` and then leave it unread (image_api.py), so none is offered
        Preset("sglang", steps="num_inference_steps", enlarges=True),
        # https://docs.vllm.ai/projects/vllm-omni: errors come as `detail`; masks are white where to paint anew
        Preset("vllm-omni", mask="mask_image", steps="num_inference_steps", enlarges=True),
        # https://localai.io/features/image-generation: a picture to start from is `file`, in the JSON of generations, and
        # how far from it the model goes is the server's to say, so a larger one would be another picture; masks (white:
        # paint anew) go to an address of their own, with the picture as `image`
        Preset("localai", grain=8, edits="json", field="file", mask="mask", inpaints="inpainting", steps="step"),
        # Any other server: only what OpenAI documents, and the seed, which those that have none leave alone
        Preset("generic", negative=False, grain=8, mask="mask", enlarges=True),
    )
}


def qualities_of(preset: Preset, extra: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the qualities to be had: by name, or by the steps that the host's own fields say are usual.

    What the host fixed by a field `quality` stays as it is.
    """
    if preset.levels:
        return () if "quality" in extra else QUALITIES
    return qualities.offered_by(_usual_steps(preset, extra))


def quality_fields(preset: Preset, extra: Mapping[str, Any], quality: str) -> dict[str, Any]:
    """Return the fields that ask for a quality."""
    if preset.levels:
        level = preset.levels[QUALITIES.index(quality or "normal")]
        return {} if "quality" in extra else {"quality": level}
    return {preset.steps: qualities.scaled(_usual_steps(preset, extra), quality)} if quality and preset.steps else {}


def _usual_steps(preset: Preset, extra: Mapping[str, Any]) -> int:
    steps = extra.get(preset.steps, 0) if preset.steps else 0
    return steps if isinstance(steps, int) else 0


def size_for(preset: Preset, width: int, height: int) -> tuple[int, int]:
    """Return the size to ask for: the nearest in shape where sizes are fixed, else rounded to the grain."""
    if preset.sizes:
        return min(preset.sizes, key=lambda size: abs(size[0] / size[1] - width / height))
    return _round(width, preset), _round(height, preset)


def _round(side: int, preset: Preset) -> int:
    return max(preset.smallest, min(preset.largest, round(side / preset.grain) * preset.grain))
