"""Telegram's HTML, read into a text and its entities."""

from html.parser import HTMLParser

from tests.telegram_server.rules import Values, bad, units

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "tg-spoiler": "spoiler", "blockquote": "blockquote", "a": "text_link", "tg-emoji": "custom_emoji",
}  # fmt: skip


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[Values] = []
        self.open: list[tuple[str, Values]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = "spoiler" if tag == "span" and ("class", "tg-spoiler") in attrs else TAGS.get(tag)
        if kind is None:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {self._at()}')
        entity: Values = {"type": kind, "offset": units(self.text)}
        about = dict(attrs)
        if kind == "text_link":
            entity["url"] = about.get("href") or ""
        if kind == "custom_emoji":
            entity["custom_emoji_id"] = about.get("emoji-id") or ""
        if kind == "blockquote" and "expandable" in about:
            entity["type"] = "expandable_blockquote"
        self.open.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self.open:
            raise bad(f"can't parse entities: Unexpected end tag at byte offset {self._at()}")
        opened, entity = self.open.pop()
        if opened != tag:
            words = f'Unmatched end tag at byte offset {self._at()}, expected "</{opened}>", found "</{tag}>"'
            raise bad(f"can't parse entities: {words}")
        entity["length"] = units(self.text) - entity["offset"]
        if entity["length"]:
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.text += data

    def _at(self) -> int:
        line, column = self.getpos()
        return len("\n".join(self.rawdata.split("\n")[: line - 1]).encode()) + column


def parse_html(text: str) -> tuple[str, list[Values]]:
    """Return what an HTML text says, and its entities."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.open:
        tag = reader.open[-1][0]
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")
    return reader.text, reader.entities
