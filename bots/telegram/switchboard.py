"""The switchboard: Telegram as core sees it, whichever of our accounts a message goes by."""

import logging
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from bots.telegram.accounts import Account, Accounts
from bots.telegram.client import Unknown, Unwanted
from bots.telegram.marks import is_shared, marked, unmarked
from bots.telegram.traits import Traits
from bots.telegram.wire import is_group
from core.persona_bots import suggested_username
from core.ports import Envelope, Gone, NotSent, PostView, Speaker

log = logging.getLogger("salon.telegram")


class Switchboard(Traits):
    """Chooses who sends: a persona's own account where it is, else the house's. `lost` is told of refused tokens.

    An address or number that bears an account's mark is that account's business alone.
    """

    def __init__(self, accounts: Accounts, lost: Callable[[Account], None], *, offers: bool) -> None:
        self._accounts, self._lost, self._offers = accounts, lost, offers

    def link(self, payload: str) -> str:
        """Return the address of a direct chat that begins with a payload: with a persona's own account, if it has one."""
        kind, _low, number = payload.partition("_")
        own = (one for one in self._accounts.personas.values() if kind == "c" and str(one.persona_id) == number)
        return next(own, self._accounts.house).platform.link(payload)

    def offer_account(self, slug: str, name: str) -> tuple[str, str]:
        """Return a username for a persona's bot, and where in Telegram the host makes it; empty where that is off."""
        if not self._offers:
            return "", ""
        house = self._accounts.house.username
        username = suggested_username(slug, house)
        return username, f"https://t.me/newbot/{house}/{username}?name={quote(name)}"

    async def send(self, to: Envelope, view: PostView, key: str) -> str:
        """Send a message by the account that fits; one that turns out not to be wanted there leaves it to the next."""
        senders = await self._senders(to, view)
        for account in senders:
            try:
                return await self._send(account, to, view, key)
            except Unwanted:
                account.chats.note_absence(int(unmarked(to.address)[1]))
                if account is senders[-1]:
                    raise
            except Unknown:
                self._report(account)
                if account is senders[-1]:
                    raise
        raise Gone("nobody could send it")

    async def _send(self, account: Account, to: Envelope, view: PostView, key: str) -> str:
        """Send by one account. Whatever it sends into a chat of many bears its mark."""
        own = self._addressed(account, to)
        quoted = replace(view, reply_to=_seen_by(account, own.address, view.reply_to))
        number = await account.platform.send(own, quoted, key)
        return number if not number or unmarked(to.address)[0] else marked(account.mark, number)

    async def _senders(self, to: Envelope, view: PostView) -> list[Account]:
        """Return who may send, the fittest first: who was spoken to, the speaker's own account, the house's, any there."""
        accounts = self._accounts
        home, chat = unmarked(to.address)
        if home:
            return [self._at_work(home)]
        if not accounts.personas or not is_group(chat):
            return [accounts.house]
        asked = accounts.find(unmarked(to.answering)[0]) if unmarked(to.answering)[0] else None
        speaker = accounts.of(view.speaker.slug) if view.speaker else None
        there = [one for one in accounts.personas.values() if await self._may_send(one, chat, view)]
        first = [one for one in (asked, speaker) if one in there and one is not None]
        if first or not there or not await accounts.house.chats.absent(int(chat)):
            return [*dict.fromkeys(first), accounts.house]
        return there[:1]

    async def _may_send(self, account: Account, chat: str, view: PostView) -> bool:
        return await account.chats.may_send(int(chat), pictures=bool(view.pictures))

    async def edit(self, to: Envelope, message_id: str, view: PostView) -> None:
        """Make a message look like a view, by the account that sent it."""
        account, own, number = self._message(to, message_id)
        try:
            await account.platform.edit(own, number, view)
        except Unknown:
            self._report(account)
            raise

    async def remove(self, to: Envelope, message_id: str) -> None:
        """Take a message away; in a supergroup the house's account does it for one that is gone, if it may."""
        mark, number = unmarked(message_id)
        if mark and self._accounts.find(mark) is None and is_shared(to.address) and number.isdecimal():
            await self._accounts.house.platform.remove(to, number)
            return
        account, own, number = self._message(to, message_id)
        await account.platform.remove(own, number)

    async def react(self, to: Envelope, message_id: str, speaker: Speaker, emoji: str) -> None:
        """Put a persona's emoji under a message: by its own account where that sees the message, else by the sender's."""
        own_account = self._accounts.of(speaker.slug)
        mark, number = unmarked(message_id)
        if own_account and is_shared(to.address) and number.isdecimal():
            if await own_account.chats.may_send(int(to.address), pictures=False):
                await own_account.platform.react(to, number, speaker, emoji)
                return
        elif own_account and mark == own_account.mark:
            await own_account.platform.react(self._addressed(own_account, to), number, speaker, emoji)
            return
        account, own, number = self._message(to, message_id)
        await account.platform.react(own, number, speaker, emoji)

    async def pin(self, to: Envelope, message_id: str, instead_of: str) -> None:
        """Pin a message: in a supergroup by the house's account, which is the one that people give rights to."""
        account, own, number = self._message(to, message_id)
        if is_shared(own.address) and number.isdecimal():
            account = self._accounts.house
        await account.platform.pin(own, number, _seen_by(account, own.address, instead_of))

    async def nod(self, to: Envelope, text: str) -> None:
        """Acknowledge a press, by the account under whose message it was."""
        mark, _number = unmarked(to.answering)
        account = self._at_work(mark or unmarked(to.address)[0])
        own = self._addressed(account, to)
        if own.answering:
            await account.platform.nod(own, text)

    async def typing(self, to: Envelope, speaker: Speaker, seconds: float) -> None:
        """Show that someone is writing."""
        account = (await self._senders(to, PostView(speaker=speaker)))[0]
        await account.platform.typing(self._addressed(account, to), speaker, seconds)

    def _message(self, to: Envelope, message_id: str) -> tuple[Account, Envelope, str]:
        """Return the account that a message is of, and the message as that account knows it."""
        mark, number = unmarked(message_id)
        account = self._at_work(mark or unmarked(to.address)[0])
        return account, self._addressed(account, to), number

    def _addressed(self, account: Account, to: Envelope) -> Envelope:
        """Return an envelope without marks; what answers another account's press answers none here."""
        mark, answering = unmarked(to.answering)
        return replace(to, address=unmarked(to.address)[1], answering=answering if mark == account.mark else "")

    def _at_work(self, mark: int) -> Account:
        account = self._accounts.find(mark)
        if account is None and mark in self._accounts.opening:
            raise NotSent("the persona's own account is being opened", after=3)
        if account is None:
            raise Gone("the persona's own account is not at work")
        return account

    def _report(self, account: Account) -> None:
        if account.persona:
            self._lost(account)


def _seen_by(account: Account, chat: str, number: str) -> str:
    """Return the number that a message has for an account, empty where it has none for it."""
    mark, own = unmarked(number)
    return own if is_shared(chat) or mark == account.mark or not is_group(chat) else ""
