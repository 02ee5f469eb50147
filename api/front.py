"""What the pages share: the house, who signs its cookies, how pages are drawn, and who is looking."""

from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.render import Draw
from core import sessions
from core.errors import SalonError
from core.models.people import Member
from core.salon import Salon
from core.sessions import Signer
from core.words import _


class Stranger(SalonError):
    """Someone without a nickname wants to do what only members can."""

    template = _("Choose a nickname in the room first; then you can like and follow.")


@dataclass(frozen=True, slots=True)
class Front:
    """Everything a page needs besides its request."""

    salon: Salon
    signer: Signer
    draw: Draw

    async def viewer(self, db: AsyncSession, request: Request) -> Member | None:
        """Return who is looking, None for a stranger."""
        return await sessions.member_by_handle(db, self.signer.handle(request.cookies.get(sessions.COOKIE)))

    async def member(self, db: AsyncSession, request: Request) -> Member:
        """Return who is asking; Stranger without a nickname."""
        viewer = await self.viewer(db, request)
        if viewer is None:
            raise Stranger
        return viewer
