"""Layout: a view as Discord's components: text, a gallery, rows of buttons."""

import re
from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bots.rich import Rich
from bots.wording import words_of
from core.ports import Button, PictureView, PostView, Speaker

TEXT_LIMIT = 3_500
CUSTOM_ID_LIMIT = 100
LABEL_LIMIT = 80
GALLERY_LIMIT = 10
ROW_LIMIT = 5
TONES = {
    "plain": discord.ButtonStyle.secondary,
    "primary": discord.ButtonStyle.primary,
    "danger": discord.ButtonStyle.danger,
}
_LINE_START = re.compile(r"^(\s*)(#|>|-|\+|\d+\.)(?=\s|#|>)", re.MULTILINE)


def escaped(text: str) -> str:
    """Return text that shows as it is: no markup, no mention, no link of its own."""
    plain = discord.utils.escape_mentions(discord.utils.escape_markdown(text))
    plain = _LINE_START.sub(lambda found: f"{found[1]}\\{found[2]}", plain)
    return re.sub(r"<(?=[@#:/at])", "\\<", plain)


def marked(rich: Rich) -> str:
    """Return rich text as Discord's markup."""
    parts = []
    for text, kind, _url in rich.pieces:
        bare = text.strip()
        if kind == "bold" and bare:
            before, after = text[: text.index(bare)], text[text.index(bare) + len(bare) :]
            parts.append(f"{before}**{escaped(bare)}**{after}")
        else:
            parts.append(escaped(text))
    return "".join(parts)


def text_of(view: PostView, *, named: bool = True) -> str:
    """Return what a message says; without the speaker's name where the message carries it itself."""
    shown = view if named or not (view.speaker and view.speaker.badge) else _unnamed(view)
    return marked(words_of(shown, TEXT_LIMIT)) or "·"


def _unnamed(view: PostView) -> PostView:
    text = view.text
    if view.post is not None:
        text = f"{text}\n{view.post.prompt}\n#{view.post.code}" if text else f"{view.post.prompt}\n#{view.post.code}"
    return PostView(text, waiting=view.waiting, language=view.language)


def layout(view: PostView, base_url: str, pages: str, *, text: str) -> ui.LayoutView:
    """Return a message's components. It is stopped at once: presses come to us by their ids, and nothing is kept here."""
    whole = ui.LayoutView(timeout=None)
    whole.add_item(ui.TextDisplay(text))
    if view.pictures:
        items = [
            discord.MediaGalleryItem(f"attachment://{name_of(one)}", description=one.alt[:256] or None)
            for one in view.pictures[:GALLERY_LIMIT]
        ]
        whole.add_item(ui.MediaGallery(*items))
    for file in view.files:
        whole.add_item(ui.File(f"attachment://{name_of(file)}"))
    for row in view.buttons:
        for start in range(0, len(row), ROW_LIMIT):
            keys = [key for button in row[start : start + ROW_LIMIT] if (key := _key(button, base_url, pages))]
            if keys:
                whole.add_item(ui.ActionRow(*keys))
    whole.stop()
    return whole


def _key(button: Button, base_url: str, pages: str) -> "ui.Button[Any] | None":
    label = button.label[:LABEL_LIMIT] or "·"
    if button.url:
        if button.url.startswith(base_url):
            path = button.url.removeprefix(base_url)
            if pages:
                return ui.Button(label=label, url=f"{pages}{path}")
            code = path.removeprefix("/p/")
            return ui.Button(label=label, custom_id=f"show:{code}") if path.startswith("/p/") else None
        return ui.Button(label=label, url=button.url)
    custom = f"{button.verb}:{button.value}"
    return (
        ui.Button(label=label, custom_id=custom, style=TONES[button.tone]) if len(custom) <= CUSTOM_ID_LIMIT else None
    )


def name_of(picture: PictureView) -> str:
    """Name a picture's attachment by its key, so that an edit can refer to one that is there already."""
    kind, _slash, rest = picture.key.rpartition("/")
    return f"{kind.rpartition('/')[2]}{rest}" if kind else rest


def shown_name(speaker: Speaker) -> str:
    """Return the name a character speaks under: Discord refuses some words in it."""
    name = f"{speaker.name} · AI"[:80]
    return name if not any(word in name.lower() for word in ("discord", "clyde")) else f"{speaker.slug} · AI"


def names_of(pictures: Sequence[PictureView]) -> tuple[str, ...]:
    """Name the attachments of some pictures."""
    return tuple(name_of(picture) for picture in pictures[:GALLERY_LIMIT])
