"""One's own things: what is public, all of it as a file, joined accounts, and being forgotten."""

import io
import json
import zipfile
from typing import Any

from tests.house import House, button


async def exported(house: House, who: str) -> tuple[str, zipfile.ZipFile]:
    """Let somebody ask for their data; return the file's address and the file."""
    message = await house.says(who, "/export")
    assert message is not None
    assert message["private"]
    url = message["buttons"][-1][0]["url"]
    answer = await house.client(who).get(url)
    assert answer.headers["cache-control"] == "private, no-store"
    return url, zipfile.ZipFile(io.BytesIO(answer.content))


async def test_an_export_has_the_pictures_and_the_facts(house: House) -> None:
    shown = await house.paints("ana", "a fox")
    other = await house.paints("bo", "a boat")
    await house.presses("ana", other, "like")

    _url, packed = await exported(house, "ana")

    facts: dict[str, Any] = json.loads(packed.read("salon.json"))
    assert packed.namelist() == ["salon.json", f"pictures/{shown['post']['id']}-1.png"]
    assert [post["id"] for post in facts["posts"]] == [shown["post"]["id"]]
    assert [vote["value"] for vote in facts["votes"]] == [1]


async def test_an_export_is_gone_after_a_day(house: House) -> None:
    await house.paints("ana", "a fox")
    url, _packed = await exported(house, "ana")

    await house.wind(hours=25)

    assert (await house.client("ana").get(url)).status_code == 404


async def test_the_forgotten_leave_no_picture_vote_or_name(house: House) -> None:
    await house.paints("ana", "a fox")
    other = await house.paints("bo", "a boat")
    await house.presses("ana", other, "like")
    asked = await house.says("ana", "/forgetme")
    assert asked is not None

    await house.presses("bo", asked, "forget", value=button(asked, "forget")["value"])
    kept = len(await house.feed())
    await house.presses("ana", asked, "forget")

    feed = await house.feed()
    assert kept == 2
    assert [(one["prompt"], one["score"]) for one in feed] == [("a boat", 0)]
    assert not any("fox" in str(one["post"]) for one in await house.wall())


async def test_votes_teach_nothing_until_their_voter_says_so(house: House) -> None:
    from sqlalchemy import select

    from core.models.posts import Vote

    shown = await house.paints("ana", "a fox")

    async def consents() -> list[bool]:
        async with house.salon.read() as db:
            return list(await db.scalars(select(Vote.consent)))

    await house.presses("bo", shown, "like")
    first = await consents()
    await house.says("bo", "/privacy training on")
    await house.presses("bo", shown, "unlike")
    await house.presses("bo", shown, "like")
    agreed = await consents()
    await house.says("bo", "/privacy training off")

    assert (first, agreed, await consents()) == ([False], [True], [False])


async def test_private_by_default_keeps_pictures_out_of_the_feed(house: House) -> None:
    await house.says("ana", "/privacy private")

    await house.says("ana", "/imagine a fox --n 1")

    assert await house.feed() == []


async def test_a_link_code_works_once_and_for_ten_minutes(house: House) -> None:
    told = await house.says("ana", "/link")
    assert told is not None
    code = told["text"].partition("/link ")[2].split(".")[0]
    await house.wind(minutes=11)

    late = await house.says("bo", f"/link {code}")
    wrong = await house.says("bo", "/link NONSENSE")

    assert late is not None
    assert wrong is not None
    assert "ten minutes are over" in late["text"]
    assert "ten minutes are over" in wrong["text"]


async def test_quiet_and_reactions_of_a_room(house: House) -> None:
    shown = await house.paints("ana", "a fox")

    await house.says("ana", "/reactions 🦆 +1")
    await house.reacts("bo", shown, "🦆")
    quiet = await house.says("ana", "/quiet 2h")
    odd = await house.says("ana", "/quiet soon")

    assert (await house.feed())[0]["score"] == 1
    assert quiet is not None
    assert odd is not None
    assert "2 h" in quiet["text"]
    assert "/quiet can't be soon" in odd["text"]
    assert (await house.room()).quiet_until is not None
