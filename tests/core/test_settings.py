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
        ("SALON_PAINTER", "rembrandt"),
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
