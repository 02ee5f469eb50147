"""Shown: what this process has shown since it was last written down. Adding costs a dictionary's step."""

from collections import Counter
from typing import Literal

Place = Literal["room", "card", "digest", "feed", "page"]
"""A message of its own in a room, a card that is leafed through there, a digest, a page of the feed, the post's page."""
Key = tuple[tuple[int, ...], Place, int]


class Shown:
    """Counts showings by (posts, place, room)."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()

    def add(self, posts: tuple[int, ...], place: Place, room_id: int = 0) -> None:
        """Note that posts were shown together once; room 0 is none."""
        if posts:
            self._counts[posts, place, room_id] += 1

    def take(self) -> Counter[Key]:
        """Return what was noted, and begin anew."""
        taken, self._counts = self._counts, Counter()
        return taken

    def put_back(self, counts: Counter[Key]) -> None:
        """Keep what could not be written for the next time."""
        self._counts.update(counts)
