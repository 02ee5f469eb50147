"""Rich text as Telegram takes it: a text and entities, with no markup to escape."""

from aiogram.types import MessageEntity, User

from bots.rich import Rich, units

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


def rendered(rich: Rich) -> tuple[str, list[MessageEntity]]:
    """Return the text and its entities; spaces at the ends belong to no entity, as Telegram drops them."""
    text, entities, at = "", [], 0
    for piece, kind, url in rich.pieces:
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
