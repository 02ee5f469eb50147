"""Lessons: a persona learns from the votes its posts got once they have settled, and draws its taste for a picture."""

import random
from dataclasses import asdict
from datetime import datetime
from typing import Any

from core import palates, regard
from core.models.people import Member
from core.salon import Salon
from personas import taste
from personas.card import Card, Tastes
from personas.taste import Arm, Votes


async def draw(salon: Salon, persona: Member, card: Card, seed: int) -> Tastes:
    """Return the weights for one picture: the card's, as votes have moved them, with some doubt that leads to trying."""
    arms = await _arms_after_lessons(salon, persona, card)
    return taste.draw(arms, card, random.Random(f"{seed}:{card.slug}:taste"))


async def _arms_after_lessons(salon: Salon, persona: Member, card: Card) -> list[Arm]:
    """Learn from every settled post that has not taught yet, once, in whatever process; return what stands then."""
    async with salon.read() as db:
        palate = await palates.palate_of(db, persona)
        after = palate.learnt_to if palate else 0
        arms = _known(card, palate.arms if palate else {})
        until = salon.now() - taste.SETTLED
        earned = await regard.earned_by(db, persona, after=after, until=until)
    if not earned:
        return arms
    changes: list[dict[str, Any]] = []
    for one in earned:
        features = taste.features_of(one.post.prompt, one.post.style)
        votes = Votes(one.likes, one.dislikes, one.seen_by)
        arms, told = taste.learn(arms, features, votes, _moment(one.post.created_at))
        changes += [_as_json(change) for change in told]
    async with salon.begin() as db:
        kept = await palates.keep(db, persona, taste.as_json(arms), after=after, learnt_to=earned[-1].post.id)
        if kept:
            await palates.note_drifts(db, persona, changes, salon.now())
    return arms


def _known(card: Card, kept: dict[str, Any]) -> list[Arm]:
    """Return what is kept, with arms for whatever the card has gained since."""
    fresh = taste.arms_of(card)
    if not kept:
        return fresh
    arms = taste.from_json(kept)
    known = {(arm.kind, arm.name) for arm in arms}
    return [*arms, *(arm for arm in fresh if (arm.kind, arm.name) not in known)]


def _moment(posted_at: datetime) -> datetime:
    return taste.settle_after(posted_at)


def _as_json(change: taste.Change) -> dict[str, Any]:
    return {**asdict(change), "at": change.at.isoformat()}
