"""Belongings: all that is a member's own, to be handed over as a file, joined with another account's, or erased."""

import io
import json
import secrets
import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import badges, boards, brought, delivery, jobs, posts, welcome
from core.db import insert
from core.errors import BadCode
from core.members import free_slug
from core.models.bots import PersonaBot
from core.models.company import Character, Excerpt, Fact
from core.models.describing import Description
from core.models.making import Creation, Pick, Picture
from core.models.people import Account, Follow, Member, Subscription
from core.models.posts import Mark, Post, Report, Vote
from core.models.rooms import Line, Room
from core.models.work import Job, Note
from core.ports import PictureView, PostView
from core.salon import Salon
from core.words import _, translator

CODE_LIVES = timedelta(minutes=10)
EXPORT_LIVES = timedelta(days=1)
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
LARGEST_EXPORT = 45_000_000  # chats take files of 50 MB at most


async def revoke_consent(db: AsyncSession, member: Member) -> None:
    """Take a member's votes and picks out of all training from now on."""
    await db.execute(update(Vote).where(Vote.member_id == member.id).values(consent=False))
    await db.execute(update(Pick).where(Pick.member_id == member.id).values(consent=False))


async def ask_for_export(
    db: AsyncSession, room: Room, member: Member, place: delivery.Place, key: str, now: datetime
) -> None:
    """Have a member's data packed and sent to them alone."""
    args = {"room": room.id, "member": member.id, "only_for": place.only_for, "thread": place.thread, "key": key}
    await jobs.enqueue(db, "export", args, now=now, unique_key=f"export:{key}")


async def export(salon: Salon, held: Sequence[Job]) -> None:
    """Do an `export` job: pack, store, and send. The file is kept for a day, an earlier try's, too."""
    args = held[0].args
    async with salon.read() as db:
        room, member = await db.get_one(Room, args["room"]), await db.get_one(Member, args["member"])
        facts = await _facts(db, member)
        files = await _files(db, member)
    packed, left_out = await _pack(salon, facts, files)
    key = salon.media.new_key("exports", "zip")
    async with salon.begin() as db:
        now = salon.now()
        await jobs.enqueue(db, "erase", {"keys": [key]}, now=now, run_at=now + EXPORT_LIVES)
    await salon.media.put(key, packed)
    say = translator(member.language or room.language)
    text = say(
        _(
            "All that is yours here: posts ({posts}), votes, follows, boards, settings, as a file that is kept for a day."
        )
    )
    if left_out:
        text += " " + say(_("The last {count} picture files did not fit; their pages still have them."))
    view = PostView(
        text.format(posts=len(facts["posts"]), count=left_out),
        files=(PictureView(key, key, 0, 0, "salon.zip"),),
        language=member.language or room.language,
        secret=True,
    )
    async with salon.begin() as db:
        place = delivery.Place(args["only_for"], args["thread"])
        await delivery.say(db, room, view, now=salon.now(), key=f"export:{args['key']}", place=place)


async def _facts(db: AsyncSession, member: Member) -> dict[str, Any]:
    own = select(Post, Creation).join(Creation, Creation.id == Post.creation_id)
    own = own.where(_mine(member)).order_by(Post.id)
    votes = select(Vote.post_id, Vote.value, Vote.stamp, Vote.consent, Vote.standing).where(Vote.member_id == member.id)
    picks = select(Pick.post_id, Pick.picture_n, Pick.shown, Pick.at, Pick.consent).where(Pick.member_id == member.id)
    followed = select(Member.slug, Follow.since).join(Follow, Follow.followed_id == Member.id)
    said = select(Line.text, Line.at).where(Line.member_id == member.id).order_by(Line.id)
    told = select(Fact.kind, Fact.value, Fact.at).where(Fact.member_id == member.id).order_by(Fact.id)
    seen = select(Description.text, Description.by, Description.asked_at).where(
        Description.member_id == member.id, Description.state == "done"
    )
    made = select(Character.card).where(Character.author_id == member.id, Character.state != "deleted")
    accounts = select(Account.platform, Account.handle, Account.name).where(Account.member_id == member.id)
    return {
        "member": {"name": member.name, "handle": member.slug, "since": member.created_at.isoformat()},
        "settings": {"language": member.language, "private": member.private, "training": member.training},
        "accounts": [dict(row._mapping) for row in await db.execute(accounts)],
        "posts": [
            {"id": post.code, "at": post.created_at.isoformat(), "visibility": post.visibility, "brief": creation.brief}
            for post, creation in (await db.execute(own)).all()
        ],
        "votes": [
            {"post": number, "value": value, "at": at.isoformat(), "training": consent, "counts": standing > 0}
            for number, value, at, consent, standing in (await db.execute(votes)).all()
        ],
        "picks": [
            {"post": number, "picture": n, **shown, "at": at.isoformat(), "training": consent}
            for number, n, shown, at, consent in (await db.execute(picks)).all()
        ],
        "follows": [{"who": slug, "since": at.isoformat()} for slug, at in (await db.execute(followed)).all()],
        "told": [{"what": f"{kind}: {value}", "at": at.isoformat()} for kind, value, at in await db.execute(told)],
        "descriptions": [{"text": text, "by": by, "at": at.isoformat()} for text, by, at in await db.execute(seen)],
        "characters": list(await db.scalars(made)),
        "boards": await boards.exported(db, member),
        "badges": await badges.exported(db, member),
        "lines": [{"text": text, "at": at.isoformat()} for text, at in (await db.execute(said)).all()],
    }


