"""Parts: what a card says of a portrait, with safe colours."""

import re
from dataclasses import dataclass

from personas.card import Look

INK = "#2b2430"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts and colours of one look."""

    look: Look

    def one(self, name: str) -> str:
        """Return the wish for a part, or an empty string."""
        return self.look.parts.get(name, "")

    def colour(self, name: str, spare: int) -> str:
        """Return the colour wished for a part, or one of the palette's."""
        wish = self.one(name)
        return wish if _COLOUR.fullmatch(wish) else self.look.palette[spare % len(self.look.palette)]


def shade(colour: str, by: float) -> str:
    """Return a colour made darker (below 1) or lighter (above 1)."""
    channels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    moved = (round(c * by) if by <= 1 else round(c + (255 - c) * (by - 1)) for c in channels)
    return "#" + "".join(f"{min(255, max(0, c)):02x}" for c in moved)
