"""Both languages say the same things, with the same facts in them."""

import re
import string
from pathlib import Path

from babel.messages.extract import extract_from_dir
from jinja2 import Environment, FileSystemLoader, nodes

from core.words import catalogue

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "api" / "pages", ROOT / "bots" / "web" / "page")


def code_templates() -> set[str]:
    folders = ("core", "bots", "api", "generation", "personas")
    found = set()
    for folder in folders:
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords={"_": None}
        ):
            found.add(str(message))
    return found


def page_templates() -> set[str]:
    found = set()
    for folder in PAGES:
        env = Environment(loader=FileSystemLoader(PAGES), autoescape=True)
        for path in folder.glob("*.html"):
            tree = env.parse(path.read_text(encoding="utf-8"))
            for call in tree.find_all(nodes.Call):
                if (
                    isinstance(call.node, nodes.Name)
                    and call.node.name == "_"
                    and isinstance(call.args[0], nodes.Const)
                ):
                    found.add(str(call.args[0].value))
    return found


def test_every_word_a_member_reads_has_a_chinese_form() -> None:
    missing = (code_templates() | page_templates()) - catalogue("zh").keys()

    assert missing == set()


def test_a_translation_keeps_every_fact_of_its_template() -> None:
    def fields(text: str) -> set[str]:
        return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}

    wrong = [template for template, said in catalogue("zh").items() if fields(template) != fields(said)]

    assert wrong == []


def test_chinese_is_chinese() -> None:
    plain = [said for said in catalogue("zh").values() if not re.search(r"[\u4e00-\u9fff]", said)]

    assert plain == []
