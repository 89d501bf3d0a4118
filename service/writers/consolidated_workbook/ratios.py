"""The live formulas of a ratio's parts in a unit's row: there where the unit gave both, else empty."""

from __future__ import annotations

from service.domain.reporting.expression import Operand, operands, value_formula
from service.domain.reporting.indicator import Indicator
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.rows import ANY_ROW


def part_formulas(layout: Layout, indicator: Indicator, sheet: str) -> tuple[str, str] | None:
    """Numerator and denominator as formulas in `sheet`, with ANY_ROW for the row; None where a part has no column."""
    assert indicator.numerator is not None and indicator.denominator is not None
    by_code = layout.consolidation.report.template.by_code

    def cell_of(operand: Operand) -> str:
        return layout.cell(operand, ANY_ROW, sheet)

    sides = (indicator.numerator, indicator.denominator)
    if any(operand.code not in layout.columns for side in sides for operand in operands(side)):
        return None
    top, bottom = (value_formula(side, cell_of) for side in sides)
    needed = [
        f"NOT(ISBLANK({cell_of(operand)}))"
        for side in sides
        for operand in operands(side)
        if by_code[operand.code].required
    ]
    known = f"AND({','.join(dict.fromkeys([*needed, top.known, bottom.known]))})"
    return f'IF({known},{top.value},"")', f'IF({known},{bottom.value},"")'
