"""Presets: what each server behind the Images API takes and answers, as data."""

from dataclasses import dataclass
from typing import Literal

OPENAI_URL = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Preset:
    """One server's dialect.

    `answer`: the response_format to ask for, empty where none is taken. `sizes`: the only ones there are, empty where
    any multiple of `grain` will do. `negative`: whether a field takes what must not be seen; if not, words are added.
    `edits`: how a picture to start from is sent, as a form's file of this name or as Base64 within the JSON.
    `previews`: how many pictures on the way to ask for; each is one step of progress. `mask`: the form's file that says
    which part of a picture to paint anew, empty where none is heeded; `inpaints`: the address that takes it.
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
        ),
        # SGLang-Diffusion: its own defaults are the seed 1024 and an answer by url, so both are always sent. Its edits
        # accept a `mask` and then leave it unread (image_api.py), so none is offered
        Preset("sglang"),
        # https://docs.vllm.ai/projects/vllm-omni: errors come as `detail`; masks are white where to paint anew
        Preset("vllm-omni", mask="mask_image"),
        # https://localai.io/features/image-generation: a picture to start from is `file`, in the JSON of generations;
        # masks (white: paint anew) go to an address of their own, with the picture as `image`
        Preset("localai", grain=8, edits="json", field="file", mask="mask", inpaints="inpainting"),
        # Any other server: only what OpenAI documents, and the seed, which those that have none leave alone
        Preset("generic", negative=False, grain=8, mask="mask"),
    )
}


def size_for(preset: Preset, width: int, height: int) -> tuple[int, int]:
    """Return the size to ask for: the nearest in shape where sizes are fixed, else rounded to the grain."""
    if preset.sizes:
        return min(preset.sizes, key=lambda size: abs(size[0] / size[1] - width / height))
    return _round(width, preset), _round(height, preset)


def _round(side: int, preset: Preset) -> int:
    return max(preset.smallest, min(preset.largest, round(side / preset.grain) * preset.grain))
