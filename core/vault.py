"""The vault: short secrets sealed for the database, with a key made from the house's own secret."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.ext.asyncio import AsyncSession

from core import sessions
from core.errors import KeyChanged
from core.settings import Settings

NONCE = 12
PURPOSE = b"salon vault 1"


class Vault:
    """Seals texts and opens them again; each is bound to what it is about, so that none can stand in for another."""

    def __init__(self, secret: str) -> None:
        key = HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
        self._cipher = AESGCM(key)

    def seal(self, text: str, about: str) -> str:
        """Return a text as the database may hold it."""
        nonce = os.urandom(NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), about.encode())
        return base64.urlsafe_b64encode(sealed).decode()

    def open(self, sealed: str, about: str) -> str:
        """Return a sealed text; KeyChanged if it was sealed with another key, about something else, or was damaged."""
        try:
            held = base64.urlsafe_b64decode(sealed)
            return self._cipher.decrypt(held[:NONCE], held[NONCE:], about.encode()).decode()
        except (InvalidTag, ValueError):
            raise KeyChanged from None


async def vault_of(db: AsyncSession, settings: Settings) -> Vault:
    """Return the vault of this house."""
    return Vault(await sessions.secret_of(db, settings))
