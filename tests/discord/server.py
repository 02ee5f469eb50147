"""A Discord for tests on real sockets: as much of its gateway and REST interface as a bot of ours uses."""

import asyncio
import itertools
import json
import random
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.process import PATIENCE

Values = dict[str, Any]
APP = "900000000000000001"
GUILD = "900000000000000002"
TOKEN = "a-discord-token-that-opens.nothing.at-all"
BOT = {
    "id": APP,
    "username": "Salon",
    "discriminator": "0",
    "avatar": None,
    "bot": True,
    "global_name": None,
    "flags": 0,
}
ALL_RIGHTS = str((1 << 53) - 1)
HURRY = 3.0


class Refusal(Exception):
    """An answer other than yes: its status, Discord's own code, and words."""

    def __init__(self, status: int, code: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status, self.body = status, {"code": code, "message": message, **more}


class DiscordServer:
    """One server with a few channels. `messages` are those that stand, by channel and number; `asked` the interactions."""

    def __init__(self, channels: int = 3, drop: float = 0.0, seed: int = 1) -> None:
        self.drop, self._draw = drop, random.Random(seed)
        self._ids = itertools.count(int((time.time() - 1420070400) * 1000) << 22)
        self.channels = [str(900000000000000100 + n) for n in range(channels)]
        self.messages: dict[str, dict[str, Values]] = {one: {} for one in self.channels}
        self.asked: dict[str, Values] = {}
        self.commands: list[Values] = []
        self.calls: list[tuple[str, str]] = []
        self.nonces: dict[str, str] = {}
        self.hooks: dict[str, Values] = {}
        self.attachments: dict[str, bytes] = {}
        self._sockets: set[web.WebSocketResponse] = set()
        self._sequence = itertools.count(1)
        self._failures: list[tuple[str, Refusal]] = []
        self._site: web.AppRunner | None = None
        self.port = 0
        self.identified = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        self._site = web.AppRunner(app, shutdown_timeout=0.1)
        await self._site.setup()
        await web.TCPSite(self._site, "127.0.0.1", self.port).start()
        self.port = self._site.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for socket in list(self._sockets):
            await socket.close()
        if self._site:
            await self._site.cleanup()

    @property
    def base(self) -> str:
        """Where a bot finds the REST interface."""
        return f"http://127.0.0.1:{self.port}/api/v10"

    def new_id(self) -> str:
        """Return a number that was never given before."""
        return str(next(self._ids))

    def fail_next(self, path: str, status: int, code: int, message: str, **more: Any) -> None:
        """Have the next call whose path holds some words refused."""
        self._failures.append((path, Refusal(status, code, message, **more)))

    async def until(self, true: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Wait until something is true, and return it."""
        async with asyncio.timeout(seconds):
            while not (found := true()):
                await asyncio.sleep(0.05)
        return found

    # The gateway

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=10_000_000)
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            told = json.loads(message.data)
            if told["op"] == 1:
                await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
            elif told["op"] == 6:
                await socket.send_json({"op": 9, "d": False, "s": None, "t": None})
            elif told["op"] == 2:
                await self._welcome(socket)
        self._sockets.discard(socket)
        return socket

    async def _welcome(self, socket: web.WebSocketResponse) -> None:
        self._sockets.add(socket)
        ready = {"v": 10, "user": BOT, "guilds": [{"id": GUILD, "unavailable": True}], "session_id": "s"}
        ready |= {"resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway", "application": {"id": APP, "flags": 0}}
        await self._tell(socket, "READY", {**ready, "shard": [0, 1]})
        await self._tell(socket, "GUILD_CREATE", self._guild())
        self.identified.set()

    def _guild(self) -> Values:
        role = {"id": GUILD, "name": "@everyone", "color": 0, "hoist": False, "position": 0, "permissions": ALL_RIGHTS}
        role |= {"managed": False, "mentionable": False, "flags": 0}
        channels = [
            {"id": one, "type": 0, "name": f"room{n}", "position": n, "permission_overwrites": [], "guild_id": GUILD}
            for n, one in enumerate(self.channels)
        ]
        me = {
            "user": BOT,
            "roles": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }
        return {
            "id": GUILD, "name": "Club", "owner_id": "1", "roles": [role], "emojis": [], "features": [], "channels": channels,
            "members": [me], "threads": [], "presences": [], "voice_states": [], "stickers": [], "member_count": 2,
            "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
            "nsfw_level": 0, "preferred_locale": "en-US", "premium_tier": 0, "system_channel_flags": 0, "large": False,
            "unavailable": False, "joined_at": "2026-01-01T00:00:00+00:00", "premium_progress_bar_enabled": False,
            "afk_timeout": 300, "icon": None, "splash": None, "stage_instances": [], "guild_scheduled_events": [],
        }  # fmt: skip

    async def _tell(self, socket: web.WebSocketResponse, kind: str, data: Values) -> None:
        await socket.send_json({"op": 0, "t": kind, "s": next(self._sequence), "d": data})

    async def push(self, kind: str, data: Values) -> bool:
        """Hand the bot an event; return whether it is connected."""
        for socket in list(self._sockets):
            if not socket.closed:
                await self._tell(socket, kind, data)
                return True
        return False

    def disconnect(self) -> None:
        """Forget the sockets of a process that is gone."""
        self._sockets.clear()
        self.identified.clear()

    # What people do

    def user(self, name: str) -> Values:
        """Let somebody new be there."""
        return {"id": self.new_id(), "username": name, "discriminator": "0", "avatar": None, "global_name": name}

    async def asks(self, who: Values, channel: str, name: str, **options: Any) -> str:
        """Let somebody use a slash command; return the interaction's number, empty if the bot is away."""
        given = [
            {"name": key, "value": value, "type": 4 if isinstance(value, int) else 3} for key, value in options.items()
        ]
        return await self._interact(
            who, channel, {"type": 2, "data": {"id": "1", "name": name, "type": 1, "options": given}}
        )

    async def presses(self, who: Values, message: Values, custom_id: str) -> str:
        """Let somebody press a button."""
        data = {"custom_id": custom_id, "component_type": 2}
        return await self._interact(who, message["channel_id"], {"type": 3, "data": data, "message": message})

    async def _interact(self, who: Values, channel: str, what: Values) -> str:
        number = self.new_id()
        member = {"user": who, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False}
        shown = {
            "id": channel,
            "type": 0,
            "name": "room",
            "guild_id": GUILD,
            "position": 0,
            "permission_overwrites": [],
        }
        data = {
            **what, "id": number, "application_id": APP, "token": f"token{number}", "version": 1, "guild_id": GUILD,
            "channel_id": channel, "channel": shown, "member": {**member, "permissions": "0", "flags": 0},
            "locale": "en-US", "guild_locale": "en-US", "app_permissions": ALL_RIGHTS, "entitlements": [],
            "attachment_size_limit": 10485760, "context": 0, "authorizing_integration_owners": {"0": GUILD},
        }  # fmt: skip
        self.asked[number] = {"at": time.monotonic(), "channel": channel, "acknowledged": None, "original": None}
        self.asked[number] |= {"answers": 0, "who": who["id"], "what": what}
        return number if await self.push("INTERACTION_CREATE", data) else ""

    async def reacts(self, who: Values, message: Values, emoji: str, *, on: bool = True) -> None:
        """Let somebody put an emoji under a message, or take it away."""
        data = {
            "user_id": who["id"],
            "channel_id": message["channel_id"],
            "message_id": message["id"],
            "guild_id": GUILD,
        }
        data |= {"emoji": {"id": None, "name": emoji}, "burst": False, "type": 0}
        if on:
            member = {"user": who, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False}
            data["member"] = {**member, "flags": 0}
        await self.push("MESSAGE_REACTION_ADD" if on else "MESSAGE_REACTION_REMOVE", data)

    # REST

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        parts = path.split("/")
        self.calls.append((request.method, path))
        by_token = parts[0] in ("webhooks", "interactions")
        if not by_token and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        values = await _values(request)
        status, body = 200, None
        try:
            for known in [one for one in self._failures if one[0] in path]:
                self._failures.remove(known)
                raise known[1]
            body = self._answer(request.method, parts, values)
        except Refusal as refusal:
            status, body = refusal.status, refusal.body
        if parts[-1] not in ("@me", "bot", "commands") and self._draw.random() < self.drop:
            assert request.transport is not None
            request.transport.close()
        return _json(body, status) if body is not None else web.Response(status=204)

    def _answer(self, method: str, parts: list[str], values: Values) -> Any:
        match method, parts:
            case "GET", ["users", "@me"]:
                return BOT
            case "GET", ["oauth2", "applications", "@me"]:
                team = {"id": APP, "name": "Salon", "icon": None, "description": "", "bot_public": True, "flags": 0}
                return {**team, "bot_require_code_grant": False, "verify_key": "", "owner": BOT}
            case "GET", ["gateway", "bot"]:
                limits = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
                return {"url": f"ws://127.0.0.1:{self.port}/gateway", "shards": 1, "session_start_limit": limits}
            case "PUT", ["applications", _app, "commands"]:
                self.commands = [
                    {"description": "", **one, "id": self.new_id(), "application_id": APP, "version": "1"}
                    for one in values["list"]
                ]
                return self.commands
            case "POST", ["interactions", number, _token, "callback"]:
                return self._acknowledge(number, values)
            case _, ["webhooks", app, token, *rest] if app == APP:
                return self._by_token(method, self._asked(token), rest, values)
            case "POST", ["users", "@me", "channels"]:
                self.messages.setdefault(f"dm{values['recipient_id']}", {})
                return {
                    "id": values["recipient_id"],
                    "type": 1,
                    "recipients": [{**BOT, "id": values["recipient_id"], "bot": False}],
                }
            case _, ["channels", channel, *rest]:
                return self._in_channel(method, channel, rest, values)
            case _, ["webhooks", hook, _token, *rest]:
                return self._by_hook(method, self.hooks[hook], rest, values)
        raise Refusal(404, 0, "404: Not Found")

    def _asked(self, token: str) -> Values:
        found = self.asked.get(token.removeprefix("token"))
        if found is None or found["acknowledged"] is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        return found

    def _acknowledge(self, number: str, values: Values) -> Any:
        asked = self.asked[number]
        late = time.monotonic() - asked["at"]
        if late > HURRY:
            raise Refusal(404, 10062, "Unknown interaction")
        if asked["acknowledged"] is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        asked["acknowledged"], asked["kind"] = late, values["type"]
        asked["alone"] = bool((values.get("data") or {}).get("flags", 0) & 64)
        if values["type"] == 5:
            asked["original"] = self._post(
                asked["channel"], {"flags": 128 | (64 if asked["alone"] else 0)}, loading=True
            )["id"]
        return {"interaction": {"id": number, "type": 2}}

    def _by_token(self, method: str, asked: Values, rest: list[str], values: Values) -> Any:
        channel = self.messages[asked["channel"]]
        if method == "POST" and not rest:
            asked["answers"] += 1
            original = channel.get(asked["original"] or "")
            if original is not None and original["loading"]:
                return self._change(original, values)
            return self._post(asked["channel"], values)
        number = asked["original"] if rest[1] == "@original" else rest[1]
        message = channel.get(number or "")
        if message is None:
            raise Refusal(404, 10008, "Unknown Message")
        if method == "DELETE":
            del channel[message["id"]]
            return None
        asked["answers"] += 1
        return self._change(message, values) if method == "PATCH" else message

    def _by_hook(self, method: str, hook: Values, rest: list[str], values: Values) -> Any:
        if method == "POST":
            return self._post(hook["channel_id"], {**values, "webhook_id": hook["id"]})
        message = self.messages[hook["channel_id"]].get(rest[1])
        if message is None or message.get("webhook_id") != hook["id"]:
            raise Refusal(404, 10008, "Unknown Message")
        return self._change(message, values)

    def _in_channel(self, method: str, channel: str, rest: list[str], values: Values) -> Any:
        box = self.messages.get(channel) or self.messages.setdefault(f"dm{channel}", {})
        match method, rest:
            case "POST", ["typing"]:
                return None
            case "GET", ["webhooks"]:
                return [hook for hook in self.hooks.values() if hook["channel_id"] == channel]
            case "POST", ["webhooks"]:
                number = self.new_id()
                self.hooks[number] = {"id": number, "type": 1, "channel_id": channel, "guild_id": GUILD, "user": BOT}
                self.hooks[number] |= {
                    "name": values["name"],
                    "avatar": None,
                    "token": f"hook{number}",
                    "application_id": APP,
                }
                return self.hooks[number]
            case "POST", ["messages"]:
                nonce = f"{channel}:{values.get('nonce')}"
                if values.get("enforce_nonce") and nonce in self.nonces:
                    return box[self.nonces[nonce]]
                message = self._post(channel, values)
                self.nonces[nonce] = message["id"]
                return message
            case "PUT", ["messages", _number, "reactions", *_emoji]:
                return None
            case _, ["messages", number]:
                if number not in box:
                    raise Refusal(404, 10008, "Unknown Message")
                if method == "DELETE":
                    del box[number]
                    return None
                if box[number].get("webhook_id") and method == "PATCH":
                    raise Refusal(403, 50005, "Cannot edit a message authored by another user")
                return self._change(box[number], values) if method == "PATCH" else box[number]
        raise Refusal(404, 0, "404: Not Found")

    def _post(self, channel: str, values: Values, *, loading: bool = False) -> Values:
        number = self.new_id()
        message = {
            "id": number, "channel_id": channel, "author": BOT, "content": values.get("content") or "", "embeds": [],
            "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "tts": False, "mention_everyone": False,
            "mentions": [], "mention_roles": [], "attachments": [], "pinned": False, "type": 0, "components": [],
            "flags": values.get("flags", 0), "loading": loading, "edits": -1,
        }  # fmt: skip
        if values.get("webhook_id"):
            message |= {"webhook_id": values["webhook_id"], "author": {**BOT, "username": values.get("username", "")}}
        self.messages.setdefault(channel, {})[number] = message
        return self._change(message, values)

    def _change(self, message: Values, values: Values) -> Values:
        message["loading"] = message["loading"] and not values.get("components") and not values.get("content")
        message["edits"] += 1
        if "attachments" in values:
            kept = {one["id"]: one for one in message["attachments"]}
            message["attachments"] = [
                kept.get(str(one["id"])) or self._attached(one, values) for one in values["attachments"]
            ]
        for name in ("content", "components", "embeds"):
            if name in values:
                message[name] = values[name] or ([] if name != "content" else "")
        return message

    def _attached(self, one: Values, values: Values) -> Values:
        number = self.new_id()
        data = values["files"].get(f"files[{one['id']}]", b"")
        self.attachments[number] = data
        url = f"http://127.0.0.1:{self.port}/attachments/{number}/{one['filename']}"
        return {"id": number, "filename": one["filename"], "size": len(data), "url": url, "proxy_url": url}


async def _values(request: web.Request) -> Values:
    if request.content_type == "multipart/form-data":
        form = await request.post()
        values: Values = json.loads(str(form["payload_json"]))
        files = {name: value.file.read() for name, value in form.items() if isinstance(value, web.FileField)}
        return {**values, "files": files}
    if request.content_type == "application/json" and request.can_read_body:
        told = await request.json()
        return {"list": told} if isinstance(told, list) else told
    return {}


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, headers={"Content-Type": "application/json"})


def said(message: Values) -> str:
    """Return all text of a message."""
    return "\n".join(one["content"] for one in message["components"] if one.get("type") == 10) or message["content"]
