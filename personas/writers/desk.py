"""The desk: all a scripted persona has before it while it looks for words."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from personas.almanac import tags_of, words_for
from personas.card import Card
from personas.counting import counted, some
from personas.guard import unsafe
from personas.leanings import dice
from personas.mind import allowed, tidy
from personas.tempers import TEMPERS, temper_of
from personas.topics import lexicon
from personas.view import Heard, Memory, RoomView
from personas.writers.brush import Kit
from personas.writers.lines import Line, Lines, filled, read_lines
from personas.writers.novelty import Past, freshest

CAST = Path(__file__).parent.parent / "cast"
NAME_SHOWN = 24


@dataclass(frozen=True)
class Desk:
    """A card, a view and a memory, with the lines that go with them."""

    card: Card
    view: RoomView
    memory: Memory
    folder: Path = CAST

    @property
    def language(self) -> str:
        """The language of the room, or English where the persona has no name in it."""
        return self.view.language if self.view.language in self.card.languages else self.card.languages[0]

    @cached_property
    def own(self) -> Lines:
        """The persona's own lines; without any, those of its temper, and what its card has it say."""
        own = read_lines(self.folder / "lines" / f"{self.card.slug}.{self.language}.md")
        if own.sections:
            return own
        lent = read_lines(CAST / "lines" / f"temper-{temper_of(self.card)}.{self.language}.md")
        examples = tuple(Line(text) for text in self.card.voice.examples.get(self.language, ()) if "{" not in text)
        said = {name: (*lent.sections.get(name, ()), *examples) for name in ("remark", "caption")}
        return Lines({**lent.sections, **said})

    @cached_property
    def common(self) -> Lines:
        """Lines and pools for anyone who has none of their own."""
        return read_lines(CAST / "lines" / f"common.{self.language}.md")

    @cached_property
    def kit(self) -> Kit:
        """What pictures are thought of with; tastes that votes have moved reach beyond the persona's own worlds."""
        learnt = self.memory.tastes
        return Kit(
            learnt or self.card.tastes, self.own, self.common, self.view.now, self.language, roams=learnt is not None
        )

    @cached_property
    def past(self) -> Past:
        """What the persona said before."""
        return Past(self.memory.used_lines)

    @cached_property
    def tags(self) -> frozenset[str]:
        """What is true of this moment."""
        awake = "awake" if self.card.awake(self.view.now.time()) else "asleep"
        return tags_of(self.view.now) | {awake}

    def dice(self, what: str) -> random.Random:
        """Return random numbers of this turn for one purpose."""
        return dice(self.card, self.view, what)

    def say(self, *names: str, strict: bool = False, **slots: str) -> str:
        """Return a fresh line of the first section that has one; empty if there is none.

        The common lines speak only for a persona that has no such section of its own. Without `strict` something has to
        be said: when a persona has said all of its own, the common lines and then any temper's lend it theirs, and only
        when those are spent, too, does a line come again, the one that was said longest ago.
        """
        rng, words = self.dice("/".join(names)), self._slots(slots)
        lines = self.own if any(self.own.section(name) for name in names) else self.common
        text = freshest(filled(lines, list(names), words, self.tags, rng), self.past, strict=True)
        if text or strict:
            return text or ""
        for lent in (self.common, *(read_lines(path) for path in self._tempers())):
            if text := freshest(filled(lent, list(names), words, self.tags, rng), self.past, strict=True):
                return text
        return freshest(filled(lines, list(names), words, self.tags, rng), self.past, strict=False) or ""

    def _tempers(self) -> list[Path]:
        return [CAST / "lines" / f"temper-{temper}.{self.language}.md" for temper in (temper_of(self.card), *TEMPERS)]

    def _slots(self, slots: Mapping[str, str]) -> dict[str, str]:
        me = self.card.named(self.language)
        given = {"name": "", "topic": "", "word": "", "me": me, "likes": self._liked(), **slots}
        given["name"] = shown_name(given["name"])
        given["some"] = some(given["word"]) if self.language == "en" else given["word"]
        kept = {slot: "" if unsafe(word) else word for slot, word in given.items()}
        return words_for(self.view.now, self.language) | kept

    def _liked(self) -> str:
        """Return one of the things that the persona likes best, as one speaks of it."""
        weights = self.card.tastes.subjects
        best = sorted(weights, key=lambda name: -weights[name])[:3]
        known = [topic for name in best if (topic := lexicon().get(name)) is not None]
        if not known:
            return ""
        topic = self.dice("likes").choice(known)
        return topic.zh if self.language == "zh" else counted(topic)

    def called(self, line: Heard) -> str:
        """Return what to call whoever said a line: as they asked to be called, or by their name."""
        told = [fact.partition(": ")[2] for fact in self.memory.facts.get(line.slug, ()) if fact.startswith("name: ")]
        return told[-1] if told else line.name


def shown_name(name: str) -> str:
    """Return a member's name as a persona may say it, or an empty string for one it would not."""
    plain = tidy(name, 200)
    return plain if 0 < len(plain) <= NAME_SHOWN and not set(plain) & set("@/\\:{}|#") and allowed(plain) else ""
