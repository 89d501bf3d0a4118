"""How a copy of a workbook differs from the original: sheets, rows, cells, and what stands beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from service.domain.consolidation.copy_check import (
    CellChange,
    CellChangeKind,
    CellContent,
    Differences,
    Places,
    Row,
    Value,
    are_alike,
    differing_cells,
    summed_up,
)
from service.domain.consolidation.row_alignment import Alignment, align
from service.domain.errors import Message, message
from service.domain.notation.fingerprint import IN_ORDER_OF_ROWS
from service.readers.workbook_cells import Cell, CellBook
from service.readers.workbook_structure import Feature, PartKind

SAMPLE = 400  # rows by which a sheet with another name is recognised
ALIKE = 0.5
NAMED = 3  # texts by which a row is told
_ADDED: Mapping[PartKind, Message] = {
    PartKind.HIDDEN_SHEET: message("trang tính bị ẩn"),
    PartKind.HIDDEN_ROW: message("dòng {place} bị ẩn"),
    PartKind.HIDDEN_COLUMN: message("cột {place} bị ẩn"),
    PartKind.NAME: message("tên «{place}» được thêm hoặc đổi: {text}"),
    PartKind.CHART: message("biểu đồ được thêm hoặc đổi: {text}"),
    PartKind.DRAWING: message("hình hoặc khung chữ được thêm: {text}"),
    PartKind.COMMENT: message("ghi chú được thêm ở ô {place}: {text}"),
    PartKind.VALIDATION: message("kiểm tra dữ liệu được thêm ở {place}"),
    PartKind.CONDITION: message("định dạng có điều kiện được thêm ở {place}"),
    PartKind.MERGE: message("các ô {place} được gộp"),
    PartKind.EXTERNAL: message("liên kết đến tệp khác: {place}"),
    PartKind.LINK: message("liên kết ra ngoài tệp: {place}"),
    PartKind.OTHER: message("thành phần lạ được thêm: {place}"),
    PartKind.PRINT_AREA: message("vùng in được đặt hoặc đổi, phần còn lại không in ra: {text}"),
    PartKind.PROPERTY: message("thuộc tính «{place}» của tệp bị đổi thành «{text}»"),
}
_REMOVED: Mapping[PartKind, Message] = {
    PartKind.NAME: message("tên «{place}» bị xóa hoặc đổi: {text}"),
    PartKind.CHART: message("biểu đồ bị xóa hoặc đổi: {text}"),
    PartKind.DRAWING: message("hình hoặc khung chữ bị xóa"),
    PartKind.COMMENT: message("ghi chú bị xóa ở ô {place}"),
    PartKind.VALIDATION: message("kiểm tra dữ liệu bị xóa ở {place}"),
    PartKind.CONDITION: message("định dạng có điều kiện bị xóa ở {place}"),
    PartKind.MERGE: message("các ô {place} không còn được gộp"),
    PartKind.PRINT_AREA: message("vùng in bị xóa hoặc đổi: {text}"),
}
# A program may leave these as they are or not, and what was shown is shown still.
_MAY_GO = frozenset(
    {
        PartKind.HIDDEN_SHEET,
        PartKind.HIDDEN_ROW,
        PartKind.HIDDEN_COLUMN,
        PartKind.PROPERTY,
        PartKind.LINK,
        PartKind.OTHER,
        PartKind.EXTERNAL,
    }
)


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
        self.places: dict[str, Places] = {}
        self.sorted: list[str] = []

    def differences(self) -> Differences:
        """They, with the rows of every sheet found again before any formula is looked at."""
        there = {name: self.renamed.get(name, name) for name in self.stored.sheets if name not in self.missing}
        aligned = {
            name: self._aligned(name, new)
            for name, new in there.items()
            if not are_alike(self._rows(self.stored, name), self._rows(self.copy, new))
        }
        self.places = {name: item.places for name, item in aligned.items()}
        self.sorted = [name for name, item in aligned.items() if item.places.is_sorted]
        changes = [
            change
            for name, item in aligned.items()
            for change in self._changes(name, item)
            if not self._follows(change)
        ]
        return summed_up(
            [*changes, *self._features()], self.missing, self.added, tuple(self.renamed.items()), tuple(self.sorted)
        )

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
            yield CellChange(name, letter, CellChangeKind.COLUMN_REMOVED, letter, "")
        for letter in item.columns_added:
            yield CellChange(name, letter, CellChangeKind.COLUMN_ADDED, "", letter)
        for number, cells in item.removed:
            yield CellChange(name, str(number), CellChangeKind.ROW_REMOVED, _told(cells), "")
        for number, cells in item.added:
            yield CellChange(name, str(number), CellChangeKind.ROW_ADDED, "", _told(cells))

        def moves(sheet: str, column: str, row: int) -> tuple[str, int] | None:
            places = self.places.get(sheet or name)
            return (column, row) if places is None else places.of(column, row)

        yield from differing_cells(name, item.pairs, moves)

    def _features(self) -> Iterator[CellChange]:
        stored = Counter(self.stored.features())
        found = Counter(self._as_stored(feature) for feature in self.copy.features())
        lost = (feature for feature in (stored - found) if feature.thing not in _MAY_GO)
        for words, features in ((_REMOVED, lost), (_ADDED, found - stored)):
            for item in features:
                if item.sheet in self.added or item.sheet in self.missing:
                    continue
                said = Message(words[item.thing].text, {"place": item.place, "text": item.text})
                yield CellChange(item.sheet, item.place, CellChangeKind.FEATURE, "", "", said)

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
