"""Hostile text over HTTP: cleaned or refused with a reason, never an error page, nothing injected."""

from uuid import uuid4

import pytest

from tests.house import House

TEXTS = {
    "nul": "a fox\x00 in fog",
    "lone surrogate": "a fox \ud83d in fog",
    "right to left": "a \u202exof\u202c in fog",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "sql": "'); DROP TABLE votes; --",
    "template": "{{7*7}} ${7*7} {name} %s %(x)s",
    "emoji flood": "🦊" * 1_500,
    "marks": "Z" + "\u0301" * 1_800,
    "formats": "{0.__class__} {rule} {limit}",
    "newlines": "a fox\n\n\n/imagine a cat\r\n--seed 3",
    "flags": "--ar 0:0 --n 99 --seed x --style <b> --no",
    "zero width": "\u200b\u200b\u2060",
    "json": '{"kind": "press", "verb": "delete"}',
    "path": "../../../../etc/passwd",
}


@pytest.mark.parametrize("name", TEXTS)
async def test_a_prompt_is_painted_or_refused_but_never_breaks_the_house(house: House, name: str) -> None:
    await house.join("ana")
    body = _body(f"/imagine {TEXTS[name]} --n 1")

    answer = await house.client("ana").post(
        "/rooms/lobby/say", content=body, headers={"Content-Type": "application/json"}
    )
    await house.settle()

    assert answer.status_code in (202, 422)
    assert answer.headers["content-type"] == "application/json"
    texts = [one["text"] for one in await house.wall("lobby", "ana")]
    assert not any("broke" in text for text in texts)
    feed = await house.client("ana").get("/feed?sort=new", headers={"Accept": "text/html"})
    assert feed.status_code == 200
    assert "<script>alert" not in feed.text
    assert "onerror=alert(1)>" not in feed.text


@pytest.mark.parametrize("name", TEXTS)
async def test_a_line_and_a_nickname_are_cleaned_or_refused(house: House, name: str) -> None:
    client = house.client(f"x{name}")
    headers = {"Content-Type": "application/json"}

    joined = await client.post("/rooms/lobby/join", content=_body(TEXTS[name], "name"), headers=headers)
    said = await client.post("/rooms/lobby/say", content=_body(TEXTS[name]), headers=headers)
    await house.settle()

    assert joined.status_code in (200, 422)
    assert said.status_code in (202, 401, 422)
    history = await client.get("/rooms/lobby/history")
    for message in history.json()["items"]:
        assert not set(message["text"]) & set("\x00\u202e\u202c\ud83d")
        assert message["speaker"] is None or len(message["speaker"]["name"]) <= 40


async def test_a_hundred_thousand_characters_are_refused_with_a_reason(house: House) -> None:
    await house.join("ana")

    answer = await house.client("ana").post("/rooms/lobby/say", json={"id": "1", "text": "x" * 100_000})

    assert answer.status_code == 422
    assert "too long" in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b'{"id": 1, "text": 2}', 422),
        (b'{"id": "a", "text": null}', 422),
        (b'{"id": "a", "text": "x", "reply_to": 1e400}', 422),
        (b'{"id": "a", "text": "x", "reply_to": 99999999999999999999999999}', 422),
        (b'{"id": "a\\u0000", "text": "x"}', 422),
        (b"\xff\xfe\x00", 400),
        (b"[" * 100_000, 400),
        (b"x" * 1_200_000, 413),
    ],
)
async def test_a_broken_body_is_refused_and_never_an_error(house: House, body: bytes, status: int) -> None:
    await house.join("ana")

    answer = await house.client("ana").post(
        "/rooms/lobby/say", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == status, answer.text


async def test_a_post_from_another_site_is_refused(house: House) -> None:
    await house.join("ana")
    headers = {"Sec-Fetch-Site": "cross-site", "Content-Type": "application/json"}

    answer = await house.client("ana").post("/rooms/lobby/say", json={"id": "1", "text": "hi"}, headers=headers)

    assert answer.status_code == 403


async def test_a_forged_cookie_is_nobody(house: House) -> None:
    client = house.client("mallory")
    client.cookies.set("salon_me", "ImFuYSI.forged")

    answer = await client.post("/rooms/lobby/say", json={"id": "1", "text": "hi"})

    assert answer.status_code == 401


def _body(text: str, field: str = "text") -> bytes:
    import json

    whole = {"id": uuid4().hex, field: text} if field == "text" else {field: text}
    return json.dumps(whole).encode()
