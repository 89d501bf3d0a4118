"""What holds for one unit's report in an opened period: asked for without all other units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.catalogue import Catalogue
from service.domain.consolidation.baseline import predecessors_of
from service.domain.consolidation.edition import PeriodEdition
from service.domain.consolidation.merge import joined_report
from service.domain.errors import ConflictError, Message, NotFoundError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.agency import Agency
from service.domain.reporting.deadline import agency_deadline
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.own_window import own_window_note
from service.domain.reporting.payload import Payload, submitted_report
from service.domain.reporting.period import Period, Window
from service.domain.reporting.report import Report, Source, report_of
from service.domain.reporting.template import ReportTemplate
from service.domain.reporting.version_mapping import report_in_version
from service.storage.consolidation.editions import edition_of, frozen_agencies_named, frozen_period
from service.storage.intake.standing import standing_submission
from service.storage.intake.submissions import agencies_that_filed
from service.storage.models import SubmissionRow
from service.storage.organization.agencies import agencies_as_on, all_agencies, get_agency, predecessors_named
from service.storage.periods.periods import (
    ObligationOverride,
    OpenedPeriod,
    all_periods,
    get_period,
    obligation_of,
    obligations,
)

ORDINARY = ObligationOverride()


@dataclass(frozen=True)
class ReportingObligation:
    """The unit, the period as this installation opened it, and what the unit owes.

    `included_in` is the unit, above it or after it, whose figures already include this one's; `is_owed` whether the
    unit is one of the period's at all, be it with a report of its last days.
    """

    template: ReportTemplate
    period: Period
    agency: Agency
    obligation: ObligationOverride = ORDINARY
    included_in: str | None = None
    is_owed: bool = True

    @property
    def due(self) -> datetime:
        """When the unit owes its report, an extension counted."""
        return agency_deadline(self.period, self.agency.kind, self.obligation.due_at)

    @property
    def window(self) -> Window:
        """The days that the unit reports."""
        return self.period.window_of(self.agency)

    @property
    def window_note(self) -> Message | None:
        """What there is to say where those are a part of the period only."""
        return own_window_note(self.period, self.agency)

    def fingerprint(self, earlier: EarlierReports) -> str:
        """Of all that may change under a filing and that its verdict depends on: SHA-256 in hexadecimal."""
        before = [
            "" if report is None else report.ordered[0].source.submission
            for report in (earlier.previous, earlier.last_year)
        ]
        held = [self.template.digest, self.agency.kind.value, *before, *sorted(self.obligation.exempt)]
        held += [] if earlier.window is None else [earlier.window.said]
        handing = (report.ordered[0].source.submission for report in earlier.handing)
        held += ["takes over", *handing] if earlier.takes_over else []
        return sha256_of("\x1f".join(held))

    def report(self, row: SubmissionRow, payload: Payload) -> Report:
        """The unit's filing as a report."""
        source = Source(self.agency.code, row.revision, row.id, row.received_at, self.included_in)
        filing = submitted_report(payload, self.template, self.agency, source, self.obligation.exempt)
        return report_of(self.template, self.period.code, filing)


def closed_error(period: str) -> ConflictError:
    """What everything that changes a closed period is refused with."""
    return ConflictError(
        message("Kỳ báo cáo {period} đã khóa, không thay đổi được nữa: Sở Nội vụ phải mở lại kỳ trước.", period=period)
    )


def require_open(session: Session, period: str) -> OpenedPeriod:
    """The period; raises NotFoundError, or ConflictError where it is closed."""
    opened = get_period(session, period)
    if opened.closed_at is not None:
        raise closed_error(period)
    return opened


def load_period(session: Session, catalogue: Catalogue, code: str) -> tuple[ReportTemplate, Period]:
    """Template and dates of an opened period; raises NotFoundError."""
    opened = get_period(session, code)
    template = catalogue.get(opened.template_code, opened.template_version)
    return template, opened.period(template)


