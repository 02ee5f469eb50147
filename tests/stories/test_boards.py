"""Boards: saving pictures, looking after what was saved, and who leads in a room."""

import io
import json
import zipfile

from tests.house import House, button


async def test_a_reply_saves_a_picture_on_a_board_that_is_shown_as_a_card(house: House) -> None:
    fox = await house.paints("ana", "a fox")
    crow = await house.paints("ana", "a crow")

    await house.says("bo", "/save Wild things", reply_to=fox["id"])
    told = await house.says("bo", f"/save #{crow['post']['id']} wild THINGS")
    card = await house.says("bo", "/board wild things")

    assert told is not None
    assert card is not None
    assert f"#{crow['post']['id']} is on your board Wild things" in told["text"]
    assert "Wild things · 1/2" in card["text"]
    assert card["post"]["prompt"] == "a crow"


async def test_the_menu_saves_on_a_board_that_only_its_owner_sees(house: House) -> None:
    fox = await house.paints("ana", "a fox")
    await house.presses("bo", fox, "save")
    listed = await house.says("bo", "/board")
    card = await house.says("bo", "/board saved")
    assert listed is not None
    assert card is not None

    stranger = await house.says("cy", "/board @bo")
    await house.presses("cy", card, "page", value=button(listed, "page")["value"])

    assert "Saved 🔒 · 1 picture" in listed["text"]
    assert (listed["private"], card["private"]) == (True, True)
    assert stranger is not None
    assert "Bo shows no boards" in stranger["text"]
    assert "There is no board" in (await house.last("cy"))["text"]


async def test_a_shared_board_has_a_page_and_a_hidden_one_has_none(house: House) -> None:
    fox = await house.paints("ana", "a fox")
    await house.presses("bo", fox, "save")
    shared = await house.says("bo", "/board share saved")
    assert shared is not None
    path = "/b/" + shared["buttons"][0][1]["url"].partition("/b/")[2]

    seen = await house.client("-").get(path)
    await house.says("bo", "/board hide saved")
    hidden = await house.client("-").get(path)
    own = await house.client("bo").get(path)

    assert "a fox" in seen.text
    assert (seen.status_code, hidden.status_code, own.status_code) == (200, 404, 200)


async def test_a_picture_out_of_sight_is_off_every_board_at_once_and_comes_back(house: House) -> None:
    fox = await house.paints("ana", "a fox")
    await house.says("bo", "/save foxes", reply_to=fox["id"])

    async def seen() -> bool:
        page = (await house.client("-").get("/m/bo/boards")).text
        board = (await house.client("-").get("/b/" + page.partition('href="/b/')[2].partition('"')[0])).text
        assert ("0 pictures" in page) == ("a fox" not in board)
        return "a fox" in board

    before = await seen()
    await house.presses("ana", fox, "private")
    private = await seen()
    empty = await house.says("bo", "/board foxes")
    await house.presses("ana", fox, "public", value=fox["post"]["id"])

    assert (before, private, await seen()) == (True, False, True)
    assert empty is not None
    assert "foxes is empty" in empty["text"]


async def test_a_private_picture_cannot_be_saved(house: House) -> None:
    fox = await house.paints("ana", "a fox")
    await house.presses("ana", fox, "private")

    told = await house.says("ana", f"/save #{fox['post']['id']}")

    assert told is not None
    assert "Only public pictures" in told["text"]


async def test_a_board_is_renamed_emptied_and_deleted_by_its_owner_alone(house: House) -> None:
    fox = await house.paints("ana", "a fox")
    await house.says("bo", "/save foxes", reply_to=fox["id"])
    await house.says("bo", "/save birds", reply_to=fox["id"])

    async def told(text: str, who: str = "bo") -> str:
        return str((await house.says(who, text) or {})["text"])

    assert "called Red foxes now" in await told("/board rename foxes --to Red foxes")
    assert "birds can't be the name" in await told("/board rename red foxes --to birds")
    assert "cover of your board Red foxes" in await told(f"/board cover red foxes #{fox['post']['id']}")
    assert "off your board Red foxes" in await told(f"/board remove red foxes --post {fox['post']['id']}")
    assert "is not on your board" in await told(f"/board remove red foxes #{fox['post']['id']}")
    assert "no board called birds" in await told("/board delete birds", who="cy")
    sure = await house.says("bo", "/board delete birds")
    assert sure is not None
    await house.presses("cy", sure, "dropboard", value=button(sure, "dropboard")["value"])
    assert "There is no board" in (await house.last("cy"))["text"]
    await house.presses("bo", sure, "dropboard")
    assert "is deleted" in (await house.last("bo"))["text"]
    assert "no board called birds" in await told("/board show birds")


