"""Tiny captioners: models that turn pictures into words, of the real classes, with random weights and tokenizers made on the spot."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import tokenizers
import torch
import transformers

SIDE = 32
SMALL = set("abcdefghijklmnopqrstuvwxyzĠ")
LETTERS = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
NORMAL = {"image_mean": [0.5] * 3, "image_std": [0.5] * 3, "size": {"height": SIDE, "width": SIDE}}


def _words(special: list[str]) -> tokenizers.Tokenizer:
    vocab = {sign: at for at, sign in enumerate([*special, *LETTERS])}
    made = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=vocab, merges=[]))
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = tokenizers.decoders.ByteLevel()
    return made


def _speaking_letters(model: Any, vocab: dict[str, int]) -> Any:
    """Have a model with random weights speak small letters alone, so that there is something to read."""
    model.generation_config.suppress_tokens = [n for sign, n in vocab.items() if sign not in SMALL]
    return model


def blip(folder: Path) -> None:
    """Save a BLIP, whose encoder and decoder are one model with one processor."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[ENC]", "[DEC]"]
    vocab = {sign: at for at, sign in enumerate([*special, *"abcdefghijklmnopqrstuvwxyz"])}
    words = transformers.BertTokenizer(vocab=vocab, bos_token="[DEC]")
    pictures = transformers.BlipImageProcessor(**NORMAL)
    transformers.BlipProcessor(image_processor=pictures, tokenizer=words).save_pretrained(folder)
    size = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    ids = {"bos_token_id": 6, "eos_token_id": 3, "pad_token_id": 0, "sep_token_id": 3}
    config = transformers.BlipConfig(
        text_config={**size, "vocab_size": len(vocab), "encoder_hidden_size": 16, "max_position_embeddings": 64, **ids},
        vision_config={**size, "image_size": SIDE, "patch_size": 8},
        projection_dim=16,
    )
    model = transformers.BlipForConditionalGeneration(config)
    with torch.no_grad():  # its decoder keeps no settings of its own
        model.text_decoder.cls.predictions.bias[: len(special)] = -100.0
    model.save_pretrained(folder)


def vit_gpt2(folder: Path) -> None:
    """Save a ViT joined to a GPT-2, with their image processor and tokenizer apart, as such models come."""
    words = transformers.PreTrainedTokenizerFast(
        tokenizer_object=_words(["<end>"]), eos_token="<end>", bos_token="<end>", pad_token="<end>"
    )
    words.save_pretrained(folder)
    transformers.ViTImageProcessor(**NORMAL).save_pretrained(folder)
    size = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    seen = transformers.ViTConfig(**size, image_size=SIDE, patch_size=8)
    said = transformers.GPT2Config(
        vocab_size=1 + len(LETTERS), n_positions=128, n_embd=16, n_layer=2, n_head=2, bos_token_id=0, eos_token_id=0
    )
    config = transformers.VisionEncoderDecoderConfig.from_encoder_decoder_configs(seen, said)
    config.decoder_start_token_id, config.pad_token_id, config.eos_token_id = 0, 0, 0
    model = transformers.VisionEncoderDecoderModel(config=config)
    model.generation_config = transformers.GenerationConfig(decoder_start_token_id=0, pad_token_id=0, eos_token_id=0)
    _speaking_letters(model, words.get_vocab()).save_pretrained(folder)


def llava(folder: Path) -> None:
    """Save a LLaVA, which is asked in a chat, in words beside the picture."""
    special = ["<end>", "<image>"]
    words = transformers.PreTrainedTokenizerFast(
        tokenizer_object=_words(special),
        eos_token="<end>",
        pad_token="<end>",
        extra_special_tokens={"image_token": "<image>"},
    )
    pictures = transformers.CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    template = (
        "{% for m in messages %}{% for part in m.content %}"
        "{% if part.type == 'image' %}<image>{% else %}{{ part.text }}{% endif %}"
        "{% endfor %}{% endfor %}:"
    )
    transformers.LlavaProcessor(
        image_processor=pictures, tokenizer=words, patch_size=8, vision_feature_select_strategy="default",
        chat_template=template, image_token="<image>", num_additional_image_tokens=1,
    ).save_pretrained(folder)  # fmt: skip
    size = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = transformers.LlavaConfig(
        vision_config=transformers.CLIPVisionConfig(**size, image_size=SIDE, patch_size=8),
        text_config=transformers.LlamaConfig(
            **size, vocab_size=len(special) + len(LETTERS), max_position_embeddings=512
        ),
        image_token_index=1,
    )
    model = transformers.LlavaForConditionalGeneration(config)
    _speaking_letters(model, words.get_vocab()).save_pretrained(folder)


MODELS: dict[str, Callable[[Path], None]] = {"blip": blip, "vit-gpt2": vit_gpt2, "llava": llava}


def save(kind: str, folder: Path) -> Path:
    """Build a tiny captioner of a kind, always the same, and keep it in a folder as safetensors."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        MODELS[kind](folder)
    return folder
