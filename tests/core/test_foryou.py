"""The order of one's own feed, and days in a row: the rules by themselves."""

from collections import Counter
from datetime import date, timedelta

from core import exposure, foryou
from core.db import Database
from core.models.people import Member
from core.models.posts import Post, Rank
from core.painter import Style
from core.profiles import Streak, streak_of

INK = Style("ink", "Ink wash", "水墨", ("sumi-e", "墨"))
SIGNS = foryou.signs_of((INK,))
TODAY = date(2026, 11, 21)


def row(number: int, author: int, prompt: str = "a fox", epoch: float = 0.0) -> tuple[Post, Member, Rank]:
    """Return a post as feeds read it."""
    post = Post(id=number, author_id=author, prompt=prompt, style="", caption="")
    rank = Rank(post_id=number, bound=0.0, epoch=epoch)
    return post, Member(id=author, kind="person", slug=f"p{author}", name=f"P{author}", names={}), rank


def test_a_style_is_known_by_each_of_its_names_in_both_languages() -> None:
    told = ["a fox, Ink wash", "a fox SUMI-E", "狐狸，水墨", "a fox #ink"]
    other = ["a sink", "wash day", "a fox"]

    assert [foryou.looks_of(row(1, 1, prompt)[0], SIGNS) for prompt in told] == [["ink"]] * 4
    assert [foryou.looks_of(row(1, 1, prompt)[0], SIGNS) for prompt in other] == [[], [], []]


def test_many_likes_of_one_thing_grow_ever_less() -> None:
    slowed = foryou._slowed({"few": 1.0, "many": 10.0, "more": 100.0, "bad": -1.0})

    assert slowed["bad"] == -slowed["few"]
    assert 0 < slowed["few"] < slowed["many"] < slowed["more"] < 1
    assert slowed["more"] - slowed["many"] < slowed["many"] - slowed["few"]


def test_a_creator_everybody_follows_does_not_fill_the_page() -> None:
    valued = [*((row(number, 1), 2.0) for number in range(1, 9)), (row(9, 2), 1.4)]

    order = foryou._spread(valued)

    assert order[0] == 8
    assert order.index(9) in range(2, 5)
    assert sorted(order) == list(range(1, 10))


def test_every_fifth_place_is_for_what_others_like() -> None:
    assert foryou._mixed([1, 2, 3, 4, 5, 6, 7, 8, 9], [50, 60, 70]) == [1, 2, 3, 4, 50, 5, 6, 7, 8, 60, 9, 70]
    assert foryou._mixed([], [50, 60]) == [50, 60]


def test_a_look_one_likes_and_one_does_not_weigh_against_each_other() -> None:
    taste = foryou.Taste(looks={"ink": 0.4, "#rain": -0.4})

    looks = (["ink"], [], ["ink", "#rain"], ["#rain"])
    worths = [foryou.worth(taste, row(1, 1), one, 0.0) for one in looks]

    assert worths[0] > worths[1] == worths[2] > worths[3]


async def test_likes_are_weighed_against_the_crowd_that_had_the_chance(database: Database) -> None:
    shown = Counter({(1, "room", 1): 2000, (2, "room", 1): 40, (2, "feed", 0): 10, (3, "room", 1): 4})
    async with database.begin() as db:
        await exposure.write(db, shown, 100)
        await exposure.write(db, Counter({(1, "feed", 0): 50}), 101)
        lifts = await exposure.lifts_of(db, {1: 20, 2: 20, 3: 2})
        assert await exposure.lifts_of(db, {}) == {}

    assert 0 < lifts[1] < 0.5 < lifts[2] < 1
    assert lifts[3] == 0.5
    crowded, small = (foryou.worth(foryou.Taste(), row(1, 1), [], 0.0, lifts[number]) for number in (1, 2))
    assert crowded < small


def test_days_in_a_row_outlive_a_day_that_is_not_over() -> None:
    days = {TODAY - timedelta(days=back) for back in (1, 2, 3, 7, 8, 9, 10)}

    assert streak_of(days, TODAY) == Streak(3, 4)
    assert streak_of(days | {TODAY}, TODAY) == Streak(4, 4)
    assert streak_of(days, TODAY + timedelta(days=1)) == Streak(0, 4)
    assert streak_of(set(), TODAY) == Streak(0, 0)
