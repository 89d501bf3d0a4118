"""What a unit's report is compared with: its reports of the period before and of the same period last year."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.bilingual import Bilingual
from service.domain.reporting.expression import Past
from service.domain.reporting.period import Window
from service.domain.reporting.report import Report


@dataclass(frozen=True)
class EarlierReports:
    """The unit's valid reports of earlier periods, None where there is none.

    `window` is the unit's own where it reports a part of the period only. Who took others over in the period
    (`takes_over`) is held against no period before: what was handed over need not be what was reported then. `handing`
    are the reports that say what was pending there, its own and the last of each unit; none where one is not known.
    """

    previous: Report | None = None
    last_year: Report | None = None
    window: Window | None = None
    takes_over: bool = False
    handing: tuple[Report, ...] = ()

    def of(self, past: Past) -> Report | None:
        """The one that a rule's operand speaks of."""
        return {Past.PREVIOUS: self.previous, Past.SAME_PERIOD_LAST_YEAR: self.last_year}[past]

    def title(self, past: Past) -> Bilingual:
        """Which period that is, such as «6 tháng đầu năm 2023»; empty where there is no report."""
        report = self.of(past)
        return Bilingual("") if report is None else report.template.schedule.period(report.period).title


NO_EARLIER = EarlierReports()
