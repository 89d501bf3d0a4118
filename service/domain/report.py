"""A report: figures with their lineage, narratives and documents, of one filing or of many merged.

A merged report is a report: it holds the filings that it was made from, and its figures follow from
them. So merging is a union, and the same rules and writers serve a department and a province.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property

from service.domain.expression import Node, Operand, operands, value_of
from service.domain.numbers import round_half_up
from service.domain.template import RATIO_DECIMALS, Aggregate, Indicator, ReportTemplate


class NotApplicable(Enum):
    """The figure does not apply to the unit, which is neither zero nor missing."""

    NA = "n/a"


NA = NotApplicable.NA
Figure = Decimal | NotApplicable


@dataclass(frozen=True)
class Document:
    """A document that a unit issued."""

    kind: str
    number: str
    date: date | None
    title: str


@dataclass(frozen=True)
class Source:
    """Which filing figures come from; `included_in` names a unit whose figures already include these."""

    agency: str
    revision: int = 1
    submission: str = ""
    received_at: datetime | None = None
    included_in: str | None = None


@dataclass(frozen=True)
class Filing:
    """What one unit filed; a missing figure has no entry."""

    source: Source
    figures: Mapping[str, Figure]
    narratives: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

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
    """One unit's part in a figure; `counted` is false where another unit's figure includes it."""

    source: Source
    figure: Figure | None
    counted: bool


@dataclass(frozen=True)
class Report:
    """The filings of a period by unit; with one filing it is that unit's report."""

    template: ReportTemplate
    period: str
    filings: Mapping[str, Filing]

    @cached_property
    def ordered(self) -> tuple[Filing, ...]:
        """The filings by unit code."""
        return tuple(self.filings[code] for code in sorted(self.filings))

    @cached_property
    def counted(self) -> tuple[Filing, ...]:
        """The filings that are added up: not those whose figures another filing here includes."""
        return tuple(filing for filing in self.ordered if self.is_counted(filing.source))

    @cached_property
    def totals(self) -> Mapping[str, Total]:
        """Every indicator's figure."""
        return {indicator.code: self._total(indicator) for indicator in self.template.indicators}

    def is_counted(self, source: Source) -> bool:
        """Whether the filing is added up here."""
        return source.included_in is None or source.included_in not in self.filings

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
        indicator = self.template.by_code[code]
        if indicator.aggregate is not Aggregate.RATIO:
            return None
        pair = ratio_parts(self.template, indicator, filing)
        return None if pair is None or pair[1] == 0 else round_half_up(100 * pair[0] / pair[1], RATIO_DECIMALS)

    def stated(self, code: str) -> Figure | None:
        """The figure as the unit stated it where the report is of one unit, ratios included; else the merged one."""
        return self.ordered[0].figures.get(code) if len(self.ordered) == 1 else self.figure(code)

    def lineage(self, code: str) -> Iterator[Contribution]:
        """Who contributed what to the figure, by unit code."""
        for filing in self.ordered:
            yield Contribution(filing.source, filing.figures.get(code), self.is_counted(filing.source))

    @cached_property
    def newest(self) -> datetime | None:
        """When the newest filing counted here was received."""
        moments = [filing.source.received_at for filing in self.ordered if filing.source.received_at]
        return max(moments, default=None)

    def _total(self, indicator: Indicator) -> Total:
        given = [filing.figures.get(indicator.code) for filing in self.counted]
        numbers = [figure for figure in given if isinstance(figure, Decimal)]
        applicable = sum(figure is not NA for figure in given)
        if indicator.aggregate is Aggregate.RATIO:
            return self._ratio(indicator, applicable)
        if len(self.counted) == 1 or (indicator.aggregate is Aggregate.SUM and numbers):
            return Total(sum(numbers, Decimal(0)) if numbers else given[0], len(numbers), applicable)
        return Total(NA if given and not applicable else None, len(numbers), applicable)

    def _ratio(self, indicator: Indicator, applicable: int) -> Total:
        assert indicator.numerator is not None and indicator.denominator is not None
        pairs = [pair for filing in self.counted if (pair := ratio_parts(self.template, indicator, filing)) is not None]
        bottom = sum((pair[1] for pair in pairs), Decimal(0))
        if bottom == 0:
            return Total(NA if self.counted and not applicable else None, len(pairs), applicable)
        top = sum((pair[0] for pair in pairs), Decimal(0))
        return Total(round_half_up(100 * top / bottom, RATIO_DECIMALS), len(pairs), applicable)


def ratio_parts(template: ReportTemplate, indicator: Indicator, filing: Filing) -> tuple[Decimal, Decimal] | None:
    """The unit's numerator and denominator of a ratio where it gave both and the ratio applies to it."""
    assert indicator.numerator is not None and indicator.denominator is not None
    if filing.figures.get(indicator.code) is NA:
        return None
    top = _side(template, indicator.numerator, filing)
    bottom = _side(template, indicator.denominator, filing)
    return None if top is None or bottom is None else (top, bottom)


def _side(template: ReportTemplate, node: Node, filing: Filing) -> Decimal | None:
    for operand in operands(node):
        if template.by_code[operand.code].required and operand.code not in filing.figures:
            return None

    def lookup(operand: Operand) -> Decimal | None:
        return filing.number(operand.code)

    return value_of(node, lookup)


def report_of(template: ReportTemplate, period: str, filing: Filing) -> Report:
    """The report of one filing."""
    return Report(template, period, {filing.source.agency: filing})
