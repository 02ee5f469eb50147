"""An ear: under which number an update is stored, so that what several accounts hear comes in once."""

from dataclasses import dataclass
from typing import Any

from bots.telegram.marks import SHARED, marked

WANTED = (
    "message",
    "channel_post",
    "callback_query",
    "inline_query",
    "message_reaction",
    "message_reaction_count",
    "my_chat_member",
)
VIA = "via"
Stored = tuple[str, str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ear:
    """What one account hears: the house's own, or (`mark`) a persona's. `shared`: there may be several accounts."""

    mark: int = 0
    shared: bool = False

    @property
    def wanted(self) -> list[str]:
        """The kinds of updates to ask for."""
        if self.mark:
            return [kind for kind in WANTED if kind != "inline_query"]
        return [*WANTED, "managed_bot"] if self.shared else list(WANTED)

    def stored(self, raw: dict[str, Any]) -> Stored:
        """Return an update as it is stored: its number, the chat in which its order matters, and itself.

        A message of a supergroup has the same number for all accounts, so there the first to bring it is enough.
        """
        number, chat = update_key(raw)
        heard = next((raw[kind] for kind in ("message", "channel_post") if isinstance(raw.get(kind), dict)), None)
        where = heard.get("chat") if heard is not None else None
        if self.shared and heard is not None and isinstance(where, dict) and where.get("type") in SHARED:
            number = f"m{where.get('id')}/{heard.get('message_id')}"
        else:
            number = marked(self.mark, number)
        if not self.mark:
            return number, chat, raw
        return number, chat if chat.startswith("-") else marked(self.mark, chat), {**raw, VIA: self.mark}


def update_key(raw: dict[str, Any]) -> tuple[str, str]:
    """Return the number of a raw update, and the chat in which its order matters."""
    for part in raw.values():
        if isinstance(part, dict):
            message = part.get("message") if isinstance(part.get("message"), dict) else part
            chat = message.get("chat") if isinstance(message, dict) else None
            who = part.get("from")
            if isinstance(chat, dict):
                return str(raw["update_id"]), str(chat.get("id", ""))
            if isinstance(who, dict):
                return str(raw["update_id"]), f"person:{who.get('id', '')}"
    return str(raw["update_id"]), ""
