"""Settings: each has a default that runs, a row in the documents, and a wrong value is named."""

from pathlib import Path

import pytest

from core.settings import BadSettings, Settings, read_settings

RUNNING = Path(__file__).parents[2] / "docs" / "running.md"


def test_every_setting_has_a_row_in_the_documents() -> None:
    text = RUNNING.read_text(encoding="utf-8")

    assert [name for name in Settings.model_fields if f"`SALON_{name.upper()}`" not in text] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SALON_PORT", "eighty"),
        ("SALON_PORT", "0"),
        ("SALON_DATABASE", "mysql://x"),
        ("SALON_REDIS", "localhost"),
        ("SALON_WRITER", "gpt"),
        ("SALON_WRITER", "openai:"),
        ("SALON_WRITER_URL", "localhost:11434"),
        ("SALON_DESCRIBER", "clip"),
        ("SALON_DESCRIBER", "openai: "),
        ("SALON_DESCRIBER_URL", "localhost:11434"),
        ("SALON_DESCRIBER_TIMEOUT", "0"),
        ("SALON_WRITER_TIMEOUT", "0"),
        ("SALON_WRITER_DAY_TOKENS", "many"),
        ("SALON_WRITER_PRICE_IN", "-1"),
        ("SALON_WRITER_DAY_MONEY", "-0.5"),
        ("SALON_PAINTER", "sketch,"),
        ("SALON_PRICE", "images"),
        ("SALON_PRICE", "images:-1"),
        ("SALON_PRICE", "images:NaN"),
        ("SALON_SPEND_DAY", "-3"),
        ("SALON_IMAGES_EXTRA", "[1]"),
        ("SALON_IMAGES_URL", "localhost:8000"),
        ("SALON_IMAGES_PRESET", "magic"),
        ("SALON_TIMEZONE", "Mars/Base"),
        ("SALON_ROOMS", "lobby"),
        ("SALON_LEVEL", "wild"),
        ("SALON_MEDIA", "ftp://x"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(BadSettings) as told:
        read_settings()

    assert str(told.value).startswith(f"{name} is wrong: ")
    assert value in str(told.value)
    assert "\n" not in str(told.value)


def test_a_money_limit_without_a_price_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALON_WRITER_DAY_MONEY", "0.5")

    with pytest.raises(BadSettings, match="SALON_WRITER_DAY_MONEY needs a price"):
        read_settings()


def test_a_password_in_the_writers_address_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALON_WRITER_URL", "https://me:hunter2@models.example/v1")

    with pytest.raises(BadSettings, match="SALON_WRITER_KEY") as told:
        read_settings()

    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("SALON_PRICE must say what a picture of images:m costs", {"SALON_IMAGES_PRESET": "openai"}),
        ("SALON_IMAGES_URL must say where", {}),
    ],
)
def test_a_painter_elsewhere_wants_its_price_or_its_address(
    monkeypatch: pytest.MonkeyPatch, told: str, known: dict[str, str]
) -> None:
    for name, value in {"SALON_PAINTER": "images:m, sketch", **known}.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(BadSettings, match=told):
        read_settings()


def test_a_price_is_that_of_the_painter_or_else_of_its_kind() -> None:
    settings = Settings(_env_file=None, painter="comfy:a.json, sketch", price="comfy:0.04, comfy:big:1.5")

    prices = [settings.price_of(name) for name in ("comfy:a", "comfy:big", "sketch", "")]

    assert prices == [40_000, 1_500_000, 0, 40_000]
