"""The mind: what a persona does with its turn. Whatever a writer returns, only what the house allows comes out."""

import re
from typing import Protocol

from core.errors import SalonError
from core.safety import check_words
from core.text import clean
from personas.card import Card
from personas.leanings import lean
from personas.shelf import STYLES
from personas.view import (
    Action,
    Addressed,
    Comment,
    Follow,
    Imagine,
    Like,
    Memory,
    Overheard,
    Pass,
    Remix,
    RoomView,
    Say,
)

LINE_LIMIT = 400
PROMPT_LIMIT = 600
EMOJIS = frozenset("❤👍🔥😂😮🎉👏😍🥰✨🌙🍵")
_LINK = re.compile(r"\S*(?:://|www\.)\S*")
_CALL = re.compile(r"@(everyone|here|all|channel|所有人|全体成员)", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-z][^>]*>|[<>`*_~]{2,}|\[([^\]]*)\]\([^)]*\)", re.IGNORECASE)


class Writer(Protocol):
    """Turns a persona's view of a room into an action. One implementation needs no network."""

    async def write(self, card: Card, view: RoomView, memory: Memory) -> Action:
        """Return what the persona does; it may raise, and it may be wrong: the mind looks at it before anyone acts."""
        ...


async def decide(card: Card, view: RoomView, memory: Memory, writer: Writer) -> Action:
    """Return what a persona does with this turn; a writer that fails or breaks a rule makes it a Pass that says why."""
    if lean(card, view) == "pass":
        return Pass("nothing to add")
    try:
        action = await writer.write(card, view, memory)
    except Exception as failure:  # a writer may be any model or service: its failure is a turn not taken
        return Pass(f"the writer failed: {type(failure).__name__}")
    return looked_over(action, view, memory)


def looked_over(action: object, view: RoomView, memory: Memory) -> Action:
    """Return the action made fit for the room, or a Pass that says what was wrong with it."""
    posts = {post.post_id for post in view.posts} | (
        {view.cause.post.post_id} if hasattr(view.cause, "post") else set()
    )
    match action:
        case Say(text, reply_to):
            return _spoken(Say(tidy(text, LINE_LIMIT), _known_line(reply_to, view)), view, memory)
        case Comment(post_id, text) if post_id in posts:
            return _spoken(Comment(post_id, tidy(text, LINE_LIMIT)), view, memory)
        case Imagine(prompt, style, caption):
            return _painted(Imagine(tidy(prompt, PROMPT_LIMIT), _style(style), tidy(caption, LINE_LIMIT)))
        case Remix(post_id, prompt, style, caption) if post_id in posts:
            return _painted(Remix(post_id, tidy(prompt, PROMPT_LIMIT), _style(style), tidy(caption, LINE_LIMIT)))
        case Like(post_id, emoji) if post_id in posts:
            return Like(post_id, emoji if emoji in EMOJIS else "❤")
        case Follow() | Pass():
            return action
        case Comment() | Remix() | Like():
            return Pass("that picture is not in sight")
    return Pass(f"no such action: {type(action).__name__}")


def _spoken(action: Say | Comment, view: RoomView, memory: Memory) -> Action:
    if not action.text:
        return Pass("nothing was said")
    if not allowed(action.text):
        return Pass("the house would not say that")
    asked = isinstance(view.cause, Addressed | Overheard)
    if action.text in memory.used_lines[-200:] and not asked:
        return Pass("said before")
    return action


def _painted(action: Imagine | Remix) -> Action:
    if not action.prompt:
        return Pass("no picture was thought of")
    if not allowed(action.prompt) or not allowed(action.caption):
        return Pass("the house would not paint that")
    return action


def _style(style: object) -> str:
    return style if isinstance(style, str) and style in STYLES else ""


def _known_line(line_id: int | None, view: RoomView) -> int | None:
    cause = {view.cause.line.line_id} if isinstance(view.cause, Addressed | Overheard) else set()
    return line_id if line_id in {line.line_id for line in view.lines} | cause else None


def allowed(text: str) -> bool:
    """Say whether the house's rules for words let a persona say this; personas are held to the strictest level."""
    try:
        check_words(text, "strict")
    except SalonError:
        return False
    return True


def tidy(text: object, most: int) -> str:
    """Return what a writer wrote as plain words on one line, without links, markup or calls to everyone, cut short."""
    if not isinstance(text, str):
        return ""
    try:
        plain = clean(text[: most * 8], most * 8)
    except SalonError:
        return ""
    plain = _CALL.sub(r"\1", _MARKUP.sub(r"\1", _LINK.sub("", plain)))
    plain = " ".join(plain.split()).strip('"')
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
