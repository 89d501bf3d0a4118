"""What changed between two merged reports of a period: which units, and which of their figures."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from service.domain.consolidation.consolidation import Receipt
from service.domain.consolidation.scope import Scope
from service.domain.consolidation.submission_diff import changed_sections, documents_beyond
from service.domain.organization.agency import Agency, in_table_order
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.report import Adjustment, Document, Figure, Report, SubmittedReport
from service.domain.reporting.template import ReportTemplate, Section


@dataclass(frozen=True)
class ContributingSubmission:
    """A filing that counted, with its proof."""

    agency: Agency
    filing: SubmittedReport
    receipt: Receipt


@dataclass(frozen=True)
class ContributionChange:
    """One unit's figure before and after; `receipt` is that of the filing that brought it, None where it fell away.

    `adjusted` is what Home Affairs set in place of what the filing says.
    """

    agency: Agency
    indicator: Indicator
    before: Figure | None
    after: Figure | None
    receipt: Receipt | None
    adjusted: Adjustment | None = None


@dataclass(frozen=True)
class WordingChange:
    """What a unit's report says otherwise beside its figures: sections with another text, documents gone and new."""

    agency: Agency
    sections: tuple[Section, ...]
    gone_documents: tuple[Document, ...]
    new_documents: tuple[Document, ...]
    receipt: Receipt

    @property
    def is_empty(self) -> bool:
        """Whether all of it is as it was."""
        return not (self.sections or self.gone_documents or self.new_documents)


@dataclass(frozen=True)
class TotalChange:
    """The province's figure before and after."""

    indicator: Indicator
    before: Figure | None
    after: Figure | None


def total_changes(before: Report, after: Report, indicators: Iterable[Indicator]) -> tuple[TotalChange, ...]:
    """The totals that two merged reports of a period do not have in common."""
    both = ((item, before.figure(item.code), after.figure(item.code)) for item in indicators)
    return tuple(TotalChange(item, was, now) for item, was, now in both if was != now)


