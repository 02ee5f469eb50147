"""Structured answers: the one JSON object a model may answer with, read strictly into an action."""

import json
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from personas import view
from personas.leanings import Leaning

LOOKED_AT = 12_000
TRIES = 24
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)

Do = Literal["say", "imagine", "remix", "comment", "like", "follow", "pass"]
MAY: dict[Leaning, tuple[Do, ...]] = {
    "answer": ("say", "imagine", "remix", "comment", "like", "follow", "pass"),
    "join": ("say", "comment", "like", "follow", "pass"),
    "welcome": ("say", "pass"),
    "comment": ("comment", "like", "follow", "pass"),
    "like": ("like", "follow", "pass"),
    "remix": ("remix", "like", "pass"),
    "remark": ("say", "comment", "pass"),
    "paint": ("imagine", "pass"),
    "recap": ("say", "pass"),
    "pass": ("pass",),
}
FORMS: dict[Do, str] = {
    "say": '{"do": "say", "text": "...", "reply_to": 0}  (reply_to: a line_id, or null)',
    "imagine": '{"do": "imagine", "prompt": "what the picture shows", "style": "", "caption": "...", "itself": false}',
    "remix": '{"do": "remix", "post_id": 0, "prompt": "what the new picture shows", "style": "", "caption": "..."}',
    "comment": '{"do": "comment", "post_id": 0, "text": "..."}',
    "like": '{"do": "like", "post_id": 0, "emoji": "❤"}',
    "follow": '{"do": "follow", "slug": "..."}',
    "pass": '{"do": "pass", "why": "..."}',
}


class Unreadable(Exception):
    """An answer is not what was asked for; the text says why in a sentence that a model can act on."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


Text = Annotated[str, Field(min_length=1, max_length=4000)]
Short = Annotated[str, Field(max_length=1000)]
Number = Annotated[int, Field(ge=0, le=2**62)]


class SayForm(_Form):
    """Say something."""

    do: Literal["say"]
    text: Text
    reply_to: Number | None = None


class ImagineForm(_Form):
    """Paint a picture."""

    do: Literal["imagine"]
    prompt: Text
    style: Short | None = None
    caption: Short | None = None
    itself: bool = False


class RemixForm(_Form):
    """Paint a picture anew."""

    do: Literal["remix"]
    post_id: Number
    prompt: Text
    style: Short | None = None
    caption: Short | None = None


class CommentForm(_Form):
    """Say something about a picture."""

    do: Literal["comment"]
    post_id: Number
    text: Text


class LikeForm(_Form):
    """Show an opinion of a picture."""

    do: Literal["like"]
    post_id: Number
    emoji: Short | None = None


class FollowForm(_Form):
    """Follow a member."""

    do: Literal["follow"]
    slug: Text


class PassForm(_Form):
    """Do nothing."""

    do: Literal["pass"]
    why: Short | None = None


Form = Annotated[
    SayForm | ImagineForm | RemixForm | CommentForm | LikeForm | FollowForm | PassForm, Field(discriminator="do")
]
_FORM: TypeAdapter[Form] = TypeAdapter(Form)


def read(answer: str, leaning: Leaning) -> view.Action:
    """Return the action a model's answer names; Unreadable for anything but one JSON object in a form allowed now."""
    found = _object_in(answer)
    try:
        form = _FORM.validate_python(found)
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"][1:]) or "do"
        raise Unreadable(f'"{where[:40]}": {first["msg"][:120]}.') from None
    if form.do not in MAY[leaning]:
        raise Unreadable(f'"do" can only be one of {", ".join(MAY[leaning])} now.')
    return _action(form)


def _action(form: Form) -> view.Action:
    match form:
        case SayForm():
            return view.Say(form.text, form.reply_to)
        case ImagineForm():
            return view.Imagine(form.prompt, form.style or "", form.caption or "", form.itself)
        case RemixForm():
            return view.Remix(form.post_id, form.prompt, form.style or "", form.caption or "")
        case CommentForm():
            return view.Comment(form.post_id, form.text)
        case LikeForm():
            return view.Like(form.post_id, form.emoji or "❤")
        case FollowForm():
            return view.Follow(form.slug)
        case PassForm():
            return view.Pass("the model had nothing to add")


def _object_in(answer: str) -> dict[str, Any]:
    """Return the one object in an answer; fences and words around it do no harm, a second object does."""
    text = _THOUGHT.sub("", answer[:LOOKED_AT])
    found, end = _first(text, 0)
    if found is None:
        raise Unreadable("There is no JSON object in it.")
    if _first(text, end)[0] is not None:
        raise Unreadable("There is more than one JSON object in it.")
    return found


def _first(text: str, start: int) -> tuple[dict[str, Any] | None, int]:
    at = text.find("{", start)
    for _try in range(TRIES):
        if at < 0:
            break
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
            continue
        return value, end
    return None, len(text)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)
_TEXTS = ("text", "prompt", "style", "caption", "slug", "emoji", "why")


def schema(leaning: Leaning) -> dict[str, Any]:
    """Return the JSON schema of an answer, flat and with every field, which is what strict servers take."""
    numbers = {"type": ["integer", "null"]}
    fields: dict[str, Any] = {"do": {"type": "string", "enum": list(MAY[leaning])}}
    fields |= {name: {"type": ["string", "null"]} for name in _TEXTS} | {"post_id": numbers, "reply_to": numbers}
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
