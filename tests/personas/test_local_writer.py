"""A model on this machine: a tiny one with random weights, made here and read back from its folder without a network."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
tokenizers = pytest.importorskip("tokenizers")

from core.purse import Prices  # noqa: E402
from personas.mind import decide  # noqa: E402
from personas.view import Addressed, Memory, Say  # noqa: E402
from personas.writers.local import LocalWriter  # noqa: E402
from personas.writers.prompt import Message  # noqa: E402
from personas.writers.scripted import ScriptedWriter  # noqa: E402
from tests.personas.pocket import Pocket  # noqa: E402
from tests.personas.stage import CAST, said, view  # noqa: E402

LINE = said("Iris, what do you see?", line_id=7)
ROOM = view(Addressed(LINE), (LINE,))
TEMPLATE = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}\n{% endfor %}<|assistant|>"
NO_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}" + TEMPLATE


def made(folder: Path, positions: int = 16_384, template: str | None = TEMPLATE) -> Path:
    """Save a model of two thin layers that reads bytes, with its tokenizer."""
    alphabet = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    words = {sign: at for at, sign in enumerate(["<end>", *alphabet])}
    plain = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=words, merges=[]))
    plain.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.decoder = tokenizers.decoders.ByteLevel()
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=plain, eos_token="<end>")
    tokenizer.chat_template = template
    tokenizer.save_pretrained(folder)
    torch.manual_seed(7)
    size = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = transformers.LlamaConfig(vocab_size=len(words), max_position_embeddings=positions, **size)
    transformers.LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny model."""
    return made(tmp_path_factory.mktemp("model"))


@pytest.fixture
async def writer(folder: Path) -> AsyncIterator[LocalWriter]:
    """A writer that runs the tiny model, with two seconds for an answer."""
    one = LocalWriter(str(folder), Pocket(), ScriptedWriter(), prices=Prices(), timeout=2)
    yield one
    await one.close()


async def test_babble_of_a_model_is_replaced_by_the_scripted_writer(writer: LocalWriter) -> None:
    action = await decide(CAST["iris"], ROOM, Memory(), writer)

    assert action == await decide(CAST["iris"], ROOM, Memory(), ScriptedWriter())
    assert isinstance(action, Say)
    assert isinstance(writer.purse, Pocket)
    assert writer.purse.book[0][0] == "reserved"


async def test_a_model_answers_and_counts_its_tokens_and_stops_before_its_time_is_up(writer: LocalWriter) -> None:
    assert await writer.health() == ""
    started = time.monotonic()

    reply = await writer.reply([Message("system", "You are Iris."), Message("user", "雾")], "answer")

    assert time.monotonic() - started < 3
    assert reply.read == len(b"<|system|>You are Iris.\n<|user|>\xe9\x9b\xbe\n<|assistant|>")
    assert reply.written
    assert reply.written > 0


async def test_a_model_stops_soon_once_nobody_waits(folder: Path) -> None:
    writer = LocalWriter(str(folder), Pocket(), ScriptedWriter(), prices=Prices(), timeout=60)
    assert await writer.health() == ""
    talk = [Message("system", "You are Iris."), Message("user", "hello " * 300)]

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await writer.reply(talk, "answer")

    started = time.monotonic()
    assert await writer.health() == ""  # waits for the same thread
    assert time.monotonic() - started < 3
    await writer.close()


@pytest.mark.parametrize("template", [None, NO_SYSTEM])
async def test_models_without_a_template_or_a_system_role_are_spoken_to_all_the_same(
    template: str | None, tmp_path: Path
) -> None:
    writer = LocalWriter(str(made(tmp_path, template=template)), Pocket(), ScriptedWriter(), prices=Prices(), timeout=2)

    reply = await writer.reply([Message("system", "You are Iris."), Message("user", "fog")], "answer")

    assert reply.read
    assert reply.read >= len("You are Iris.fog")
    await writer.close()


async def test_a_talk_too_long_for_the_model_and_a_folder_without_one_are_covered(tmp_path: Path) -> None:
    short = LocalWriter(
        str(made(tmp_path / "a", positions=512)), Pocket(), ScriptedWriter(), prices=Prices(), timeout=5
    )
    (tmp_path / "b").mkdir()
    empty = LocalWriter(str(tmp_path / "b"), Pocket(), ScriptedWriter(), prices=Prices(), timeout=5)

    for writer in (short, empty):
        action = await decide(CAST["iris"], ROOM, Memory(), writer)
        assert action == await decide(CAST["iris"], ROOM, Memory(), ScriptedWriter())
        await writer.close()
    assert (
        "can't be loaded"
        in await LocalWriter(str(tmp_path / "b"), Pocket(), ScriptedWriter(), prices=Prices(), timeout=5).health()
    )


async def test_pickled_weights_are_not_loaded(tmp_path: Path) -> None:
    folder = made(tmp_path)
    model = transformers.LlamaForCausalLM.from_pretrained(folder)
    torch.save(model.state_dict(), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    writer = LocalWriter(str(folder), Pocket(), ScriptedWriter(), prices=Prices(), timeout=5)

    assert "can't be loaded" in await writer.health()
    await writer.close()
