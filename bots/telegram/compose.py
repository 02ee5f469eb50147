"""Composing: a view as Telegram's text with entities, and its keyboard."""

from collections.abc import Sequence
from urllib.parse import quote

from aiogram.types import CopyTextButton, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from bots.telegram.text import Rich, cut, units
from core.ports import Ask, Button, PostView, Waiting
from core.words import _, translator

DATA_BYTES = 64
COPY_LIMIT = 256
HINT_LIMIT = 64
PAGES = ("/p/", "/m/")


class Composer:
    """Turns views into what this bot sends; `username` is the bot's own, `pages` where the house's pages are, if public."""

    def __init__(self, username: str, base_url: str, pages: str) -> None:
        self.username, self._base_url, self._pages = username, base_url, pages

    def link(self, payload: str) -> str:
        """Return the address that opens a direct chat and says `/start payload` there."""
        return f"https://t.me/{self.username}?start={quote(payload)}"

    def text(self, view: PostView, most: int) -> Rich:
        """Return what a message says, in at most `most` UTF-16 units; the middle gives way, not the end."""
        head, body, tail = Rich(), "", Rich()
        if view.ask:
            head.add("✎", "text_link", self.link(marker(view.ask))).add(" ")
            if not view.reply_to and view.ask.handle.isdecimal():
                head.add(view.ask.name, "text_mention", view.ask.handle).add(": ")
        shows_work = view.post is not None or view.waiting is not None
        if view.speaker and (view.speaker.badge or shows_work):
            head.add(view.speaker.name, "bold").add(" · AI" if view.speaker.badge else "")
            head.add("  " if shows_work and not view.speaker.badge else "\n")
        if view.post is not None and view.tone != "card":
            body = view.post.prompt
            if view.speaker and view.speaker.badge and view.text:  # what a character says of a picture comes first
                head.add(cut(view.text, most // 4)).add("\n")
            else:
                tail.add(f"\n{view.text}" if view.text else "")
            tail.add(f"\n#{view.post.code}" + (f" · {view.post.style}" if view.post.style else ""))
        elif view.post is not None:
            first, _newline, rest = view.text.partition("\n")
            head = Rich().add(first, "bold").add("\n")
            head.add(view.post.author, "bold").add(" · AI  " if view.speaker and view.speaker.badge else "  ")
            body = view.post.prompt
            tail.add(f"\n{rest}" if rest else "").add(f"\n#{view.post.code} · ❤ {max(view.post.score, 0)}")
        elif view.tone in ("digest", "card"):
            first, newline, rest = view.text.partition("\n")
            head, body = Rich().add(first, "bold"), f"{newline}{rest}"
        else:
            body = view.text
        if view.waiting:
            tail.add(f"\n{_progress(view.waiting, view.language)}")
        head, tail = head.within(most // 2), tail.within(most // 2)
        middle = Rich().add(body).within(max(0, most - head.length - tail.length))
        return Rich([*head.pieces, *middle.pieces, *tail.pieces])

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


def _progress(waiting: Waiting, language: str) -> str:
    say = translator(language)
    if waiting.state == "queued" and waiting.place > 1:
        told = say(_("⏳ Number {place} in the queue, about {seconds} s"))
        return told.format(place=waiting.place, seconds=waiting.seconds)
    if waiting.state == "queued":
        return say(_("⏳ Next in the queue"))
    share = round(100 * waiting.step / waiting.of / 10) * 10 if waiting.of else 0
    return say(_("🎨 Painting… {share} %")).format(share=share) if share else say(_("🎨 Painting…"))
