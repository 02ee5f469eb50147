"""Loading: a model's pipelines into memory, and in one line what stands in the way. Only the studio imports this."""

import errno
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generation.painters.diffusion.facts import UPSCALERS
from generation.painters.diffusion.model import Model

CONVERT = "DiffusionPipeline.from_pretrained(old).save_pretrained(new, safe_serialization=True)"


class CannotLoad(Exception):
    """The model can't be loaded; the text is one line for the host. `retry` when it may be possible later."""

    def __init__(self, why: str, *, retry: bool = False) -> None:
        super().__init__(" ".join(why.split()))
        self.retry = retry


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory: the same weights as pipelines by mode (text, image, inpaint), and where they are.

    `tiny`: the autoencoder that shows what is painted on the way, where there is one.
    """

    pipelines: dict[str, Any]
    device: str
    dtype: str
    tiny: Any = None


def load(model: Model) -> Loaded:
    """Load a model's pipelines from safetensors; CannotLoad says in a line what is wrong and the way out."""
    if model.folder:
        refuse_pickles(model.folder)
    try:
        return _loaded(model)
    except CannotLoad:
        raise
    except ModuleNotFoundError as missing:
        name = missing.name or "a library"
        raise CannotLoad(f'{name} is not installed; run: pip install "salon[diffusion]"') from None
    except Exception as error:
        raise _explained(model, error) from error


def _loaded(model: Model) -> Loaded:
    import torch
    from diffusers import AutoPipelineForText2Image

    device = _device(torch, model)
    dtype = _dtype(torch, model, device)
    wanted: dict[str, Any] = {"use_safetensors": True, "dtype": dtype}
    if model.revision:
        wanted["revision"] = model.revision
    pipe = AutoPipelineForText2Image.from_pretrained(str(model.folder or model.model), **wanted)
    if model.vae:
        _put_in_tiny_vae(pipe, model, dtype)
    _put_in_loras(pipe, model)
    if model.offload and device != "cpu":
        pipe.enable_model_cpu_offload(device=device)
    else:
        pipe.to(device)
    _quicken(torch, pipe, model)
    pipe.set_progress_bar_config(disable=True)
    tiny = _tiny_for_previews(pipe, model, dtype, device) if model.previews == "tiny" else None
    return Loaded(_siblings(pipe), device, str(dtype).removeprefix("torch."), tiny)


def load_upscaler(model: Model, loaded: Loaded) -> Any:
    """Load the pipeline that enlarges pictures to where the model is, from safetensors alone; CannotLoad like `load`."""
    upscaler = model.enlarging
    if upscaler.folder:
        refuse_pickles(upscaler.folder)
    try:
        import torch
        from diffusers import DiffusionPipeline

        dtype = getattr(torch, loaded.dtype)
        place = str(upscaler.folder or upscaler.model)
        pipe = DiffusionPipeline.from_pretrained(place, use_safetensors=True, dtype=dtype)
    except Exception as error:
        raise _explained(upscaler, error) from error
    if type(pipe).__name__ not in UPSCALERS:
        known = " or ".join(UPSCALERS)
        raise CannotLoad(f"{upscaler.model} is a {type(pipe).__name__}, which does not enlarge; name a {known}")
    if model.offload and loaded.device != "cpu":
        pipe.enable_model_cpu_offload(device=loaded.device)
    else:
        pipe.to(loaded.device)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def _device(torch: Any, model: Model) -> str:
    here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if model.device == "auto":
        return next(name for name, there in here.items() if there)
    if not here[model.device.partition(":")[0]]:
        raise CannotLoad(
            f"device: {model.device} is not to be had here; leave it out of the model's settings, or use cpu"
        )
    return model.device


def _dtype(torch: Any, model: Model, device: str) -> Any:
    if model.dtype != "auto":
        return getattr(torch, model.dtype)
    return torch.float32 if device == "cpu" else torch.float16


def _put_in_tiny_vae(pipe: Any, model: Model, dtype: Any) -> None:
    from diffusers import AutoencoderTiny

    pipe.register_modules(vae=AutoencoderTiny.from_pretrained(model.vae, dtype=dtype, use_safetensors=True))


def _tiny_for_previews(pipe: Any, model: Model, dtype: Any, device: str) -> Any:
    from diffusers import AutoencoderTiny

    if not model.preview_vae:
        return pipe.vae
    try:
        tiny = AutoencoderTiny.from_pretrained(model.preview_vae, dtype=dtype, use_safetensors=True).to(device)
    except Exception as error:
        raise CannotLoad(
            f"preview_vae: {model.preview_vae} can't be loaded ({type(error).__name__}: {str(error)[:160]}); "
            "name a tiny autoencoder of diffusers, or set previews: latents",
            retry="connect" in str(error).lower(),
        ) from None
    if tiny.config.latent_channels != getattr(pipe.vae.config, "latent_channels", tiny.config.latent_channels):
        raise CannotLoad(
            f"preview_vae: {model.preview_vae} is for other latents than this model's; set previews: latents"
        )
    return tiny


