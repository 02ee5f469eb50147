"""Profiles, follows, the day's count, and the language one is spoken to."""

from tests.house import House


async def test_following_someone_lists_them_and_can_be_undone(house: House) -> None:
    await house.paints("ana", "a fox")

    followed = await house.says("bo", "/follow @ana")
    listed = await house.says("bo", "/following")
    await house.says("bo", "/unfollow @ana")
    empty = await house.says("bo", "/following")

    assert followed
    assert listed
    assert empty
    assert "You follow Ana now" in followed["text"]
    assert "Ana (@ana)" in listed["text"]
    assert "You follow nobody" in empty["text"]


async def test_nobody_follows_themselves(house: House) -> None:
    answer = await house.says("ana", "/follow @ana")

    assert answer is not None
    assert "can't follow yourself" in answer["text"]


async def test_a_profile_counts_pictures_likes_and_followers(house: House) -> None:
    message = await house.paints("ana", "a fox")
    await house.presses("bo", message, "like")
    await house.says("bo", "/follow @ana")

    card = await house.says("bo", "/profile @ana")

    assert card is not None
    assert "1 pictures · 1 likes · 1 followers" in card["text"]


async def test_a_name_nobody_has_is_answered_with_a_way_out(house: House) -> None:
    answer = await house.says("ana", "/profile @nobody-at-all")

    assert answer is not None
    assert "/personas" in answer["text"]


async def test_the_days_count_ends_with_the_limit_and_starts_again_at_midnight(house: House) -> None:
    house.salon.settings.daily_limit = 2
    for _time in range(3):
        await house.says("ana", "/imagine a fox --n 1")
    refused = await house.last("ana")

    await house.wind(hours=8)
    await house.says("ana", "/imagine a fox --n 1")

    assert "used all 2 pictures of today" in refused["text"]
    assert len(await house.feed()) == 3


async def test_a_chinese_member_is_answered_in_chinese(house: House) -> None:
    await house.join("cy", language="zh")

    answer = await house.says("cy", "/quota")

    assert answer is not None
    assert "今天用了" in answer["text"]


async def test_the_language_can_be_changed(house: House) -> None:
    await house.says("ana", "/language zh")

    answer = await house.says("ana", "/imagine")

    assert answer is not None
    assert "请说要画什么" in answer["text"]


async def test_the_help_lists_every_command(house: House) -> None:
    from bots.commands.table import ENTRIES

    answer = await house.says("ana", "/help")

    assert answer is not None
    assert [entry.name for entry in ENTRIES if f"/{entry.name}" not in answer["text"]] == []


async def test_a_mistyped_command_is_answered_with_the_nearest(house: House) -> None:
    answer = await house.says("ana", "/imagne a fox")

    assert answer is not None
    assert "/imagine" in answer["text"]
    assert answer["private"]
