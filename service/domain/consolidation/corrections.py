"""What Home Affairs decides about a filing's part in the totals: put into what is merged, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.domain.consolidation.consolidation import AgencyStatus
from service.domain.notation.text import CUT
from service.domain.reporting.report import Report, SubmittedReport

# Letters of a reason beside a name, where the whole has no room, and units that are named in one place.
LONGEST_BESIDE, MOST_NAMED = 80, 20


@dataclass(frozen=True)
class Correction:
    """Of one agency's filing: `excluded` is why its figures are left out of totals, empty where they are not."""

    excluded: str = ""


NONE = Correction()


def corrected(report: Report, correction: Correction) -> Report:
    """The report of one filing as it goes into the totals; the filing itself stays what it was."""
    if correction == NONE:
        return report
    return replace(report, filings={code: _corrected(filing, correction) for code, filing in report.filings.items()})


def correction_in(filing: SubmittedReport) -> Correction:
    """What was decided about a filing that is merged."""
    return Correction(filing.source.excluded)


def _corrected(filing: SubmittedReport, correction: Correction) -> SubmittedReport:
    return replace(filing, source=replace(filing.source, excluded=correction.excluded))


def exclusion_words(reason: str, longest: int | None = None) -> str:
    """Such as «không cộng: số liệu chưa thống nhất»; cut where it has no room."""
    said = " ".join(reason.split())
    if longest is not None and len(said) > longest:
        said = f"{said[:longest].rstrip()}{CUT}"
    return f"không cộng: {said}"


def excluded_names(units: Sequence[AgencyStatus]) -> str:
    """Which units are not added up and why, such as «Sở Y tế (không cộng: …); Sở Công Thương (không cộng: …)»."""
    named = (f"{unit.agency.name} ({exclusion_words(unit.excluded, LONGEST_BESIDE)})" for unit in units[:MOST_NAMED])
    rest = len(units) - MOST_NAMED
    return "; ".join(named) + (f"; và {rest} đơn vị khác" if rest > 0 else "")
