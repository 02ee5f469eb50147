"""Pipelines of the real sizes of SD-Turbo and SDXL with random weights, for measuring where there is a GPU."""

from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline, StableDiffusionXLPipeline, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from tests.generation.tiny import LETTERS, _clip_tokenizer, _euler

LARGE = {"hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12, "num_hidden_layers": 12}
HUGE = {"hidden_size": 1024, "intermediate_size": 4096, "num_attention_heads": 16, "num_hidden_layers": 23}
GIANT = {"hidden_size": 1280, "intermediate_size": 5120, "num_attention_heads": 20, "num_hidden_layers": 32}


def save(kind: str, folder: Path) -> Path:
    """Build a pipeline of real size on the CPU, in half precision, and keep it in a folder as safetensors."""
    torch.manual_seed(1)
    (_sdxl() if kind == "sdxl" else _sd()).save_pretrained(folder, safe_serialization=True)
    return folder


def _clip(sizes: dict[str, int], model: Any = CLIPTextModel) -> Any:
    words = {"vocab_size": 2 + 2 * len(LETTERS), "bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 1}
    return model(CLIPTextConfig(**sizes, **words, projection_dim=sizes["hidden_size"])).half().eval()


def _vae() -> Any:
    down, up = ["DownEncoderBlock2D"] * 4, ["UpDecoderBlock2D"] * 4
    shape: dict[str, Any] = {"block_out_channels": (128, 256, 512, 512), "layers_per_block": 2}
    return AutoencoderKL(**shape, down_block_types=down, up_block_types=up).half().eval()


def _sd() -> Any:
    unet = UNet2DConditionModel(
        sample_size=64, cross_attention_dim=1024, attention_head_dim=(5, 10, 20, 20), use_linear_projection=True
    )
    return StableDiffusionPipeline(
        vae=_vae(), text_encoder=_clip(HUGE), tokenizer=_clip_tokenizer(), unet=unet.half().eval(), scheduler=_euler(),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip


def _sdxl() -> Any:
    unet = UNet2DConditionModel(
        sample_size=128,
        cross_attention_dim=2048,
        attention_head_dim=(5, 10, 20),
        block_out_channels=(320, 640, 1280),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        transformer_layers_per_block=(1, 2, 10),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=256,
        projection_class_embeddings_input_dim=2816,
    )
    return StableDiffusionXLPipeline(
        vae=_vae(), text_encoder=_clip(LARGE), text_encoder_2=_clip(GIANT, CLIPTextModelWithProjection),
        tokenizer=_clip_tokenizer(), tokenizer_2=_clip_tokenizer(), unet=unet.half().eval(), scheduler=_euler(),
        add_watermarker=False,
    )  # fmt: skip
