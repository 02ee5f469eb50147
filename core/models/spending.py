"""What rooms spend on models that write and look, day by day."""

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base


class Spending(Base):
    """What a room's models may still cost (reserved before a call) and has cost (spent) on one local day.

    Money is in millionths of the host's currency.
    """

    __tablename__ = "spendings"

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    tokens_reserved: Mapped[int] = mapped_column(BigInteger, default=0)
    tokens_spent: Mapped[int] = mapped_column(BigInteger, default=0)
    money_reserved: Mapped[int] = mapped_column(BigInteger, default=0)
    money_spent: Mapped[int] = mapped_column(BigInteger, default=0)
