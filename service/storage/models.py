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
    String,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.domain.consolidation.states import BuildState, MergeState
from service.domain.errors import Level
from service.domain.notifications.delivery import Means, MessageState
from service.domain.reporting.submission import Channel, Review, State
from service.storage.engine.base import CODE, MOMENT, Base, partial_index
from service.storage.engine.enums import EnumText


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
    merge_state: Mapped[MergeState] = mapped_column(EnumText(MergeState), default=MergeState.IDLE)
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
    """One filing: its bytes as they came, its state, and its content once it was understood.

    `attempts` counts every claim and never goes back, so that a late worker stores nothing; `deaths` are those of its
    claims that ended with their process, `interruptions` those that nobody ended, both since its check was last asked
    for. `terms` is the fingerprint of what its verdict was held against.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("period", "agency", "revision"),
        UniqueConstraint("period", "agency", "sha256"),
        UniqueConstraint("period", "agency", "idempotency_key"),
        Index("submission_waiting", "state", "state_since"),
        # A row's state lies behind its bytes, which a question about thousands of units must not read.
        partial_index("submission_valid", "period", "agency", where="state = 'valid'"),
        partial_index("submission_returned", "period", "agency", where="review = 'returned'"),
    )
    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"))
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    revision: Mapped[int]
    channel: Mapped[Channel] = mapped_column(EnumText(Channel))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    received_at: Mapped[datetime] = mapped_column(MOMENT)
    filed_by: Mapped[str] = mapped_column(String(200))
    state: Mapped[State] = mapped_column(EnumText(State))
    state_since: Mapped[datetime] = mapped_column(MOMENT)
    attempts: Mapped[int] = mapped_column(default=0)
    review: Mapped[Review] = mapped_column(EnumText(Review))
    validated_at: Mapped[datetime | None] = mapped_column(MOMENT)
    content: Mapped[str | None] = mapped_column(Text, deferred=True)
    failure: Mapped[str | None] = mapped_column(Text)
    reviewed_at: Mapped[datetime | None] = mapped_column(MOMENT)
    filer: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    deaths: Mapped[int] = mapped_column(default=0, server_default="0")
    interruptions: Mapped[int] = mapped_column(default=0, server_default="0")
    terms: Mapped[str | None] = mapped_column(String(64))


class FilingKeyRow(Base):
    """An Idempotency-Key that came with the bytes of an earlier filing, which has another key or none."""

    __tablename__ = "filing_key"
    period: Mapped[str] = mapped_column(CODE, primary_key=True)
    agency: Mapped[str] = mapped_column(CODE, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"))


class FindingRow(Base):
    """What was said of a filing."""

    __tablename__ = "finding"
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(64))
    level: Mapped[Level] = mapped_column(EnumText(Level))
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
        partial_index(
            "workbook_under_way", "period", "scope_digest", where="state IN ('queued', 'building')", unique=True
        ),
        Index("workbook_fingerprint", "fingerprint"),
        Index("workbook_sha256", "sha256"),
    )
    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"))
    state: Mapped[BuildState] = mapped_column(EnumText(BuildState))
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
    """A person who signs in; `mail_fault` says why mails to the address come back."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
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
    oidc_subject: Mapped[str | None] = mapped_column(String(64), unique=True)
    totp_secret: Mapped[str | None] = mapped_column(Text)


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
    """A message to be sent by mail or webhook, or kept to be read here where there is nothing to send it by.

    One of many (`is_bulk`) lets others pass; `tried_at` is when it was handed over last, whatever came of it. The words
    of a letter with a link that lets its reader in are sealed, and gone once the link has ended.
    """

    __tablename__ = "mail"
    __table_args__ = (
        # Apart, since with an index of all by their states SQLite would gather and sort what waits for each message.
        partial_index("mail_done", "state", "state_since", where="state NOT IN ('waiting', 'sending')"),
        partial_index("mail_sealed", "sealed_until", where="sealed_until IS NOT NULL"),
        partial_index("mail_to_go", "is_bulk", "created_at", "id", where="state IN ('waiting', 'sending')"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    state: Mapped[MessageState] = mapped_column(EnumText(MessageState))
    state_since: Mapped[datetime] = mapped_column(MOMENT)
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(Text, default="")
    not_before: Mapped[datetime | None] = mapped_column(MOMENT)
    means: Mapped[Means] = mapped_column(EnumText(Means), default=Means.MAIL, server_default="mail")
    is_bulk: Mapped[bool] = mapped_column(default=False, server_default=false())
    unsubscribe: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, str | None] | None] = mapped_column(JSON(none_as_null=True))
    tried_at: Mapped[datetime | None] = mapped_column(MOMENT, index=True)
    attachment_name: Mapped[str | None] = mapped_column(String(200))
    attachment: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sealed_for: Mapped[int | None]
    sealed_until: Mapped[datetime | None] = mapped_column(MOMENT)


class NoticeRow(Base):
    """A message to a person that is read on the pages; `link` is a path of them."""

    __tablename__ = "notice"
    __table_args__ = (Index("notice_unread", "account", "read_at"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"))
    subject: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    read_at: Mapped[datetime | None] = mapped_column(MOMENT)


class DigestRow(Base):
    """A digest of a person, made once for each time at which it is due; without a mail there was nothing to say."""

    __tablename__ = "digest"
    account: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    wish: Mapped[str] = mapped_column(String(16), primary_key=True)
    planned: Mapped[datetime] = mapped_column(MOMENT, primary_key=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    mail: Mapped[str | None] = mapped_column(ForeignKey("mail.id"), index=True)


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


class WorkingDayException(Base):
    """A day off that the province adds, or a day on which it makes up for one."""

    __tablename__ = "working_day_exception"
    day: Mapped[date] = mapped_column(primary_key=True)
    is_worked: Mapped[bool]
    name: Mapped[str] = mapped_column(String(200))


class CalendarFeedRow(Base):
    """The secret address behind which a calendar of deadlines lies: a unit's, or that of Home Affairs."""

    __tablename__ = "calendar_feed"
    owner: Mapped[str] = mapped_column(CODE, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    renewed_at: Mapped[datetime] = mapped_column(MOMENT)
    sealed: Mapped[str] = mapped_column(Text)


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
