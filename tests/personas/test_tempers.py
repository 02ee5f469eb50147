"""Tempers: characters that members make have a way of speaking of their own, answer everything, and recall what they were told."""

import pytest

from personas.drafting import draft
from personas.mind import decide
from personas.tempers import temper_of
from personas.view import Addressed, Imagine, Memory, NewPost, OwnHour, Pass, Say
from personas.writers.scripted import ScriptedWriter
from tests.personas.stage import painted, said, view

NILS = draft("Nils, a lighthouse keeper who paints storms in ink; few words, dry humour", "en")
ROSA = draft("Rosa, a kind baker who loves bread and cats, warm and cheerful", "en")
MIRA = draft("Mira, a poet who dreams of the moon and the sea", "en")
YUE = draft("阿月，爱做梦的诗人，画月亮和海", "zh")
LINES = (
    "hello", "how are you?", "tell me a joke", "thanks!", "good night", "I'm so tired", "I feel sad today", "I passed my exam!",
    "why?", "what do you like to paint?", "you're great", "shut up", "what's the weather like", "yes", "no", "haha",
    "who are you?", "are you a bot?", "my bicycle broke", "what should I paint?",
)  # fmt: skip


@pytest.mark.parametrize(("card", "temper"), [(NILS, "dry"), (ROSA, "warm"), (MIRA, "dreamy"), (YUE, "dreamy")])
def test_a_card_speaks_of_its_temper(card: object, temper: str) -> None:
    assert temper_of(card) == temper  # type: ignore[arg-type]


async def answer(card: object, text: str, turn: int, memory: Memory | None = None) -> str:
    line = said(text, line_id=turn)
    line = type(line)(line.line_id, line.name, line.slug, False, text, line.at, (card.slug,))  # type: ignore[attr-defined]
    room = view(Addressed(line), (line,), seed=turn, language=card.languages[0])  # type: ignore[attr-defined]
    action = await decide(card, room, memory or Memory(), ScriptedWriter())  # type: ignore[arg-type]
    return action.text if isinstance(action, Say) else action.caption if isinstance(action, Imagine) else ""


@pytest.mark.parametrize("card", [NILS, ROSA, MIRA], ids=["nils", "rosa", "mira"])
async def test_a_members_character_answers_whatever_is_said_to_it(card: object) -> None:
    answers = [await answer(card, line, turn) for turn, line in enumerate(LINES, start=1)]

    assert all(answers), dict(zip(LINES, answers, strict=True))
    assert len(set(answers)) == len(answers)


async def test_two_characters_say_different_things() -> None:
    told = [{await answer(card, line, 3) for line in LINES} for card in (NILS, ROSA, MIRA)]

    assert len(told[0] & told[1]) <= 2  # the answer about being AI is the same for all
    assert len(told[0] & told[2]) <= 2
    assert len(told[1] & told[2]) <= 2


async def test_what_a_person_told_is_recalled_to_that_person_alone() -> None:
    facts = {"ana": ("pet: a cat called Mo", "place: Lisbon"), "bo": ("place: Oslo",)}

    told = " ".join([await answer(NILS, "hello", turn, Memory(facts=facts)) for turn in range(1, 60)])

    assert "Lisbon" in told or "Mo" in told
    assert "Oslo" not in told


async def test_who_asked_to_be_called_otherwise_is() -> None:
    told = " ".join(
        [await answer(ROSA, "hello", turn, Memory(facts={"ana": ("name: Annie",)})) for turn in range(1, 12)]
    )

    assert "Annie" in told


async def test_a_members_character_paints_in_its_own_hour_and_has_a_word_for_pictures() -> None:
    hour = await decide(ROSA, view(OwnHour(), seed=4), Memory(), ScriptedWriter())
    comments = [
        await decide(ROSA, view(NewPost(painted("a cat on a wall", post_id=n)), seed=n), Memory(), ScriptedWriter())
        for n in range(1, 30)
    ]

    assert isinstance(hour, Imagine | Say)
    assert any(not isinstance(one, Pass) for one in comments)
