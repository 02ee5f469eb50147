"""Offers: what can be done with a post, of all that the painters of the house can do."""

from dataclasses import dataclass

from core.brief import Brief
from core.models.making import Creation
from core.models.posts import Post
from core.painter import Capabilities, Choice

PUT_TOGETHER = ("duet", "talk")
"""Who made the posts that the house itself puts together; there is nothing in them for a painter to do anew."""


@dataclass(frozen=True, slots=True)
class Enlargement:
    """A larger picture that can be had: by whom, and of what size in pixels."""

    painter: Choice
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What the buttons under a post may promise.

    `edit`: the address where a part of it is painted anew, empty where nobody can. `file`: its whole file, where the chat shows less. `larger`: the size in pixels of a second pass, None where none is to
    be had. `looks`: the picture in another look. `varied`: variations of it. `seed`: the same once more from its seed.
    """

    edit: str = ""
    file: bool = False
    larger: tuple[int, int] | None = None
    looks: bool = False
    varied: bool = False
    seed: bool = False


NOTHING = Offer()


def offer_of(
    can: Capabilities,
    post: Post,
    creation: Creation,
    size: tuple[int, int] | None,
    *,
    wish: str,
    whole: bool,
    edit: str = "",
) -> Offer:
    """Return what can be done with a post of pictures of a size, in a room that wishes for a painter.

    `edit`: the editor's address with {code} for the post's code.
    """
    brief = Brief.of_json(creation.brief)
    chosen = can.chosen(creation.painter, wish)
    varied = (chosen.can.redraws and not brief.source) or can.starting(creation.painter, wish) is not None
    larger = enlargement_of(can, creation, *size) if size else None
    if post.visibility == "private" and not edit.startswith("/"):
        edit = ""  # the pages may not know whose it is, where a chat leads there
    return Offer(
        edit=edit.format(code=post.code),
        file=not whole and size is not None,
        larger=(larger.width, larger.height) if larger else None,
        looks=varied and any(one.styles for one in can.each),
        varied=varied,
        seed=post.seeded and chosen.can.seeds,
    )


def enlargement_of(can: Capabilities, creation: Creation, width: int, height: int) -> Enlargement | None:
    """Return how a creation's picture can be had larger: by who painted it, else by who can start from any picture."""
    if creation.painter in PUT_TOGETHER:
        return None
    own = can.called(creation.painter) if can.painters else can.chosen()
    others = [one for one in can.painters if not one.can.redraws]
    edited = bool(Brief.of_json(creation.brief).mask)
    for one in [own, *others] if own else others:
        if edited and one.can.redraws:
            continue  # its words give the whole scene, not the picture that a part of it went into
        if (size := one.can.larger(width, height)) is not None:
            return Enlargement(one, *size)
    return None
