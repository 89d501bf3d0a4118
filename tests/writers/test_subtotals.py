"""What the rows above the units say of whom they add up."""

from __future__ import annotations

import io

import openpyxl

from service.domain.consolidation.consolidation import Consolidation
from service.writers.consolidated_workbook import write_consolidated


def test_a_subtotal_says_how_many_units_it_does_not_add(consolidation: Consolidation) -> None:
    """A commune whose district's figures hold its own is among the filed, and named as not added."""
    target = io.BytesIO()
    write_consolidated(consolidation, target)
    sheet = openpyxl.load_workbook(target, data_only=True)["II.2"]
    said = [str(cell.value) for cell in sheet["B"] if "đơn vị" in str(cell.value)]
    communes = next(text for text in said if text.startswith("Xã"))
    filed = [unit for unit in consolidation.units if unit.agency.code in consolidation.report.filings]
    kinds = [unit for unit in filed if unit.agency.kind.value == "xa"]
    report = consolidation.report
    uncounted = [unit for unit in kinds if not report.is_counted(report.filings[unit.agency.code].source)]
    assert uncounted
    assert f"{len(kinds)}/" in communes
    assert f"; {len(uncounted)} đã gộp trong đơn vị khác, không cộng)" in communes
    departments = next(text for text in said if text.startswith("Sở"))
    assert "không cộng" not in departments
    # What takes two lines has room for them.
    row = next(cell.row for cell in sheet["B"] if cell.value == communes)
    assert sheet.row_dimensions[row].height >= 30
