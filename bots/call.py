"""A call: one event on its way through the house, with who, where and when already known."""

from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bots.events import Command, Personal, Press
from core import delivery, digest, looks
from core.casting import Sheet
from core.errors import NotYours
from core.models.people import Member
from core.models.rooms import Room
from core.painter import Capabilities
from core.ports import Ask, Button, Platform, PostView
from core.salon import Salon
from core.words import Translate, _, translator


@dataclass(slots=True)
class Call:
    """What a command or a press works with. `key` names the event, so that a repeat answers once.

    `brought` is the character card that came with it as a file.
    """

    salon: Salon
    db: AsyncSession
    member: Member
    room: Room
    event: Personal
    key: str
    remark: digest.Remark
    brought: Sheet | None = None
    answers: int = field(default=0)
    answered: bool = field(default=False)

    @property
    def language(self) -> str:
        """The language to speak to this member alone."""
        return self.member.language or self.room.language

    @property
    def say(self) -> Translate:
        """Turn a template into the member's language."""
        return translator(self.language)

    @property
    def say_here(self) -> Translate:
        """Turn a template into the room's language."""
        return translator(self.room.language)

    @property
    def platform(self) -> Platform | None:
        """The platform this came from, if this process is connected to it."""
        return self.salon.platforms.get(self.room.platform)

    async def offered(self) -> Capabilities:
        """What may be asked for here: all of the house, and the room's own looks."""
        return await looks.offered_in(self.db, self.room, self.salon.painter.capabilities)

    @property
    def picture(self) -> str:
        """The media key of a photo that came with a command, empty for none."""
        return self.event.picture if isinstance(self.event, Command) else ""

    @property
    def reply_to(self) -> str:
        """The message that this was said under, empty for none."""
        return self.event.reply_to if isinstance(self.event, Command) else ""

    @property
    def runs_room(self) -> bool:
        """Whether the member may decide for the room: those who run it, everybody where nobody does."""
        return self.event.who.admin is not False or self.room.kind == "direct"

    def only_admins(self) -> None:
        """Refuse whoever may not decide for the room."""
        if not self.runs_room:
            raise NotYours(who=_("an admin of this chat"))

    async def tell(
        self, text: str, *, buttons: tuple[tuple[Button, ...], ...] = (), notice: bool = False, secret: bool = False
    ) -> None:
        """Answer the member alone; what is `secret` goes nowhere else, whatever happens."""
        tone: Literal["notice", "plain"] = "notice" if notice else "plain"
        view = PostView(text, buttons=buttons, language=self.language, tone=tone, secret=secret)
        await self.show(view, private=True)

    async def ask(self, text: str, verb: str, value: str, hint: str = "") -> None:
        """Ask the member for words; they come back as a press of `verb` with `value`."""
        ask = Ask(verb, value, hint, self.event.who.handle, self.member.name)
        await self.show(PostView(text, ask=ask, language=self.language, reply_to=self.quote))

    async def show(self, view: PostView, *, private: bool = False, edit: str = "") -> None:
        """Answer with a message: to the room, to the member alone, or by changing a message that stands."""
        key, place = self.next_answer(private=private)
        await delivery.say(self.db, self.room, view, now=self.salon.now(), key=key, place=place, message_id=edit)

    def next_answer(self, *, private: bool) -> tuple[str, delivery.Place]:
        """Return the key and the place of one more answer, which is to be sent now or by a job of its own."""
        self.answers += 1
        token = self._token() if private or isinstance(self.event, Command) else ""
        alone = self.event.who.handle if private else ""
        self.answered = self.answered or bool(token)
        return f"{self.key}:{self.answers}", delivery.Place(alone, thread=self.event.where.thread, answering=token)

    async def nod(self, text: str = "") -> None:
        """Acknowledge a press, where the platform wants it, with a passing word; once, and not after an answer."""
        if isinstance(self.event, Press) and (token := self._token()) and not self.answered:
            self.answered = True
            await delivery.nod(self.db, self.room, token, text, now=self.salon.now(), key=self.key)

    def _token(self) -> str:
        return self.event.token if isinstance(self.event, Press | Command) else ""

    @property
    def quote(self) -> str:
        """The message to answer under: a member's own line in a room of many, where the platform shows such things."""
        spoken = isinstance(self.event, Command) and self.room.kind == "group" and self.room.platform != "web"
        return self.event.message_id if spoken and isinstance(self.event, Command) else ""

    @property
    def place(self) -> delivery.Place:
        """Where a picture that this asks for comes: for the member alone where it is private."""
        token = self._token() if isinstance(self.event, Command) else ""
        return delivery.Place(
            self.event.who.handle, thread=self.event.where.thread, reply_to=self.quote, answering=token
        )
