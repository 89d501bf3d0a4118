"""A workbook sorted in LibreOffice by its filters, and what must be the same afterwards."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

from tests.support.macros import Sort, sort_all

SUMMARY = Sort("Biểu tổng hợp", "A1", 1, "")


def heads(raw: bytes) -> Iterator[tuple[str, int, int, int]]:
    """Every head by which a sheet can be sorted: sheet, the head's row, the last row, and the column."""
    for sheet in openpyxl.load_workbook(io.BytesIO(raw)):
        if sheet.auto_filter.ref:
            left, top, right, bottom = range_boundaries(sheet.auto_filter.ref)
            for column in range(left, right + 1):
                yield sheet.title, top, bottom, column


def require_units_kept_together(raw: bytes, chosen: Sequence[tuple[str, int, int, int]], folder: Path) -> bytes:
    """Sort by these heads one after the other; every row must keep its cells, and all else its place and its value.

    The workbook as it was saved at last.
    """
    last = {sheet: column for sheet, _, _, column in heads(raw)}
    sorts = [
        Sort(sheet, f"A{top}:{get_column_letter(last[sheet])}{bottom}", column, "up" if index % 2 else "down")
        for index, (sheet, top, bottom, column) in enumerate(chosen)
    ]
    told, after = sort_all(raw, [*sorts, SUMMARY], folder)
    assert len(told) == len(sorts) + 1
    shown = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    before = {sheet.title: _cells(sheet) for sheet in shown}
    moved = 0
    for (sheet, top, bottom, column), cells in zip(chosen, told, strict=False):
        place = f"{sheet}, {get_column_letter(column)}"
        table = [_said(row) for row in cells]
        was = before[sheet]
        assert table[:top] == was[:top], f"{place}: totals or heads moved"
        assert table[bottom:] == was[bottom:], place
        assert sorted(table[top:bottom]) == sorted(was[top:bottom]), f"{place}: cells parted from their unit"
        moved += table != was
        require_order(table[top:bottom], column, place)
    assert moved or not chosen
    assert [_said(row) for row in told[-1]] == before[SUMMARY.sheet]
    return after


def require_order(rows: Sequence[Sequence[str]], column: int, place: str) -> None:
    """The rows stand in the order of their numbers in that column, one way or the other."""
    numbers = [float(row[column - 1]) for row in rows if len(row) >= column and _is_number(row[column - 1])]
    assert numbers in (sorted(numbers), sorted(numbers, reverse=True)), f"{place}: not sorted"


def _cells(sheet: Any) -> list[list[str]]:
    return [_said([_text(value) for value in row]) for row in sheet.iter_rows(values_only=True)]


def _text(value: Any) -> str:
    if hasattr(value, "year"):
        value = openpyxl.utils.datetime.to_excel(value)
    return "" if value is None else str(value).replace("\n", " ")


def _said(row: Sequence[str]) -> list[str]:
    """The cells as text, numbers in one form, without empty ones at the end."""
    cells = [f"{float(cell):.9g}" if _is_number(cell) else cell for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
