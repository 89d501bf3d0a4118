"""The rows of an export's table: which are added up, which add up others, which are about somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from service.domain.errors import Message, message
from service.domain.notation.labelled import Labelled
from service.domain.reading.export_tables import ExportTable, counts_columns, is_numbering, repeats_heads
from service.domain.reporting.export_guide import ExportGuide

_ROMAN = re.compile(r"[IVX]{1,6}")
_COUNTED = re.compile(r"\d{1,4}(?:\.\d{1,3}){0,3}")
_BEGUN = re.compile(r"([IVX]{1,6}|[A-Z]|[a-zđ]|\d{1,4}(?:\.\d{1,3}){0,3})[.)/] ?")
_DEEPEST = 9
_TOP_LEVELS = 1  # letters and Roman numbers, below which rows may have no number


class RowKind(Labelled):
    """What a row of a table is."""

    DATA = "data", "được cộng"
    TOTAL = "total", "dòng tổng"
    GROUP = "group", "dòng tổng của nhóm"
    NUMBERS = "numbers", "đánh số cột"
    HEADS = "heads", "tiêu đề lặp lại"
    WORDS = "words", "không có số"
    OTHERS = "others", "của đơn vị khác"


@dataclass(frozen=True)
class ExportRow:
    """A row: what it is called, how deep it lies below others (0 is outermost), and whether it is hidden."""

    number: int
    kind: RowKind
    label: str
    level: int | None
    is_hidden: bool


def rows_of(table: ExportTable, guide: ExportGuide, is_own: Callable[[str], bool | None]) -> tuple[ExportRow, ...]:
    """The rows of a table; `is_own` says of a label whether it is the unit's name, None where it is no unit's."""
    rows = _grouped([_row(table, guide, number) for number in _numbers(table)])
    own = {row.number: is_own(row.label) for row in rows if row.kind in {RowKind.DATA, RowKind.GROUP}}
    if True not in own.values():
        return tuple(rows)
    # Among the rows of several units only the unit's own counts.
    return tuple(replace(row, kind=_as_own(row, own)) for row in rows)


def others_named(rows: Iterable[ExportRow], is_own: Callable[[str], bool | None]) -> list[ExportRow]:
    """The rows that are called as other units are."""
    return [row for row in rows if row.kind in {RowKind.DATA, RowKind.GROUP} and is_own(row.label) is False]


def children(rows: Sequence[ExportRow], group: ExportRow) -> list[ExportRow]:
    """The added rows below a row that adds them up."""
    found: list[ExportRow] = []
    for row in rows[rows.index(group) + 1 :]:
        if row.kind is RowKind.TOTAL or (row.kind is not RowKind.WORDS and _depth(row) <= _depth(group)):
            break
        if row.kind is RowKind.DATA:
            found.append(row)
    return found


def left_out(rows: Iterable[ExportRow]) -> Message | None:
    """Which rows are not added up, and why; None where there are none."""
    by_kind: dict[RowKind, list[int]] = {}
    for row in rows:
        if row.kind is not RowKind.DATA:
            by_kind.setdefault(row.kind, []).append(row.number)
    said = [
        message("dòng {rows} ({kind})", rows=runs(numbers), kind=Message(kind.label))
        for kind, numbers in by_kind.items()
    ]
    if not said:
        return None
    joined = said[0]
    for item in said[1:]:
        joined = message("{one}, {other}", one=joined, other=item)
    return joined


def runs(numbers: Iterable[int]) -> str:
    """Numbers as people list them: 8–12, 14."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in found)


def _numbers(table: ExportTable) -> list[int]:
    first, last = table.rows
    return [row for row in table.sheet.rows if first <= row <= last]


def _row(table: ExportTable, guide: ExportGuide, number: int) -> ExportRow:
    sheet = table.sheet
    numbering = {column.number for column in table.columns if is_numbering(column, guide)}
    texts = sheet.texts(number)
    labels = [text for column, text in texts.items() if column not in table.figures or guide.says(guide.totals, text)]
    label = next((text for column, text in texts.items() if column not in numbering and text in labels), "")
    has_numbers = any(
        column not in numbering and sheet.number(number, column) is not None for column in sheet.rows[number]
    )
    if counts_columns(sheet, number):
        kind = RowKind.NUMBERS
    elif repeats_heads(sheet, number, table.columns):
        kind = RowKind.HEADS
    elif any(guide.says(guide.totals, text) for text in labels):
        kind = RowKind.TOTAL
    else:
        kind = RowKind.DATA if has_numbers or _doubts(table, number, numbering) else RowKind.WORDS
    mark = next((sheet.text(number, column) for column in sorted(numbering)), "")
    return ExportRow(number, kind, label or " ".join(labels[:1]), _level(mark, label), number in sheet.hidden)


def _doubts(table: ExportTable, number: int, numbering: set[int]) -> bool:
    """Whether something like a number stands among the figures."""
    columns = table.figures - numbering
    return any((cell := table.sheet.cells.get((number, column))) is not None and cell.doubt for column in columns)


def _level(mark: str, label: str) -> int | None:
    """How deep a running number lies: A, then I, 1, 1.1, a), -; None where there is none."""
    begun = _BEGUN.match(label)
    sign = mark.strip().rstrip(".)") or (begun[1] if begun else "")
    if not sign:
        return 8 if label.startswith(("-", "–", "+")) else None
    if sign in {"-", "–", "+"}:
        return 8
    if _ROMAN.fullmatch(sign):
        return 1
    if _COUNTED.fullmatch(sign):
        return 2 + sign.count(".")
    if len(sign) == 1 and sign.isalpha():
        return 0 if sign.isupper() else 7
    return None


def _grouped(rows: list[ExportRow]) -> list[ExportRow]:
    """The rows with those marked that add up the deeper ones below them."""
    data = [row for row in rows if row.kind is RowKind.DATA]
    groups = {row.number for row, after in pairwise(data) if _is_above(row, after, rows)}
    return [replace(row, kind=RowKind.GROUP) if row.number in groups else row for row in rows]


def _is_above(row: ExportRow, after: ExportRow, rows: Sequence[ExportRow]) -> bool:
    if row.level is None or _depth(after) <= row.level:
        return False
    # Rows without a number are below a letter or a Roman one only, and not where a total stands between.
    between = [other for other in rows if row.number < other.number < after.number]
    is_parted = any(other.kind is RowKind.TOTAL for other in between)
    return not is_parted and (after.level is not None or row.level <= _TOP_LEVELS)


def _depth(row: ExportRow) -> int:
    return _DEEPEST if row.level is None else row.level


def _as_own(row: ExportRow, own: dict[int, bool | None]) -> RowKind:
    if own.get(row.number):
        return RowKind.DATA
    return RowKind.OTHERS if row.kind in {RowKind.DATA, RowKind.GROUP, RowKind.TOTAL} else row.kind
