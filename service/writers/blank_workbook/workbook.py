"""The unit's workbook as a whole."""

from __future__ import annotations

from datetime import datetime, time
from typing import BinaryIO

from service.domain.organization.agency import Agency
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import VIETNAM, Period
from service.domain.reporting.template import ReportTemplate
from service.writers.blank_workbook.figures import write_sections
from service.writers.blank_workbook.form import Form
from service.writers.blank_workbook.row_tables import write_row_tables
from service.writers.blank_workbook.status import TITLE, write_status
from service.writers.blank_workbook.texts import write_documents, write_guide, write_meta, write_narratives
from service.writers.fonts import new_workbook
from service.writers.reproducible_zip import save_fixed


def write_blank(
    template: ReportTemplate,
    period: Period,
    agency: Agency,
    earlier: EarlierReports,
    target: BinaryIO,
    *,
    exempt: tuple[str, ...] = (),
    prefill: Payload | None = None,
) -> None:
    """Write the workbook that the unit fills in; `prefill` is what stands in it already.

    The same inputs give the same bytes.
    """
    workbook = new_workbook()
    form = Form(workbook, template, period, agency, earlier, exempt, prefill)
    first = workbook.create_sheet(TITLE)
    write_guide(form)
    marks = write_sections(form)
    narratives = write_narratives(form)
    write_documents(form)
    write_row_tables(form)
    write_status(form, first, marks, narratives)
    write_meta(form)
    workbook.active = 0
    workbook.properties.creator = "tonghop"
    workbook.properties.title = f"{template.title}, {period.title}, {agency.name}"
    save_fixed(workbook, target, datetime.combine(period.window.last, time(), VIETNAM))
