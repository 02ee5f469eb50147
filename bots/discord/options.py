"""The tree of slash commands and context menus, built from the one table of commands."""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bots.commands.entry import Entry, Option
from core.words import _, translator


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was filled in: its text, whether its answer was asked to be public, what was attached."""

    name: str
    text: str
    public: bool = False
    attachment: str = ""
    file: str = ""
    file_name: str = ""


Take = Callable[[discord.Interaction[Any], Typed], Awaitable[None]]
Suggest = Callable[[str, str], Awaitable[list[str]]]
"""Suggests values: (kind of option, what was typed so far)."""
TakeMenu = Callable[[discord.Interaction[Any], str, discord.Message], Awaitable[None]]
SUGGESTED = ("style", "model", "who")
MENUS = {"remix": _("Remix"), "describe": _("Describe"), "details": _("Details"), "private": _("Remove from feed")}
PROFILE = _("Profile")
HINT_LIMIT = 100


class Words(app_commands.Translator):
    """Gives names and hints in Chinese to those whose Discord speaks it."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return a hint in Chinese, None where the English one stays."""
        if locale is not discord.Locale.chinese:
            return None
        told = translator("zh")(string.message)
        return told[:HINT_LIMIT] if told != string.message else None


def build(
    tree: app_commands.CommandTree[Any], entries: Sequence[Entry], take: Take, suggest: Suggest, menu: TakeMenu
) -> None:
    """Put every command that is offered into a tree."""
    for entry in entries:
        command: Any = app_commands.Command(
            name=entry.name,
            description=app_commands.locale_str(entry.hint[:HINT_LIMIT]),
            callback=_callback(entry, take),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        for option in entry.options:
            if option.kind in SUGGESTED:
                command.autocomplete(option.name)(_suggesting(option, suggest))
        tree.add_command(command)
    for verb, title in MENUS.items():
        tree.add_command(_message_menu(verb, title, menu))

    async def profile(interaction: discord.Interaction[Any], user: discord.User) -> None:
        await take(interaction, Typed("profile", f"discord:{user.id}"))

    tree.add_command(app_commands.ContextMenu(name=app_commands.locale_str(PROFILE), callback=profile))


def _message_menu(verb: str, title: str, menu: TakeMenu) -> app_commands.ContextMenu:
    async def pressed(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await menu(interaction, verb, message)

    return app_commands.ContextMenu(name=app_commands.locale_str(title), callback=pressed)


def _suggesting(option: Option, suggest: Suggest) -> Any:
    async def suggestions(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        found = await suggest(option.kind, current)
        return [app_commands.Choice(name=one[:100], value=one[:100]) for one in found[:25]]

    return suggestions


def _callback(entry: Entry, take: Take) -> Any:
    """Return a function with the parameters that an entry's options are, as discord.py reads commands."""

    async def run(interaction: discord.Interaction[Any], **given: Any) -> None:
        public = bool(given.pop("public", False))
        image, card = given.pop("image", None), given.pop("card", None)
        sent = {"file": card.url, "file_name": card.filename} if card else {}
        text = text_of(entry, given)
        await take(interaction, Typed(entry.name, text, public, image.url if image else "", **sent))

    parameters = [
        inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction)
    ]
    hints: dict[str, Any] = {}
    ordered = sorted(entry.options, key=lambda option: not option.required)
    for option in ordered:
        parameters.append(_parameter(option))
        hints[option.name] = app_commands.locale_str(option.hint[:HINT_LIMIT])
    if entry.public:
        parameters.append(_parameter(Option("public", "yes", "")))
        hints["public"] = app_commands.locale_str(_("show the answer to everybody, too, where answers are private"))
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    if hints:
        app_commands.describe(**hints)(run)
    chosen = {
        option.name: [app_commands.Choice(name=one, value=one) for one in option.choices]
        for option in ordered
        if option.choices
    }
    return app_commands.choices(**chosen)(run) if chosen else run


def _parameter(option: Option) -> inspect.Parameter:
    kinds: dict[str, Any] = {"yes": bool, "picture": discord.Attachment, "file": discord.Attachment}
    kind = kinds.get(option.kind, str)
    if option.kind == "whole":
        kind = app_commands.Range[int, option.least, option.most]
    default = inspect.Parameter.empty if option.required else None
    annotation = kind if option.required else (kind | None if isinstance(kind, type) else kind)
    return inspect.Parameter(option.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def text_of(entry: Entry, given: dict[str, Any]) -> str:
    """Write what was filled in as the text that members type elsewhere: one grammar for all platforms."""
    parts = []
    for option in entry.options:
        value = given.get(option.name)
        if value is None or value is False:
            continue
        words = "" if option.kind == "yes" else str(value)
        if option.kind == "who" and words and not words.startswith(("@", "discord:")):
            words = f"@{words}"
        parts.append(f"{option.flag} {words}".strip())
    return " ".join(parts)
