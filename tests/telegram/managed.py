"""A Telegram with bots that one bot manages: people make them from its links, each has a token, chats and updates of its own."""

import itertools
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.telegram.people import Person, shown_again
from tests.telegram.server import TelegramServer
from tests.telegram.world import BOT, CALLER, Chat, Refusal, Values, check_photo


class ManagedTelegram(TelegramServer):
    """`profiles` holds what each managed bot says of itself, by its number."""

    def __init__(self) -> None:
        super().__init__()
        self.privates: dict[tuple[int, int], Chat] = {}
        self.profiles: dict[int, Values] = {}
        self.may_manage = True
        self._bot_ids = itertools.count(4243)

    # People

    def makes_bot(self, who: Person, link: str, username: str = "") -> Values:
        """Let somebody confirm a bot from a link of the manager's, perhaps under another username."""
        parts = urlsplit(link)
        _slash, way, manager, suggested = parts.path.split("/")
        assert (parts.netloc, way, manager) == ("t.me", "newbot", BOT["username"])
        chosen, name = username or suggested, parse_qs(parts.query)["name"][0]
        assert 5 <= len(chosen) <= 32
        assert chosen.endswith("bot")
        assert 1 <= len(name) <= 64
        bot = {"id": next(self._bot_ids), "is_bot": True, "first_name": name, "username": chosen}
        self.replaces_token(bot)
        self.push(managed_bot={"user": who.shown(), "bot": bot})
        return bot

    def replaces_token(self, bot: Values, *, told_to: Person | None = None) -> str:
        """Give a bot another token: the one before opens nothing any more. The manager may be told."""
        self.deletes_bot(bot)
        token = f"{bot['id']}:token-{time.monotonic_ns()}-of-a-managed-bot"
        self.bots[token] = bot
        if told_to is not None:
            self.push(managed_bot={"user": told_to.shown(), "bot": bot})
        return token

    def deletes_bot(self, bot: Values) -> None:
        """Let a bot be no more."""
        self.bots = {token: known for token, known in self.bots.items() if known["id"] != bot["id"]}
        self.arrived.set()

    def token_of(self, bot: Values) -> str:
        """Return a bot's token as it is now."""
        return next(token for token, known in self.bots.items() if known["id"] == bot["id"])

    def adds(self, who: Person, chat: Chat, bot: Values, status: str = "member") -> None:
        """Let somebody bring a managed bot into a group, change what it is there, or remove it."""
        old = chat.standing(bot["id"])
        chat.others[bot["id"]] = status
        members = {
            "old_chat_member": self.membership(chat, old, bot),
            "new_chat_member": self.membership(chat, "", bot),
        }
        change = {"chat": chat.shown(), "from": who.shown(), "date": int(time.time())}
        self.push(bot["id"], my_chat_member={**change, **members})

    def basic_group(self, title: str = "Friends", status: str = "member") -> Chat:
        """Make a basic group, in which each account counts messages for itself."""
        chat = Chat(-next(self._ids), "group", title, status)
        self.chats[chat.id] = chat
        return chat

    def direct_with(self, who: Person, bot: Values) -> Chat:
        """Return somebody's direct chat with a managed bot."""
        key = (bot["id"], who.id)
        return self.privates.setdefault(key, Chat(who.id, "private", who.name, bot=bot["id"]))

    def _tell(self, chat: Chat, message: Values, text: str, answered: Values | None) -> None:
        if chat.type == "private":
            self.push(chat.bot, message=message)
            return
        for bot in (BOT, *(known for known in self.bots.values() if known["id"] in chat.others)):
            if chat.standing(bot["id"]) in ("member", "administrator") and self._shown_to(bot, chat, text, answered):
                self.push(bot["id"], message=self._numbered(chat, bot, message))

    def _shown_to(self, bot: Values, chat: Chat, text: str, answered: Values | None) -> bool:
        """Say whether a bot sees a message: a bare command only the last bot that spoke, in privacy mode."""
        if not self.privacy or chat.standing(bot["id"]) == "administrator":
            return True
        if text.startswith("/"):
            _name, _at_sign, whose = text.split()[0].partition("@")
            spoke = [one["from"]["id"] for one in chat.messages.values() if one["from"].get("is_bot")]
            return whose == bot["username"] if whose else (spoke or [BOT["id"]])[-1] == bot["id"]
        return f"@{bot['username']}" in text or (answered is not None and answered["from"]["id"] == bot["id"])

    @staticmethod
    def _numbered(chat: Chat, bot: Values, message: Values) -> Values:
        """Return a message with the numbers that a bot knows."""
        seen = {**message, "message_id": chat.number_for(bot["id"], message["message_id"])}
        if answered := message.get("reply_to_message"):
            seen["reply_to_message"] = {
                **answered, "message_id": chat.number_for(bot["id"], answered["message_id"])
            }  # fmt: skip
        return seen

    def presses_data(self, who: Person, chat: Chat, message: Values, data: str) -> str:
        bot = message["from"]["id"]
        number = chat.number_for(bot, message["message_id"])
        return super().presses_data(who, chat, {**shown_again(message), "message_id": number}, data)

    # Calls

    def _find(self, number: int) -> Chat | None:
        bot = CALLER.get()["id"]
        if number > 0 and bot != BOT["id"]:
            return self.privates.get((bot, number))
        return super()._find(number)

    async def do_getMe(self, values: Values) -> Values:
        return {**await super().do_getMe(values), "can_manage_bots": self.may_manage and CALLER.get() == BOT}

    async def do_getManagedBotToken(self, values: Values) -> str:
        bot = next((one for one in self.bots.values() if one["id"] == int(values["user_id"])), None)
        if bot is None or CALLER.get() != BOT:
            raise Refusal(400, "Bad Request: BOT_INVALID")
        return self.token_of(bot)

    def _says_of_itself(self, what: str, values: Values, told: Any) -> bool:
        own = self.profiles.setdefault(CALLER.get()["id"], {})
        own[what, values.get("language_code") or ""] = told
        return True

    async def do_setMyName(self, values: Values) -> bool:
        if len(values["name"]) > 64:
            raise Refusal(400, "Bad Request: BOT_TITLE_INVALID")
        return self._says_of_itself("name", values, values["name"])

    async def do_setMyDescription(self, values: Values) -> bool:
        return await super().do_setMyDescription(values) and self._says_of_itself("long", values, values["description"])

    async def do_setMyShortDescription(self, values: Values) -> bool:
        fits = await super().do_setMyShortDescription(values)
        return fits and self._says_of_itself("short", values, values["short_description"])

    async def do_setMyProfilePhoto(self, values: Values) -> bool:
        photo = values["photo"]
        assert photo["type"] == "static"
        file = values[photo["photo"].removeprefix("attach://")]
        assert file[:2] == b"\xff\xd8"
        return self._says_of_itself("photo", {}, check_photo(file))
