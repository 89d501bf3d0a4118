"""Where every unit of a period stands, and the merged report of those that count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.actions.periods.obligations import ORDINARY, ReportingObligation, load_period
from service.catalogue import Catalogue
from service.domain.consolidation.baseline import Baseline, predecessors_of, unlike_days
from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation, Receipt
from service.domain.consolidation.merge import merge_all
from service.domain.errors import Finding
from service.domain.organization.agency import Agency, in_table_order
from service.domain.reporting.period import Period
from service.domain.reporting.report import Report
from service.domain.reporting.standing import SubmissionHistory
from service.domain.reporting.submission import Review, State
from service.domain.reporting.template import ReportTemplate
from service.storage.intake.standing import standing_submissions
from service.storage.intake.submissions import findings_of, submissions_of_period
from service.storage.models import SubmissionRow
from service.storage.organization.agencies import all_agencies
from service.storage.periods.periods import ObligationOverride, all_periods, obligations

NO_FINDINGS: Mapping[str, tuple[Finding, ...]] = {}


@dataclass(frozen=True)
class PeriodSnapshot:
    """A period with its template, the units that owe a report for it, and those that were let off."""

    template: ReportTemplate
    period: Period
    agencies: tuple[Agency, ...]
    obligations: Mapping[str, ObligationOverride]
    waived: tuple[Agency, ...] = ()

    def terms(self, agency: Agency) -> ReportingObligation:
        """What holds for one of its units."""
        parent = agency.parent
        is_included = parent is not None and self.obligations.get(parent, ORDINARY).includes_children
        owed = self.obligations.get(agency.code, ORDINARY)
        return ReportingObligation(self.template, self.period, agency, owed, parent if is_included else None)


def period_snapshot(session: Session, catalogue: Catalogue, code: str) -> PeriodSnapshot:
    """The period as this installation opened it; raises NotFoundError."""
    template, period = load_period(session, catalogue, code)
    owed = obligations(session, code)
    let_off = {agency for agency, item in owed.items() if item.waived_at is not None}
    units = in_table_order(agency for agency in all_agencies(session) if period.is_owed_by(agency))
    return PeriodSnapshot(
        template=template,
        period=period,
        agencies=tuple(agency for agency in units if agency.code not in let_off),
        obligations=owed,
        waived=tuple(agency for agency in units if agency.code in let_off),
    )


def agency_statuses(session: Session, view: PeriodSnapshot, *, with_findings: bool) -> tuple[AgencyStatus, ...]:
    """The standing of every unit that owes a report, in table order."""
    filings: defaultdict[str, list[SubmissionRow]] = defaultdict(list)
    for row in submissions_of_period(session, view.period.code):
        filings[row.agency].append(row)
    histories = {agency.code: SubmissionHistory(filings[agency.code]) for agency in view.agencies}
    shown = [history.shown.id for history in histories.values() if history.shown is not None]
    findings = findings_of(session, shown) if with_findings else {}
    return tuple(agency_status(view.terms(agency), histories[agency.code], findings) for agency in view.agencies)


def consolidate(session: Session, view: PeriodSnapshot, province: str) -> Consolidation:
    """The merged report of the filings that stand, with every unit's standing."""
    statuses = agency_statuses(session, view, with_findings=True)
    return Consolidation(merged_report(session, view), view.period, statuses, province)


def merged_report(session: Session, view: PeriodSnapshot) -> Report:
    """The valid filings of the units that the period counts, as one report."""
    by_code = {agency.code: agency for agency in view.agencies}
    reports = [
        view.terms(by_code[row.agency]).report(row, payload)
        for row, payload in standing_submissions(session, view.period.code)
        if row.agency in by_code
    ]
    return merge_all(view.template, view.period.code, reports)


@dataclass(frozen=True)
class Baselines:
    """The period before and the same one last year, which every output compares with; None where there is none."""

    previous: Baseline | None
    last_year: Baseline | None

    def previous_days(self, now: Period) -> int | None:
        """How many days the period before lasted where that is not about as long as this one."""
        return unlike_days(now, self.previous)


def baselines_of(session: Session, catalogue: Catalogue, view: PeriodSnapshot) -> Baselines:
    """The earlier periods as the units of this one see them."""
    return Baselines(
        _past(session, catalogue, view, view.period.previous), _past(session, catalogue, view, view.period.last_year)
    )


def _past(session: Session, catalogue: Catalogue, view: PeriodSnapshot, code: str) -> Baseline | None:
    """One of them with all that counted then, None where it was never opened or nobody filed."""
    if code not in {opened.code for opened in all_periods(session)}:
        return None
    earlier = period_snapshot(session, catalogue, code)
    report = merged_report(session, earlier)
    if not report.filings:
        return None
    return Baseline(
        period=earlier.period,
        report=report,
        predecessors=predecessors_of(all_agencies(session), view.period.window.last, earlier.period.window.last),
        units={agency.code: agency for agency in earlier.agencies},
    )


def agency_status(
    terms: ReportingObligation,
    history: SubmissionHistory[SubmissionRow],
    findings: Mapping[str, tuple[Finding, ...]] = NO_FINDINGS,
) -> AgencyStatus:
    """One unit's standing, from its filings."""
    shown = history.shown
    return AgencyStatus(
        agency=terms.agency,
        due_at=terms.due,
        state=_state(history),
        receipt=None if shown is None else receipt_of(shown),
        valid_at=history.valid_at,
        first_valid_at=history.first_valid_at,
        extension=_extension(terms.obligation),
        revisions=len(history.revisions),
        review=Review.PENDING if shown is None else shown.review,
        findings=() if shown is None else findings.get(shown.id, ()),
    )


def _extension(owed: ObligationOverride) -> str:
    return "" if owed.due_at is None else owed.extension_reason or "đã gia hạn"


def _state(history: SubmissionHistory[SubmissionRow]) -> AgencyState:
    if history.newest is None:
        return AgencyState.MISSING
    if history.standing is not None:
        return AgencyState.VALID if history.returned is None else AgencyState.RETURNED
    if history.is_being_checked:
        return AgencyState.CHECKING
    return AgencyState.FAILED if history.newest.state == State.FAILED else AgencyState.INVALID


def receipt_of(row: SubmissionRow) -> Receipt:
    """The proof of a filing."""
    return Receipt(row.id, row.revision, row.sha256, row.received_at, row.channel, row.filed_by)
