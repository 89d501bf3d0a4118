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

BIG_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class EventRow(Base):
    """What somebody did, with the reason given where one is asked for.

    `origin` is the network or machine from which, `changes` what was before and after, as JSON.
    """

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(BIG_NUMBER, primary_key=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(64))
    period: Mapped[str | None] = mapped_column(ForeignKey("period.code"), index=True)
    agency: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    subject: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    # No key: what is on record outlives the account.
    account: Mapped[int | None]
    origin: Mapped[str] = mapped_column(String(255), default="", server_default="")
    changes: Mapped[str] = mapped_column(Text, default="", server_default="")


class AuditSealRow(Base):
    """A link of the chain over all events: which event stands there, its digest, and the hash of all up to it."""

    __tablename__ = "audit_seal"
    position: Mapped[int] = mapped_column(BIG_NUMBER, primary_key=True, autoincrement=False)
    # Neither key nor unique: the link tells of an event also where somebody has removed that, and SQLite gives the
    # number of the last row, once that is removed, to the next one, which must be linked on for all that.
    event: Mapped[int] = mapped_column(BIG_NUMBER, index=True)
    digest: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)


class AuditRedactionRow(Base):
    """An event in which a name gave way to a number: its digest since then, in a batch that an event vouches for."""

    __tablename__ = "audit_redaction"
    batch: Mapped[str] = mapped_column(String(64), primary_key=True)
    event: Mapped[int] = mapped_column(BIG_NUMBER, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
