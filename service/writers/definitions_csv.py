"""The definitions of a report template as the file from which they are read."""

from __future__ import annotations

import csv
import io

from service.catalogue.definitions import COLUMNS
from service.domain.reporting.template import ReportTemplate


def definitions_csv(template: ReportTemplate) -> bytes:
    """A `definitions.csv` of the template as it stands: UTF-8, commas, a row for each indicator that has one."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in template.indicators:
        if item.code in template.definitions:
            found = template.definitions[item.code]
            writer.writerow(
                (item.code, found.text, found.formula, found.source, found.example, found.evidence.value)
            )  # fmt: skip
    return target.getvalue().encode()
