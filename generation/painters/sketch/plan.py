"""The scene plan: what the sketch painter understood of a prompt. Reading writes it, composing draws it."""

from dataclasses import dataclass
from typing import Literal

Setting = Literal[
    "sky", "sea", "shore", "lake", "river", "undersea", "space", "city", "street", "village", "forest", "jungle",
    "desert", "meadow", "garden", "mountain", "snowfield", "cave", "volcano", "room", "kitchen", "library", "cafe",
    "studio", "table", "abstract",
]  # fmt: skip
TimeOfDay = Literal["dawn", "morning", "day", "golden", "dusk", "night"]
Weather = Literal[
    "clear", "cloudy", "fog", "rain", "snow", "storm", "wind", "aurora", "rainbow", "stars", "fireworks", "petals"
]
Place = Literal["ground", "air", "water", "underwater", "space", "table", "wall", "sky"]
Relation = Literal["", "on", "in", "under", "beside", "above", "behind", "holding", "wearing", "riding", "with"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to draw. `drawing` names it in the drawing library; `metres` is its natural height; `place` where it lives."""

    word: str
    said: str
    drawing: str
    count: int = 1
    colour: str = ""
    colour2: str = ""
    scale: float = 1.0
    metres: float = 1.0
    place: Place = "ground"
    hero: bool = True
    relation: Relation = ""
    to: int | None = None
    traits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole scene. Colours are '#rrggbb'; empty strings and tuples mean the prompt did not say, so the composer chooses.

    `lettering` holds words asked for in quotes; `panels` the captions of a comic, one per panel;
    `unknown` the words that were not understood; they shape an abstract motif and are named in the notes.
    """

    language: Literal["en", "zh"]
    subjects: tuple[Subject, ...] = ()
    setting: Setting | Literal[""] = ""
    second_setting: Setting | Literal[""] = ""
    time: TimeOfDay | Literal[""] = ""
    season: Literal["", "spring", "summer", "autumn", "winter"] = ""
    weather: tuple[Weather, ...] = ()
    mood: tuple[str, ...] = ()
    palette: tuple[str, ...] = ()
    framing: Literal["", "close", "portrait", "wide", "aerial", "low", "macro", "silhouette"] = ""
    style: str = ""
    finish: tuple[str, ...] = ()
    lettering: tuple[str, ...] = ()
    panels: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    alt: str = ""
