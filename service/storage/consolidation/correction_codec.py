"""What Home Affairs decided about agencies' parts in a merged report, as JSON beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.domain.consolidation.corrections import Correction
from service.domain.reporting.report import Report


def corrections_json(report: Report) -> dict[str, dict[str, Any]]:
    """By agency; only those about which something was decided."""
    return {
        filing.source.agency: {"excluded": filing.source.excluded} for filing in report.ordered if filing.is_corrected
    }


def corrections_of(kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Correction]:
    """The corrections by agency."""
    return {agency: Correction(item["excluded"]) for agency, item in kept.items()}
