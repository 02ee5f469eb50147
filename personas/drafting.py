"""Drafting: a whole character card from a name and a few words about somebody, in English or Chinese."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic_core import PydanticCustomError

from core.errors import SalonError
from core.safety import check_words
from core.text import clean
from core.words import _
from personas.card import BadCard, Card, Look, Tastes, Voice
from personas.exchange import guesses
from personas.fields import Span, read_hours
from personas.shelf import style_in
from personas.topics import lexicon

MOST = 1200
NAME_FIRST = _("begin with a name, then a sentence, like “Nils, a lighthouse keeper who paints storms in ink”")
_NAME_FIRST = re.compile(
    r"^\s*[\"“'「]?([^\s,，:：;；。.!?？(（]{1,24}(?: [A-Z][\w'’-]{1,14}){0,2})[\"”'」]?\s*[,，:：;；\-–—(（]\s*(.+)$",
    re.DOTALL,
)
_CALLED = re.compile(
    r"\b(?:called|named|name is)\s+([A-Z][\w'’-]{1,20}(?: [A-Z][\w'’-]{1,14})?)|(?:叫做?|名叫|名字是)([\u4e00-\u9fff]{1,6}|[A-Za-z]{2,16})"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_HOURS: tuple[tuple[str, str], ...] = (
    (r"\bnight|midnight|insomnia|owl\b|moon|夜|月|失眠", "19:00-02:30"),
    (r"\bdawn|early|sunrise|morning|baker\b|清晨|早起|黎明|天亮", "05:00-11:30, 17:00-20:00"),
    (r"\bafternoon|tea ?time|siesta|下午|午后", "11:00-19:30"),
    (r"\bevening|dusk|sunset|傍晚|黄昏|晚上", "16:00-23:30"),
)  # fmt: skip
_TALK: tuple[tuple[str, float], ...] = (
    (r"\b(?:silent|quiet|shy|few words|says little|taciturn|reserved|laconic)\b|话少|话不多|安静|沉默|害羞|内向", 0.18),
    (r"\b(?:chatty|talkative|loud|gossip\w*|never stops|cheerful|excitable|bubbly)\b|话多|话痨|健谈|活泼|热闹|爱聊", 0.62),
)  # fmt: skip
_DEFAULT_HOURS, _DEFAULT_TALK = "08:00-13:00, 15:00-23:00", 0.36
_PARTS: tuple[tuple[str, str, str], ...] = (
    (r"\bfox|狐", "face", "fox"), (r"\bcat\b|猫", "face", "cat"), (r"\bowl|猫头鹰", "face", "owl"),
    (r"\bglasses|spectacles|professor|librarian|眼镜|教授|图书", "glasses", "round"),
    (r"\bsunglasses|surfer|墨镜|冲浪", "glasses", "sun"),
    (r"\bbeard(?:ed)?|wizard|old man|monk|胡子|老人|老头|道士|巫师", "beard", "long"),
    (r"\bmoustache|mustache|八字胡", "beard", "walrus"),
    (r"\b(?:captain|conductor|keeper|sailor|driver|pilot)\b|船长|守塔|司机|水手|站长", "hat", "cap"),
    (r"\b(?:fisher\w*|gardener|hiker)\b|渔|园丁|登山", "hat", "bucket"),
    (r"\b(?:scholar|poet|sage)\b|书生|诗人|先生", "hat", "scholar"),
    (r"\b(?:cook|chef|baker|barista|potter|painter)\b|厨|面包|陶|画家", "clothes", "apron"),
    (r"\b(?:monk|wizard|priest\w*|sage)\b|和尚|道士|巫师", "clothes", "robe"),
    (r"\b(?:detective|keeper|explorer|coat)\b|侦探|守塔|外套", "clothes", "coat"),
    (r"\bcurly|卷发", "hair", "curly"), (r"\blong hair|长发", "hair", "long"), (r"\bbraids?|buns|双髻|丸子头", "hair", "buns"),
    (r"\bbald|光头", "hair", "none"),
)  # fmt: skip
_SKINS = ("#f3c9a5", "#e9c39f", "#c98f63", "#a8714a", "#7d5236", "#f7cfae")
_HAIRS = ("#26262e", "#4a2f22", "#8a5a32", "#c9a24d", "#8a8f98", "#6d2f2f")
SELF = ("people", "days")
"""Kinds of things that a text names because somebody is one, or has one, not because they paint it."""
SPARE = ("cat", "moon", "boat", "lantern", "tree", "teapot", "bird", "bridge", "house", "fish")
_KINDS_OF_HAIR = ("long", "waves", "bob", "buns", "curly", "short")


def draft(words: str, language: str) -> Card:
    """Return a card read from a few words; BadCard with one line when there is no name or the house would not have it."""
    try:
        text = clean(words, MOST).strip()
        check_words(text, "strict")
    except SalonError as refused:
        raise BadCard("card", "words", refused.shown(language)) from None
    name, about = _name_and_about(text)
    if not name or len(about) < 4:
        raise BadCard("card", "words", NAME_FIRST)
    spoken = "zh" if _HAN.search(about) else "en"
    rng = random.Random(f"{name}:{about}")
    names = {spoken: name[:24]}
    bio = " ".join(about.split())[:400]
    bio = bio[:1].upper() + bio[1:]
    palette = tuple(guesses.palette_for(name))
    return Card(
        slug=guesses.slug_for(name),
        names=names,
        bios={spoken: bio},
        look=Look({spoken: _look_words(name, about, spoken)}, palette, parts_for(f"{name} {about}", palette, rng)),
        tastes=tastes_for(name, about),
        hours=hours_in(about),
        voice=Voice((bio[:400],), {spoken: ()}),
        talkativeness=next(
            (share for words_, share in _TALK if re.search(words_, about, re.IGNORECASE)), _DEFAULT_TALK
        ),
        prose=about,
    )


def _name_and_about(text: str) -> tuple[str, str]:
    """Part "Nils, a lighthouse keeper" or "a keeper called Nils" into the name and the rest."""
    called = _CALLED.search(text)
    first = _NAME_FIRST.match(text)
    if first and not (called and first[1].lower() in ("a", "an", "the")):
        return _name(first[1]), first[2].strip()
    if called:
        return _name(called[1] or called[2]), text
    head, _space, rest = text.partition(" ")
    return (
        (_name(head), rest.strip()) if head[:1].isupper() and head.lower() not in ("a", "an", "the", "my") else ("", "")
    )


def _name(written: str) -> str:
    return " ".join(re.sub(r"[\"“”「」@#/\\<>|`*_~]", "", written).split())


def parts_for(text: str, palette: Sequence[str], rng: random.Random) -> dict[str, str]:
    """Return the parts of a drawn portrait: what the words say, the rest by chance."""
    parts = {
        "face": "person",
        "skin": rng.choice(_SKINS),
        "hair": rng.choice(_KINDS_OF_HAIR),
        "hair-colour": rng.choice(_HAIRS),
    }
    parts |= {
        "clothes": rng.choice(("coat", "shirt", "scarf", "tee")),
        "clothes-colour": palette[0],
        "backdrop": palette[3],
    }
    parts |= {"mouth": rng.choice(("smile", "calm", "soft"))}
    for words, part, kind in _PARTS:
        if re.search(words, text, re.IGNORECASE):
            parts[part] = kind
    return parts


def tastes_for(name: str, text: str) -> Tastes:
    """Return tastes found in a text: the things, places and styles it names, with some of the house's where it names few."""
    found = guesses.tastes_for(name, text, ())
    known = lexicon()
    kinds = {one: known[one].kind if one in known else "" for one in found["subjects"]}
    things = {one: weight for one, weight in found["subjects"].items() if kinds[one] not in SELF}
    spare = random.Random(name).sample(SPARE, len(SPARE))
    subjects = {**dict.fromkeys(spare[: max(0, 6 - len(things))], 0.35), **things}
    return Tastes(subjects, found["styles"], found["places"])


