"""Telegram: coming into chats and leaving them, topics, rights, follows, digests, characters, inline mode."""

import time
from datetime import UTC, datetime, timedelta

from tests.telegram.conftest import Club, labels, quiet, said


async def test_the_menu_has_every_command_in_two_languages(club: Club) -> None:
    everybody = {one["command"] for one in club.server.commands["all_private_chats", ""]}
    admins = {one["command"] for one in club.server.commands["all_chat_administrators", ""]}
    chinese = {one["command"]: one["description"] for one in club.server.commands["default", "zh"]}

    assert {"imagine", "top", "follow", "help"} <= everybody
    assert {"setup", "quiet"} <= admins - everybody
    assert chinese["imagine"] == "画出你说的画面"


async def test_a_new_group_is_greeted_once_in_its_language(club: Club) -> None:
    li = club.server.person("Li", "zh-hans")
    group = club.server.group(status="left")

    club.server.set_status(group, "member", li)
    greeting = await club.answer(group, 0)
    club.server.set_status(group, "administrator", li)
    await quiet(1.5)

    assert "画画俱乐部" in said(greeting)
    assert len(group.of_bot) == 1


async def test_the_first_result_says_once_that_reactions_are_not_seen(club: Club) -> None:
    ana, _bo = club.people()
    group = club.server.group(status="member")

    first = await club.paints(ana, group)
    second = await club.paints(ana, group)

    assert "I can't see reactions" in said(first)
    assert "Pictures here are public" in said(first)
    assert "\n" + said(second).partition("\n")[2] == "\n" + said(second).rpartition("\n")[2]


async def test_setup_names_what_is_missing_and_the_fix(club: Club) -> None:
    ana, _bo = club.people()
    group = club.server.group(status="member")

    asked = club.server.says(ana, group, "/setup")
    told = said(await club.answer(club.server.direct(ana), 0))

    assert asked
    assert "❌ see reactions" in told
    assert "make me an admin" in told


async def test_who_has_no_direct_chat_is_answered_in_the_group(club: Club) -> None:
    stranger = club.server.person("Cy")
    group = club.server.group(status="member")

    asked = club.server.says(stranger, group, "/quota")

    assert "today" in said(await club.answer(group, asked))


