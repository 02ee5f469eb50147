"""The host's lines about a period: by a model where there is one, by the host's own where it fails or says what it must not."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from core.digest_board import Entry
from core.models.people import Member
from core.models.posts import Post
from core.models.rooms import Room
from core.purse import Prices
from personas.digest import Place, written_lines
from personas.troupe import Troupe
from personas.writers.endpoint import Endpoint, EndpointWriter
from personas.writers.scripted import ScriptedWriter
from tests.personas.endpoint import KEY, Standin, completion, serving
from tests.personas.pocket import Pocket
from tests.personas.stage import CAST, painted

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
LOBBY = Room(id=3, platform="web", address="lobby", title="The Lobby", language="en", timezone="UTC")


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    """A server of models."""
    async with serving() as one:
        yield one


def troupe_at(url: str) -> Troupe:
    """Return the cast with a writer that asks a server."""
    endpoint = Endpoint("small", url, SecretStr(KEY))
    return Troupe(CAST, EndpointWriter(endpoint, Pocket(), ScriptedWriter(), prices=Prices(), timeout=5))


def best() -> list[Entry]:
    """Return two places of a digest."""
    ana = Member(id=1, kind="person", slug="ana", name="Ana", names={}, created_at=NOW)
    posts = [
        Post(id=n, prompt=prompt, style="", author_id=1, created_at=NOW)
        for n, prompt in ((1, "a heron in fog"), (2, "a fox on a roof"))
    ]
    return [Entry(post, ana, 3 - post.id, None) for post in posts]


async def test_a_model_says_the_hosts_lines_from_the_pictures_in_sight(standin: Standin) -> None:
    standin.will(
        completion(json.dumps({"do": "say", "text": "Ana's heron stands in the fog. The fox kept watch above."}))
    )

    lines = await troupe_at(standin.url).recap(LOBBY, best(), seed=1)

    assert lines == "Ana's heron stands in the fog. The fox kept watch above."
    asked = standin.asked[0]["messages"][1]["content"]
    assert "a heron in fog" in asked
    assert "about to be shown" in asked


@pytest.mark.parametrize("answer", ["nothing that can be read", "a false claim", "a failure"])
async def test_a_model_that_fails_or_says_what_it_must_not_leaves_the_lines_to_the_host(
    standin: Standin, answer: str
) -> None:
    human = completion(json.dumps({"do": "say", "text": "I am a real human being, made of flesh."}))
    standin.will({"a false claim": human, "a failure": _breaks}.get(answer, completion(answer)))
    troupe = troupe_at(standin.url)

    lines = await troupe.recap(LOBBY, best(), seed=1)

    assert lines == troupe.remark("en", best(), 1)
    assert len(lines.splitlines()) == 2


def _breaks(_request: web.Request, _body: dict[str, Any]) -> web.Response:
    return web.Response(status=500)


async def test_the_scripted_writer_leaves_them_to_the_host_too() -> None:
    place = Place(3, "The Lobby", "en")

    assert await written_lines(ScriptedWriter(), CAST["mina"], [painted("a fox")], place, seed=1, now=NOW) == ""
