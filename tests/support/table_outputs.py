"""What each output says of the tables with rows of a random province, held against what follows by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from docx.document import Document as WordDocument
from openpyxl.workbook import Workbook

from service.catalogue import Catalogue
from service.domain.bilingual import Bilingual
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.row_table import ColumnKind, RowColumn, RowTable
from tests.support.browser import Page
from tests.support.oracle import World
from tests.support.oracle_forms import CASES, UNUSED, Rows
from tests.support.oracle_tables import ADJUSTED, WHOLE, Sums, filed_rows, in_full, wanted_lines
from tests.support.word import rows

# The lines above the first one of a table's sheet.
HEADS = 6
Cells = tuple[object, ...]


def with_tables(catalogue: Catalogue, version: str) -> Catalogue:
    """The templates, of which this version has the tables that are the tests' own."""
    key = "cchc", version
    found = catalogue.templates[key]
    more = replace(found, tables=(*found.tables, _table(CASES), _table(UNUSED)))
    return replace(catalogue, templates={**catalogue.templates, key: more})


def _table(item: Rows) -> RowTable:
    kinds = {ColumnKind.TEXT: item.texts, ColumnKind.DATE: item.days, ColumnKind.COUNT: item.counts}
    return RowTable(
        item.code, Bilingual(item.title), "II.2", frozenset(AgencyKind), False, item.key, True, 100,
        tuple(
            RowColumn(code, Bilingual(f"Cột {code}"), kind, False, Bilingual(""))
            for kind, codes in kinds.items()
            for code in codes
        ),
    )  # fmt: skip


def require_tables(
    world: World, book: Workbook, page: Page, letter: WordDocument, merged: Sequence[Mapping[str, Any]],
    lines: Sequence[Mapping[str, str]],
) -> None:  # fmt: skip
    """Workbook, page, letter, API and CSV have the same rows and sums; of a table in which nobody wrote none shows."""
    assert [item["table"] for item in merged] == [table.code for table in world.form.tables]
    for table, answer in zip(world.form.tables, merged, strict=True):
        wanted = wanted_lines(world, table) if filed_rows(world, table) else []
        assert _of_api(table, answer) == wanted, table.code
        require_cells(world, table, wanted, [line for line in lines if line["Mã bảng"] == table.code])
        _require_sheets(world, table, wanted, book)
        for printed in (_of_page(table, page), _of_letter(table, letter)):
            _require_printed(world, table, wanted, printed)


def _of_api(table: Rows, answer: Mapping[str, Any]) -> list[Sums]:
    return [
        (line["name"], line["units"], tuple(line["values"].get(code) for code in table.counts))
        for line in answer["lines"]
    ]


def _require_sheets(world: World, table: Rows, wanted: list[Sums], book: Workbook) -> None:
    name = f"Bảng {table.number}"
    assert [name in book.sheetnames, f"{name} (các dòng)" in book.sheetnames] == [bool(wanted)] * 2, table.code
    if wanted:
        sums = list(_cells_of(book[name].iter_rows(min_row=HEADS + 1, values_only=True)))
        assert sums == [(*([line[0]] if table.key else []), line[1], *line[2]) for line in wanted], table.code
        listed = list(_cells_of(book[f"{name} (các dòng)"].iter_rows(min_row=HEADS + 1, values_only=True)))
        assert sorted(listed, key=str) == sorted(_listed(world, table), key=str), table.code


def _require_printed(world: World, table: Rows, wanted: list[Sums], printed: list[Cells]) -> None:
    """The lines of the page or the letter: sums by name, or the rows with the sums below them."""
    if table.key or not wanted:
        assert printed == [(name, units, *sums) for name, units, sums in wanted], table.code
        return
    ends = [line for line in wanted if line[0] in (ADJUSTED, WHOLE)]
    count = len(printed) - len(ends)
    left_out = {f"Đơn vị {code}" for code, terms in world.terms[world.form.now].items() if terms.is_excluded}
    own = [line for line in _listed(world, table) if line[0] not in left_out]
    assert sorted(printed[:count], key=str) == sorted(own, key=str), table.code
    blank = [None] * (1 + len(table.texts) + len(table.days))
    below = [(name, *blank, *sums, None if units is None else f"{units} đơn vị") for name, units, sums in ends]
    assert printed[count:] == below, table.code


