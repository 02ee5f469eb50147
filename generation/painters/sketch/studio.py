"""The studio: a process of its own that paints, so that chats never wait for arithmetic.

It reads one request per line of JSON on stdin and answers on stdout: lines of JSON for progress, and for a finished
picture a line with its size, words and notes, followed by its bytes (RGB, 8 bit). It ends when stdin does.
"""

import base64
import contextlib
import json
import os
import sys
from typing import Any, BinaryIO


def main() -> None:
    """Paint what is asked for until nobody asks any more."""
    with contextlib.suppress(OSError):
        os.nice(5)
    from generation.painters.sketch import describe, reading, render

    reading.lexicon()
    out = sys.stdout.buffer
    _say(out, {"ready": True})
    for line in sys.stdin.buffer:
        wish = json.loads(line)

        def step() -> None:
            _say(out, {"step": True})

        try:
            plan = reading.read(wish["prompt"], wish["style"], wish["negative"])
            source, mask = (base64.b64decode(wish[name]) if wish[name] else None for name in ("source", "mask"))
            hand = render.Hand(wish["seed"], wish["touch"])
            size, strength = (wish["width"], wish["height"]), wish["strength"]
            picture = render.render(plan, *size, hand, source, strength, step, mask)
        except BrokenPipeError:
            raise
        except Exception as error:
            _say(out, {"failed": f"{type(error).__name__}: {error}"[:300]})
            continue
        pixels = picture.tobytes()
        told = {"alt": describe.describe(plan), "notes": describe.notes(plan), "bytes": len(pixels)}
        _say(out, {"done": True, "width": picture.width, "height": picture.height, **told})
        out.write(pixels)
        out.flush()


def _say(out: BinaryIO, what: dict[str, Any]) -> None:
    out.write(json.dumps(what).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):  # whoever asked is gone
        main()