def _mine(member: Member) -> ColumnElement[bool]:
    """Hold for what a member made, and for what personas painted for them in private."""
    return ((Post.author_id == member.id) | (Post.owner_id == member.id)) & (Post.visibility != "deleted")


async def _files(db: AsyncSession, member: Member) -> list[tuple[str, str]]:
    rows = select(Post, Picture.n, Picture.key).join(Picture, Picture.creation_id == Post.creation_id)
    rows = rows.where(_mine(member)).order_by(Post.id, Picture.n)
    return [(f"pictures/{post.code}-{n}.{key.rpartition('.')[2]}", key) for post, n, key in await db.execute(rows)]


async def _pack(salon: Salon, facts: dict[str, Any], files: list[tuple[str, str]]) -> tuple[bytes, int]:
    """Return the zip's bytes, and how many files were left out because it was full."""
    held = io.BytesIO()
    left_out = 0
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("salon.json", json.dumps(facts, ensure_ascii=False, indent=1), zipfile.ZIP_DEFLATED)
        for name, key in files:
            data = await salon.media.get(key)
            if data is None:
                continue
            if held.tell() + len(data) > LARGEST_EXPORT:
                left_out += 1
            else:
                packed.writestr(name, data)
    return held.getvalue(), left_out


async def erase_member(db: AsyncSession, member: Member, now: datetime) -> None:
    """Erase a person: pictures from every chat, votes, picks, follows, boards, badges, lines, accounts and name."""
    await jobs.enqueue(db, "erase", {"keys": await brought.of_member(db, member.id)}, now=now)
    own = select(Post).where(_mine(member))
    for post in (await db.scalars(own)).all():
        await posts.delete(db, member, post, now)
        post.prompt, post.caption = "", ""
        told = update(Description).where(Description.post_id == post.id)
        await db.execute(told.values(text="", ideas={}).execution_options(synchronize_session=False))
    await db.execute(update(Creation).where(Creation.member_id == member.id).values(brief={"prompt": ""}, caption=""))
    await _leave_direct_rooms(db, member)
    await db.execute(update(Character).where(Character.author_id == member.id).values(author_id=None))
    handles = select(Account.handle).where(Account.member_id == member.id, Account.platform == PersonaBot.platform)
    asked = update(PersonaBot).where(PersonaBot.asked_by.in_(handles.correlate(PersonaBot)))
    await db.execute(asked.values(asked_by="").execution_options(synchronize_session=False))
    for table in (Vote, Pick, Mark, Report, Line, Account, Fact, Excerpt, Description):
        await db.execute(delete(table).where(table.member_id == member.id))
    await boards.erase_boards(db, member)
    await badges.erase_badges(db, member)
    await db.execute(delete(Follow).where((Follow.follower_id == member.id) | (Follow.followed_id == member.id)))
    await db.execute(delete(Subscription).where(Subscription.followed_id == member.id))
    member.name, member.bio, member.names, member.avatar = "Someone", "", {}, ""
    member.slug = await free_slug(db, f"gone {secrets.token_hex(4)}")


async def _leave_direct_rooms(db: AsyncSession, member: Member) -> None:
    """Send nothing more to a person's direct chats, and forget the name they were kept under."""
    own = select(Room.id).join(Account, (Account.platform == Room.platform) & (Account.handle == Room.address))
    own = own.where(Account.member_id == member.id)
    rows = select(Room).where(Room.kind == "direct", or_(Room.person_id == member.id, Room.id.in_(own)))
    for room in (await db.scalars(rows)).all():
        await db.execute(delete(Subscription).where(Subscription.room_id == room.id))
        room.title = ""


async def offer_link(db: AsyncSession, member: Member, now: datetime) -> str:
    """Return a one-time code by which another account becomes this member's, within ten minutes."""
    code = "".join(secrets.choice(LETTERS) for _letter in range(8))
    value = {"member": member.id, "at": now.isoformat()}
    await db.execute(insert(db, Note).values(name=f"link:{code}", value=value))
    return code