def hours_in(text: str) -> tuple[Span, ...]:
    """Return the hours that a text suggests."""
    written = next((hours for words, hours in _HOURS if re.search(words, text, re.IGNORECASE)), _DEFAULT_HOURS)
    hours = read_hours(written)
    assert isinstance(hours, tuple)
    return hours


def _look_words(name: str, about: str, language: str) -> str:
    """Return words that keep the face the same: who it is, and how the portrait has them."""
    first = re.split(r"[.;。；]", about)[0].strip()[:160]
    return f"{name}的肖像：{first}" if language == "zh" else f"portrait of {name}, {first}"


def check(card: Card) -> None:
    """Raise BadCard for a card whose words the house would not say."""
    told = [card.prose, *card.bios.values(), *card.names.values(), *card.look.words.values(), *card.voice.rules]
    told += [line for lines in card.voice.examples.values() for line in lines]
    for text in told:
        try:
            check_words(text, "strict")
        except SalonError as refused:
            raise BadCard(card.slug, "card", refused.template, **refused.facts) from None


FIELDS: Mapping[str, str] = {
    "name": "name", "名字": "name", "bio": "bio", "介绍": "bio", "look": "look", "样子": "look", "voice": "voice",
    "说话": "voice", "lines": "lines", "台词": "lines", "likes": "likes", "喜欢": "likes", "style": "style", "风格": "style",
    "hours": "hours", "时间": "hours", "talk": "talk", "话量": "talk", "limits": "limits", "限制": "limits",
}  # fmt: skip


