"""The guard: what no persona says, whatever a model wrote. Each fault has a name, for the log and for a second try."""

import re
from collections.abc import Iterable
from functools import lru_cache

from core.text import plain_form
from personas.card import Card
from personas.hearing import hear
from personas.taboo import (
    BLOB,
    CLOSE,
    COMMAND,
    CONTACT,
    ELSEWHERE,
    ENGLISH,
    HAN,
    HUMAN,
    I_AM_HOST,
    LATIN,
    LINK,
    MACHINE,
    OFFICE,
    OTHER_TONGUES,
    SAYS_AI,
    SPOKE,
)
from personas.view import Addressed, NewPost, Overheard, RoomView
from personas.writers.prompt import kept_private

LEAK_WORDS = 7
LEAK_SIGNS = 36
LEAK_HANZI = 14


def fault(text: str, card: Card, view: RoomView, *, speech: bool = True) -> str:
    """Return what is wrong with a persona's words, or an empty string. `speech`: false for words meant for a painter."""
    plain = _plain(text)
    for name, found in (
        ("a link or an address", LINK.search(plain)),
        ("a way to make contact elsewhere", CONTACT.search(plain)),
        ("it says it is human", HUMAN.search(plain)),
        ("it speaks for the house or another", _speaks_for_others(plain, card, view)),
        ("what machines say to each other", MACHINE.search(plain) or MACHINE.search(text.casefold())),
        ("a command", COMMAND.search(plain)),
        ("too close", CLOSE.search(plain)),
        ("signs that no one can read", _is_blob(text)),
        ("words of guidance", leaks(text, kept_private(card))),
        ("another language than the room's", speech and _is_foreign(text, card, view)),
        ("asked, it does not say that it is an AI", speech and _hides(plain, view)),
    ):
        if found:
            return name
    return ""


def unsafe(text: str) -> bool:
    """Say whether words hold what no persona passes on, whoever wrote them: links, contacts, machine signs, commands, claims."""
    plain = _plain(text)
    checks = (LINK, CONTACT, ELSEWHERE, HUMAN, OFFICE, MACHINE, COMMAND, CLOSE)
    return any(check.search(plain) for check in checks) or _is_blob(text)


def _plain(text: str) -> str:
    return " ".join(plain_form(text).replace("’", "'").replace("‘", "'").replace("．", ".").split())


def _speaks_for_others(plain: str, card: Card, view: RoomView) -> bool:
    if OFFICE.search(plain) or (not card.host and I_AM_HOST.search(plain)):
        return True
    names = "|".join(re.escape(name) for name in sorted(_others(card, view), key=len, reverse=True))
    if not names:
        return False
    as_other = (
        rf"(?:^|[.!?。！？…;；\"”’)\]】]\s*)(?:{names})\s*(?:{SPOKE}\s*)?[\])】>*]*\s*[:：]|[\[【(（<{{*]\s*(?:{names})\s*[\])】）>}}*:：]"
        rf"|\b(?:i am|i'm|this is|speaking as|signed,?)\s+(?:{names})(?![\w'])|(?:我是|这里是|我就是)(?:{names})"
    )
    return re.search(as_other, plain) is not None


def _others(card: Card, view: RoomView) -> set[str]:
    seen = {*view.people, *view.cast, *view.names, *card.relations}
    seen |= {line.name for line in view.lines} | {post.author for post in view.posts}
    own = {_plain(name) for name in (*card.names.values(), card.slug)}
    return {name for name in map(_plain, seen) if len(name) > 1} - own


def _is_blob(text: str) -> bool:
    kinds = ("[a-z]", "[A-Z]", r"\d")
    return any(sum(bool(re.search(kind, run)) for kind in kinds) > 1 for run in BLOB.findall(text))


def leaks(text: str, private: Iterable[str]) -> bool:
    """Say whether a text repeats a run of the private words, as they are, spaced out, or backwards."""
    words = re.findall(r"[a-z0-9']+|[\u3400-\u9fff]", _plain(text))
    signs = re.sub(r"[^a-z0-9\u3400-\u9fff]+", "", _plain(text))
    for part in private:
        kept, squeezed = _guarded(part)
        for run in (words, words[::-1]):
            if _shares(run, f" {kept} "):
                return True
        if any(_holds(line, squeezed) for line in (signs, signs[::-1])):
            return True
    return False


@lru_cache(maxsize=512)
def _guarded(part: str) -> tuple[str, str]:
    plain = _plain(part)
    return " ".join(re.findall(r"[a-z0-9']+|[\u3400-\u9fff]", plain)), re.sub(r"[^a-z0-9\u3400-\u9fff]+", "", plain)


def _shares(words: list[str], kept: str) -> bool:
    runs = (words[at : at + LEAK_WORDS] for at in range(len(words) - LEAK_WORDS + 1))
    return any(f" {' '.join(run)} " in kept for run in runs if not HAN.match(run[0]))


def _holds(signs: str, kept: str) -> bool:
    for at in range(len(signs) - LEAK_HANZI + 1):
        size = LEAK_HANZI if HAN.search(signs, at, at + LEAK_HANZI) else LEAK_SIGNS
        if at + size <= len(signs) and signs[at : at + size] in kept:
            return True
    return False


def _is_foreign(text: str, card: Card, view: RoomView) -> bool:
    """Say whether words are plainly in another language; names of those present do not count."""
    language = view.language if view.language in card.languages else card.languages[0]
    rest = text.casefold()
    for name in sorted(
        {*view.people, *(line.name for line in view.lines), *(post.author for post in view.posts), *_cause_names(view)},
        key=len,
        reverse=True,
    ):
        rest = rest.replace(name.casefold(), " ") if name else rest
    letters = [sign for sign in rest if sign.isalpha()]
    han, words = len(HAN.findall(rest)), LATIN.findall(rest)
    strange = sum(1 for sign in letters if not HAN.match(sign) and not LATIN.match(sign))
    if strange > 2 + len(letters) // 10:
        return True
    if language == "zh":
        return len(words) > 1 and len(words) > han
    elsewhere, english = sum(word in OTHER_TONGUES for word in words), sum(word in ENGLISH for word in words)
    return (han > 2 and han > len(words)) or (elsewhere >= 3 and elsewhere > english)


def _cause_names(view: RoomView) -> tuple[str, ...]:
    cause = view.cause
    if isinstance(cause, Addressed | Overheard):
        return (cause.line.name,)
    if isinstance(cause, NewPost):
        return (cause.post.author,)
    return (getattr(cause, "name", ""),)


def _hides(plain: str, view: RoomView) -> bool:
    cause = view.cause
    asked = isinstance(cause, Addressed) and not cause.line.is_persona and hear(cause.line.text).kind == "ai"
    return asked and SAYS_AI.search(plain) is None
