"""Files of the media store, under names that never change."""

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import FileResponse

from api.front import Front

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
NEVER = {"Cache-Control": "private, no-store", "Content-Disposition": 'attachment; filename="salon.zip"'}
HEADERS = {"exports": NEVER, "previews": {"Cache-Control": "private, max-age=600"}}


def router(front: Front) -> APIRouter:
    """Return the route of media files."""
    routes = APIRouter()
    media = front.salon.media

    @routes.get("/media/{key:path}", include_in_schema=False)
    async def file(key: str) -> Response:
        if not media.is_key(key) or key.startswith(("patches/", "masks/")):
            raise HTTPException(404)
        headers = HEADERS.get(key.partition("/")[0], FOR_EVER)
        if media.folder is not None and (media.folder / key).is_file():
            return FileResponse(media.folder / key, media_type=media.type_of(key), headers=headers)
        data = await media.get(key)
        if data is None:
            raise HTTPException(404)
        return Response(data, media_type=media.type_of(key), headers=headers)

    return routes
