"""Which writer a setting names. What a writer needs is imported only where it is chosen."""

import importlib.util

from core.purse import Amount, Prices, RoomPurse
from core.salon import Salon
from core.settings import BadSettings
from personas.mind import Writer
from personas.writers.scripted import ScriptedWriter


def writer_for(salon: Salon) -> Writer:
    """Return the writer of a house; BadSettings where a package it needs is missing."""
    settings = salon.settings
    kind, _, name = settings.writer.partition(":")
    if kind == "scripted":
        return ScriptedWriter()
    purse = RoomPurse(salon, Amount(settings.writer_day_tokens, round(settings.writer_day_money * 1_000_000)))
    prices = Prices(settings.writer_price_in, settings.writer_price_out)
    if kind == "openai":
        from personas.writers.endpoint import Endpoint, EndpointWriter

        endpoint = Endpoint(name, settings.writer_url, settings.writer_key)
        return EndpointWriter(endpoint, purse, ScriptedWriter(), prices=prices, timeout=settings.writer_timeout)
    if missing := [package for package in ("torch", "transformers") if importlib.util.find_spec(package) is None]:
        raise BadSettings(f"SALON_WRITER={settings.writer} needs {missing[0]}: pip install 'salon[local-writer]'")
    from personas.writers.local import LocalWriter

    return LocalWriter(name, purse, ScriptedWriter(), prices=prices, timeout=settings.writer_timeout)
