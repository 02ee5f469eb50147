"""Sending to the web room: a message is a row on its wall, so a key shows once and an edit is a change of the row."""

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from bots.web import wall
from core.media import Media
from core.ports import Button, Envelope, Gone, PictureView, PostView, Speaker
from core.salon import Salon


class WebPlatform:
    """The web room as core sees it."""

    name = "web"
    edit_every = 0.3
    keyed = True
    whole = True
    private = True
    asks = False
    opens_chats = False
    one_by_one = False
    shows_menus = True
    previews: int | None = None
    sheds = True

    def __init__(self, salon: Salon) -> None:
        self._salon = salon
        self._writing: dict[str, list[tuple[float, dict[str, Any]]]] = defaultdict(list)

    async def send(self, to: Envelope, view: PostView, key: str) -> str:
        """Put a message on the wall; the same key gives the same message."""
        async with self._salon.begin() as db:
            now = self._salon.now()
            number = await wall.write(
                db, to.address, body_of(view), key=key, now=now, only_for=to.only_for, reply_to=_number(view.reply_to)
            )
        return str(number)

    async def edit(self, to: Envelope, message_id: str, view: PostView) -> None:
        """Change a message on the wall."""
        async with self._salon.begin() as db:
            await wall.change(db, to.address, _known(message_id), body_of(view), edited=False)

    async def remove(self, to: Envelope, message_id: str) -> None:
        """Take a message off the wall."""
        async with self._salon.begin() as db:
            await wall.take_down(db, to.address, _known(message_id))

    async def react(self, to: Envelope, message_id: str, speaker: Speaker, emoji: str) -> None:
        """Put a persona's emoji under a message."""
        async with self._salon.begin() as db:
            message = await wall.find(db, to.address, _known(message_id), "")
            if message is None:
                raise Gone
            await wall.react(db, message, f"persona:{speaker.slug}", emoji, on=True)

    async def pin(self, to: Envelope, message_id: str, instead_of: str) -> None:
        """Do nothing: the web room has no pins."""

    async def nod(self, to: Envelope, text: str) -> None:
        """Do nothing: a press in the page shows its effect by itself."""

    def link(self, payload: str) -> str:
        """Return the page that opens a direct chat with a persona; the web has no other direct chats."""
        kind, _dash, number = payload.partition("_")
        return f"{self._salon.settings.base_url}/talk/{number}" if kind == "c" else ""

    def offer_account(self, slug: str, name: str) -> tuple[str, str]:
        """Return nothing: in the web room everybody speaks with their own name and face."""
        return "", ""

    async def typing(self, to: Envelope, speaker: Speaker, seconds: float) -> None:
        """Show in every open page of this process that someone is writing."""
        sign = {"speaker": speaker_json(speaker), "seconds": round(seconds, 1)}
        self._writing[to.address] = [*self._fresh(to.address), (time.monotonic(), sign)]
        self._salon.bell.ring([wall.topic(to.address)])

    def typing_since(self, room: str, moment: float) -> list[dict[str, Any]]:
        """Return the typing signs shown in a room after a moment of the monotonic clock."""
        return [sign for since, sign in self._fresh(room) if since > moment]

    def _fresh(self, room: str) -> list[tuple[float, dict[str, Any]]]:
        return [(since, sign) for since, sign in self._writing[room] if since > time.monotonic() - 10]


def _number(message_id: str) -> int | None:
    return int(message_id) if message_id.isdecimal() else None


def _known(message_id: str) -> int:
    number = _number(message_id)
    if number is None:
        raise Gone
    return number


def body_of(view: PostView) -> dict[str, Any]:
    """Turn a view into what the page draws; see the room page's scripts for its reading."""
    waiting, post = view.waiting, view.post
    return {
        "tone": view.tone,
        "speaker": speaker_json(view.speaker) if view.speaker else None,
        "text": view.text,
        "pictures": [picture_json(picture) for picture in view.pictures],
        "waiting": None
        if waiting is None
        else {
            "state": waiting.state,
            "place": waiting.place,
            "step": waiting.step,
            "of": waiting.of,
            "seconds": waiting.seconds,
        },
        "post": None
        if post is None
        else {
            "id": post.code,
            "url": f"/p/{post.code}",
            "prompt": post.prompt,
            "style": post.style,
            "author": post.author,
            "author_slug": post.author_slug,
            "score": post.score,
        },
        "buttons": [buttons_json(row) for row in (*view.buttons, *_downloads(view))],
    }


def _downloads(view: PostView) -> list[tuple[Button, ...]]:
    return (
        [tuple(Button(f"⬇ {file.alt}", url=Media.url(file.key), hint=file.alt) for file in view.files)]
        if view.files
        else []
    )


def speaker_json(speaker: Speaker) -> dict[str, Any]:
    """Return a speaker as the page draws it."""
    return {"slug": speaker.slug, "name": speaker.name, "avatar": Media.url(speaker.avatar), "badge": speaker.badge}


def picture_json(picture: PictureView) -> dict[str, Any]:
    """Return a picture as pages and the API give it."""
    shown, full = Media.url(picture.preview), Media.url(picture.key)
    return {
        "url": shown,
        "full": full,
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt,
        "n": picture.n,
    }


def buttons_json(buttons: Sequence[Button]) -> list[dict[str, Any]]:
    """Return a row of buttons as the page draws it."""
    return [
        {
            "label": button.label,
            "verb": button.verb,
            "value": button.value,
            "tone": button.tone,
            "hint": button.hint,
            "url": button.url,
            "copy": button.copy,
            "menu": buttons_json(button.menu),
        }
        for button in buttons
    ]
