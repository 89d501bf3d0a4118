"""Saying of a copy which workbook it is, and whether anything in it was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from service.actions.context import Context
from service.domain.copies import CellChange, Differences, Row, differing_cells, summed_up
from service.domain.errors import UnreadableError, message
from service.readers.workbook_cells import CellBook
from service.storage.models import WorkbookRow
from service.storage.workbooks import build_of_copy
from service.writers.consolidated_workbook import FINGERPRINT

PDF = b"%PDF"


@dataclass(frozen=True)
class Verdict:
    """What a copy is; `differences` is None where its bytes are those that were handed out."""

    build: WorkbookRow
    differences: Differences | None

    @property
    def is_intact(self) -> bool:
        """Whether it says nothing else than what was handed out."""
        return self.differences is None or self.differences.is_same


def verify_workbook(context: Context, raw: bytes) -> Verdict:
    """The verdict; raises UnreadableError for what is no workbook of this installation, or no workbook at all."""
    sha256 = hashlib.sha256(raw).hexdigest()
    with context.database.reading() as session:
        known = build_of_copy(session, sha256, "")
        if known is not None:
            return Verdict(known, None)
        if raw.startswith(PDF):
            raise UnreadableError(
                message(
                    "Bản in này không phải do hệ thống lập, hoặc đã bị thay đổi: chỉ bản nguyên vẹn mới nhận ra được."
                )
            )
        copy = CellBook(raw)
        row = build_of_copy(session, sha256, copy.named(FINGERPRINT))
    if row is None or row.content is None:
        raise UnreadableError(
            message("Tệp này không phải bảng tổng hợp do hệ thống lập: không có dấu vân tay nào được biết.")
        )
    return Verdict(row, _differences(CellBook(row.content), copy))


def _differences(stored: CellBook, copy: CellBook) -> Differences:
    missing = tuple(name for name in stored.sheets if name not in copy.sheets)
    added = tuple(name for name in copy.sheets if name not in stored.sheets)
    return summed_up(_changes(stored, copy), missing, added)


def _changes(stored: CellBook, copy: CellBook) -> Iterator[CellChange]:
    for name in stored.sheets:
        if name in copy.sheets:
            yield from differing_cells(name, _rows(stored, name), _rows(copy, name))


def _rows(book: CellBook, sheet: str) -> Iterator[Row]:
    for number, cells in book.rows(sheet):
        yield number, {column: (cell.value, cell.is_formula) for column, cell in cells.items()}
