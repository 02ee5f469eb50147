"""A running process: the parts it plays, started together and stopped in order."""

import asyncio
import contextlib
import importlib
import logging
import signal
import webbrowser
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from rich.console import Console
from starlette.types import ASGIApp

from api import clock, garbage
from api.app import create_app
from api.build import House, build
from api.front import Front
from api.lane import Lane
from api.ready import Shelf
from api.render import drawing
from api.room_page import router as room_page
from bots import inbox, web
from bots.web import receive, wall
from bots.web.direct import direct_router
from bots.web.editing import editing_router
from bots.web.routes import WebRoom, commands_router
from bots.web.routes import router as web_router
from core import delivery, exposure, jobs, worker
from core.migrate import migrate
from core.painter import PainterFailed
from core.rooms import room_at
from core.sessions import signer_of
from core.settings import Settings
from generation import thumbnails
from personas import moments

log = logging.getLogger("salon")
console = Console()
VERSION = "0.1.0"
HANDS = {"paint": 4, "minds": 2, "eyes": 2, "to-web": 6, "chores": 3}
TELEGRAM = "bots.telegram.part"
DISCORD = "bots.discord.part"
CHAT_HANDS = 64  # most of them wait for a chat's turn


async def serve(settings: Settings, roles: set[str], *, open_page: bool = False) -> None:
    """Play the chosen parts until SIGINT or SIGTERM, then drain and stop."""
    _log_to_console(settings)
    for role, module in (("telegram", TELEGRAM), ("discord", DISCORD)):
        if role in roles:
            importlib.import_module(module)  # large and slow to load: only where it is wanted, before anything runs
    house = build(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with house.salon.opened():
        await prepare(house)
        parts = [house.salon.bell.relay(), exposure.keep_noting(house.salon, stop)]
        closers: list[Any] = []
        if "web" in roles:
            parts += await _web_parts(house, stop, closers)
        if "worker" in roles:
            parts += _worker_parts(house, stop)
        if "clock" in roles:
            parts.append(clock.tick(house.salon, clock.deeds(house.salon, house.troupe), stop))
        if "clock" in roles:
            await moments.wake(house.salon, house.troupe)
        if "worker" in roles:
            parts.append(_warm_up(house))
        if "telegram" in roles:
            parts.append(_telegram(house, stop))
        if "discord" in roles:
            parts.append(_discord(house, stop))
        garbage.spare()
        running = [asyncio.create_task(_guarded(part, stop)) for part in parts]
        console.print(
            f"[bold]Salon[/] is open ({', '.join(sorted(roles))}). The room: [link]{settings.base_url}/[/link]"
        )
        if open_page and "web" in roles:
            asyncio.get_running_loop().call_later(0.5, webbrowser.open, f"{settings.base_url}/")
        await stop.wait()
        for close in closers:
            close()
        running[0].cancel()
        await asyncio.wait(running, timeout=worker.DRAIN + 4)
        await house.troupe.close()
        await house.salon.describer.close()


async def _guarded(part: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    """Run a part; if it breaks, the process stops as a whole, so that whoever minds it starts it anew."""
    try:
        await part
    except asyncio.CancelledError:
        raise
    except Exception:
        log.exception("a part of the house broke; stopping")
        stop.set()


async def prepare(house: House) -> None:
    """Bring the database up to date, open the web rooms, and let the cast in. Safe in every process at once."""
    salon = house.salon
    await migrate(salon.database)
    async with salon.begin() as db:
        await jobs.take_back(db)
        for address, language, title in salon.settings.web_rooms:
            await wall.open_room(db, address, title, language)
            place: dict[str, Any] = {"kind": "group", "title": title, "language": language}
            await room_at(db, "web", address, settings=salon.settings, now=salon.now(), **place)
    await moments.enter(salon, house.troupe)


async def application(house: House) -> tuple[ASGIApp, WebRoom]:
    """Return the HTTP application of a house with the quick lane before it, and its web rooms."""
    salon = house.salon
    async with salon.begin() as db:
        signer = await signer_of(db, salon.settings)
    room = WebRoom(salon, house.web, signer)
    draw = drawing([Path(web.__file__).parent / "page"], salon.settings.language, VERSION)
    front = Front(salon, signer, draw)
    routers = [web_router(room), editing_router(room), commands_router(salon), direct_router(room), room_page(front)]
    if salon.settings.telegram_token and salon.settings.telegram_webhook:
        routers.append(importlib.import_module(TELEGRAM).webhook(salon))
    shelf = Shelf(salon)
    return Lane(create_app(front, shelf, routers, lifespan=_lifespan), shelf), room


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    yield


async def _web_parts(house: House, stop: asyncio.Event, closers: list[Any]) -> list[Coroutine[Any, Any, None]]:
    settings = house.salon.settings
    app, room = await application(house)
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_level="warning", access_log=False, timeout_graceful_shutdown=3
    )
    server = _Server(config)

    def close() -> None:
        room.stopping.set()
        house.salon.bell.ring([wall.topic(address) for address, _, _ in settings.web_rooms])
        server.should_exit = True

    closers.append(close)
    await inbox.take_back(house.salon, "web")
    take = inbox.taker(house.salon, receive.event_of, house.troupe.remark)
    listening = inbox.work(house.salon, "web", take, stop, inbox.glancer(receive.event_of))
    return [_listen(server, stop), listening]


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        """Leave the signals to the process, which has more to close than this server."""
        yield


async def _listen(server: uvicorn.Server, stop: asyncio.Event) -> None:
    try:
        await server.serve()
    except SystemExit:  # how uvicorn says that the port is taken
        settings = server.config
        console.print(
            f"salon: port {settings.port} on {settings.host} is taken; choose another with SALON_PORT", style="bold red"
        )
    stop.set()


async def _warm_up(house: House) -> None:
    """Have the painter and the describer ready before the first request, where they take time to be."""
    await asyncio.sleep(0.3)
    try:
        await house.salon.painter.start()
    except PainterFailed as failure:  # the rest of the house stays open; who asks for a picture is told
        console.print(f"salon: the painter can't start: {failure}", style="bold red", highlight=False, markup=False)
    try:
        await house.salon.describer.start()
    except PainterFailed:  # who asks for words is told, and so is /setup
        console.print(f"salon: {await house.salon.describer.health()}", style="bold red", highlight=False, markup=False)
    garbage.spare()


def _worker_parts(house: House, stop: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
    run = worker.run_forever
    hands = {**HANDS, "paint": max(HANDS["paint"], house.salon.painter.capabilities.at_once)}
    working = [run(house.salon, house.handlers, pool, many, stop) for pool, many in hands.items()]
    return [*working, thumbnails.keep(house.salon, stop)]


async def _telegram(house: House, stop: asyncio.Event) -> None:
    """Play Telegram's part."""
    connect = importlib.import_module(TELEGRAM).connect
    salon, troupe = house.salon, house.troupe
    await inbox.take_back(salon, "telegram")
    names = [name for card in troupe.cards.values() for name in card.names.values()]
    part = await connect(salon, troupe.host.slug if troupe.host else "", names, stop)
    if part is None:
        return
    sending = worker.run_forever(salon, house.handlers, delivery.pool_of("telegram"), CHAT_HANDS, stop)
    try:
        await asyncio.gather(sending, *part.tasks(troupe.remark, stop))
    finally:
        await part.close()


async def _discord(house: House, stop: asyncio.Event) -> None:
    """Play Discord's part."""
    salon, troupe = house.salon, house.troupe
    await inbox.take_back(salon, "discord")
    part = importlib.import_module(DISCORD).connect(salon, troupe.host.slug if troupe.host else "")
    sending = worker.run_forever(salon, house.handlers, delivery.pool_of("discord"), CHAT_HANDS, stop)
    await asyncio.gather(sending, *part.tasks(troupe.remark, stop))


def _log_to_console(settings: Settings) -> None:
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("apscheduler", "alembic", "httpx", "httpcore", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.WARNING)
