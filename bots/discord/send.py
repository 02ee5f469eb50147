"""Sending to Discord: answers by an interaction's token while it lives, messages by the bot, characters by a webhook."""

import hashlib
import io
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

import discord
from aiohttp import ClientConnectorError, ClientError

from bots.discord.client import SalonClient
from bots.discord.layout import layout, name_of, names_of, shown_name, text_of
from bots.discord.token import Token
from core import rooms
from core.ports import Envelope, Gone, InDoubt, NotAllowed, NotSent, PictureView, PostView, Speaker
from core.salon import Salon
from core.words import _, translator

log = logging.getLogger("salon.discord")
Answer = TypeVar("Answer")
REMEMBERED = 5_000
LARGEST_FILE = 9_500_000
LOST_CHANNEL = (10003, 10004, 50001, 50013, 50007, 30046)
TOKEN_GONE = (10015, 10062, 50027, 10008)


class DiscordPlatform:
    """Discord as core sees it."""

    name = "discord"
    edit_every = 3.0
    keyed = False
    whole = True
    private = False
    asks = False
    opens_chats = True
    one_by_one = True
    shows_menus = False
    previews: int | None = 2
    sheds = True

    def __init__(self, salon: Salon, client: SalonClient) -> None:
        self._salon, self._client = salon, client
        self._shown: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._hooks: dict[int, discord.Webhook | None] = {}

    def link(self, payload: str) -> str:
        """Return nothing: Discord has no links that begin a direct chat."""
        return ""

    def offer_account(self, slug: str, name: str) -> tuple[str, str]:
        """Return nothing: on Discord personas speak through webhooks, with their own names and faces."""
        return "", ""

    async def nod(self, to: Envelope, text: str) -> None:
        """Do nothing: a press is acknowledged as soon as it is stored."""

    async def send(self, to: Envelope, view: PostView, key: str) -> str:
        """Send a message: as the answer to an interaction while its token lives, else into the channel."""
        token = Token.read(to.answering)
        if token is not None:
            try:
                return await self._answer(to, token, view, key)
            except _TokenGone:
                log.info("an interaction ended before its answer; it goes into the channel")
        if to.only_for and to.only_for != to.address:
            return await self._send(Envelope(to.only_for), replace(view, reply_to=""), key)
        if view.speaker is not None and view.speaker.badge and "/" in to.address:
            sent = await self._speak(to, view)
            if sent:
                return sent
        return await self._send(to, view, key)

    async def _answer(self, to: Envelope, token: Token, view: PostView, key: str) -> str:
        answer = self._interaction(token)
        alone = bool(to.only_for) and to.only_for != to.address
        first = key.startswith("copy:") or key.endswith(":1")
        if token.mode == "open" and alone:
            await self._drop_original(answer)
        elif token.mode in ("open", "alone", "away") and first:
            text = text_of(view)
            files = await self._files(view)
            sent = await self._do(
                lambda: answer.edit_original_response(view=self._layout(view, text), attachments=files), token=True
            )
            self._remember(str(sent.id), view)
            return f"w{sent.id}" if token.mode != "open" else str(sent.id)
        if not alone and token.mode == "press":
            return await self._send(to, view, key)
        return await self._follow(answer.followup, view, alone=alone or token.mode == "away")

    async def _follow(self, hook: discord.Webhook, view: PostView, *, alone: bool) -> str:
        text, files = text_of(view), await self._files(view)
        sent = await self._do(
            lambda: hook.send(view=self._layout(view, text), files=files, ephemeral=alone, wait=True), token=True
        )
        return f"w{sent.id}" if alone else str(sent.id)

    async def _drop_original(self, answer: discord.Interaction[Any]) -> None:
        """Take the answer that all would see away: filled first, because until then the next answer would become it."""
        filled = self._layout(PostView("…"), "…")
        try:
            await self._do(lambda: answer.edit_original_response(view=filled), token=True)
            await self._do(lambda: answer.delete_original_response(), token=True)
        except _TokenGone:
            return  # it was taken away before, or never came to be

    async def _send(self, to: Envelope, view: PostView, key: str) -> str:
        """Send as the bot itself; the nonce makes a repeated sending show once."""
        channel = await self._channel(to)
        text, files = text_of(view), await self._files(view)
        nonce = hashlib.sha256(f"{to.address}:{key}".encode()).hexdigest()[:24]
        options: dict[str, Any] = {"view": self._layout(view, text), "files": files, "nonce": nonce}
        if view.reply_to.isdecimal():
            options["reference"] = discord.MessageReference(
                message_id=int(view.reply_to), channel_id=channel.id, fail_if_not_exists=False
            )
        sent = await self._do(lambda: channel.send(**options), address=to.address)
        self._remember(str(sent.id), view)
        return str(sent.id)

    async def _speak(self, to: Envelope, view: PostView) -> str:
        """Send as a character, by the channel's webhook; empty where there is none, and the bot must speak for it."""
        assert view.speaker is not None
        hook = await self._webhook(to)
        if hook is None:
            return ""
        text, files = self._quote(to, view) + text_of(view, named=False), await self._files(view)
        options: dict[str, Any] = {"username": shown_name(view.speaker), "wait": True}
        if (face := self._face(view.speaker)) is not None:
            options["avatar_url"] = face
        if to.thread.isdecimal():
            options["thread"] = discord.Object(int(to.thread))
        sent = await self._do(
            lambda: hook.send(view=self._layout(view, text), files=files, **options), address=to.address
        )
        self._remember(str(sent.id), view)
        return str(sent.id)

    def _quote(self, to: Envelope, view: PostView) -> str:
        """Return a line that leads to what is answered: a webhook's message can't be a reply."""
        if not view.reply_to.isdecimal():
            return ""
        guild, _slash, channel = to.address.partition("/")
        return f"-# ↪ https://discord.com/channels/{guild}/{to.thread or channel}/{view.reply_to}\n"

    def _face(self, speaker: Speaker) -> str | None:
        public = self._salon.settings.public_url
        face = speaker.avatar if speaker.avatar.endswith(".png") else f"avatars/{speaker.slug}.png"
        return f"{public}/media/{face}" if public.startswith("https://") else None

    async def _webhook(self, to: Envelope) -> discord.Webhook | None:
        """Return our webhook of a channel, made if there is none; None where we may not."""
        number = int(to.address.partition("/")[2])
        if number in self._hooks:
            return self._hooks[number]
        channel = self._client.get_channel(number)
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel | discord.VoiceChannel):
            return None
        try:
            there = await channel.webhooks()
            own = [hook for hook in there if self._is_ours(hook) and hook.token]
            hook = own[0] if own else await channel.create_webhook(name="Salon")
        except discord.Forbidden:
            await self._hint_once(to)
            return None
        except (discord.HTTPException, ClientError, TimeoutError, OSError) as error:
            log.info("no webhook in a channel just now: %s", type(error).__name__)
            return None
        self._hooks[number] = hook
        return hook

    def _is_ours(self, hook: discord.Webhook) -> bool:
        """Say whether we made a webhook: only such a one may carry buttons, and only its maker sees its token."""
        return hook.user is not None and self._client.user is not None and hook.user.id == self._client.user.id

    async def _hint_once(self, to: Envelope) -> None:
        """Say once in a room how its characters could have faces of their own."""
        async with self._salon.begin() as db:
            room = await rooms.find_room(db, self.name, to.address)
            if room is None or room.hints.get("webhook"):
                return
            room.hints = {**room.hints, "webhook": True}
            language = room.language
        told = translator(language)(
            _("With the right to manage webhooks the characters could speak here with their own names and pictures.")
        )
        await self._send(to, PostView(told, language=language), f"webhook:{to.address}")

    async def edit(self, to: Envelope, message_id: str, view: PostView) -> None:
        """Make a message look like a view; its files are sent again only if they changed."""
        number = message_id.removeprefix("w")
        if not number.isdecimal():
            raise Gone("no such message")
        names = names_of(view.pictures)
        same = self._shown.get(number) == names
        options: dict[str, Any] = {} if same else {"attachments": await self._files(view)}
        token = Token.read(to.answering)
        alone = bool(to.only_for) and to.only_for != to.address  # nobody but the press itself reaches such a message
        if message_id.startswith("w") or (token is not None and (token.mode != "press" or alone)):
            if token is None and message_id.startswith("w"):
                await self._send_late(to, message_id, view)
                return
            try:
                await self._edit_by_token(token, number, view, options)
            except _TokenGone:
                if message_id.startswith("w"):
                    await self._send_late(to, message_id, view)
                    return
            else:
                self._remember(number, view)
                return
        await self._edit_in_channel(to, int(number), view, options)
        self._remember(number, view)

    async def _send_late(self, to: Envelope, message_id: str, view: PostView) -> None:
        """Send a picture that took longer than its interaction lives to the direct chat of whoever asked for it alone."""
        if view.waiting:
            return  # nobody can be shown how far it is, but the picture itself still comes
        if not (view.pictures and to.only_for):
            raise Gone("the interaction's time is over")
        await self._send(Envelope(to.only_for), replace(view, reply_to=""), f"late:{message_id}")

    async def _edit_by_token(self, token: Token | None, number: str, view: PostView, options: dict[str, Any]) -> None:
        assert token is not None
        hook = self._interaction(token).followup
        shown = self._layout(view, text_of(view))
        await self._do(lambda: hook.edit_message(int(number), view=shown, **options), token=True)

    async def _edit_in_channel(self, to: Envelope, number: int, view: PostView, options: dict[str, Any]) -> None:
        if view.speaker is not None and view.speaker.badge and "/" in to.address:
            hook = await self._webhook(to)
            more: dict[str, Any] = {**options}
            if to.thread.isdecimal():
                more["thread"] = discord.Object(int(to.thread))
            if hook is not None:
                shown = self._layout(view, text_of(view, named=False))
                try:
                    await self._do(lambda: hook.edit_message(number, view=shown, **more), token=True)
                except _TokenGone:
                    self._hooks.pop(
                        int(to.address.partition("/")[2]), None
                    )  # the bot spoke for it, or the hook is gone
                else:
                    return
        channel = await self._channel(to)
        message = channel.get_partial_message(number)
        shown = self._layout(view, text_of(view))
        await self._do(lambda: message.edit(view=shown, **options), address=to.address)

    async def remove(self, to: Envelope, message_id: str) -> None:
        """Take a message away, whoever of us spoke it."""
        number = message_id.removeprefix("w")
        if not number.isdecimal():
            raise Gone("no such message")
        self._shown.pop(number, None)
        token = Token.read(to.answering)
        if message_id.startswith("w"):
            if token is None:
                raise Gone("the interaction's time is over")
            hook = self._interaction(token).followup
            await self._gone_if_over(lambda: hook.delete_message(int(number)))
            return
        channel = await self._channel(to)
        message = channel.get_partial_message(int(number))
        try:
            await self._do(lambda: message.delete(), address=to.address)
        except Gone:
            own = await self._webhook(to) if "/" in to.address else None
            if own is None:
                raise
            await self._gone_if_over(lambda: own.delete_message(int(number)))

    async def _gone_if_over(self, deed: Callable[[], Awaitable[Any]]) -> None:
        try:
            await self._do(deed, token=True)
        except _TokenGone:
            raise Gone("it is gone") from None

    async def react(self, to: Envelope, message_id: str, speaker: Speaker, emoji: str) -> None:
        """Put an emoji under a message."""
        if message_id.isdecimal():
            message = (await self._channel(to)).get_partial_message(int(message_id))
            await self._do(lambda: message.add_reaction(emoji), address=to.address)

    async def pin(self, to: Envelope, message_id: str, instead_of: str) -> None:
        """Pin a message, and unpin the one before, which somebody may have unpinned or deleted already."""
        channel = await self._channel(to)
        if message_id.isdecimal():
            await self._pinned(channel.get_partial_message(int(message_id)).pin)
        try:
            if instead_of.isdecimal():
                await self._pinned(channel.get_partial_message(int(instead_of)).unpin)
        except Gone as gone:
            log.info("a digest in %s could not be unpinned: %s", to.address, gone)

    async def _pinned(self, deed: Callable[[], Awaitable[Any]]) -> None:
        """Pin or unpin. Having no right to is no reason to think that we may not write there."""

        async def tried() -> bool:
            try:
                await deed()
            except discord.Forbidden:
                return False
            return True

        if not await self._do(tried):
            raise NotAllowed("no right to pin messages")

    async def typing(self, to: Envelope, speaker: Speaker, seconds: float) -> None:
        """Show that someone is writing; only a sign, so a failure is none."""
        try:
            channel = await self._channel(to)
            await self._do(lambda: _type_once(channel), address=to.address)
        except (Gone, NotSent, InDoubt) as error:
            log.debug("no typing sign: %s", type(error).__name__)

    async def _channel(self, to: Envelope) -> Any:
        """Return where a message goes, without asking Discord for it where that can be helped."""
        _guild, slash, channel = to.address.partition("/")
        if slash:
            number = int(to.thread) if to.thread.isdecimal() else int(channel)
            return self._client.get_partial_messageable(number)
        if not to.address.isdecimal():
            raise Gone("no such person")
        number = int(to.address)
        return await self._do(lambda: self._client.create_dm(discord.Object(number)), address=to.address)

    def _interaction(self, token: Token) -> discord.Interaction[Any]:
        """Return an interaction as it was, as far as answering needs it: only its token is of use, in any process."""
        data: Any = {"id": token.number, "type": 2, "token": token.secret, "version": 1}
        data |= {"application_id": self._client.application_id, "attachment_size_limit": LARGEST_FILE}
        answer: discord.Interaction[Any] = discord.Interaction(data=data, state=self._client._connection)
        answer.channel = self._client.get_partial_messageable(0)  # type: ignore[assignment]
        return answer

    def _layout(self, view: PostView, text: str) -> Any:
        settings = self._salon.settings
        return layout(view, settings.base_url, settings.public_url, text=text)

    async def _files(self, view: PostView) -> list[discord.File]:
        """Return the files of a view's pictures, whole, or their previews where they would be too large."""
        wanted = [*view.pictures[:10], *view.files]
        return [await self._file(one) for one in wanted]

    async def _file(self, picture: PictureView) -> discord.File:
        data = await self._salon.media.get(picture.key)
        if data is None:
            raise Gone("the file was erased")
        if len(data) > LARGEST_FILE and picture.preview:
            data = await self._salon.media.get(picture.preview) or data
        return discord.File(io.BytesIO(data), name_of(picture), description=picture.alt[:1024] or None)

    def _remember(self, number: str, view: PostView) -> None:
        self._shown[number] = names_of(view.pictures)
        self._shown.move_to_end(number)
        while len(self._shown) > REMEMBERED:
            self._shown.popitem(last=False)

    async def _do(self, deed: Callable[[], Awaitable[Answer]], *, token: bool = False, address: str = "") -> Answer:
        """Make a call; what goes wrong comes out as core knows it."""
        try:
            return await deed()
        except discord.DiscordServerError as error:
            raise InDoubt(f"Discord has a fault ({error.status})", after=2) from None
        except discord.HTTPException as error:
            if token and (error.code in TOKEN_GONE or error.status in (401, 403, 404)):
                raise _TokenGone from None
            raise await self._meaning(error, address) from None
        except ClientConnectorError:
            raise NotSent("Discord can't be reached", after=3) from None
        except (TimeoutError, ClientError, OSError):
            raise InDoubt("no answer came from Discord", after=1) from None

    async def _meaning(self, error: discord.HTTPException, address: str) -> Exception:
        if error.status == 429:
            return NotSent("Discord asks to wait", after=float(getattr(error, "retry_after", 2.0) or 2.0), lane=True)
        if error.code in LOST_CHANNEL and address:
            async with self._salon.begin() as db:
                room = await rooms.find_room(db, self.name, address)
                if room is not None:
                    room.open = error.code == 50013 and room.open
                    room.rights = {**room.rights, "sends": False} if error.code == 50013 else room.rights
            return Gone(f"{error.code}: {error.text}")
        if error.status in (403, 404):
            return Gone(f"{error.code}: {error.text}")
        return error


class _TokenGone(Exception):
    """The interaction's token, or the webhook, is no good any more."""


async def _type_once(channel: Any) -> None:
    await channel.typing()
