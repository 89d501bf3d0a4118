"""Where every unit of a period stands, and the merged report of those that count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from sqlalchemy.orm import Session

from service.actions.periods.obligations import (
    ORDINARY,
    ReportingObligation,
    including_agency,
    last_reports,
    load_period,
)
from service.catalogue import Catalogue
from service.domain.consolidation.baseline import Baseline, predecessors_of, unlike_days
from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation, Receipt
from service.domain.consolidation.corrections import Correction, corrected
from service.domain.consolidation.edition import LIVE, PeriodEdition
from service.domain.consolidation.merge import merge_all
from service.domain.consolidation.overlaps import Overlap, counted_elsewhere, following
from service.domain.errors import Finding, Message
from service.domain.organization.agency import Agency, in_table_order
from service.domain.reporting.evidence import lines_of
from service.domain.reporting.period import Period
from service.domain.reporting.report import Adjustment, CountedElsewhere, Report
from service.domain.reporting.standing import SubmissionHistory
from service.domain.reporting.submission import Review, State
from service.domain.reporting.template import ReportTemplate
from service.domain.reporting.version_mapping import report_in_version
from service.storage.consolidation.editions import (
    LAST_YEAR,
    PREVIOUS,
    edition_of,
    frozen_agencies,
    frozen_baselines,
    frozen_evidence,
    frozen_filings,
    frozen_findings,
    frozen_period,
)
from service.storage.intake.drafts import begun_drafts
from service.storage.intake.report_files import files_of_submissions
from service.storage.intake.standing import standing_submissions
from service.storage.intake.submissions import findings_of, submissions_of_period
from service.storage.models import SubmissionRow
from service.storage.organization.agencies import agencies_on, all_agencies
from service.storage.periods.adjustments import adjustments_that_hold
from service.storage.periods.overlaps import overlaps_in
from service.storage.periods.periods import ObligationOverride, all_periods, get_period, obligations
from service.storage.periods.province_terms import in_force

NOBODY: Mapping[str, Agency] = {}
NO_FINDINGS: Mapping[str, tuple[Finding, ...]] = {}


@dataclass(frozen=True)
class PeriodSnapshot:
    """A period with its template, the units that owe a report for it, and those that were let off.

    Of a closed period it is what its edition holds, None where the period is open: whatever is asked for by a snapshot
    is then read from the edition and from nothing else.
    """

    template: ReportTemplate
    period: Period
    agencies: tuple[Agency, ...]
    obligations: Mapping[str, ObligationOverride]
    waived: tuple[Agency, ...] = ()
    edition: PeriodEdition | None = None
    # By submission what was adjusted of it, by indicator.
    adjustments: Mapping[str, Mapping[str, Adjustment]] = field(default_factory=dict)
    # By number the figures that two sides tell for the same thing.
    overlaps: Mapping[int, Overlap] = field(default_factory=dict)

    def terms(self, agency: Agency) -> ReportingObligation:
        """What holds for one of its units."""
        owed = self.obligations.get(agency.code, ORDINARY)
        above = self.obligations.get(agency.parent or "", ORDINARY)
        including = including_agency(self.period, agency, owed, above)
        return ReportingObligation(self.template, self.period, agency, owed, including)

    def correction(self, agency: str, submission: str) -> Correction:
        """What Home Affairs changed of the part that an agency's submission has in the totals."""
        owed = self.obligations.get(agency, ORDINARY)
        return Correction(
            owed.exclusion_reason, self.adjustments.get(submission, {}), self._elsewhere.get(agency, {})
        )  # fmt: skip

    @cached_property
    def _elsewhere(self) -> Mapping[str, Mapping[str, CountedElsewhere]]:
        return counted_elsewhere(self.overlaps, (*self.agencies, *self.waived), self.template)

    def province(self, current: str) -> str:
        """What the province was called; `current` is what it is called today."""
        return current if self.edition is None else self.edition.province


def period_snapshot(session: Session, catalogue: Catalogue, code: str, edition: int | None = None) -> PeriodSnapshot:
    """The period as it stands: as this installation opened it, or the newest edition where it is closed.

    `edition` asks for one by its number, or with LIVE for the period as it would be closed now. Raises NotFoundError.
    """
    found = None if edition == LIVE else edition_of(session, code, edition)
    if found is not None:
        return _frozen(session, catalogue, found)
    return live_snapshot(session, catalogue, code)


def live_snapshot(
    session: Session, catalogue: Catalogue, code: str, changed: Mapping[str, Agency] = NOBODY
) -> PeriodSnapshot:  # fmt: skip
    """The period as the tables say, or as if these units were changed; raises NotFoundError."""
    template, period = load_period(session, catalogue, code)
    owed = obligations(session, code)
    let_off = {agency for agency, item in owed.items() if item.waived_at is not None}
    known = {agency.code: agency for agency in agencies_on(session, period.window.last)}
    everybody = tuple({**known, **changed}.values())
    last = last_reports(session, period, everybody)
    units = in_table_order(agency for agency in everybody if period.is_owed_by(agency) or agency.code in last)
    present = {agency.code for agency in units}
    pairs = {number: kept.overlap for number, kept in overlaps_in(session, code).items()}
    return PeriodSnapshot(
        template=in_force(session, template, period.window.last),
        period=period,
        agencies=tuple(agency for agency in units if agency.code not in let_off),
        obligations=owed,
        waived=tuple(agency for agency in units if agency.code in let_off),
        adjustments=adjustments_that_hold(session, code),
        overlaps={number: following(pair, {**known, **changed}, present) for number, pair in pairs.items()},
    )


