"""Starting from a picture: another look for it, and variations of it."""

import io

import numpy as np
from PIL import Image

from core import studio
from core.brief import Brief
from tests.house import House, Message


async def picture_of(house: House, post: Message) -> Image.Image:
    data = (await house.client("ana").get(post["pictures"][0]["full"])).content
    return Image.open(io.BytesIO(data)).convert("RGB")


async def brief_of(house: House, post: Message) -> Brief:
    async with house.salon.read() as db:
        return await studio.brief_of(db, await house.post(post["id"]))


def apart(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures are from each other, seen small: 0 to 1."""
    small = [np.asarray(picture.resize((24, 24)).convert("L"), dtype=float) / 255 for picture in (one, other)]
    return float(np.abs(small[0] - small[1]).mean())


async def test_another_look_keeps_the_scene_and_its_parent(house: House) -> None:
    message = await house.paints("ana", "a lighthouse by the sea --style flat")

    await house.presses("bo", message, "restyle", value=f"{message['post']['id']}.anime")

    child, parent = (await house.feed())[:2]
    assert (child["style"], child["prompt"]) == ("anime", parent["prompt"])
    assert (await brief_of(house, child)).seed == (await brief_of(house, parent)).seed
    assert apart(await picture_of(house, child), await picture_of(house, parent)) < 0.25
    shown = [one for one in await house.wall("lobby", "bo") if one["post"]][-1]
    assert f"remix of #{message['post']['id']} by Ana" in shown["text"]


async def test_three_taps_lead_there_more_looks_show_the_rest_of_the_shelf(house: House) -> None:
    message = await house.paints("ana", "a fox")
    await house.presses("bo", message, "restyle")
    shelf = await house.last("bo")

    await house.presses("bo", shelf, "restyle", value=shelf["buttons"][-1][0]["value"])
    second = await house.last("bo")
    await house.presses("bo", second, "restyle", value=second["buttons"][0][0]["value"])

    assert (shelf["private"], shelf["text"]) == (True, "Which look?")
    assert shelf["buttons"][0][0]["label"] != second["buttons"][0][0]["label"]
    assert (await house.feed())[0]["style"] == second["buttons"][0][0]["value"].partition(".")[2]


async def test_a_subtle_variation_is_nearer_than_a_strong_one(house: House) -> None:
    message = await house.paints("ana", "a cabin in the mountains --style oil")
    code = message["post"]["id"]

    await house.says("bo", f"/vary #{code} subtle")
    await house.says("bo", f"/vary #{code} strong")

    strong, subtle, parent = (await house.feed())[:3]
    near = apart(await picture_of(house, subtle), await picture_of(house, parent))
    far = apart(await picture_of(house, strong), await picture_of(house, parent))
    assert 0 < near < far


async def test_a_photo_is_painted_in_the_look_that_is_chosen_in_its_shape(house: House) -> None:
    await house.join("ana")
    file = io.BytesIO()
    Image.linear_gradient("L").resize((600, 300)).convert("RGB").save(file, "JPEG")
    key = (
        await house.client("ana").post("/rooms/lobby/attach", content=file.getvalue(), headers={"X-Salon": "1"})
    ).json()["picture"]
    said = {"id": "p", "text": "/restyle", "picture": key}
    await house.client("ana").post("/rooms/lobby/say", json=said)
    await house.settle()
    shelf = await house.last("ana")

    await house.presses("ana", shelf, "photo", value=shelf["buttons"][0][1]["value"])

    (made,) = await house.feed()
    picture = made["pictures"][0]
    assert picture["width"] > 1.7 * picture["height"]
    assert (await brief_of(house, made)).source == key
    assert all(len(f"photo:{one['value']}") <= 64 for row in shelf["buttons"] for one in row)


async def test_what_there_is_nothing_to_start_from_for_is_said(house: House) -> None:
    for typed, told in (("/restyle", "with a photo"), ("/vary", "as an answer"), ("/restyle #ZZZZ ink", "ZZZZ")):
        answer = await house.says("ana", typed)
        assert answer is not None
        assert told in answer["text"]

    message = await house.paints("ana", "a fox")
    answer = await house.says("ana", f"/vary #{message['post']['id']} wildly")
    assert answer is not None
    assert "subtle, strong" in answer["text"]


async def test_a_button_with_a_forged_photo_leads_nowhere(house: House) -> None:
    message = await house.paints("ana", "a fox")

    await house.presses("ana", message, "photo", value="../../keys~ink")

    assert "no longer here" in (await house.last("ana"))["text"]
