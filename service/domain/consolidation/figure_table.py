"""A period's figures as data: a line for each agency and indicator, of the same merged report as every other output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.consolidation import AgencyStatus, Consolidation
from service.domain.consolidation.corrections import adjustment_words, elsewhere_words, exclusion_words
from service.domain.errors import Message
from service.domain.notation.labelled import Labelled
from service.domain.reporting.indicator import Aggregate, Indicator
from service.domain.reporting.report import NA, Figure
from service.domain.reporting.target import Target, target_result


class FigureState(Labelled):
    """What stands in a line's value; a figure that is included is one that another agency's figures hold already.

    An excluded one is left out of totals by Home Affairs; one that is counted elsewhere is told by another agency too.
    """

    GIVEN = "given", "số liệu"
    INCLUDED = "included", "gộp"
    EXCLUDED = "excluded", "không cộng"
    COUNTED_ELSEWHERE = "counted_elsewhere", "đã tính ở nơi khác"
    NOT_APPLICABLE = "not_applicable", "không áp dụng"
    MISSING = "missing", "thiếu"
    NO_REPORT = "no_report", "chưa có báo cáo"


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """One agency's figure; `value` is a number or nothing, and `state` says why.

    `is_counted` says whether it is part of the province's figure: the counted lines of an indicator that is added up
    add up to it. `previous` and `last_year` are those of the agency or of all that it comes from; of a divided agency
    nobody knows them. `target` is what the figure should reach in the period's year.
    """

    period: str
    unit: AgencyStatus
    indicator: Indicator
    value: Decimal | None
    state: FigureState
    is_counted: bool
    previous: Decimal | None
    last_year: Decimal | None
    receipt: str
    note: str
    target: Target | None = None

    @property
    def result(self) -> Message | None:
        """Whether the figure reaches its target, in words; None without one of the two."""
        return target_result(self.target, self.value)


class FigureTable:
    """The lines of chosen indicators, agency by agency in table order; a line is made when it is asked for."""

    def __init__(self, item: Consolidation, indicators: Sequence[Indicator]) -> None:
        self.indicators = indicators
        self._item = item
        self._pasts = (item.previous, item.last_year)

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._item.units) * len(self.indicators)

    def lines(self, start: int = 0, stop: int | None = None) -> Iterator[FigureRecord]:
        """Those from `start` up to `stop`."""
        width = len(self.indicators)
        for place in range(start, min(len(self), len(self) if stop is None else stop)):
            yield self._line(place // width, self.indicators[place % width])

    def _line(self, row: int, indicator: Indicator) -> FigureRecord:
        unit = self._item.units[row]
        code = unit.agency.code
        figure = self._item.report.figure_of(code, indicator.code)
        is_added = code in self._counted and code not in self._item.report.left_out.get(indicator.code, ())
        return FigureRecord(
            period=self._item.period.code,
            unit=unit,
            indicator=indicator,
            value=_number(figure),
            state=self._state(code, figure, is_added),
            is_counted=is_added and self._is_part(code, indicator, figure),
            previous=self._then(0, code, indicator.code),
            last_year=self._then(1, code, indicator.code),
            receipt=unit.receipt.submission if unit.receipt is not None and code in self._filings else "",
            note="; ".join(self._notes_on(row, indicator)),
            target=self._item.report.template.target(indicator.code, self._item.period.year, unit.agency.kind),
        )

    def _state(self, code: str, figure: Figure | None, is_added: bool) -> FigureState:
        if code not in self._filings:
            return FigureState.NO_REPORT
        if figure is None:
            return FigureState.MISSING
        if figure is NA:
            return FigureState.NOT_APPLICABLE
        if is_added:
            return FigureState.GIVEN
        if code in self._counted:
            return FigureState.COUNTED_ELSEWHERE
        is_excluded = self._item.report.filings[code].source.excluded
        return FigureState.EXCLUDED if is_excluded else FigureState.INCLUDED

    def _is_part(self, code: str, indicator: Indicator, figure: Figure | None) -> bool:
        match indicator.aggregate:
            case Aggregate.RATIO:
                return code in self._item.report.pairs[indicator.code]
            case Aggregate.SUM:
                return isinstance(figure, Decimal)
            case _:
                return isinstance(figure, Decimal) and len(self._counted) == 1

    def _then(self, which: int, agency: str, code: str) -> Decimal | None:
        past = self._pasts[which]
        return None if past is None or agency in past.divided else _number(past.figure(agency, code))

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(unit.agency.code for unit in self._item.units)

    @cached_property
    def _filings(self) -> frozenset[str]:
        return frozenset(self._item.report.filings)

    @cached_property
    def _counted(self) -> frozenset[str]:
        return frozenset(filing.source.agency for filing in self._item.report.counted)

    @cached_property
    def _notes(self) -> tuple[str, ...]:
        """Why its figures are left out, and where those of then come from that are not its own."""
        names = ("Kỳ trước", "Cùng kỳ")
        return tuple("; ".join([*self._decided(code), *_origins(names, self._pasts, code)]) for code in self._codes)

    def _notes_on(self, row: int, indicator: Indicator) -> Iterator[str]:
        """What is to be known of the figure, then of all of its agency."""
        filing = self._item.report.filings.get(self._codes[row])
        adjusted = None if filing is None else filing.adjusted.get(indicator.code)
        if adjusted is not None:
            yield adjustment_words(adjusted, indicator)
        elsewhere = self._item.report.elsewhere(self._codes[row], indicator.code)
        if elsewhere is not None:
            yield elsewhere_words(elsewhere)
        if self._notes[row]:
            yield self._notes[row]

    def _decided(self, code: str) -> Iterator[str]:
        filing = self._item.report.filings.get(code)
        if filing is not None and filing.source.excluded:
            yield exclusion_words(filing.source.excluded)


def _origins(names: Sequence[str], pasts: Sequence[Baseline | None], code: str) -> Iterator[str]:
    for name, past in zip(names, pasts, strict=True):
        if past is not None and (said := past.origin(code)):
            yield f"{name}: {said[:1].lower()}{said[1:]}"


def _number(figure: Figure | None) -> Decimal | None:
    return figure if isinstance(figure, Decimal) else None
