"""What docs/new-persona.md says of lorebooks is so: its example reads."""

import re
from pathlib import Path

from personas.card import read_card_text
from personas.lorebook import lore_for
from tests.personas.stage import FOLDER

DOC = (Path(__file__).parents[3] / "docs" / "new-persona.md").read_text(encoding="utf-8")


def test_the_lorebook_of_the_guide_reads_and_comes_to_mind() -> None:
    (example,) = re.findall(r"```yaml\n(lore:.*?)```", DOC, re.DOTALL)
    iris = (FOLDER / "iris.md").read_text(encoding="utf-8")

    card = read_card_text(iris.replace("slug: iris\n", f"slug: iris\n{example}"))

    assert lore_for(card, ["我们去灯塔吧"]) == ["The lamp was built in 1871. Iris has the key.", "It never snows here."]
    assert lore_for(card, ["good evening"]) == ["It never snows here."]
