"""A model's settings: which weights, and how it paints best. Read without torch, so that every process can know them."""

import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from core.brief import QUALITIES
from core.settings import BadSettings
from generation import qualities

KNOWN = Path(__file__).with_name("models.yaml")
FILE = "salon.yaml"
USUAL_STEPS = 50
"""What diffusers' pipelines take where nobody says how many, most of them."""


class Look(BaseModel):
    """A style members may name: `words` join the prompt, `lora` names one of the model's LoRAs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""
    title_zh: str = ""
    words: str = ""
    lora: str = ""
    weight: float = Field(default=1.0, ge=-4, le=4)


class Care(BaseModel):
    """What another quality than the usual one takes; what is not said stays as usual."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: int | None = Field(default=None, ge=1, le=500)
    guidance: float | None = Field(default=None, ge=0, le=50)


class Model(BaseModel):
    """One model's settings, each with a default that runs; sizes in pixels, times in seconds.

    `steps` and `guidance`: None for what the pipeline itself takes. `letters`: it writes words that can be read. `vae`: a tiny autoencoder that stands in for the
    whole one. `loras`: files or ids by name, loaded together. `patience`: how long a step may take before it counts as hung.
    `qualities`: None for those that the number of steps suggests. `hd_strength`: how far an enlargement may go from its
    picture. `upscaler`: a model that enlarges instead of this one's second pass. `hd_steps`: the steps of either.
    `previews`: how pictures are shown on the way, by colours fitted to the `latents` or by a `tiny` autoencoder,
    `preview_vae` or `vae`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    revision: str | None = None
    steps: int | None = Field(default=None, ge=1, le=500)
    guidance: float | None = Field(default=None, ge=0, le=50)
    side: int | None = Field(default=None, ge=16, le=4096)
    smallest: int | None = Field(default=None, ge=16, le=4096)
    largest: int | None = Field(default=None, ge=16, le=4096)
    multiple: int | None = Field(default=None, ge=1, le=256)
    dtype: Literal["auto", "float32", "float16", "bfloat16"] = "auto"
    device: str = Field(default="auto", pattern=r"auto|cpu|mps|cuda(:\d+)?")
    vae: str = ""
    previews: Literal["off", "latents", "tiny"] = "latents"
    preview_vae: str = ""
    loras: dict[str, str] = {}
    styles: dict[str, Look] = {}
    letters: bool = False
    compile: bool = False
    channels_last: bool = False
    offload: bool = False
    tiles: bool = False
    batch: int = Field(default=8, ge=1, le=64)
    most: int = Field(default=4, ge=1, le=10)
    qualities: dict[Literal["draft", "high"], Care] | None = None
    hd_strength: float = Field(default=0.3, ge=0.05, le=1)
    hd_steps: int | None = Field(default=None, ge=1, le=500)
    upscaler: str = ""
    patience: float = Field(default=300.0, gt=0)
    load_patience: float = Field(default=3600.0, gt=0)

    @field_validator("previews", mode="before")
    @classmethod
    def _named(cls, given: object) -> object:
        """Take `off` and `on` as they are meant: to YAML these words are no words."""
        return {False: "off", True: "latents"}.get(given, given) if isinstance(given, bool) else given

    @property
    def folder(self) -> Path | None:
        """Return the folder the model lies in; None for one that comes from the hub."""
        return Path(self.model).expanduser() if _is_place(self.model) else None

    @property
    def enlarging(self) -> "Model":
        """Return these settings for the upscaler's weights."""
        return self.model_copy(update={"model": self.upscaler, "revision": None})

    @property
    def offered(self) -> tuple[str, ...]:
        """Return the qualities members may ask for; none where there is but one."""
        if self.qualities is None:
            return qualities.offered_by(self.steps or USUAL_STEPS)
        return tuple(one for one in QUALITIES if one == "normal" or one in self.qualities) if self.qualities else ()

    def care(self, quality: str, usual: int) -> tuple[int, float | None]:
        """Return the steps and the guidance that a quality takes, where so many steps are usual."""
        own = (self.qualities or {}).get(quality)  # type: ignore[call-overload]
        if own is not None:
            return own.steps or usual, self.guidance if own.guidance is None else own.guidance
        steps = qualities.scaled(usual, quality) if quality in self.offered else usual
        return steps, self.guidance

    @property
    def short_name(self) -> str:
        """Return the model's name without where it comes from, fit to show to members."""
        return Path(self.model.rstrip("/")).name[:48] or "model"

    @cached_property
    def digest(self) -> str:
        """Name these settings and this revision of the model: equal ones give equal pictures."""
        index = self.folder / "model_index.json" if self.folder else None
        made_of = index.read_text(encoding="utf-8") if index and index.exists() else ""
        spared = {"patience", "load_patience", "most", "previews", "preview_vae"}
        told = json.dumps([self.model_dump(exclude=spared), made_of], sort_keys=True)
        return hashlib.blake2s(told.encode(), digest_size=5).hexdigest()


