"""What digests and round-ups say, and what stands above their covers; nothing here asks the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval

from core.digest_board import Board, Entry
from core.members import speaker_of
from core.models.people import Member
from core.models.rooms import Room
from core.ports import Button, PostView, Speaker
from core.text import short
from core.words import _, translator

TITLES = {"day": _("Best of the day"), "week": _("Best of the week"), "month": _("Best of the month")}
ROUNDUPS = {"daily": _("New today by those you follow"), "weekly": _("New this week by those you follow")}
NAME = 28


def compose_digest(
    room: Room, period: str, board: Board, remark: str, host: Member | None, day: date, base_url: str
) -> PostView:
    """Return a period's best posts as one message; `day` is the local date on which it was due."""
    say, language = translator(room.language), room.language
    head = [f"{say(TITLES[period])} · {room.title or room.address} · {day.isoformat()}", *([remark] if remark else [])]
    # One button per post: Discord takes no two that do the same.
    links = {entry.post.id: link for entry, link in zip(board.places, _links(board.places, base_url), strict=True)}
    lines = []
    if board.remixed:
        post, author, count = board.remixed
        told = say(_("🔁 Most remixed ({count}): {prompt} — {name}"))
        lines.append(told.format(count=count, prompt=short(post.prompt, 48), name=short(author.named(language), NAME)))
        links.setdefault(post.id, _link("🔁 ↗", post.code, post.prompt, base_url))
    if board.voice:
        post, author = board.voice
        told = say(_("🌱 A new voice: {name} with {prompt}"))
        lines.append(told.format(name=short(author.named(language), NAME), prompt=short(post.prompt, 48)))
        links.setdefault(post.id, _link("🌱 ↗", post.code, post.prompt, base_url))
    speaker = speaker_of(host, language) if host else None
    text = "\n".join([*head, "", *_places(board.places, language), *(["", *lines] if lines else [])])
    return _message(room, text, list(links.values()), speaker)


def subtitle_of(room: Room, period: str, day: date) -> str:
    """Return what stands under the room's name on a cover: what it is, and the day or the days it is of."""
    return f"{translator(room.language)(TITLES[period])} · {_span(period, day, room.language)}"


def _span(period: str, day: date, language: str) -> str:
    """Write the day, or the days up to the one before, as the language does."""
    if period == "day":
        return format_date(day, "long", locale=language)
    first = day - timedelta(days=7)
    if period == "month":
        first = (day.replace(day=1) - timedelta(days=1)).replace(day=day.day)
    return str(format_interval(first, day - timedelta(days=1), "yMMMd", locale=language))


def compose_roundup(room: Room, pace: str, entries: Sequence[Entry], now: datetime, base_url: str) -> PostView:
    """Return what those whom a room follows have posted as one message."""
    date = now.astimezone(ZoneInfo(room.timezone)).strftime("%Y-%m-%d")
    head = f"{translator(room.language)(ROUNDUPS[pace])} · {date}"
    text = "\n".join([head, "", *_places(entries, room.language)])
    pictures = tuple(one.cover for one in entries if one.cover)
    return replace(_message(room, text, _links(entries, base_url), None), pictures=pictures)


def _places(entries: Sequence[Entry], language: str) -> list[str]:
    """Return a line for each place, short enough that all of them fit under a picture in any chat."""
    most = 80 if len(entries) <= 5 else 40
    return [
        f"{place}. {short(entry.post.prompt, most)} — {short(entry.author.named(language), NAME)} (❤ {entry.score})"
        for place, entry in enumerate(entries, start=1)
    ]


def _links(entries: Sequence[Entry], base_url: str) -> list[Button]:
    return [
        _link(f"{place} ↗", entry.post.code, entry.post.prompt, base_url)
        for place, entry in enumerate(entries, start=1)
    ]


def _link(label: str, code: str, prompt: str, base_url: str) -> Button:
    return Button(label, url=f"{base_url}/p/{code}", hint=prompt[:80])


def _message(room: Room, text: str, links: Sequence[Button], speaker: Speaker | None) -> PostView:
    rows = tuple(tuple(links[start : start + 5]) for start in range(0, len(links), 5))
    return PostView(text, speaker, buttons=rows, language=room.language, tone="digest")
