"""Describing: a plan in one sentence in either language, and an honest account of what was understood."""

from functools import cache
from typing import Any

from generation import looks
from generation.painters.sketch import library, words
from generation.painters.sketch.plan import Plan, Subject

_NUMBERS = ("", "", "two", "three", "four", "five", "six", "seven", "eight")
_ZH_NUMBERS = ("", "", "两", "三", "四", "五", "六", "七", "八")
_TIMES = {
    "dawn": "at dawn",
    "morning": "in the morning",
    "day": "by day",
    "golden": "in golden light",
    "dusk": "at dusk",
    "night": "at night",
}
_ZH_TIMES = {"dawn": "黎明", "morning": "早晨", "day": "白天", "golden": "金色阳光下", "dusk": "黄昏", "night": "夜晚"}
_UNSAID = ("clear",)
"""Weathers that are none to speak of."""


def describe(plan: Plan, language: str = "") -> str:
    """Return a picture in one sentence, in a language or in that of its prompt."""
    style = looks.shelf().get(plan.style)
    weather = [one for one in plan.weather if one not in _UNSAID]
    if (language or plan.language) == "zh":
        who = "、".join(_chinese(one, plan) for one in plan.subjects) or "一片景色"
        where = "，".join(
            part for part in (_ZH_TIMES.get(plan.time, ""), *map(_zh_word, (plan.setting, *weather))) if part
        )
        return f"{who}，{where + '，' if where else ''}{style.title_zh if style else '手绘'}风格的画。"
    who = ", ".join(_counted(one.word, one.count) for one in plan.subjects) or "a scene"
    where = f" in a {plan.setting} scene" if plan.setting else ""
    when = f" {_TIMES[plan.time]}" if plan.time else ""
    told = f", with {' and '.join(weather)}" if weather else ""
    look = f", as {style.title.lower()}" if style else ""
    sentence = f"{who}{where}{when}{told}{look}."
    return sentence[0].upper() + sentence[1:]


def _counted(word: str, count: int) -> str:
    if count > 1:
        return f"{_NUMBERS[min(count, 8)]} {word if word.endswith('s') else word + 's'}"
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _chinese(subject: Subject, plan: Plan) -> str:
    named = subject.said if plan.language == "zh" else _zh_names().get(subject.drawing, subject.word)
    counter = "只" if library.category(subject.drawing) == "Animals & Nature" else "个"
    return f"{_ZH_NUMBERS[min(subject.count, 8)]}{counter}{named}" if subject.count > 1 else named


@cache
def _zh_names() -> dict[str, str]:
    """Return the Chinese name of each drawing: our own word first, else the icon set's."""
    found = {name: label for label, name in library.names("zh").items()}
    return found | _first_chinese(words.SYNONYMS)


@cache
def _zh_words() -> dict[str, str]:
    return _first_chinese(words.SETTINGS) | _first_chinese(words.WEATHERS)


def _first_chinese(table: str) -> dict[str, str]:
    named = {value: [word for word in own if word[0] >= "\u2e80"] for value, own in words.entries(table)}
    return {value: own[0] for value, own in named.items() if own}


def _zh_word(value: str) -> str:
    return _zh_words().get(value, "")


def notes(plan: Plan) -> dict[str, Any]:
    """Return what was understood and what was not, and the picture in a sentence of each language, as plain values."""
    known = {
        "subjects": [one.word for one in plan.subjects],
        "setting": plan.setting,
        "time": plan.time,
        "season": plan.season,
        "weather": list(plan.weather),
        "mood": list(plan.mood),
        "style": plan.style,
    }
    said = {language: describe(plan, language) for language in ("en", "zh")}
    understood = {name: value for name, value in known.items() if value}
    return {"understood": understood, "unknown": list(plan.unknown), "said": said}
