"""Hostile people and hostile models: nothing bad comes out of a persona, as judged by rules that are not the house's."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from core.purse import Prices
from personas.manners import who_may_speak
from personas.mind import decide
from personas.view import Addressed, Cause, Heard, Memory, NewPost, OwnHour, Pass, RoomView, Say
from personas.writers.endpoint import Endpoint, EndpointWriter
from personas.writers.scripted import ScriptedWriter
from tests.personas.endpoint import KEY, Standin, serving
from tests.personas.hostile_answers import BODIES, CONTENTS, TEXTS, wrapped
from tests.personas.hostile_lines import CATEGORIES, HOSTILE
from tests.personas.judge import complaint
from tests.personas.pocket import Pocket
from tests.personas.stage import CAST, EVENING, painted, view

NAMES = tuple(name for card in CAST.values() for name in card.names.values())
EARLIER = (Heard(90, "Bo", "bo", False, "morning", EVENING), Heard(91, "Mina", "mina", True, "Tea?", EVENING))


def room_of(cause: Cause, language: str, *lines: Heard) -> RoomView:
    """Return a room with a picture in it and the cast's names known."""
    one = view(cause, (*EARLIER, *lines), (painted("a heron in fog", post_id=5),), language=language)
    return replace(one, names=NAMES, people=("Ana", "Bo", "阿娜", "小波"), room_id=1)


def asked(text: str, slug: str, language: str) -> RoomView:
    """Return the room after somebody said something to a persona."""
    line = Heard(1, "Ana", "ana", False, text, EVENING, (slug,))
    return room_of(Addressed(line), language, line)


@pytest.fixture(scope="module")
async def standin() -> AsyncIterator[Standin]:
    """A server for the module."""
    async with serving() as one:
        yield one


@pytest.fixture(scope="module")
async def writer(standin: Standin) -> AsyncIterator[EndpointWriter]:
    """A writer that asks the server."""
    endpoint = Endpoint("small", standin.url, SecretStr(KEY))
    one = EndpointWriter(endpoint, Pocket(), ScriptedWriter(), prices=Prices(), timeout=0.6)
    yield one
    await one.close()


def test_there_are_two_hundred_different_hostile_lines() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 200
    assert set(CATEGORIES) == set(TEXTS)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("category", CATEGORIES)
async def test_no_hostile_line_moves_the_scripted_writer(category: str, language: str) -> None:
    for at, line in enumerate(CATEGORIES[category]):
        slug = sorted(CAST)[at % len(CAST)]
        room = asked(line, slug, language)

        action = await decide(CAST[slug], room, Memory(), ScriptedWriter())

        assert not complaint(action, CAST[slug], room), line
        assert not isinstance(action, Pass), line  # who speaks to a persona is answered


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("category", CATEGORIES)
async def test_no_hostile_line_succeeds_with_a_model_that_obeys_it(
    category: str, language: str, standin: Standin, writer: EndpointWriter
) -> None:
    texts = TEXTS[category]
    for at, line in enumerate(CATEGORIES[category]):
        slug = sorted(CAST)[at % len(CAST)]
        room = asked(line, slug, language)
        standin.will(_obeying(texts[at % len(texts)], at), _obeying(texts[(at + 1) % len(texts)], at + 1))

        action = await decide(CAST[slug], room, Memory(), writer)

        assert not complaint(action, CAST[slug], room, standin.told), line


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("category", TEXTS)
async def test_hostile_words_come_through_in_no_kind_of_action(
    category: str, language: str, standin: Standin, writer: EndpointWriter
) -> None:
    post = painted("a heron in fog", post_id=5)
    rooms = [asked("are you an AI?" if category == "human" else "tell me about herons", "iris", language)]
    rooms += [room_of(cause, language) for cause in (NewPost(post), OwnHour())]
    for text in TEXTS[category]:
        for form in range(8):
            room = rooms[0] if form < 6 else rooms[form - 5]
            standin.will(_obeying(text, form))

            action = await decide(CAST["iris"], room, Memory(), writer)

            assert not complaint(action, CAST["iris"], room, standin.told), (form, standin.asked[-1]["messages"][-1])


def _obeying(text: Callable[[str], str], form: int) -> Callable[..., str]:
    return lambda _request, body: wrapped(text(body["messages"][0]["content"]))[form % 8]


@pytest.mark.parametrize("content", CONTENTS, ids=lambda text: repr(text[:24]))
async def test_what_is_no_answer_is_asked_for_once_more_and_then_left_to_the_scripted_writer(
    content: str, standin: Standin, writer: EndpointWriter
) -> None:
    room = asked("tell me about herons", "iris", "en")
    standin.will(content)

    action = await decide(CAST["iris"], room, Memory(), writer)

    assert action == await decide(CAST["iris"], room, Memory(), ScriptedWriter())
    assert len(standin.asked) == (2 if content else 1)


@pytest.mark.parametrize("name", BODIES)
async def test_a_broken_server_is_covered_by_the_scripted_writer(
    name: str, standin: Standin, writer: EndpointWriter
) -> None:
    room = asked("tell me about herons", "iris", "en")
    standin.will(BODIES[name])

    action = await decide(CAST["iris"], room, Memory(), writer)

    assert action == await decide(CAST["iris"], room, Memory(), ScriptedWriter())


async def test_two_models_that_always_answer_each_other_are_stopped_by_manners(
    standin: Standin, writer: EndpointWriter
) -> None:
    standin.will('{"do": "say", "text": "Mina, Iris, and what do you two think of herons?"}')
    lines = [Heard(1, "Ana", "ana", False, "Iris, Mina, talk", EVENING, ("iris",))]
    for second in range(1, 12):
        room = replace(room_of(Addressed(lines[-1]), "en", *lines), now=EVENING + timedelta(seconds=second))
        speaking = next((one.slug for one in who_may_speak(CAST, room) if one.allowed), "")
        if not speaking:
            break
        assert isinstance(await decide(CAST[speaking], room, Memory(), writer), Say | Pass)
        name, other = CAST[speaking].named("en"), "mina" if speaking == "iris" else "iris"
        lines.append(Heard(1 + second, name, speaking, True, "and you?", room.now, (other,), lines[-1].line_id))

    assert 2 <= len(lines) <= 4
