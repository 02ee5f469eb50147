"""The shelf: each style's name and the function that gives a picture its look."""

from generation.painters.sketch.styling import brushes, facets, prints, screens
from generation.painters.sketch.styling.marks import Style

LOOKS: dict[str, Style] = {
    "": screens.house,
    "woodblock": prints.woodblock,
    "watercolor": brushes.watercolor,
    "ink": brushes.ink,
    "oil": brushes.oil,
    "pastel": brushes.pastel,
    "neon": screens.neon,
    "pixel": screens.pixel,
    "stainedglass": facets.stainedglass,
    "papercut": prints.papercut,
    "comic": screens.flat,
    "blueprint": prints.blueprint,
    "risograph": prints.risograph,
    "lowpoly": facets.lowpoly,
    "storybook": brushes.storybook,
    "anime": screens.anime,
    "flat": screens.flat,
    "pencil": brushes.pencil,
    "noir": screens.noir,
    "vaporwave": screens.vaporwave,
    "mosaic": facets.mosaic,
}
