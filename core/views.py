"""Views: how a creation looks in a room right now, in the neutral form that every platform renders."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

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
from core.ports import Button, PictureView, PostRef, PostView, Waiting
from core.words import Translate, _, translator


async def view_of_copy(
    db: AsyncSession, copy: Copy, room: Room, now: datetime, most_previews: int | None = 0
) -> PostView | None:
    """Return how a copy's message must look, or None when it must go away. `most_previews`: see Platform.previews."""
    creation = await db.get_one(Creation, copy.creation_id)
    author = await db.get_one(Member, creation.member_id)
    if creation.state != "done":
        view = await _unfinished(db, creation, author, room.language)
        if view.waiting and copy.message_id:  # what is sent first are words, into which pictures come
            view = replace(view, pictures=_on_the_way(creation, copy, room.language, most_previews))
        return replace(view, reply_to=copy.reply_to)
    post = await db.scalar(select(Post).where(Post.creation_id == creation.id))
    if post is None or post.visibility in ("hidden", "deleted"):
        return None
    if post.visibility == "private" and not copy.only_for and room.kind != "direct":
        return None
    view = await view_of(db, post, room.language, direct=room.kind == "direct")
    notes = [view.text, copy.note] if copy.note else [view.text]
    return replace(view, text="\n".join(note for note in notes if note), reply_to=copy.reply_to)


async def view_of(db: AsyncSession, post: Post, language: str, *, direct: bool = False) -> PostView:
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
        notes.append(await _lineage(db, post.parent_id, say, language))
    if post.partner_id is not None and (partner := await db.get(Member, post.partner_id)) is not None:
        notes.append(say(_("with {name}")).format(name=partner.named(language)))
    if post.visibility == "private":
        notes.append(say(_("Private: only you see this, and it is in no feed.")))
    speaker = speaker_of(author, language)
    return PostView(
        text="\n".join(notes),
        speaker=speaker,
        pictures=tuple(picture_view(by_number[n]) for n in order),
        buttons=await _buttons(db, post, rank, order, say, direct=direct),
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


async def _lineage(db: AsyncSession, parent_id: int, say: Translate, language: str) -> str:
    parent = await db.get(Post, parent_id)
    if parent is None or parent.visibility != "public":
        return say(_("remix of a picture that is gone"))
    author = await db.get_one(Member, parent.author_id)
    return say(_("remix of #{code} by {name}")).format(code=code_of(parent_id), name=author.named(language))


async def _buttons(
    db: AsyncSession, post: Post, rank: Rank, order: Sequence[int], say: Translate, *, direct: bool
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
        Button("⬆ " + say(_("HD")), "hd", code, hint=say(_("The larger file"))),
        Button("⋯", "more", code, hint=say(_("More")), menu=menu_of(post, say)),
    )
    return (hearts, deeds)


def menu_of(post: Post, say: Translate) -> tuple[Button, ...]:
    """Return what else can be done with a post, beside the buttons that always show."""
    code = post.code
    private = post.visibility == "private"
    return (
        Button(say(_("Copy the prompt")), "copy", code, copy=post.prompt),
        Button(say(_("Details")), "details", code),
        *(() if private else (Button(say(_("Save")), "save", code),)),
        Button(say(_("Another look")), "restyle", code),
        Button(say(_("Vary a little")), "vary", f"{code}.subtle"),
        Button(say(_("Vary a lot")), "vary", f"{code}.strong"),
        *((Button(say(_("Same seed")), "seed", code),) if post.seeded else ()),
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