def obligations_of_period(session: Session, catalogue: Catalogue, code: str, agency: Agency) -> ReportingObligation:
    """The unit's terms in an opened period, or what they were in one that is closed; raises NotFoundError."""
    edition = edition_of(session, code)
    if edition is not None:
        return _frozen(session, catalogue, edition, agency)
    template, period = load_period(session, catalogue, code)
    (agency,) = agencies_as_on(session, [agency], period.window.last)
    owed = obligation_of(session, code, agency.code)
    above = ORDINARY if agency.parent is None else obligation_of(session, code, agency.parent)
    including = including_agency(period, agency, owed, above)
    return ReportingObligation(template, period, agency, owed, including, period.is_open_to(agency))


def including_agency(
    period: Period, agency: Agency, owed: ObligationOverride, above: ObligationOverride
) -> str | None:  # fmt: skip
    """The unit whose figures hold the agency's: what came after it where it ended, or its parent; None without one.

    `above` is what the parent owes.
    """
    if owed.contained_in and period.is_last_of(agency):
        return owed.contained_in
    return agency.parent if above.includes_children else None


def _frozen(
    session: Session, catalogue: Catalogue, edition: PeriodEdition, agency: Agency
) -> ReportingObligation:  # fmt: skip
    template, _ = load_period(session, catalogue, edition.period)
    period = frozen_period(session, edition)
    kept = frozen_agencies_named(session, [edition], [agency.code]).get((edition.period, agency.code))
    if kept is None:
        return ReportingObligation(template, period, agency, is_owed=False)
    parent = kept.agency.parent or ""
    above = frozen_agencies_named(session, [edition], [parent]).get((edition.period, parent))
    owed_above = ORDINARY if above is None else above.obligation
    including = including_agency(period, kept.agency, kept.obligation, owed_above)
    return ReportingObligation(template, period, kept.agency, kept.obligation, including, is_owed=True)


def outstanding_obligations(session: Session, catalogue: Catalogue, code: str, agency: str) -> ReportingObligation:
    """The same by the unit's code; raises NotFoundError also for a unit that owes no report for the period."""
    terms = obligations_of_period(session, catalogue, code, get_agency(session, agency))
    if not terms.is_owed:
        raise NotFoundError(not_owing(terms.agency.name, terms.period))
    return terms


def not_owing(name: str, period: Period) -> Message:
    """That an agency owes no report for the period."""
    return message("{name} không thuộc diện báo cáo {period}.", name=name, period=period.title)


def standing_report(session: Session, catalogue: Catalogue, period: str, agency: Agency) -> Report | None:
    """The unit's valid report of a period, None where there is none."""
    found = standing_submission(session, period, agency.code)
    return None if found is None else obligations_of_period(session, catalogue, period, agency).report(*found)


def earlier_reports(
    session: Session, catalogue: Catalogue, template: ReportTemplate, period: Period, agency: Agency
) -> EarlierReports:  # fmt: skip
    """What the unit's report of a period is compared with, in the period's version of the template.

    For a year's report both are the same.
    """

    def found(code: str) -> Report | None:
        report = _past_report(session, catalogue, code, period, agency)
        return None if report is None else report_in_version(report, template)

    previous = found(period.previous)
    last_year = previous if period.last_year == period.previous else found(period.last_year)
    taken_over = [unit for unit in predecessors_named(session, agency.code) if _begins_within(unit, period)]
    handing = _handing_reports(session, catalogue, period, agency, taken_over) if taken_over else ()
    return EarlierReports(
        previous, last_year, period.partial_window(agency), bool(taken_over),
        tuple(report_in_version(report, template) for report in handing),
    )  # fmt: skip


def last_reports(session: Session, period: Period, everybody: Iterable[Agency]) -> frozenset[str]:
    """The units that ended in the midst of the period and gave a report of their last days, by code."""
    return agencies_that_filed(session, period.code, [unit.code for unit in everybody if period.is_last_of(unit)])


