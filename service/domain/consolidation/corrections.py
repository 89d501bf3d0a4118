"""What Home Affairs decides about a filing's part in the totals: put into what is merged, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from service.domain.consolidation.consolidation import AgencyStatus
from service.domain.consolidation.formatting import show_number
from service.domain.notation.text import CUT
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import (
    NA,
    SAID_NOT_APPLICABLE,
    Adjustment,
    CountedElsewhere,
    Figure,
    Report,
    SubmittedReport,
    ratio_operands,
)
from service.domain.reporting.template import ReportTemplate

# Letters of a reason beside a name, where the whole has no room, and units that are named in one place.
LONGEST_BESIDE, MOST_NAMED = 80, 20


@dataclass(frozen=True)
class Correction:
    """Of one agency's filing: `excluded` is why its figures are left out of totals, empty where they are not.

    `adjusted` are by indicator the figures that stand in place of those that were filed, `elsewhere` those that other
    agencies tell too and that count there.
    """

    excluded: str = ""
    adjusted: Mapping[str, Adjustment] = field(default_factory=dict)
    elsewhere: Mapping[str, CountedElsewhere] = field(default_factory=dict)


NONE = Correction()


def corrected(make: Callable[[Payload], Report], payload: Payload, correction: Correction) -> Report:
    """The report of one filing as it goes into the totals; `make` makes a report of what a filing says.

    A ratio that was stated gives way to what follows from its parts where one of them was adjusted.
    """
    report = make(payload)
    if correction == NONE:
        return report
    (filed,) = report.ordered
    filing = filed
    if correction.adjusted:
        filing = make(_adjusted(payload, report.template, correction.adjusted)).ordered[0]
        adjusted = {code: replace(item, filed=filed.figures.get(code)) for code, item in correction.adjusted.items()}
        filing = replace(filing, adjusted=adjusted)
    filing = replace(
        filing, source=replace(filing.source, excluded=correction.excluded), elsewhere=correction.elsewhere
    )  # fmt: skip
    return replace(report, filings={filing.source.agency: filing})


def _adjusted(payload: Payload, template: ReportTemplate, adjusted: Mapping[str, Adjustment]) -> Payload:
    given = {**payload.indicators, **{code: item.figure for code, item in adjusted.items()}}
    computed = {
        ratio.code
        for ratio in template.ratios
        if template.ratio_needs[ratio.code] <= given.keys() and not ratio_operands(ratio).isdisjoint(adjusted)
    }
    return replace(payload, indicators={code: value for code, value in given.items() if code not in computed})


def correction_in(filing: SubmittedReport) -> Correction:
    """What was decided about a filing that is merged."""
    return Correction(filing.source.excluded, filing.adjusted, filing.elsewhere)


def adjustment_words(item: Adjustment, indicator: Indicator) -> str:
    """Such as «đã điều chỉnh 7.266 → 7.270 theo CV số 12/STC»."""
    return f"đã điều chỉnh {moved_words(item, indicator)} theo {item.reference}"


def moved_words(item: Adjustment, indicator: Indicator) -> str:
    """What was filed and what stands in its place, such as «7.266 → 7.270»."""
    filed = (
        "–" if item.filed is None else str(SAID_NOT_APPLICABLE) if item.filed is NA else _shown(item.filed, indicator)
    )
    return f"{filed} → {_shown(item.figure, indicator)}"


def _shown(figure: Figure, indicator: Indicator) -> str:
    assert isinstance(figure, Decimal)
    return show_number(figure, indicator.kind)


def exclusion_words(reason: str, longest: int | None = None) -> str:
    """Such as «không cộng: số liệu chưa thống nhất»; cut where it has no room."""
    said = " ".join(reason.split())
    if longest is not None and len(said) > longest:
        said = f"{said[:longest].rstrip()}{CUT}"
    return f"không cộng: {said}"


def elsewhere_words(item: CountedElsewhere) -> str:
    """Such as «không cộng: đã tính ở Trung tâm Y tế (cùng một đợt kiểm tra)»."""
    return f"không cộng: đã tính ở {item.counting} ({' '.join(item.reason.split())})"


def excluded_names(units: Sequence[AgencyStatus]) -> str:
    """Which units are not added up and why, such as «Sở Y tế (không cộng: …); Sở Công Thương (không cộng: …)»."""
    named = (f"{unit.agency.name} ({exclusion_words(unit.excluded, LONGEST_BESIDE)})" for unit in units[:MOST_NAMED])
    rest = len(units) - MOST_NAMED
    return "; ".join(named) + (f"; và {rest} đơn vị khác" if rest > 0 else "")
