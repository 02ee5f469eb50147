"""A week of one room: people who talk and paint, personas who answer by the house's own rules, a clock wound by hand."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from math import log

from personas import manners
from personas.card import Card
from personas.hours import next_moments
from personas.mind import decide
from personas.names import addressed
from personas.view import (
    Action,
    Addressed,
    Cause,
    Comment,
    Heard,
    Imagine,
    Like,
    Memory,
    NewPost,
    Overheard,
    OwnHour,
    Remix,
    RoomView,
    Say,
    Seen,
)
from personas.writers.scripted import ScriptedWriter
from tests.personas.people import NAMES, PROMPTS, TALK

MONDAY = date(2026, 11, 23)
PER_DAY = 6


@dataclass
class Said:
    """One thing a persona wrote, and why it was allowed to."""

    slug: str
    text: str
    rule: str


@dataclass
class Week:
    """The room and everything that happened in it."""

    cards: dict[str, Card]
    language: str
    seed: int = 0
    sittings: int = 6
    lines: list[Heard] = field(default_factory=list)
    posts: list[Seen] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    prompts: dict[str, list[str]] = field(default_factory=dict)
    likes: int = 0
    turns: int = 0

    async def live(self, days: int = 7) -> None:
        """Let the days go by, moment by moment."""
        for day in range(days):
            for at, who in self._day(MONDAY + timedelta(days=day)):
                if who in self.cards:
                    await self._turn(who, OwnHour(), at, "own-hour")
                else:
                    await self._person(who, at)

    def _day(self, day: date) -> list[tuple[datetime, str]]:
        rng = random.Random(f"{self.seed}:{day}")
        people = []
        for _sitting in range(self.sittings):  # people come in sittings, and then talk for a while
            start = datetime(day.year, day.month, day.day, rng.randrange(7, 24), rng.randrange(60), tzinfo=UTC)
            here = rng.sample(sorted(NAMES[self.language]), rng.choice((1, 2, 3)))
            people += [(start + timedelta(seconds=rng.randrange(20, 900)), rng.choice(here)) for _line in range(14)]
        own = [
            (at, slug)
            for slug, card in self.cards.items()
            for at in next_moments(card, "lobby", day, "UTC", PER_DAY, self.seed)
        ]
        return sorted(people + own)

    async def _person(self, who: str, at: datetime) -> None:
        rng = random.Random(f"{self.seed}:{at.isoformat()}:{who}")
        name = NAMES[self.language][who]
        if rng.random() < 0.15:
            prompt = rng.choice(PROMPTS[self.language])
            await self._show(Seen(len(self.posts) + 1, "", name, who, False, prompt, "", rng.randrange(5), at), at)
            return
        text = rng.choice(TALK[self.language])
        if rng.random() < 0.45:
            text = f"{rng.choice(list(self.cards.values())).named(self.language)}, {text}"
        await self._say(Heard(len(self.lines) + 1, name, who, False, text, at, addressed(text, self.cards)))

    async def _say(self, line: Heard) -> None:
        self.lines.append(line)
        cause = Addressed(line) if line.addressed else Overheard(line)
        await self._ask(cause, line.at + timedelta(seconds=2))

    async def _show(self, post: Seen, at: datetime) -> None:
        self.posts.append(post)
        await self._ask(NewPost(post), at + timedelta(seconds=4))

    async def _ask(self, cause: Cause, now: datetime) -> None:
        for verdict in manners.who_may_speak(self.cards, self._view(cause, now)):
            if verdict.allowed:
                await self._turn(verdict.slug, cause, now, verdict.rule)

    async def _turn(self, slug: str, cause: Cause, now: datetime, rule: str) -> None:
        view = self._view(cause, now)
        if isinstance(cause, OwnHour) and not manners.who_may_speak({slug: self.cards[slug]}, view)[0].allowed:
            return
        mine = [one.text for one in self.said if one.slug == slug]
        memory = Memory(tuple(mine[-200:]), tuple(self.prompts.get(slug, ())[-200:]))
        self.turns += 1
        await self._do(slug, await decide(self.cards[slug], view, memory, ScriptedWriter()), now, rule)

    async def _do(self, slug: str, action: Action, now: datetime, rule: str) -> None:
        name = self.cards[slug].named(self.language)
        match action:
            case Say(text, reply_to):
                self.said.append(Said(slug, text, rule))
                line = Heard(len(self.lines) + 1, name, slug, True, text, now, addressed(text, self.cards), reply_to)
                await self._say(replace(line, addressed=tuple(who for who in line.addressed if who != slug)))
            case Imagine(prompt, style, caption) | Remix(_, prompt, style, caption):
                self.said.append(Said(slug, caption, rule))
                self.prompts.setdefault(slug, []).append(prompt)
                await self._show(Seen(len(self.posts) + 1, "", name, slug, True, prompt, style, 0, now), now)
            case Comment(_, text):
                self.said.append(Said(slug, text, rule))
            case Like():
                self.likes += 1

    def _view(self, cause: Cause, now: datetime) -> RoomView:
        seed = random.Random(f"{self.seed}:{self.turns}").randrange(1 << 30)
        lines, posts = tuple(self.lines[-40:]), tuple(self.posts[-15:])
        return RoomView("lobby", self.language, now, cause, lines, posts, (), tuple(self.cards), seed)


def guess_right(lines: Sequence[Said], names: Sequence[str], together: int = 3) -> float:
    """Learn half of the lines by their letters, guess who said the rest, a few lines at a time, names hidden."""
    learnt: dict[str, dict[str, int]] = {}
    tries: list[tuple[str, str]] = []
    for slug in dict.fromkeys(one.slug for one in lines):
        texts = [_hidden(one.text, names) for one in lines if one.slug == slug]
        counts = learnt.setdefault(slug, {})
        for gram in _grams("\n".join(texts[::2])):
            counts[gram] = counts.get(gram, 0) + 1
        rest = texts[1::2]
        tries += [(slug, "\n".join(rest[at : at + together])) for at in range(0, len(rest) - together + 1, together)]
    return sum(slug == _likeliest(text, learnt) for slug, text in tries) / len(tries)


def _hidden(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


def _grams(text: str) -> list[str]:
    return [text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1)]


def _likeliest(text: str, learnt: dict[str, dict[str, int]]) -> str:
    def score(slug: str) -> float:
        counts = learnt[slug]
        total = sum(counts.values())
        return sum(log((counts.get(gram, 0) + 0.1) / (total + 3000)) for gram in _grams(text))

    return max(sorted(learnt), key=score)
