"""The scripted writer: good company with no model and no network. It fills a persona's lines from what it sees."""

import re
from pathlib import Path

from personas.card import Card
from personas.leanings import lean, remixable
from personas.mind import tidy
from personas.topics import liking, topic_of
from personas.view import (
    Action,
    Addressed,
    Arrival,
    Comment,
    Imagine,
    Like,
    Memory,
    NewPost,
    Overheard,
    Pass,
    Remix,
    RoomView,
    Say,
    Seen,
)
from personas.writers.answers import answer, join
from personas.writers.brush import style_for, think_of
from personas.writers.desk import CAST, Desk

PROMPT_KEPT = 300
_MANY = re.compile(r"(?:two|three|a row of|a flock of|a skein of|a stack of|a bowl of|a tower of) ")


class ScriptedWriter:
    """Writes from the files of lines beside the cards."""

    def __init__(self, folder: Path = CAST) -> None:
        self.folder = folder

    async def write(self, card: Card, view: RoomView, memory: Memory) -> Action:
        """Return what the persona does with this turn."""
        return turn(Desk(card, view, memory, self.folder))


def turn(desk: Desk) -> Action:
    """Return the action that a persona's leaning and its lines lead to."""
    cause = desk.view.cause
    match lean(desk.card, desk.view), cause:
        case "answer", Addressed(line) | Overheard(line):
            return answer(desk, line)
        case "join", Overheard(line):
            return join(desk, line)
        case "welcome", Arrival(name=name):
            return _said(_greeting(desk, name))
        case "comment", NewPost(post):
            return _comment(desk, post)
        case "like", NewPost(post):
            return Like(post.post_id, desk.dice("emoji").choice(desk.own.words("pool emoji") or ["❤"]))
        case "remix", NewPost(post):
            return _remix(desk, post)
        case "remix", _:
            return _remix(desk, max(remixable(desk.card, desk.view), key=lambda post: _appeal(desk, post)))
        case "remark", _:
            return _remark(desk)
        case "paint", _:
            return paint(desk)
    return Pass("nothing to add")


def paint(desk: Desk) -> Action:
    """Return a picture of the persona's own, with a caption."""
    idea = think_of(desk.kit, desk.memory.used_prompts, desk.dice("idea"))
    if idea is None:
        return Pass("no new picture came to mind")
    one = idea.topic is not None and not _MANY.match(idea.prompt)
    topic = idea.topic.word(desk.language) if idea.topic and one else ""
    sections = [f"caption {idea.world}", "caption"] if idea.world else ["caption"]
    if desk.dice("caption").random() < 0.3:
        sections.reverse()
    caption = desk.say(*sections, strict=True, topic=topic)  # a picture may speak for itself
    return Imagine(idea.prompt, idea.style, caption)


def _greeting(desk: Desk, name: str) -> str:
    """Return the words for somebody new: in a direct chat one of the card's own greetings, if it has any."""
    if not desk.view.direct:
        return desk.say("welcome", name=name)
    own = desk.card.greetings.get(desk.language, ())
    return desk.dice("greeting").choice(own) if own else desk.say("visit", name=name)


def _said(text: str) -> Action:
    return Say(text) if text else Pass("no new words came to mind")


def _remark(desk: Desk) -> Action:
    """Return a remark on a picture somebody made lately, or on the hour and the season."""
    others = [post for post in desk.view.posts[-10:] if post.author_slug != desk.card.slug and not post.is_persona]
    if others and desk.dice("remark").random() < 0.5:
        post = others[-1]
        text = desk.say("remark picture", strict=True, name=post.author, topic=_topic(desk, post))
        if text:
            return Say(text)
    return _said(desk.say("remark", strict=True))


def _comment(desk: Desk, post: Seen) -> Action:
    earlier = [one for one in desk.view.posts if one.author_slug == post.author_slug and one.post_id != post.post_id]
    topic = _topic(desk, post)
    sections = ["comment"]
    if post.is_persona:
        sections.insert(0, f"comment {post.author_slug}")
    elif topic and any(_topic(desk, one) == topic for one in earlier):
        sections.insert(0, "comment again")
    elif liking(desk.card.tastes, post.prompt) > 0.6 and desk.dice("loved").random() < 0.6:
        sections.insert(0, "comment loved")
    text = desk.say(*sections, strict=True, name=post.author, topic=topic)
    return Comment(post.post_id, text) if text else Like(post.post_id, "❤")


def _remix(desk: Desk, post: Seen) -> Action:
    """Return somebody's picture painted anew: their words, a change of the persona's own, another style."""
    rng = desk.dice("remix")
    changes = desk.own.words("pool change", desk.tags)
    start = tidy(post.prompt, PROMPT_KEPT).rstrip(".。,， ")
    change = rng.choice(changes) if changes else ""
    prompt = (f"{start}，{change}" if desk.language == "zh" else f"{start}, {change}") if change else start
    styles = [style_for(desk.kit.tastes, rng) for _try in range(6)]
    style = next((style for style in styles if style != post.style), styles[0])
    caption = desk.say("remix", strict=True, name=post.author, topic=_topic(desk, post), change=change)
    return Remix(post.post_id, prompt, style, caption)


def _topic(desk: Desk, post: Seen) -> str:
    topic = topic_of(post.prompt)
    return topic.word(desk.language) if topic else ""


def _appeal(desk: Desk, post: Seen) -> tuple[float, int]:
    return liking(desk.card.tastes, post.prompt), post.post_id
