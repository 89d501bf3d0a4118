"""What people did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.storage.engine.base import MOMENT, Base


class EventRow(Base):
    """What somebody did, with the reason given where one is asked for."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(64))
    period: Mapped[str | None] = mapped_column(ForeignKey("period.code"), index=True)
    agency: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    subject: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    # No key: what is on record outlives the account.
    account: Mapped[int | None]
