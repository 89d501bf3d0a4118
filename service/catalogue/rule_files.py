"""A file of rules by itself, for a template that is there."""

from __future__ import annotations

import tempfile
from pathlib import Path

from service.catalogue.faults import Faults
from service.catalogue.report_template import RULES, load_rules
from service.domain.reporting.template import ReportTemplate, Rule


def rules_in(raw: bytes, template: ReportTemplate) -> tuple[Rule, ...]:
    """The rules of a `rules.csv` over the template's indicators; raises CatalogueError naming all faults."""
    faults = Faults()
    with tempfile.TemporaryDirectory(prefix="tonghop-rules-") as folder:
        (Path(folder) / RULES).write_bytes(raw)
        rules = faults.attempt(lambda: load_rules(Path(folder), set(template.by_code), faults))
    faults.raise_any()
    assert rules is not None
    return rules
