"""A purse for tests of writers: notes what is set aside and paid, and can be empty."""

from core.purse import Amount


class Pocket:
    """Gives until it is empty."""

    def __init__(self, calls: int = 10**9) -> None:
        self.calls = calls
        self.book: list[tuple[str, Amount]] = []

    async def reserve(self, room_id: int, most: Amount) -> int | None:
        """Set an amount aside, unless nothing is left."""
        if self.calls <= 0:
            return None
        self.calls -= 1
        self.book.append(("reserved", most))
        return room_id

    async def settle(self, receipt: object, used: Amount) -> None:
        """Note what was paid."""
        self.book.append(("settled", used))
