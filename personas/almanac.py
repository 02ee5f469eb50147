"""The almanac: what hour and season it is, in words. Seasons are those of the northern half."""

from datetime import datetime

_SEASONS = ("winter", "spring", "summer", "autumn")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PARTS = (
    (5, "night"),
    (7, "dawn"),
    (11, "morning"),
    (14, "noon"),
    (17, "afternoon"),
    (19, "dusk"),
    (22, "evening"),
    (24, "night"),
)
_WORDS = {
    "zh": {
        "winter": "冬天", "spring": "春天", "summer": "夏天", "autumn": "秋天",
        "night": "夜里", "dawn": "天刚亮", "morning": "早上", "noon": "中午",
        "afternoon": "下午", "dusk": "傍晚", "evening": "晚上",
        "monday": "星期一", "tuesday": "星期二", "wednesday": "星期三", "thursday": "星期四",
        "friday": "星期五", "saturday": "星期六", "sunday": "星期天",
    },
    "en": {
        "monday": "Monday", "tuesday": "Tuesday", "wednesday": "Wednesday", "thursday": "Thursday",
        "friday": "Friday", "saturday": "Saturday", "sunday": "Sunday",
    },
}  # fmt: skip


def season_of(now: datetime) -> str:
    """Name the season: winter, spring, summer or autumn."""
    return _SEASONS[now.month % 12 // 3]


def part_of_day(now: datetime) -> str:
    """Name the part of the day: night, dawn, morning, noon, afternoon, dusk or evening."""
    return next(name for until, name in _PARTS if now.hour < until)


def day_name(now: datetime) -> str:
    """Name the day of the week in English, lower case."""
    return _DAYS[now.weekday()]


def tags_of(now: datetime) -> frozenset[str]:
    """Return every word that is true of a moment, as lines may ask for: season, part of day, day, weekend."""
    day = "weekend" if now.weekday() >= 5 else "weekday"
    light = "dark" if part_of_day(now) in ("night", "evening") else "light"
    return frozenset({season_of(now), part_of_day(now), day_name(now), day, light})


def words_for(now: datetime, language: str) -> dict[str, str]:
    """Return the words of a moment that lines may mention: its season, part of day, weekday and clock time."""
    names = _WORDS.get(language, {})
    found = {"season": season_of(now), "part": part_of_day(now), "day": day_name(now)}
    return {key: names.get(word, word) for key, word in found.items()} | {"clock": f"{now:%H:%M}"}
