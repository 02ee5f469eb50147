"""A call: one event on its way through the house, with who, where and when already known."""

from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from bots.events import Event
from core import delivery, digest
from core.models.people import Member
from core.models.rooms import Room
from core.ports import Button, PostView
from core.salon import Salon
from core.words import Translate, translator


@dataclass(slots=True)
class Call:
    """What a command or a press works with. `key` names the event, so that a repeat answers once."""

    salon: Salon
    db: AsyncSession
    member: Member
    room: Room
    event: Event
    key: str
    remark: digest.Remark
    answers: int = field(default=0)

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

    async def tell(self, text: str, *, buttons: tuple[tuple[Button, ...], ...] = (), notice: bool = False) -> None:
        """Answer the member alone."""
        view = PostView(text, buttons=buttons, language=self.language, tone="notice" if notice else "plain")
        await self.show(view, private=True)

    async def show(self, view: PostView, *, private: bool = False, edit: str = "") -> None:
        """Answer with a message: to the room, to the member alone, or by changing a message that stands."""
        self.answers += 1
        await delivery.say(
            self.db,
            self.room,
            view,
            now=self.salon.now(),
            key=f"{self.key}:{self.answers}",
            only_for=self.event.who.handle if private else "",
            message_id=edit,
        )
