"""Casting: the deeds of the cast's keepers that commands ask for. A card that is wrong comes out as BadCharacter."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar

from core.casting import Casting, Sheet
from core.errors import BadCharacter
from core.words import _, translator
from personas import diary, drafting
from personas.avatars import avatar_png, avatar_svg
from personas.card import BadCard, Card, card_as_json, card_from_json
from personas.exchange import reading, tavern_out, writing
from personas.exchange.eliza import write_eliza
from personas.learning import change_from_json
from personas.taste import Taste
from personas.troupe import Troupe

P = ParamSpec("P")
T = TypeVar("T")
HINTS_SHOWN = 6


def casting_of(troupe: Troupe) -> Casting:
    """Return the deeds for a troupe."""

    def shipped(slug: str) -> dict[str, Any] | None:
        card = troupe.cards.get(slug)
        return card_as_json(card) if card else None

    return Casting(
        draft=_told(lambda words, language: _sheet(drafting.draft(words, language))),
        read=_told(_read),
        edit=_told(lambda card, field, value: _sheet(drafting.edit(card_from_json(dict(card)), field, value))),
        write=_told(_write),
        told=_told(lambda card, language: describe(card_from_json(dict(card)), language)),
        shipped=shipped,
        drift=lambda about, language: diary.told(change_from_json(dict(about)), language),
        undo=lambda arms, about: diary.undo(Taste.from_json(dict(arms)), change_from_json(dict(about))).as_json(),
        lock=_lock,
    )


class _Unreadable(BadCharacter):
    """A card can't be read, said in the reader's language."""

    def __init__(self, wrong: BadCard) -> None:
        self._wrong = wrong
        super().__init__(why=str(wrong))

    def shown(self, language: str) -> str:
        """Say in `language` which file and which field it is, and why."""
        return translator(language)(self.template).format(why=self._wrong.shown(language))


def _told(deed: Callable[P, T]) -> Callable[P, T]:
    def tried(*args: P.args, **facts: P.kwargs) -> T:
        try:
            return deed(*args, **facts)
        except BadCard as wrong:
            raise _Unreadable(wrong) from None

    return tried


def _lock(arms: Mapping[str, Any], about: Mapping[str, Any]) -> dict[str, Any]:
    change = change_from_json(dict(about))
    return diary.lock(Taste.from_json(dict(arms)), change.kind, change.name).as_json()


def _sheet(card: Card, kept: dict[str, Any] | None = None, notes: tuple[str, ...] = ()) -> Sheet:
    plain = replace(card, host=False)
    return Sheet(
        plain.slug, plain.names, plain.bios, card_as_json(plain), kept or {}, avatar_svg(plain).encode(),
        avatar_png(plain), notes,
    )  # fmt: skip


def _read(data: bytes, name: str) -> Sheet:
    brought = reading.read_any(data, name)
    drafting.check(brought.card)
    return replace(_sheet(brought.card, brought.kept, brought.notes), picture=brought.picture)


def _write(stored: Mapping[str, Any], kept: Mapping[str, Any], form: str, likeness: bytes) -> tuple[str, bytes]:
    card = card_from_json(dict(stored))
    match form:
        case "png":
            return f"{card.slug}.png", writing.write_png(card, kept, likeness)
        case "charx":
            return f"{card.slug}.charx", writing.write_charx(card, kept, likeness)
        case "eliza":
            return f"{card.slug}.json", writing.json_of(write_eliza(card, kept))
        case "v2":
            return f"{card.slug}.json", writing.json_of(tavern_out.write_tavern_v2(card, kept))
        case "md":
            return f"{card.slug}.md", writing.write_markdown(card)
    return f"{card.slug}.json", writing.json_of(tavern_out.write_tavern(card, kept))


def describe(card: Card, language: str) -> str:
    """Return a card in a few lines for a member: who it is, what it likes, when it is up, how it talks."""
    say = translator(language)
    likes = ", ".join(sorted(card.tastes.subjects, key=lambda name: -card.tastes.subjects[name])[:HINTS_SHOWN])
    styles = ", ".join(sorted(card.tastes.styles, key=lambda name: -card.tastes.styles[name])[:3])
    hours = ", ".join(f"{span.start:%H:%M}–{span.end:%H:%M}" for span in card.hours)
    bio = card.bios.get(language) or next(iter(card.bios.values()), "")
    look = card.look.words.get(language) or next(iter(card.look.words.values()), "")
    lines = [
        f"{card.named(language)} · @{card.slug} · AI",
        bio,
        say(_("Look: {look}")).format(look=look),
        say(_("Paints: {likes}; in {styles}")).format(likes=likes, styles=styles),
        say(_("Up: {hours} · joins in unasked: {share}")).format(hours=hours, share=f"{card.talkativeness:.0%}"),
    ]
    return "\n".join(line for line in lines if line)
