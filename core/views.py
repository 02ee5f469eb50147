"""Views: how a creation looks in a room right now, in the neutral form that every platform renders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import previews
from core.brief import Brief
from core.codes import code_of
from core.easel import place_of, usual_seconds
from core.members import speaker_of
from core.models.making import Creation, Pick, Picture
from core.models.people import Member
from core.models.posts import Copy, Post, Rank
from core.models.rooms import Room
from core.offers import NOTHING, Offer, offer_of
from core.painter import Capabilities
from core.ports import Button, PictureView, PostRef, PostView, Waiting
from core.words import Translate, _, translator


@dataclass(frozen=True, slots=True)
class Chat:
    """What a chat can show: the `whole` of a file; how many previews of a picture on the way, None for all of them; and the
    page where a part is painted anew, with {code} for the post's code, empty where nobody can.
    """

    whole: bool = True
    previews: int | None = 0
    edit: str = ""


async def view_of_copy(db: AsyncSession, copy: Copy, room: Room, can: Capabilities, chat: Chat) -> PostView | None:
    """Return how a copy's message must look in a chat, or None when it must go away.

    Its buttons promise what the house's painters `can` do.
    """
    creation = await db.get_one(Creation, copy.creation_id)
    author = await db.get_one(Member, creation.member_id)
    if creation.state != "done":
        view = await _unfinished(db, creation, author, room.language)
        if view.waiting and copy.message_id:  # what is sent first are words, into which pictures come
            view = replace(view, pictures=_on_the_way(creation, copy, room.language, chat.previews))
        return replace(view, reply_to=copy.reply_to)
    post = await db.scalar(select(Post).where(Post.creation_id == creation.id))
    if post is None or post.visibility in ("hidden", "deleted"):
        return None
    if post.visibility == "private" and not copy.only_for and room.kind != "direct":
        return None
    offer = await offered_for(db, post, can, room.painter, chat)
    view = await view_of(db, post, room.language, offer, direct=room.kind == "direct")
    notes = [view.text, copy.note] if copy.note else [view.text]
    return replace(view, text="\n".join(note for note in notes if note), reply_to=copy.reply_to)


async def offered_for(db: AsyncSession, post: Post, can: Capabilities, wish: str, chat: Chat) -> Offer:
    """Return what can be done with a post by painters that `can` do so much, in the chat of a room that wishes for one."""
    creation = await db.get_one(Creation, post.creation_id)
    first = next(iter(await pictures_of(db, creation.id)), None)
    size = (first.width, first.height) if first else None
    return offer_of(can, post, creation, size, wish=wish, whole=chat.whole, edit=chat.edit)


async def view_of(
    db: AsyncSession, post: Post, language: str, offer: Offer = NOTHING, *, direct: bool = False
) -> PostView:
    """Return a post as a message with pictures, counts and buttons; `direct` chats show no reactions, so they get 👎, too."""
    say = translator(language)
    author = await db.get_one(Member, post.author_id)
    rank = await db.get_one(Rank, post.id)
    by_number = {picture.n: picture for picture in await pictures_of(db, post.creation_id)}
    order = shown_order(post, list(by_number))
    notes = [post.caption] if post.caption else []
    if any(picture.notes.get("label") == "" for picture in by_number.values()):
        notes.append(say(_("Made by AI")))
    if post.parent_id is not None:
        enlarged = any(picture.notes.get("enlarged") for picture in by_number.values())
        notes.append(await _lineage(db, post, post.parent_id, say, language, enlarged=enlarged))
    if post.partner_id is not None and (partner := await db.get(Member, post.partner_id)) is not None:
        notes.append(say(_("with {name}")).format(name=partner.named(language)))
    if post.visibility == "private":
        notes.append(say(_("Private: only you see this, and it is in no feed.")))
    speaker = speaker_of(author, language)
    return PostView(
        text="\n".join(notes),
        speaker=speaker,
        pictures=tuple(picture_view(by_number[n]) for n in order),
        buttons=await _buttons(db, post, rank, order, say, offer, direct=direct),
        post=PostRef(post.code, post.prompt, post.style, speaker.name, speaker.slug, rank.score),
        language=language,
    )


def picture_view(picture: Picture) -> PictureView:
    """Return a stored picture as shown in a message."""
    return PictureView(picture.key, picture.preview, picture.width, picture.height, picture.alt, picture.n)


async def pictures_of(db: AsyncSession, creation_id: int) -> Sequence[Picture]:
    """Return a creation's pictures in the order of their numbers."""
    return (await db.scalars(select(Picture).where(Picture.creation_id == creation_id).order_by(Picture.n))).all()


async def numbers_of(db: AsyncSession, creation_id: int) -> list[int]:
    """Return the numbers of a creation's pictures."""
    return list(await db.scalars(select(Picture.n).where(Picture.creation_id == creation_id).order_by(Picture.n)))


def shown_order(post: Post, numbers: Sequence[int]) -> list[int]:
    """Return a post's picture numbers as they stand from left to right, so that none is liked for standing first."""
    drawn = [int(n) for n in post.arranged.split(",") if n]
    return drawn if sorted(drawn) == sorted(numbers) else list(numbers)


async def picks_of(db: AsyncSession, post: Post) -> dict[int, int]:
    """Count how many members picked each picture of a post, by the picture's number."""
    counted = select(Pick.picture_n, func.count()).where(Pick.post_id == post.id).group_by(Pick.picture_n)
    return dict((await db.execute(counted)).all())


