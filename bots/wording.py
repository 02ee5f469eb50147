"""Wording: what a message says on platforms whose messages are text with pictures, in pieces of rich text."""

from bots.rich import Rich, cut
from core.ports import PostView, Waiting
from core.words import _, translator


def words_of(view: PostView, most: int, ask_link: str = "") -> Rich:
    """Return what a message says, in at most `most` UTF-16 units; the middle gives way, not the end.

    A speaker without a name is the account that sends it, which needs no line to say so.
    """
    head, body, tail = Rich(), "", Rich()
    if view.ask and ask_link:
        head.add("✎", "text_link", ask_link).add(" ")
        if not view.reply_to and view.ask.handle.isdecimal():
            head.add(view.ask.name, "text_mention", view.ask.handle).add(": ")
    shows_work = view.post is not None or view.waiting is not None
    if view.speaker and view.speaker.name and (view.speaker.badge or shows_work):
        head.add(view.speaker.name, "bold").add(" · AI" if view.speaker.badge else "")
        head.add("  " if shows_work and not view.speaker.badge else "\n")
    if view.post is not None and view.tone != "card":
        body = view.post.prompt
        if view.speaker and view.speaker.badge and view.text:  # what a character says of a picture comes first
            head.add(cut(view.text, most // 4)).add("\n")
        else:
            tail.add(f"\n{view.text}" if view.text else "")
        tail.add(f"\n#{view.post.code}" + (f" · {view.post.style}" if view.post.style else ""))
    elif view.post is not None:
        first, _newline, rest = view.text.partition("\n")
        head = Rich().add(first, "bold").add("\n")
        head.add(view.post.author, "bold").add(" · AI  " if view.speaker and view.speaker.badge else "  ")
        body = view.post.prompt
        tail.add(f"\n{rest}" if rest else "").add(f"\n#{view.post.code} · ❤ {max(view.post.score, 0)}")
    elif view.tone in ("digest", "card"):
        first, newline, rest = view.text.partition("\n")
        head, body = Rich().add(first, "bold"), f"{newline}{rest}"
    else:
        body = view.text
    if view.waiting:
        tail.add(f"\n{_progress(view.waiting, view.language)}")
    head, tail = head.within(most // 2), tail.within(most // 2)
    middle = Rich().add(body).within(max(0, most - head.length - tail.length))
    return Rich([*head.pieces, *middle.pieces, *tail.pieces])


def _progress(waiting: Waiting, language: str) -> str:
    say = translator(language)
    if waiting.state == "queued" and waiting.place > 1:
        told = say(_("⏳ Number {place} in the queue, about {seconds} s"))
        return told.format(place=waiting.place, seconds=waiting.seconds)
    if waiting.state == "queued":
        return say(_("⏳ Next in the queue"))
    share = round(100 * waiting.step / waiting.of / 10) * 10 if waiting.of else 0
    return say(_("🎨 Painting… {share} %")).format(share=share) if share else say(_("🎨 Painting…"))
