"""Rich text of no platform: pieces with the kind each is shown as, counted in UTF-16 units, cut between graphemes."""

from dataclasses import dataclass, field

import regex

_GRAPHEME = regex.compile(r"\X")


def units(text: str) -> int:
    """Return a text's length in UTF-16 code units."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def cut(text: str, most: int) -> str:
    """Return text of at most `most` UTF-16 units, with an ellipsis where it was cut, never within a grapheme."""
    if units(text) <= most:
        return text
    kept, length = [], 1  # one unit for the ellipsis
    for found in _GRAPHEME.finditer(text):
        length += units(found.group())
        if length > most:
            break
        kept.append(found.group())
    return "".join(kept).rstrip() + "…" if most > 0 else ""


@dataclass
class Rich:
    """A text in the making: pieces with the kind of emphasis or link each is shown as."""

    pieces: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, text: str, kind: str = "", url: str = "") -> "Rich":
        """Put a piece at the end: plain, bold, italic, code, text_link with its address, text_mention with a person's number."""
        if text:
            self.pieces.append((text, kind, url))
        return self

    @property
    def length(self) -> int:
        """The length in UTF-16 units."""
        return sum(units(text) for text, _kind, _url in self.pieces)

    def within(self, most: int) -> "Rich":
        """Return what fits into `most` UTF-16 units."""
        kept, left = Rich(), most
        for text, kind, url in self.pieces:
            shown = cut(text, left)
            kept.add(shown, kind, url)
            left -= units(shown)
            if shown != text:
                break
        return kept
