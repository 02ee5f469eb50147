"""Money: what was reserved for which request, and how much of each purse is spent."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, BigId


class Purse(Base):
    """What one payer has spent in one period, in millionths. `scope`: `member:5`, `room:2`, `house`. `period`: a day, or `ever`."""

    __tablename__ = "purses"
    __table_args__ = (CheckConstraint("spent >= 0", name="spent"),)

    scope: Mapped[str] = mapped_column(String(40), primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    spent: Mapped[int] = mapped_column(BigId)


class Reservation(Base):
    """The money set aside for a request: held while it is open, then spent or returned. Amounts in millionths."""

    __tablename__ = "reservations"
    __table_args__ = (CheckConstraint("state IN ('held', 'spent', 'returned')", name="state"),)

    creation_id: Mapped[int] = mapped_column(ForeignKey("creations.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId)
    room_id: Mapped[int] = mapped_column(BigId)
    day: Mapped[str] = mapped_column(String(10))
    amount: Mapped[int] = mapped_column(BigId)
    state: Mapped[str] = mapped_column(String(8))
