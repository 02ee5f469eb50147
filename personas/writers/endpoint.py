"""A writer behind any server that speaks OpenAI's chat completions: OpenAI itself, Ollama, vLLM, llama.cpp and others."""

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2
import openai
from pydantic import BaseModel, Field, SecretStr, ValidationError

from core.purse import Prices
from personas.leanings import Leaning
from personas.mind import Writer
from personas.writers.model import ANSWER_TOKENS, ModelWriter, NotAsked, Purse, Reply
from personas.writers.prompt import Message
from personas.writers.structured import schema

BODY_BYTES = 1_000_000
MODELS_SHOWN = 5
NO_KEY = "none"  # a server of one's own asks for no key, but the client insists on one

for _name in ("openai", "httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(
        logging.WARNING
    )  # at finer levels they write requests, and so the talk, to the log


class TooLarge(Exception):
    """A server sent more than any answer needs."""


class _Said(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Said


class _Usage(BaseModel):
    prompt_tokens: int
    completion_tokens: int


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is served. `url` ends with the version, like http://localhost:11434/v1; empty is OpenAI's own."""

    model: str
    url: str = ""
    key: SecretStr | None = None

    @property
    def address(self) -> str:
        """The address of the server."""
        return self.url or "https://api.openai.com/v1"


class EndpointWriter(ModelWriter):
    """Asks a server over HTTP. What the server refuses (a schema, a way to limit the answer) is left out from then on."""

    remote = True

    def __init__(self, endpoint: Endpoint, purse: Purse, spare: Writer, *, prices: Prices, timeout: float) -> None:
        super().__init__(purse, spare, prices=prices, timeout=timeout)
        self.endpoint = endpoint
        key = endpoint.key.get_secret_value() if endpoint.key else ""
        self._client = openai.AsyncOpenAI(
            api_key=key or NO_KEY,
            base_url=endpoint.address,
            organization="",
            project="",
            timeout=timeout,
            max_retries=1,
            http_client=httpx2.AsyncClient(transport=_Bounded(), timeout=timeout, follow_redirects=False),
            default_headers={"Accept-Encoding": "identity"},
        )
        self._manners = 0

    async def reply(self, messages: Sequence[Message], leaning: Leaning) -> Reply:
        """Return the model's answer; a refusal, an empty answer and a body of another shape are errors."""
        talk: Any = [{"role": message.role, "content": message.content} for message in messages]
        body = await self._created(talk, _manners_of(leaning))
        try:
            completion = _Completion.model_validate_json(body)
        except ValidationError:
            raise ValueError("the server answered in another form") from None
        said, usage = completion.choices[0].message, completion.usage
        if said.refusal or not said.content:
            raise ValueError("the model refused or had no words")
        return Reply(said.content, *((usage.prompt_tokens, usage.completion_tokens) if usage else ()))

    async def _created(self, talk: Any, manners: list[dict[str, Any]]) -> bytes:
        """Ask in the way that worked last; where the server refuses the way itself (400, 422), try the plainer ones."""
        for at in range(self._manners, len(manners)):
            try:
                raw = await self._client.chat.completions.with_raw_response.create(
                    model=self.endpoint.model, messages=talk, extra_body=manners[at]
                )
            except (openai.BadRequestError, openai.UnprocessableEntityError) as refused:
                failure: Exception = refused
                continue
            except openai.APITimeoutError:
                raise
            except (openai.APIConnectionError, openai.APIStatusError) as unreached:
                raise NotAsked from unreached
            self._manners = at
            return raw.content
        raise NotAsked from failure

    async def health(self) -> str:
        """Ask the server for its models; return what is wrong and how to mend it, or an empty string."""
        where = f"the writer at {self.endpoint.address}"
        try:
            raw = await self._client.models.with_raw_response.list()
        except (openai.AuthenticationError, openai.PermissionDeniedError):
            return f"{where} refuses the key: check SALON_WRITER_KEY"
        except openai.NotFoundError:
            return f"{where} has no such page: SALON_WRITER_URL usually ends with /v1"
        except openai.APIStatusError as failure:
            return f"{where} answers with {failure.status_code}: look into its own log"
        except (openai.APIConnectionError, TooLarge):
            return f"{where} can't be reached: start it, or check SALON_WRITER_URL"
        return self._missing(raw.content, where)

    def _missing(self, body: bytes, where: str) -> str:
        try:
            names = [model.id for model in _Models.model_validate_json(body).data]
        except ValidationError:
            return f"{where} does not speak OpenAI's language: check SALON_WRITER_URL"
        if not names or any(self.endpoint.model in (name, name.removesuffix(":latest")) for name in names):
            return ""
        return f"{where} has no model {self.endpoint.model!r}: it has {', '.join(names[:MODELS_SHOWN])}"

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Model]


def _manners_of(leaning: Leaning) -> list[dict[str, Any]]:
    """Return the ways to ask, the strictest first: with a schema and without, with the older and the newer limit."""
    form = {"type": "json_schema", "json_schema": {"name": "turn", "strict": True, "schema": schema(leaning)}}
    limits = ("max_tokens", "max_completion_tokens")
    return [{"response_format": form, limit: ANSWER_TOKENS} for limit in limits] + [
        {limit: ANSWER_TOKENS} for limit in limits
    ]


class _Bounded(httpx2.AsyncHTTPTransport):
    """A transport that reads no answer longer than BODY_BYTES, and none that is packed."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; the answer breaks off where it grows too large."""
        response = await super().handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise TooLarge("a packed answer was not asked for")
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Counted(response.stream),
            extensions=response.extensions,
        )


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for part in self._stream:
            count += len(part)
            if count > BODY_BYTES:
                raise TooLarge(f"more than {BODY_BYTES} bytes")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