def untold_ends(session: Session, period: Period) -> tuple[Agency, ...]:
    """The units that ended in the midst of the period and have a successor, of whose last days nobody gave a report.

    Those that were let off, or whose figures their successor says to contain, are none.
    """
    ended = [unit for unit in all_agencies(session) if period.is_last_of(unit) and unit.successors]
    told, owed = last_reports(session, period, ended), obligations(session, period.code) if ended else {}
    settled = {code for code, terms in owed.items() if terms.waived_at or terms.excluded_at or terms.contained_in}
    return tuple(unit for unit in ended if unit.code not in told | settled)


def _begins_within(predecessor: Agency, period: Period) -> bool:
    """Whether what came after the unit began in the period."""
    ended = predecessor.valid_to
    return ended is not None and period.window.first <= ended + timedelta(days=1) <= period.window.last


def _past_report(session: Session, catalogue: Catalogue, code: str, now: Period, agency: Agency) -> Report | None:
    """The unit's report of an earlier period; of one that took others over since, what they gave together.

    It is what outputs compare the unit with: of a unit that was divided nobody knows which part is whose.
    """
    if not predecessors_named(session, agency.code) or code not in {opened.code for opened in all_periods(session)}:
        return standing_report(session, catalogue, code, agency)
    _, then = load_period(session, catalogue, code)
    everybody = all_agencies(session)
    origins = predecessors_of(
        everybody, now.window.last, then.window.last, _reporting_beside(session, now, everybody),
        last_reports(session, then, everybody),
    )  # fmt: skip
    if agency.code not in origins:
        return standing_report(session, catalogue, code, agency)
    heirs = Counter(unit.code for units in origins.values() for unit in units)
    reports = [
        (unit, report)
        for unit in origins[agency.code]
        if (report := standing_report(session, catalogue, code, unit)) is not None
    ]
    if not reports or any(heirs[unit.code] > 1 for unit, _ in reports):
        return None
    return joined_report(agency.code, [report for _, report in reports])


def _handing_reports(
    session: Session, catalogue: Catalogue, now: Period, agency: Agency, taken_over: Sequence[Agency]
) -> tuple[Report, ...]:  # fmt: skip
    """The reports of what was pending at the units that this one took over, and at itself where it was there before.

    That is a unit's last report where this one's figures do not contain it, else that of the last period that ended
    before the unit did. None where one is not there, or a unit was divided: then nobody knows the sum.
    """
    if any(len(unit.successors) > 1 for unit in taken_over):
        return ()
    opened = {period.code: period for period in all_periods(session)}
    beside = _reporting_beside(session, now, taken_over)
    sources = {
        unit: now.code if unit.code in beside else _last_before(catalogue, now, unit, opened) for unit in taken_over
    }
    if agency.valid_from < now.window.first:
        sources[agency] = now.previous
    found = [
        standing_report(session, catalogue, code, unit) if code in opened else None for unit, code in sources.items()
    ]
    reports = tuple(report for report in found if report is not None)
    return reports if len(reports) == len(found) else ()


def _last_before(catalogue: Catalogue, now: Period, ended: Agency, opened: Mapping[str, OpenedPeriod]) -> str:
    """The last opened period of the same report that was over when the unit ended, empty where there is none."""
    family = opened[now.code].template_code if now.code in opened else ""
    over = []
    for period in opened.values():
        dates = period.period(catalogue.get(period.template_code, period.template_version))
        if period.template_code == family and dates.previous and not ended.is_over_on(dates.window.last):
            over.append((dates.window.last, period.code))
    return max(over)[1] if over else ""


def _reporting_beside(session: Session, period: Period, units: Iterable[Agency]) -> frozenset[str]:
    """The units of these whose last report in the period counts beside the one of the unit after them."""
    return frozenset(
        unit
        for unit in last_reports(session, period, units)
        if not obligation_of(session, period.code, unit).contained_in
    )
