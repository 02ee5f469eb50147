"""The eye: a process of its own that holds a model which turns pictures into words, so that chats never wait for arithmetic.

It reads one request per line of JSON on stdin and answers each with a line of JSON on stdout. One thread reads, the main
thread looks. It ends when stdin does, even in the middle of a look.
"""

import base64
import contextlib
import io
import json
import os
import queue
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import Any

SIDE = 1024
WORDS = 60
"""Tokens of a plain captioner's answer at most; those of WORDS_IN_CHAT from a model that is asked in words."""
WORDS_IN_CHAT = 200
SLACK = 0.5
WISH = {
    "en": "Describe this picture in one or two plain sentences.",
    "zh": "用一两句简单的中文描述这张图片。",
}


class Eye:
    """A model with what prepares its pictures and reads its words."""

    def __init__(self, name: str) -> None:
        import torch
        from transformers import AutoModelForImageTextToText

        here = Path(name).is_dir()
        safe: dict[str, Any] = {"trust_remote_code": False, "local_files_only": here}
        self.model = AutoModelForImageTextToText.from_pretrained(name, use_safetensors=True, dtype="auto", **safe)
        self.pictures, self.words, self.chats = _prepared(name, safe)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model.to(self.device).eval()

    def look(self, picture: bytes, language: str, end: float) -> str:
        """Return what the model says of a picture; it stops at a moment of the monotonic clock."""
        import torch
        from PIL import Image

        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG", "WEBP")) as opened:
            pixels = opened.convert("RGB")
        pixels.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        asked = self._asked(pixels, WISH.get(language, WISH["en"]))
        length = WORDS_IN_CHAT if self.chats else WORDS
        with torch.inference_mode():
            made = self.model.generate(
                **asked, max_new_tokens=length, do_sample=False, num_beams=1, stopping_criteria=[_until(end)]
            )[0]
        before = int(asked["input_ids"].shape[1]) if self.chats else 0
        return str(self.words.decode(made[before:], skip_special_tokens=True)).strip()

    def _asked(self, pixels: Any, wish: str) -> Any:
        if not self.chats:
            return self.pictures(images=pixels, return_tensors="pt").to(self.device, self.model.dtype)
        said = [{"role": "user", "content": [{"type": "image", "image": pixels}, {"type": "text", "text": wish}]}]
        asked = self.pictures.apply_chat_template(
            said, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
        )
        return asked.to(self.device, self.model.dtype)


def _prepared(name: str, safe: dict[str, Any]) -> tuple[Any, Any, bool]:
    """Return what prepares pictures, what reads words, and whether the model is asked in a chat.

    An encoder joined to a decoder, such as ViT-GPT2, has the two apart.
    """
    from transformers import AutoConfig, AutoImageProcessor, AutoProcessor, AutoTokenizer

    if AutoConfig.from_pretrained(name, **safe).model_type == "vision-encoder-decoder":
        return AutoImageProcessor.from_pretrained(name, **safe), AutoTokenizer.from_pretrained(name, **safe), False
    both = AutoProcessor.from_pretrained(name, **safe)
    return both, getattr(both, "tokenizer", both), bool(getattr(both, "chat_template", None))


def _until(end: float) -> Any:
    import torch

    def late(input_ids: Any, scores: Any, **_rest: Any) -> Any:
        return torch.full((input_ids.shape[0],), time.monotonic() >= end, dtype=torch.bool, device=input_ids.device)

    return late


def main() -> None:
    """Look at what one is shown until nobody asks any more."""
    with contextlib.suppress(OSError):
        os.nice(5)
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what libraries print must not get between the answers
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    warnings.simplefilter("ignore")
    if not sys.stderr.isatty():
        os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = os.environ["TQDM_DISABLE"] = "1"
    wishes: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(wishes,), daemon=True).start()
    try:
        eye = Eye(sys.argv[1])
    except Exception as error:  # anything may be wrong with a folder of weights
        _say(out, {"broken": f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]})
        sys.exit(1)
    _say(out, {"ready": True})
    while True:
        wish = wishes.get()
        end = time.monotonic() + float(wish["seconds"]) - SLACK
        try:
            told = {"text": eye.look(base64.b64decode(wish["picture"]), str(wish["language"]), end)}
        except Exception as error:
            told = {"failed": f"{type(error).__name__}: {error}"[:300]}
        _say(out, told)


def _listen(wishes: "queue.SimpleQueue[dict[str, Any]]") -> None:
    """Take in wishes until stdin ends, and end the process with it."""
    for line in sys.stdin.buffer:
        wishes.put(json.loads(line))
    os._exit(0)


def _say(out: Any, what: dict[str, Any]) -> None:
    out.write(json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):  # whoever asked is gone
        main()
