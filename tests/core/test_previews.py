"""Which previews a message shows, and how often it may change them."""

import pytest

from bots.discord.send import DiscordPlatform
from bots.telegram.traits import Traits
from bots.web.send import WebPlatform
from core import previews
from core.models.making import Creation
from core.models.posts import Copy
from core.models.rooms import Room
from core.ports import PictureView, PostView, Waiting
from core.settings import Settings

ROOM = Room(platform="any", address="-5", kind="group")


def creation(step: int, *keys: str) -> Creation:
    return Creation(step=step, steps=10, previews={"1": list(keys)} if keys else {})


def view_of(shown: dict[int, str]) -> PostView:
    pictures = tuple(PictureView(key, key, 1, 1, "", n) for n, key in shown.items())
    return PostView(pictures=pictures, waiting=Waiting("painting"))


def test_a_room_without_a_limit_always_shows_the_newest() -> None:
    copy = Copy(previews={})

    assert [previews.on_copy(creation(1, *"abc"[:n]), copy, None) for n in (0, 1, 3)] == [{}, {1: "a"}, {1: "c"}]


def test_two_changes_are_the_first_at_once_and_the_second_past_the_middle() -> None:
    copy, seen = Copy(previews={}), []
    for step, keys in ((1, "a"), (3, "ab"), (4, "abc"), (5, "abcd"), (8, "abcde"), (9, "abcdef")):
        shown = previews.on_copy(creation(step, *keys), copy, 2)
        copy.previews = previews.seen(copy, view_of(shown), 2)
        seen.append(shown[1])

    assert seen == ["a", "a", "a", "d", "d", "d"]
    assert copy.previews == {"times": 2, "keys": {"1": "d"}}


def test_a_message_that_is_done_forgets_what_it_showed() -> None:
    copy = Copy(previews={"times": 2, "keys": {"1": "d"}})

    assert previews.seen(copy, PostView(), 2) == {}


@pytest.mark.parametrize(("choice", "expected"), [("on", [None, 2, 2]), ("web", [None, 0, 0]), ("off", [0, 0, 0])])
def test_the_house_says_where_previews_are_shown(choice: str, expected: list[int | None]) -> None:
    settings = Settings(_env_file=None, previews=choice)
    platforms = (WebPlatform, Traits, DiscordPlatform)

    assert [previews.most_on(settings, one, ROOM, Copy(only_for="")) for one in platforms] == expected  # type: ignore[arg-type]


def test_what_one_member_sees_in_a_group_stays_words_where_it_may_go_astray() -> None:
    settings, alone, direct = Settings(_env_file=None), Copy(only_for="7"), Room(address="7", kind="direct")

    assert previews.most_on(settings, Traits, ROOM, alone) == 0  # type: ignore[arg-type]
    assert previews.most_on(settings, Traits, direct, alone) == 2  # type: ignore[arg-type]
    assert previews.most_on(settings, WebPlatform, ROOM, alone) is None  # type: ignore[arg-type]
