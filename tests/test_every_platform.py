"""One contract for all platforms: the same commands everywhere, and the same product where it is the same."""

from typing import Any

import discord
from discord import app_commands

from api import process
from api.build import build
from bots.commands.entry import Entry
from bots.commands.table import COMMANDS, ENTRIES
from bots.discord import options
from core.painter import Painter
from core.settings import Settings
from tests.house import House, button


def test_every_command_is_in_discords_tree_with_its_options() -> None:
    async def never(*_args: Any) -> Any:
        raise AssertionError("it was called")

    client = discord.Client(intents=discord.Intents.none())
    tree = app_commands.CommandTree(client)
    options.build(tree, ENTRIES, never, never, never)
    found = {one.name: one for one in tree.get_commands() if isinstance(one, app_commands.Command)}

    assert set(found) == {entry.name for entry in ENTRIES}
    for entry in ENTRIES:
        known = {one.name for one in found[entry.name].parameters}
        assert {option.name for option in entry.options} <= known


def test_every_command_is_in_telegrams_menu() -> None:
    from bots.telegram.menu import commands_in

    assert {one.command for one in commands_in("en", ENTRIES, admins=True)} == {entry.name for entry in ENTRIES}
    assert all(len(one.description) <= 256 for one in commands_in("zh", ENTRIES, admins=True))


async def test_every_command_is_offered_in_the_web_room(house: House) -> None:
    told = (await house.client("ana").get("/api/commands")).json()

    assert {entry.name for entry in ENTRIES} <= {one["name"] for one in told["items"]}


def test_what_is_filled_in_reads_as_what_is_typed() -> None:
    def typed(name: str, **given: Any) -> str:
        return options.text_of(COMMANDS[name], given)

    assert (
        typed("imagine", prompt="a fox", ar="3:2", n=2, style="ink", private=True)
        == "a fox --style ink --ar 3:2 --n 2 --private"
    )
    assert typed("top", window="day", where="everywhere", by="luna") == "day everywhere @luna"
    assert typed("follow", who="luna", pace="daily", room=True) == "@luna daily here"
    assert (
        typed("digest", do="set", period="weekly", time="18:30", zone="Asia/Shanghai", count=3, on="friday", pin="pin")
        == "set weekly 18:30 Asia/Shanghai --count 3 --on friday pin"
    )
    assert typed("setup", set="topic here") == "topic here"
    assert isinstance(COMMANDS["help"], Entry)


async def test_one_person_on_two_platforms_has_one_vote(house: House) -> None:
    shown = await house.paints("ana", "a fox")
    await house.presses("bo", shown, "like")
    await house.presses("cy", shown, "like")

    code = (await house.says("bo", "/link") or {})["text"].partition("/link ")[2].split(".")[0]
    await house.says("cy", f"/link {code}")

    assert (await house.feed())[0]["score"] == 1
    assert button((await house.wall())[-1] if (await house.wall())[-1]["buttons"] else shown, "like")


async def test_a_house_without_tokens_connects_nowhere(settings: Settings, painter: Painter) -> None:
    built = build(settings, painter=painter)
    await process.prepare(built)

    assert set(built.salon.platforms) == {"web"}
    await built.salon.bell.close()
    await built.salon.database.close()


def test_the_pool_of_a_platform_fits_its_column() -> None:
    from core.delivery import pool_of

    assert all(len(pool_of(name)) <= 12 for name in ("web", "telegram", "discord"))
