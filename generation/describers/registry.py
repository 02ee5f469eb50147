"""The registry: who describes pictures, as a setting names it. What a describer needs is imported only where it is chosen."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

from core.purse import Amount, Prices, RoomPurse
from core.salon import Salon
from core.settings import MILLION, BadSettings, Settings
from core.sights import Describer
from generation.describers.own import OwnWords


def _openai(model: str, salon: Salon) -> Describer:
    from generation.describers.endpoint import OPENAI_URL, EndpointDescriber

    settings = salon.settings
    # A key goes only to the server it was given for: the writer's, where that server describes, too.
    own = settings.describer_url and settings.describer_url != settings.writer_url
    secret = settings.describer_key or (None if own else settings.writer_key)
    return EndpointDescriber(
        model,
        settings.describer_url or settings.writer_url or OPENAI_URL,
        RoomPurse(salon, share_of(settings)),
        prices=_prices(settings),
        key=secret.get_secret_value() if secret else "",
        seconds=settings.describer_timeout,
    )


def _transformers(model: str, salon: Salon) -> Describer:
    if missing := [package for package in ("torch", "transformers") if importlib.util.find_spec(package) is None]:
        raise BadSettings(f"SALON_DESCRIBER=transformers: needs {missing[0]}: pip install 'salon[local-writer]'")
    folder = Path(model).expanduser()
    if model.startswith(("/", "./", "../", "~")) and not (folder / "config.json").is_file():
        raise BadSettings(
            f"SALON_DESCRIBER: {folder} has no config.json; it must be a folder as save_pretrained writes it"
        )
    from generation.describers.local import LocalDescriber

    return LocalDescriber(str(folder) if folder.is_dir() else model, salon.settings.describer_timeout)


Builder = Callable[[str, Salon], Describer]

DESCRIBERS: dict[str, Builder] = {"openai": _openai, "transformers": _transformers}


def describer_for(salon: Salon) -> Describer:
    """Return who describes pictures in a house; BadSettings where a package or a folder is missing."""
    kind, _colon, model = salon.settings.describer.partition(":")
    return DESCRIBERS[kind](model.strip(), salon) if kind else OwnWords()


def share_of(settings: Settings) -> Amount:
    """Return up to which point of a room's day pictures are looked at: half of it is left to the characters."""
    return Amount(settings.writer_day_tokens // 2, round(settings.writer_day_money * MILLION) // 2)


def _prices(settings: Settings) -> Prices:
    read, written = settings.describer_price_in, settings.describer_price_out
    return Prices(
        settings.writer_price_in if read is None else read, settings.writer_price_out if written is None else written
    )
