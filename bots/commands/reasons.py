"""Reasons: which rule let a persona speak or kept it silent, in words for an admin."""

from collections.abc import Mapping

from core.models.posts import Deed
from core.words import Translate, _

NAMED = 3
CAUSES = {
    "line": _("a line"),
    "post": _("a new picture"),
    "hour": _("a moment of their own"),
    "arrival": _("somebody new"),
    "visit": _("a direct chat"),
    "nudge": _("an admin's wish"),
}
RULES = {
    "addressed": _("spoken to"),
    "follow-up": _("in the middle of a talk"),
    "roll": _("felt like joining in"),
    "company": _("kept somebody company"),
    "welcome": _("welcomed somebody"),
    "own-hour": _("a moment of their own"),
    "asked": _("an admin asked"),
    "second-voice": _("another one spoke already"),
    "roll-no": _("did not feel like it"),
    "cool-down": _("spoke a short while ago"),
    "asleep": _("not their hours"),
    "crowded": _("people talk fast"),
    "people-talk": _("people are talking"),
    "for-another": _("meant for somebody else"),
    "in-talk": _("somebody else's talk"),
    "persona-talk": _("a character said it"),
    "own-line": _("their own line"),
    "own-post": _("their own picture"),
    "cap-row": _("two characters in a row already"),
    "cap-hops": _("three turns between characters without a person"),
    "cap-window": _("enough answers for ten minutes"),
    "pace": _("a picture came a short while ago"),
    "unwatched": _("nobody saw the last pictures"),
    "attention": _("the last pictures earned little here"),
    "quiet": _("a quiet hour"),
    "muted": _("muted here"),
    "not-host": _("only the host welcomes"),
}
ACTIONS = {
    "say": _("said something"),
    "imagine": _("painted"),
    "remix": _("remixed"),
    "comment": _("commented"),
    "like": _("reacted"),
    "follow": _("followed somebody"),
}


def explain(say: Translate, deed: Deed, rules: Mapping[str, str]) -> str:
    """Return one decision as a line: when, about what, and for each persona the rule and what came of it."""
    done: dict[str, str] = deed.about.get("done", {})
    parts = []
    for rule in dict.fromkeys(rules.values()):
        slugs = [slug for slug, one in rules.items() if one == rule]
        who = ", ".join(slugs) if len(slugs) <= NAMED else say(_("{count} others")).format(count=len(slugs))
        told = f"{who}: {say(RULES.get(rule, rule))} ({rule})"
        came = [say(ACTIONS.get(done[slug], done[slug])) for slug in slugs if slug in done]
        parts.append(f"{told} → {', '.join(came)}" if came else told)
    cause = say(CAUSES.get(str(deed.about.get("cause")), "?"))
    return f"{deed.at:%H:%M:%S} · {cause} · " + "; ".join(parts)
