"""A report in which a unit says nothing is not ready, whatever boxes it ticks."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.intake.drafts import save_draft
from service.actions.intake.form_state import open_draft
from service.domain.organization.access import Caller, Role
from service.domain.reporting.draft import FieldEdit
from service.domain.validation.explanations import NOT_APPLICABLE
from tests.support.installation import PERIOD

DISTRICT = "HKC"


def test_a_report_of_which_nothing_applies_asks_for_texts_and_for_a_reason_of_each_required_figure(
    sqlite_context: Context,
) -> None:
    """Every figure does not apply, the four headings say «Không», and the reasons say nothing."""
    officer = Caller("Cán bộ", Role.OFFICER, DISTRICT)
    terms = open_draft(sqlite_context, officer, PERIOD, DISTRICT).terms
    template, kind = terms.template, terms.agency.kind
    asked = [item for item in template.indicators if kind in item.applies_to]
    typed = {f"indicators.{item.code}": "n/a" for item in asked if item not in template.ratios}
    typed |= {f"narratives.{part}": "Không" for part in ("I", "II", "III", "IV")} | {"explanations.R16": "."}
    required = {f"$.indicators.{item.code}" for item in asked if item.required}
    typed |= {place.replace("$.indicators", "notes"): "." for place in required}
    save_draft(sqlite_context, officer, PERIOD, DISTRICT, [FieldEdit(*item, 0) for item in typed.items()])
    now = open_draft(sqlite_context, officer, PERIOD, DISTRICT)
    texts = {section.code for section in template.sections if section.required and kind in section.applies_to}
    below = {code for code in texts if template.ancestors(code)}
    assert {item.subjects[0] for item in now.errors} == {f"$.narratives.{code}" for code in below | {"V"} & texts}
    unanswered = {item.subjects[0] for item in now.unexplained if item.rule == NOT_APPLICABLE}
    assert below and len(required) > 10 and unanswered == required
