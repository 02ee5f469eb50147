"""The people everyone knows: Ana paints a lot, Bo votes a lot, Cy is new."""

NAMES = {"ana": "Ana", "bo": "Bo", "cy": "Cy", "dee": "Dee"}
EVENING = "2026-11-21T17:00:00+00:00"
