"""A report: figures with their lineage, narratives and documents, of one filing or of many merged.

A merged report is a report: it holds the filings that it was made from, and its figures follow from
them. So merging is a union, and the same rules and writers serve a department and a province.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property

from service.domain.errors import message
from service.domain.notation.numbers import percent_of
from service.domain.reporting.expression import Operand, operands, value_of
from service.domain.reporting.indicator import Aggregate, Indicator
from service.domain.reporting.row_table import Tables
from service.domain.reporting.template import RATIO_DECIMALS, ReportTemplate


class NotApplicable(Enum):
    """The figure does not apply to the unit, which is neither zero nor missing."""

    NA = "n/a"


NA = NotApplicable.NA
# What people read of it; programs read its value.
SAID_NOT_APPLICABLE = message("không áp dụng")
Figure = Decimal | NotApplicable
Pair = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Document:
    """A document that a unit issued."""

    kind: str
    number: str
    date: date | None
    title: str


@dataclass(frozen=True)
class Source:
    """Which filing figures come from; `included_in` names a unit whose figures already include these.

    `excluded` says why Home Affairs leaves them out of totals; empty where it does not.
    """

    agency: str
    revision: int = 1
    submission: str = ""
    received_at: datetime | None = None
    included_in: str | None = None
    excluded: str = ""


@dataclass(frozen=True)
class Adjustment:
    """What Home Affairs set in place of a figure that an agency filed: by which letter or call, why, who and when.

    `filed` is what it stands in place of.
    """

    figure: Decimal
    reference: str
    reason: str
    by: str
    at: datetime
    filed: Figure | None = None


@dataclass(frozen=True)
class CountedElsewhere:
    """Why a figure is left out of totals: the agencies `by` tell the same, and theirs counts once one of them gave it.

    `overlap` is the number of the pair that was declared, `counting` and `leaving` what its two sides are called.
    """

    overlap: int
    by: tuple[str, ...]
    counting: str
    leaving: str
    reason: str


@dataclass(frozen=True)
class SubmittedReport:
    """One agency's submission; a missing figure has no entry. Among its figures are those that were `adjusted`.

    `elsewhere` says by indicator which figures other agencies tell too, and that theirs count.
    """

    source: Source
    figures: Mapping[str, Figure]
    narratives: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    adjusted: Mapping[str, Adjustment] = field(default_factory=dict)
    elsewhere: Mapping[str, CountedElsewhere] = field(default_factory=dict)
    tables: Tables = field(default_factory=dict)

    @property
    def is_corrected(self) -> bool:
        """Whether it goes into totals in another way than it was filed."""
        return bool(self.source.excluded or self.adjusted or self.elsewhere)

    def number(self, code: str) -> Decimal | None:
        """The figure where it is a number."""
        figure = self.figures.get(code)
        return figure if isinstance(figure, Decimal) else None


@dataclass(frozen=True)
class Total:
    """A figure with how many units gave a number, of how many that it applies to and that are counted."""

    figure: Figure | None
    contributing: int
    applicable: int


@dataclass(frozen=True)
class Contribution:
    """One unit's part in a figure; `counted` is false where another unit's figure includes it or it is left out.

    `adjusted` is what Home Affairs set in place of what was filed, `elsewhere` the figure that counts in its place.
    """

    source: Source
    figure: Figure | None
    counted: bool
    adjusted: Adjustment | None = None
    elsewhere: CountedElsewhere | None = None


@dataclass(frozen=True)
class Report:
    """The filings of a period by unit; with one filing it is that unit's report."""

    template: ReportTemplate
    period: str
    filings: Mapping[str, SubmittedReport]
    # Another report with at least these filings, which has worked out their ratios' parts.
    _whole: Report | None = field(default=None, compare=False, repr=False)

    def within(self, filings: Mapping[str, SubmittedReport]) -> Report:
        """The report of some of these filings."""
        return Report(self.template, self.period, filings, self)

    @cached_property
    def ordered(self) -> tuple[SubmittedReport, ...]:
        """The filings by unit code."""
        return tuple(self.filings[code] for code in sorted(self.filings))

    @cached_property
    def counted(self) -> tuple[SubmittedReport, ...]:
        """The filings that count towards totals: not those excluded, or included in another filing that counts."""
        return tuple(filing for filing in self.ordered if self.is_counted(filing.source))

    @cached_property
    def totals(self) -> Mapping[str, Total]:
        """Every indicator's figure."""
        given = self._columns(self.counted)
        for code, left_out in self.left_out.items():
            both = zip(self.counted, given[code], strict=True)
            given[code] = tuple(figure for filing, figure in both if filing.source.agency not in left_out)
        return {indicator.code: self._total(indicator, given[indicator.code]) for indicator in self.template.indicators}

    def is_counted(self, source: Source) -> bool:
        """Whether the filing is added up here; what an excluded one includes counts for itself."""
        if source.excluded:
            return False
        including = self.filings.get(source.included_in or "")
        return including is None or bool(including.source.excluded)

    @cached_property
    def left_out(self) -> Mapping[str, frozenset[str]]:
        """By indicator the agencies whose figure is not added up, since one that is added up tells the same.

        A ratio leaves out whoever has a part left out. What may be left out itself is no reason to leave out another.
        """
        if self._whole is not None:
            return self._whole.left_out
        told = [filing for filing in self.counted if filing.elsewhere]
        found = {code: self._told_twice(code, told) for code in {code for filing in told for code in filing.elsewhere}}
        for ratio in self.template.ratios if found else ():
            whose = [agencies for code, agencies in found.items() if code in ratio_operands(ratio)]
            found |= {ratio.code: frozenset[str]().union(*whose)} if whose else {}
        return {code: agencies for code, agencies in found.items() if agencies}

    def _told_twice(self, code: str, told: Sequence[SubmittedReport]) -> frozenset[str]:
        candidates = {filing.source.agency: filing.elsewhere[code].by for filing in told if code in filing.elsewhere}
        gave = {filing.source.agency for filing in self.counted if filing.number(code) is not None} - candidates.keys()
        return frozenset(agency for agency, by in candidates.items() if not gave.isdisjoint(by))

    def elsewhere(self, agency: str, code: str) -> CountedElsewhere | None:
        """Why a unit's figure is left out of the indicator's total alone, None where it is not."""
        filing = self.filings.get(agency)
        if filing is None or agency not in self.left_out.get(code, ()):
            return None
        return filing.elsewhere.get(code) or next(
            filing.elsewhere[part] for part in sorted(filing.elsewhere) if agency in self.left_out.get(part, ())
        )

    def figure(self, code: str) -> Figure | None:
        """The indicator's figure, None where it is missing."""
        return self.totals[code].figure

    def number(self, code: str) -> Decimal | None:
        """The indicator's figure where it is a number."""
        figure = self.figure(code)
        return figure if isinstance(figure, Decimal) else None

    def figure_of(self, agency: str, code: str) -> Figure | None:
        """One unit's figure as it stated it; a ratio that it did not state follows from its parts."""
        filing = self.filings.get(agency)
        if filing is None or code in filing.figures:
            return None if filing is None else filing.figures[code]
        pair = self.pairs.get(code, {}).get(agency)
        return None if pair is None else share_of(pair)

    def columns(self, agencies: Sequence[str]) -> Mapping[str, Sequence[Figure | None]]:
        """Each indicator's figures of these units in their order, each as `figure_of` gives it."""
        none = SubmittedReport(Source(""), {})
        found = self._columns(self.filings.get(agency, none) for agency in agencies)
        for code, pairs in self.pairs.items():
            shares = (share_of(pairs[agency]) if agency in pairs else None for agency in agencies)
            found[code] = tuple(
                share if figure is None else figure for figure, share in zip(found[code], shares, strict=True)
            )
        return found

    def _columns(self, filings: Iterable[SubmittedReport]) -> dict[str, Sequence[Figure | None]]:
        """Each indicator's figures as these filings report them; row-major for cache locality."""
        codes = tuple(self.template.by_code)
        rows = [tuple(map(filing.figures.get, codes)) for filing in filings]
        return dict(zip(codes, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(codes, ())

    @cached_property
    def pairs(self) -> Mapping[str, Mapping[str, Pair]]:
        """The parts of each ratio by indicator and unit, where the unit gave both."""
        if self._whole is not None:
            return {
                code: {agency: known[agency] for agency in sorted(self.filings) if agency in known}
                for code, known in self._whole.pairs.items()
            }
        return {
            indicator.code: {
                filing.source.agency: pair
                for filing in self.ordered
                if filing.figures.get(indicator.code) is not NA  # exempt
                and (pair := ratio_parts(self.template, indicator, filing)) is not None
            }
            for indicator in self.template.ratios
        }

    def added_pairs(self, code: str) -> list[Pair]:
        """The parts of a ratio that are added up."""
        known, left_out = self.pairs[code], self.left_out.get(code, frozenset())
        return [
            known[agency]
            for filing in self.counted
            if (agency := filing.source.agency) in known and agency not in left_out
        ]

    def stated(self, code: str) -> Figure | None:
        """The figure as the unit stated it where the report is of one unit, ratios included; else the merged one."""
        return self.ordered[0].figures.get(code) if len(self.ordered) == 1 else self.figure(code)

    def lineage(self, code: str) -> Iterator[Contribution]:
        """Who contributed what to the figure, by unit code."""
        for filing in self.ordered:
            figure, elsewhere = filing.figures.get(code), self.elsewhere(filing.source.agency, code)
            is_counted = elsewhere is None and self.is_counted(filing.source)
            yield Contribution(filing.source, figure, is_counted, filing.adjusted.get(code), elsewhere)

    @cached_property
    def newest(self) -> datetime | None:
        """When the newest filing counted here was received."""
        moments = [filing.source.received_at for filing in self.ordered if filing.source.received_at]
        return max(moments, default=None)

    def _total(self, indicator: Indicator, given: Sequence[Figure | None]) -> Total:
        numbers = [figure for figure in given if type(figure) is Decimal]
        applicable = len(given) if len(numbers) == len(given) else sum(figure is not NA for figure in given)
        if indicator.aggregate is Aggregate.RATIO:
            return self._ratio(indicator, applicable)
        if len(given) == 1 or (indicator.aggregate is Aggregate.SUM and numbers):
            return Total(sum(numbers, Decimal(0)) if numbers else given[0], len(numbers), applicable)
        return Total(NA if given and not applicable else None, len(numbers), applicable)

    def _ratio(self, indicator: Indicator, applicable: int) -> Total:
        pairs = self.added_pairs(indicator.code)
        whole = (sum((top for top, _ in pairs), Decimal(0)), sum((bottom for _, bottom in pairs), Decimal(0)))
        share = share_of(whole)
        if share is None:
            return Total(NA if self.counted and not applicable else None, len(pairs), applicable)
        return Total(share, len(pairs), applicable)


def ratio_operands(ratio: Indicator) -> frozenset[str]:
    """The indicators from which a ratio is computed."""
    sides = (side for side in (ratio.numerator, ratio.denominator) if side is not None)
    return frozenset(operand.code for side in sides for operand in operands(side))


def share_of(pair: Pair) -> Decimal | None:
    """A ratio from its parts, None where there is nothing to divide by."""
    return percent_of(pair[0], pair[1], RATIO_DECIMALS) if pair[1] else None


def ratio_parts(template: ReportTemplate, indicator: Indicator, filing: SubmittedReport) -> Pair | None:
    """The unit's numerator and denominator of a ratio where it gave both, whatever it said of the ratio itself."""
    assert indicator.numerator is not None and indicator.denominator is not None
    if not template.ratio_needs[indicator.code] <= filing.figures.keys():
        return None

    def lookup(operand: Operand) -> Decimal | None:
        return filing.number(operand.code)

    top, bottom = value_of(indicator.numerator, lookup), value_of(indicator.denominator, lookup)
    return None if top is None or bottom is None else (top, bottom)


def report_of(template: ReportTemplate, period: str, filing: SubmittedReport) -> Report:
    """The report of one filing."""
    return Report(template, period, {filing.source.agency: filing})
