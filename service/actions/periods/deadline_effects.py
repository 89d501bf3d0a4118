"""What a deadline would do to filings that are in and to units that still owe theirs, before it is set."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.status import PeriodSnapshot, agency_statuses, period_snapshot
from service.actions.periods.working_days import working_time
from service.domain.consolidation.consolidation import AgencyStatus
from service.domain.errors import Message
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.decisions import doubts_about, doubts_about_late_filing, doubts_about_opening


@dataclass(frozen=True)
class DeadlineEffects:
    """What changes: the units concerned, those that keep a deadline of their own, whose filings become late or in time,
    and who owes a report that is overdue at once; `doubts` say what is odd about the moment."""

    units: int
    kept: int
    late: tuple[str, ...]
    on_time: tuple[str, ...]
    overdue: tuple[str, ...]
    doubts: tuple[Message, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        """Whether it deserves a question."""
        return bool(self.doubts or self.late or self.overdue)


def effects_for_kind(context: Context, period: str, kind: AgencyKind, due_at: datetime) -> DeadlineEffects:
    """Of a deadline for all units of a kind; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        own = {code for code, owed in view.obligations.items() if owed.due_at is not None}
        of_kind = [agency.code for agency in view.agencies if agency.kind is kind]
        concerned = [code for code in of_kind if code not in own]
        doubts = _doubts(context, session, view, due_at)
        kept = len(of_kind) - len(concerned)
        return _effects(context, session, view, concerned, lambda _: due_at, kept, doubts)


def effects_of_extension(context: Context, period: str, agencies: Collection[str], due_at: datetime) -> DeadlineEffects:
    """Of a deadline of their own for these units; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        doubts = _doubts(context, session, view, due_at)
        return _effects(context, session, view, agencies, lambda _: due_at, 0, doubts)


def effects_of_withdrawal(context: Context, period: str, agencies: Collection[str]) -> DeadlineEffects:
    """Of the deadline of all for units that had one of their own; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        return _effects(
            context, session, view, agencies, lambda status: view.period.deadline(status.agency.kind), 0, ()
        )


def doubts_of_opening(context: Context, code: str) -> tuple[Message, ...]:
    """Which deadlines of a period would be over if it were opened now."""
    template, _ = context.catalogue.for_period(code)
    with context.database.reading() as session:
        period = template.schedule.period(code, working_time(session).is_working_day)
    return doubts_about_opening(period, context.clock.now())


def doubts_of_late_filing(context: Context, until: datetime) -> tuple[Message, ...]:
    """What is odd about the moment until which a unit may file although its period is closed."""
    with context.database.reading() as session:
        return doubts_about_late_filing(until, context.clock.now(), working_time(session).is_working_day)


def _doubts(context: Context, session: Session, view: PeriodSnapshot, due_at: datetime) -> tuple[Message, ...]:
    return doubts_about(due_at, view.period, context.clock.now(), working_time(session).is_working_day)


def _effects(
    context: Context,
    session: Session,
    view: PeriodSnapshot,
    agencies: Collection[str],
    after: Callable[[AgencyStatus], datetime],
    kept: int,
    doubts: tuple[Message, ...],
) -> DeadlineEffects:
    now = context.clock.now()
    statuses = [one for one in agency_statuses(session, view, with_findings=False) if one.agency.code in agencies]
    filed = [(one, one.valid_at) for one in statuses if one.valid_at is not None]
    return DeadlineEffects(
        units=len(statuses),
        kept=kept,
        late=tuple(one.agency.name for one, at in filed if one.due_at >= at > after(one)),
        on_time=tuple(one.agency.name for one, at in filed if one.due_at < at <= after(one)),
        overdue=tuple(one.agency.name for one in statuses if one.valid_at is None and one.due_at >= now > after(one)),
        doubts=doubts,
    )
