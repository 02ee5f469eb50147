"""Sending to Telegram: messages, edits and files, at its pace, and what becomes of a chat that does not take them."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteEphemeralMessage,
    DeleteMessage,
    EditEphemeralMessageText,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    PinChatMessage,
    SendChatAction,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMessageReaction,
    TelegramMethod,
    UnpinChatMessage,
)
from aiogram.types import (
    BufferedInputFile,
    EphemeralMessageParameters,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReactionTypeEmoji,
    ReplyParameters,
)

from bots.rich import cut, units
from bots.telegram.client import Elsewhere, Refused, call
from bots.telegram.compose import Composer
from bots.telegram.files import Files
from bots.telegram.text import CAPTION_LIMIT, TEXT_LIMIT
from bots.telegram.traits import Traits
from bots.telegram.wire import Wire, is_group
from core.ports import Button, Envelope, Gone, NotAllowed, NotSent, PostView, Speaker
from core.salon import Salon
from core.words import _, translator

log = logging.getLogger("salon.telegram")
Answer = TypeVar("Answer")
ALERT_LIMIT = 200
REMEMBERED = 5_000
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a message was last made to show: the name of its photo, and its text, so that an edit changes no more than it must."""

    photo: str
    text: str


class TelegramPlatform(Traits):
    """Telegram, as one account speaks there: the house's own, or (`mark`) a persona's."""

    def __init__(self, salon: Salon, bot: Bot, composer: Composer, mark: int = 0) -> None:
        self._salon, self._bot, self._composer = salon, bot, composer
        self._wire = Wire(salon, bot, mark)
        self._files = Files(salon, bot.id)
        self._shown: OrderedDict[tuple[str, str], Shown] = OrderedDict()
        self._no_photos: set[str] = set()

    def link(self, payload: str) -> str:
        """Return the address of a direct chat that begins with a payload."""
        return self._composer.link(payload)

    async def send(self, to: Envelope, view: PostView, key: str) -> str:
        """Send a message; what is for one member alone goes as an alert, an ephemeral message or to the direct chat."""
        if to.only_for and to.only_for != to.address:
            return await self._send_alone(to, view)
        if to.answering:
            await self.nod(to, "")
        return await self._send(to.address, view, to)

    async def _send(self, chat: str, view: PostView, to: Envelope) -> str:
        if view.files:
            sent = await self._send_file(chat, view, to)
        elif view.pictures:
            sent = await self._send_photo(chat, view, to)
        else:
            sent = await self._wire.post(to, self._message(chat, view, to))
        photo = self._files.name_of(view) if view.pictures and sent.photo else ""
        self._remember(chat, str(sent.message_id), view, photo)
        return str(sent.message_id)

    def _message(self, chat: str, view: PostView, to: Envelope, **more: Any) -> SendMessage:
        text, entities = self._composer.text(view, TEXT_LIMIT)
        return SendMessage(
            chat_id=int(chat),
            text=text or "·",
            entities=entities or None,
            link_preview_options=NO_PREVIEW,
            reply_markup=self._composer.keyboard(view),
            **self._where(view, to),
            **more,
        )

    async def _send_photo(self, chat: str, view: PostView, to: Envelope) -> Message:
        text, entities = self._composer.text(view, CAPTION_LIMIT)
        options: dict[str, Any] = {"caption": text or None, "caption_entities": entities or None}
        options |= {"reply_markup": self._composer.keyboard(view), **self._where(view, to)}
        try:
            return await self._with_photo(
                view, lambda photo: self._wire.post(to, SendPhoto(chat_id=int(chat), photo=photo, **options))
            )
        except Refused as refused:
            if "rights" not in refused.why and "forbidden" not in refused.why:
                raise
            return await self._wire.post(to, self._message(chat, self._without_pictures(view), to))

    async def _with_photo(self, view: PostView, use: Callable[[Any], Awaitable[Answer]]) -> Answer:
        """Use a view's photo: by its number if Telegram has it, else as an upload whose number is kept."""
        name = self._files.name_of(view)
        known = await self._files.find(name)
        if known:
            try:
                return await use(known)
            except Refused as refused:
                if "file" not in refused.why:
                    raise
                await self._files.forget(name)
        sent = await use(BufferedInputFile(await self._files.sheet(view), "salon.jpg"))
        if isinstance(sent, Message) and sent.photo and not view.waiting:
            await self._files.keep(name, _file_id(sent.photo[-1]))
        return sent

    async def _send_file(self, chat: str, view: PostView, to: Envelope) -> Message:
        file = view.files[0]
        text, entities = self._composer.text(view, CAPTION_LIMIT)
        options: dict[str, Any] = {"caption": text or None, "caption_entities": entities or None}
        options |= {"reply_markup": self._composer.keyboard(view), **self._where(view, to)}
        name = f"file:{file.key}"
        known = await self._files.find(name)
        if known:
            try:
                return await self._wire.post(to, SendDocument(chat_id=int(chat), document=known, **options))
            except Refused as refused:
                if "file" not in refused.why:
                    raise
                await self._files.forget(name)
        upload = BufferedInputFile(await self._files.whole(file), f"salon-{file.n}.{file.key.rpartition('.')[2]}")
        sent = await self._wire.post(
            to, SendDocument(chat_id=int(chat), document=upload, disable_content_type_detection=True, **options)
        )
        if isinstance(sent, Message) and sent.document:
            await self._files.keep(name, _file_id(sent.document))
        return sent

    async def _send_alone(self, to: Envelope, view: PostView) -> str:
        """Answer one member of a group: an alert for a few words, else an ephemeral message, else the direct chat."""
        text = self._composer.text(view, TEXT_LIMIT)[0]
        if to.answering and not (view.buttons or view.pictures or view.files) and units(text) <= ALERT_LIMIT:
            await self._alert(to, text)
            return ""
        if not (view.pictures or view.files):
            sent = await self._send_ephemeral(to, view)
            if sent:
                return sent
        return await self._send_direct(to, view)

    async def _send_ephemeral(self, to: Envelope, view: PostView) -> str:
        """Send a message that one member of a group sees; empty where Telegram has it otherwise."""
        alone = EphemeralMessageParameters(receiver_user_id=int(to.only_for), callback_query_id=to.answering or None)
        plain = replace(view, reply_to="", ask=None)
        method = self._message(to.address, plain, replace(to, thread=to.thread), ephemeral_message_parameters=alone)
        try:
            sent = await self._wire.post(to, method)
        except (Refused, Gone):
            return ""
        if to.answering:
            await self.nod(to, "")
        if getattr(sent, "ephemeral_message_id", None):
            return f"e{to.only_for}/{sent.ephemeral_message_id}"
        return str(sent.message_id)

    async def _send_direct(self, to: Envelope, view: PostView) -> str:
        """Send to the member's direct chat; who has none yet is told in the group how to open one."""
        direct = Envelope(to.only_for, to.only_for)
        try:
            number = await self._send(to.only_for, replace(view, reply_to=""), direct)
        except (Gone, Refused):
            return await self._invite(to, view)
        if to.answering:
            await self._alert(to, translator(view.language)(_("I have sent it to our direct chat.")))
        return f"d{to.only_for}/{number}"

    async def _invite(self, to: Envelope, view: PostView) -> str:
        """Answer somebody whom we can't reach alone. What comes of it is no message to be edited into anything else."""
        say = translator(view.language)
        if to.answering and not (view.pictures or view.files or view.waiting):
            await self._alert(to, self._composer.text(view, ALERT_LIMIT)[0])
            return ""
        here = replace(to, only_for="")
        if not (view.secret or view.pictures or view.files or view.buttons or view.waiting):
            await self._send(to.address, view, here)
            return ""
        words = say(_("I can't write to you alone yet. Open our direct chat, press Start, and ask again."))
        key = Button(say(_("Open the direct chat")), url=self.link(f"s_{view.post.code}" if view.post else "hello"))
        await self._send(to.address, PostView(words, buttons=((key,),), language=view.language), here)
        return ""

    async def _alert(self, to: Envelope, text: str) -> None:
        try:
            shown = cut(text, ALERT_LIMIT)
            await call(self._bot, AnswerCallbackQuery(callback_query_id=to.answering, text=shown, show_alert=True))
        except (Gone, Refused):
            log.debug("a press was too old to be answered")

    async def nod(self, to: Envelope, text: str) -> None:
        """Acknowledge a press."""
        try:
            shown = cut(text, ALERT_LIMIT) or None
            await call(self._bot, AnswerCallbackQuery(callback_query_id=to.answering, text=shown))
        except (Gone, Refused):
            log.debug("a press was too old to be acknowledged")

    async def edit(self, to: Envelope, message_id: str, view: PostView) -> None:
        """Make a message look like a view, changing no more than needed. What can't be changed any more is Gone."""
        chat, number = self._located(to.address, message_id)
        if number.startswith("e"):
            await self._edit_ephemeral(chat, number[1:], view)
            return
        if view.waiting and is_group(chat) and not self._wire.pace.can_spare(chat):
            raise NotSent("progress gives way to answers", after=self.edit_every)
        if view.waiting and chat in self._no_photos:
            view = replace(view, pictures=())
        try:
            await self._change(replace(to, address=chat), chat, int(number), view)
        except Refused as refused:
            if "not modified" in refused.why:
                return
            if "rights" in refused.why:
                self._no_photos.add(chat)
                await self._change(replace(to, address=chat), chat, int(number), self._without_pictures(view))
                return
            raise

    async def _change(self, to: Envelope, chat: str, number: int, view: PostView) -> None:
        keyboard = self._composer.keyboard(view)
        keys = keyboard if isinstance(keyboard, InlineKeyboardMarkup) else None
        where: dict[str, Any] = {"chat_id": int(chat), "message_id": number, "reply_markup": keys}
        before = self._shown.get((chat, str(number)))
        photo = self._files.name_of(view) if view.pictures else ""
        most = CAPTION_LIMIT if photo or (before and before.photo) else TEXT_LIMIT
        text, entities = self._composer.text(view, most)
        if before == Shown(photo, text):
            await self._wire.post(to, EditMessageReplyMarkup(**where))
        elif photo and before and before.photo == photo:
            await self._wire.post(to, EditMessageCaption(caption=text, caption_entities=entities or None, **where))
        elif photo:
            await self._with_photo(
                view,
                lambda media: self._wire.post(
                    to,
                    EditMessageMedia(
                        media=InputMediaPhoto(media=media, caption=text, caption_entities=entities or None), **where
                    ),
                ),
            )
        else:
            await self._change_text(to, text, entities, where, was_photo=bool(before and before.photo))
        self._remember(chat, str(number), view, photo or (before.photo if before else ""))

    async def _change_text(
        self, to: Envelope, text: str, entities: list[Any], where: dict[str, Any], *, was_photo: bool
    ) -> None:
        caption = EditMessageCaption(caption=text[:CAPTION_LIMIT], caption_entities=entities or None, **where)
        if was_photo:
            await self._wire.post(to, caption)
            return
        try:
            words = EditMessageText(
                text=text or "·", entities=entities or None, link_preview_options=NO_PREVIEW, **where
            )
            await self._wire.post(to, words)
        except Refused as refused:
            if "no text in the message" not in refused.why:
                raise
            await self._wire.post(to, caption)

    async def _edit_ephemeral(self, chat: str, which: str, view: PostView) -> None:
        receiver, _slash, number = which.partition("/")
        text, entities = self._composer.text(view, TEXT_LIMIT)
        keyboard = self._composer.keyboard(view)
        method = EditEphemeralMessageText(
            chat_id=int(chat),
            receiver_user_id=int(receiver),
            ephemeral_message_id=int(number),
            text=text or "·",
            entities=entities or None,
            reply_markup=keyboard if isinstance(keyboard, InlineKeyboardMarkup) else None,
        )
        await self._wire.post(Envelope(chat), method)

    async def remove(self, to: Envelope, message_id: str) -> None:
        """Take a message away; one that is too old to be taken away loses its picture's words and buttons."""
        chat, number = self._located(to.address, message_id)
        self._shown.pop((chat, number), None)
        if number.startswith("e"):
            receiver, _slash, own = number[1:].partition("/")
            method: TelegramMethod[bool] = DeleteEphemeralMessage(
                chat_id=int(chat), receiver_user_id=int(receiver), ephemeral_message_id=int(own)
            )
        else:
            method = DeleteMessage(chat_id=int(chat), message_id=int(number))
        try:
            await self._wire.call(chat, method)
        except Refused as refused:
            raise Gone(refused.why) from None

    async def react(self, to: Envelope, message_id: str, speaker: Speaker, emoji: str) -> None:
        """Put an emoji under a message; a chat that does not allow it goes without."""
        chat, number = self._located(to.address, message_id)
        marks: list[Any] = [ReactionTypeEmoji(emoji="❤" if emoji == "❤️" else emoji)]
        try:
            await self._wire.call(chat, SetMessageReaction(chat_id=int(chat), message_id=int(number), reaction=marks))
        except Refused:
            raise Gone("that reaction is not allowed there") from None

    async def pin(self, to: Envelope, message_id: str, instead_of: str) -> None:
        """Pin a message without a noise, and unpin the one before, which somebody may have unpinned or deleted already."""
        chat, number = self._located(to.address, message_id)
        pinned = PinChatMessage(chat_id=int(chat), message_id=int(number), disable_notification=True)
        try:
            await self._wire.call(chat, pinned)
        except Refused as refused:
            raise (Gone if "not found" in refused.why else NotAllowed)(refused.why) from None
        try:
            if instead_of.isdecimal():
                await self._wire.call(chat, UnpinChatMessage(chat_id=int(chat), message_id=int(instead_of)))
        except (Refused, Gone) as refused:
            log.info("a digest in %s could not be unpinned: %s", chat, refused)

    async def typing(self, to: Envelope, speaker: Speaker, seconds: float) -> None:
        """Show that someone is writing; it is only a sign, so a failure is none."""
        thread = int(to.thread) if to.thread.isdecimal() else None
        try:
            await call(self._bot, SendChatAction(chat_id=int(to.address), action="typing", message_thread_id=thread))
        except (Gone, Refused, NotSent, Elsewhere) as error:
            log.debug("no typing sign in %s: %s", to.address, type(error).__name__)

    def _where(self, view: PostView, to: Envelope) -> dict[str, Any]:
        options: dict[str, Any] = {}
        if to.thread.isdecimal():
            options["message_thread_id"] = int(to.thread)
        if view.reply_to.isdecimal() and is_group(to.address):
            options["reply_parameters"] = ReplyParameters(
                message_id=int(view.reply_to), allow_sending_without_reply=True
            )
        return options

    def _without_pictures(self, view: PostView) -> PostView:
        """Return a view for a chat that lets us send no photos: words, and a way to the picture."""
        if view.waiting:
            return replace(view, pictures=())
        say = translator(view.language)
        note = say(_("The picture is ready, but I may not send photos here. An admin can allow it; /setup says how."))
        key = Button(say(_("See it in our direct chat")), url=self.link(f"s_{view.post.code}" if view.post else "hi"))
        return replace(view, pictures=(), text=f"{view.text}\n{note}".strip(), buttons=((key,),))

    def _located(self, address: str, message_id: str) -> tuple[str, str]:
        """Return the chat and number of a message: of the room, of a direct chat, or an ephemeral one of the room."""
        if message_id.startswith("d"):
            chat, _slash, number = message_id[1:].partition("/")
            return chat, number
        if not message_id or (not message_id.isdecimal() and not message_id.startswith("e")):
            raise Gone("no such message")
        return address, message_id

    def _remember(self, chat: str, number: str, view: PostView, photo: str) -> None:
        most = CAPTION_LIMIT if photo else TEXT_LIMIT
        if photo:
            self._no_photos.discard(chat)
        self._shown[chat, number] = Shown(photo, self._composer.text(view, most)[0])
        self._shown.move_to_end((chat, number))
        while len(self._shown) > REMEMBERED:
            self._shown.popitem(last=False)


def _file_id(part: Any) -> str:
    return str(part["file_id"] if isinstance(part, dict) else part.file_id)
