"""The merged report of a period with the standing of every unit that owes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.earlier_period import EarlierPeriod
from service.domain.consolidation.edition import PeriodEdition
from service.domain.consolidation.overlaps import OverlapStory, overlap_stories
from service.domain.consolidation.scope import WHOLE, Scope
from service.domain.errors import Finding, Message
from service.domain.notation.labelled import Labelled
from service.domain.organization.agency import Agency
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.period import Period
from service.domain.reporting.report import Adjustment, Report
from service.domain.reporting.submission import Review


class AgencyState(Labelled):
    """Where a unit stands in a period."""

    MISSING = "missing", "chưa nộp"
    CHECKING = "checking", "đang kiểm tra"
    FAILED = "failed", "không kiểm tra được"
    INVALID = "invalid", "có lỗi"
    VALID = "valid", "hợp lệ"
    RETURNED = "returned", "trả lại"


@dataclass(frozen=True)
class Receipt:
    """The proof of one filing; `submission` is its number, `sha256` that of the bytes handed in.

    A file that was never handed in, only read, has no moment. `on_behalf` is why Home Affairs filed it for the unit.
    """

    submission: str
    revision: int
    sha256: str
    received_at: datetime | None
    channel: str
    filed_by: str = ""
    on_behalf: str = ""


@dataclass(frozen=True)
class AgencyStatus:
    """One unit's standing: its counted filing, when that came (`valid_at`), and the findings on it.

    `first_valid_at` is when the first valid one came.

    `extension` says why it got another deadline, `excluded` why its figures are not added up. Without a counted filing
    `receipt` is that of the newest one, if any, and `findings` are on that.
    """

    agency: Agency
    due_at: datetime
    state: AgencyState
    receipt: Receipt | None = None
    valid_at: datetime | None = None
    first_valid_at: datetime | None = None
    revisions: int = 0
    findings: tuple[Finding, ...] = ()
    review: Review = Review.PENDING
    extension: str = ""
    excluded: str = ""

    @property
    def is_late(self) -> bool:
        """Whether the filing that counts came after the deadline."""
        return self.valid_at is not None and self.valid_at > self.due_at

    def is_overdue(self, now: datetime) -> bool:
        """Whether its deadline has passed without a valid filing; one that is being checked is waited for."""
        return self.valid_at is None and self.due_at < now and self.state is not AgencyState.CHECKING

    @property
    def earlier_valid_at(self) -> datetime | None:
        """When the first valid filing came, where a later one counts in its place."""
        return None if self.first_valid_at == self.valid_at else self.first_valid_at


class AdjustedFigure(NamedTuple):
    """A unit's figure that Home Affairs adjusted."""

    agency: Agency
    indicator: Indicator
    adjustment: Adjustment


@dataclass(frozen=True)
class RefusedFile:
    """A file that could not be taken, and why."""

    name: str
    reasons: tuple[Finding, ...]


@dataclass(frozen=True)
class Consolidation:
    """All that the workbook shows; `units` are those valid at the period's end, in table order."""

    report: Report
    period: Period
    units: tuple[AgencyStatus, ...]
    province: str = ""
    refused: tuple[RefusedFile, ...] = ()
    previous: Baseline | None = None
    last_year: Baseline | None = None
    scope: Scope = WHOLE
    # The periods before, the oldest first.
    history: tuple[EarlierPeriod, ...] = ()
    # What there is to say of the files beside each submission, by its number.
    evidence: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    # The edition that it is of; None where the period is open or there is no database.
    edition: PeriodEdition | None = None
    # The newest hash of the audit chain when it was merged, or closed; empty where there is no database.
    audit_hash: str = ""
    # Whether nobody knows who owes a report, or figures that were read out of words were not confirmed.
    is_provisional: bool = False

    @property
    def contributing(self) -> int:
        """How many of the units owing a report are in it."""
        return sum(unit.agency.code in self.report.filings for unit in self.units)

    @property
    def missing(self) -> tuple[AgencyStatus, ...]:
        """The units that owe a report and are not in it."""
        return tuple(unit for unit in self.units if unit.agency.code not in self.report.filings)

    @property
    def excluded(self) -> tuple[AgencyStatus, ...]:
        """The units whose filing is in it without being added up, as Home Affairs decided."""
        filings = self.report.filings
        return tuple(unit for unit in self.units if unit.excluded and unit.agency.code in filings)

    @property
    def adjusted(self) -> tuple[AdjustedFigure, ...]:
        """The figures that stand in place of those that were filed, by unit in table order."""
        filings, indicators = self.report.filings, self.report.template.indicators
        return tuple(
            AdjustedFigure(unit.agency, item, filings[unit.agency.code].adjusted[item.code])
            for unit in self.units
            if unit.agency.code in filings and filings[unit.agency.code].adjusted
            for item in indicators
            if item.code in filings[unit.agency.code].adjusted
        )

    @cached_property
    def overlaps(self) -> tuple[OverlapStory, ...]:
        """What two sides tell that are the same thing, of which one counts."""
        return tuple(story for story in overlap_stories(self.report) if self.shows_indicator(story.indicator.code))

    def within(self, scope: Scope) -> Consolidation:
        """The same of the units and sections chosen."""
        units = tuple(unit for unit in self.units if scope.has_unit(unit.agency))
        codes = {unit.agency.code for unit in units}
        filings = {code: filing for code, filing in self.report.filings.items() if code in codes}
        report = replace(self.report, filings=filings)
        return replace(
            self,
            report=report,
            units=units,
            scope=scope,
            history=self.history
            if not scope.chooses_units
            else tuple(earlier.without_totals for earlier in self.history),
            previous=self.previous and self.previous.within(scope, codes),
            last_year=self.last_year and self.last_year.within(scope, codes),
        )

    def shows(self, section: str) -> bool:
        """Whether the section was chosen, or one that it lies below."""
        return any(self.scope.has_section(code) for code in (section, *self.report.template.ancestors(section)))

    def shows_indicator(self, code: str) -> bool:
        """Whether the indicator lies in a section that is shown."""
        return self.shows(self.report.template.by_code[code].section)

    @property
    def is_final(self) -> bool:
        """Whether every unit that owes a report is in it, with figures that somebody stands for."""
        return bool(self.units) and not self.missing and not self.is_provisional


@dataclass(frozen=True)
class Completeness:
    """The counts of a period; each unit is counted once, so none is above `expected`."""

    expected: int
    valid: int
    on_time: int
    late: int
    returned: int
    missing: int


def completeness(units: Iterable[AgencyStatus]) -> Completeness:
    """The counts over all units that owe a report; missing are those with no valid filing."""
    all_units = tuple(units)
    filed = [unit for unit in all_units if unit.valid_at is not None]
    late = sum(unit.is_late for unit in filed)
    return Completeness(
        expected=len(all_units),
        valid=len(filed),
        on_time=len(filed) - late,
        late=late,
        returned=sum(unit.state is AgencyState.RETURNED for unit in all_units),
        missing=len(all_units) - len(filed),
    )
