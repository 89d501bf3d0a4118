"""The tables of a JSON payload: lists of rows, each an object with a value for its columns."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from service.domain.errors import message
from service.domain.notation.numbers import NumberNotationError, format_vietnamese, shorten, within_measure
from service.domain.reporting.row_table import Cell, ColumnKind, Row, RowColumn, RowTable, Tables
from service.domain.reporting.template import ReportTemplate
from service.readers.json_faults import JsonFaults, day_of, kind_of

# A table that is too long for the report is said to be so when it is checked; this is too long to be looked at.
_MOST_ROWS = 20_000


def read_tables(content: Mapping[str, Any], template: ReportTemplate, faults: JsonFaults) -> Tables:
    """The tables by code; rows without a value are left out, and so are tables without rows."""
    found: dict[str, tuple[Row, ...]] = {}
    for code, items in content.items():
        table, path = template.table_by_code.get(code), f"$.tables.{shorten(code)}"
        if table is None:
            faults.refuse(path, message("Biểu mẫu không có bảng «{code}».", code=shorten(code)))
        elif not isinstance(items, list):
            faults.refuse(path, message("Cần danh sách các dòng […], đang là {kind}.", kind=kind_of(items)))
        elif len(items) > _MOST_ROWS:
            count, most = format_vietnamese(Decimal(len(items))), format_vietnamese(Decimal(_MOST_ROWS))
            faults.refuse(path, message("Bảng có {count} dòng: tối đa {limit}.", count=count, limit=most))
        else:
            rows = [_row(f"{path}[{index}]", item, table, faults) for index, item in enumerate(items)]
            found[code] = tuple(row for row in rows if row)
    return {code: rows for code, rows in found.items() if rows}


def _row(path: str, item: object, table: RowTable, faults: JsonFaults) -> Row:
    if not isinstance(item, dict):
        keys = ", ".join(column.code for column in table.typed)
        faults.refuse(path, message("Cần đối tượng {keys}, đang là {kind}.", keys=keys, kind=kind_of(item)))
        return {}
    row: dict[str, Cell] = {}
    for code, value in item.items():
        column = table.by_code.get(code)
        if column is None:
            said = message("Bảng «{table}» không có cột «{code}».", table=table.title, code=shorten(code))
            faults.refuse(f"{path}.{shorten(code)}", said)
        elif column.parts:
            said = message("Cột «{code}» được cộng từ {parts}: không ghi cột này.", code=code,
                           parts=", ".join(column.parts))  # fmt: skip
            faults.refuse(f"{path}.{code}", said)
        elif value is not None and (cell := _cell(f"{path}.{code}", value, column, faults)) not in (None, ""):
            row[code] = cell
    return row


def _cell(path: str, value: object, column: RowColumn, faults: JsonFaults) -> Cell | None:
    if column.is_count:
        return _count(path, value, faults)
    if column.kind is ColumnKind.DATE:
        day = day_of(path, value, faults)
        return None if day is None else day.isoformat()
    return faults.text(path, value)


def _count(path: str, value: object, faults: JsonFaults) -> Decimal | None:
    if not isinstance(value, Decimal) or not value.is_finite() or value != value.to_integral_value():
        shown = f"«{shorten(str(value))}»" if isinstance(value, str | Decimal) else kind_of(value)
        faults.refuse(path, message("Cần số nguyên (120) hoặc null (chưa có số liệu), đang là {shown}.", shown=shown))
        return None
    try:
        return within_measure(value, str(value))
    except NumberNotationError as error:
        faults.refuse(path, error.said)
        return None
