"""The tables. Units have dates and successors, templates versions, and each filing its raw bytes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from service.storage.database import UtcDateTime

CODE = String(64)
MOMENT = UtcDateTime()


class Base(DeclarativeBase):
    """All tables of the installation; constraints have names, so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


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


class AgencySuccessor(Base):
    """A unit that took over from another."""

    __tablename__ = "agency_successor"
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    successor: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)


class PeriodRow(Base):
    """A reporting period; `content_seq` grows whenever what is to be merged changes."""

    __tablename__ = "period"
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    template_code: Mapped[str] = mapped_column(CODE)
    template_version: Mapped[str] = mapped_column(CODE)
    template_digest: Mapped[str] = mapped_column(String(64))
    first_day: Mapped[date]
    last_day: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(MOMENT)
    closed_at: Mapped[datetime | None] = mapped_column(MOMENT)
    content_seq: Mapped[int] = mapped_column(default=0)
    merge_state: Mapped[str] = mapped_column(String(16), default="idle")
    merge_since: Mapped[datetime | None] = mapped_column(MOMENT)
    deadlines: Mapped[list[PeriodDeadline]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class PeriodDeadline(Base):
    """When a kind of unit owes its report for a period."""

    __tablename__ = "period_deadline"
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(MOMENT)
    set_at: Mapped[datetime | None] = mapped_column(MOMENT)


class ObligationRow(Base):
    """What one unit owes for one period where it differs from the rule for its kind."""

    __tablename__ = "obligation"
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    includes_children: Mapped[bool] = mapped_column(default=False)
    exempt: Mapped[list[str]] = mapped_column(JSON, default=list)
    due_at: Mapped[datetime | None] = mapped_column(MOMENT)
    extension_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    waived_at: Mapped[datetime | None] = mapped_column(MOMENT)
    waiver_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    extended_at: Mapped[datetime | None] = mapped_column(MOMENT)


class TokenRow(Base):
    """An API token; only its hash is kept."""

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    agency: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    revoked_at: Mapped[datetime | None] = mapped_column(MOMENT)


class SubmissionRow(Base):
    """One filing: its bytes as they came, its state, and its content once it was understood."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("period", "agency", "revision"),
        UniqueConstraint("period", "agency", "sha256"),
        UniqueConstraint("period", "agency", "idempotency_key"),
        Index("submission_waiting", "state", "state_since"),
        # A row's state lies behind its bytes, which a question about thousands of units must not read.
        Index(
            "submission_valid",
            "period",
            "agency",
            sqlite_where=text("state = 'valid'"),
            postgresql_where=text("state = 'valid'"),
        ),
        Index(
            "submission_returned",
            "period",
            "agency",
            sqlite_where=text("review = 'returned'"),
            postgresql_where=text("review = 'returned'"),
        ),
    )
    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"))
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    revision: Mapped[int]
    channel: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    received_at: Mapped[datetime] = mapped_column(MOMENT)
    filed_by: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16))
    state_since: Mapped[datetime] = mapped_column(MOMENT)
    attempts: Mapped[int] = mapped_column(default=0)
    review: Mapped[str] = mapped_column(String(16))
    validated_at: Mapped[datetime | None] = mapped_column(MOMENT)
    content: Mapped[str | None] = mapped_column(Text, deferred=True)
    failure: Mapped[str | None] = mapped_column(Text)
    reviewed_at: Mapped[datetime | None] = mapped_column(MOMENT)


class FindingRow(Base):
    """What was said of a filing."""

    __tablename__ = "finding"
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    subjects: Mapped[list[str]] = mapped_column(JSON)
    place: Mapped[str] = mapped_column(Text)
    operands: Mapped[dict[str, str]] = mapped_column(JSON)
    explanation: Mapped[str] = mapped_column(Text)


class ConsolidationRow(Base):
    """A merged report of a period; `content` holds each indicator's value and contributing units."""

    __tablename__ = "consolidation"
    __table_args__ = (UniqueConstraint("period", "revision"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"))
    revision: Mapped[int]
    content_seq: Mapped[int]
    built_at: Mapped[datetime] = mapped_column(MOMENT)
    newest_at: Mapped[datetime | None] = mapped_column(MOMENT)
    expected: Mapped[int]
    contributing: Mapped[int]
    missing: Mapped[list[str]] = mapped_column(JSON)
    indicators: Mapped[dict[str, dict[str, int | float | str | None]]] = mapped_column(JSON)


class ConsolidationSource(Base):
    """A filing that a consolidation was made from."""

    __tablename__ = "consolidation_source"
    consolidation: Mapped[int] = mapped_column(ForeignKey("consolidation.id"), primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)


class WorkbookRow(Base):
    """A workbook that was asked for; at most one of a scope is under way in a period."""

    __tablename__ = "workbook"
    __table_args__ = (
        Index(
            "workbook_under_way",
            "period",
            "scope_digest",
            unique=True,
            sqlite_where=text("state IN ('queued', 'building')"),
            postgresql_where=text("state IN ('queued', 'building')"),
        ),
        Index("workbook_fingerprint", "fingerprint"),
        Index("workbook_sha256", "sha256"),
    )
    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"))
    state: Mapped[str] = mapped_column(String(16))
    state_since: Mapped[datetime] = mapped_column(MOMENT)
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    requested_by: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(MOMENT)
    finished_at: Mapped[datetime | None] = mapped_column(MOMENT)
    consolidation: Mapped[int | None] = mapped_column(ForeignKey("consolidation.id"))
    sha256: Mapped[str | None] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    failure: Mapped[str | None] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text, default="", server_default="")
    scope_digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    fingerprint: Mapped[str | None] = mapped_column(String(64))


class DemonstrationRow(Base):
    """The demonstration's business time: where this row exists, it began at `business` when it was `real`."""

    __tablename__ = "demonstration"
    id: Mapped[int] = mapped_column(primary_key=True)
    real: Mapped[datetime] = mapped_column(MOMENT)
    business: Mapped[datetime] = mapped_column(MOMENT)


class AccountRow(Base):
    """A person who signs in."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    agency: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_used: Mapped[int] = mapped_column(BigInteger, default=0)
    language: Mapped[str] = mapped_column(String(8), default="vi")
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    disabled_at: Mapped[datetime | None] = mapped_column(MOMENT)


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


class MailRow(Base):
    """A message to be sent, or kept to be read here where no mail server is set."""

    __tablename__ = "mail"
    __table_args__ = (Index("mail_waiting", "state", "state_since"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    state_since: Mapped[datetime] = mapped_column(MOMENT)
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(Text, default="")
    not_before: Mapped[datetime | None] = mapped_column(MOMENT)


class ReminderRow(Base):
    """One message of the ladder, which is sent once: its key says so.

    `anchor` is the deadline or return that it counts from. A step that a newer one overtook, and one that had nobody
    to go to, have no mail.
    """

    __tablename__ = "reminder"
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


class DraftRow(Base):
    """What a unit is still writing; `version` grows with each change, `filed_version` was handed in last."""

    __tablename__ = "draft"
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    version: Mapped[int]
    filed_version: Mapped[int] = mapped_column(default=0)
    awaits_leader: Mapped[bool] = mapped_column(default=False)
    changed_by: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(MOMENT)


class DraftFieldRow(Base):
    """One value of a draft as it was typed; `version` is the draft's when it was changed last."""

    __tablename__ = "draft_field"
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    path: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    is_copied: Mapped[bool] = mapped_column(default=False)
    changed_by: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(MOMENT)


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


class CommentRow(Base):
    """A remark of Home Affairs on a filing: on a figure, a section, or the whole."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    path: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(MOMENT)
