"""Own words: what is known of a picture without a look at it, as its painter, its post or its file tells it."""

from core.errors import NobodyLooks
from core.sights import Described, Origin, Sight
from core.words import _, translator
from generation import looks


class OwnWords:
    """Tells pictures that were painted here, and files that carry their words; of any other it says that nobody looks here."""

    name = "own"

    async def describe(self, sight: Sight) -> Described:
        """Tell a picture by what is known of it; NobodyLooks where nothing is."""
        if sight.origin is None:
            raise NobodyLooks
        return in_own_words(sight.origin, sight.language)

    async def health(self) -> str:
        """Nothing can be wrong with it."""
        return ""

    async def start(self) -> None:
        """Nothing to get ready."""

    async def close(self) -> None:
        """Nothing is held."""


def in_own_words(origin: Origin, language: str) -> Described:
    """Return what is known of a picture as a sentence: its painter's own where it has one in this language."""
    return Described(origin.said.get(language) or _recounted(origin, language), (origin.prompt,))


def _recounted(origin: Origin, language: str) -> str:
    say, look = translator(language), looks.shelf().get(origin.style)
    title = (look.title_zh if language == "zh" else look.title.lower()) if look else origin.style
    if origin.file:
        told = _("Its file says that it was painted from the words “{prompt}”.")
    elif title:
        told = _("Painted from the words “{prompt}”, as {style}.")
    else:
        told = _("Painted from the words “{prompt}”.")
    return say(told).format(prompt=origin.prompt, style=title)
