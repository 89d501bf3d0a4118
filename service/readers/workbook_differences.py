"""How a copy of a workbook differs from the original: sheets, rows, cells, and what stands beside them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice

from service.domain.consolidation.copy_check import (
    CellChange,
    CellChangeKind,
    CellContent,
    Differences,
    Row,
    Value,
    are_alike,
    differing_cells,
    summed_up,
)
from service.domain.consolidation.row_alignment import Alignment, align
from service.domain.consolidation.sheet_filters import FilteredSheet
from service.domain.notation.fingerprint import IN_ORDER_OF_ROWS
from service.readers.hidden_rows import FilterUse
from service.readers.workbook_cells import Cell, CellBook
from service.readers.workbook_part_words import part_changes
from service.readers.workbook_structure import Feature, PartKind

SAMPLE = 400  # rows by which a sheet with another name is recognised
ALIKE = 0.5
NAMED = 3  # texts by which a row is told


def compare_workbooks(stored: CellBook, copy: CellBook) -> Differences:
    """All that differs, in the order of the sheets."""
    return _Comparison(stored, copy).differences()


class _Comparison:
    """One copy beside its original; a renamed sheet is known by what stands in it."""

    def __init__(self, stored: CellBook, copy: CellBook) -> None:
        self.stored = stored
        self.copy = copy
        missing = [name for name in stored.sheets if name not in copy.sheets]
        added = [name for name in copy.sheets if name not in stored.sheets]
        self.renamed = dict(self._renamed(missing, added))
        self.missing = tuple(name for name in missing if name not in self.renamed)
        self.added = tuple(name for name in added if name not in self.renamed.values())
        self.old = {new: name for name, new in self.renamed.items()}
        self.aligned: dict[str, Alignment] = {}
        self.sorted: list[str] = []
        self.filtered: list[FilteredSheet] = []

    def differences(self) -> Differences:
        """They, with the rows of every sheet found again before any formula is looked at."""
        there = {name: self.renamed.get(name, name) for name in self.stored.sheets if name not in self.missing}
        self.aligned = {
            name: self._aligned(name, new)
            for name, new in there.items()
            if not are_alike(self._rows(self.stored, name), self._rows(self.copy, new))
        }
        self.sorted = [name for name, item in self.aligned.items() if item.places.is_sorted]
        changes = [
            change
            for name, item in self.aligned.items()
            for change in self._changes(name, item)
            if not self._follows(change)
        ]
        changes += self._part_changes()
        renamed, in_order = tuple(self.renamed.items()), tuple(self.sorted)
        return summed_up(changes, self.missing, self.added, renamed, in_order, tuple(self.filtered))

    def _follows(self, change: CellChange) -> bool:
        """Whether it is no more than the order of rows that were sorted, in a sheet that looks at them."""
        return bool(self.sorted) and change.sheet in IN_ORDER_OF_ROWS and change.kind is CellChangeKind.RESULT

    def _renamed(self, missing: list[str], added: list[str]) -> Iterator[tuple[str, str]]:
        free = list(added)
        for name in missing:
            mine = self._sample(self.stored, name)
            scores = [(sum((mine & self._sample(self.copy, new)).values()), new) for new in free]
            best, new = max(scores, default=(0, ""))
            if best > ALIKE * max(1, sum(mine.values())):
                free.remove(new)
                yield name, new

    def _sample(self, book: CellBook, sheet: str) -> Counter[tuple[str, Value]]:
        rows = islice(book.rows(sheet), SAMPLE)
        return Counter((column, cell.value) for _, cells in rows for column, cell in cells.items() if not cell.formula)

    def _rows(self, book: CellBook, sheet: str) -> Iterator[Row]:
        for number, cells in book.rows(sheet):
            yield number, {column: self._held(cell) for column, cell in cells.items()}

    def _held(self, cell: Cell) -> CellContent:
        formula = cell.formula
        for new, name in self.old.items() if "!" in formula else ():
            formula = formula.replace(_reference(new), _reference(name))
        return CellContent(cell.value, formula, cell.look.shape, cell.look.is_seen)

    def _aligned(self, name: str, new: str) -> Alignment:
        return align(list(self._rows(self.stored, name)), list(self._rows(self.copy, new)))

    def _changes(self, name: str, item: Alignment) -> Iterator[CellChange]:
        for letter in item.columns_removed:
            yield CellChange(name, "", CellChangeKind.COLUMN_REMOVED, letter, "", stored_cell=letter)
        for letter in item.columns_added:
            yield CellChange(name, letter, CellChangeKind.COLUMN_ADDED, "", letter)
        for number, cells in item.removed:
            yield CellChange(name, "", CellChangeKind.ROW_REMOVED, _told(cells), "", stored_cell=str(number))
        for number, cells in item.added:
            yield CellChange(name, str(number), CellChangeKind.ROW_ADDED, "", _told(cells))

        def moves(sheet: str, column: str, row: int) -> tuple[str, int] | None:
            there = self.aligned.get(sheet or name)
            return (column, row) if there is None else there.places.of(column, row)

        yield from differing_cells(name, item.pairs, moves)

    def _part_changes(self) -> Iterator[CellChange]:
        """What was done beside the cells; what the filters hide is kept in `filtered`."""
        stored = Counter(self.stored.structure.features)
        found = Counter(self._as_stored(feature) for feature in self.copy.structure.features)
        gone, new = (
            [item for item in left.elements() if item.sheet not in {*self.added, *self.missing}]
            for left in (stored - found, found - stored)
        )
        hidden: defaultdict[str, list[int]] = defaultdict(list)
        for item in new:
            if item.thing is PartKind.HIDDEN_ROW:
                hidden[item.sheet].append(int(item.place))
        others = [item for item in new if item.thing is not PartKind.HIDDEN_ROW]
        for item, said in part_changes(*self._without_moved_links(gone, others)):
            yield CellChange(item.sheet, item.place, CellChangeKind.FEATURE, "", "", said)
        for sheet, numbers in hidden.items():
            changes, filtered = self._filter_use(sheet).judge(numbers)
            yield from changes
            self.filtered += [filtered] if filtered else []

    def _filter_use(self, sheet: str) -> FilterUse:
        new = self.renamed.get(sheet, sheet)
        rows = list(self._rows(self.copy, new))
        aligned = self.aligned.get(sheet)
        pairs = zip(self._rows(self.stored, sheet), rows, strict=True) if aligned is None else aligned.pairs
        origin = {there: before for before, (there, _) in pairs}
        filters = self.stored.structure.filters[sheet], self.copy.structure.filters[new]
        return FilterUse(sheet, *filters, rows, origin)

    def _without_moved_links(self, gone: list[Feature], new: list[Feature]) -> tuple[list[Feature], list[Feature]]:
        """The same without links of sheets whose rows or columns moved, where one leads there still."""
        moved = {name for name, item in self.aligned.items() if item.is_moved}
        there = Counter((item.sheet, item.text) for item in gone if item.thing is PartKind.LINK)
        left: list[Feature] = []
        for item in new:
            if item.thing is PartKind.LINK and item.sheet in moved and there[item.sheet, item.text]:
                there[item.sheet, item.text] -= 1
            else:
                left.append(item)
        return [item for item in gone if item.thing is not PartKind.LINK or item.sheet not in moved], left

    def _as_stored(self, item: Feature) -> Feature:
        text = item.text
        for new, name in self.old.items():
            text = text.replace(_reference(new), _reference(name))
        return Feature(item.thing, self.old.get(item.sheet, item.sheet), item.place, text)


def _reference(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'!"


def _told(cells: Mapping[str, CellContent]) -> str:
    texts = [cell.value for cell in cells.values() if isinstance(cell.value, str) and cell.value]
    return " | ".join(texts[:NAMED]) or "dòng không có chữ"
