"""How updates reach the bot: by long polling, or pushed to a webhook."""

import asyncio
import re
import time
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.telegram_server.about import About
from tests.telegram_server.rules import Refusal, Values, bad
from tests.telegram_server.world import Call

ON_REQUEST = frozenset(("message_reaction", "message_reaction_count", "chat_member"))
TAKEN_OVER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Updates(About):
    """Delivers what waits, to one poller or one webhook."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.allowed: list[str] = []
        self.webhook: Values = {}
        self.webhook_answers: list[int] = []
        self._poll = 0
        self._hook: asyncio.Task[None] | None = None

    def ready(self) -> list[Values]:
        """Return the updates that wait and that the bot wants."""
        return [one for one in self.pending if self._wants(next(name for name in one if name != "update_id"))]

    def _wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    async def do_get_updates(self, call: Call) -> list[Values]:
        """Hand over what waits, waiting for it if nothing does."""
        if self.webhook:
            raise Refusal(HOOKED, 409)
        params = call.params
        if params.get("allowed_updates") is not None:
            self.allowed = params["allowed_updates"]
        offset = params.get("offset", 0)
        if offset > 0:
            self.pending = [one for one in self.pending if one["update_id"] >= offset]
        elif offset < 0:
            self.pending = self.pending[offset:]
        self._poll += 1
        own, limit = self._poll, min(max(params.get("limit", 100), 1), 100)
        self.wake()
        end = time.monotonic() + min(max(params.get("timeout", 0), 0), 50)
        while not (ready := self.ready()) and (left := end - time.monotonic()) > 0:
            await self.pause(left)
            if self._poll != own:
                raise Refusal(TAKEN_OVER, 409)
        return ready[:limit]

    async def do_set_webhook(self, call: Call) -> bool:
        """Push updates to an address from now on."""
        params = call.params
        secret = str(params.get("secret_token") or "")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad("secret token contains unallowed characters")
        url = str(params.get("url") or "")
        if url and not re.match(r"https?://[^/]+", url):
            raise bad("bad webhook: an HTTPS URL must be provided for webhook")
        await self._unhook(bool(params.get("drop_pending_updates")))
        if params.get("allowed_updates") is not None:
            self.allowed = params["allowed_updates"]
        if url:
            self.webhook = {"url": url, "secret_token": secret, "max_connections": params.get("max_connections", 40)}
            self._poll += 1
            self.wake()
            self._hook = asyncio.create_task(self._push_all())
        return True

    async def do_delete_webhook(self, call: Call) -> bool:
        """Let updates wait for polling again."""
        await self._unhook(bool(call.params.get("drop_pending_updates")))
        return True

    def do_get_webhook_info(self, call: Call) -> Values:
        """Tell of the webhook."""
        told = {name: value for name, value in self.webhook.items() if name != "secret_token"}
        told = {"url": "", **told, "has_custom_certificate": False, "pending_update_count": len(self.ready())}
        return {**told, "allowed_updates": self.allowed} if self.allowed else told

    def do_log_out(self, call: Call) -> bool:
        """Log out."""
        return True

    def do_close(self, call: Call) -> bool:
        """Close."""
        return True

    async def _unhook(self, drop: bool) -> None:
        self.webhook = {}
        if drop:
            self.pending.clear()
        if self._hook and self._hook is not asyncio.current_task():
            self._hook.cancel()
            await asyncio.wait([self._hook])
        self._hook = None

    async def _push_all(self) -> None:
        wait = 0.1
        async with ClientSession(timeout=ClientTimeout(total=20)) as client:
            while True:
                ready = self.ready()
                if not ready:
                    await self.pause(5)
                elif await self._push_one(client, ready[0]):
                    self.pending = [one for one in self.pending if one is not ready[0]]
                    wait = 0.1
                else:
                    await asyncio.sleep(wait)
                    wait = min(2 * wait, 2.0)

    async def _push_one(self, client: ClientSession, update: Values) -> bool:
        secret = self.webhook.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        words = ""
        answer: Any = None
        try:
            async with client.post(self.webhook["url"], json=update, headers=headers) as reply:
                self.webhook_answers.append(reply.status)
                if reply.status // 100 != 2:
                    words = f"Wrong response from the webhook: {reply.status} {reply.reason}"
                elif reply.content_type == "application/json":
                    answer = await reply.json()
        except (ClientError, TimeoutError, ValueError) as error:
            words = f"Connection failed: {error}"
        if words:
            self.webhook |= {"last_error_date": int(time.time()), "last_error_message": words}
        elif isinstance(answer, dict) and answer.get("method"):
            await self.perform(str(answer.pop("method")), answer, time.monotonic())
        self.wake()
        return not words

    async def perform(self, method: str, params: Values, at: float) -> tuple[int, Values]:
        """Do what a method asks; return the status and the body of its answer."""
        raise NotImplementedError
