"""Requests as the Bot API takes them: JSON, forms and multipart, each value in the form it is meant in."""

import contextlib
import json
from typing import Any

from aiohttp import web

from tests.telegram_server.files import Upload
from tests.telegram_server.rules import Refusal, Values, bad

OBJECTS = frozenset(
    ["entities", "caption_entities", "explanation_entities", "reply_markup", "reply_parameters", "media", "commands", "scope", "reaction", "allowed_updates", "results", "link_preview_options", "ephemeral_message_parameters", "menu_button", "rights", "button", "message_ids", "permissions"]
)
NUMBERS = frozenset(
    ["message_id", "message_thread_id", "user_id", "receiver_user_id", "ephemeral_message_id", "reply_to_message_id", "offset", "limit", "timeout", "max_connections", "cache_time", "direct_messages_topic_id"]
)
FLAGS = frozenset(
    ["show_alert", "is_personal", "drop_pending_updates", "disable_notification", "protect_content", "has_spoiler", "is_big", "allow_sending_without_reply", "show_caption_above_media", "disable_content_type_detection", "for_channels", "allow_paid_broadcast", "disable_web_page_preview"]
)


async def read_params(request: web.Request) -> Values:
    """Return the parameters of a request, files as `Upload`."""
    try:
        params: Values = dict(request.query)
        if request.content_type == "application/json":
            body = await request.json()
            if not isinstance(body, dict):
                raise bad("can't parse request body: an object was expected")
            params |= body
        else:
            for name, value in (await request.post()).items():
                params[name] = _upload(value) if isinstance(value, web.FileField) else _text(value)
    except web.HTTPRequestEntityTooLarge:
        raise Refusal("Request Entity Too Large", 413) from None
    except json.JSONDecodeError:
        raise bad("can't parse request body as JSON") from None
    return {name: _meant(name, value) for name, value in params.items() if value is not None}


def _upload(field: web.FileField) -> Upload:
    return Upload(field.filename, field.content_type, field.file.read())


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes | bytearray) else str(value)


def _meant(name: str, value: Any) -> Any:
    if isinstance(value, Upload):
        return value
    if name in OBJECTS and isinstance(value, str):
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None
    if name in NUMBERS:
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad(f"invalid {name} specified") from None
    if name in FLAGS:
        return value if isinstance(value, bool) else str(value).lower() in ("true", "1", "yes")
    if name == "chat_id" and isinstance(value, str):
        with contextlib.suppress(ValueError):
            return int(value)
        return value
    return value if isinstance(value, dict | list | bool) else str(value)
