"""The machine beneath a measurement: how much of it was taken away meanwhile; not a measurement itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STAT = Path("/proc/stat")


@contextmanager
def told_of() -> Iterator[None]:
    """Say afterwards which share of the processors' time the machine's own host gave to others: above 2 %, measure again."""
    before = _times()
    yield
    total, stolen = (after - earlier for after, earlier in zip(_times(), before, strict=True))
    if total:
        print(f"taken away by the machine's host meanwhile: {100 * stolen / total:.1f} % of the processors' time")


def _times() -> tuple[int, int]:
    """Return the processors' time in all, and what of it was stolen; nothing where the kernel does not tell."""
    if not STAT.exists():
        return 0, 0
    shares = [int(share) for share in STAT.read_text(encoding="ascii").partition("\n")[0].split()[1:9]]
    return sum(shares), shares[7]
