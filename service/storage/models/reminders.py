"""What the ladder and the digests did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.storage.engine.base import MOMENT, Base


class ReminderRow(Base):
    """One message of the ladder, or sent by hand, which is sent once: its key says so.

    `anchor` is the deadline or return that it counts from. `mail` is what was sent, by mail or webhook; a notice has
    none, nor has a step that a newer one overtook or that had nobody to go to.
    """

    __tablename__ = "reminder"
    __table_args__ = (Index("reminder_at", "period", "at"),)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    anchor: Mapped[datetime] = mapped_column(MOMENT, primary_key=True)
    step: Mapped[str] = mapped_column(String(32), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(200), primary_key=True)
    means: Mapped[str] = mapped_column(String(16), primary_key=True)
    audience: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(MOMENT)
    mail: Mapped[str | None] = mapped_column(ForeignKey("mail.id"), index=True)


class DigestRow(Base):
    """A digest of a person, made once for each time at which it is due; without a mail there was nothing to say."""

    __tablename__ = "digest"
    account: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    wish: Mapped[str] = mapped_column(String(16), primary_key=True)
    planned: Mapped[datetime] = mapped_column(MOMENT, primary_key=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    mail: Mapped[str | None] = mapped_column(ForeignKey("mail.id"), index=True)
