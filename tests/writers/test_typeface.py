"""The letters by which a workbook's columns are measured, and what stands below its pages."""

from __future__ import annotations

import io

import openpyxl
import pytest

from service.domain.consolidation.consolidation import Consolidation
from service.domain.reporting.earlier import NO_EARLIER
from service.writers.blank_workbook import write_blank
from service.writers.consolidated_workbook import write_consolidated


@pytest.mark.parametrize("kind", ["consolidated", "blank"])
def test_columns_are_measured_by_the_letters_that_stand_in_them(consolidation: Consolidation, kind: str) -> None:
    target = io.BytesIO()
    if kind == "consolidated":
        write_consolidated(consolidation, target)
    else:
        item = consolidation
        write_blank(item.report.template, item.period, item.units[0].agency, NO_EARLIER, target)
    book = openpyxl.load_workbook(target)
    fonts = {cell.font.name for sheet in book for row in sheet.iter_rows() for cell in row}
    assert fonts == {"Times New Roman"}
    assert (book._named_styles["Normal"].font.name, book._named_styles["Normal"].font.sz) == ("Times New Roman", 11)
    feet = {sheet.oddFooter.left.font for sheet in book if sheet.sheet_state == "visible"}
    assert feet == {"Times New Roman,Regular"}