async def test_an_export_holds_the_boards_and_the_forgotten_have_none(house: House) -> None:
    fox = await house.paints("ana", "a fox")
    await house.says("bo", "/save foxes", reply_to=fox["id"])
    message = await house.says("bo", "/export")
    assert message is not None
    packed = (await house.client("bo").get(message["buttons"][-1][0]["url"])).content
    facts = json.loads(zipfile.ZipFile(io.BytesIO(packed)).read("salon.json"))
    page = (await house.client("-").get("/m/bo/boards")).text
    board = "/b/" + page.partition('href="/b/')[2].partition('"')[0]

    asked = await house.says("bo", "/forgetme")
    assert asked is not None
    await house.presses("bo", asked, "forget")

    assert [(one["name"], one["posts"]) for one in facts["boards"]] == [("foxes", [fox["post"]["id"]])]
    assert (await house.client("-").get(board)).status_code == 404


async def test_joined_accounts_have_one_set_of_boards(house: House) -> None:
    fox, crow = await house.paints("ana", "a fox"), await house.paints("ana", "a crow")
    await house.says("bo", "/save wild", reply_to=fox["id"])
    await house.says("cy", "/save wild", reply_to=crow["id"])

    code = (await house.says("bo", "/link") or {})["text"].partition("/link ")[2].split(".")[0]
    await house.says("cy", f"/link {code}")

    listed = await house.says("bo", "/board")
    assert listed is not None
    assert "wild · 2 pictures" in listed["text"]


async def test_the_page_saves_and_keeps_boards(house: House) -> None:
    fox = await house.paints("ana", "a fox")
    await house.join("bo")
    client, code = house.client("bo"), fox["post"]["id"]
    ours = {"X-Salon": "1", "Content-Type": "application/x-www-form-urlencoded"}

    saved = await client.post(f"/p/{code}/save", content="board=Red+foxes", headers=ours)
    slug = saved.text.partition("/unsave/")[2].partition('"')[0]
    page = await client.get(f"/p/{code}")
    private = await client.post(f"/b/{slug}/private", headers=ours)
    strangers = await house.client("-").get(f"/b/{slug}")
    stolen = await house.client("-").post(f"/b/{slug}/private", headers=ours)
    await house.join("cy")
    others = await house.client("cy").post(f"/b/{slug}/delete", headers=ours)
    unsaved = await client.post(f"/p/{code}/unsave/{slug}", headers=ours)

    assert "✓ Red foxes" in saved.text
    assert "🔖 Saved" in page.text
    assert private.headers["hx-redirect"] == f"/b/{slug}"
    assert (strangers.status_code, stolen.status_code, others.status_code) == (404, 401, 404)
    assert "✓" not in unsaved.text


async def test_the_room_knows_whose_pictures_are_liked_most(house: House) -> None:
    fox, crow = await house.paints("ana", "a fox"), await house.paints("bo", "a crow")
    await house.presses("bo", fox, "like")
    await house.presses("cy", fox, "like")
    await house.presses("cy", crow, "like")

    told = await house.says("dee", "/boards")
    wrong = await house.says("dee", "/boards aeon")
    page = (await house.client("-").get("/leaders?window=week&room=lobby")).text

    assert told is not None
    assert wrong is not None
    assert "1. Ana (@ana) · ❤ 2 · 1 picture\n2. Bo (@bo) · ❤ 1 · 1 picture" in told["text"]
    assert "AI characters" not in told["text"]
    assert "day, week, month" in wrong["text"]
    assert 0 < page.index(">Ana<") < page.index(">Bo<")


async def test_the_usual_board_has_a_name_in_each_language_and_is_one(house: House) -> None:
    fox, crow = await house.paints("ana", "a fox"), await house.paints("ana", "a crow")
    await house.join("bo", language="zh")
    await house.presses("bo", fox, "save")
    await house.says("bo", "/save 已收藏", reply_to=crow["id"])

    listed = await house.says("bo", "/board")
    await house.says("bo", "/language en")
    english = await house.says("bo", "/board")

    assert listed is not None
    assert english is not None
    assert "已收藏 🔒 · 2 幅画" in listed["text"]
    assert "Saved 🔒 · 2 pictures" in english["text"]
