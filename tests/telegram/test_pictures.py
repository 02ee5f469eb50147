"""Telegram: asking for pictures, and what can be done with them."""

import io

from PIL import Image

from core import credentials
from tests.telegram.conftest import Club, labels, quiet, said
from tests.telegram.world import Values


def button(message: Values, label: str) -> Values:
    rows = message["reply_markup"]["inline_keyboard"]
    return next(dict(key) for row in rows for key in row if key["text"].startswith(label))


async def test_a_request_is_a_placeholder_that_becomes_the_picture(club: Club) -> None:
    ana, _bo = club.people()
    group = club.server.group(status="administrator")

    asked = club.server.says(ana, group, "/imagine a heron in fog, woodblock print —ar 3:2")
    placeholder = dict(await club.answer(group, asked, "heron"))
    await club.server.until(lambda: "photo" in group.of_bot[0])
    shown = group.of_bot[0]

    assert "⏳" in said(placeholder) or "🎨" in said(placeholder)
    assert labels(placeholder) == ["Cancel"]
    assert placeholder["reply_to_message"]["message_id"] == asked
    assert shown["message_id"] == placeholder["message_id"]
    assert said(shown).startswith("Ana  a heron in fog, woodblock print\n")
    assert labels(shown) == ["❤ 1 · 0", "❤ 2 · 0", "🔁 Remix", "🎲 Again", "⬆ HD", "⋯"]
    assert [one for one in shown["caption_entities"] if one["type"] == "bold"] == [
        {"type": "bold", "offset": 0, "length": 3}
    ]
    sheet = Image.open(io.BytesIO(club.server.files[shown["photo"][-1]["file_id"]]))
    assert sheet.width > 2 * sheet.height  # two pictures of 3:2 side by side
    sent = club.server.files[shown["photo"][-1]["file_id"]]
    assert b"trainedAlgorithmicMedia" in sent
    assert credentials.read(sent, "image/jpeg").state == "valid"


async def test_a_bare_request_asks_and_the_answer_is_painted(club: Club) -> None:
    ana, _bo = club.people()
    group = club.server.group()

    asked = club.server.says(ana, group, "/imagine@salon_test_bot")
    question = await club.answer(group, asked, "What shall I paint?")
    club.server.says(ana, group, "a lighthouse --n 1", reply_to=question["message_id"])

    await club.server.until(lambda: any("photo" in one for one in group.of_bot))
    assert question["reply_markup"]["force_reply"]
    assert any(said(one).startswith("Ana  a lighthouse") for one in group.of_bot)


async def test_a_command_for_another_bot_is_not_ours(club: Club) -> None:
    ana, _bo = club.people()
    group = club.server.group()

    club.server.says(ana, group, "/imagine@other_bot a fox")
    club.server.says(ana, group, "/rules")
    await quiet()

    assert group.of_bot == []


async def test_a_photo_with_a_request_is_the_start_of_the_picture(club: Club) -> None:
    ana, _bo = club.people()
    group = club.server.group()
    data = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(data, "JPEG")
    club.server.files["incoming"] = data.getvalue()
    photo = [{"file_id": "incoming", "file_unique_id": "u", "width": 320, "height": 200}]

    club.server.says(ana, group, "/imagine a lake --n 1", photo=photo)
    await club.server.until(lambda: any("photo" in one for one in group.of_bot))

    assert {"file_id": "incoming"} in club.server.named("getFile")


async def test_a_broken_photo_is_told_and_nothing_is_painted(club: Club) -> None:
    ana, _bo = club.people()
    club.server.files["broken"] = b"\xff\xd8\xff no picture at all"
    photo = [{"file_id": "broken", "file_unique_id": "u", "width": 1, "height": 1}]

    asked = club.server.says(ana, club.server.direct(ana), "/imagine a lake", photo=photo)

    assert "That picture can't be used" in said(await club.answer(club.server.direct(ana), asked))


