"""The house's speech: message templates in English, with translations read from gettext catalogues."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

Translate = Callable[[str], str]

LANGUAGES = ("en", "zh")
FOLDER = Path(__file__).parent / "locales"


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the translations into a language, template by template; empty for English."""
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}


def translator(language: str) -> Translate:
    """Return what turns a template into `language`; an unknown template stays as it is."""
    known = catalogue(language)
    return lambda template: known.get(template, template)


def language_of(tag: str | None, default: str = "en") -> str:
    """Read a language tag or an Accept-Language header as one of LANGUAGES."""
    for part in (tag or "").lower().replace("_", "-").split(","):
        start = part.split(";")[0].strip().split("-")[0]
        if start in LANGUAGES:
            return start
    return default


def _(template: str) -> str:
    """Mark a template for the catalogue without translating it."""
    return template
