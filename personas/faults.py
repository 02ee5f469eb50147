"""Faults: what to say of a card that can't be read, in one line that names the file and the field."""

from pydantic_core import ErrorDetails, PydanticCustomError

from core.text import clean, short
from core.words import _, translator

# Why a field was refused, by pydantic's names for it; its facts fill the braces.
_REASONS = {
    "missing": _("it is missing"),
    "too_short": _("it needs at least {min_length}"),
    "too_long": _("it may hold at most {max_length}"),
    "string_too_short": _("it may not be empty, or so short"),
    "string_too_long": _("it must be at most {max_length} characters"),
    "greater_than_equal": _("it must be at least {ge}"),
    "less_than_equal": _("it must be at most {le}"),
    "string_pattern_mismatch": _("it is not written the way this field is written"),
}
_OTHER = _("it is not the kind of value this field holds")


class BadCard(Exception):
    """A card can't be read; the text is one line that names the file and the field. `shown` says it in a language."""

    def __init__(self, where: str, field: str, why: str, **facts: object) -> None:
        self.where = short(clean(where[:200]), 60) or "card"
        self.field = short(clean(field[:400]), 100) or "file"
        self.why, self.facts = why, facts
        super().__init__(self.shown("en"))

    def shown(self, language: str) -> str:
        """Say in `language` which file and which field, and what is wrong with it."""
        said = translator(language)(self.why).format(**self.facts)
        return " ".join(f"{self.where}: {self.field}: {said}".split())


def refusal(where: str, wrong: ErrorDetails) -> BadCard:
    """Return what to say of the first thing pydantic found wrong with a card."""
    field = ".".join(str(step) for step in wrong["loc"])
    facts = wrong.get("ctx", {})
    template = facts.get("template") or _REASONS.get(wrong["type"], _OTHER)
    return BadCard(where, field, template, **{name: fact for name, fact in facts.items() if name != "template"})


def no(template: str, **facts: object) -> PydanticCustomError:
    """Return the error that a field's reader raises; `template` says why, and its facts fill the braces."""
    return PydanticCustomError("salon", "no", {"template": template, **facts})
