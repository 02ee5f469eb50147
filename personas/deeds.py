"""Deeds: doing what a persona decided, by the same services that people use."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import characters, delivery, follows, members, studio, talk
from core.brief import Brief
from core.members import speaker_of
from core.models.people import Member
from core.models.posts import Copy, Post
from core.models.rooms import Line, Room
from core.ports import PostView
from core.salon import Salon
from personas.view import Action, Comment, Follow, Imagine, Like, Pass, Remix, Say

LONGEST_PAUSE = 3.2
LIKENESS = 0.55
"""How far a picture of the persona may go from its portrait, from 0 to 1: the face stays, the scene is new."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a deed is done: the house, its open transaction, the room and the persona."""

    salon: Salon
    db: AsyncSession
    room: Room
    persona: Member


def pause_before(text: str) -> float:
    """Return how many seconds somebody takes to write a text: longer words, longer pause."""
    return min(LONGEST_PAUSE, 0.7 + len(text) * (0.05 if text[:1] >= "\u2e80" else 0.022))


async def act(stage: Stage, action: Action) -> None:
    """Do what a persona decided; a rule of the house that is broken comes out as its SalonError."""
    match action:
        case Say(text, reply_to):
            line = await stage.db.get(Line, reply_to) if reply_to else None
            await _speak(stage, text, line.message_id if line else "", reply_to=line)
        case Comment(post_id, text):
            post = await stage.db.get_one(Post, post_id)
            await _speak(stage, text, await _message_of(stage, post), post=post)
        case Imagine(prompt, style, caption, itself):
            await _paint(stage, prompt, style, caption, itself=itself)
        case Remix(post_id, prompt, style, caption):
            await _paint(stage, prompt, style, caption, await stage.db.get_one(Post, post_id))
        case Like(post_id, emoji):
            post = await stage.db.get_one(Post, post_id)
            await delivery.show_reaction(
                stage.db, stage.room, post, speaker_of(stage.persona), emoji, stage.salon.now()
            )
        case Follow(slug):
            followed = await members.find_member(stage.db, slug)
            await follows.follow(stage.db, stage.persona, followed, stage.salon.now())
        case Pass():
            pass


async def _speak(
    stage: Stage, text: str, quoting: str | None, *, reply_to: Line | None = None, post: Post | None = None
) -> None:
    now = stage.salon.now()
    line = await talk.hear(stage.db, stage.room, stage.persona, text, now=now, reply_to=reply_to, post=post)
    speaker = speaker_of(stage.persona, stage.room.language)
    view = PostView(text, speaker, reply_to=quoting or "", language=stage.room.language)
    later = now + timedelta(seconds=pause_before(text))
    line.thread = reply_to.thread if reply_to else stage.room.thread
    place = delivery.Place(thread=line.thread, unasked=True)
    await delivery.say(stage.db, stage.room, view, now=now, key=f"line:{line.id}", place=place, line=line, run_at=later)


async def _paint(
    stage: Stage, prompt: str, style: str, caption: str, parent: Post | None = None, *, itself: bool = False
) -> None:
    salon = stage.salon
    chosen = salon.painter.capabilities.chosen(stage.room.painter)
    side = chosen.can.square(salon.settings.picture_side)
    brief = Brief(prompt, style, width=side, height=side, count=1, painter=chosen.name)
    if itself and chosen.can.sources:  # from words alone, a model would paint another face each time
        brief = replace(brief, source=characters.face_of(stage.persona), strength=LIKENESS)
    batch = salon.painter.batch_key(brief)
    alone = stage.room.kind == "direct"
    await studio.request_creation(
        stage.db,
        salon.settings,
        stage.persona,
        stage.room,
        brief,
        now=salon.now(),
        batch=batch,
        parent=parent,
        caption=caption,
        private=alone,
        owner_id=stage.room.person_id if alone else None,
    )


async def _message_of(stage: Stage, post: Post) -> str | None:
    shown = select(Copy.message_id).where(Copy.creation_id == post.creation_id, Copy.room_id == stage.room.id)
    return await stage.db.scalar(shown.limit(1))
