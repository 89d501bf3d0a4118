"""What units owe and what becomes of them, as the values that the API answers with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.actions.organization.agencies import AgencyEdit
from service.actions.organization.reorganise import PeriodEffect, ReorganisationPreview
from service.actions.periods.administration import AgencyTerms
from service.actions.periods.containment import LastReport
from service.domain.reporting.report import Figure
from service.storage.intake.payload_codec import json_figure
from service.web.ui.i18n import translate


def terms(found: AgencyTerms) -> dict[str, Any]:
    """What a unit owes otherwise than others."""
    owed = found.terms.obligation
    return {
        "period": found.terms.period.code,
        "agency": found.terms.agency.code,
        "includes_children": bool(owed.includes_children),
        "children": [unit.code for unit in found.children],
        "exempt": list(owed.exempt),
        "contained_in": owed.contained_in,
        "seen": found.seen,
    }


def last_reports(found: Iterable[LastReport]) -> dict[str, Any]:
    """The reports of units before that a unit is asked about."""
    return {
        "reports": [
            {
                "agency": item.agency.code,
                "name": item.agency.name,
                "revision": item.revision,
                "contained": None if item.contained_in is None else bool(item.contained_in),
                "seen": item.seen,
            }
            for item in found
        ]
    }


def preview(found: ReorganisationPreview) -> dict[str, Any]:
    """What a plan would change."""
    return {
        "units": [_edit(edit) for edit in found.edits],
        "periods": [_effect(effect) for effect in found.effects],
        "staying": [unit.code for unit in found.staying],
        "is_coming": found.is_coming,
        "seen": found.seen,
    }


def _edit(edit: AgencyEdit) -> dict[str, Any]:
    changes = [{"property": translate(name), "before": before, "after": after} for name, before, after in edit.changes]
    return {
        "agency": edit.agency.code, "name": edit.agency.name, "is_new": edit.is_new, "is_removed": edit.is_removed,
        "changes": changes,
    }  # fmt: skip


def _effect(effect: PeriodEffect) -> dict[str, Any]:
    before, after = effect.added_up
    return {
        "period": effect.period.code,
        "joined": [unit.code for unit in effect.joined],
        "left": [unit.code for unit in effect.left],
        "last_reports": [unit.code for unit in effect.kept],
        "whole": [unit.code for unit in effect.whole],
        "renamed": [unit.code for unit in effect.renamed],
        "added_up_before": before,
        "added_up_after": after,
        "totals": [
            {"indicator": one.indicator.code, "before": _number(one.before), "after": _number(one.after)}
            for one in effect.changes
        ],
    }


def _number(value: Figure | None) -> int | float | str | None:
    return None if value is None else json_figure(value)
