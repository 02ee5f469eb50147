"""Qualities: how many steps a draft takes, and how many a picture painted with care."""

from core.brief import QUALITIES

FEWEST = 8
"""A model that takes no more steps than this was made for so few: fewer spoil its pictures, more gain nothing."""
SHARES = {"draft": 1 / 3, "high": 1.6}


def offered_by(steps: int) -> tuple[str, ...]:
    """Return the qualities that a schedule of so many steps allows, none where it is as short as can be."""
    return QUALITIES if steps > FEWEST else ()


def scaled(steps: int, quality: str) -> int:
    """Return how many steps a quality takes, where so many are usual."""
    return max(1, round(steps * SHARES.get(quality, 1.0)))
