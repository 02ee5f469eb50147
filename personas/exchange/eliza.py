"""ElizaOS characters, read and written: the shape of its first year (`user`, `lore`, `clients`) and today's.

Source: docs.elizaos.ai, character interface. Its schema is strict at the root, so our card stands in `settings`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from core.words import _
from personas.card import Card, card_from_json
from personas.exchange import guesses
from personas.exchange.careful import Part, without_secrets
from personas.exchange.ours import ours_of
from personas.exchange.tavern import UNSAID, bio_of
from personas.exchange.wording import filled, fitted, language_in, one_line
from personas.faults import BadCard
from personas.topics import topics_in

PARTS = {
    "name": "names",
    "bio": "prose",
    "lore": "prose",
    "style": "rules",
    "messageExamples": "examples",
    "postExamples": "examples",
    "topics": "tastes",
    "adjectives": "tastes",
    "knowledge": "lore",
}
ORDERS = _("System prompts, templates and plugins in the file are kept for other tools; they do nothing here.")
_FILES = _("Knowledge that lies in other files was not read.")
_OLD = ("modelProvider", "clients", "lore")


def is_eliza(document: Mapping[str, Any]) -> bool:
    """Say whether a document looks like an ElizaOS character of any age."""
    return "name" in document and "bio" in document and "data" not in document and "spec" not in document


def card_of_eliza(document: Mapping[str, Any], where: str, notes: list[str]) -> Card:
    """Read an ElizaOS character as one of our cards; BadCard names what can't be read."""
    whole = Part(where, document)
    written = whole.text("name")
    told = [*whole.texts("bio"), *whole.texts("lore")]
    language = language_in(" ".join([written, *told])[:20_000])
    name, _changed = guesses.name_for(written, language)
    if not name:
        raise BadCard(where, "name", _("it is missing"))
    story = "\n".join(filled(part, name, language) for part in told)
    style = whole.part("style")
    topics, moods = whole.texts("topics"), whole.texts("adjectives")
    values = {
        "slug": guesses.slug_for(whole.text("username"), written),
        "names": {language: name},
        "bios": {language: bio_of(filled("\n".join(whole.texts("bio")), name, language), name)},
        "look": {
            "words": {language: guesses.look_for(name, story, language)},
            "palette": guesses.palette_for(name),
        },
        "tastes": guesses.tastes_for(name, story, topics, moods),
        "hours": guesses.HOURS,
        "voice": {"rules": _rules(style), "examples": {language: _examples(whole, written, name, language)}},
        "prose": fitted(story, 8000),
        "lore": _knowledge(whole, name, language, notes),
    }
    orders = any(whole.values.get(field) for field in ("system", "templates", "plugins", "clients"))
    notes += [UNSAID, *([ORDERS] if orders else [])]
    return card_from_json(values, where)


def _rules(style: Part) -> list[str]:
    """Return the style of all it says and of its talk as rules; how it posts elsewhere is none of a room."""
    return [line for text in [*style.texts("all"), *style.texts("chat")][:24] if (line := one_line(text, 400))]


def _examples(whole: Part, written: str, name: str, language: str) -> list[str]:
    speeches = [text for who, text in _spoken(whole) if who.casefold() == written.casefold()] + whole.texts(
        "postExamples"
    )
    lines = (one_line(filled(speech, name, language, spoken=True), 400) for speech in speeches)
    return list(dict.fromkeys(line for line in lines if line))[:24]


def _spoken(whole: Part) -> Iterator[tuple[str, str]]:
    """Yield speaker and text of every example message, whatever the age of the file."""
    talks = whole.values.get("messageExamples") or []
    if not isinstance(talks, list):
        raise BadCard(whole.where, "messageExamples", _("it must be a list of entries with fields"))
    for at, talk in enumerate(talks):
        field = f"messageExamples.{at}"
        messages = talk.get("examples") if isinstance(talk, dict) else talk
        for message in Part(whole.where, {"of": messages}, field).parts("of"):
            yield message.text("name") or message.text("user"), message.part("content").text("text")


def _knowledge(whole: Part, name: str, language: str, notes: list[str]) -> list[dict[str, Any]]:
    """Return facts as lore that comes up with its topics, or always where it names none we know."""
    facts = whole.values.get("knowledge") or []
    texts = [fact for fact in facts if isinstance(fact, str)] if isinstance(facts, list) else []
    if len(texts) != len(facts):
        notes.append(_FILES)
    entries = []
    for text in texts[:30]:
        keys = [word for topic in topics_in(text)[:8] for word in (topic.en, topic.zh)]
        content = one_line(filled(text, name, language), 1500)
        entries.append({"content": content, "keys": list(dict.fromkeys(keys)), "constant": not keys})
    return [entry for entry in entries if entry["content"]]


def write_eliza(card: Card, kept: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a card as an ElizaOS character, in the shape of `kept` if that is one; never with a secret."""
    document = without_secrets(dict(kept or {}))
    before: dict[str, Any] = {}
    old = any(name in document for name in _OLD)
    try:
        known = bool(document) and is_eliza(document)
        before = _fields(card_of_eliza(document, "kept", []), old) if known else {}
    except BadCard:
        known = False
    document = document if known else {}
    news = {name: value for name, value in _fields(card, old).items() if name not in document or before[name] != value}
    whole = {**document, **news}
    settings = Part("kept", whole).part("settings").values
    return {**whole, "settings": {**settings, "salon": ours_of(card, whole, PARTS)}}


def _fields(card: Card, old: bool) -> dict[str, Any]:
    first = card.languages[0]
    examples = [line for lines in card.voice.examples.values() for line in lines]
    speaker = "user" if old else "name"
    return {
        "name": card.named(first),
        "username": card.slug,
        "bio": [card.bios[first], *(line for line in card.prose.splitlines() if line.strip())],
        "topics": [*card.tastes.subjects, *card.tastes.places],
        "adjectives": list(card.tastes.moods),
        "style": {"all": list(card.voice.rules), "chat": [], "post": []},
        "messageExamples": [[{speaker: card.named(first), "content": {"text": line}}] for line in examples],
        "postExamples": examples,
        "knowledge": [lore.content for lore in card.lore if lore.enabled and lore.content],
        "plugins": [],
    }
