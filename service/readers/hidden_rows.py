"""Rows that a copy hides: by the filter that the original has for people, or by hand and against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.domain.consolidation.copy_check import CellChange, CellChangeKind, CellContent, Row, Value, name_of
from service.domain.consolidation.sheet_filters import FilteredSheet, SheetFilter
from service.domain.errors import Message, message

_HIDDEN = message("dòng {place} bị ẩn")
_AGAINST = message("dòng {place} bị ẩn dù đúng điều kiện đang lọc: không phải do bộ lọc")
_NOT_JUDGED = message("dòng {place} bị ẩn; không đối chiếu được với bộ lọc theo màu, biểu tượng hoặc thời điểm")


@dataclass(frozen=True)
class FilterUse:
    """The filters of a sheet in the original and in the copy, the copy's rows, and which row of the original each is.

    Rows without an entry in `origin` stand where they stood.
    """

    sheet: str
    stored: Sequence[SheetFilter]
    found: Sequence[SheetFilter]
    rows: Sequence[Row]
    origin: Mapping[int, Row]

    def judge(self, hidden: Iterable[int]) -> tuple[list[CellChange], FilteredSheet | None]:
        """The hidden rows that no filter accounts for, and what the others are filtered by."""
        changes: list[CellChange] = []
        by: dict[str, None] = {}
        filtered = 0
        for number in sorted(hidden):
            used = next((item for item in self.found if item.criteria and self._is_under(item, number)), None)
            is_hidden = used is not None and used.hides(self._values(number), self._columns)
            if used is not None and is_hidden:
                filtered += 1
                by.update(dict.fromkeys(self._named(used)))
            else:
                said = _HIDDEN if used is None else _NOT_JUDGED if is_hidden is None else _AGAINST
                changes.append(self._change(number, said))
        return changes, FilteredSheet(self.sheet, tuple(by), filtered) if filtered else None

    def _is_under(self, item: SheetFilter, number: int) -> bool:
        """Whether the row is under this filter, and was under one of the original: totals are under none."""
        was = self.origin[number][0] if number in self.origin else number
        return item.covers(number) and any(each.covers(was) for each in self.stored)

    @cached_property
    def _cells(self) -> Mapping[int, Mapping[str, CellContent]]:
        return dict(self.rows)

    @cached_property
    def _columns(self) -> Mapping[str, Sequence[Value]]:
        """The values of each column that a filter is on."""
        names = {name: item for item in self.found for name in item.criteria}
        under = {name: [number for number in self._cells if item.covers(number)] for name, item in names.items()}
        return {name: [self._values(number).get(name, "") for number in numbers] for name, numbers in under.items()}

    def _values(self, number: int) -> dict[str, Value]:
        """What a row shows; what the program that saved it did not compute is as it was."""
        was = self.origin[number][1] if number in self.origin else {}
        return {
            name: was[name].value if cell.formula and cell.value == "" and name in was else cell.value
            for name, cell in self._cells.get(number, {}).items()
        }

    def _named(self, item: SheetFilter) -> Iterable[str]:
        """The columns that it is set on, each with its head."""
        heads = self._cells.get(item.top, {})
        for name in item.criteria:
            head = str(heads[name].value) if name in heads else ""
            yield f"{name} ({head})" if head else name

    def _change(self, number: int, words: Message) -> CellChange:
        row, was = name_of(self._cells.get(number, {})), self.origin[number][0] if number in self.origin else number
        said, stored_cell = Message(words.text, {"place": str(number)}), str(was) if was != number else ""
        return CellChange(
            self.sheet, str(number), CellChangeKind.FEATURE, "", "", said, stored_cell=stored_cell, row=row
        )
