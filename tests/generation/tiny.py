"""Tiny: diffusion pipelines with random weights, of the real classes, small enough to be built and painted with in a moment."""

import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    DDPMScheduler,
    DiffusionPipeline,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    FluxPipeline,
    FluxTransformer2DModel,
    StableDiffusionLatentUpscalePipeline,
    StableDiffusionPipeline,
    StableDiffusionUpscalePipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from tokenizers.pre_tokenizers import ByteLevel
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    Qwen2Tokenizer,
    Qwen3Config,
    Qwen3Model,
    T5Config,
    T5EncoderModel,
    T5TokenizerFast,
)

LETTERS = sorted(ByteLevel.alphabet())
WIDE = 32


def _clip_tokenizer() -> CLIPTokenizer:
    words = ["<|startoftext|>", "<|endoftext|>", *LETTERS, *(f"{letter}</w>" for letter in LETTERS)]
    return CLIPTokenizer({word: n for n, word in enumerate(words)}, [], model_max_length=77)


def _clip(model: type[Any] = CLIPTextModel) -> Any:
    sizes: dict[str, Any] = {"hidden_size": WIDE, "intermediate_size": 37, "projection_dim": WIDE}
    shape = {"num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 2 + 2 * len(LETTERS)}
    return model(CLIPTextConfig(**sizes, **shape, bos_token_id=0, eos_token_id=1, pad_token_id=1)).eval()


def _t5_tokenizer() -> T5TokenizerFast:
    pieces = ["<pad>", "</s>", "<unk>", "▁", *string.printable[:94]]
    return T5TokenizerFast([(piece, -1.0) for piece in pieces], extra_ids=0, model_max_length=77)


def _qwen_tokenizer() -> Qwen2Tokenizer:
    words = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *LETTERS]
    made = Qwen2Tokenizer({word: n for n, word in enumerate(words)}, [], model_max_length=512)
    made.chat_template = "{% for message in messages %}<|im_start|>{{ message['content'] }}<|im_end|>{% endfor %}"
    return made


def _vae(channels: int = 4, depth: int = 2, **more: Any) -> AutoencoderKL:
    wide = (WIDE, 2 * WIDE)[:depth] if depth <= 2 else (WIDE,) * depth
    down, up = ["DownEncoderBlock2D"] * depth, ["UpDecoderBlock2D"] * depth
    shape = {"block_out_channels": wide, "down_block_types": down, "up_block_types": up}
    return AutoencoderKL(**shape, latent_channels=channels, norm_num_groups=8, sample_size=64, **more).eval()


def _unet(**more: Any) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        block_out_channels=(WIDE, 2 * WIDE),
        layers_per_block=1,
        sample_size=16,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        norm_num_groups=8,
        **more,
    ).eval()


def _euler() -> EulerDiscreteScheduler:
    return EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1)


def stable_diffusion() -> DiffusionPipeline:
    """Return a Stable Diffusion of 64 px pictures."""
    return StableDiffusionPipeline(
        vae=_vae(depth=4),
        text_encoder=_clip(),
        tokenizer=_clip_tokenizer(),
        unet=_unet(cross_attention_dim=WIDE, attention_head_dim=8),
        scheduler=_euler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def stable_diffusion_xl() -> DiffusionPipeline:
    """Return an SDXL with its two text encoders."""
    unet = _unet(
        cross_attention_dim=2 * WIDE,
        attention_head_dim=(4, 8),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        transformer_layers_per_block=(1, 2),
        projection_class_embeddings_input_dim=6 * 8 + WIDE,
    )
    return StableDiffusionXLPipeline(
        vae=_vae(depth=4),
        text_encoder=_clip(),
        text_encoder_2=_clip(CLIPTextModelWithProjection),
        tokenizer=_clip_tokenizer(),
        tokenizer_2=_clip_tokenizer(),
        unet=unet,
        scheduler=_euler(),
        add_watermarker=False,
    )


def flux() -> DiffusionPipeline:
    """Return a Flux, which is a transformer on packed latents."""
    t5 = {"vocab_size": 98, "d_model": WIDE, "d_ff": 37, "d_kv": 8, "num_heads": 4, "num_layers": 2}
    transformer = FluxTransformer2DModel(
        in_channels=16,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=WIDE,
        pooled_projection_dim=WIDE,
        axes_dims_rope=(4, 4, 8),
        guidance_embeds=False,
    )
    return FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=_vae(depth=4, use_quant_conv=False, use_post_quant_conv=False, scaling_factor=1.5, shift_factor=0.03),
        text_encoder=_clip(),
        tokenizer=_clip_tokenizer(),
        text_encoder_2=T5EncoderModel(T5Config(**t5)).eval(),
        tokenizer_2=_t5_tokenizer(),
        transformer=transformer.eval(),
    )