def _listed(world: World, table: Rows) -> list[Cells]:
    """Every row with its unit, its number, and whether it is added up."""
    return [
        (f"Đơn vị {unit}", number, *_row(table, in_full(table, row)), None if unit in world.adding else "không cộng")
        for unit, given in filed_rows(world, table).items()
        for number, row in enumerate(given, 1)
    ]


def _row(table: Rows, row: Mapping[str, str | int]) -> Iterator[object]:
    for code in (*([table.key] if table.key else table.texts), *table.days, *table.counts):
        yield _said(code, row[code], table) if code in row else None


def _said(code: str, cell: str | int, table: Rows) -> str | int:
    return f"{date.fromisoformat(str(cell)):%d/%m/%Y}" if code in table.days else cell


def _cells_of(lines: Iterable[Iterable[object]]) -> Iterator[Cells]:
    """Cells of any output alike: numbers as such, days as people write them, nothing where there is none."""
    for line in lines:
        yield tuple(map(_cell, line))


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if not isinstance(value, str):
        return value
    plain = value.replace(".", "")
    return None if value in ("", "–") else int(plain) if plain.removeprefix("-").isdigit() else value


def _of_page(table: Rows, page: Page) -> list[Cells]:
    found = page.tree.xpath(f"//section[@data-rows='{table.code}']//tr[td]")
    return list(_cells_of([cell.text_content() for cell in line] for line in found))


def _of_letter(table: Rows, letter: WordDocument) -> list[Cells]:
    """The table below its title, without its heads."""
    first = "Lĩnh vực" if table.key else "Đơn vị"
    width = 2 + len(table.counts) if table.key else 3 + len(table.texts) + len(table.days) + len(table.counts)
    for at, item in enumerate(letter.tables):
        if len(item.columns) == width and (found := rows(letter, at))[0][0] == first:
            return list(_cells_of(found[1:]))
    return []


def require_cells(world: World, table: Rows, wanted: list[Sums], lines: Sequence[Mapping[str, str]]) -> None:
    """The CSV of all cells: the rows as they were filed, what the counted ones add up to, and the totals."""
    plain = {"số liệu", "gộp", "không cộng"}
    terms = world.terms[world.form.now]
    assert {
        (line["Mã đơn vị"], int(line["Dòng"]), line["Mã cột"], line["Giá trị"], line["Trạng thái"], line["Tính"])
        for line in lines
        if line["Trạng thái"] in plain
    } == {
        (unit, number, code, _safe(str(_said(code, cell, table))), *_state(world, unit, terms[unit].is_excluded))
        for unit, given in filed_rows(world, table).items()
        for number, row in enumerate(given, 1)
        for code, cell in in_full(table, row).items()
    }, table.code
    for name, _, sums in wanted:
        for code, total in zip(table.counts, sums, strict=True):
            own = [line for line in lines if line["Mã cột"] == code and line["Tính"] == "1"]
            if name not in (ADJUSTED, WHOLE):
                own = [line for line in own if _same(line["Tên dòng"]) == _same(name)]
            elif name == ADJUSTED:
                own = [line for line in own if line["Trạng thái"] == ADJUSTED]
            assert sum(int(line["Giá trị"]) for line in own) == (total or 0), (table.code, name, code)
    assert [
        (line["Tên dòng"], line["Mã cột"], int(line["Giá trị"]), line["Số đơn vị"])
        for line in lines
        if not line["Mã đơn vị"]
    ] == [
        (name, code, total, "" if units is None else str(units))
        for name, units, sums in wanted
        for code, total in zip(table.counts, sums, strict=True)
        if total is not None
    ], table.code


def _state(world: World, unit: str, is_excluded: bool) -> tuple[str, str]:
    if unit in world.adding:
        return "số liệu", "1"
    return ("không cộng" if is_excluded else "gộp"), "0"


def _same(name: str) -> str:
    return " ".join(name.split()).lower()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith("=") else text
