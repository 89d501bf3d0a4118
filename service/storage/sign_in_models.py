"""The tables around signing in: waits after wrong answers, places, recovery codes, and asked-for links."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from service.storage.engine.base import MOMENT, Base


class ThrottleRow(Base):
    """Wrong answers of one kind: `who` is a digest, `network` an address; either is empty where all count together."""

    __tablename__ = "throttle"
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    network: Mapped[str] = mapped_column(String(64), primary_key=True)
    wrong: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(MOMENT, index=True)
    until: Mapped[datetime] = mapped_column(MOMENT)


class SignInPlaceRow(Base):
    """A network from which a person has signed in."""

    __tablename__ = "sign_in_place"
    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    network: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(MOMENT, index=True)


class RecoveryCodeRow(Base):
    """A code that stands in for the authenticator app once; only its hash is kept."""

    __tablename__ = "recovery_code"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class ResetRequestRow(Base):
    """An address for which a link was asked, known here or not; a worker finds out and sends it."""

    __tablename__ = "reset_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime] = mapped_column(MOMENT)


class PasswordResetRow(Base):
    """A link by which a password may be set once."""

    __tablename__ = "password_reset"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(MOMENT)
