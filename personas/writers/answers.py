"""Answers: what a persona says to a line that speaks to it."""

from personas.guard import fault
from personas.hearing import Meaning, hear
from personas.mind import allowed
from personas.shelf import style_in
from personas.topics import Topic, liking, topic_of, topics_in, word_of
from personas.view import Action, Heard, Imagine, Overheard, Pass, Say, Seen
from personas.writers.brush import style_for, think_of
from personas.writers.desk import Desk

FAMILIAR = frozenset({"hello", "fine", "talk", "bye"})
RECALLED = 0.3
"""How often, when there is an occasion, something is recalled that a person told."""
SOCIAL = frozenset(
    {
        "hello",
        "anyone",
        "ideas",
        "joke",
        "weather",
        "tired",
        "sad",
        "glad",
        "bye",
        "fine",
        "place",
        "how",
        "ai",
        "distress",
        "romance",
        "paint",
        "question",
        "thanks",
    }
)

MUST_ANSWER = frozenset({"ai", "who", "place", "how", "distress", "romance", "sad", "insult", "selfie", "bye"})


def answer(desk: Desk, line: Heard) -> Action:
    """Return the answer to a line: a picture for a wish, else words."""
    if line.is_persona:
        return _to_persona(desk, line)
    meaning = hear(line.text, tuple(desk.card.names.values()))
    if meaning.kind == "paint":
        return paint_for(desk, line, meaning.wish)
    if meaning.kind == "selfie":
        words = desk.card.look.words[desk.language]
        style = style_for(desk.kit.tastes, desk.dice("style"), style_in(line.text))
        return Imagine(words, style, _said(desk, line, meaning), itself=True)
    if meaning.kind in ("opinion", "which") and (post := _meant(desk, line, meaning.kind)):
        topic = topic_of(post.prompt)
        text = desk.say(f"answer {meaning.kind}", name=post.author, topic=_word(desk, topic))
    else:
        text = _said(desk, line, meaning)
    return Say(text, line.line_id) if text else Pass("no words for it")


def _said(desk: Desk, line: Heard, meaning: Meaning) -> str:
    """Return words for a kind of line; talk and open questions pick up one of its words."""
    kind, word = meaning.kind, word_of(meaning.plain)
    if kind in ("talk", "question", "opinion", "which") or (kind == "favourite" and word and word.kind):
        return _echo(desk, line, kind, word)
    if kind in FAMILIAR and (text := _remembered(desk, line)):
        return text
    if kind == "hello" and desk.dice("recall").random() < 0.5 and (earlier := _made_by(desk, line)):
        text = desk.say("answer recall", strict=True, name=desk.called(line), topic=earlier)
        if text:
            return text
    fresh = desk.say(f"answer {kind}", strict=True, name=desk.called(line))
    if not fresh and kind not in MUST_ANSWER:
        fresh = _echo(desk, line, kind, word, strict=True)
    if fresh or (isinstance(desk.view.cause, Overheard) and kind not in MUST_ANSWER):
        return fresh
    return desk.say(f"answer {kind}", name=desk.called(line))


def _remembered(desk: Desk, line: Heard) -> str:
    """Return a word on something this person told the persona of themselves, now and then."""
    told = [fact.partition(": ") for fact in desk.memory.facts.get(line.slug, ()) if not fact.startswith("name: ")]
    rng = desk.dice("fact")
    if not told or rng.random() > RECALLED:
        return ""
    kind, _colon, value = rng.choice(told)
    return desk.say(f"recall {kind}", strict=True, name=desk.called(line), value=value)


def _echo(desk: Desk, line: Heard, kind: str, word: Topic | None, strict: bool = False) -> str:
    said = _word(desk, word)
    sections = ["echo"] if word else []
    if word and word.kind:
        sections.insert(0, f"echo {word.kind}")
    if kind in ("question", "opinion", "which"):
        unsure = not (word and word.kind) or desk.dice("question").random() < 0.25
        sections.insert(0 if unsure else 1, "answer question")
    for section in (*sections, "echo plain"):
        text = desk.say(section, strict=True, name=desk.called(line), word=said)
        if text:
            return text
    if strict or isinstance(desk.view.cause, Overheard):
        return ""
    return desk.say(*sections, "echo plain", name=desk.called(line), word=said)


