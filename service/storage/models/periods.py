"""Periods with their deadlines, what single units owe, and the days and times that count."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Integer,
    String,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.domain.consolidation.closing import ClosingCheck
from service.domain.consolidation.closing_request import ClosingRequestState
from service.domain.consolidation.states import MergeState
from service.domain.reporting.adjustment import AdjustmentAnswer
from service.domain.reporting.target import TargetDirection
from service.storage.engine.base import CODE, MOMENT, Base
from service.storage.engine.enums import EnumText


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
    asks_signed_report: Mapped[bool] = mapped_column(default=False, server_default=false())
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
    excluded_at: Mapped[datetime | None] = mapped_column(MOMENT)
    exclusion_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    late_until: Mapped[datetime | None] = mapped_column(MOMENT)
    late_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    contained_in: Mapped[str | None] = mapped_column(CODE)


class AdjustmentRow(Base):
    """A figure that Home Affairs set in place of what a submission says; the submission stays what it is."""

    __tablename__ = "adjustment"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), index=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    indicator: Mapped[str] = mapped_column(String(80))
    value: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime | None] = mapped_column(MOMENT)
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(MOMENT)
    ended_at: Mapped[datetime | None] = mapped_column(MOMENT)
    ended_by: Mapped[str] = mapped_column(String(200), default="")
    end_reason: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[AdjustmentAnswer] = mapped_column(EnumText(AdjustmentAnswer))
    answer_text: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    answered_at: Mapped[datetime | None] = mapped_column(MOMENT)


class OverlapRow(Base):
    """Two sides that tell an indicator of a report template for the same thing; `counting` is the one that counts.

    Sides are units by their codes, or kinds where `of_kinds`. It holds from the period `since` on, up to and without
    the period `until`.
    """

    __tablename__ = "overlap"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    template: Mapped[str] = mapped_column(CODE, index=True)
    indicator: Mapped[str] = mapped_column(String(80))
    of_kinds: Mapped[bool]
    counting: Mapped[str] = mapped_column(CODE)
    leaving: Mapped[str] = mapped_column(CODE)
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[str] = mapped_column(ForeignKey("period.code"))
    until: Mapped[str | None] = mapped_column(ForeignKey("period.code"))
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(MOMENT)
    ended_by: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None] = mapped_column(MOMENT)
    end_reason: Mapped[str] = mapped_column(Text, default="")


class ClosingWaiverRow(Base):
    """Why a check before the closing need not be clear, for what was open of it then (`mark`)."""

    __tablename__ = "closing_waiver"
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    check: Mapped[ClosingCheck] = mapped_column(EnumText(ClosingCheck), primary_key=True)
    mark: Mapped[str] = mapped_column(String(16))
    count: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    waived_by: Mapped[str] = mapped_column(String(200))
    waived_at: Mapped[datetime] = mapped_column(MOMENT)


class ClosingTaskRow(Base):
    """A task of the province's own that is done in a period."""

    __tablename__ = "closing_task"
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    task: Mapped[str] = mapped_column(CODE, primary_key=True)
    done_by: Mapped[str] = mapped_column(String(200))
    done_at: Mapped[datetime] = mapped_column(MOMENT)


class ClosingRequestRow(Base):
    """A period's checklist before the leader of Home Affairs; `edition` is the number of the one made by it."""

    __tablename__ = "closing_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), index=True)
    is_correction: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    token: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(MOMENT)
    state: Mapped[ClosingRequestState] = mapped_column(EnumText(ClosingRequestState))
    ended_by: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None] = mapped_column(MOMENT)
    remarks: Mapped[str] = mapped_column(Text, default="")
    edition: Mapped[int | None]


class DemonstrationRow(Base):
    """The demonstration's business time: where this row exists, it began at `business` when it was `real`."""

    __tablename__ = "demonstration"
    id: Mapped[int] = mapped_column(primary_key=True)
    real: Mapped[datetime] = mapped_column(MOMENT)
    business: Mapped[datetime] = mapped_column(MOMENT)


class SettlementRow(Base):
    """A decision about what an indicator of a template's version means; the last one of an indicator counts.

    One with `is_settled` False takes the one before it back.
    """

    __tablename__ = "indicator_settlement"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    template: Mapped[str] = mapped_column(CODE, index=True)
    version: Mapped[str] = mapped_column(CODE)
    indicator: Mapped[str] = mapped_column(String(80))
    is_settled: Mapped[bool]
    document: Mapped[str] = mapped_column(String(200))
    article: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(MOMENT)


class OwnTargetRow(Base):
    """A decision about a target of a year, for periods that end on `since_day` or later; the last one counts.

    `kind` is empty for the province; without a `value` the target of the template's files counts again.
    """

    __tablename__ = "own_target"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    template: Mapped[str] = mapped_column(CODE, index=True)
    version: Mapped[str] = mapped_column(CODE)
    indicator: Mapped[str] = mapped_column(String(80))
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str | None] = mapped_column(Text)
    direction: Mapped[TargetDirection] = mapped_column(EnumText(TargetDirection))
    source: Mapped[str] = mapped_column(String(200))
    since: Mapped[str] = mapped_column(CODE)
    since_day: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(MOMENT)


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
