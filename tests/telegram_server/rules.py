"""What Telegram refuses: texts, entities, keyboards, pictures and commands, in its own words."""

import itertools
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

Values = dict[str, Any]
TEXT_MOST, CAPTION_MOST, BUTTONS_MOST = 4096, 1024, 100
BUTTON_KINDS = frozenset(
    ["url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled"]
)
REACTIONS = frozenset(
    ["👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮", "💩", "🙏", "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳", "❤\u200d🔥", "🌚", "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻", "👨\u200d💻", "👀", "🎃", "🙈", "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿", "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷\u200d♂", "🤷", "🤷\u200d♀", "😡"]
)
ACTIONS = frozenset(
    ["typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"]
)
ENTITY_KINDS = frozenset(
    ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"]
)
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


class Refusal(Exception):
    """An answer other than yes: its status, words and parameters."""

    def __init__(self, description: str, status: int = 400, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters

    def body(self) -> Values:
        """Return the refusal as the answer's body."""
        told = {"ok": False, "error_code": self.status, "description": self.description}
        return {**told, "parameters": self.parameters} if self.parameters else told


def bad(words: str) -> Refusal:
    """Return a 400 in Telegram's form."""
    return Refusal(f"Bad Request: {words}")


def units(text: str) -> int:
    """Return a text's length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def slice_units(text: str, offset: int, length: int) -> str:
    """Return the part of a text at an offset, both counted in UTF-16 units."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def check_text(text: str, entities: Any, *, caption: bool = False) -> tuple[str, list[Values]]:
    """Return a trimmed text with its entities moved along, or refuse it."""
    found = check_entities(text, entities)
    if not caption and not text.strip():
        raise bad("message text is empty")
    kept = text.strip()
    if units(kept) > (CAPTION_MOST if caption else TEXT_MOST):
        raise bad("message caption is too long" if caption else "message is too long")
    cut, end = units(text[: len(text) - len(text.lstrip())]), units(kept)
    moved = []
    for entity in found:
        first = min(max(entity["offset"] - cut, 0), end)
        last = min(max(entity["offset"] + entity["length"] - cut, 0), end)
        if last > first:
            moved.append({**entity, "offset": first, "length": last - first})
    return kept, sorted(moved, key=lambda one: (one["offset"], -one["length"], one["type"]))


def check_entities(text: str, entities: Any) -> list[Values]:
    """Refuse entities that leave the text or cut a character in two."""
    if not isinstance(entities or [], list):
        raise bad("can't parse entities: expected an Array of MessageEntity")
    bounds = {0: 0}
    at = at_byte = 0
    for sign in text:
        at, at_byte = at + units(sign), at_byte + len(sign.encode("utf-8", "surrogatepass"))
        bounds[at] = at_byte
    for entity in entities or []:
        _check_entity(entity, bounds, at)
    return list(entities or [])


def _check_entity(entity: Values, bounds: dict[int, int], size: int) -> None:
    start, length, kind = entity.get("offset"), entity.get("length"), entity.get("type")
    if not isinstance(start, int) or not isinstance(length, int) or kind not in ENTITY_KINDS:
        raise bad(f"can't parse entities: unsupported entity {kind!r} at {start!r}")
    if start < 0 or length < 1:
        raise bad(f"entity has incorrect offset {start} or length {length}")
    if start + length > size:
        raise bad(f"entity beginning at UTF-16 offset {start} ends after the end of the text at UTF-16 offset {size}")
    if start not in bounds:
        raise bad(f"entity begins in a middle of a UTF-16 symbol at byte offset {bounds[start - 1]}")
    if start + length not in bounds:
        cut = bounds[start + length - 1]
        raise bad(f"entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol at byte offset {cut}")
    if kind == "text_link" and not entity.get("url"):
        raise bad('can\'t parse entities: field "url" must be of type String')


def check_markup(markup: Any, *, inline_only: bool = False, private: bool = True) -> Values | None:
    """Return reply markup, an empty keyboard being none, or refuse its buttons."""
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" not in markup:
        if inline_only:
            raise bad("inline keyboard expected")
        if not {"force_reply", "keyboard", "remove_keyboard"} & set(markup):
            raise bad("can't parse reply keyboard markup JSON object")
        return markup
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays')
    buttons = list(itertools.chain.from_iterable(rows))
    if len(buttons) > BUTTONS_MOST:
        raise bad("reply markup is too long")
    for button in buttons:
        _check_button(button, private)
    return {"inline_keyboard": [row for row in rows if row]} if buttons else None


def _check_button(button: Values, private: bool) -> None:
    if not str(button.get("text") or "").strip():
        raise bad("can't parse inline keyboard button: text is empty")
    kinds = [name for name in button if name in BUTTON_KINDS]
    if not kinds:
        raise bad("text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise bad(f"can't parse inline keyboard button: more than one kind: {', '.join(kinds)}")
    kind, value = kinds[0], button[kinds[0]]
    if button.get("style", "primary") not in ("danger", "success", "primary"):
        raise bad("invalid button style specified")
    if kind == "callback_data" and not 1 <= len(str(value).encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if kind == "copy_text" and not 1 <= len((value or {}).get("text") or "") <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    if kind == "url" and not is_public(str(value)):
        raise bad("BUTTON_URL_INVALID")
    if kind == "web_app" and not private:
        raise bad("BUTTON_TYPE_INVALID")
    if kind in ("web_app", "login_url") and not str((value or {}).get("url")).startswith("https://"):
        raise bad("BUTTON_URL_INVALID")


def is_public(url: str) -> bool:
    """Tell whether Telegram takes an address for a button."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "tg":
        return bool(host)
    return parts.scheme in ("http", "https") and "." in host.strip(".") and host not in ("localhost", "127.0.0.1")


def check_commands(commands: Any) -> list[Values]:
    """Refuse commands that Telegram would not list."""
    if not isinstance(commands, list):
        raise bad("can't parse commands: expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command"))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description") or "").strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def check_reactions(given: Any, allowed: Iterable[str] = REACTIONS) -> list[Values]:
    """Refuse more than the one reaction a bot may have, and emoji that are no reactions."""
    reactions = list(given or [])
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    for one in reactions:
        if one.get("type") == "emoji" and one.get("emoji") in allowed:
            continue
        if one.get("type") != "custom_emoji" or not one.get("custom_emoji_id"):
            raise bad("REACTION_INVALID")
    return reactions


def found_entities(text: str) -> list[Values]:
    """Return the entities that Telegram finds in a text by itself: commands, mentions, addresses, hashtags."""
    patterns = {
        "bot_command": r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?",
        "url": r"https?://\S+",
        "mention": r"(?<![\w/@.])@[A-Za-z]\w{2,31}",
        "hashtag": r"(?<![\w/#])#\w*[^\W\d]\w*",
    }
    taken: list[Values] = []
    for kind, pattern in patterns.items():
        for match in re.finditer(pattern, text):
            first = units(text[: match.start()])
            last = first + units(match.group())
            if all(last <= one["offset"] or first >= one["offset"] + one["length"] for one in taken):
                taken.append({"type": kind, "offset": first, "length": last - first})
    return sorted(taken, key=lambda one: one["offset"])
