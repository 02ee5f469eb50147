"""The remix dialog: the words and the style of a post, ready to be changed."""

import logging
from typing import Any

import discord
from discord import ui

from core import posts, rooms, studio
from core.errors import SalonError
from core.members import member_by_account
from core.models.posts import Post
from core.salon import Salon
from core.words import _, language_of, translator

log = logging.getLogger("salon.discord")
PROMPT_LIMIT = 2_000


async def open_remix(salon: Salon, interaction: discord.Interaction[Any], code: str, message: str) -> bool:
    """Open the dialog for a post by its code or its message; False if there is none, so that it is told as usual."""
    try:
        async with salon.read() as db:
            viewer = await member_by_account(db, "discord", str(interaction.user.id))
            room = await rooms.find_room(db, "discord", f"{interaction.guild_id}/{interaction.channel_id}")
            if code:
                post: Post | None = await posts.find(db, code, viewer)
            else:
                post = await studio.post_by_copy(db, room, message) if room else None
    except SalonError:
        return False
    if post is None or not posts.may_see(post, viewer):
        return False
    say = translator(language_of(str(interaction.locale)))
    dialog = ui.Modal(
        title=say(_("Remix of #{code}")).format(code=post.code)[:45], custom_id=f"remix:{post.code}", timeout=1
    )
    words: ui.TextInput[Any] = ui.TextInput(
        custom_id="prompt",
        style=discord.TextStyle.paragraph,
        default=post.prompt[:PROMPT_LIMIT],
        max_length=PROMPT_LIMIT,
    )
    style: ui.TextInput[Any] = ui.TextInput(custom_id="style", default=post.style, required=False, max_length=40)
    dialog.add_item(ui.Label(text=say(_("What you want to see"))[:45], component=words))
    dialog.add_item(ui.Label(text=say(_("Style (may be left empty)"))[:45], component=style))
    dialog.stop()
    try:
        await interaction.response.send_modal(dialog)
    except discord.HTTPException as error:
        log.info("a dialog could not be opened: %s", error.code)
    return True


def text_of(data: Any) -> str:
    """Read what was written into the dialog as a prompt with its style."""
    written = dict(_fields(data.get("components") or []))
    prompt, style = written.get("prompt", "").strip(), written.get("style", "").strip()
    return f"{prompt} --style {style}" if style else prompt


def _fields(components: Any) -> list[tuple[str, str]]:
    found = []
    for one in components:
        if one.get("custom_id") is not None and "value" in one:
            found.append((str(one["custom_id"]), str(one["value"] or "")))
        found += _fields(one.get("components") or [])
        if isinstance(one.get("component"), dict):
            found += _fields([one["component"]])
    return found
