"""The columns of a period's figures as data, alike in the workbook and in CSV."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from service.domain.consolidation.figure_table import FigureRecord


class DataColumn(NamedTuple):
    """A column's head and its width in a sheet."""

    name: str
    width: float


COLUMNS = (
    DataColumn("Kỳ", 11), DataColumn("Mã đơn vị", 14), DataColumn("Đơn vị", 40), DataColumn("Cấp", 24),
    DataColumn("Trực thuộc", 14), DataColumn("Mục", 8), DataColumn("Mã chỉ tiêu", 34), DataColumn("Số", 11),
    DataColumn("Chỉ tiêu", 60), DataColumn("Đơn vị tính", 12), DataColumn("Thời gian", 26), DataColumn("Giá trị", 16),
    DataColumn("Trạng thái", 18), DataColumn("Tính", 7), DataColumn("Kỳ trước", 16),
    DataColumn("Cùng kỳ năm trước", 20), DataColumn("Số biên nhận", 26), DataColumn("Ghi chú", 44),
    DataColumn("Mục tiêu năm", 16), DataColumn("Kết quả", 18),
)  # fmt: skip


def values_of(line: FigureRecord) -> tuple[Decimal | int | str | None, ...]:
    """What stands in a line's cells, in the order of COLUMNS."""
    agency, indicator = line.unit.agency, line.indicator
    return (
        line.period, agency.code, agency.name, agency.kind.label, agency.parent or "", indicator.section,
        indicator.code, indicator.number, indicator.name, indicator.unit, indicator.time.label, line.value,
        line.state.label, int(line.is_counted), line.previous, line.last_year, line.receipt, line.note,
        "" if line.target is None else str(line.target.goal), "" if line.result is None else str(line.result),
    )  # fmt: skip