def z_image() -> DiffusionPipeline:
    """Return a Z-Image, whose prompts go through a language model and whose items go through the net as a list."""
    sizes = {"hidden_size": WIDE, "intermediate_size": 37, "num_hidden_layers": 3, "head_dim": 8}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 3 + len(LETTERS)}
    transformer = ZImageTransformer2DModel(
        in_channels=4,
        dim=WIDE,
        n_layers=2,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=WIDE,
        axes_dims=[4, 4, 8],
        axes_lens=[1024, 64, 64],
    )
    with torch.no_grad():  # made empty for weights to come, and full of whatever memory held
        for name in ("x_pad_token", "cap_pad_token"):
            torch.nn.init.normal_(getattr(transformer, name), std=0.02)
    return ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=_vae(depth=4, use_quant_conv=False, use_post_quant_conv=False, scaling_factor=1.5, shift_factor=0.03),
        text_encoder=Qwen3Model(Qwen3Config(**sizes, **heads)).eval(),
        tokenizer=_qwen_tokenizer(),
        transformer=transformer.eval(),
    )


def latent_upscaler() -> DiffusionPipeline:
    """Return an upscaler to twice the size, which works on latents."""
    width = 128 + WIDE  # the noise level's embedding, and the pooled words
    unet = UNet2DConditionModel(
        act_fn="gelu",
        attention_head_dim=8,
        norm_num_groups=None,
        block_out_channels=(WIDE, WIDE, 2 * WIDE, 2 * WIDE),
        time_cond_proj_dim=width,
        conv_in_kernel=1,
        conv_out_kernel=1,
        cross_attention_dim=WIDE,
        down_block_types=("KDownBlock2D", *["KCrossAttnDownBlock2D"] * 3),
        up_block_types=(*["KCrossAttnUpBlock2D"] * 3, "KUpBlock2D"),
        in_channels=8,
        out_channels=5,
        mid_block_type=None,
        only_cross_attention=False,
        resnet_time_scale_shift="scale_shift",
        time_embedding_type="fourier",
        timestep_post_act="gelu",
    ).eval()
    return StableDiffusionLatentUpscalePipeline(
        vae=_vae(depth=4),
        text_encoder=_clip(),
        tokenizer=_clip_tokenizer(),
        unet=unet,
        scheduler=EulerDiscreteScheduler(prediction_type="sample"),
    )


def upscaler() -> DiffusionPipeline:
    """Return an upscaler to four times the size, which works on pixels."""
    return StableDiffusionUpscalePipeline(
        vae=_vae(depth=3, scaling_factor=0.08333),
        text_encoder=_clip(),
        tokenizer=_clip_tokenizer(),
        unet=_unet(cross_attention_dim=WIDE, attention_head_dim=8, in_channels=7, num_class_embeds=1000),
        low_res_scheduler=DDPMScheduler(),
        scheduler=DDIMScheduler(),
        max_noise_level=350,
    )


MODELS: dict[str, Callable[[], DiffusionPipeline]] = {
    "sd": stable_diffusion,
    "sdxl": stable_diffusion_xl,
    "flux": flux,
    "z-image": z_image,
    "x2": latent_upscaler,
    "x4": upscaler,
}


def save(kind: str, folder: Path) -> Path:
    """Build a tiny pipeline of a kind, always the same, and keep it in a folder as safetensors."""
    with torch.random.fork_rng():
        torch.manual_seed(1)
        MODELS[kind]().save_pretrained(folder, safe_serialization=True)
    return folder
