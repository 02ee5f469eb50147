"""Text with entities, as Telegram counts it: in UTF-16 units, cut between graphemes, with no markup to escape."""

from dataclasses import dataclass, field

import regex
from aiogram.types import MessageEntity, User

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
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
    """A text in the making: pieces with the kind of entity each is shown as."""

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

    def rendered(self) -> tuple[str, list[MessageEntity]]:
        """Return the text and its entities; spaces at the ends belong to no entity, as Telegram drops them."""
        text, entities, at = "", [], 0
        for piece, kind, url in self.pieces:
            bare = piece.strip()
            if kind and bare:
                start = at + units(piece[: piece.index(bare)])
                entities.append(_entity(kind, start, units(bare), url))
            text += piece
            at += units(piece)
        return text, entities


def _entity(kind: str, start: int, length: int, about: str) -> MessageEntity:
    if kind == "text_mention":
        person = User(id=int(about), is_bot=False, first_name="-")
        return MessageEntity(type=kind, offset=start, length=length, user=person)
    return MessageEntity(type=kind, offset=start, length=length, url=about or None)
