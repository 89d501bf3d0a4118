"""Units, who signs in for them, and what keeps signing in safe."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    String,
    Text,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.storage.engine.base import CODE, MOMENT, Base


class AgencyRow(Base):
    """A unit."""

    __tablename__ = "agency"
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    abbreviation: Mapped[str] = mapped_column(String(50))
    kind: Mapped[str] = mapped_column(String(16))
    parent: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    officer_files: Mapped[bool] = mapped_column(default=False, server_default=false())
    successors: Mapped[list[AgencySuccessor]] = relationship(
        foreign_keys="AgencySuccessor.agency",
        order_by="AgencySuccessor.successor",
        cascade="all, delete-orphan",
        lazy="selectin",
    )


class AgencyVersionRow(Base):
    """What a unit was until a day, that day included, where it is another now."""

    __tablename__ = "agency_version"
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    until: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    abbreviation: Mapped[str] = mapped_column(String(50))
    kind: Mapped[str] = mapped_column(String(16))
    parent: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))


class AgencyComingRow(Base):
    """What is other of a unit from a day on that has not come yet; what is empty stays as it is."""

    __tablename__ = "agency_coming"
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(200))
    abbreviation: Mapped[str | None] = mapped_column(String(50))
    kind: Mapped[str | None] = mapped_column(String(16))
    parent: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    is_without_parent: Mapped[bool] = mapped_column(default=False, server_default=false())


class AgencySuccessor(Base):
    """A unit that took over from another."""

    __tablename__ = "agency_successor"
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    successor: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)


class TokenRow(Base):
    """An API token; only its hash is kept. `permits` are values of Permission between blanks."""

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(32))
    agency: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    revoked_at: Mapped[datetime | None] = mapped_column(MOMENT)
    permits: Mapped[str] = mapped_column(String(200), default="", server_default="")
    expires_at: Mapped[datetime | None] = mapped_column(MOMENT)
    last_used_at: Mapped[datetime | None] = mapped_column(MOMENT)


class AccountRow(Base):
    """A person who signs in; `mail_fault` says why mails to the address come back."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(32))
    agency: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_used: Mapped[int] = mapped_column(BigInteger, default=0)
    language: Mapped[str] = mapped_column(String(8), default="vi")
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    disabled_at: Mapped[datetime | None] = mapped_column(MOMENT)
    wants_results: Mapped[bool] = mapped_column(default=True, server_default=true())
    wants_daily: Mapped[bool] = mapped_column(default=True, server_default=true())
    wants_weekly: Mapped[bool] = mapped_column(default=False, server_default=false())
    mail_fault: Mapped[str] = mapped_column(Text, default="", server_default="")
    totp_secret: Mapped[str | None] = mapped_column(Text)
    oidc_subject: Mapped[str | None] = mapped_column(String(64), unique=True, index=True)
    wants_approvals: Mapped[bool] = mapped_column(default=True, server_default=true())
    wants_decisions: Mapped[bool] = mapped_column(default=True, server_default=true())


class BoardViewRow(Base):
    """How a person looks at the board: its filters, order and columns as a query; without a name the usual columns."""

    __tablename__ = "board_view"
    account: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    address: Mapped[str] = mapped_column(Text)


class AccountRoleRow(Base):
    """A role that a person holds beside the one of the account; `agency` is empty where it is for no unit."""

    __tablename__ = "account_role"
    account: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(32), primary_key=True)
    agency: Mapped[str] = mapped_column(CODE, primary_key=True)


class WebSessionRow(Base):
    """A sign-in that has not ended; `is_full` once the second factor was given where one is asked for."""

    __tablename__ = "web_session"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    seen_at: Mapped[datetime] = mapped_column(MOMENT)
    is_full: Mapped[bool]


class PasswordResetRow(Base):
    """A link by which a password may be set once."""

    __tablename__ = "password_reset"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(MOMENT)


class OptionRow(Base):
    """A choice of the administrator for the whole installation."""

    __tablename__ = "option"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


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
