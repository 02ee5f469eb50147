"""A Bot API server for tests, on real sockets: answers as Telegram does, refuses what it refuses, and can fail on purpose."""

import asyncio
import contextlib
import json
import random
import time
from collections import defaultdict
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, web

from tests.process import PATIENCE
from tests.telegram.people import People, shown_again
from tests.telegram.world import (
    BOT,
    CALLER,
    NO_EPHEMERAL,
    Chat,
    PaceKeeper,
    Refusal,
    Values,
    check_entities,
    check_keyboard,
    check_photo,
    check_text,
)

TOKEN = "4242:a-token-for-tests-that-opens-nothing-at-all"
ON_REQUEST = ("message_reaction", "message_reaction_count", "chat_member")
LONGEST_POLL = 20.0
PRESS_LIVES = 15.0


class TelegramServer(People):
    """One bot's Telegram. `calls` has every call that came, `alerts` what presses were answered with."""

    def __init__(self, drop: float = 0.0, latency: float = 0.0, seed: int = 1) -> None:
        super().__init__()
        self.drop, self.latency, self._draw = drop, latency, random.Random(seed)
        self.pace = PaceKeeper()
        self.bots: dict[str, Values] = {TOKEN: BOT}
        self.calls: list[tuple[str, Values]] = []
        self.callers: list[tuple[int, str]] = []
        self.alerts: dict[str, Values] = {}
        self.inline_answers: dict[str, Values] = {}
        self.commands: dict[tuple[str, str], list[Values]] = {}
        self.files: dict[str, bytes] = {}
        self.uploads = 0
        self.webhook: Values | None = None
        self.privacy = True
        self._failures: dict[str, list[Refusal]] = defaultdict(list)
        self._changed = asyncio.Condition()
        self._polling: dict[int, int] = defaultdict(int)
        self._site: web.AppRunner | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        self._site = web.AppRunner(app, shutdown_timeout=0.1)
        await self._site.setup()
        site = web.TCPSite(self._site, "127.0.0.1", self.port)
        await site.start()
        self.port = self._site.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._site:
            await self._site.cleanup()

    @property
    def url(self) -> str:
        """Where a bot finds this server."""
        return f"http://127.0.0.1:{self.port}"

    def fail_next(self, method: str, status: int, description: str, **parameters: int) -> None:
        """Have the next call of a method refused."""
        self._failures[method].append(Refusal(status, description, **parameters))

    def named(self, method: str) -> list[Values]:
        """Return the parameters of every call of a method so far."""
        return [values for name, values in self.calls if name == method]

    async def until(self, true: Any, seconds: float = PATIENCE) -> Any:
        """Wait until something is true, looking again after every call that came; return it."""
        async with asyncio.timeout(seconds), self._changed:
            while not (found := true()):
                try:
                    await asyncio.wait_for(self._changed.wait(), 0.2)
                except TimeoutError:
                    continue
        return found

    async def _file(self, request: web.Request) -> web.Response:
        data = self.files.get(request.match_info["path"])
        return web.Response(body=data) if data is not None else web.Response(status=404)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        bot = self.bots.get(request.match_info["token"])
        if bot is None:
            return _told(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        CALLER.set(bot)
        method = request.match_info["method"]
        values = await _values(request)
        deed = getattr(self, f"do_{method}", None)
        if method != "getUpdates":
            self.calls.append((method, values))
            self.callers.append((bot["id"], method))
        await asyncio.sleep(self.latency)
        try:
            if deed is None:
                raise Refusal(404, "Not Found")
            if self._failures[method]:
                raise self._failures[method].pop(0)
            body: Values = {"ok": True, "result": await deed(values)}
            status = 200
        except Refusal as refusal:
            status = refusal.status
            body = {"ok": False, "error_code": status, "description": refusal.description}
            body |= {"parameters": refusal.parameters} if refusal.parameters else {}
        async with self._changed:
            self._changed.notify_all()
        if method != "getUpdates" and self._draw.random() < self.drop:
            assert request.transport is not None
            request.transport.close()
        return _told(status, body)

    # Updates

    async def do_getUpdates(self, values: Values) -> list[Values]:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        bot = CALLER.get()["id"]
        if values.get("offset"):
            queue = self._queue(bot)
            queue[:] = [one for one in queue if one["update_id"] >= int(values["offset"])]
        self._polling[bot] += 1
        own = self._polling[bot]
        wanted = values.get("allowed_updates") or []
        until = time.monotonic() + min(float(values.get("timeout", 0)), LONGEST_POLL)
        while True:
            if bot not in {known["id"] for known in self.bots.values()}:
                raise Refusal(401, "Unauthorized")
            ready = [one for one in self._queue(bot) if self._wanted(one, wanted)]
            if ready:
                return ready[: int(values.get("limit", 100))]
            left = until - time.monotonic()
            if left <= 0:
                return []
            self.arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.arrived.wait(), min(left, 0.5))
            if self._polling[bot] != own:
                raise Refusal(409, "Conflict: terminated by other getUpdates request")

    def _queue(self, bot: int) -> list[Values]:
        return self.updates if bot == BOT["id"] else self.queues.setdefault(bot, [])

    @staticmethod
    def _wanted(update: Values, wanted: list[str]) -> bool:
        kind = next(name for name in update if name != "update_id")
        return kind in wanted if wanted else kind not in ON_REQUEST

    async def do_setWebhook(self, values: Values) -> bool:
        self.webhook = values if values.get("url") else None
        return True

    async def do_deleteWebhook(self, values: Values) -> bool:
        self.webhook = None
        return True

    async def push_to_webhook(self, url: str) -> list[int]:
        """Send what waits to a webhook; return the statuses. What is answered with 2xx is gone."""
        assert self.webhook is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        statuses = []
        async with ClientSession(headers=headers) as client:
            for update in list(self.updates):
                async with client.post(url, json=update) as answer:
                    statuses.append(answer.status)
                    if answer.status < 300:
                        self.updates.remove(update)
        return statuses

    # The bot itself

    async def do_getMe(self, values: Values) -> Values:
        able = {"can_read_all_group_messages": not self.privacy, "supports_inline_queries": True}
        return {**CALLER.get(), **able}

    async def do_setMyCommands(self, values: Values) -> bool:
        for command in values["commands"]:
            name, told = command["command"], command["description"]
            if not 1 <= len(name) <= 32 or not name.replace("_", "").isalnum() or not name.islower():
                raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(told) <= 256:
                raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        scope = (values.get("scope") or {"type": "default"})["type"]
        self.commands[scope, values.get("language_code") or ""] = values["commands"]
        return True

    async def do_setMyDescription(self, values: Values) -> bool:
        return len(values["description"]) <= 512

    async def do_setMyShortDescription(self, values: Values) -> bool:
        return len(values["short_description"]) <= 120

    async def do_setChatMenuButton(self, values: Values) -> bool:
        return True

    async def do_getChatMember(self, values: Values) -> Values:
        chat = self._chat(values)
        number = int(values["user_id"])
        if number == CALLER.get()["id"]:
            return self.membership(chat, bot=CALLER.get())
        status = "administrator" if number in chat.admins else "member"
        return {"status": status, "user": {"id": number, "is_bot": False, "first_name": "x"}, **_rights(status)}

    async def do_getFile(self, values: Values) -> Values:
        name = values["file_id"]
        if name not in self.files:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        return {"file_id": name, "file_unique_id": name, "file_size": len(self.files[name]), "file_path": name}

    # Messages

    def _chat(self, values: Values, *, sending: bool = False) -> Chat:
        chat = self._find(int(values["chat_id"]))
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.moved_to:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, words, migrate_to_chat_id=chat.moved_to)
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat.type == "private" and not chat.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        if chat.standing(CALLER.get()["id"]) in ("left", "kicked") and chat.type != "private":
            raise Refusal(403, "Forbidden: bot was kicked from the supergroup chat")
        if sending and not chat.may_send:
            raise Refusal(400, "Bad Request: not enough rights to send text messages to the chat")
        return chat

    def _find(self, number: int) -> Chat | None:
        """Return the chat that a number means to the bot that calls."""
        return self.chats.get(number)

    def _named(self, chat: Chat, number: Any) -> Values | None:
        """Return the message that a number means to the bot that calls."""
        return chat.messages.get(chat.number_from(CALLER.get()["id"], int(number)))

    def _handed(self, chat: Chat, message: Values) -> Values:
        """Return a message as it is handed to the bot that calls."""
        shown = bare(message)
        return {**shown, "message_id": chat.number_for(CALLER.get()["id"], shown["message_id"])}

    def _post(self, values: Values, content: Values) -> Values:
        chat = self._chat(values, sending=True)
        if "photo" in content and not chat.may_send_photos:
            raise Refusal(400, "Bad Request: not enough rights to send photos to the chat")
        thread = values.get("message_thread_id")
        if thread and int(thread) not in chat.topics:
            raise Refusal(400, "Bad Request: message thread not found")
        self.pace.check(chat)
        content |= {"reply_markup": check_keyboard(values.get("reply_markup")), "from": CALLER.get(), "edits": 0}
        content |= {"chat": chat.shown(), "date": int(time.time())}
        if thread:
            content |= {"message_thread_id": int(thread), "is_topic_message": True}
        if alone := values.get("ephemeral_message_parameters"):
            return self._post_alone(chat, alone, content)
        if (reply := values.get("reply_parameters")) and reply.get("message_id"):
            answered = self._named(chat, reply["message_id"])
            if answered is None and not reply.get("allow_sending_without_reply"):
                raise Refusal(400, "Bad Request: message to be replied not found")
            if answered is not None:
                content["reply_to_message"] = bare(answered)
        content["message_id"] = next(chat.numbers)
        chat.messages[content["message_id"]] = content
        return self._handed(chat, content)

    def _post_alone(self, chat: Chat, alone: Values, content: Values) -> Values:
        press = self.presses_open.get(str(alone.get("callback_query_id") or ""))
        by_press = press is not None and press["from"]["id"] == int(alone["receiver_user_id"])
        if chat.type == "private" or not (by_press or chat.status == "administrator"):
            raise Refusal(400, NO_EPHEMERAL)
        number = next(chat.numbers)
        content |= {"message_id": 0, "ephemeral_message_id": number, "receiver": int(alone["receiver_user_id"])}
        chat.ephemeral[number] = content
        return bare(content)

    async def do_sendMessage(self, values: Values) -> Values:
        text = check_text(values.get("text"), 4096, "text")
        return self._post(values, {"text": text, "entities": check_entities(text, values.get("entities"))})

    async def do_sendPhoto(self, values: Values) -> Values:
        return self._post(values, self._photo(values["photo"], values, values))

    async def do_sendDocument(self, values: Values) -> Values:
        name, data = self._taken(values["document"], values)
        content = self._caption(values)
        content["document"] = {"file_id": name, "file_unique_id": name, "file_size": len(data)}
        return self._post(values, content)

    def _photo(self, photo: str, about: Values, values: Values) -> Values:
        name, data = self._taken(photo, values)
        width, height = check_photo(data)
        sizes = [{"file_id": name, "file_unique_id": name, "width": width, "height": height}]
        return {**self._caption(about), "photo": sizes}

    def _caption(self, about: Values) -> Values:
        caption = check_text(about.get("caption") or "", 1024, "caption")
        return {"caption": caption, "caption_entities": check_entities(caption, about.get("caption_entities"))}

    def _taken(self, given: Any, values: Values) -> tuple[str, bytes]:
        if isinstance(given, str) and not given.startswith("attach://"):
            if given not in self.files:
                raise Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
            return given, self.files[given]
        data = values[given.removeprefix("attach://")] if isinstance(given, str) else given
        self.uploads += 1
        name = f"file{self.uploads}"
        self.files[name] = data
        return name, data

    def _own(self, values: Values) -> Values:
        chat = self._chat(values)
        message = self._named(chat, values["message_id"])
        if message is None or message["from"]["id"] != CALLER.get()["id"]:
            raise Refusal(400, "Bad Request: message to edit not found")
        return message

    def _change(self, values: Values, content: Values) -> Values:
        message = self._own(values)
        content["reply_markup"] = check_keyboard(values.get("reply_markup"))
        if all(message.get(name) == value for name, value in content.items()):
            words = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
            raise Refusal(400, words)
        self.pace.check(self._chat(values))
        if "photo" in content and not self._chat(values).may_send_photos:
            raise Refusal(400, "Bad Request: not enough rights to send photos to the chat")
        if "photo" in content:
            message.pop("text", None)
            message.pop("entities", None)
        message.update(content, edits=message["edits"] + 1)
        return self._handed(self._chat(values), message)

    async def do_editMessageText(self, values: Values) -> Values:
        if "text" not in self._own(values):
            raise Refusal(400, "Bad Request: there is no text in the message to edit")
        text = check_text(values.get("text"), 4096, "text")
        return self._change(values, {"text": text, "entities": check_entities(text, values.get("entities"))})

    async def do_editMessageCaption(self, values: Values) -> Values:
        if "text" in self._own(values):
            raise Refusal(400, "Bad Request: there is no caption in the message to edit")
        return self._change(values, self._caption(values))

    async def do_editMessageMedia(self, values: Values) -> Values:
        return self._change(values, self._photo(values["media"]["media"], values["media"], values))

    async def do_editMessageReplyMarkup(self, values: Values) -> Values:
        return self._change(values, {})

    async def do_editEphemeralMessageText(self, values: Values) -> bool:
        message = self._chat(values).ephemeral.get(int(values["ephemeral_message_id"]))
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        message.update(text=check_text(values.get("text"), 4096, "text"), reply_markup=values.get("reply_markup"))
        return True

    async def do_deleteMessage(self, values: Values) -> bool:
        chat = self._chat(values)
        message = self._named(chat, values["message_id"])
        if message is None or chat.messages.pop(message["message_id"], None) is None:
            raise Refusal(400, "Bad Request: message to delete not found")
        return True

    async def do_setMessageReaction(self, values: Values) -> bool:
        message = self._named(self._chat(values), values["message_id"])
        if message is None:
            raise Refusal(400, "Bad Request: message to react not found")
        message["bot_reaction"] = values.get("reaction")
        message["reacted_by"] = CALLER.get()["id"]
        return True

    async def do_pinChatMessage(self, values: Values) -> bool:
        chat = self._chat(values)
        if chat.type != "private" and chat.standing(CALLER.get()["id"]) != "administrator":
            raise Refusal(400, "Bad Request: not enough rights to manage pinned messages in the chat")
        if self._named(chat, values["message_id"]) is None:
            raise Refusal(400, "Bad Request: message to pin not found")
        chat.pins.append(int(values["message_id"]))
        return True

    async def do_unpinChatMessage(self, values: Values) -> bool:
        chat = self._chat(values)
        if int(values["message_id"]) not in chat.pins:
            raise Refusal(400, "Bad Request: message to unpin not found")
        chat.pins.remove(int(values["message_id"]))
        return True

    async def do_sendChatAction(self, values: Values) -> bool:
        return bool(self._chat(values))

    async def do_answerCallbackQuery(self, values: Values) -> bool:
        press = self.presses_open.get(str(values["callback_query_id"]))
        if press is not None and press["message"]["from"]["id"] != CALLER.get()["id"]:
            raise Refusal(400, "Bad Request: QUERY_ID_INVALID")
        if press is None or time.monotonic() - press["at"] > PRESS_LIVES or press["id"] in self.alerts:
            words = "Bad Request: query is too old and response timeout expired or query ID is invalid"
            raise Refusal(400, words)
        if len(values.get("text") or "") > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        self.alerts[press["id"]] = {"text": values.get("text") or "", "alert": bool(values.get("show_alert"))}
        return True

    async def do_answerInlineQuery(self, values: Values) -> bool:
        if len(values["results"]) > 50:
            raise Refusal(400, "Bad Request: RESULTS_TOO_MUCH")
        for result in values["results"]:
            if result.get("photo_file_id") not in self.files:
                raise Refusal(400, "Bad Request: wrong file identifier")
            check_keyboard(result.get("reply_markup"))
        self.inline_answers[values["inline_query_id"]] = values
        return True


def bare(message: Values) -> Values:
    """Return a message as Telegram hands it over."""
    return shown_again(message)


def _rights(status: str) -> Values:
    names = ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats")
    names += ("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users")
    names += ("can_post_stories", "can_edit_stories", "can_delete_stories")
    return dict.fromkeys(names, False) if status == "administrator" else {}


async def _values(request: web.Request) -> Values:
    if request.content_type == "application/json":
        return dict(await request.json())
    values: Values = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            values[name] = value.file.read()
        else:
            values[name] = _read(str(value))
    return values


def _read(value: str) -> Any:
    if value[:1] in "[{" or value in ("true", "false"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _told(status: int, body: Values) -> web.Response:
    return web.json_response(body, status=status)
