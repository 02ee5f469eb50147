"""Describing: a plan in one sentence, and an honest account of what was understood."""

from typing import Any

from generation import looks
from generation.painters.sketch.plan import Plan

_NUMBERS = ("", "", "two", "three", "four", "five", "six", "seven", "eight")
_TIMES = {
    "dawn": "at dawn",
    "morning": "in the morning",
    "day": "by day",
    "golden": "in golden light",
    "dusk": "at dusk",
    "night": "at night",
}
_ZH_TIMES = {"dawn": "黎明", "morning": "早晨", "day": "白天", "golden": "金色阳光下", "dusk": "黄昏", "night": "夜晚"}


def describe(plan: Plan) -> str:
    """Return a picture in one sentence, in the language of its prompt."""
    style = looks.shelf().get(plan.style)
    if plan.language == "zh":
        who = "、".join(one.said for one in plan.subjects) or "一片景色"
        return f"{who}，{_ZH_TIMES.get(plan.time, '')}{style.title_zh if style else '手绘'}风格的画。"
    who = ", ".join(_counted(one.word, one.count) for one in plan.subjects) or "a scene"
    where = f" in a {plan.setting} scene" if plan.setting else ""
    when = f" {_TIMES[plan.time]}" if plan.time else ""
    weather = f", with {' and '.join(plan.weather)}" if plan.weather else ""
    look = f", as {style.title.lower()}" if style else ""
    sentence = f"{who}{where}{when}{weather}{look}."
    return sentence[0].upper() + sentence[1:]


def _counted(word: str, count: int) -> str:
    if count > 1:
        return f"{_NUMBERS[min(count, 8)]} {word if word.endswith('s') else word + 's'}"
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def notes(plan: Plan) -> dict[str, Any]:
    """Return what was understood and what was not, as plain values."""
    known = {
        "subjects": [one.word for one in plan.subjects],
        "setting": plan.setting,
        "time": plan.time,
        "season": plan.season,
        "weather": list(plan.weather),
        "mood": list(plan.mood),
        "style": plan.style,
    }
    return {"understood": {name: value for name, value in known.items() if value}, "unknown": list(plan.unknown)}
