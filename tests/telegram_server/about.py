"""Methods about the bot, its commands, its chats, the presses it answers and inline queries."""

import re
import time
from typing import Any

from tests.telegram_server.editing import Editing
from tests.telegram_server.records import Chat
from tests.telegram_server.rooms import Rooms
from tests.telegram_server.rules import TOO_OLD, Refusal, Values, bad, check_commands, check_markup, check_text, units
from tests.telegram_server.world import Alert, Call

SCOPES = {
    "default": 0, "all_private_chats": 0, "all_group_chats": 0, "all_chat_administrators": 0,
    "chat": 1, "chat_administrators": 1, "chat_member": 2,
}  # fmt: skip


class About(Editing, Rooms):
    """What a bot asks and tells about itself, chats, presses and queries."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.commands: dict[tuple[str, str], list[Values]] = {}
        self.names: dict[tuple[str, str], str] = {}
        self.default_rights: dict[bool, Values] = {}
        self.menu_button: Values = {"type": "commands"}

    def do_get_me(self, call: Call) -> Values:
        """Tell the bot who it is."""
        told = {"can_join_groups": True, "can_read_all_group_messages": not self.privacy}
        return {**self.me.shown(), **told, "supports_inline_queries": self.supports_inline, "has_main_web_app": False}

    def _scope(self, params: Values) -> tuple[str, str]:
        scope = params.get("scope") or {"type": "default"}
        kind, language = str(scope.get("type")), str(params.get("language_code") or "")
        if kind not in SCOPES:
            raise bad("can't parse BotCommandScope: unsupported type specified")
        if language and not re.fullmatch(r"[a-z]{2}", language):
            raise bad("invalid language code specified")
        if SCOPES[kind]:
            self.chat_of(scope)
        named = [str(scope.get(name)) for name in ("chat_id", "user_id")[: SCOPES[kind]]]
        return ":".join([kind, *named]), language

    def do_set_my_commands(self, call: Call) -> bool:
        """Set the commands of a scope and language."""
        self.commands[self._scope(call.params)] = check_commands(call.params.get("commands"))
        return True

    def do_get_my_commands(self, call: Call) -> list[Values]:
        """Return the commands of a scope and language."""
        return self.commands.get(self._scope(call.params), [])

    def do_delete_my_commands(self, call: Call) -> bool:
        """Delete the commands of a scope and language."""
        self.commands.pop(self._scope(call.params), None)
        return True

    def _name(self, call: Call, field: str, most: int) -> bool:
        words = str(call.params.get(field) or "")
        if units(words) > most:
            raise bad(f"bot {field.replace('_', ' ')} is too long")
        self.names[field, self._scope(call.params)[1]] = words
        return True

    def _named(self, call: Call, field: str) -> Values:
        language = self._scope(call.params)[1]
        return {field: self.names.get((field, language)) or self.names.get((field, ""), "")}

    def do_set_my_description(self, call: Call) -> bool:
        """Set what an empty direct chat shows."""
        return self._name(call, "description", 512)

    def do_get_my_description(self, call: Call) -> Values:
        """Return what an empty direct chat shows."""
        return self._named(call, "description")

    def do_set_my_short_description(self, call: Call) -> bool:
        """Set what the profile shows."""
        return self._name(call, "short_description", 120)

    def do_get_my_short_description(self, call: Call) -> Values:
        """Return what the profile shows."""
        return self._named(call, "short_description")

    def do_set_my_name(self, call: Call) -> bool:
        """Set the bot's name."""
        return self._name(call, "name", 64)

    def do_get_my_name(self, call: Call) -> Values:
        """Return the bot's name."""
        told = self._named(call, "name")
        return told if told["name"] else {"name": self.me.name}

    def do_set_chat_menu_button(self, call: Call) -> bool:
        """Set the menu button of a direct chat, or of all."""
        button = call.params.get("menu_button") or {"type": "default"}
        if button.get("type") not in ("commands", "web_app", "default"):
            raise bad("can't parse MenuButton: unsupported type specified")
        if call.params.get("chat_id"):
            self.open_chat(call.params, "menu").menu_button = button
        else:
            self.menu_button = button
        return True

    def do_get_chat_menu_button(self, call: Call) -> Values:
        """Return the menu button of a direct chat, or of all."""
        return self.chat_of(call.params).menu_button if call.params.get("chat_id") else self.menu_button

    def do_set_my_default_administrator_rights(self, call: Call) -> bool:
        """Set the rights that the bot asks for."""
        self.default_rights[bool(call.params.get("for_channels"))] = call.params.get("rights") or {}
        return True

    def do_get_my_default_administrator_rights(self, call: Call) -> Values:
        """Return the rights that the bot asks for."""
        return self.default_rights.get(bool(call.params.get("for_channels")), {})

    def do_get_file(self, call: Call) -> Values:
        """Return where a file is served."""
        return self.files.describe(str(call.params.get("file_id")))

    def do_get_chat(self, call: Call) -> Values:
        """Describe a chat."""
        chat = self.chat_of(call.params)
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        told = {**chat.shown(), "accent_color_id": 0, "max_reaction_count": 11}
        told["accepted_gift_types"] = dict.fromkeys(gifts, chat.type == "private")
        if chat.is_group:
            allowed = ("can_send_messages", "text messages"), ("can_send_photos", "photos")
            allowed += (("can_send_documents", "documents"),)
            told["permissions"] = {name: kind not in chat.denied for name, kind in allowed}
        if chat.pinned:
            told["pinned_message"] = chat.pinned[-1].shown()
        return told

    def do_get_chat_member(self, call: Call) -> Values:
        """Tell of somebody's membership of a chat."""
        chat = self.chat_of(call.params)
        return self.membership(chat, self.known(call.params.get("user_id")))

    def do_get_chat_administrators(self, call: Call) -> list[Values]:
        """Tell who leads a chat."""
        chat = self.chat_of(call.params)
        if chat.type == "private":
            raise bad("there are no administrators in the private chat")
        told = [self.membership(chat, self.accounts[number]) for number in chat.members]
        told += [self.membership(chat, self.me)]
        return [one for one in told if one["status"] in ("creator", "administrator")]

    def do_get_chat_member_count(self, call: Call) -> int:
        """Count those in a chat."""
        chat = self.chat_of(call.params)
        return 2 if chat.type == "private" else 1 + _present(chat)

    def do_leave_chat(self, call: Call) -> bool:
        """Leave a group or channel."""
        chat = self.chat_of(call.params)
        if chat.type == "private":
            raise bad("chat not found")
        self._set_bot(chat, "left", self.me)
        return True

    def do_answer_callback_query(self, call: Call) -> bool:
        """Answer a press: once, and in time."""
        press = self.live_press(call.params.get("callback_query_id"))
        if press is None or press.answered:
            raise Refusal(TOO_OLD)
        text = str(call.params.get("text") or "")
        if units(text) > 200:
            raise bad("MESSAGE_TOO_LONG")
        press.answered = True
        url = str(call.params.get("url") or "")
        self.alerts.append(Alert(press.id, text, bool(call.params.get("show_alert")), url))
        return True

    def do_answer_inline_query(self, call: Call) -> bool:
        """Answer an inline query: once, and in time."""
        number, results = str(call.params.get("inline_query_id")), call.params.get("results")
        asked = self.inline_queries.get(number)
        if asked is None or number in self.inline_answers or time.monotonic() - asked[1] > self.press_lives:
            raise Refusal(TOO_OLD)
        if not isinstance(results, list):
            raise bad("can't parse inline query results JSON object")
        if len(results) > 50:
            raise bad("RESULTS_TOO_MUCH")
        numbers = [str(one.get("id") or "") for one in results]
        if len(set(numbers)) < len(numbers):
            raise bad("RESULT_ID_DUPLICATE")
        if any(not 1 <= len(one.encode()) <= 64 for one in numbers):
            raise bad("RESULT_ID_INVALID")
        if len(str(call.params.get("next_offset") or "").encode()) > 64:
            raise bad("NEXT_OFFSET_INVALID")
        for result in results:
            self._check_result(result)
        start = (call.params.get("button") or {}).get("start_parameter")
        if start is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start):
            raise bad("START_PARAM_INVALID")
        self.inline_answers[number] = call.params
        return True

    def _check_result(self, result: Values) -> None:
        check_markup(result.get("reply_markup"), inline_only=True, private=False)
        if said := result.get("input_message_content"):
            check_text(str(said.get("message_text") or ""), said.get("entities"))
        if result.get("type") == "photo" and "photo_file_id" in result:
            self.files.find(str(result["photo_file_id"]), "photo")
            check_text(result.get("caption") or "", result.get("caption_entities"), caption=True)
        elif result.get("type") != "article" or not said or not result.get("title"):
            raise bad("can't parse inline query result: this server knows cached photos and articles alone")


def _present(chat: Chat) -> int:
    return sum(status in ("creator", "administrator", "member") for status in chat.members.values())
