"""Excerpts: a talk with a persona that somebody wishes to show in the feed. Who does not agree to be quoted is covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from core import characters, jobs, safety, studio, talk
from core.brief import Brief
from core.errors import NoTalk, NotYours
from core.models.company import Excerpt
from core.models.making import Creation
from core.models.people import Member
from core.models.rooms import Line, Room
from core.salon import Salon
from core.text import short
from core.words import _, translator

USUAL, MOST = 6, 12
PAUSE = timedelta(minutes=30)
"""A silence this long ends a talk."""
COVER = "▒"


@dataclass(frozen=True, slots=True)
class Quote:
    """One line of an excerpt as it is shown: covered where its speaker did not agree."""

    name: str
    text: str
    persona: bool
    slug: str
    face: str = ""


async def ask(
    db: AsyncSession, room: Room, member: Member, persona: Member | None, count: int, now: datetime
) -> Excerpt:
    """Keep the last lines of the member's talk with a persona, to be shown once everybody quoted was asked."""
    rows = _latest_talk(await talk.recent_lines(db, room, 60), member, persona, max(2, min(count, MOST)))
    if not rows:
        raise NoTalk
    partner = rows[-1][1]
    safety.check_words("\n".join(line.text for line, _speaker in rows), room.level)
    items = [
        {"member": speaker.id, "name": speaker.named(room.language), "text": line.text, "slug": speaker.slug,
         "persona": speaker.kind == "persona", "face": characters.face_of(speaker)}
        for line, speaker in rows
    ]  # fmt: skip
    excerpt = Excerpt(room_id=room.id, member_id=member.id, persona_id=partner.id, lines={"items": items}, at=now)
    excerpt.consents = {str(member.id): True}
    db.add(excerpt)
    await db.flush()
    return excerpt


def _latest_talk(
    rows: Sequence[tuple[Line, Member]], member: Member, persona: Member | None, most: int
) -> list[tuple[Line, Member]]:
    """Return the end of the talk of a member with a persona: what the two said, and whom else the persona answered."""
    theirs = [(line, who) for line, who in rows if who.kind == "persona" and persona in (None, who)]
    own = {line.id for line, who in rows if who.id == member.id}
    partner = next((who for line, who in reversed(theirs) if line.reply_to in own), theirs[-1][1] if theirs else None)
    if partner is None:
        return []
    answered = {line.reply_to for line, who in theirs if who.id == partner.id}
    elsewhere = {line.reply_to for line, who in rows if who.kind == "persona" and who.id != partner.id} - answered
    spoke = (partner.id, member.id)
    found = [row for row in rows if (row[1].id in spoke and row[0].id not in elsewhere) or row[0].id in answered]
    while found and found[-1][1].id != partner.id:
        found.pop()
    found = found[-most:]
    for n in range(len(found) - 1, 0, -1):
        if found[n][0].at - found[n - 1][0].at > PAUSE:
            found = found[n:]
            break
    return found if any(who.id == member.id for _line, who in found) else []


def quoted(excerpt: Excerpt) -> dict[int, str]:
    """Return the people whose lines are in an excerpt, by number, with their names."""
    return {item["member"]: item["name"] for item in excerpt.lines["items"] if not item["persona"]}


def undecided(excerpt: Excerpt) -> list[str]:
    """Return the names of those quoted who have not said yes or no."""
    return [name for number, name in quoted(excerpt).items() if str(number) not in excerpt.consents]


def quotes(excerpt: Excerpt) -> list[Quote]:
    """Return an excerpt's lines as they are shown now."""
    shown = []
    for item in excerpt.lines["items"]:
        open_ = item["persona"] or excerpt.consents.get(str(item["member"])) is True
        text = item["text"] if open_ else "".join(COVER if sign.strip() else sign for sign in item["text"][:60])
        shown.append(Quote(item["name"] if open_ else COVER * 3, text, item["persona"], item["slug"], item["face"]))
    return shown


async def decide(db: AsyncSession, excerpt: Excerpt, member: Member, yes: bool) -> None:
    """Note whether a member agrees to be quoted; NotYours for whoever is not quoted."""
    if member.id not in quoted(excerpt):
        raise NotYours(who=_("whoever is quoted"))
    excerpt.consents = {**excerpt.consents, str(member.id): yes}


async def close(db: AsyncSession, excerpt: Excerpt, member: Member, *, shown: bool, now: datetime) -> bool:
    """Show an excerpt in the feed, or drop it; only who asked may. False if that was done before."""
    if member.id != excerpt.member_id:
        raise NotYours(who=_("whoever asked for it"))
    still = update(Excerpt).where(Excerpt.id == excerpt.id, Excerpt.state == "asking")
    closed = await db.scalar(still.values(state="shown" if shown else "dropped").returning(Excerpt.id))
    if closed is not None and shown:
        await jobs.enqueue(db, "excerpt", {"excerpt": excerpt.id}, now=now, unique_key=f"excerpt:{excerpt.id}")
    if not shown:
        excerpt.lines = {"items": []}
    return closed is not None


async def begin(salon: Salon, db: AsyncSession, number: int) -> tuple[Excerpt, Creation]:
    """Return an excerpt with the creation that its card becomes, the same one however often it is asked for."""
    excerpt = await db.get_one(Excerpt, number)
    if (made := excerpt.lines.get("creation")) is not None:
        return excerpt, await db.get_one(Creation, made)
    room = await db.get_one(Room, excerpt.room_id)
    member, persona = await db.get_one(Member, excerpt.member_id), await db.get_one(Member, excerpt.persona_id)
    title = translator(room.language)(_("A talk with {name}")).format(name=persona.named(room.language))
    first = next((one.text for one in quotes(excerpt) if not one.persona and COVER not in one.text), "")
    brief = Brief(short(f"{title}: {first}" if first else title, 120), width=1080, height=1080, count=1)
    creation = Creation(
        member_id=member.id, room_id=room.id, partner_id=persona.id, brief=brief.as_json(), seed=0, state="painting",
        painter="talk", requested_at=salon.now(), started_at=salon.now(),
    )  # fmt: skip
    db.add(creation)
    await db.flush()
    excerpt.lines = {**excerpt.lines, "creation": creation.id}
    return excerpt, creation


async def find(db: AsyncSession, value: str) -> Excerpt:
    """Return the excerpt that a button means; NoTalk if there is none."""
    found = await db.get(Excerpt, int(value)) if value.isdecimal() and len(value) < 19 else None
    if found is None:
        raise NoTalk
    return found


async def finish(salon: Salon, creation: Creation, picture: studio.StoredPicture) -> bool:
    """Publish the card of an excerpt; False if it was published before."""
    async with salon.begin() as db:
        return await studio.complete(db, salon.settings, creation.id, [picture], salon.now()) is not None
