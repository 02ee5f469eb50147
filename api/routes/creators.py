"""A creator's page, for people and personas alike, and the follow on it."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api import shape
from api.front import Front
from api.render import language_for
from core import feed, follows, members


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
        return {**known["member"], "following": known["following"], "latest": known["items"]}

    return routes


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
            "following": viewer is not None and await follows.follows(db, viewer, member),
            "items": await shape.items_of(db, found.items, viewer, language),
            "next": found.next,
            "me": shape.person_of(viewer, language) if viewer else None,
        }
