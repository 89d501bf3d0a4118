"""The tables. Units have dates and successors, templates versions, and each filing its raw bytes."""

from __future__ import annotations

from datetime import date, datetime

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


class ObligationRow(Base):
    """What one unit owes for one period where it differs from the rule for its kind."""

    __tablename__ = "obligation"
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    includes_children: Mapped[bool] = mapped_column(default=False)
    exempt: Mapped[list[str]] = mapped_column(JSON, default=list)


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


class FindingRow(Base):
    """What was said of a filing."""

    __tablename__ = "finding"
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    values: Mapped[dict[str, str]] = mapped_column(JSON)
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
    """A workbook that was asked for; at most one a period is under way."""

    __tablename__ = "workbook"
    __table_args__ = (
        Index(
            "workbook_under_way",
            "period",
            unique=True,
            sqlite_where=text("state IN ('queued', 'building')"),
            postgresql_where=text("state IN ('queued', 'building')"),
        ),
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


class DemonstrationRow(Base):
    """The demonstration's business time: where this row exists, it began at `business` when it was `real`."""

    __tablename__ = "demonstration"
    id: Mapped[int] = mapped_column(primary_key=True)
    real: Mapped[datetime] = mapped_column(MOMENT)
    business: Mapped[datetime] = mapped_column(MOMENT)
