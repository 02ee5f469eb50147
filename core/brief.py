"""The brief: a request for pictures, as read from what a member typed."""

from dataclasses import asdict, dataclass
from typing import Any, Self

QUALITIES = ("draft", "normal", "high")
"""What one may ask for, from the quickest to the best; a painter has the middle one at least."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What to paint: sizes in pixels, `seed` None for "choose one", `source` a media key to start from.

    `mask`, a media key too, is white where the source is to be painted anew; all else of it stays as it is.
    `painter` the one chosen by name, empty for the default. `touch`: another hand for the same scene, where the painter has that.
    `look` and `avoid`: what a room's own style adds and keeps out;
    the painter is then asked for `base`. `quality`: one of QUALITIES, empty for the middle one. `enlarge`: how many times
    larger than its parent's this picture is to be, 0 for one that is no enlargement.
    """

    prompt: str
    style: str = ""
    negative: str = ""
    width: int = 1024
    height: int = 1024
    count: int = 2
    seed: int | None = None
    source: str = ""
    strength: float = 0.6
    painter: str = ""
    touch: int = 0
    look: str = ""
    avoid: str = ""
    base: str = ""
    mask: str = ""
    quality: str = ""
    enlarge: float = 0.0

    @property
    def told(self) -> tuple[str, str, str]:
        """What a painter is told: the prompt, a style it knows, and what to leave out."""
        style = self.base if self.look else self.style
        prompt = ", ".join(part for part in (self.prompt, self.look) if part)
        return prompt, style, ", ".join(part for part in (self.negative, self.avoid) if part)

    def as_json(self) -> dict[str, Any]:
        """Return the brief as plain values for a JSON column."""
        return asdict(self)

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> Self:
        """Read a stored brief back, leaving out fields that this version does not know."""
        return cls(**{name: value for name, value in stored.items() if name in cls.__slots__})
