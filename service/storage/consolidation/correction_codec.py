"""What Home Affairs decided about agencies' parts in a merged report, as JSON beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from service.domain.consolidation.corrections import Correction
from service.domain.reporting.report import Adjustment, CountedElsewhere, Report
from service.storage.intake.payload_codec import figure_of, figure_text


def corrections_json(report: Report) -> dict[str, dict[str, Any]]:
    """By agency; only those about which something was decided."""
    return {
        filing.source.agency: {
            "excluded": filing.source.excluded,
            "adjusted": adjusted_json(filing.adjusted),
            "elsewhere": elsewhere_json(filing.elsewhere),
        }
        for filing in report.ordered
        if filing.is_corrected
    }


def corrections_of(kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Correction]:
    """The corrections by agency."""
    return {
        agency: Correction(item["excluded"], adjusted_of(item["adjusted"]), elsewhere_of(item.get("elsewhere", {})))
        for agency, item in kept.items()
    }


def adjusted_json(adjusted: Mapping[str, Adjustment]) -> dict[str, dict[str, Any]]:
    """Adjustments by indicator."""
    return {
        code: {
            "filed": None if item.filed is None else figure_text(item.filed),
            "figure": figure_text(item.figure),
            "reference": item.reference,
            "reason": item.reason,
            "by": item.by,
            "at": item.at.isoformat(),
        }
        for code, item in adjusted.items()
    }


def adjusted_of(kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Adjustment]:
    """The adjustments by indicator."""
    return {
        code: Adjustment(
            figure=Decimal(item["figure"]),
            reference=item["reference"],
            reason=item["reason"],
            by=item["by"],
            at=datetime.fromisoformat(item["at"]),
            filed=None if item["filed"] is None else figure_of(item["filed"]),
        )
        for code, item in kept.items()
    }


def elsewhere_json(elsewhere: Mapping[str, CountedElsewhere]) -> dict[str, dict[str, Any]]:
    """Figures that count with other agencies, by indicator."""
    return {
        code: {
            "overlap": item.overlap,
            "by": list(item.by),
            "counting": item.counting,
            "leaving": item.leaving,
            "reason": item.reason,
        }
        for code, item in elsewhere.items()
    }


def elsewhere_of(kept: Mapping[str, Mapping[str, Any]]) -> dict[str, CountedElsewhere]:
    """The same by indicator."""
    return {code: CountedElsewhere(**{**item, "by": tuple(item["by"])}) for code, item in kept.items()}
