"""The mind: what a persona does with its turn. Whatever a writer returns, only what the house allows comes out."""

import re
from typing import Protocol

from core.errors import SalonError
from core.safety import check_words
from core.text import clean
from personas.card import Card
from personas.guard import fault
from personas.leanings import lean
from personas.shelf import STYLES
from personas.view import (
    Action,
    Addressed,
    Arrival,
    Comment,
    Follow,
    Imagine,
    Like,
    Memory,
    NewPost,
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
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*\x07?|\[(?:\d{1,3};)*\d{1,3}m")
_MENTION = re.compile(r"<[@#!&/:a-z][^>]{0,200}>", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-z][^>]*>|[<>~|]{2,}|[`*]+|__+|(?<!\w)_|_(?!\w)|\[([^\]]*)\]\([^)]*\)", re.IGNORECASE)
_BLOCK = re.compile(r"(?m)^\s*(?:[#>]+|[-*+]|\d+[.)](?=\s\D*\n))\s+")
_RETURN = re.compile(r"(?<=(\w))[^\S\n]*[\r\n\x0b\x0c\u0085\u2028\u2029]\s*")
# Piles of marks, and signs that take no room: nothing a persona says needs them (accents were composed before).
_UNSEEN = re.compile(
    "[\u00ad\u034f\u0300-\u036f\u0483-\u0489\u115f\u1160\u17b4\u17b5\u180b-\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b\u200c\u2060-\u206f"
    "\u20d0-\u20ff\u3164\ufe00-\ufe0e\ufe20-\ufe2f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
)


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
    return looked_over(action, card, view, memory)


def looked_over(action: object, card: Card, view: RoomView, memory: Memory) -> Action:
    """Return the action made fit for the room, or a Pass that says what was wrong with it."""
    posts = {post.post_id for post in view.posts} | (
        {view.cause.post.post_id} if hasattr(view.cause, "post") else set()
    )
    match action:
        case Say(text, reply_to):
            return _spoken(Say(own_words(text, card), _known_line(reply_to, view)), card, view, memory)
        case Comment(post_id, text) if post_id in posts:
            return _spoken(Comment(post_id, own_words(text, card)), card, view, memory)
        case Imagine(prompt, style, caption, itself):
            prompt, caption = unsigned(tidy(prompt, PROMPT_LIMIT), card), own_words(caption, card)
            return _painted(Imagine(prompt, _style(style), caption, itself), card, view)
        case Remix(post_id, prompt, style, caption) if post_id in posts:
            caption = own_words(caption, card)
            return _painted(
                Remix(post_id, unsigned(tidy(prompt, PROMPT_LIMIT), card), _style(style), caption), card, view
            )
        case Like(post_id, emoji) if post_id in posts:
            return Like(post_id, emoji if emoji in EMOJIS else "❤")
        case Follow(slug) if slug in _in_sight(view) - {card.slug}:
            return action
        case Pass():
            return action
        case Follow():
            return Pass("nobody by that name is in sight")
        case Comment() | Remix() | Like():
            return Pass("that picture is not in sight")
    return Pass(f"no such action: {type(action).__name__}")


def _spoken(action: Say | Comment, card: Card, view: RoomView, memory: Memory) -> Action:
    if not action.text:
        return Pass("nothing was said")
    if not allowed(action.text):
        return Pass("the house would not say that")
    if wrong := fault(action.text, card, view):
        return Pass(f"unfit to say: {wrong}")
    asked = isinstance(view.cause, Addressed | Overheard)
    if action.text in memory.used_lines[-200:] and not asked:
        return Pass("said before")
    return action


def _painted(action: Imagine | Remix, card: Card, view: RoomView) -> Action:
    if not action.prompt:
        return Pass("no picture was thought of")
    if not allowed(action.prompt) or not allowed(action.caption):
        return Pass("the house would not paint that")
    wrong = fault(action.prompt, card, view, speech=False) or (action.caption and fault(action.caption, card, view))
    return Pass(f"unfit to paint: {wrong}") if wrong else action


def _style(style: object) -> str:
    return style if isinstance(style, str) and style in STYLES else ""


def _known_line(line_id: int | None, view: RoomView) -> int | None:
    cause = {view.cause.line.line_id} if isinstance(view.cause, Addressed | Overheard) else set()
    return line_id if line_id in {line.line_id for line in view.lines} | cause else None


def _in_sight(view: RoomView) -> set[str]:
    slugs = {line.slug for line in view.lines} | {post.author_slug for post in view.posts}
    match view.cause:
        case Addressed(line) | Overheard(line):
            return slugs | {line.slug}
        case NewPost(post):
            return slugs | {post.author_slug}
    return slugs | ({view.cause.slug} if isinstance(view.cause, Arrival) else set())


def allowed(text: str) -> bool:
    """Say whether the house's rules for words let a persona say this; personas are held to the strictest level."""
    try:
        check_words(text, "strict")
    except SalonError:
        return False
    return True


def own_words(text: object, card: Card) -> str:
    """Return speech made plain; lines become sentences, so that none can pass for somebody else's turn."""
    whole = _RETURN.sub(lambda found: "。" if found[1] >= "\u2e80" else ". ", text) if isinstance(text, str) else ""
    return unsigned(tidy(whole, LINE_LIMIT), card)


def unsigned(plain: str, card: Card) -> str:
    """Return words without the persona's own name before them, as models like to write in a dialogue."""
    names = "|".join(re.escape(name) for name in card.names.values())
    return re.sub(rf"^(?:{names})\s*[:：]\s*", "", plain, flags=re.IGNORECASE)


def tidy(text: object, most: int) -> str:
    """Return what a writer wrote as plain words on one line, without links, markup, marks or calls to anyone, cut short."""
    if not isinstance(text, str):
        return ""
    try:
        plain = clean(_ANSI.sub("", text[: most * 8]), most * 8)
    except SalonError:
        return ""
    plain = _LINK.sub("", _BLOCK.sub("", _UNSEEN.sub("", plain)))
    plain = _MARKUP.sub(r"\1", _MENTION.sub("", plain)).replace("@", "").replace("＠", "").replace("﹫", "")
    plain = " ".join(plain.split()).strip('"')
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
