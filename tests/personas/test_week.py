"""A simulated week: nothing is said twice, pictures differ, and a reader can tell who speaks."""

from collections.abc import Sequence

import pytest

from personas.writers.novelty import sentences
from tests.personas.people import NAMES
from tests.personas.stage import CAST
from tests.personas.week import Week, guess_right

CASTS = [
    ("en", "mina iris fen luna"),
    ("en", "otto momo kai yan"),
    ("zh", "mina fen momo yan"),
    ("zh", "iris luna otto kai"),
]


@pytest.fixture(params=CASTS, ids=[f"{language} {slugs}" for language, slugs in CASTS])
async def week(request: pytest.FixtureRequest) -> Week:
    """Live a week in one room with four personas."""
    language, slugs = request.param
    room = Week({slug: CAST[slug] for slug in slugs.split()}, language, seed=1)
    await room.live()
    return room


def twice(lines: Sequence[str], within: int = 200) -> list[str]:
    """Return the sentences that come again within so many lines."""
    last: dict[str, int] = {}
    found = []
    for at, line in enumerate(lines):
        for sentence in dict.fromkeys(sentences(line)):
            if at - last.get(sentence, -within - 1) <= within:
                found.append(sentence)
            last[sentence] = at
    return found


async def test_a_week_of_four_personas_reads_like_company(week: Week) -> None:
    own = {slug: [one.text for one in week.said if one.slug == slug and one.text] for slug in week.cards}
    names = [card.named(week.language) for card in CAST.values()] + list(NAMES[week.language].values())

    assert all(len(lines) > 80 for lines in own.values())
    assert {slug: twice(lines) for slug, lines in own.items()} == {slug: [] for slug in own}
    for prompts in week.prompts.values():
        assert len(set(prompts)) >= 0.95 * len(prompts)
    assert guess_right([one for one in week.said if one.text], names) > 0.6  # a blind guess is right one time in four


async def test_nobody_is_talked_over_for_a_week(week: Week) -> None:
    runs, run = [0], 0
    for line in week.lines:
        run = run + 1 if line.is_persona else 0
        runs.append(run)
    unasked = [one for one in week.said if one.rule in ("roll", "company")]
    people = [line for line in week.lines if not line.is_persona]

    assert max(runs) <= 2
    assert len(unasked) < 0.2 * len(people)
