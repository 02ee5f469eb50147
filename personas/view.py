"""What a persona sees before it decides, and what it may decide. Values only: nothing here touches the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from personas.card import Tastes


@dataclass(frozen=True, slots=True)
class Heard:
    """One line said in the room, oldest first in a view. `addressed` holds slugs of the personas it speaks to."""

    line_id: int
    name: str
    slug: str
    is_persona: bool
    text: str
    at: datetime
    addressed: tuple[str, ...] = ()
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One post of the room. `score` is the public score, `remix_of` the author's name of the picture it came from."""

    post_id: int
    code: str
    author: str
    author_slug: str
    is_persona: bool
    prompt: str
    style: str
    score: int
    at: datetime
    remix_of: str = ""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Someone spoke to this persona: a mention, a reply to it, or its name as a whole word."""

    line: Heard


@dataclass(frozen=True, slots=True)
class Overheard:
    """Someone said something to nobody in particular."""

    line: Heard


@dataclass(frozen=True, slots=True)
class NewPost:
    """A picture was posted in the room by somebody else."""

    post: Seen


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person came into the room for the first time (only the host is asked), or opened a direct chat with this persona."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class OwnHour:
    """The clock: a moment inside the persona's own hours; it may post something of its own."""


@dataclass(frozen=True, slots=True)
class Recap:
    """The best pictures of a day, a week or a month are about to be shown, best first; the host says two lines about them."""


Cause = Addressed | Overheard | NewPost | Arrival | OwnHour | Recap


@dataclass(frozen=True, slots=True)
class Memory:
    """What the persona must not repeat and may recall: its own used lines and prompts (newest last), facts by member slug.

    `tastes` are the weights for its next picture as votes have moved them; None while its card alone says what it likes.
    """

    used_lines: tuple[str, ...] = ()
    used_prompts: tuple[str, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tastes: Tastes | None = None


@dataclass(frozen=True, slots=True)
class RoomView:
    """The room as one persona sees it now. `now` is in the room's time zone; `seed` makes the decision repeatable.

    `direct`: a chat with one person alone. `cast` holds the slugs of the room's personas, `names` all the names they go by.
    """

    room: str
    language: str
    now: datetime
    cause: Cause
    lines: tuple[Heard, ...] = ()
    posts: tuple[Seen, ...] = ()
    people: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    seed: int = 0
    direct: bool = False
    room_id: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    """Say something, perhaps as an answer to a line."""

    text: str
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Imagine:
    """Paint a picture and post it with a caption. `itself`: the persona is in it, with the face it always has."""

    prompt: str
    style: str
    caption: str
    itself: bool = False


@dataclass(frozen=True, slots=True)
class Remix:
    """Paint someone's picture anew, keeping its parent, with a caption."""

    post_id: int
    prompt: str
    style: str
    caption: str


@dataclass(frozen=True, slots=True)
class Comment:
    """Say something under a post."""

    post_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Like:
    """Show an opinion of a post by a reaction (never counted in its score)."""

    post_id: int
    emoji: str


@dataclass(frozen=True, slots=True)
class Follow:
    """Follow a member."""

    slug: str


@dataclass(frozen=True, slots=True)
class Pass:
    """Do nothing, and say why for the log."""

    why: str


Action = Say | Imagine | Remix | Comment | Like | Follow | Pass
