"""Periods, deadlines and what single units owe, in the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.consolidation.states import MergeState
from service.domain.errors import NotFoundError, message
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import VIETNAM, Period, with_deadlines
from service.domain.reporting.template import ReportTemplate
from service.storage.engine.conditional_update import conditional_update
from service.storage.leases import MERGES
from service.storage.models import ObligationRow, PeriodDeadline, PeriodRow


@dataclass(frozen=True)
class OpenedPeriod:
    """A period as this installation opened it; `deadlines_since` says when each deadline was set."""

    code: str
    template_code: str
    template_version: str
    template_digest: str
    closed_at: datetime | None
    deadlines: dict[AgencyKind, datetime]
    opened_at: datetime
    deadlines_since: dict[AgencyKind, datetime]
    asks_signed_report: bool = False

    def period(self, template: ReportTemplate) -> Period:
        """The schedule's period with this installation's deadlines."""
        return with_deadlines(template.schedule.period(self.code), self.deadlines)


@dataclass(frozen=True)
class ObligationOverride:
    """What one unit owes where it differs from its kind; `exempt` are indicator codes or patterns.

    `due_at` is its own deadline where that was put off, at `extended_at`; a unit that was let off owes nothing since
    `waived_at`. The figures of one that is excluded are not added up since `excluded_at`; it owes its report all the
    same. One that is let in after the closing may file until `late_until`. Of one that ended within the period
    `contained_in` names the successor whose figures contain its own: empty where none does, None where nobody has said.
    """

    includes_children: bool = False
    exempt: tuple[str, ...] = ()
    due_at: datetime | None = None
    extension_reason: str = ""
    waived_at: datetime | None = None
    waiver_reason: str = ""
    extended_at: datetime | None = None
    excluded_at: datetime | None = None
    exclusion_reason: str = ""
    late_until: datetime | None = None
    late_reason: str = ""
    contained_in: str | None = None


def get_period(session: Session, code: str) -> OpenedPeriod:
    """The opened period; raises NotFoundError where it was never opened."""
    row = session.get(PeriodRow, code)
    if row is None:
        raise NotFoundError(message("Kỳ báo cáo «{code}» chưa được mở.", code=code))
    return _opened(row)


def lock_period(session: Session, code: str) -> None:
    """Until the transaction ends nobody else holds the period, so that what is numbered is numbered once.

    On SQLite every writing transaction is alone anyway.
    """
    session.execute(select(PeriodRow.code).where(PeriodRow.code == code).with_for_update(key_share=True))


def all_periods(session: Session) -> tuple[OpenedPeriod, ...]:
    """Every opened period, by its first and last day."""
    rows = session.scalars(select(PeriodRow).order_by(PeriodRow.last_day, PeriodRow.first_day, PeriodRow.code))
    return tuple(_opened(row) for row in rows)


def periods_from(session: Session, code: str) -> tuple[OpenedPeriod, ...]:
    """The opened periods of the same report template that end no earlier than this one, itself among them."""
    now = select(PeriodRow.template_code, PeriodRow.last_day).where(PeriodRow.code == code).subquery()
    query = select(PeriodRow).join(
        now, (PeriodRow.template_code == now.c.template_code) & (PeriodRow.last_day >= now.c.last_day)
    )
    rows = session.scalars(query.order_by(PeriodRow.last_day, PeriodRow.first_day, PeriodRow.code))
    return tuple(map(_opened, rows))


def is_let_in_late(session: Session, agency: str, now: datetime) -> bool:
    """Whether the unit may still submit to a period that is closed."""
    let_in = select(ObligationRow.period).where(ObligationRow.agency == agency, ObligationRow.late_until > now)
    return session.scalar(let_in.limit(1)) is not None


def first_days_of_open_periods(session: Session) -> tuple[date, ...]:
    """The first day of each, the earliest first."""
    open_ones = select(PeriodRow.first_day).where(PeriodRow.closed_at.is_(None))
    return tuple(session.scalars(open_ones.order_by(PeriodRow.first_day)))


def add_period(session: Session, period: Period, template: ReportTemplate, now: datetime) -> None:
    """Open a period."""
    row = PeriodRow(
        code=period.code,
        template_code=template.code,
        template_version=template.version,
        template_digest=template.digest,
        first_day=period.window.first,
        last_day=period.window.last,
        opened_at=now,
        merge_state=MergeState.IDLE,
        deadlines=[PeriodDeadline(kind=kind.value, due_at=due) for kind, due in period.deadlines.items()],
    )
    session.add(row)
    session.flush()


def close_period(session: Session, code: str, now: datetime | None) -> None:
    """No more filings are taken from `now` on; None opens the period again."""
    session.execute(update(PeriodRow).where(PeriodRow.code == code).values(closed_at=now))


def ask_signed_report(session: Session, code: str, *, asked: bool) -> None:
    """Whether each filing of the period has to bring the signed report."""
    session.execute(update(PeriodRow).where(PeriodRow.code == code).values(asks_signed_report=asked))


def put_deadline(session: Session, period: str, kind: AgencyKind, due_at: datetime, now: datetime) -> None:
    """Set when a kind of unit owes its report, from `now` on."""
    row = session.get(PeriodDeadline, (period, kind.value)) or PeriodDeadline(period=period, kind=kind.value)
    row.due_at, row.set_at = due_at, now
    session.add(row)
    session.flush()


def obligations(session: Session, period: str) -> dict[str, ObligationOverride]:
    """What single units owe in that period where it differs from the rule, by unit code."""
    return obligations_in(session, [period])[period]


def obligations_in(session: Session, periods: Collection[str]) -> dict[str, dict[str, ObligationOverride]]:
    """The same for each of several periods."""
    found: dict[str, dict[str, ObligationOverride]] = {period: {} for period in periods}
    for row in session.scalars(select(ObligationRow).where(ObligationRow.period.in_(periods))):
        found[row.period][row.agency] = _obligation(row)
    return found


def obligation_of(session: Session, period: str, agency: str) -> ObligationOverride:
    """What one unit owes in that period."""
    row = session.get(ObligationRow, (period, agency))
    return ObligationOverride() if row is None else _obligation(row)


def put_obligation(session: Session, period: str, agency: str, obligation: ObligationOverride) -> None:
    """Set what one unit owes."""
    row = session.get(ObligationRow, (period, agency)) or ObligationRow(period=period, agency=agency)
    row.includes_children, row.exempt = obligation.includes_children, list(obligation.exempt)
    row.due_at, row.extension_reason = obligation.due_at, obligation.extension_reason
    row.waived_at, row.waiver_reason = obligation.waived_at, obligation.waiver_reason
    row.extended_at = obligation.extended_at
    row.excluded_at, row.exclusion_reason = obligation.excluded_at, obligation.exclusion_reason
    row.late_until, row.late_reason = obligation.late_until, obligation.late_reason
    row.contained_in = obligation.contained_in
    session.add(row)
    session.flush()


def forget_late_filings(session: Session, period: str) -> None:
    """Nobody is let in late any more, since the period is open to all."""
    session.execute(
        update(ObligationRow).where(ObligationRow.period == period).values(late_until=None, late_reason="")
    )  # fmt: skip


def content_changed(session: Session, period: str, now: datetime) -> bool:
    """Note that the period must be merged anew; True where no merge is asked for yet."""
    session.execute(update(PeriodRow).where(PeriodRow.code == period).values(content_seq=PeriodRow.content_seq + 1))
    return conditional_update(
        session,
        update(PeriodRow)
        .where(PeriodRow.code == period, PeriodRow.merge_state == MergeState.IDLE)
        .values(merge_state=MergeState.QUEUED, merge_since=now),
    )


def claim_merge(session: Session, period: str, now: datetime) -> int | None:
    """The content to merge, for the one worker that gets it; None where another one is at it."""
    return merged_content(session, period) if MERGES.claim(session, period, now) else None


def finish_merge(session: Session, period: str, merged_seq: int, now: datetime) -> bool:
    """Give the claim back; True where more has arrived meanwhile and another merge was asked for."""
    # In one statement with the question, since more may arrive at any moment.
    if MERGES.settle(session, period, MergeState.IDLE, None, PeriodRow.content_seq == merged_seq):
        return False
    MERGES.settle(session, period, MergeState.QUEUED, now)
    return True


def merged_content(session: Session, period: str) -> int:
    """The number of the content that a merge would take in now."""
    return session.scalars(select(PeriodRow.content_seq).where(PeriodRow.code == period)).one()


def _obligation(row: ObligationRow) -> ObligationOverride:
    return ObligationOverride(
        includes_children=row.includes_children,
        exempt=tuple(row.exempt),
        due_at=row.due_at,
        extension_reason=row.extension_reason,
        waived_at=row.waived_at,
        waiver_reason=row.waiver_reason,
        extended_at=row.extended_at,
        excluded_at=row.excluded_at,
        exclusion_reason=row.exclusion_reason,
        late_until=row.late_until,
        late_reason=row.late_reason,
        contained_in=row.contained_in,
    )


def _opened(row: PeriodRow) -> OpenedPeriod:
    return OpenedPeriod(
        code=row.code,
        template_code=row.template_code,
        template_version=row.template_version,
        template_digest=row.template_digest,
        closed_at=row.closed_at,
        deadlines={AgencyKind(item.kind): item.due_at.astimezone(VIETNAM) for item in row.deadlines},
        opened_at=row.opened_at,
        deadlines_since={AgencyKind(item.kind): item.set_at or row.opened_at for item in row.deadlines},
        asks_signed_report=row.asks_signed_report,
    )
