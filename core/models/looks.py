"""Looks that a room added to the shelf."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, BigId


class RoomLook(Base):
    """A look of a room's own: the words it adds, what it keeps out, and the look of the house it starts from, if any."""

    __tablename__ = "room_looks"
    __table_args__ = (UniqueConstraint("room_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(24))
    words: Mapped[str] = mapped_column(String(300))
    avoid: Mapped[str] = mapped_column(String(200), default="")
    base: Mapped[str] = mapped_column(String(48), default="")
    created_at: Mapped[datetime]
