"""Seeding: a life-like history for the local rooms, made by the same deeds that people and personas do."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.progress import Progress
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import process
from api.build import House, build
from bots.web import wall
from bots.web.send import body_of
from core import boards, feed, follows, jobs, members, studio, talk, voting, worker
from core.brief import Brief
from core.members import speaker_of
from core.models.people import Member
from core.models.rooms import Room
from core.models.work import Job
from core.ports import PostView
from core.rooms import rooms_on
from core.salon import wall_clock
from core.settings import Settings

PEOPLE = {"en": ("Ana", "Bo", "Cy", "Dee", "Eli"), "zh": ("小明", "阿紫", "老周", "青青")}
PROMPTS = {
    "en": (
        "a heron in fog, woodblock print", "a red fox asleep under a cherry tree, watercolor", "a lighthouse in a storm, oil painting",
        "three hot air balloons over the desert at dawn", "a robot reading in a library, stained glass", "neon city street in the rain",
        "a whale under the northern lights, papercut", "a teapot and lemons, still life, pastel", "an astronaut riding a horse on the moon",
        "a cat on a rooftop at night, noir", "two penguins on the ice, low poly", "a samurai in a bamboo forest, ink",
        "a steam train in snowy mountains, risograph", "a castle above the clouds, storybook", "a koi pond in autumn, mosaic",
    ),
    "zh": (
        "雾中的苍鹭，木版画", "樱花树下的小猫，水彩", "雪山里的木屋，夜晚，星空", "江南水乡，小桥流水，水墨", "霓虹灯下的雨夜街头", "月球上的宇航员，像素风",
        "三只熊猫在竹林里，绘本", "海边的灯塔，油画", "金鱼和荷花，剪纸", "秋天的森林里一只鹿，彩绘玻璃",
    ),
}  # fmt: skip
BOARDS = {"en": ("Small animals", "Night and weather", "To remix"), "zh": ("灯火", "想改编的", "")}
LINES = {
    "en": (
        "good morning, room",
        "that light though",
        "who painted the heron?",
        "I like the second one better",
        "back after dinner",
    ),
    "zh": ("早上好", "这个光线真好", "谁画的苍鹭？", "我更喜欢第二张", "吃完饭再来"),
}


@dataclass
class Clock:
    """A clock that the seeding winds through the past."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the moment it shows; every look moves it a little."""
        self.now += timedelta(milliseconds=5)
        return self.now


async def seed(settings: Settings, days: int, pictures: int) -> None:
    """Make `pictures` posts over the last `days`, with votes, follows and talk; more runs make more."""
    clock = Clock(wall_clock() - timedelta(days=days))
    house = build(settings, clock)
    draw = random.Random(settings.database + str(days))
    async with house.salon.opened():
        await process.prepare(house)
        async with house.salon.begin() as db:
            people = await _people(db, clock)
            await _drop_openings(db)
        with Progress(transient=True) as bars:
            bar = bars.add_task("painting a history", total=pictures)
            for _picture in range(pictures):
                clock.now += timedelta(days=days) / pictures * draw.uniform(0.6, 1.3)
                clock.now = min(clock.now, wall_clock() - timedelta(minutes=3))
                await _moment(house, clock, people, draw)
                bars.advance(bar)


async def _people(db: AsyncSession, clock: Clock) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for language, names in PEOPLE.items():
        for name in names:
            member = await members.member_of(db, "web", f"seed-{name}", name, now=clock(), language=language)
            member.told_public = True
            found.setdefault(language, []).append(member)
    return found


async def _drop_openings(db: AsyncSession) -> None:
    """A room with a past needs no opening."""
    for job in await db.scalars(select(Job).where(Job.kind == "turn", Job.done_at.is_(None))):
        await jobs.bury(db, job, "seeded", job.run_at)


async def _moment(house: House, clock: Clock, people: dict[str, list[Member]], draw: random.Random) -> None:
    """Let somebody paint, others vote, somebody speak; then do what that brings about."""
    salon = house.salon
    async with salon.begin() as db:
        room = draw.choice(await rooms_on(db, "web"))
        language = room.language if room.language in PROMPTS else "en"
        author = await db.get_one(Member, draw.choice(people[language]).id)
        await _paint(db, house, clock, room, author, draw.choice(PROMPTS[language]))
        await _vote(db, clock, room, people[language], draw)
        if draw.random() < 0.35:
            speaker = await db.get_one(Member, draw.choice(people[language]).id)
            await _say(db, clock, room, speaker, draw.choice(LINES[language]))
        if draw.random() < 0.2:
            persona = draw.choice(list(await members.cast(db)))
            await follows.follow(db, author, persona, clock())
    while any([await worker.run_due(salon, house.handlers, pool) for pool in ("paint", "chores", "minds")]):
        clock.now += timedelta(seconds=1)
    clock.now += timedelta(seconds=5)
    await worker.run_due(salon, house.handlers)


async def _paint(db: AsyncSession, house: House, clock: Clock, room: Room, author: Member, prompt: str) -> None:
    salon = house.salon
    chosen = salon.painter.capabilities.chosen(room.painter)
    side = chosen.can.square(salon.settings.picture_side)
    brief = Brief(prompt, width=side, height=side, count=2, painter=chosen.name)
    batch = salon.painter.batch_key(brief)
    await studio.request_creation(db, salon.settings, author, room, brief, now=clock(), batch=batch)


async def _vote(db: AsyncSession, clock: Clock, room: Room, people: list[Member], draw: random.Random) -> None:
    latest = await feed.page(db, "new", now=clock(), size=8, scope=feed.Scope(room=room))
    for post, author, _rank in latest.items:
        for person in people:
            if person.id != author.id and draw.random() < 0.22:
                voter = await db.get_one(Member, person.id)
                await voting.cast_vote(db, voter, post, 1, stamp=clock(), now=clock())
                await voting.pick(db, voter, post, draw.randint(1, 2) if author.kind == "person" else 1, clock())
                if draw.random() < 0.15:
                    await boards.save(db, voter, post, draw.choice(BOARDS.get(room.language, BOARDS["en"])), clock())


async def _say(db: AsyncSession, clock: Clock, room: Room, speaker: Member, text: str) -> None:
    body = body_of(PostView(text, speaker_of(speaker), language=room.language))
    now = clock()
    number = await wall.write(
        db, room.address, body, key=f"seed:{now.timestamp()}", now=now, handle=f"seed-{speaker.name}"
    )
    await talk.hear(db, room, speaker, text, now=now, message_id=str(number))