async def test_remix_asks_for_words_and_the_child_names_its_parent(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    parent = await club.paints(ana, group)

    press = club.server.presses(bo, group, parent, "🔁")
    question = await club.answer(group, parent["message_id"], "Answer this message")
    club.server.says(bo, group, "a fox in snow --n 1", reply_to=question["message_id"])

    child = await club.answer(group, question["message_id"], "remix of #")
    assert (await club.alert(press))["text"] == ""
    assert said(child).startswith("Bo  a fox in snow\nremix of #")
    assert any(one["type"] == "text_mention" for one in question["entities"])


async def test_again_paints_anew_in_a_new_message(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    first = await club.paints(ana, group)

    press = club.server.presses(bo, group, first, "🎲")
    second = await club.answer(group, first["message_id"], "Bo")

    assert (await club.alert(press))["text"] == "Painting…"
    await club.server.until(lambda: "photo" in second)


async def test_hd_is_the_whole_file_with_its_marks(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    shown = await club.paints(ana, group)

    club.server.presses(bo, group, shown, "⬆")
    file = await club.answer(group, shown["message_id"], "whole file")

    data = club.server.files[file["document"]["file_id"]]
    assert data.startswith(b"\x89PNG")
    assert credentials.read(data, "image/png").actions == ("c2pa.created",)


async def test_below_the_whole_file_a_second_pass_paints_it_larger(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    shown = await club.paints(ana, group)
    club.server.presses(bo, group, shown, "⬆")
    file = await club.answer(group, shown["message_id"], "whole file")

    club.server.presses(bo, group, file, "⬆")

    large = await club.answer(group, file["message_id"], "enlarged")
    assert labels(file) == ["⬆ Paint it larger: 1024×1024"]
    assert said(large).startswith("Bo  a fox\n#")
    assert "by Ana, enlarged" in said(large)


async def test_the_menu_is_shown_to_whoever_asked_alone(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    shown = await club.paints(ana, group)

    club.server.presses(bo, group, shown, "⋯")
    await club.server.until(lambda: group.ephemeral)

    menu = next(iter(group.ephemeral.values()))
    assert menu["receiver"] == bo.id
    assert labels(menu) == [
        "Copy the prompt", "Details", "Save", "Describe", "Another look", "Vary a little", "Vary a lot", "Same seed",
        "Take back my like", "Make private", "Report", "Delete",
    ]  # fmt: skip
    assert button(menu, "Copy")["copy_text"] == {"text": "a fox"}


async def test_a_refusal_in_a_group_is_for_one_pair_of_eyes(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    shown = await club.paints(ana, group)
    club.server.presses(bo, group, shown, "⋯")
    await club.server.until(lambda: group.ephemeral)

    press = club.server.presses(bo, group, next(iter(group.ephemeral.values())), "Delete")
    club.server.says(bo, group, "/imagine a fox --style oilish")
    await club.server.until(lambda: any("oilish" in said(one) for one in group.ephemeral.values()))

    assert await club.alert(press) == {"text": "Only the author or an admin can do that.", "alert": True}
    assert len(group.of_bot) == 1


async def test_the_author_deletes_and_the_message_goes(club: Club) -> None:
    ana, _bo = club.people()
    group = club.server.group(status="administrator")
    shown = await club.paints(ana, group)

    code = button(shown, "🔁")["callback_data"].partition(":")[2]
    club.server.presses_data(ana, group, shown, f"delete:{code}")

    assert await club.server.until(lambda: shown["message_id"] not in group.messages)


async def test_cancel_stops_a_request(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    asked = club.server.says(ana, group, "/imagine a slow castle --n 4")
    placeholder = await club.answer(group, asked)

    strange = club.server.presses(bo, group, placeholder, "Cancel")
    told = await club.alert(strange)
    club.server.presses(ana, group, placeholder, "Cancel")

    await club.server.until(lambda: "Cancelled" in said(placeholder) or "photo" in placeholder)
    assert told["text"] == "Only whoever asked for it can do that."


async def test_buttons_of_another_time_are_answered(club: Club) -> None:
    ana, _bo = club.people()
    group = club.server.group()
    asked = club.server.says(ana, group, "/imagine@salon_test_bot")
    message = await club.answer(group, asked)

    presses = [
        club.server.presses_data(ana, group, message, data)
        for data in ("", "nonsense", "like:ZZZZZZ.1", "page:x", "🙂")
    ]

    for press in presses:
        assert (await club.alert(press))["text"]


async def test_a_prompt_cannot_inject_formatting_or_break_the_limits(club: Club) -> None:
    ana = club.server.person("*Ana* <b>_[x](http://x)", started=True)
    group = club.server.group(status="administrator")

    shown = await club.paints(
        ana, group, "<b>bold</b> *stars* _low_ [a](http://b) @everyone " + "👩‍👩‍👧‍👦 " * 150 + "--n 1"
    )

    assert {one["type"] for one in shown["caption_entities"]} == {"bold"}
    assert "<b>bold</b> *stars* _low_ [a](http://b)" in said(shown)
    assert "👩‍👩‍👧‍👦…" in said(shown) or "👩‍👩‍👧‍👦 …" in said(shown)


async def test_a_group_that_lets_us_send_no_photos_is_told_where_the_picture_is(club: Club) -> None:
    ana, _bo = club.people()
    group = club.server.group(status="administrator")
    group.may_send_photos = False

    asked = club.server.says(ana, group, "/imagine a fox --n 1")
    told = await club.answer(group, asked)
    await club.server.until(lambda: "may not send photos" in said(told))

    assert button(told, "See it")["url"].startswith("https://t.me/salon_test_bot?start=s_")
