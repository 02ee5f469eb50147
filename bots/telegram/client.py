"""The client: calls to the Bot API, each ending in an answer, or in what core can act on."""

import logging
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiohttp import ClientConnectorError

from core.ports import Gone, InDoubt, NotSent
from core.settings import Settings

log = logging.getLogger("salon.telegram")
Answer = TypeVar("Answer")
PLATFORM = "telegram"
CALL_SECONDS = 25.0
TRANSPORT = (TelegramConflictError, TelegramNotFound)


class Refused(Exception):
    """Telegram won't do it as asked; `why` is its own description, in lower case."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why.lower()


class Unwanted(Gone):
    """We may not write there: blocked, removed, or without the right to."""


class Unknown(NotSent):
    """Telegram does not take this account's token: it was replaced, or the bot deleted."""


class Elsewhere(Exception):
    """The chat has another address."""

    def __init__(self, chat: int) -> None:
        super().__init__(f"the chat is {chat} now")
        self.chat = chat


def open_bot(settings: Settings, token: str = "") -> Bot:
    """Return the client for a token (the configured one) at the configured Bot API server; it connects at its first call."""
    if not token:
        assert settings.telegram_token is not None
        token = settings.telegram_token.get_secret_value()
    session = AiohttpSession(api=TelegramAPIServer.from_base(settings.telegram_api), limit=64, timeout=CALL_SECONDS)
    return Bot(token, session=session, default=DefaultBotProperties())


async def call(bot: Bot, method: TelegramMethod[Answer]) -> Answer:
    """Make one call. Gone and Unwanted end it, NotSent and InDoubt ask to repeat it, Refused to ask differently."""
    try:
        return await bot(method)
    except TelegramRetryAfter as error:
        raise NotSent("Telegram asks to wait", after=float(error.retry_after), lane=True) from None
    except TelegramMigrateToChat as error:
        raise Elsewhere(error.migrate_to_chat_id) from None
    except TelegramForbiddenError as error:
        raise Unwanted(error.message) from None
    except TelegramEntityTooLarge as error:
        raise Refused(error.message) from None
    except TelegramBadRequest as error:
        raise _meaning(error.message) from None
    except TelegramServerError as error:
        raise InDoubt(f"Telegram has a fault: {error.message[:80]}", after=2) from None
    except TelegramNetworkError as error:
        if isinstance(error.__cause__, ClientConnectorError):
            raise NotSent("Telegram can't be reached", after=3) from None
        raise InDoubt("no answer came from Telegram", after=1) from None
    except ClientDecodeError as error:
        return _partly(error, method)
    except TelegramUnauthorizedError as error:
        raise Unknown(f"Telegram does not know this bot's token: {error.message[:60]}", after=30) from None
    except TRANSPORT as error:
        raise NotSent(f"Telegram does not know this bot's token: {error.message[:60]}", after=30) from None
    except TelegramAPIError as error:
        raise Refused(error.message) from None


def _partly(error: ClientDecodeError, method: TelegramMethod[Answer]) -> Answer:
    """Take an answer whose form is newer than our types: what was sent was sent."""
    data: Any = error.data
    if not isinstance(data, dict) or not data.get("ok"):
        raise InDoubt("Telegram's answer can't be read", after=2)
    result = data.get("result")
    if isinstance(result, dict) and "message_id" in result:
        from aiogram.types import Message

        return Message.model_construct(**result)  # type: ignore[return-value]
    return result  # type: ignore[return-value]


GONE = (
    "message to edit not found",
    "message to delete not found",
    "message can't be edited",
    "message can't be deleted",
    "message_id_invalid",
    "chat not found",
    "user not found",
    "query is too old",
    "peer_id_invalid",
    "message to react not found",
    "message not found",
)
UNWANTED = (
    "not enough rights to send text",
    "have no rights to send a message",
    "chat_write_forbidden",
    "need administrator rights in the channel",
    "chat_restricted",
    "bot is not a member",
)


def _meaning(description: str) -> Exception:
    plain = description.lower()
    if any(words in plain for words in UNWANTED):
        return Unwanted(description)
    if any(words in plain for words in GONE):
        return Gone(description)
    return Refused(description)
