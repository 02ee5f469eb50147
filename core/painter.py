"""The port of painters: what core asks of one, what it can do, and what it gives back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Protocol, runtime_checkable

from PIL.Image import Image

from core.brief import Brief

LARGEST = 4096
"""The longest side of any picture, in pixels: what is as large is not enlarged again."""
WORTH_IT = 1.2
"""How many times larger an enlargement must be to be one."""


@dataclass(frozen=True, slots=True)
class Style:
    """A named look a painter offers: `name` is typed after --style, `aliases` are understood too.

    A room's own has `words` to add and to `avoid`, and may start from a look of the house, its `base`.
    """

    name: str
    title: str
    title_zh: str
    aliases: tuple[str, ...] = ()
    words: str = ""
    avoid: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a painter can do, so that the product offers only that. Sides are in pixels and multiples of `multiple`.

    `best`: the side of the square it paints best, 0 if it has none. `together`: how many pictures it likes in one call.
    `at_once`: how many calls of `paint` it takes at a time. `letters`: it writes words that can be read. `redraws`: the
    same words and seed give the same scene in every style and size. `masks`: it paints a part of a picture anew, and heeds
    which. `sizes`: the only sizes it paints, where it has such. `previews`: it shows pictures on the way. `painters`: whom
    one may choose by name, the default first. `steps`: it tells how far it is. `stops`: taking a request back ends the work,
    else only its result is dropped. `loras`: what its looks may load besides, by name. `qualities`: those of QUALITIES it
    has, empty where it has but one. `enlarges`: how many times larger it makes a finished picture's sides, 0 where it
    can't, and `enlarged` the longest side that comes of it.
    """

    styles: tuple[Style, ...] = ()
    smallest: int = 512
    largest: int = 1536
    most: int = 4
    seeds: bool = True
    sources: bool = False
    note: str = ""
    multiple: int = 8
    best: int = 0
    together: int = 1
    at_once: int = 1
    letters: bool = False
    redraws: bool = False
    masks: bool = False
    sizes: tuple[tuple[int, int], ...] = ()
    previews: bool = False
    painters: tuple["Choice", ...] = ()
    steps: bool = True
    stops: bool = True
    loras: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    enlarges: float = 0.0
    enlarged: int = LARGEST

    @property
    def each(self) -> tuple["Capabilities", ...]:
        """What each of the painters can do: of several, or of the one there is."""
        return tuple(one.can for one in self.painters) or (self,)

    def larger(self, width: int, height: int) -> tuple[int, int] | None:
        """Return the size that a picture of this size is enlarged to; None where little or nothing is to be had."""
        factor = min(self.enlarges, self.enlarged / max(width, height))
        if factor < WORTH_IT:
            return None
        across, down = (int(side * factor) // self.multiple * self.multiple for side in (width, height))
        return across, down

    def square(self, wished: int) -> int:
        """Return the side of a square picture: the painter's best, else what the house wishes."""
        return self.best or wished

    def called(self, wish: str) -> "Choice | None":
        """Return the painter that a name means, whole or without its kind; None for an unknown one."""
        name = wish.strip().casefold()
        whole = [one for one in self.painters if one.name.casefold() == name]
        short = [one for one in self.painters if name and name in one.name.casefold().split(":", 1)]
        return next(iter([*whole, *short]), None)

    def starting(self, *wishes: str) -> "Choice | None":
        """Return the first painter that can start from a picture: of those wished for, else of all; None if none can."""
        known = chain((self.called(wish) for wish in wishes), [self.chosen()], self.painters)
        return next((one for one in known if one is not None and one.can.sources), None)

    def chosen(self, *wishes: str) -> "Choice":
        """Return the first painter wished for that is there, else the default one."""
        known = (self.called(wish) for wish in wishes)
        default = self.painters[0] if self.painters else Choice("", self)
        return next((one for one in known if one is not None), default)


@dataclass(frozen=True, slots=True)
class Choice:
    """A painter one may choose: its name, what it can do, and its version."""

    name: str
    can: Capabilities
    version: str = ""


@dataclass(frozen=True, slots=True)
class PaintItem:
    """One picture to paint: sizes in pixels, `seed` always given, `source` an encoded picture to start from.

    `mask`, an encoded grey picture of the source's size, is white where the source is to be painted anew; both are of the
    item's size then, and only a painter that takes `masks` is given one.
    `touch`: the same scene by another hand, where the painter `redraws`. `quality`: one that the painter has, empty for its
    usual one. `enlarge`: how many times larger than the source (or, where the painter `redraws`, than the picture of the
    same words and seed) this one is to be; 0 for a picture of its own.
    """

    prompt: str
    style: str
    negative: str
    width: int
    height: int
    seed: int
    source: bytes | None = None
    strength: float = 0.6
    mask: bytes | None = None
    painter: str = ""
    touch: int = 0
    quality: str = ""
    enlarge: float = 0.0


@dataclass(frozen=True, slots=True)
class Painted:
    """One painted picture, RGB; `alt` describes it in a sentence, `notes` hold what the painter says of it (JSON values).

    `painter` and `version`: who painted it, where several may; empty for the one that was asked.
    """

    pixels: Image
    seed: int
    alt: str
    notes: dict[str, Any] = field(default_factory=dict)
    painter: str = ""
    version: str = ""


Progress = Callable[[int, int], None]
"""Called with (steps done, steps in all) over the whole batch, from the event loop's thread."""


@runtime_checkable
class Onlooker(Protocol):
    """A Progress that likes to see pictures on the way, too. A painter without any need not care."""

    def __call__(self, done: int, of: int, /) -> None: ...

    def see(self, n: int, picture: bytes | Image) -> None:
        """Look at item `n` of the batch as it is now, pixels of the painter's own or a file from outside: at once, from
        any thread, and never with an error; what comes too fast is left out.
        """
        ...


class PainterFailed(Exception):
    """The painter could not paint; the text is fit to show: a sentence, and after a colon what the painter said itself.

    `retry` False when a second try would end the same; one makes sense `after` some seconds. `down`: it is the painter
    that fails, not this request, so that another painter may be asked.
    """

    def __init__(self, why: str, retry: bool = True, *, after: float = 0.0, down: bool = False) -> None:
        super().__init__(why)
        self.retry = retry
        self.after = after
        self.down = down


@dataclass(frozen=True, slots=True)
class Health:
    """How a painter is: `why` says what is wrong with it, and is empty while all is well."""

    name: str
    why: str = ""


@runtime_checkable
class Examined(Protocol):
    """A painter, or several, whose health can be asked for; one that needs nothing from outside need not have this."""

    def health(self) -> list[Health]:
        """Tell what is known already, at no cost."""
        ...

    async def examine(self) -> list[Health]:
        """Go and look; takes seconds at most."""
        ...


class Painter(Protocol):
    """Turns briefs into pictures. The same item and version give the same pixels where `capabilities.seeds`."""

    name: str
    version: str

    @property
    def capabilities(self) -> Capabilities:
        """What it can do at present."""
        ...

    def batch_key(self, brief: Brief) -> str:
        """Name the group of briefs that may share one call of `paint`."""
        ...

    async def paint(self, items: Sequence[PaintItem], progress: Progress) -> list[Painted]:
        """Paint every item, in order; raise PainterFailed when that can't be done. Cancelling the task stops the work."""
        ...

    async def start(self) -> None:
        """Get ready before the first request; may take long, and may be left out."""
        ...

    async def close(self) -> None:
        """Let go of processes, memory and connections."""
        ...