def edit(card: Card, field: str, value: str) -> Card:
    """Return a card with one thing changed; BadCard names what can be changed, or what is wrong with the value."""
    try:
        text = clean(value, MOST).strip()
        check_words(text, "strict")
    except SalonError as refused:
        raise BadCard(card.slug, field, refused.template, **refused.facts) from None
    language = card.languages[0] if len(card.languages) == 1 else ("zh" if _HAN.search(text) else "en")
    match FIELDS.get(field):
        case "name":
            return replace(card, names={**card.names, language: _fitting(field, _name(text), 2, 24)})
        case "bio":
            return replace(card, bios={**card.bios, language: _fitting(field, text, 1, 400)})
        case "look":
            look = {**card.look.words, language: _fitting(field, text, 1, 400)}
            parts = parts_for(text, card.look.palette, random.Random(text))
            return replace(card, look=replace(card.look, words=look, parts=parts))
        case "voice":
            return replace(card, voice=replace(card.voice, rules=tuple(_listed(field, text))))
        case "lines":
            return replace(
                card, voice=replace(card.voice, examples={**card.voice.examples, language: tuple(_listed(field, text))})
            )
        case "likes":
            return replace(card, tastes=replace(tastes_for(card.slug, text), styles=card.tastes.styles))
        case "style":
            if not (style := style_in(text) or text.lower()):
                raise BadCard(card.slug, field, _("name a style, like ink"))
            return replace(
                card, tastes=replace(card.tastes, styles={**dict.fromkeys(card.tastes.styles, 0.25), style: 1.0})
            )
        case "hours":
            return replace(card, hours=_hours(text))
        case "talk":
            return replace(card, talkativeness=_share(field, text))
        case "limits":
            return replace(card, limits=tuple(_listed(field, text)))
    raise BadCard(
        card.slug, field, _("what can be changed is name, bio, look, voice, lines, likes, style, hours, talk, limits")
    )


def _fitting(field: str, text: str, least: int, most: int) -> str:
    if not least <= len(text) <= most:
        raise BadCard("card", field, _("it must have {least} to {most} characters"), least=least, most=most)
    return text


def _listed(field: str, text: str) -> list[str]:
    """Part a text at bars or line ends into at most twelve entries."""
    parts = [" ".join(part.split()) for part in re.split(r"[|\n]", text) if part.strip()]
    if not parts or len(parts) > 12 or any(len(part) > 400 for part in parts):
        raise BadCard("card", field, _("up to 12 entries of up to 400 characters, parted by |"))
    return parts


def _hours(text: str) -> tuple[Span, ...]:
    try:
        hours = read_hours(text)
    except PydanticCustomError as wrong:
        told = dict(wrong.context or {})
        raise BadCard("card", "hours", str(told.pop("template")), **told) from None
    assert isinstance(hours, tuple)
    return hours


def _share(field: str, text: str) -> float:
    named = {"silent": 0.0, "quiet": 0.15, "normal": 0.4, "chatty": 0.75, "少": 0.15, "正常": 0.4, "多": 0.75}
    try:
        share = named[text.lower()] if text.lower() in named else float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise BadCard("card", field, _("silent, quiet, normal, chatty, or a number from 0 to 1"))
    return share
