"""Traits: what core has to know of Telegram, whichever account speaks there."""


class Traits:
    """What core has to know of Telegram."""

    name = "telegram"
    edit_every = 3.0
    keyed = False
    whole = False
    private = False
    asks = True
    opens_chats = False
    one_by_one = False
    shows_menus = False
    previews: int | None = 2
    sheds = False
