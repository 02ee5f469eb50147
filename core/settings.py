"""Everything Salon reads from its environment."""

import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROLES = ("web", "worker", "clock", "telegram", "discord")
MILLION = 1_000_000
"""Money is counted in millionths, so that sums are exact."""
Amount = Annotated[Decimal, Field(ge=0, le=1_000_000, max_digits=13, decimal_places=6)]
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
ACCOUNT = re.compile(r"(telegram|discord):\d{1,20}")


class BadSettings(Exception):
    """A setting has a wrong value; the text is one line that says which and why."""


class Settings(BaseSettings):
    """What a host may choose. With none of it set, the demo runs."""

    model_config = SettingsConfigDict(env_prefix="SALON_", env_file=".env", extra="ignore")

    database: str = "sqlite:///data/salon.db"
    redis: str = ""
    media: str = "data/media"
    keys: str = ""
    c2pa_cert: str = ""
    c2pa_key: str = ""
    profile: Literal["", "cn"] = ""
    painter: str = "sketch"
    previews: Literal["on", "web", "off"] = "on"
    images_url: str = ""
    images_key: SecretStr | None = None
    images_preset: Literal["openai", "sglang", "vllm-omni", "localai", "generic"] = "generic"
    images_extra: str = ""
    images_timeout: float = Field(default=180.0, ge=1, le=3600)
    comfy_url: str = "http://127.0.0.1:8188"
    comfy_timeout: float = Field(default=600.0, ge=1, le=7200)
    price: str = ""
    spend_member: Amount = Decimal(1)
    spend_persona: Amount = Decimal("0.2")
    spend_room: Amount = Decimal(5)
    spend_day: Amount = Decimal(10)
    spend_total: Amount | None = None
    writer: str = "scripted"
    writer_url: str = ""
    writer_key: SecretStr | None = None
    writer_timeout: float = Field(default=20.0, ge=1, le=600)
    writer_day_tokens: int = Field(default=200_000, ge=1, le=10**11)
    writer_price_in: float = Field(default=0.0, ge=0, le=10_000)
    writer_price_out: float = Field(default=0.0, ge=0, le=10_000)
    writer_day_money: float = Field(default=0.0, ge=0, le=100_000)
    describer: str = ""
    describer_url: str = ""
    describer_key: SecretStr | None = None
    describer_timeout: float = Field(default=45.0, ge=1, le=600)
    describer_daily_limit: int = Field(default=50, ge=1, le=100_000)
    describer_price_in: float | None = Field(default=None, ge=0, le=10_000)
    describer_price_out: float | None = Field(default=None, ge=0, le=10_000)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str = ""
    rooms: str = "lobby:en:The Lobby, teahouse:zh:茶馆"
    language: Literal["en", "zh"] = "en"
    timezone: str = "UTC"
    level: Literal["strict", "general", "mature", "adult"] = "general"
    daily_limit: int = Field(default=200, ge=1, le=100_000)
    room_hourly_limit: int = Field(default=600, ge=1, le=100_000)
    persona_daily_limit: int = Field(default=12, ge=0, le=1000)
    picture_side: int = Field(default=1024, ge=512, le=1536)
    secret: SecretStr | None = None
    telegram_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    telegram_webhook: str = ""
    telegram_secret: SecretStr | None = None
    telegram_persona_bots: bool = False
    admins: str = ""
    discord_token: SecretStr | None = None
    discord_shards: int = Field(default=1, ge=1, le=1000)
    discord_hears: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("database")
    @classmethod
    def _known_database(cls, url: str) -> str:
        scheme = url.partition("://")[0].partition("+")[0]
        if scheme not in ("sqlite", "postgresql"):
            raise ValueError("it must start with sqlite:/// or postgresql://")
        return url

    @field_validator("redis")
    @classmethod
    def _known_redis(cls, url: str) -> str:
        if url and urlsplit(url).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("it must start with redis://, rediss:// or unix://")
        return url

    @field_validator("painter")
    @classmethod
    def _whole_painter(cls, names: str) -> str:
        if not all(name.strip() for name in names.split(",")):
            raise ValueError("it names one painter or several with commas between, like images:my-model, sketch")
        return names

    @field_validator("price")
    @classmethod
    def _known_prices(cls, text: str) -> str:
        for entry in filter(None, (part.strip() for part in text.split(","))):
            name, _colon, amount = entry.rpartition(":")
            try:
                price = Decimal(amount)
            except InvalidOperation:
                price = Decimal(-1)
            if not name or not price.is_finite() or not 0 <= price <= 1000:
                raise ValueError(f"each price is written painter:amount, like images:0.04; see {entry!r}")
        return text

    @field_validator("images_extra")
    @classmethod
    def _whole_extra(cls, text: str) -> str:
        try:
            extra = json.loads(text or "{}")
        except (ValueError, RecursionError):
            extra = None
        if not isinstance(extra, dict):
            raise ValueError('it must be JSON in braces, like {"num_inference_steps": 4}')
        return text

    @field_validator("writer")
    @classmethod
    def _known_writer(cls, name: str) -> str:
        kind, _, model = name.partition(":")
        if name != "scripted" and (kind not in ("openai", "transformers") or not model.strip()):
            raise ValueError('it is "scripted", "openai:" and a model\'s name, or "transformers:" and a folder or id')
        return name

    @field_validator("describer")
    @classmethod
    def _known_describer(cls, name: str) -> str:
        kind, _, model = name.partition(":")
        if name and (kind not in ("openai", "transformers") or not model.strip()):
            raise ValueError('it is empty, "openai:" and a model\'s name, or "transformers:" and a folder or id')
        return name

    @field_validator("media")
    @classmethod
    def _known_media(cls, place: str) -> str:
        if "://" in place and not place.startswith("s3://"):
            raise ValueError("it must be a folder or start with s3://")
        return place

    @field_validator("admins")
    @classmethod
    def _whole_accounts(cls, text: str) -> str:
        for entry in text.split(","):
            if entry.strip() and not ACCOUNT.fullmatch(entry.strip()):
                raise ValueError("each account is written platform:number, like telegram:5550123")
        return text

    @field_validator("telegram_webhook")
    @classmethod
    def _secure_url(cls, url: str) -> str:
        if url and not url.startswith("https://"):
            raise ValueError("it must start with https://, as Telegram calls no other address")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _guarded_webhook(self) -> Self:
        secret = self.telegram_secret.get_secret_value() if self.telegram_secret else ""
        if self.telegram_webhook and not SECRET.fullmatch(secret):
            raise ValueError(
                "SALON_TELEGRAM_WEBHOOK needs SALON_TELEGRAM_SECRET beside it: 16 to 256 letters, digits, _ or -"
            )
        return self

    @model_validator(mode="after")
    def _payable_writer(self) -> Self:
        if "@" in urlsplit(self.writer_url).netloc:  # said here, where the value with its password is not repeated
            raise ValueError("SALON_WRITER_URL must hold no name or password; the key goes into SALON_WRITER_KEY")
        if "@" in urlsplit(self.describer_url).netloc:
            raise ValueError("SALON_DESCRIBER_URL must hold no name or password; the key goes into SALON_DESCRIBER_KEY")
        if self.writer_day_money and not (self.writer_price_in or self.writer_price_out):
            raise ValueError(
                "SALON_WRITER_DAY_MONEY needs a price: set SALON_WRITER_PRICE_IN and SALON_WRITER_PRICE_OUT beside it"
            )
        return self

    @model_validator(mode="after")
    def _whole_painters(self) -> Self:
        if any(name.startswith("images:") for name in self.painters):
            if self.images_preset == "openai":
                unpriced = [name for name in self.painters if name.startswith("images:") and self._priced(name) is None]
                if unpriced:
                    raise ValueError(
                        f"SALON_PRICE must say what a picture of {unpriced[0]} costs, like images:0.04 (0 for nothing)"
                    )
            elif not self.images_url:
                raise ValueError("SALON_IMAGES_URL must say where the images painter's server is, with its /v1")
        return self

    @field_validator("public_url", "telegram_api", "writer_url", "describer_url", "images_url", "comfy_url")
    @classmethod
    def _whole_url(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("it must start with http:// or https://")
        return url.rstrip("/")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"no time zone is called {name!r}; use one like Europe/Paris") from None
        return name

    @field_validator("rooms")
    @classmethod
    def _whole_rooms(cls, text: str) -> str:
        for entry in text.split(","):
            address, language, title = [*(part.strip() for part in entry.split(":", 2)), "", ""][:3]
            if not address.isidentifier() or language not in ("en", "zh") or not title:
                raise ValueError(
                    f"each room is written name:language:title, with language en or zh; see {entry.strip()!r}"
                )
        return text

    @property
    def painters(self) -> list[str]:
        """Return the painters of this house as they are set, the default first."""
        return [name.strip() for name in self.painter.split(",")]

    @property
    def extra(self) -> dict[str, Any]:
        """Return what every request to the Images API carries besides."""
        return dict(json.loads(self.images_extra or "{}"))

    def price_of(self, painter: str, quality: str = "") -> int:
        """Return what one picture of a painter costs, in millionths; empty means the default painter, and its usual quality."""
        name = painter or self.painters[0]
        found = self._priced(name, quality)
        if found is None:
            found = self._priced(name)
        return int(found * MILLION) if found is not None else 0

    def prices_quality(self, painter: str, quality: str) -> bool:
        """Say whether it is known what a quality costs: it has a price of its own, or the painter costs nothing."""
        return self._priced(painter, quality) is not None or not self.price_of(painter)

    def _priced(self, name: str, quality: str = "") -> Decimal | None:
        entries = (part.strip().rpartition(":") for part in self.price.split(",") if part.strip())
        prices = {kind.strip(): Decimal(amount) for kind, _colon, amount in entries}
        of = f"@{quality}" if quality else ""
        return prices.get(f"{name}{of}", prices.get(f"{name.partition(':')[0]}{of}"))

    @property
    def web_rooms(self) -> list[tuple[str, str, str]]:
        """Return (address, language, title) of each room of the web."""
        triples = (tuple(part.strip() for part in entry.split(":", 2)) for entry in self.rooms.split(","))
        return [(address, language, title) for address, language, title in triples]

    def runs_house(self, platform: str, handle: str) -> bool:
        """Say whether an account is of those that run this house."""
        return f"{platform}:{handle}" in {entry.strip() for entry in self.admins.split(",")}

    @property
    def base_url(self) -> str:
        """Return the address under which people reach the pages."""
        host = "localhost" if self.host in ("0.0.0.0", "127.0.0.1", "::") else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def keys_folder(self) -> Path:
        """Return where the house's own keys lie."""
        return Path(self.keys) if self.keys else self.data_folder / "keys"

    @property
    def data_folder(self) -> Path:
        """Return where what is neither database nor media lies: beside the media folder."""
        return Path("data") if self.media.startswith("s3://") else Path(self.media).parent


def read_settings() -> Settings:
    """Read the environment; a wrong value raises BadSettings with one line that names it."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        why = str(first["msg"]).removeprefix("Value error, ")
        if not first["loc"]:
            raise BadSettings(why) from None
        name = f"SALON_{str(first['loc'][0]).upper()}"
        raise BadSettings(f"{name} is wrong: {why} (it is {str(first.get('input'))[:60]!r})") from None