def _frozen(session: Session, catalogue: Catalogue, edition: PeriodEdition) -> PeriodSnapshot:
    opened = get_period(session, edition.period)
    kept = frozen_agencies(session, edition)
    period = frozen_period(session, edition)
    template = catalogue.get(opened.template_code, opened.template_version)
    return PeriodSnapshot(
        template=in_force(session, template, period.window.last),
        period=period,
        agencies=tuple(unit.agency for unit in kept if unit.status is not None),
        obligations={unit.agency.code: unit.obligation for unit in kept},
        waived=tuple(unit.agency for unit in kept if unit.status is None),
        edition=edition,
    )


def agency_statuses(session: Session, view: PeriodSnapshot, *, with_findings: bool) -> tuple[AgencyStatus, ...]:
    """The standing of every unit that owes a report, in table order."""
    if view.edition is not None:
        return _frozen_statuses(session, view.edition, with_findings=with_findings)
    filings: defaultdict[str, list[SubmissionRow]] = defaultdict(list)
    for row in submissions_of_period(session, view.period.code):
        filings[row.agency].append(row)
    histories = {agency.code: SubmissionHistory(filings[agency.code]) for agency in view.agencies}
    shown = [history.shown.id for history in histories.values() if history.shown is not None]
    findings = findings_of(session, shown) if with_findings else {}
    return tuple(agency_status(view.terms(agency), histories[agency.code], findings) for agency in view.agencies)


def _frozen_statuses(session: Session, edition: PeriodEdition, *, with_findings: bool) -> tuple[AgencyStatus, ...]:
    statuses = [unit.status for unit in frozen_agencies(session, edition) if unit.status is not None]
    if not with_findings:
        return tuple(statuses)
    findings = frozen_findings(session, edition)
    return tuple(replace(status, findings=findings.get(status.agency.code, ())) for status in statuses)


def drafts_begun(session: Session, view: PeriodSnapshot) -> Collection[str]:
    """The units that have begun a report, or had when the period was closed."""
    if view.edition is None:
        return begun_drafts(session, view.period.code)
    return {unit.agency.code for unit in frozen_agencies(session, view.edition) if unit.has_draft}


def consolidate(session: Session, view: PeriodSnapshot, province: str) -> Consolidation:
    """The merged report of the filings that stand, with every unit's standing."""
    statuses = agency_statuses(session, view, with_findings=True)
    report = merged_report(session, view)
    return Consolidation(report, view.period, statuses, view.province(province), edition=view.edition)


def merged_report(session: Session, view: PeriodSnapshot) -> Report:
    """The valid filings of the units that the period counts, as one report."""
    if view.edition is not None:
        return Report(view.template, view.period.code, frozen_filings(session, view.edition))
    by_code = {agency.code: agency for agency in view.agencies}
    reports = [
        corrected(partial(view.terms(by_code[row.agency]).report, row), payload, view.correction(row.agency, row.id))
        for row, payload in standing_submissions(session, view.period.code)
        if row.agency in by_code
    ]
    return merge_all(view.template, view.period.code, reports)


def evidence_of(session: Session, view: PeriodSnapshot, report: Report) -> Mapping[str, tuple[Message, ...]]:
    """What there is to say of the files beside the submissions that count, by submission."""
    if view.edition is not None:
        return frozen_evidence(session, view.edition)
    counted = [filing.source.submission for filing in report.ordered]
    return {
        submission: tuple(line for file in files for line in lines_of(file, view.template))
        for submission, files in files_of_submissions(session, counted).items()
    }


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
    if view.edition is not None:
        kept = frozen_baselines(session, view.edition, catalogue.get)
        return Baselines(kept.get(PREVIOUS), kept.get(LAST_YEAR))
    return Baselines(
        _past(session, catalogue, view, view.period.previous), _past(session, catalogue, view, view.period.last_year)
    )


def _past(session: Session, catalogue: Catalogue, view: PeriodSnapshot, code: str) -> Baseline | None:
    """One of them with all that counted then, None where it was never opened or nobody filed."""
    if code not in {opened.code for opened in all_periods(session)}:
        return None
    earlier = period_snapshot(session, catalogue, code)
    report = report_in_version(merged_report(session, earlier), view.template)
    if not report.filings:
        return None
    units = {agency.code: agency for agency in earlier.agencies}
    ends = view.period.window.last, earlier.period.window.last
    # A unit whose figures are in its successor's has no past of its own.
    reporting = {unit.code for unit in view.agencies if not view.terms(unit).obligation.contained_in}
    past = predecessors_of(all_agencies(session), *ends, reporting, units)
    return Baseline(
        period=earlier.period,
        report=report,
        # Under the names that they had then.
        predecessors={code: in_table_order(units.get(unit.code, unit) for unit in of) for code, of in past.items()},
        units=units,
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
        excluded=terms.obligation.exclusion_reason,
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
    return Receipt(row.id, row.revision, row.sha256, row.received_at, row.channel, row.filed_by, row.on_behalf)
