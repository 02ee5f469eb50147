"""Methods that change what was sent: texts, captions, media, keyboards, reactions, deletions, pins."""

import time
from dataclasses import replace

from tests.telegram_server.records import Chat, Content, Message
from tests.telegram_server.rules import NOT_MODIFIED, Values, bad, check_markup, check_reactions
from tests.telegram_server.sending import Sending
from tests.telegram_server.world import Call

TWO_DAYS = 48 * 3600


class Editing(Sending):
    """What a bot changes."""

    def _target(self, call: Call, *, alone: bool) -> Message:
        params = call.params
        if inline := params.get("inline_message_id"):
            if inline not in self.inline_messages:
                raise bad("MESSAGE_ID_INVALID")
            return self.inline_messages[inline]
        chat = self.chat_of(params)
        if alone:
            number, receiver = params.get("ephemeral_message_id"), params.get("receiver_user_id")
            fits = (one for one in chat.ephemeral if one.ephemeral_id == number and one.from_bot and not one.deleted)
            message = next((one for one in fits if one.receiver and one.receiver.id == receiver), None)
        else:
            if not params.get("message_id"):
                raise bad("message identifier is not specified")
            message = chat.find(params["message_id"])
        if message is None or not message.from_bot:
            raise bad("message to edit not found")
        if message.markup and "inline_keyboard" not in message.markup:
            raise bad("message can't be edited")
        return message

    def _change(self, call: Call, message: Message, content: Content) -> Values | bool:
        chat = message.chat
        private = chat.type == "private"
        markup = check_markup(call.params.get("reply_markup"), inline_only=True, private=private)
        if content == message.content and markup == message.markup:
            raise bad(NOT_MODIFIED.removeprefix("Bad Request: "))
        if private and chat.blocked and not message.inline_id:
            self.open_chat({"chat_id": chat.id}, content.kind)
        if not message.inline_id:
            self.pace.check(chat.id, call.time, group=chat.is_group)
        message.content, message.markup = content, markup
        message.edits, message.edited = message.edits + 1, int(time.time())
        return True if message.inline_id or message.ephemeral_id else message.shown()

    def _edit_text(self, call: Call, *, alone: bool = False) -> Values | bool:
        message = self._target(call, alone=alone)
        text, entities = self.words(call.params, caption=False)
        if message.kind != "text":
            raise bad("there is no text in the message to edit")
        return self._change(call, message, Content("text", text, entities))

    def _edit_caption(self, call: Call, *, alone: bool = False) -> Values | bool:
        message = self._target(call, alone=alone)
        if message.kind == "text":
            raise bad("there is no caption in the message to edit")
        text, entities = self.words(call.params, caption=True)
        return self._change(call, message, replace(message.content, words=text, entities=entities))

    def _edit_media(self, call: Call, *, alone: bool = False) -> Values | bool:
        message = self._target(call, alone=alone)
        given = call.params.get("media")
        kind = given.get("type", "") if isinstance(given, dict) else ""
        self.check_right(message.chat, kind)
        if message.album and kind != message.kind:
            raise bad("message content type can't be changed in an album")
        return self._change(call, message, self.media(given, call.params))

    def _edit_markup(self, call: Call, *, alone: bool = False) -> Values | bool:
        message = self._target(call, alone=alone)
        return self._change(call, message, message.content)

    def do_edit_message_text(self, call: Call) -> Values | bool:
        """Change a text."""
        return self._edit_text(call)

    def do_edit_message_caption(self, call: Call) -> Values | bool:
        """Change a caption."""
        return self._edit_caption(call)

    def do_edit_message_media(self, call: Call) -> Values | bool:
        """Change a photo or document, or put one in the place of a text."""
        return self._edit_media(call)

    def do_edit_message_reply_markup(self, call: Call) -> Values | bool:
        """Change a keyboard."""
        return self._edit_markup(call)

    def do_edit_ephemeral_message_text(self, call: Call) -> Values | bool:
        """Change an ephemeral text."""
        return self._edit_text(call, alone=True)

    def do_edit_ephemeral_message_caption(self, call: Call) -> Values | bool:
        """Change an ephemeral message's caption."""
        return self._edit_caption(call, alone=True)

    def do_edit_ephemeral_message_media(self, call: Call) -> Values | bool:
        """Change an ephemeral message's file."""
        return self._edit_media(call, alone=True)

    def do_edit_ephemeral_message_reply_markup(self, call: Call) -> Values | bool:
        """Change an ephemeral message's keyboard."""
        return self._edit_markup(call, alone=True)

    def do_delete_ephemeral_message(self, call: Call) -> bool:
        """Delete an ephemeral message."""
        chat = self.chat_of(call.params)
        number, receiver = call.params.get("ephemeral_message_id"), call.params.get("receiver_user_id")
        for message in chat.ephemeral:
            theirs = receiver in (one.id for one in (message.receiver, message.sender) if one)
            if message.ephemeral_id == number and theirs and not message.deleted:
                message.deleted = True
                return True
        raise bad("message to delete not found")

    def do_delete_message(self, call: Call) -> bool:
        """Delete a message."""
        chat = self.chat_of(call.params)
        message = chat.find(call.params.get("message_id") or 0)
        if message is None:
            raise bad("message to delete not found")
        self._check_deletion(chat, message)
        message.deleted = True
        return True

    def do_delete_messages(self, call: Call) -> bool:
        """Delete messages, skipping those that are not there."""
        chat = self.chat_of(call.params)
        found = [message for number in call.params.get("message_ids") or [] if (message := chat.find(number))]
        for message in found:
            self._check_deletion(chat, message)
        for message in found:
            message.deleted = True
        return True

    def _check_deletion(self, chat: Chat, message: Message) -> None:
        if chat.bot_admin and "can_delete_messages" in chat.bot_rights:
            return
        if not message.from_bot and chat.type != "private":
            raise bad("message can't be deleted")
        if time.time() - message.date > TWO_DAYS:
            raise bad("message can't be deleted for everyone")

    def do_set_message_reaction(self, call: Call) -> bool:
        """React to a message."""
        chat = self.chat_of(call.params)
        message = chat.find(call.params.get("message_id") or 0)
        if message is None:
            raise bad("message to react not found")
        marks = check_reactions(call.params.get("reaction"), chat.available_reactions)
        message.bot_reaction = next((one.get("emoji") or one["custom_emoji_id"] for one in marks), "")
        return True

    def do_pin_chat_message(self, call: Call) -> bool:
        """Pin a message."""
        chat = self.chat_of(call.params)
        message = chat.find(call.params.get("message_id") or 0)
        if message is None:
            raise bad("message to pin not found")
        if chat.type != "private" and not (chat.bot_admin and "can_pin_messages" in chat.bot_rights):
            raise bad("not enough rights to manage pinned messages in the chat")
        chat.pinned.append(message)
        return True

    def do_unpin_chat_message(self, call: Call) -> bool:
        """Unpin a message, or the latest pinned one."""
        chat = self.chat_of(call.params)
        number = call.params.get("message_id")
        fits = [one for one in chat.pinned if number in (None, one.id)]
        if not fits:
            raise bad("message to unpin not found")
        chat.pinned.remove(fits[-1])
        return True
