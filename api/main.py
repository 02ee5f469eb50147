"""The front door of the process: the `salon` command."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.settings import ROLES, BadSettings, Settings, read_settings

app = typer.Typer(
    help="Salon: a picture-making social club inside the chats people already have.\n\n"
    "Every setting is an environment variable that starts with SALON_; docs/running.md lists them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console()
err = Console(stderr=True)


def run() -> None:
    """Run the `salon` command; a wrong setting ends it with one line."""
    try:
        app()
    except BadSettings as error:
        err.print(f"salon: {error}", style="bold red", highlight=False, markup=False, soft_wrap=True)
        sys.exit(2)


@app.command()
def up(
    roles: Annotated[
        str,
        typer.Option(help=f"Which parts this process plays, of: {','.join(ROLES)}. Default: all that are configured."),
    ] = "",
    open_page: Annotated[bool, typer.Option("--open", help="Open the room in a browser once it answers.")] = False,
) -> None:
    """Start Salon: the pages, the worker that paints and sends, and the clock, in one process or several."""
    settings = read_settings()
    chosen = _roles(roles, settings)
    from api.process import serve

    asyncio.run(serve(settings, chosen, open_page=open_page))


@app.command()
def migrate(
    write: Annotated[str, typer.Option(help="Write a new migration with this message instead (for developers).")] = "",
) -> None:
    """Bring the database to the present shape. `salon up` does this by itself."""
    from api import tools

    asyncio.run(tools.migrate(read_settings(), write))
    out.print("The database has the present shape." if not write else "Written; read it before you commit it.")


@app.command()
def seed(
    days: Annotated[int, typer.Option(min=1, max=60, help="How many days of history to make.")] = 7,
    pictures: Annotated[int, typer.Option(min=1, max=5000, help="How many pictures in all.")] = 60,
) -> None:
    """Fill the rooms with a life-like history: people and personas, pictures, votes, talk."""
    from api import seeding

    asyncio.run(seeding.seed(read_settings(), days, pictures))


@app.command()
def doctor() -> None:
    """Check what must always hold on a live database; exits with 1 and names what is broken."""
    from api import tools

    wrong = asyncio.run(tools.doctor(read_settings()))
    for line in wrong:
        out.print(f"✗ {line}", style="red", highlight=False, markup=False)
    if wrong:
        raise typer.Exit(1)
    out.print("All is well.", style="green")


@app.command()
def paint(
    prompt: Annotated[
        str, typer.Argument(help="What to paint, with flags as in the chat: --ar 3:2 --style ink --seed 7 --no text.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to put the picture (.png, .webp or .jpg).")],
) -> None:
    """Paint one picture without the rest of the house."""
    from api import tools

    told = asyncio.run(tools.paint(read_settings(), prompt, output))
    out.print(told, highlight=False, markup=False)


@app.command()
def verify(
    files: Annotated[list[Path], typer.Argument(help="Pictures to look at: PNG, WebP or JPEG.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
) -> None:
    """Say which marks pictures carry, who signed them, and whether they were changed since. Ends with 1 if any is not whole."""
    from api import verifying

    found = [verifying.look(file) for file in files]
    if as_json:
        out.print_json(json.dumps([one.as_json() for one in found], ensure_ascii=False))
    else:
        for one in found:
            out.print(verifying.table(one))
    if not all(one.whole for one in found):
        sys.exit(1)


@app.command()
def models() -> None:
    """Say who is configured to paint and to describe, and what each can do; nothing else is offered to members."""
    from api import tools

    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    for row in tools.models(read_settings()):
        table.add_row(*(Text(cell, overflow="fold") for cell in row))
    out.print(table)


def _roles(wish: str, settings: Settings) -> set[str]:
    chosen = {role.strip() for role in wish.split(",") if role.strip()}
    if unknown := sorted(chosen - set(ROLES)):
        raise BadSettings(f"--roles has no part called {unknown[0]!r}; the parts are {', '.join(ROLES)}")
    if "telegram" in chosen and not settings.telegram_token:
        raise BadSettings("SALON_TELEGRAM_TOKEN is not set, so the part telegram can't start")
    if "discord" in chosen and not settings.discord_token:
        raise BadSettings("SALON_DISCORD_TOKEN is not set, so the part discord can't start")
    tokens = {"telegram": settings.telegram_token, "discord": settings.discord_token}
    return chosen or {"web", "worker", "clock", *(name for name, token in tokens.items() if token)}


if __name__ == "__main__":
    run()