async def _lineage(
    db: AsyncSession, post: Post, parent_id: int, say: Translate, language: str, *, enlarged: bool
) -> str:
    parent, edited = await db.get(Post, parent_id), await is_edit(db, post)
    if parent is None or parent.visibility != "public":
        if enlarged:
            return say(_("a picture that is gone, enlarged"))
        return say(_("an edit of a picture that is gone") if edited else _("remix of a picture that is gone"))
    author = await db.get_one(Member, parent.author_id)
    told = _("an edit of #{code} by {name}") if edited else _("remix of #{code} by {name}")
    if enlarged:
        told = _("#{code} by {name}, enlarged")
    return say(told).format(code=code_of(parent_id), name=author.named(language))


async def is_edit(db: AsyncSession, post: Post) -> bool:
    """Say whether a post is its parent with a part painted anew; another try at the same part is a remix of the first."""
    mask = Brief.of_json((await db.get_one(Creation, post.creation_id)).brief).mask
    parent = await db.get(Post, post.parent_id) if mask and post.parent_id is not None else None
    if parent is None:
        return bool(mask)
    return Brief.of_json((await db.get_one(Creation, parent.creation_id)).brief).mask != mask


async def _buttons(
    db: AsyncSession, post: Post, rank: Rank, order: Sequence[int], say: Translate, offer: Offer, *, direct: bool
) -> tuple[tuple[Button, ...], ...]:
    code = post.code
    if len(order) > 1:
        picks = await picks_of(db, post)
        hearts = tuple(
            Button(
                f"❤ {place} · {picks.get(n, 0)}", "like", f"{code}.{n}", hint=say(_("Like it, and pick this picture"))
            )
            for place, n in enumerate(order, start=1)
        )
    else:
        hearts = (Button(f"{'👍' if direct else '❤'} {rank.up}", "like", f"{code}.1", hint=say(_("Like it"))),)
    if direct:
        hearts += (Button("👎", "dislike", code, hint=say(_("Not for me"))),)
    deeds = (
        Button(
            "🔁 " + say(_("Remix")), "remix", code, tone="primary", hint=say(_("Change the words, keep the parent"))
        ),
        Button("🎲 " + say(_("Again")), "again", code, hint=say(_("The same words, another picture"))),
        *_larger(code, say, offer),
        Button("⋯", "more", code, hint=say(_("More")), menu=menu_of(post, say, offer)),
    )
    return (hearts, deeds)


def _larger(code: str, say: Translate, offer: Offer) -> tuple[Button, ...]:
    if offer.file:
        return (Button("⬆ " + say(_("HD")), "hd", code, hint=say(_("The whole file"))),)
    if offer.larger is None:
        return ()
    width, height = offer.larger
    hint = say(_("The same picture, {width}×{height} pixels")).format(width=width, height=height)
    return (Button("⬆ " + say(_("HD")), "hd", code, hint=hint),)


def menu_of(post: Post, say: Translate, offer: Offer) -> tuple[Button, ...]:
    """Return what else can be done with a post, beside the buttons that always show: only what is to be had."""
    code = post.code
    private = post.visibility == "private"
    return (
        Button(say(_("Copy the prompt")), "copy", code, copy=post.prompt),
        Button(say(_("Details")), "details", code),
        *(() if private else (Button(say(_("Save")), "save", code),)),
        Button(say(_("Describe")), "describe", code),
        *((Button(say(_("Edit a part")), "edit", code, url=offer.edit),) if offer.edit else ()),
        *((Button(say(_("Another look")), "restyle", code),) if offer.looks else ()),
        *((Button(say(_("Vary a little")), "vary", f"{code}.subtle"),) if offer.varied else ()),
        *((Button(say(_("Vary a lot")), "vary", f"{code}.strong"),) if offer.varied else ()),
        *((Button(say(_("Same seed")), "seed", code),) if offer.seed else ()),
        Button(say(_("Take back my like")), "unlike", code),
        Button(say(_("Make public")) if private else say(_("Make private")), "public" if private else "private", code),
        Button(say(_("Report")), "report", code, tone="danger"),
        Button(say(_("Delete")), "delete", code, tone="danger"),
    )


async def _unfinished(db: AsyncSession, creation: Creation, author: Member, language: str) -> PostView:
    say = translator(language)
    brief = Brief.of_json(creation.brief)
    speaker = speaker_of(author, language)
    number = str(creation.id)
    if creation.state == "cancelled":
        again = Button(say(_("Paint it after all")), "retry", number)
        return PostView(
            say(_("Cancelled: {prompt}")).format(prompt=brief.prompt), speaker, buttons=((again,),), language=language
        )
    if creation.state == "failed":
        again = Button(say(_("Retry")), "retry", number, tone="primary")
        return PostView(_failure(creation, say), speaker, buttons=((again,),), language=language, tone="notice")
    place = await place_of(db, creation) if creation.state == "queued" else 0
    seconds = round((await usual_seconds(db)) * max(place, 1)) or 1
    waiting = Waiting(
        "queued" if creation.state == "queued" else "painting", place, creation.step, creation.steps, seconds
    )
    cancel = Button(say(_("Cancel")), "cancel", number)
    return PostView(brief.prompt, speaker, buttons=((cancel,),), waiting=waiting, language=language)


def _on_the_way(creation: Creation, copy: Copy, language: str, most: int | None) -> tuple[PictureView, ...]:
    brief, alt = Brief.of_json(creation.brief), translator(language)(_("How it looks so far"))
    shown = previews.on_copy(creation, copy, most)
    return tuple(PictureView(key, key, brief.width, brief.height, alt, n) for n, key in shown.items())


def _failure(creation: Creation, say: Translate) -> str:
    brief = Brief.of_json(creation.brief)
    told = say(_("The painter could not paint “{prompt}”: {why}. Your turn was not counted."))
    sentence, colon, fact = creation.error.partition(": ")
    return told.format(prompt=brief.prompt, why=f"{say(sentence)}{colon}{fact}")
