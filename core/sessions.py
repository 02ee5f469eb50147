"""Sessions: the signed cookie that is a visitor's account on the pages."""

import secrets
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.models.people import Account, Member
from core.models.work import Note
from core.settings import Settings

PLATFORM = "web"
COOKIE = "salon_me"
YEAR = 365 * 24 * 3600


class Signer:
    """Signs account handles, and reads them back from cookies; what was tampered with is nobody's."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="account")

    def sign(self, handle: str) -> str:
        """Return a cookie's value for a handle."""
        return str(self._serializer.dumps(handle))

    def handle(self, cookie: str | None) -> str | None:
        """Return the handle a cookie was signed for, or None."""
        if not cookie or len(cookie) > 300:
            return None
        try:
            handle: Any = self._serializer.loads(cookie)
        except (BadSignature, ValueError):
            return None
        return handle if isinstance(handle, str) else None


async def signer_of(db: AsyncSession, settings: Settings) -> Signer:
    """Return the signer, with the secret of this house."""
    return Signer(await secret_of(db, settings))


async def secret_of(db: AsyncSession, settings: Settings) -> str:
    """Return the host's secret, or else one made at the first start and kept in the database."""
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    row = {"name": "cookie-secret", "value": {"secret": secrets.token_urlsafe(32)}}
    await db.execute(insert(db, Note).values(**row).on_conflict_do_nothing())
    note = (await db.scalars(select(Note).where(Note.name == "cookie-secret"))).one()
    return str(note.value["secret"])


async def member_by_handle(db: AsyncSession, handle: str | None) -> Member | None:
    """Return the member with a web account, or None for a stranger."""
    if handle is None:
        return None
    known = select(Member).join(Account, Account.member_id == Member.id)
    return await db.scalar(known.where(Account.platform == PLATFORM, Account.handle == handle))
