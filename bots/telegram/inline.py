"""Inline mode: public pictures found by words, to be sent into any chat."""

from typing import Any

from aiogram import Bot
from aiogram.methods import AnswerInlineQuery
from aiogram.types import InlineQuery, InlineQueryResultCachedPhoto, InlineQueryResultsButton

from bots.telegram import sheet
from bots.telegram.client import Elsewhere, Refused, call
from bots.telegram.compose import Composer
from bots.telegram.text import CAPTION_LIMIT
from core import search, uploads, views
from core.models.people import Member
from core.models.posts import Post
from core.ports import Button, Gone, InDoubt, NotSent, PostView
from core.salon import Salon
from core.text import clean, short
from core.words import _, language_of, translator

PAGE = 10
LOOKED_AT = 60
KEPT_SECONDS = 20


async def answer(salon: Salon, bot: Bot, composer: Composer, query: InlineQuery) -> None:
    """Answer an inline query with pictures that Telegram has already, ten a page, and a way to the direct chat."""
    language = language_of(query.from_user.language_code)
    skip = int(query.offset) if query.offset.isdecimal() and len(query.offset) < 7 else 0
    found, following = await _found(salon, bot, clean(query.query[:256]), skip)
    results: list[Any] = [_result(composer, post, view, file) for post, view, file in found]
    say = translator(language)
    method = AnswerInlineQuery(
        inline_query_id=query.id,
        results=results,
        cache_time=KEPT_SECONDS,
        next_offset=following,
        button=InlineQueryResultsButton(text=say(_("Paint something new")), start_parameter="hello"),
    )
    try:
        await call(bot, method)
    except (Refused, Gone, NotSent, InDoubt, Elsewhere):
        return  # too old by now: whoever typed has typed on, and asks anew


async def _found(salon: Salon, bot: Bot, words: str, skip: int) -> tuple[list[tuple[Post, PostView, str]], str]:
    """Return a page of posts with their views and file numbers, and where the next page starts, empty for the end."""
    async with salon.read() as db:
        rows = await search.search(db, words, now=salon.now(), most=LOOKED_AT, skip=skip)
        shown = {post.id: await views.view_of(db, post, "en") for post, _author in rows}
        names = {number: sheet.name_of(view.pictures) for number, view in shown.items()}
        known = await uploads.find_all(db, f"telegram:{bot.id}", list(names.values()))
    page: list[tuple[Post, PostView, str]] = []
    for place, (post, author) in enumerate(rows, start=1):
        if (file := known.get(names[post.id])) is not None:
            page.append((post, _card(post, author, shown[post.id]), file))
        if len(page) == PAGE:
            return page, str(skip + place)
    return page, str(skip + LOOKED_AT) if len(rows) == LOOKED_AT else ""


def _card(post: Post, author: Member, view: PostView) -> PostView:
    like = Button("❤", "like", f"{post.code}.1")
    return PostView(speaker=view.speaker, post=view.post, buttons=((like,),))


def _result(composer: Composer, post: Post, view: PostView, file: str) -> InlineQueryResultCachedPhoto:
    text, entities = composer.text(view, CAPTION_LIMIT)
    keyboard = composer.keyboard(view)
    return InlineQueryResultCachedPhoto(
        id=post.code,
        photo_file_id=file,
        title=short(post.prompt, 60),
        caption=text,
        caption_entities=entities or None,
        reply_markup=keyboard,  # type: ignore[arg-type]
    )
