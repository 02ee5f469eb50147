"""Telegram: votes by button and by reaction, and what becomes of their counts."""

from tests.telegram.conftest import Club, labels, quiet, said


async def test_a_tap_on_a_heart_is_a_like_and_the_count_follows(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    shown = await club.paints(ana, group, "a fox")

    press = club.server.presses(bo, group, shown, "❤ 2")
    await club.server.until(lambda: labels(shown)[1] == "❤ 2 · 1")

    alert = await club.alert(press)
    assert alert["text"].startswith("❤ You like #")
    assert not alert["alert"]


async def test_a_reaction_is_a_vote_until_it_is_taken_away(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    shown = await club.paints(ana, group)

    club.server.reacts(bo, group, shown["message_id"], "🔥")
    await club.server.until(lambda: labels(shown)[0] == "❤ 1")
    club.server.reacts(bo, group, shown["message_id"])
    await club.server.until(lambda: labels(shown)[0] == "❤ 0")

    club.server.reacts(bo, group, shown["message_id"], "👎")
    await quiet(2)
    assert labels(shown)[0] == "❤ 0"


async def test_many_reactions_of_one_person_are_one_vote(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    shown = await club.paints(ana, group)

    club.server.presses(bo, group, shown, "❤")
    club.server.reacts(bo, group, shown["message_id"], "🔥", "❤", "🏆")
    club.server.reacts(ana, group, shown["message_id"], "❤")
    club.server.reacts_as_chat(group, shown["message_id"], "❤")

    await club.server.until(lambda: labels(shown)[0] == "❤ 1")
    await quiet(3.5)
    assert labels(shown)[0] == "❤ 1"


async def test_a_custom_emoji_counts_once_the_room_says_so(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    group.admins.add(ana.id)
    shown = await club.paints(ana, group)
    entities = [
        {"type": "bot_command", "offset": 0, "length": 10},
        {"type": "custom_emoji", "offset": 11, "length": 2, "custom_emoji_id": "777"},
    ]

    club.server.says(ana, group, "/reactions 🦆 +1", entities=entities)
    await club.server.until(lambda: any("✨" in said(one) for one in group.ephemeral.values()))
    club.server.reacts(bo, group, shown["message_id"], "custom:777")

    assert await club.server.until(lambda: labels(shown)[0] == "❤ 1")


async def test_only_admins_change_what_counts(club: Club) -> None:
    _ana, bo = club.people()
    group = club.server.group(status="administrator")

    club.server.says(bo, group, "/reactions 🦆 +1")

    assert await club.server.until(lambda: any("Only an admin" in said(one) for one in group.ephemeral.values()))


async def test_a_channels_totals_are_its_own_and_nobodys_votes(club: Club) -> None:
    channel = club.server.channel()
    club.server.posts(channel, "/imagine a fox --n 1")
    await club.server.until(lambda: any("photo" in one for one in channel.of_bot))
    shown = channel.of_bot[0]

    club.server.totals(channel, shown["message_id"], {"❤": 12, "👎": 3})
    await quiet(1)

    assert labels(shown)[0] == "❤ 0"


async def test_one_post_in_two_chats_has_one_tally(club: Club) -> None:
    ana, bo = club.people()
    one, other = club.server.group(status="administrator"), club.server.group(status="administrator")
    shown = await club.paints(ana, one)
    code = said(shown).rpartition("#")[2].split()[0]

    asked = club.server.says(bo, other, f"/show {code}")
    copy = await club.answer(other, asked)
    await club.server.until(lambda: "photo" in copy)
    club.server.reacts(bo, other, copy["message_id"], "❤")
    club.server.presses(bo, one, shown, "❤")

    await club.server.until(lambda: labels(shown)[0] == labels(copy)[0] == "❤ 1")
    assert club.server.files[shown["photo"][-1]["file_id"]] is club.server.files[copy["photo"][-1]["file_id"]]


async def test_direct_chats_have_thumbs_instead_of_reactions(club: Club) -> None:
    ana, bo = club.people()
    shown = await club.paints(ana, club.server.direct(ana))
    code = said(shown).rpartition("#")[2].split()[0]

    asked = club.server.says(bo, club.server.direct(bo), f"/show {code}")
    copy = await club.answer(club.server.direct(bo), asked)
    await club.server.until(lambda: "photo" in copy)
    club.server.presses(bo, club.server.direct(bo), copy, "👍")

    assert await club.server.until(lambda: labels(copy)[:2] == ["👍 1", "👎"])


async def test_a_card_turns_its_pages_in_one_message(club: Club) -> None:
    ana, bo = club.people()
    group = club.server.group(status="administrator")
    await club.paints(ana, group, "a first fox --n 1")
    last = await club.paints(ana, group, "a second fox --n 1")

    club.server.says(bo, group, "/new")
    card = await club.answer(group, last["message_id"], "New pictures")
    assert "a second fox" in said(card)
    assert "1/2" in labels(card)
    club.server.presses(bo, group, card, "▶")
    await club.server.until(lambda: "a first fox" in said(card))
    club.server.presses(bo, group, card, "❤")
    await club.server.until(lambda: "❤ 1" in labels(card))

    assert len([one for one in group.of_bot if "New pictures" in said(one)]) == 1