def _word(desk: Desk, topic: Topic | None) -> str:
    return topic.word(desk.language) if topic else ""


def _made_by(desk: Desk, line: Heard) -> str:
    """Return the topic of something this person made, said before, or is known for."""
    made = [_word(desk, topic_of(post.prompt)) for post in desk.view.posts if post.author_slug == line.slug]
    known = [_word(desk, topic_of(fact)) for fact in desk.memory.facts.get(line.slug, ())]
    return next((word for word in (*reversed(made), *reversed(known)) if word), "")


def _meant(desk: Desk, line: Heard, kind: str) -> Seen | None:
    """Return the picture a line asks about: by its code, by its topic, else the latest, or the best liked for "which"."""
    others = [post for post in desk.view.posts if post.author_slug != desk.card.slug]
    coded = [post for post in others if post.code and post.code in line.text]
    topics = set(topics_in(line.text))
    alike = [post for post in others if topics & set(topics_in(post.prompt))]
    if coded or alike:
        return (coded or alike)[-1]
    if kind == "which":
        return max(others[-8:], key=lambda post: (liking(desk.card.tastes, post.prompt), post.score), default=None)
    theirs = [post for post in others if post.author_slug == line.slug]
    return (theirs or others)[-1] if others else None


def paint_for(desk: Desk, line: Heard, wish: str) -> Action:
    """Return the picture somebody wished for, in the persona's own style unless one was named."""
    if wish and (not allowed(wish) or fault(wish, desk.card, desk.view, speech=False)):
        return Say(desk.say("answer refuse", name=desk.called(line)), line.line_id)
    style = style_for(desk.kit.tastes, desk.dice("style"), style_in(line.text))
    topic, prompt = topic_of(wish), _once_more(desk, wish)
    if not wish:
        idea = think_of(desk.kit, desk.memory.used_prompts, desk.dice("idea"))
        if idea is None:
            return Say(desk.say("answer ideas", name=desk.called(line)), line.line_id)
        topic, prompt = idea.topic, idea.prompt
    caption = desk.say("answer paint", strict=True, name=desk.called(line), topic=_word(desk, topic))
    return Imagine(prompt, style, caption)


def _once_more(desk: Desk, wish: str) -> str:
    """Return the words of a wish, with a change of the persona's own when it painted the very same before."""
    used = desk.memory.used_prompts
    if wish not in used:
        return wish
    comma = "，" if desk.language == "zh" else ", "
    changed = [f"{wish}{comma}{change}" for change in desk.own.words("pool change", desk.tags)]
    fresh = [prompt for prompt in changed if prompt not in used]
    return desk.dice("change").choice(fresh or changed or [wish])


def _to_persona(desk: Desk, line: Heard) -> Action:
    """Return a word to another persona, or let the talk rest when there is nothing new to say."""
    word = _word(desk, word_of(line.text))
    text = desk.say(f"to {line.slug}", "to any", strict=True, name=desk.called(line), word=word)
    return Say(text, line.line_id) if text else Pass("the talk may rest")


def join(desk: Desk, line: Heard) -> Action:
    """Return a word on something said to nobody in particular."""
    meaning = hear(line.text, tuple(desk.card.names.values()))
    if meaning.kind in SOCIAL:
        return answer(desk, line)
    topics = sorted(topics_in(line.text), key=lambda topic: -liking(desk.card.tastes, topic.en))
    if topics:
        word = _word(desk, topics[0])
        text = desk.say(f"echo {topics[0].kind}", "join", strict=True, name=desk.called(line), topic=word, word=word)
        return Say(text, line.line_id) if text else Pass("nothing new about it")
    return answer(desk, line)