async def test_a_chat_that_removed_us_gets_nothing_more(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    shown = await club.paints(ana, group)

    club.server.set_status(group, "kicked", ana)
    await quiet(0.5)
    before = len(club.server.calls)
    club.server.says(bo, club.server.direct(bo), f"/show {said(shown).rpartition('#')[2].split()[0]}")
    copy = await club.answer(club.server.direct(bo), 0)
    await club.server.until(lambda: "photo" in copy)
    club.server.presses(bo, club.server.direct(bo), copy, "👍")
    await club.server.until(lambda: labels(copy)[0] == "👍 1")

    assert [call for call in club.server.calls[before:] if call[1].get("chat_id") == group.id] == []


async def test_a_group_that_became_a_supergroup_keeps_its_room(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    await club.paints(ana, group)

    fresh = club.server.upgrades(group)
    asked = club.server.says(bo, fresh, "/new")

    assert "a fox" in said(await club.answer(fresh, asked, "New pictures"))


async def test_answers_come_in_the_topic_they_were_asked_in(club: Club) -> None:
    ana, _bo = club.people()
    forum = club.server.group(status="administrator", topics={7, 9})

    asked = club.server.says(ana, forum, "/imagine a fox --n 1", topic=7)
    shown = await club.answer(forum, asked)
    await club.server.until(lambda: "photo" in shown)

    assert shown["message_thread_id"] == 7


async def test_a_topic_that_is_gone_does_not_lose_the_answer(club: Club) -> None:
    ana, _bo = club.people()
    forum = club.server.group(status="administrator", topics={7})
    forum.topics.clear()

    asked = club.server.says(ana, forum, "/new", topic=7)
    await club.server.until(lambda: forum.ephemeral or forum.of_bot)

    assert asked


async def test_follow_by_deep_link_and_new_posts_arrive(club: Club) -> None:
    zoe, bo = club.server.person("Zoe", started=True), club.server.person("Bo")
    group = club.server.group(status="administrator")
    await club.paints(zoe, group)

    asked = club.server.says(bo, group, "/profile @zoe")
    card = await club.answer(group, asked, "followers")
    press = club.server.presses(bo, group, card, "Follow")
    await club.server.until(lambda: group.ephemeral)
    offer = next(iter(group.ephemeral.values()))
    link = offer["reply_markup"]["inline_keyboard"][0][0]["url"]
    club.server.says(bo, club.server.direct(bo), f"/start {link.partition('start=')[2]}")
    await club.answer(club.server.direct(bo), 0, "direct chat")
    await club.paints(zoe, group, "a newer fox --n 1")

    copy = await club.answer(club.server.direct(bo), 0, "a newer fox")
    assert (await club.alert(press))["text"] == ""
    assert "photo" in copy


async def test_a_blocked_bot_pauses_what_is_sent(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    await club.paints(ana, group)
    slug = said(await club.answer(group, club.server.says(bo, group, "/profile") and 0, "#"))
    direct = club.server.direct(bo)
    asked = club.server.says(bo, direct, "/start")
    await club.answer(direct, asked)
    club.server.says(bo, direct, "/follow @luna each")
    await club.answer(direct, asked, "You follow Luna")

    club.server.blocks(bo)
    await quiet(0.5)
    club.server.blocks(bo, again=True)
    club.server.says(bo, direct, "/following")

    assert "Luna" in said(await club.answer(direct, asked, "You follow:"))
    assert slug


async def test_a_room_follows_by_an_admins_word_alone(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    group.admins.add(ana.id)

    club.server.says(bo, group, "/follow @luna here")
    await club.server.until(lambda: any("Only an admin" in said(one) for one in group.ephemeral.values()))
    club.server.says(ana, group, "/follow @luna daily here")
    assert await club.server.until(lambda: any("best of each day" in said(one) for one in group.ephemeral.values()))


async def test_the_digest_comes_at_the_rooms_hour_as_one_message_pinned_where_that_is_allowed(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group("Painters", status="administrator", topics={3})
    other = club.server.group("Others", status="member")
    for chat in (group, other):
        chat.admins.add(ana.id)
        shown = [await club.paints(ana, chat, f"a {which} fox --n 1") for which in ("first", "second")]
        for one in shown:
            club.server.presses(bo, chat, one, "❤")
        await club.server.until(lambda shown=shown: labels(shown[0])[0] == labels(shown[1])[0] == "❤ 1")
    soon = datetime.now(UTC) + timedelta(minutes=1)

    club.server.says(ana, group, "/setup topic here", topic=3)
    for chat in (group, other):
        club.server.says(ana, chat, f"/digest set {soon:%H:%M} --pin")
    await club.server.until(lambda: any("Best of the day" in said(one) for one in group.of_bot), 100)
    digest = next(one for one in group.of_bot if "Best of the day" in said(one))
    await club.server.until(lambda: any("I may not pin digests here" in said(one) for one in other.of_bot))

    assert "photo" in digest
    assert digest["message_thread_id"] == 3
    assert labels(digest)[:2] == ["1 ↗", "2 ↗"]
    assert time.time() >= soon.timestamp() - 61
    await club.server.until(lambda: group.pins == [digest["message_id"]])
    assert any("Best of the day" in said(one) for one in other.of_bot)
    assert other.pins == []


async def test_characters_answer_by_name_with_badge_and_in_bold(club: Club) -> None:
    ana, _bo = club.people()
    direct = club.server.direct(ana)

    asked = club.server.says(ana, direct, "Hello Luna, how are you?")
    line = await club.answer(direct, asked, "Luna · AI")

    assert line["entities"][0] == {"type": "bold", "offset": 0, "length": 4}


async def test_a_mention_of_the_bot_is_answered_in_a_group(club: Club) -> None:
    ana, _bo = club.people()
    group = club.server.group(status="member")

    asked = club.server.says(ana, group, "@salon_test_bot who are you?")

    assert " · AI" in said(await club.answer(group, asked))


async def test_inline_mode_finds_public_pictures(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    await club.paints(ana, group, "a turquoise heron --n 1")

    query = club.server.asks_inline(bo, "turquoise heron")
    await club.server.until(lambda: query in club.server.inline_answers)
    none = club.server.asks_inline(bo, "no such words anywhere")
    await club.server.until(lambda: none in club.server.inline_answers)

    answer = club.server.inline_answers[query]
    assert [one["title"] for one in answer["results"]] == ["a turquoise heron"]
    assert answer["button"]["start_parameter"]
    assert club.server.inline_answers[none]["results"] == []


async def test_my_data_comes_as_a_file_to_me_alone(club: Club) -> None:
    ana, _bo = club.people()
    group = club.server.group(status="administrator")
    await club.paints(ana, group)

    club.server.says(ana, group, "/export")
    file = await club.answer(club.server.direct(ana), 0, "All that is yours")

    assert club.server.files[file["document"]["file_id"]].startswith(b"PK")


async def test_what_is_private_never_shows_in_the_group(club: Club) -> None:
    stranger = club.server.person("Cy")
    group = club.server.group(status="member")

    asked = club.server.says(stranger, group, "/imagine a secret garden --n 1 --private")
    invited = await club.answer(group, asked, "can't write to you alone")
    club.server.says(stranger, group, "/link")
    await club.answer(group, invited["message_id"], "can't write to you alone")
    await quiet(6)

    assert not any("photo" in one for one in group.of_bot)
    assert not any("/link " in said(one) for one in group.of_bot)
