"""Tempers: a way of speaking for characters that have no lines of their own, told by the words of their card."""

import re
from functools import lru_cache

from personas.card import Card

# In this order: a card whose words fit several has the one that they fit most often, and of equals the first.
_SIGNS: dict[str, str] = {
    "dry": r"\bdry\b|deadpan|laconic|few words|says little|quiet|silent|sarcas|ironic|cynic|grump|gruff|stern|blunt|stoic|cold|serious|detective|keeper|soldier|"
    r"话少|话不多|冷|毒舌|讽刺|严肃|沉默|寡言|高冷|傲|侦探|守塔|军",
    "warm": r"\bwarm|kind|gentle|cheer|friendly|caring|sweet|sunny|motherly|helpful|generous|baker|nurse|teacher|cook|grandm|"
    r"温柔|热情|温暖|善良|开朗|体贴|活泼|爱笑|可爱|面包|护士|老师|厨|奶奶|妈",
    "dreamy": r"dream|poet|mystic|ethereal|wander|melanchol|ghost|moon|star|sleep|absent|magic|witch|fairy|spirit|sea\b|cloud|"
    r"梦|诗|神秘|飘|忧郁|幽灵|月|星|魔|仙|灵|云|海|发呆",
}  # fmt: skip
_COMPILED = {temper: re.compile(signs, re.IGNORECASE) for temper, signs in _SIGNS.items()}
TEMPERS = tuple(_SIGNS)
READ_AT_MOST = 4_000


def temper_of(card: Card) -> str:
    """Return the temper that a card's voice, bio and prose speak of; one that speaks of none has one by its name."""
    return _temper(card.slug, "\n".join(_words(card))[:READ_AT_MOST])


def _words(card: Card) -> list[str]:
    return [*card.voice.rules, *card.bios.values(), *card.tastes.moods, card.prose]


@lru_cache(maxsize=256)
def _temper(slug: str, words: str) -> str:
    fits = {temper: len({found.lower() for found in signs.findall(words)}) for temper, signs in _COMPILED.items()}
    if max(fits.values()):
        return max(fits, key=lambda temper: fits[temper])
    return list(fits)[sum(map(ord, slug)) % len(fits)]
