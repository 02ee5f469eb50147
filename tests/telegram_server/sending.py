"""Methods that send: texts, photos, documents, albums, and messages that one member sees."""

import itertools
import time
from typing import Any

from tests.telegram_server.files import Stored, Upload
from tests.telegram_server.markup import parse_html
from tests.telegram_server.records import Chat, Content, Message
from tests.telegram_server.rules import ACTIONS, Refusal, Values, bad, check_markup, check_text
from tests.telegram_server.world import Call, World

CANT_ALONE = "ephemeral messages can't be sent"
RIGHTS = {"text": "text messages", "photo": "photos", "document": "documents"}
_albums = itertools.count(13_900_000_000_000_001)


class Sending(World):
    """What a bot sends."""

    uploads = 0

    def chat_of(self, params: Values) -> Chat:
        """Return the chat that a call is about, or refuse it."""
        given = params.get("chat_id")
        if given in (None, ""):
            raise bad("chat_id is empty")
        if isinstance(given, str):
            name = given.removeprefix("@").lower()
            chat = next((one for one in self.chats.values() if one.username.lower() == name != ""), None)
            chat = None if chat and chat.type == "private" else chat
        else:
            chat = self.chats.get(given)
        if chat is None:
            raise bad("chat not found")
        if chat.moved_to:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(words, migrate_to_chat_id=chat.moved_to)
        if chat.bot_status in ("left", "kicked"):
            where = f"{chat.type} chat"
            verb = "was kicked from" if chat.bot_status == "kicked" else "is not a member of"
            raise Refusal(f"Forbidden: bot {verb} the {where}", 403)
        return chat

    def open_chat(self, params: Values, kind: str) -> Chat:
        """Return the chat to write a kind of message to, or refuse it."""
        chat = self.chat_of(params)
        if chat.type == "private" and chat.blocked:
            raise Refusal("Forbidden: bot was blocked by the user", 403)
        if chat.type == "private" and not chat.started:
            raise Refusal("Forbidden: bot can't initiate conversation with a user", 403)
        if chat.type == "channel" and not (chat.bot_admin and "can_post_messages" in chat.bot_rights):
            raise bad("need administrator rights in the channel chat")
        self.check_right(chat, kind)
        return chat

    def check_right(self, chat: Chat, kind: str) -> None:
        """Refuse a kind of message that plain members may not send."""
        if kind in RIGHTS and RIGHTS[kind] in chat.denied and not chat.bot_admin:
            raise bad(f"not enough rights to send {RIGHTS[kind]} to the chat")

    def words(self, about: Values, *, caption: bool) -> tuple[str, list[Values]]:
        """Return the text or caption of a message with its entities, or refuse it."""
        text = str(about.get("caption" if caption else "text") or "")
        entities = about.get("caption_entities" if caption else "entities") or []
        if (mode := about.get("parse_mode")) and not entities:
            if str(mode).lower() != "html":
                raise bad(f"unsupported parse_mode {mode}: this server reads HTML alone")
            text, entities = parse_html(text)
        text, entities = check_text(text, entities, caption=caption)
        told = []
        for entity in entities:
            if entity["type"] != "text_mention":
                told.append(entity)
            elif (user := (entity.get("user") or {}).get("id")) in self.accounts:
                told.append({**entity, "user": self.accounts[user].shown()})
        return text, told

    def file(self, given: Any, kind: str, params: Values) -> Stored:
        """Return a file that a call sends: an upload, or one that Telegram has."""
        if isinstance(given, str) and given.startswith("attach://"):
            given = params.get(given.removeprefix("attach://"))
        if isinstance(given, Upload):
            stored = self.files.add_photo(given) if kind == "photo" else self.files.add_document(given)
            self.uploads += 1
            return stored
        if not given:
            raise bad(f"there is no {kind} in the request")
        return self.files.find(str(given), kind)

    def media(self, about: Any, params: Values) -> Content:
        """Return the content that an InputMedia stands for."""
        if not isinstance(about, dict) or about.get("type") not in ("photo", "document"):
            raise bad("can't parse InputMedia: this server knows photos and documents alone")
        text, entities = self.words(about, caption=True)
        return Content(about["type"], text, entities, self.file(about.get("media"), about["type"], params))

    def _answered(self, chat: Chat, params: Values) -> Message | None:
        reply = params.get("reply_parameters") or {}
        number = reply.get("message_id") or params.get("reply_to_message_id")
        if not number or reply.get("ephemeral_message_id"):
            return None
        if reply.get("chat_id") not in (None, chat.id, str(chat.id)):
            raise bad("this server knows replies in the same chat alone")
        answered = chat.find(int(number))
        lenient = reply.get("allow_sending_without_reply") or params.get("allow_sending_without_reply")
        if answered is None and not lenient:
            raise bad("message to be replied not found")
        return answered

    def _topic(self, chat: Chat, params: Values, answered: Message | None) -> tuple[int | None, int | None]:
        """Return the topic and the thread that a message goes to."""
        wanted = params.get("message_thread_id")
        if not wanted:
            thread = answered.thread or answered.id if answered and chat.type == "supergroup" else None
            return (answered.topic if answered else None), None if chat.forum else thread
        if chat.forum and wanted in chat.topics:
            return wanted, None
        if chat.type == "supergroup" and not chat.forum and chat.find(wanted):
            return None, wanted
        raise bad("message thread not found")

    def send(self, call: Call, *contents: Content, album: str = "") -> list[Message]:
        """Send messages, or refuse them as Telegram does."""
        params = call.params
        chat = self.open_chat(params, contents[0].kind)
        inline_only = chat.type == "channel"
        markup = check_markup(params.get("reply_markup"), inline_only=inline_only, private=chat.type == "private")
        answered = self._answered(chat, params)
        topic, thread = self._topic(chat, params, answered)
        alone = params.get("ephemeral_message_parameters")
        if not alone and params.get("receiver_user_id"):
            alone = {name: params.get(name) for name in ("receiver_user_id", "callback_query_id")}
        fields: Values = {"from_bot": True, "topic": topic, "thread": thread, "markup": markup, "album": album}
        fields["options"] = {"has_protected_content": True} if params.get("protect_content") else {}
        if alone:
            fields |= self._alone(chat, alone, params)
        self.pace.check(chat.id, call.time, group=chat.is_group, count=len(contents))
        if alone:
            return [self._post_alone(chat, contents[0], fields)]
        sender, as_chat = (None, chat) if chat.type == "channel" else (self.me, None)
        fields |= {"answered": answered, "sender_chat": as_chat}
        return [self.add(chat, sender, content, **fields) for content in contents]

    def _alone(self, chat: Chat, alone: Values, params: Values) -> Values:
        """Refuse an ephemeral message that Telegram would not send; return what it is known by."""
        receiver = self.known(alone.get("receiver_user_id"))
        if not chat.is_group or receiver.is_bot or params.get("media"):
            raise bad(CANT_ALONE)
        press = self.live_press(alone.get("callback_query_id"))
        if press and (press.user is not receiver or press.chat is not chat):
            press = None
        number = (params.get("reply_parameters") or {}).get("ephemeral_message_id")
        heard = [
            one for one in chat.ephemeral if one.sender is receiver and time.monotonic() - one.at <= self.press_lives
        ]
        answered = next((one for one in heard if number and one.ephemeral_id == number), None)
        if (number and not answered) or not (chat.bot_admin or press or answered):
            raise bad(CANT_ALONE)
        replaces = press.message if press and alone.get("replace_callback_query_message") else None
        if replaces and replaces.ephemeral_id:
            raise bad("the message of an ephemeral callback query can't be replaced")
        return {"receiver": receiver, "replaces": replaces, "answered": answered}

    def _post_alone(self, chat: Chat, content: Content, fields: Values) -> Message:
        message = Message(0, chat, self.me, content, **fields)
        chat.ephemeral.append(message)
        message.ephemeral_id = len(chat.ephemeral)
        return message

    def do_send_message(self, call: Call) -> Values:
        """Send a text."""
        text, entities = self.words(call.params, caption=False)
        return self.send(call, Content("text", text, entities))[0].shown()

    def _do_send_file(self, call: Call, kind: str) -> Values:
        self.open_chat(call.params, kind)
        text, entities = self.words(call.params, caption=True)
        stored = self.file(call.params.get(kind), kind, call.params)
        return self.send(call, Content(kind, text, entities, stored))[0].shown()

    def do_send_photo(self, call: Call) -> Values:
        """Send a photo."""
        return self._do_send_file(call, "photo")

    def do_send_document(self, call: Call) -> Values:
        """Send a document."""
        return self._do_send_file(call, "document")

    def do_send_media_group(self, call: Call) -> list[Values]:
        """Send an album."""
        media = call.params.get("media")
        if not isinstance(media, list) or not media:
            raise bad("there are no messages to send")
        if not 2 <= len(media) <= 10:
            raise bad("wrong number of messages in an album: it must include 2-10 messages")
        if len({one.get("type") for one in media}) > 1:
            raise bad("document can't be mixed with other media types")
        contents = [self.media(one, call.params) for one in media]
        return [one.shown() for one in self.send(call, *contents, album=str(next(_albums)))]

    def do_send_chat_action(self, call: Call) -> bool:
        """Show that the bot is busy."""
        chat = self.open_chat(call.params, "action")
        if call.params.get("action") not in ACTIONS:
            raise bad("wrong parameter action in request")
        self._topic(chat, call.params, None)
        chat.actions.append(call.params["action"])
        return True
