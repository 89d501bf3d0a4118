"""Whether the tables of a report are sensible, and add up to its figures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from service.domain.errors import Finding, Level, Message, message
from service.domain.notation.numbers import MAX_DIGITS, digits_of, shorten, shown_in_words
from service.domain.organization.agency import Agency
from service.domain.reporting.expression import value_of
from service.domain.reporting.report import SubmittedReport
from service.domain.reporting.row_table import ColumnKind, Row, RowColumn, RowTable, TableSum, same_key
from service.domain.reporting.template import ReportTemplate
from service.domain.validation.text_checks import check_text

MAX_CELL = 1_000


def check_tables(
    filing: SubmittedReport, template: ReportTemplate, agency: Agency, exempt: tuple[str, ...]
) -> Iterator[Finding]:
    """Each table is asked of the unit, not too long, sensible row by row, and adds up to the figures."""
    for table in template.tables:
        rows = filing.tables.get(table.code, ())
        is_asked = template.asks_table(table, agency, exempt)
        path = f"$.tables.{table.code}"
        if rows and not is_asked:
            said = message("Bảng «{table}» không áp dụng cho {agency}: đề nghị để trống.",
                           table=table.title, agency=agency.name)  # fmt: skip
            yield _error("exempt", said, path)
        elif table.required and is_asked and not rows:
            yield _error("required", message("Chưa có bảng «{table}»: ghi ít nhất một dòng.", table=table.title), path)
        elif (long := table.too_many(len(rows))) is not None:
            yield _error("rows", long, path)
        else:
            for index, row in enumerate(rows):
                yield from _check_row(table, row, index, f"{path}[{index}]")
            yield from _check_keys(table, rows, path)
            yield from _check_sums(table, rows, filing, template)


def _check_row(table: RowTable, row: Row, index: int, path: str) -> Iterator[Finding]:
    for column in table.typed:
        cell, place = row.get(column.code), f"{path}.{column.code}"
        name = message("Bảng «{table}», dòng {row}, cột «{column}»", table=table.title, row=index + 1,
                       column=column.title)  # fmt: skip
        if cell is None:
            if column.required:
                yield _error("required", message("{name}: chưa ghi.", name=name), place)
        elif isinstance(cell, Decimal):
            yield from _check_number(cell, name, place)
        else:
            yield from _check_words(column, cell, name, place)


def _check_number(cell: Decimal, name: Message, place: str) -> Iterator[Finding]:
    digits, decimals = digits_of(cell)
    shown = shown_in_words(cell)
    if cell < 0 or decimals:
        said = message("{name} là {value}: cần số nguyên từ 0 trở lên.", name=name, value=shown)
        yield _error("range", said, place)
    elif digits > MAX_DIGITS:
        said = message(
            "{name} là {value}: nhiều hơn {limit} chữ số, hãy kiểm tra lại số này.",
            name=name, value=shown, limit=MAX_DIGITS,
        )  # fmt: skip
        yield _error("range", said, place)


def _check_words(column: RowColumn, cell: str, name: Message, place: str) -> Iterator[Finding]:
    if column.kind is ColumnKind.CHOICE and cell not in column.choices:
        said = message("{name}: «{text}» không có trong danh mục.", name=name, text=shorten(cell))
        yield _warning("kind", said, (place,))
    yield from check_text(name, cell, MAX_CELL, place)


def _check_keys(table: RowTable, rows: tuple[Row, ...], path: str) -> Iterator[Finding]:
    """What rows are added up by over units stands in one row of each."""
    seen: dict[str, int] = {}
    for index, row in enumerate(rows):
        cell = row.get(table.key)
        if not isinstance(cell, str):
            continue
        first = seen.setdefault(same_key(cell), index)
        if first != index:
            said = message(
                "Bảng «{table}»: «{text}» ở dòng {row} đã có ở dòng {first}.",
                table=table.title, text=shorten(cell), row=index + 1, first=first + 1,
            )  # fmt: skip
            yield _warning("duplicate", said, (f"{path}[{index}].{table.key}",))


def _check_sums(
    table: RowTable, rows: tuple[Row, ...], filing: SubmittedReport, template: ReportTemplate
) -> Iterator[Finding]:  # fmt: skip
    """Sums and figures are the same; of a column that adds up others which all are compared, those say enough."""
    if not rows:
        return
    figures = {item.column: value_of(item.equals, lambda operand: filing.number(operand.code)) for item in table.sums}
    compared = {column for column, figure in figures.items() if figure is not None}
    for item in table.sums:
        figure, column = figures[item.column], table.by_code[item.column]
        told_by_parts = column.parts and compared.issuperset(column.parts)
        total = table.total(rows, column) or Decimal(0)
        if figure is not None and total != figure and not told_by_parts:
            yield _difference(table, item, total, figure, template)


def _difference(
    table: RowTable, item: TableSum, total: Decimal, figure: Decimal, template: ReportTemplate
) -> Finding:  # fmt: skip
    column = table.by_code[item.column]
    shown = {"total": shown_in_words(total), "value": shown_in_words(figure)}
    said = message(
        "Bảng «{table}»: tổng cột «{column}» là {total}, chỉ tiêu {numbers} là {value}: chênh lệch {difference}.",
        table=table.title, column=column.title, numbers=numbers_of(item, template),
        difference=shown_in_words(abs(total - figure)), **shown,
    )  # fmt: skip
    columns = [f"$.tables.{table.code}.{code}" for code in (*column.parts, column.code)]
    figures = [f"$.indicators.{code}" for code in item.indicators]
    return Finding(item.id, item.level, said, (*columns, *figures), operands=shown)


def numbers_of(item: TableSum, template: ReportTemplate) -> str:
    """The indicators that a sum is held against, by their numbers, such as «II.2.12.2.2, II.2.12.2.3»."""
    return ", ".join(template.by_code[code].number for code in item.indicators)


def _error(rule: str, said: Message, subject: str) -> Finding:
    return Finding(rule, Level.ERROR, said, (subject,))


def _warning(rule: str, said: Message, subjects: tuple[str, ...]) -> Finding:
    return Finding(rule, Level.WARNING, said, subjects)
