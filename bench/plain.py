"""Plain diffusers in a loop: the anchor of bench.painters, which starts it."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

GUIDANCE = 4.0
WORDS = ("a fox in fog", "a heron by the lake", "two cats on a roof", "a tin moon")


def main() -> None:
    """Load the folder that the command line names, with its steps; for each number read, paint so many and say how long it took."""
    os.nice(5)  # as the painter's process is
    import torch
    from diffusers import AutoPipelineForText2Image
    from torch.utils.flop_counter import FlopCounterMode

    device = "cuda" if torch.cuda.is_available() else "cpu"
    dtype = torch.float16 if device == "cuda" else torch.float32
    pipe: Any = AutoPipelineForText2Image.from_pretrained(sys.argv[1], dtype=dtype).to(device)
    pipe.set_progress_bar_config(disable=True)
    side, steps = side_of(Path(sys.argv[1])), int(sys.argv[2])

    def paint(n: int) -> None:
        noise = torch.Generator("cpu").manual_seed(n)
        words = {"prompt": WORDS[n % len(WORDS)], "negative_prompt": "", "generator": noise}
        pipe(**words, width=side, height=side, num_inference_steps=steps, guidance_scale=GUIDANCE)

    with FlopCounterMode(display=False) as counted:
        paint(0)
    for line in sys.stdin:
        begun = time.monotonic()
        for n in range(int(line)):
            paint(n)
        told = {"seconds": time.monotonic() - begun, "flops": counted.get_total_flops(), "device": device, "side": side}
        print(json.dumps(told), flush=True)


def side_of(folder: Path) -> int:
    """Return the side to measure at: 64 px for a tiny model, else what the net was trained on."""
    net = folder / "unet" / "config.json"
    size = json.loads(net.read_text())["sample_size"] if net.exists() else 0
    return size * 8 if size >= 64 else 64


if __name__ == "__main__":
    main()
