"""Short public ids: a post's number as four letters and digits that do not betray the count."""

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
FACTOR = 0x9E3779B1  # odd, so multiplying by it permutes the numbers of any power of two
LEAST = 4


def code_of(number: int) -> str:
    """Write a post's number (>= 0) as its code."""
    length = LEAST
    while number >= 32**length:
        length += 1
    mixed = (number * FACTOR + 0x5A10) % 32**length
    return "".join(LETTERS[mixed >> (5 * place) & 31] for place in reversed(range(length)))


def number_of(code: str) -> int | None:
    """Read a code back, forgiving lower case, a leading # and look-alike letters; None if it is no code."""
    letters = code.strip().removeprefix("#").upper().translate(READ_AS)
    if not LEAST <= len(letters) <= 12 or any(letter not in LETTERS for letter in letters):
        return None
    mixed = 0
    for letter in letters:
        mixed = mixed * 32 + LETTERS.index(letter)
    size = 32 ** len(letters)
    number = (mixed - 0x5A10) * pow(FACTOR, -1, size) % size
    return number if code_of(number) == letters else None