def _put_in_loras(pipe: Any, model: Model) -> None:
    for name, place in model.loras.items():
        file = Path(place).expanduser()
        if file.suffix in (".bin", ".pt", ".ckpt", ".pth"):
            raise CannotLoad(f"the LoRA {name} is pickled ({file.name}), which can run code; use a .safetensors file")
        where = {"weight_name": file.name} if file.suffix == ".safetensors" else {}
        folder = str(file.parent) if where else place
        pipe.load_lora_weights(folder, adapter_name=name, use_safetensors=True, **where)
    if model.loras:
        pipe.disable_lora()


def _quicken(torch: Any, pipe: Any, model: Model) -> None:
    """Do what the settings ask for to be faster or smaller."""
    net = getattr(pipe, "transformer", None) or getattr(pipe, "unet", None)
    if model.channels_last:
        for part in (net, getattr(pipe, "vae", None)):
            if part is not None:
                part.to(memory_format=torch.channels_last)
    if model.tiles and hasattr(pipe, "vae"):
        pipe.vae.enable_tiling()
    if model.compile and net is not None:
        repeated = getattr(net, "_repeated_blocks", None)
        net.compile_repeated_blocks() if repeated else net.compile()


def _siblings(pipe: Any) -> dict[str, Any]:
    """Return the pipeline by mode, with its picture-to-picture and inpainting forms where AutoPipeline knows them."""
    from diffusers import AutoPipelineForImage2Image, AutoPipelineForInpainting

    pipelines = {"text": pipe}
    for mode, auto in (("image", AutoPipelineForImage2Image), ("inpaint", AutoPipelineForInpainting)):
        with suppress(ValueError, AttributeError):
            pipelines[mode] = auto.from_pipe(pipe)
            pipelines[mode].set_progress_bar_config(disable=True)
    return pipelines


def refuse_pickles(folder: Path) -> None:
    """Refuse a folder where some part has weights only as pickles, which can run code when they are read."""
    for part in sorted(one for one in folder.iterdir() if one.is_dir()):
        pickled = [*part.glob("*.bin"), *part.glob("*.ckpt"), *part.glob("*.pt")]
        if pickled and not any(part.glob("*.safetensors")):
            raise CannotLoad(
                f"{folder}/{part.name} has only pickled weights ({pickled[0].name}), which can run code; convert them once,"
                f" where you trust them: {CONVERT}"
            )


def out_of_memory(error: BaseException) -> bool:
    """Say whether an error of torch or of Python means that memory is short, on whatever device."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    told = str(error)
    return isinstance(error, RuntimeError) and ("out of memory" in told or "can't allocate memory" in told)


def _explained(model: Model, error: Exception) -> CannotLoad:
    """Turn what the libraries raise into a line with the way out."""
    chain = list(_causes(error))
    names = {type(one).__name__ for one in chain}
    told = " ".join(str(one) for one in chain)
    if any(out_of_memory(one) for one in chain):
        return CannotLoad(
            f"memory is short for {model.model}; try dtype: float16, a tiny `vae:`, `offload: true`, or a smaller model"
        )
    if any(isinstance(one, OSError) and one.errno == errno.ENOSPC for one in chain):
        return CannotLoad(f"the disk is full while {model.model} is loaded")
    if names & {"GatedRepoError"}:
        return CannotLoad(f"{model.model} asks for a licence to be accepted on its page, and for `hf auth login` here")
    if names & {"RevisionNotFoundError"}:
        return CannotLoad(f"the hub knows no revision {model.revision!r} of {model.model}")
    if names & {"RepositoryNotFoundError"}:
        return CannotLoad(f"the hub knows no model {model.model}; is it spelt right, and is it public?")
    if names & {
        "ConnectError",
        "ConnectTimeout",
        "ConnectionError",
        "LocalEntryNotFoundError",
        "OfflineModeIsEnabled",
    } or (model.folder is None and "couldn't connect" in told.lower()):
        return CannotLoad(
            f"the hub can't be reached, and {model.model} is not on this machine yet; check the network, or name a folder",
            retry=True,
        )
    if "safetensors" in told:
        return CannotLoad(
            f"{model.model} has no safetensors weights; convert them once, where you trust them: {CONVERT}"
        )
    return CannotLoad(f"{model.model} can't be loaded: {type(error).__name__}: {str(error)[:240]}")


def _causes(error: BaseException | None) -> Any:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
