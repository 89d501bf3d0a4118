"""`tables.csv` beside a report template with its columns and sums: tables with rows that a report may have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from service.catalogue.faults import Faults
from service.catalogue.table import CsvRow, read_rows
from service.domain.bilingual import Bilingual
from service.domain.errors import Level
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.expression import ExpressionError, Node, operands, parse_value
from service.domain.reporting.row_table import ColumnKind, RowColumn, RowTable, TableSum

TABLES, TABLE_COLUMNS, TABLE_SUMS = "tables.csv", "table_columns.csv", "table_sums.csv"
TABLE_HEADS = ("table", "title", "section", "applies_to", "required", "key", "totals", "max_rows")
COLUMN_HEADS = ("table", "column", "title", "kind", "required", "choices", "sum_of", "unit")
COLUMN_ENGLISH = ("title_en", "choices_en", "unit_en")
SUM_HEADS = ("id", "level", "table", "column", "equals")
MOST_ROWS, MOST_COLUMNS = 1000, 30


def load_tables(
    folder: Path, indicators: Collection[str], sections: Collection[str], rules: Collection[str], faults: Faults
) -> tuple[RowTable, ...]:
    """The tables of a folder, none where it has no file of them; faulty rows go to the `faults`."""
    if not any((folder / name).exists() for name in (TABLES, TABLE_COLUMNS, TABLE_SUMS)):
        return ()
    named = list(read_rows(folder, TABLES, TABLE_HEADS, ("title_en",), faults))
    known = {row.cells["table"] for row in named}
    columns = _columns(folder, known, faults)
    sums = _sums(folder, columns, indicators, rules, faults)
    above: set[str] = set()
    return faults.each(named, lambda row: _table(row, columns, sums, sections, above, faults))


def _table(
    row: CsvRow, columns: Mapping[str, list[RowColumn]], sums: Mapping[str, list[TableSum]], sections: Collection[str],
    above: set[str], faults: Faults,
) -> RowTable | None:  # fmt: skip
    own = columns.get(row.cells["table"], [])
    made = faults.all_of(
        code=lambda: _new(row, "table", above, "ho_so_linh_vuc"),
        title=lambda: row.words("title", "title_en"),
        section=lambda: row.one_of("section", sections),
        applies_to=lambda: row.choices("applies_to", AgencyKind),
        required=lambda: row.yes("required"),
        key=lambda: _key(row, own),
        totals=lambda: row.yes("totals"),
        max_rows=lambda: _most(row),
        columns=lambda: _some(row, own),
    )
    return None if made is None else RowTable(**made, sums=tuple(sums.get(row.cells["table"], ())))


def _key(row: CsvRow, columns: list[RowColumn]) -> str:
    """The column by which rows are added up over units; empty where they only stand below each other."""
    if not row.optional("key"):
        return ""
    return row.one_of("key", [item.code for item in columns if item.kind in {ColumnKind.TEXT, ColumnKind.CHOICE}])


def _most(row: CsvRow) -> int:
    text = row.text("max_rows")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_ROWS)) and 0 < int(text) <= MOST_ROWS):
        raise row.fault("max_rows", f"«{text}» không hợp lệ, cần số dòng từ 1 đến {MOST_ROWS}")
    return int(text)


def _some(row: CsvRow, columns: list[RowColumn]) -> tuple[RowColumn, ...]:
    if not 0 < len(columns) <= MOST_COLUMNS:
        said = f"bảng «{row.text('table')}» cần từ 1 đến {MOST_COLUMNS} cột ở {TABLE_COLUMNS}, đang có {len(columns)}"
        raise row.fault("table", said)
    return tuple(columns)


def _columns(folder: Path, tables: Collection[str], faults: Faults) -> dict[str, list[RowColumn]]:
    """The columns by table, in the order of their rows; a sum comes after its parts or before them."""
    rows = list(read_rows(folder, TABLE_COLUMNS, COLUMN_HEADS, COLUMN_ENGLISH, faults))
    counts = {
        (row.cells["table"], row.cells["column"])
        for row in rows
        if row.cells["kind"] == ColumnKind.COUNT and not row.cells["sum_of"]
    }
    found: dict[str, list[RowColumn]] = {}
    above: dict[str, set[str]] = {}
    for row in rows:
        made = faults.attempt(lambda row=row: _column(row, tables, counts, above, faults))  # type: ignore[misc]
        if made is not None:
            found.setdefault(row.cells["table"], []).append(made)
    return found


def _column(
    row: CsvRow, tables: Collection[str], counts: Collection[tuple[str, str]], above: dict[str, set[str]],
    faults: Faults,
) -> RowColumn | None:  # fmt: skip
    table = row.one_of("table", tables)
    kind = row.choice("kind", ColumnKind)
    made = faults.all_of(
        code=lambda: _new(row, "column", above.setdefault(table, set()), "tiep_nhan"),
        title=lambda: row.words("title", "title_en"),
        required=lambda: row.yes("required"),
        unit=lambda: Bilingual(row.optional("unit"), row.cells.get("unit_en", "")),
        choices=lambda: _choices(row, kind),
        parts=lambda: _parts(row, kind, [column for owner, column in counts if owner == table]),
    )
    return None if made is None else RowColumn(**made, kind=kind)


def _choices(row: CsvRow, kind: ColumnKind) -> tuple[Bilingual, ...]:
    given, english = row.optional("choices"), row.cells.get("choices_en", "")
    if (kind is ColumnKind.CHOICE) != bool(given):
        raise row.fault("choices", "cần các giá trị cách nhau bằng dấu | ở cột choice, và chỉ ở cột đó")
    names = [part.strip() for part in given.split("|")] if given else []
    others = [part.strip() for part in english.split("|")] if english else [""] * len(names)
    if len(others) != len(names):
        raise row.fault("choices_en", f"cần {len(names)} giá trị như «choices», đang có {len(others)}")
    if len(set(names)) < len(names) or not all(names):
        raise row.fault("choices", "mỗi giá trị ghi một lần, không để trống")
    return tuple(Bilingual(*both) for both in zip(names, others, strict=True))


def _parts(row: CsvRow, kind: ColumnKind, counts: Collection[str]) -> tuple[str, ...]:
    if not row.optional("sum_of"):
        return ()
    if kind is not ColumnKind.COUNT:
        raise row.fault("sum_of", "chỉ cột count mới là tổng của các cột khác")
    parts = tuple(part.strip() for part in row.text("sum_of").split("|"))
    for part in parts:
        if part not in counts:
            raise row.fault("sum_of", f"«{part}» không hợp lệ, cần cột count được ghi trong cùng bảng")
    return parts


def _sums(
    folder: Path, columns: Mapping[str, list[RowColumn]], indicators: Collection[str], rules: Collection[str],
    faults: Faults,
) -> dict[str, list[TableSum]]:  # fmt: skip
    """The sums by table; a folder without the file has none."""
    found: dict[str, list[TableSum]] = {}
    if not (folder / TABLE_SUMS).exists():
        return found
    above = set(rules)
    for row in read_rows(folder, TABLE_SUMS, SUM_HEADS, faults=faults):
        made = faults.attempt(lambda row=row: _sum(row, columns, indicators, above))  # type: ignore[misc]
        if made is not None:
            found.setdefault(row.cells["table"], []).append(made)
    return found


def _sum(
    row: CsvRow, columns: Mapping[str, list[RowColumn]], indicators: Collection[str], above: set[str]
) -> TableSum:  # fmt: skip
    name = row.text("id")
    if name in above:
        raise row.fault("id", f"«{name}» đã là mã của một quy tắc khác")
    above.add(name)
    counts = {item.code: item for item in columns[row.one_of("table", columns)] if item.is_count}
    column = counts[row.one_of("column", counts)]
    english = column.title.english
    asked = Bilingual(
        f"Tổng cột «{column.title}» khớp với chỉ tiêu của báo cáo",
        f"The sum of the column «{english}» equals the figure of the report" if english else "",
    )
    return TableSum(
        name, row.choice("level", Level), column.code, row.text("equals"), _equals(row, indicators), asked
    )  # fmt: skip


def _equals(row: CsvRow, indicators: Collection[str]) -> Node:
    try:
        node = parse_value(row.text("equals"))
    except ExpressionError as error:
        raise row.fault("equals", str(error)) from error
    for operand in operands(node):
        if operand.past or operand.code not in indicators:
            raise row.fault("equals", f"không có chỉ tiêu «{operand}» của kỳ này")
    return node


def _new(row: CsvRow, column: str, above: set[str], example: str) -> str:
    """A name that no line above has; raises CatalogueError."""
    name = row.name(column, example)
    if name in above:
        raise row.fault(column, f"«{name}» đã có ở trên")
    above.add(name)
    return name
