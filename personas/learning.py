"""Learning: a persona takes its lessons from settled posts, once each, and draws its taste for a picture."""

import random
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from core import palates, regard
from core.models.people import Member
from core.salon import Salon
from personas import lessons, taste
from personas.card import Card, Tastes
from personas.diary import Change
from personas.taste import Taste


async def tastes_for(salon: Salon, persona: Member, card: Card, seed: int) -> Tastes:
    """Return the weights for one picture: the card's as votes have moved them, with some doubt that leads to trying."""
    learnt = await _after_lessons(salon, persona, card)
    return taste.draw(learnt, card, random.Random(f"{seed}:{card.slug}:taste"))


async def _after_lessons(salon: Salon, persona: Member, card: Card) -> Taste:
    """Learn from every settled post that has not taught yet, in whatever process; return what stands then."""
    async with salon.read() as db:
        palate = await palates.palate_of(db, persona)
        after = palate.learnt_to if palate else 0
        standing = _standing(card, palate.arms if palate else {})
        earned = await regard.earned_by(db, persona, after=after, until=salon.now() - lessons.SETTLED)
    if not earned:
        return standing
    changes: list[Change] = []
    for one in earned:
        features = taste.features_of(one.post.prompt, one.post.style)
        votes = lessons.Votes(one.likes, one.dislikes, one.seen_by)
        standing, told = lessons.learn(standing, features, votes, lessons.settle_after(one.post.created_at))
        changes += told
    async with salon.begin() as db:
        if await palates.keep(db, persona, standing.as_json(), after=after, learnt_to=earned[-1].post.id):
            await palates.note_drifts(db, persona, [change_as_json(one) for one in changes], salon.now())
    return standing


def _standing(card: Card, kept: dict[str, Any]) -> Taste:
    """Return what is kept, with arms for whatever the card has gained since."""
    fresh = taste.taste_of(card)
    if not kept:
        return fresh
    known = Taste.from_json(kept)
    names = {(arm.kind, arm.name) for arm in known.arms}
    return replace(known, arms=(*known.arms, *(arm for arm in fresh.arms if (arm.kind, arm.name) not in names)))


def change_as_json(change: Change) -> dict[str, Any]:
    """Return a change as plain values for a JSON column."""
    return {**asdict(change), "at": change.at.isoformat()}


def change_from_json(stored: dict[str, Any]) -> Change:
    """Read a stored change back."""
    return Change(**{**stored, "at": datetime.fromisoformat(stored["at"])})
