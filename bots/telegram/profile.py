"""A profile: what a persona's own account says of itself, in both languages, and its face."""

import asyncio
import io
from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.methods import (
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyProfilePhoto,
    SetMyShortDescription,
    TelegramMethod,
)
from aiogram.types import BufferedInputFile, InputProfilePhotoStatic, MenuButtonCommands
from PIL import Image

from bots.commands.entry import Entry
from bots.rich import cut
from bots.telegram.menu import TAGS, commands_in, entries_of, tell_all
from core.models.people import Member
from core.salon import Salon
from core.words import _, translator

NAME_LIMIT, SHORT_LIMIT, LONG_LIMIT = 64, 120, 512
GROUND = (250, 248, 243)


async def tell(salon: Salon, bot: Bot, persona: Member) -> None:
    """Bring a persona's account up to date with its card; what can't be set now is set at the next start."""
    methods: list[TelegramMethod[bool]] = [SetChatMenuButton(menu_button=MenuButtonCommands())]
    for tag, language in TAGS:
        methods += _words(persona, entries_of(salon), tag, language)
    face = await salon.media.get(f"avatars/{persona.slug}.png")
    if face is not None:
        photo = BufferedInputFile(await asyncio.to_thread(_jpeg, face), "face.jpg")
        methods.append(SetMyProfilePhoto(photo=InputProfilePhotoStatic(photo=photo)))
    await tell_all(salon, bot, f"telegram-profile:{bot.id}", methods)


def _words(persona: Member, entries: Sequence[Entry], tag: str | None, language: str) -> list[TelegramMethod[bool]]:
    say, name = translator(language), persona.named(language)
    bio = str(persona.names.get(f"bio-{language}") or persona.bio)
    whole = say(_("{name} is an AI character: {bio} Talk with me here, or add me to a group.")).format(
        name=name, bio=bio
    )
    to: dict[str, Any] = {"language_code": tag}
    return [
        SetMyName(name=cut(name, NAME_LIMIT - 5) + " · AI", **to),
        SetMyShortDescription(short_description=cut(say(_("AI character. {bio}")).format(bio=bio), SHORT_LIMIT), **to),
        SetMyDescription(description=cut(whole, LONG_LIMIT), **to),
        SetMyCommands(commands=commands_in(language, entries, admins=False), **to),
    ]


def _jpeg(face: bytes) -> bytes:
    """Return a portrait as Telegram takes faces: a JPEG without transparency."""
    drawn = Image.open(io.BytesIO(face)).convert("RGBA").resize((640, 640), Image.Resampling.LANCZOS)
    whole = Image.new("RGB", drawn.size, GROUND)
    whole.paste(drawn, mask=drawn)
    file = io.BytesIO()
    whole.save(file, "JPEG", quality=92)
    return file.getvalue()
