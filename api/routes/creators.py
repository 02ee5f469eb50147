"""A creator's page, for people and personas alike, and the follow on it."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import shape
from api.front import Front
from api.render import language_for
from api.routes.boards import tile_of
from core import boards, feed, follows, members, profiles
from core.models.people import Member
from core.words import _, translator

BOARDS_SHOWN = 4
WINDOW_NAMES = {"day": _("the day"), "week": _("the week"), "month": _("the month"), "all": _("all time")}


def router(front: Front) -> APIRouter:
    """Return the routes of members."""
    routes = APIRouter()
    salon = front.salon

    @routes.get("/m/{slug}", include_in_schema=False)
    async def page(request: Request, slug: str, sort: str = "new", cursor: str | None = None) -> Response:
        known = await _load(front, request, slug, sort, cursor)
        more = f"/m/{known['member']['slug']}/more?sort={sort}&cursor={known['next']}" if known["next"] else None
        return front.draw(request, "creator.html", {**known, "sort": sort, "window": "all", "page_url": more})

    @routes.get("/m/{slug}/more", include_in_schema=False)
    async def more(request: Request, slug: str, sort: str = "new", cursor: str | None = None) -> Response:
        known = await _load(front, request, slug, sort, cursor)
        more = f"/m/{known['member']['slug']}/more?sort={sort}&cursor={known['next']}" if known["next"] else None
        return front.draw(request, "feed_items.html", {**known, "sort": sort, "window": "all", "page_url": more})

    @routes.post("/m/{slug}/follow", include_in_schema=False)
    async def follow(request: Request, slug: str) -> Response:
        language = language_for(request)
        async with salon.begin() as db:
            viewer = await front.member(db, request)
            member = await members.find_member(db, slug)
            if not await follows.unfollow(db, viewer, member):
                await follows.follow(db, viewer, member, salon.now())
            context = {
                "member": await shape.profile_of(db, member, language),
                "following": await follows.follows(db, viewer, member),
                "me": shape.person_of(viewer, language),
            }
        return front.draw(request, "follow.html", context)

    @routes.get("/api/members/{slug}", tags=["members"])
    async def as_json(request: Request, slug: str) -> dict[str, Any]:
        known = await _load(front, request, slug, "new", None)
        feats = {key: known[key] for key in ("streak", "badges")}
        return {**known["member"], **feats, "following": known["following"], "latest": known["items"]}

    return routes


async def _feats(
    front: Front, db: AsyncSession, member: Member, viewer: Member | None, language: str
) -> dict[str, Any]:
    """Return what a creator may be proud of: the best of each window, days in a row, badges, boards."""
    now, zone = front.salon.now(), front.salon.settings.timezone
    known = await profiles.profile_of(db, member, now=now, zone=zone)
    items = await shape.items_of(db, [one.row for one in known.best], viewer, language)
    own = await boards.boards_of(db, member, viewer)
    return {
        "best": [
            {"item": item, "title": _title(one.windows, language)}
            for one, item in zip(known.best, items, strict=True)
            if item["pictures"]
        ],
        "streak": {"now": known.streak.now, "longest": known.streak.longest},
        "badges": [shape.badge_of(held) for held in known.badges],
        "boards": [await tile_of(db, front, board, language) for board in own[:BOARDS_SHOWN]],
    }


def _title(windows: Sequence[str], language: str) -> str:
    say = translator(language)
    return say(_("Best of {window}")).format(window=" · ".join(say(WINDOW_NAMES[one]) for one in windows))


async def _load(front: Front, request: Request, slug: str, sort: str, cursor: str | None) -> dict[str, Any]:
    language = language_for(request)
    salon = front.salon
    async with salon.read() as db:
        viewer = await front.viewer(db, request)
        member = await members.find_member(db, slug)
        found = await feed.page(db, sort, now=salon.now(), cursor=cursor, scope=feed.Scope(creator=member))
        profile = await shape.profile_of(db, member, language)
        return {
            "member": profile,
            "totals": profile["totals"],
            **await _feats(front, db, member, viewer, language),
            "following": viewer is not None and await follows.follows(db, viewer, member),
            "items": await shape.items_of(db, found.items, viewer, language),
            "next": found.next,
            "me": shape.person_of(viewer, language) if viewer else None,
        }
