"""A writer on this machine: a language model that transformers loads, from a folder or by its id."""

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, StoppingCriteria

from core.purse import Prices
from personas.leanings import Leaning
from personas.mind import Writer
from personas.writers.model import ANSWER_TOKENS, ModelWriter, NotAsked, Purse, Reply
from personas.writers.prompt import Message

SLACK = 0.25
"""Seconds before the deadline at which the model stops, so that its words still arrive."""


class _Until(StoppingCriteria):  # type: ignore[misc]  # transformers carries no types that mypy reads
    """Stops at a moment of the monotonic clock, or when nobody waits for the answer any more."""

    def __init__(self, end: float, left: threading.Event) -> None:
        self.end, self.left = end, left

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **_rest: Any) -> torch.Tensor:
        late = self.left.is_set() or time.monotonic() >= self.end
        return torch.full((input_ids.shape[0],), late, dtype=torch.bool, device=input_ids.device)


class LocalWriter(ModelWriter):
    """Runs a model in a thread of its own, one turn at a time; it is loaded at the first turn, from safetensors only."""

    def __init__(self, name: str, purse: Purse, spare: Writer, *, prices: Prices, timeout: float) -> None:
        super().__init__(purse, spare, prices=prices, timeout=timeout)
        self.name = name
        self._thread = ThreadPoolExecutor(1, "writer")
        self._loaded: tuple[Any, Any] | None = None

    async def reply(self, messages: Sequence[Message], leaning: Leaning) -> Reply:
        """Return the model's answer; NotAsked where the model can't be loaded or the talk is too long for it."""
        left = threading.Event()
        end = time.monotonic() + self.timeout - SLACK
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._thread, self._answer, list(messages), end, left
            )
        finally:
            left.set()

    async def health(self) -> str:
        """Load the model if it is not; return what is wrong and how to mend it, or an empty string."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._load)
        except Exception as failure:  # anything may be wrong with a folder of weights
            why = " ".join(str(failure).split())[:120]
            return f"the model {self.name} can't be loaded: check SALON_WRITER ({type(failure).__name__}: {why})"
        return ""

    async def close(self) -> None:
        """End the thread once it is idle."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _load(self) -> tuple[Any, Any]:
        if self._loaded is None:
            here = Path(self.name).is_dir()
            tokenizer = AutoTokenizer.from_pretrained(self.name, trust_remote_code=False, local_files_only=here)
            model = AutoModelForCausalLM.from_pretrained(
                self.name, use_safetensors=True, trust_remote_code=False, local_files_only=here, dtype="auto"
            )
            device = "cuda" if torch.cuda.is_available() else "cpu"
            self._loaded = tokenizer, model.to(device).eval()
        return self._loaded

    def _answer(self, messages: list[Message], end: float, left: threading.Event) -> Reply:
        if left.is_set():
            raise NotAsked("nobody waits any more")
        try:
            tokenizer, model = self._load()
        except Exception as failure:
            raise NotAsked from failure
        asked = tokenizer(_written(tokenizer, messages), return_tensors="pt", add_special_tokens=False).to(model.device)
        count = int(asked["input_ids"].shape[1])
        longest = getattr(model.config, "max_position_embeddings", None)
        if longest and count + ANSWER_TOKENS > longest:
            raise NotAsked(f"the talk has {count} tokens, and the model takes {longest}")
        with torch.inference_mode():
            made = model.generate(
                **asked,
                max_new_tokens=ANSWER_TOKENS,
                stopping_criteria=[_Until(end, left)],
                pad_token_id=tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id,
            )
        new = made[0][count:]
        return Reply(tokenizer.decode(new, skip_special_tokens=True), count, len(new))


def _written(tokenizer: Any, messages: Sequence[Message]) -> str:
    """Write a talk as the model learnt to read it; a model without a template gets plain paragraphs."""
    if tokenizer.chat_template is None:
        return "\n\n".join(message.content for message in messages) + "\n\n"
    talk = [{"role": message.role, "content": message.content} for message in messages]
    try:
        return str(tokenizer.apply_chat_template(talk, tokenize=False, add_generation_prompt=True))
    except Exception:  # a template is a small program of the model's maker; some refuse the role of the system
        head = {"role": "user", "content": f"{talk[0]['content']}\n\n{talk[1]['content']}"}
        return str(tokenizer.apply_chat_template([head, *talk[2:]], tokenize=False, add_generation_prompt=True))
