"""Composing: a view as Telegram's text with entities, and its keyboard."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from aiogram.types import CopyTextButton, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bots.rich import units
from bots.telegram.text import rendered
from bots.wording import words_of
from core.ports import Ask, Button, PostView

DATA_BYTES = 64
COPY_LIMIT = 256
HINT_LIMIT = 64
PAGES = ("/p/", "/m/")


class Composer:
    """Turns views into what this bot sends; `username` is the bot's own, `pages` where the house's pages are, if public.

    `persona` is whom the account is: its messages need no line that names it.
    """

    def __init__(self, username: str, base_url: str, pages: str, persona: str = "") -> None:
        self.username, self._base_url, self._pages, self._persona = username, base_url, pages, persona

    def link(self, payload: str) -> str:
        """Return the address that opens a direct chat and says `/start payload` there."""
        return f"https://t.me/{self.username}?start={quote(payload)}"

    def text(self, view: PostView, most: int) -> tuple[str, list[MessageEntity]]:
        """Return what a message says, in at most `most` UTF-16 units, and its entities."""
        if view.speaker and view.speaker.slug == self._persona:
            view = replace(view, speaker=replace(view.speaker, name=""))
        return rendered(words_of(view, most, self.link(marker(view.ask)) if view.ask else ""))

    def keyboard(self, view: PostView) -> InlineKeyboardMarkup | ForceReply | None:
        """Return what can be pressed under a message, or the wish for an answer."""
        if view.ask:
            hint = view.ask.hint[:HINT_LIMIT] or None
            return ForceReply(input_field_placeholder=hint, selective=True)
        rows = [[key for button in row if (key := self._key(button))] for row in view.buttons]
        rows = [row for row in rows if row]
        return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None

    def _key(self, button: Button) -> InlineKeyboardButton | None:
        label = button.label or "·"
        if button.url:
            address = self._address(button.url)
            return InlineKeyboardButton(text=label, url=address) if address else None
        if button.copy and units(button.copy) <= COPY_LIMIT:
            return InlineKeyboardButton(text=label, copy_text=CopyTextButton(text=button.copy))
        data = f"{button.verb}:{button.value}"
        return InlineKeyboardButton(text=label, callback_data=data) if len(data.encode()) <= DATA_BYTES else None

    def _address(self, url: str) -> str:
        """Return where a link leads from a chat: a post opens in the direct chat, a page only if the pages are public."""
        if not url.startswith(self._base_url):
            return url
        path = url.removeprefix(self._base_url)
        if path.startswith("/p/"):
            return self.link(f"s_{path.removeprefix('/p/')}")
        return f"{self._pages}{path}" if self._pages else ""


def marker(ask: Ask) -> str:
    """Write what an answer means into a link's payload: it comes back with the message that was answered."""
    return f"q_{ask.verb}_{ask.value}"


def read_marker(urls: Sequence[str], username: str) -> tuple[str, str] | None:
    """Read verb and value back from the links of a message of ours; None if it asked for nothing."""
    start = f"https://t.me/{username}?start=q_"
    for url in urls:
        if url.startswith(start):
            verb, _low, value = url.removeprefix(start).partition("_")
            return verb, value
    return None
