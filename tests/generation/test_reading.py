"""What the sketch painter understands of what people type, in both languages."""

import time

import pytest

from generation import looks
from generation.painters.sketch.reading import read

# prompt: drawings in order | setting | time | style | other facts
TABLE = [
    ("a heron in fog, woodblock print", ["heron"], "lake", "", "woodblock", {"weather": ("fog",)}),
    ("three red foxes in a snowy forest at night", ["fox"], "forest", "night", "", {"season": "winter"}),
    ("a hot air balloon over the desert at sunset", ["hot-air-balloon"], "desert", "dusk", "", {}),
    ("an astronaut riding a horse on the moon, oil painting", ["astronaut", "horse"], "space", "", "oil", {}),
    ("a polar bear on an iceberg, low poly", ["polar-bear"], "snowfield", "", "lowpoly", {}),
    ("two penguins under the northern lights", ["penguin"], "snowfield", "", "", {"weather": ("aurora",)}),
    ("close-up of a tabby, pencil sketch", ["cat"], None, "", "pencil", {"framing": "close"}),
    ("a koi pond in autumn, mosaic", None, "lake", "", "mosaic", {"season": "autumn"}),
    ("neon city street in the rain", [], "city", "", "neon", {"weather": ("rain",)}),
    ("aerial view of a village at dawn", [], "village", "dawn", "", {"framing": "aerial"}),
    ("a stained glass owl", ["owl"], "forest", "", "stainedglass", {}),
    ("8-bit spaceship in outer space", ["rocket"], "space", "", "pixel", {}),
    ("fire truck in the city", ["fire-engine"], "city", "", "", {}),
    ("an ice cream on the beach", ["ice-cream"], "shore", "", "", {}),
    ("a steam train in snowy mountains, anime film still", None, "mountain", "", "anime", {"season": "winter"}),
    ("silhouette of a camel at golden hour", ["camel"], "desert", "golden", "", {"framing": "silhouette"}),
    ("🦊 under a 🌸", ["fox", "cherry-blossom"], None, "", "", {}),
    ("flamigos at the lake", ["flamingo"], "lake", "", "", {}),
    ("雾中的苍鹭，木版画", ["heron"], "lake", "", "woodblock", {"weather": ("fog",)}),
    ("一只红色的狐狸在雪地里，水墨画", ["fox"], "snowfield", "", "ink", {}),
    ("三只熊猫在竹林里", ["panda"], "forest", "", "", {}),
    ("太空中的猫，像素风", ["cat"], "space", "", "pixel", {}),
    ("月下的灯塔，油画", ["lighthouse"], "shore", "night", "oil", {}),
    ("秋天的森林里一只鹿，彩绘玻璃", ["deer"], "forest", "", "stainedglass", {"season": "autumn"}),
    ("热气球飞过沙漠，日落", ["hot-air-balloon"], "desert", "dusk", "", {}),
    ("海底的鲸鱼和水母", ["whale", "jellyfish"], "undersea", "", "", {}),
    ("江南水乡，烟雨，水彩", [], "river", "", "watercolor", {"weather": ("fog",)}),
    ("桌上的茶壶和柠檬，静物", ["teapot", "lemon"], "table", "", "", {}),
]


@pytest.mark.parametrize(("prompt", "drawings", "setting", "hour", "style", "facts"), TABLE)
def test_a_prompt_is_understood(
    prompt: str, drawings: list[str] | None, setting: str | None, hour: str, style: str, facts: dict[str, object]
) -> None:
    plan = read(prompt)

    if drawings is not None:
        assert [one.drawing for one in plan.subjects][: len(drawings)] == drawings
    if setting is not None:
        assert plan.setting == setting
    assert (plan.time, plan.style) == (hour, style)
    assert {name: getattr(plan, name) for name in facts} == facts
    assert plan.unknown == ()


@pytest.mark.parametrize(
    ("prompt", "count"),
    [("two cats", 2), ("a fox", 1), ("foxes", 3), ("a flock of geese", 5), ("三只猫", 3), ("一群鸟", 5)],
)
def test_numbers_and_plurals_are_counted(prompt: str, count: int) -> None:
    assert read(prompt).subjects[0].count == count


def test_colours_belong_to_what_they_stand_before() -> None:
    cat, umbrella = read("a black cat with a red umbrella, teal and gold palette").subjects

    assert (cat.drawing, umbrella.colour) == ("black-cat", "#d6402f")


def test_a_pose_belongs_to_the_one_it_is_said_of() -> None:
    assert read("a fox asleep under a cherry tree").subjects[0].drawing == "fox-sleeping"
    assert [one.traits for one in read("a running dog").subjects] == [("running",)]


def test_words_nobody_taught_it_are_named() -> None:
    assert read("a fox with a zorblax").unknown == ("zorblax",)
    assert read("a beautiful, highly detailed fox, 8k, masterpiece").unknown == ()


def test_lettering_keeps_its_own_letters() -> None:
    assert read('a cafe with a sign that says "Open Late"').lettering == ("Open Late",)
    assert read("写着“营业中”的咖啡馆").lettering == ("营业中",)


def test_a_comic_has_its_captions_or_four_of_our_own() -> None:
    told = read("four-panel comic: a cat wakes; it eats; it naps; the end")
    ours = read("四格漫画，一只猫")

    assert told.panels == ("a cat wakes", "it eats", "it naps", "the end")
    assert len(ours.panels) == 4
    assert ours.language == "zh"


def test_what_is_not_wanted_is_left_out() -> None:
    assert [one.drawing for one in read("a cat and a dog", negative="dogs").subjects] == ["cat"]


def test_a_style_that_was_chosen_wins_over_words() -> None:
    assert read("a fox, oil painting", style="ink").style == "ink"


def test_forty_styles_stand_on_the_shelf_with_both_names() -> None:
    assert len(looks.styles()) == 40
    assert all(style.title and style.title_zh for style in looks.styles())


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "\x00",
        "\ud83d",
        "🦊" * 5_000,
        "x" * 100_000,
        "<svg onload=alert(1)>",
        "a " * 2_000,
        "((((",
        "\u202e",
        "1e999",
        "鱼" * 3_000,
    ],
)
def test_any_text_gives_a_plan_quickly(prompt: str) -> None:
    read("warm up")
    begun = time.perf_counter()

    plan = read(prompt)

    assert len(plan.subjects) <= 6
    assert time.perf_counter() - begun < 2