@dataclass(frozen=True)
class WorkbookChanges:
    """What the newer of two workbooks has that the older, `since`, has not; units in table order.

    `added` and `removed` are units whose report came in or fell out; `joined` and `left` those that came to owe one or
    owe none any more, whether they filed or not. `restated` are those under another name, of another kind or below
    another unit, before and after. `excluded` are units whose figures are left out since then, `included` those whose
    are added up again; `elsewhere` those of which other single figures than before count with another unit.
    `wordings` are of units that were counted both times.
    """

    since: str
    since_at: datetime
    added: tuple[Agency, ...]
    revised: tuple[Agency, ...]
    returned: tuple[Agency, ...]
    removed: tuple[Agency, ...]
    joined: tuple[Agency, ...]
    left: tuple[Agency, ...]
    restated: tuple[tuple[Agency, Agency], ...]
    excluded: tuple[Agency, ...]
    included: tuple[Agency, ...]
    elsewhere: tuple[Agency, ...]
    totals: tuple[TotalChange, ...]
    figures: tuple[ContributionChange, ...]
    wordings: tuple[WordingChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        units = (
            self.added, self.revised, self.returned, self.removed, self.joined, self.left, self.restated,
            self.excluded, self.included, self.elsewhere,
        )  # fmt: skip
        return not (any(units) or self.totals or self.figures or self.wordings)

    def within(self, shows: Callable[[str], bool]) -> WorkbookChanges:
        """The same of the sections that are shown; documents belong to none, and stay with the whole only."""
        wordings = (
            replace(item, sections=tuple(each for each in item.sections if shows(each.code)), gone_documents=(),
                    new_documents=())
            for item in self.wordings
        )  # fmt: skip
        return replace(
            self,
            totals=tuple(item for item in self.totals if shows(item.indicator.section)),
            figures=tuple(item for item in self.figures if shows(item.indicator.section)),
            wordings=tuple(item for item in wordings if not item.is_empty),
        )


@dataclass(frozen=True)
class MergedState:
    """What a workbook was made of: the report, its filings, and all units that owed one."""

    report: Report
    counted: tuple[ContributingSubmission, ...]
    owing: frozenset[Agency]

    def within(self, scope: Scope) -> MergedState:
        """The same of the units chosen."""
        counted = tuple(item for item in self.counted if scope.has_unit(item.agency))
        filings = {item.agency.code: self.report.filings[item.agency.code] for item in counted}
        owing = frozenset(agency for agency in self.owing if scope.has_unit(agency))
        return MergedState(replace(self.report, filings=filings), counted, owing)


_Counted = Mapping[str, ContributingSubmission]


def diff_workbooks(
    since: str, since_at: datetime, old: MergedState, new: MergedState, returned: Iterable[Agency]
) -> WorkbookChanges:
    """The changes from one merged report to another; `returned` are the units returned in between."""
    before = {item.agency.code: item for item in old.counted}
    after = {item.agency.code: item for item in new.counted}
    both = before.keys() & after.keys()
    other = [code for code in both if before[code].receipt.submission != after[code].receipt.submission]
    agencies = in_table_order({code: item.agency for code, item in (before | after).items()}.values())
    is_left_out, was_left_out = (
        {code for code, item in items.items() if item.filing.source.excluded} for items in (after, before)
    )
    owed, owing = ({agency.code: agency for agency in state.owing} for state in (old, new))
    indicators = new.report.template.indicators
    return WorkbookChanges(
        since=since,
        since_at=since_at,
        added=in_table_order(after[code].agency for code in after.keys() - before.keys()),
        revised=in_table_order(after[code].agency for code in other),
        returned=in_table_order(returned),
        removed=in_table_order(before[code].agency for code in before.keys() - after.keys()),
        joined=in_table_order(owing[code] for code in owing.keys() - owed.keys()),
        left=in_table_order(owed[code] for code in owed.keys() - owing.keys()),
        restated=tuple(
            (owed[agency.code], agency)
            for agency in in_table_order(new.owing)
            if agency.code in owed and _stated(agency) != _stated(owed[agency.code])
        ),
        excluded=in_table_order(after[code].agency for code in is_left_out - was_left_out),
        included=in_table_order(after[code].agency for code in was_left_out & after.keys() - is_left_out),
        elsewhere=in_table_order(after[code].agency for code in both if _left_out(old, code) != _left_out(new, code)),
        totals=total_changes(old.report, new.report, indicators),
        figures=tuple(_moves(indicators, agencies, old, new)),
        wordings=tuple(_wordings(new.report.template, agencies, before, after)),
    )


def _left_out(state: MergedState, agency: str) -> frozenset[str]:
    """The indicators of which the agency's figure counts with another one."""
    return frozenset(code for code, agencies in state.report.left_out.items() if agency in agencies)


def _stated(agency: Agency) -> tuple[object, ...]:
    """What every table says of an agency."""
    return (agency.name, agency.abbreviation, agency.kind, agency.parent)


def _wordings(
    template: ReportTemplate, agencies: Iterable[Agency], before: _Counted, after: _Counted
) -> Iterator[WordingChange]:
    for agency in agencies:
        if agency.code in before and agency.code in after:
            said = _said(template, before[agency.code], after[agency.code])
            if not said.is_empty:
                yield said


def _said(template: ReportTemplate, old: ContributingSubmission, new: ContributingSubmission) -> WordingChange:
    before, after = old.filing, new.filing
    return WordingChange(
        new.agency,
        changed_sections(template, before.narratives, after.narratives),
        documents_beyond(before.documents, after.documents),
        documents_beyond(after.documents, before.documents),
        new.receipt,
    )


def _moves(
    indicators: Iterable[Indicator], agencies: Iterable[Agency], old: MergedState, new: MergedState
) -> Iterator[ContributionChange]:
    receipts = {item.agency.code: item.receipt for item in new.counted}
    for agency, item in itertools.product(agencies, indicators):
        code = agency.code
        # A ratio that follows from its parts is the same whether it is typed or not.
        before, after = (state.report.figure_of(code, item.code) for state in (old, new))
        if before != after:
            filing = new.report.filings.get(code)
            adjusted = None if filing is None else filing.adjusted.get(item.code)
            yield ContributionChange(agency, item, before, after, receipts.get(code), adjusted)