def read_model(setting: str) -> Model:
    """Read what stands after `diffusion:`: a model id of the hub (with @revision, if wanted), a folder, or a settings file.

    A folder may hold its settings in salon.yaml. BadSettings says in a line what is wrong.
    """
    if setting.endswith((".yaml", ".yml")):
        file = Path(setting).expanduser()
        return _made(_settings_in(file), _within(file))
    if _is_place(setting):
        folder = Path(setting).expanduser()
        _whole_folder(folder)
        own = folder / FILE
        return _made({**(_settings_in(own) if own.exists() else {}), "model": str(folder)}, folder)
    name, _at, revision = setting.partition("@")
    return _made({"model": name, "revision": revision or None}, None)


def _made(told: dict[str, Any], near: Path | None) -> Model:
    model = str(told.get("model", ""))
    for name in ("model", "upscaler"):
        if near and str(told.get(name, "")).startswith("."):
            told = {**told, name: str(near / str(told[name]))}
    presets: dict[str, dict[str, Any]] = yaml.safe_load(KNOWN.read_text(encoding="utf-8"))
    try:
        made = Model.model_validate({**presets.get(model, {}), **told})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise BadSettings(f"the model's settings are wrong at {where}: {first['msg']}") from None
    for name, look in made.styles.items():
        if look.lora and look.lora not in made.loras:
            raise BadSettings(f"the model's settings are wrong at styles.{name}: there is no LoRA called {look.lora!r}")
    if made.previews == "tiny" and not (made.preview_vae or made.vae):
        raise BadSettings(
            "the model's settings are wrong at previews: tiny needs a preview_vae, like madebyollin/taesdxl; or use latents"
        )
    for folder in (made.folder, made.enlarging.folder if made.upscaler else None):
        if folder:
            _whole_folder(folder)
    return made


def _settings_in(file: Path) -> dict[str, Any]:
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadSettings(f"SALON_PAINTER: there is no settings file {file}") from None
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadSettings(f"SALON_PAINTER: {file} can't be read: {' '.join(str(error).split())[:200]}") from None
    if not isinstance(told, dict):
        raise BadSettings(f"SALON_PAINTER: {file} must hold lines like `steps: 4`")
    return told


def _within(file: Path) -> Path:
    return file.resolve().parent


def _whole_folder(folder: Path) -> None:
    """Refuse a folder that holds no model, saying what it should hold."""
    if not folder.is_dir():
        raise BadSettings(f"SALON_PAINTER: there is no folder {folder}")
    if not (folder / "model_index.json").is_file():
        raise BadSettings(
            f"SALON_PAINTER: {folder} has no model_index.json; it must be a diffusers folder, as save_pretrained writes it"
        )


def _is_place(name: str) -> bool:
    """Tell a place on this machine from a model id of the hub, which is owner/name."""
    return name.startswith(("/", "./", "../", "~")) or name.count("/") != 1 or Path(name).is_dir()