async def use_link(db: AsyncSession, member: Member, code: str, now: datetime) -> Member:
    """Join this member's account, votes and pictures to those of the member who got the code; return the latter."""
    note = await db.get(Note, f"link:{code.strip().upper()[:16]}")
    if note is None or now - datetime.fromisoformat(note.value["at"]) > CODE_LIVES:
        raise BadCode
    kept = await db.get_one(Member, note.value["member"])
    await db.delete(note)
    if kept.id != member.id:
        await _join(db, member, kept, now)
    return kept


async def _join(db: AsyncSession, gone: Member, kept: Member, now: datetime) -> None:
    """Make everything of one member another's. Of two votes on one post the later stands; own posts have none."""
    owned = ((Post, Post.author_id), (Creation, Creation.member_id), (Line, Line.member_id))
    for table, column in (*owned, (Description, Description.member_id)):
        await db.execute(update(table).where(column == gone.id).values({column.key: kept.id}))
    await _join_votes(db, gone, kept)
    await boards.join(db, gone, kept)
    await badges.join(db, gone, kept)
    await db.execute(update(Character).where(Character.author_id == gone.id).values(author_id=kept.id))
    for choice in (await db.scalars(select(Pick).where(Pick.member_id == gone.id))).all():
        if await db.get(Pick, (choice.post_id, kept.id)) is None:
            seen = {"shown": choice.shown, "room_id": choice.room_id, "copy_id": choice.copy_id}
            made = {"picture_n": choice.picture_n, "at": choice.at, "consent": choice.consent and kept.training}
            db.add(Pick(post_id=choice.post_id, member_id=kept.id, **made, **seen))
        await db.delete(choice)
    followed = await db.scalars(select(Follow.followed_id).where(Follow.follower_id == gone.id))
    for number in followed.all():
        if number != kept.id:
            row = {"follower_id": kept.id, "followed_id": number, "since": gone.created_at}
            await db.execute(insert(db, Follow).values(**row).on_conflict_do_nothing())
    followers = await db.scalars(select(Follow.follower_id).where(Follow.followed_id == gone.id))
    for number in followers.all():
        if number != kept.id:
            row = {"follower_id": number, "followed_id": kept.id, "since": gone.created_at}
            await db.execute(insert(db, Follow).values(**row).on_conflict_do_nothing())
    for mark in (await db.scalars(select(Mark).where(Mark.member_id == gone.id))).all():
        row = {"copy_id": mark.copy_id, "member_id": kept.id, "emoji": mark.emoji}
        await db.execute(insert(db, Mark).values(**row).on_conflict_do_nothing())
    for wish in (await db.scalars(select(Subscription).where(Subscription.followed_id == gone.id))).all():
        row = {"room_id": wish.room_id, "followed_id": kept.id, "pace": wish.pace, "since": wish.since}
        await db.execute(insert(db, Subscription).values(**row).on_conflict_do_nothing())
    complained = select(Report.post_id).where(Report.member_id == kept.id)
    own = update(Report).where(Report.member_id == gone.id, Report.post_id.not_in(complained))
    await db.execute(own.values(member_id=kept.id))
    await db.execute(update(Account).where(Account.member_id == gone.id).values(member_id=kept.id))
    await db.execute(update(Room).where(Room.person_id == gone.id).values(person_id=kept.id))
    await db.execute(update(Post).where(Post.owner_id == gone.id).values(owner_id=kept.id))
    for fact in (await db.scalars(select(Fact).where(Fact.member_id == gone.id))).all():
        row = {"persona_id": fact.persona_id, "room_id": fact.room_id, "member_id": kept.id, "kind": fact.kind}
        await db.execute(insert(db, Fact).values(**row, value=fact.value, at=fact.at).on_conflict_do_nothing())
    kept.created_at = min(kept.created_at, gone.created_at)
    await db.flush()
    if gone.known:
        await welcome.let_count(db, kept, now)
    await welcome.welcome(db, kept, now)
    await db.delete(gone)


async def _join_votes(db: AsyncSession, gone: Member, kept: Member) -> None:
    votes = (await db.scalars(select(Vote).where(Vote.member_id == gone.id))).all()
    authored = set(await db.scalars(select(Post.id).where(Post.author_id == kept.id)))
    await db.execute(delete(Vote).where(Vote.member_id == gone.id))
    await db.execute(delete(Vote).where(Vote.member_id == kept.id, Vote.post_id.in_(authored)))
    for vote in votes:
        if vote.post_id in authored:
            continue
        row = {"post_id": vote.post_id, "member_id": kept.id, "value": vote.value, "stamp": vote.stamp}
        upsert = insert(db, Vote).values(**row, consent=vote.consent and kept.training, standing=vote.standing)
        pair = [Vote.post_id, Vote.member_id]
        later = {
            "value": vote.value,
            "stamp": vote.stamp,
            "standing": case((Vote.standing > vote.standing, Vote.standing), else_=vote.standing),
        }
        await db.execute(upsert.on_conflict_do_update(index_elements=pair, set_=later, where=Vote.stamp < vote.stamp))
