"""The port of chat platforms, and the neutral form of a message that goes through it."""

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: `verb` and `value` come back in a Press. A `url` opens a page, a `menu` opens more buttons."""

    label: str
    verb: str = ""
    value: str = ""
    tone: Literal["plain", "primary", "danger"] = "plain"
    hint: str = ""
    url: str = ""
    copy: str = ""
    menu: tuple["Button", ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a message is from, as shown: `badge` marks an AI member. `avatar` is a media key, empty for initials."""

    name: str
    slug: str
    badge: bool = False
    avatar: str = ""
    member_id: int = 0


@dataclass(frozen=True, slots=True)
class PictureView:
    """One picture as shown: `key` is the master file, `preview` a smaller one for pages, sizes in pixels of the master."""

    key: str
    preview: str
    width: int
    height: int
    alt: str
    n: int = 1


@dataclass(frozen=True, slots=True)
class PostRef:
    """The post a message shows: `code` is its public short id, like A1B2."""

    code: str
    prompt: str
    style: str
    author: str
    author_slug: str
    score: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far a requested creation is: `place` in the queue (0 once painting), steps done of all, seconds still to go."""

    state: Literal["queued", "painting"]
    place: int = 0
    step: int = 0
    of: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """A question whose answer in words comes back as a Press with this verb and value; `hint` shows where one writes.

    `handle` and `name` are those of the account that is asked.
    """

    verb: str
    value: str
    hint: str = ""
    handle: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PostView:
    """How a message looks, on any platform. Text is plain: no markup of any platform, escaped by each renderer.

    `pictures`: while it is `waiting`, small ones that show how far the painting is.

    `files`: whole files to hand over, as they are. `ask`: the message asks for words. `secret`: where it can't reach its
    one reader alone it must not be shown at all.
    """

    text: str = ""
    speaker: Speaker | None = None
    pictures: tuple[PictureView, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    post: PostRef | None = None
    waiting: Waiting | None = None
    reply_to: str = ""
    language: str = "en"
    tone: Literal["plain", "notice", "digest", "card"] = "plain"
    files: tuple[PictureView, ...] = ()
    ask: Ask | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a message goes: a room's address on its platform, and for whom alone if it is private (an account handle).

    `thread`: the topic within the room. `answering`: the platform's own number of the press that this answers.
    `patient`: nobody waits for it, so it goes after what people wait for.
    """

    address: str
    only_for: str = ""
    thread: str = ""
    answering: str = ""
    patient: bool = False


class Gone(Exception):
    """The message or the chat it was in is no more; there is nothing left to repeat."""


class NotAllowed(Gone):
    """The chat does not give us the right to that."""


class NotSent(Exception):
    """The platform surely did not take it: safe to repeat, not before `after` seconds.

    With `lane`, everything else for that room has to wait, too, and keeps its order.
    """

    def __init__(self, why: str, after: float = 1.0, *, lane: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.lane = lane


class InDoubt(Exception):
    """No answer came: it may have been sent. To be repeated after some seconds where a repetition does no harm."""

    def __init__(self, why: str, after: float = 1.0) -> None:
        super().__init__(why)
        self.after = after


class Platform(Protocol):
    """A chat service, as core sees it. Anything but Gone and NotSent means "may have been sent"; InDoubt says so mildly."""

    name: str
    edit_every: float
    """Seconds between two edits of one message that only show progress or counts."""
    keyed: bool
    """Whether a message sent twice under one key is sure to show once."""
    whole: bool
    """Whether members can open the full files right where the pictures are shown."""
    private: bool
    """Whether a message for one member alone is sure to reach them."""
    asks: bool
    """Whether a message can ask for words; if not, members type the command anew."""
    opens_chats: bool
    """Whether we may begin a direct chat, with nobody having written to us there before."""
    one_by_one: bool
    """Whether reactions are told one at a time, so that they have to be kept here to be known as a whole."""
    shows_menus: bool
    """Whether the adapter opens a button's menu itself, with no press that reaches us."""
    previews: int | None
    """How many previews one message may show, one after the other; None for as many as there are."""
    sheds: bool
    """Whether an edit can take a message's pictures away."""

    async def send(self, to: Envelope, view: PostView, key: str) -> str:
        """Post a new message and return its id. The same `key` shows once where the platform can promise that."""
        ...

    async def edit(self, to: Envelope, message_id: str, view: PostView) -> None:
        """Make a posted message look like `view`."""
        ...

    async def remove(self, to: Envelope, message_id: str) -> None:
        """Take a posted message away."""
        ...

    async def react(self, to: Envelope, message_id: str, speaker: Speaker, emoji: str) -> None:
        """Show a persona's emoji under a message, where the platform lets it."""
        ...

    async def pin(self, to: Envelope, message_id: str, instead_of: str) -> None:
        """Pin a message without a noise, and unpin another (empty for none); NotAllowed without the right, nothing where
        there are no pins.
        """
        ...

    async def nod(self, to: Envelope, text: str) -> None:
        """Acknowledge the press that `to.answering` names, with a passing word where there is room for one."""
        ...

    def link(self, payload: str) -> str:
        """Return an address that opens a direct chat with us and says `payload` there; empty where there is none."""
        ...

    def offer_account(self, slug: str, name: str) -> tuple[str, str]:
        """Return a username and the address where the host makes a persona an account of its own; empty where none can be."""
        ...

    async def typing(self, to: Envelope, speaker: Speaker, seconds: float) -> None:
        """Show that someone is writing, for at most `seconds`."""
        ...
