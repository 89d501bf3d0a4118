"""Tables in a unit's report in Word: an appendix across the page, with sums, and none where none was given."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT

from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.payload import Payload, submitted_report
from service.domain.reporting.report import Document, Source, report_of
from service.domain.reporting.row_table import Tables
from service.writers.letters.agency_report import write_agency_report
from tests.support.consolidations import CATALOGUE
from tests.support.row_tables import CODE, FIGURES, ROWS

TEMPLATE, PERIOD = CATALOGUE.for_period("2025-Q3")
UNIT = Agency("STC", "Sở Tài chính", AgencyKind.SO, date(2000, 1, 1))
ISSUED = Document("Quyết định", "74/QĐ-STC", date(2025, 7, 3), "Về kế hoạch")


def written(tables: Tables, documents: tuple[Document, ...] = ()) -> Any:
    figures = {code: Decimal(number) for code, number in FIGURES.items()}
    payload = Payload("cchc", "2025", "2025-Q3", "STC", figures, documents=documents, tables=tables)
    report = report_of(TEMPLATE, "2025-Q3", submitted_report(payload, TEMPLATE, UNIT, Source("STC")))
    target = io.BytesIO()
    write_agency_report(report, payload, UNIT, PERIOD, "Hưng Yên", None, "", target)
    return docx.Document(io.BytesIO(target.getvalue()))


@pytest.mark.parametrize(
    ("documents", "pages"),
    [((), [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]),
     ((ISSUED,), [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT])],
)  # fmt: skip
def test_rows_and_sums_stand_in_an_appendix_across_the_page(
    documents: tuple[Document, ...], pages: list[WD_ORIENT]
) -> None:
    file = written({CODE: ROWS}, documents)
    assert [section.orientation for section in file.sections] == pages
    (table,) = [item for item in file.tables if item.cell(0, 0).text == "Lĩnh vực"]
    lines = [[cell.text for cell in row.cells] for row in table.rows]
    assert lines[1:] == [
        ["Đất đai", "1.000", "900", "80", "20", "920", "500", "380", "40", "80", "75", "5"],
        ["Hộ tịch", "120", "100", "15", "5", "110", "70", "40", "0", "10", "10", "0"],
        ["Tổng số", "1.120", "1.000", "95", "25", "1.030", "570", "420", "40", "90", "85", "5"],
    ]


def test_a_report_without_tables_is_what_it_was() -> None:
    file = written({}, (ISSUED,))
    assert [section.orientation for section in file.sections] == [WD_ORIENT.PORTRAIT] * 2
    assert "Phụ lục số liệu" not in "\n".join(paragraph.text for paragraph in file.paragraphs)
