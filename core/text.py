"""The one place where text from outside is cleaned."""

import re
import unicodedata

from core.errors import TooLong

BYTES_AT_MOST = 64_000
PROMPT_LIMIT = 2_000
LINE_LIMIT = 4_000
NAME_LIMIT = 40

# What PostgreSQL refuses or terminals obey: control characters except tab and newline, and halves of surrogate pairs.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile(
    "[\u00ad\u115f\u1160\u180e\u200b-\u200d\u2028\u2029\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
)
_JOINER_OUTSIDE_EMOJI = re.compile(
    "(?<![\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f])\u200d|\u200d(?![\U0001f000-\U0001ffff\u2600-\u27bf])"
)
_PILED_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def clean(text: str, most: int = LINE_LIMIT) -> str:
    """Return text as Salon keeps it: storable, composed (NFC), without hidden direction marks; TooLong past `most`."""
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw) > BYTES_AT_MOST:
        raise TooLong(length=len(text), most=most)
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")  # joins pairs, drops lone halves
    plain = _UNSTORABLE.sub("", whole.replace("\r\n", "\n").replace("\r", "\n"))
    plain = _BIDI.sub("", _JOINER_OUTSIDE_EMOJI.sub("", plain)).replace("\u2028", "\n").replace("\u2029", "\n")
    plain = _PILED_MARKS.sub(r"\1", unicodedata.normalize("NFC", plain)).strip()
    if len(plain) > most:
        raise TooLong(length=len(plain), most=most)
    return plain


def storable_text(text: str) -> str:
    """Return text that every database keeps as it is: halves of surrogate pairs joined or dropped, no NUL."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore").replace("\x00", "")


def clean_prompt(text: str) -> str:
    """Return a prompt on one line, cleaned; TooLong past PROMPT_LIMIT characters."""
    return " ".join(clean(text, PROMPT_LIMIT).split())


def clean_name(text: str, fallback: str = "Someone") -> str:
    """Return a name fit to show: one line, nothing unseen in it, cut at NAME_LIMIT characters; never empty."""
    cut = text[: NAME_LIMIT * 8]
    whole = cut.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    seen = _UNSEEN.sub("", _BIDI.sub("", _UNSTORABLE.sub("", unicodedata.normalize("NFKC", whole))))
    seen = _PILED_MARKS.sub(r"\1", seen)
    name = " ".join(seen.split())[:NAME_LIMIT].strip()
    return name or fallback


def plain_form(text: str) -> str:
    """Return the normal form that rules are matched against: NFKC, casefolded, marks and format characters off."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (sign for sign in spread if unicodedata.category(sign) not in ("Mn", "Cf", "Me"))
    return unicodedata.normalize("NFKC", "".join(kept))


def short(text: str, most: int) -> str:
    """Return text on one line of at most `most` characters, with an ellipsis where it was cut."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def slug_of(name: str) -> str:
    """Make a handle from a name: lower-case letters of any script and digits, hyphens between; may be empty."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())
    return "-".join(words)[:32].strip("-")
