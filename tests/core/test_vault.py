"""The vault, and the names that persona bots are given."""

import pytest

from core.errors import KeyChanged
from core.persona_bots import suggested_username
from core.vault import Vault


def test_what_is_sealed_opens_again_and_shows_nothing() -> None:
    vault = Vault("a secret of the house")

    sealed = vault.seal("4243:the-token", "telegram:4243")

    assert vault.open(sealed, "telegram:4243") == "4243:the-token"
    assert "4243" not in sealed
    assert vault.seal("4243:the-token", "telegram:4243") != sealed


def test_another_secret_opens_nothing_and_says_the_way_out() -> None:
    sealed = Vault("a secret of the house").seal("4243:the-token", "telegram:4243")

    with pytest.raises(KeyChanged, match="make the bot anew"):
        Vault("another secret").open(sealed, "telegram:4243")


@pytest.mark.parametrize("change", [lambda text: text[:-6], lambda text: "", lambda text: "x" + text[1:]])
def test_what_was_damaged_opens_no_more(change: object) -> None:
    vault = Vault("a secret of the house")
    sealed = vault.seal("4243:the-token", "telegram:4243")

    with pytest.raises(KeyChanged):
        vault.open(change(sealed), "telegram:4243")  # type: ignore[operator]


def test_one_bots_token_can_not_stand_in_for_another() -> None:
    vault = Vault("a secret of the house")
    sealed = vault.seal("4243:the-token", "telegram:4243")

    with pytest.raises(KeyChanged):
        vault.open(sealed, "telegram:4244")


@pytest.mark.parametrize(
    ("slug", "house", "username"),
    [
        ("luna", "salon_test_bot", "luna_salon_test_bot"),
        ("old-nils", "SalonBot", "old_nils_Salon_bot"),
        ("小满", "salon_bot", "persona_salon_bot"),
        ("7-of-nine", "salon_bot", "p_7_of_nine_salon_bot"),
        ("a-persona-with-a-very-long-name", "salon_test_bot", "a_persona_with_a_very_long_n_bot"),
    ],
)
def test_a_suggested_username_is_one_that_telegram_takes(slug: str, house: str, username: str) -> None:
    assert suggested_username(slug, house) == username
    assert len(username) <= 32
