"""A writer that asks a model: what every model shares, from the budget to the scripted writer that stands by."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.purse import Amount, Prices
from personas.card import Card
from personas.hearing import hear
from personas.leanings import Leaning, lean
from personas.mind import Writer, looked_over
from personas.view import Action, Addressed, Memory, Overheard, Pass, RoomView, Say
from personas.writers import structured
from personas.writers.prompt import Message, compose, repair

log = logging.getLogger("salon.writers")
ANSWER_TOKENS = 700
"""Room for an answer; a model that thinks aloud first needs most of it."""
FRAME_TOKENS = 16
"""What a server adds around each message, at most."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, and the tokens it read and wrote where that is known."""

    text: str
    read: int | None = None
    written: int | None = None


class NotAsked(Exception):
    """The model was never reached, or refused before it began: nothing was used."""


class UsedUp(Exception):
    """The room's budget for the day does not allow another call."""


class Purse(Protocol):
    """Where the money for a call comes from. `reserve` returns a receipt, or None where the day's budget is used up."""

    async def reserve(self, room_id: int, most: Amount) -> object | None:
        """Set aside what a call may cost at most."""
        ...

    async def settle(self, receipt: object, used: Amount) -> None:
        """Pay what it did cost, and put the rest back."""
        ...


class ModelWriter(ABC):
    """Asks a model once, and once more if its answer can't be used; whatever fails is left to the scripted writer."""

    remote = False
    """Whether it is somewhere else, where it may be down, and costs little to ask."""

    def __init__(self, purse: Purse, spare: Writer, *, prices: Prices, timeout: float) -> None:
        self.purse, self.spare, self.prices, self.timeout = purse, spare, prices, timeout

    @abstractmethod
    async def reply(self, messages: Sequence[Message], leaning: Leaning) -> Reply:
        """Return what the model answers; NotAsked where it was not reached, any other error where it failed."""

    @abstractmethod
    async def health(self) -> str:
        """Return one line that says what is wrong and how to mend it, or an empty string."""

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections and memory."""

    async def write(self, card: Card, view: RoomView, memory: Memory) -> Action:
        """Return what the persona does with this turn."""
        if _in_distress(view):
            return await self.spare.write(card, view, memory)  # words of care are written by people
        try:
            action = await self._asked(card, view, memory)
        except UsedUp:
            if not _spoken_to_by_person(view):
                return Pass("the room's budget for today is used")
            action = None
        except Exception as failure:
            # The failure's own text may quote a key or the talk, so only its kind is told.
            log.warning("%s did not answer (%s); the scripted writer does", type(self).__name__, type(failure).__name__)
            action = None
        return action or await self.spare.write(card, view, memory)

    async def _asked(self, card: Card, view: RoomView, memory: Memory) -> Action | None:
        """Return the model's action once it is fit to be done; None where it is not, even at the second try."""
        leaning = lean(card, view)
        messages = compose(card, view, memory, leaning)
        end = asyncio.get_running_loop().time() + self.timeout
        for _round in range(2):
            answer = await self._paid(view.room_id, messages, leaning, end)
            try:
                action = _answering(structured.read(answer, leaning), view)
            except structured.Unreadable as why:
                messages = repair(messages, answer, str(why))
                continue
            fit = looked_over(action, card, view, memory)
            if isinstance(action, Pass) or not isinstance(fit, Pass):
                return action
            messages = repair(messages, answer, f"{fit.why}.")
        return None

    async def _paid(self, room_id: int, messages: Sequence[Message], leaning: Leaning, end: float) -> str:
        """Ask with the worst price set aside before and the real one settled after; no transaction is open meanwhile."""
        most = used = self.prices.of(worst_case(messages), ANSWER_TOKENS)
        receipt = await self.purse.reserve(room_id, most)
        if receipt is None:
            raise UsedUp
        try:
            async with asyncio.timeout_at(end):
                reply = await self.reply(messages, leaning)
            if reply.read is not None and reply.written is not None:
                used = self.prices.of(max(reply.read, 0), max(reply.written, 0))
            return reply.text
        except NotAsked:
            used = Amount(0)
            raise
        finally:
            await self.purse.settle(receipt, used)  # an answer that never came may have been charged for all the same


def worst_case(messages: Sequence[Message]) -> int:
    """Return the most tokens that any tokenizer of bytes makes of some messages: one for each byte."""
    return sum(len(message.content.encode()) + FRAME_TOKENS for message in messages)


def _answering(action: Action, view: RoomView) -> Action:
    """Tie words to the line they answer, where the model did not say which."""
    if isinstance(action, Say) and not action.reply_to and isinstance(view.cause, Addressed | Overheard):
        return Say(action.text, view.cause.line.line_id)
    return action


def _in_distress(view: RoomView) -> bool:
    cause = view.cause
    return isinstance(cause, Addressed | Overheard) and hear(cause.line.text).kind == "distress"


def _spoken_to_by_person(view: RoomView) -> bool:
    return isinstance(view.cause, Addressed) and not view.cause.line.is_persona
