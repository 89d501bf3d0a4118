"""What a cell of the form says when it is chosen, and when something else than what it asks for is typed into it.

Nothing is refused here, since people type in more ways than a formula knows: they are warned and may go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.reporting.form_names import NOT_APPLICABLE
from service.domain.reporting.indicator import ValueType
from service.domain.reporting.template import DocumentTable

# Letters of a title that a spreadsheet shows beside a cell.
_LONGEST_TITLE = 32
_OR_NA = "hoặc «Không áp dụng»"
# For each kind of figure what it must be as a formula of its cell, what is asked for, and what is said of others.
_FIGURES = {
    ValueType.COUNT: (
        "N({c})=INT(N({c}))",
        f"Số nguyên từ 0 trở lên; không phát sinh thì ghi 0, {_OR_NA}. Chưa có số liệu thì để trống.",
        f"Cần số nguyên từ 0 trở lên, {_OR_NA}.",
    ),
    ValueType.MONEY: (
        "TRUE",
        f"Số từ 0 trở lên, phần thập phân sau dấu phẩy: 4.135,9; {_OR_NA}. Chưa có số liệu thì để trống.",
        f"Cần số từ 0 trở lên, ví dụ 4.135,9, {_OR_NA}.",
    ),
    ValueType.DECIMAL: (
        "TRUE",
        f"Số từ 0 trở lên, phần thập phân sau dấu phẩy: 4,5; {_OR_NA}. Chưa có số liệu thì để trống.",
        f"Cần số từ 0 trở lên, ví dụ 4,5, {_OR_NA}.",
    ),
    ValueType.PERCENT: (
        "N({c})<=100",
        f"Số từ 0 đến 100, ví dụ 28,4 (không cần dấu %); {_OR_NA}. Chưa có số liệu thì để trống.",
        f"Cần số từ 0 đến 100, ví dụ 28,4, {_OR_NA}.",
    ),
}


def hint_at_figures(sheet: Worksheet, letter: str, rows: Iterable[tuple[int, ValueType]]) -> None:
    """Hints at the inputs of one column, given by row.

    Each run of rows has a validation of its own whose formula speaks of the run's first cell: programs count from
    there, and not from where the formula was meant.
    """
    for kind, first, last in _runs(sorted(rows)):
        condition, asked, said = _FIGURES[kind]
        cell = f"{letter}{first}"
        spared = ",".join(f'TRIM({cell})="{word}"' for word in sorted(NOT_APPLICABLE))
        formula = f"OR({spared},AND(ISNUMBER({cell}),N({cell})>=0,{condition.format(c=cell)}))"
        _add(sheet, f"{cell}:{letter}{last}", DataValidation("custom", formula1=formula), ("Kỳ này", asked), said)


def hint_at_documents(sheet: Worksheet, first: int, last: int, table: DocumentTable, kinds: str) -> None:
    """Hints at the table of documents, whose columns B to E are kind, number, date and title."""
    begun = f"{table.earliest:%d/%m/%Y}"
    day, since = f"D{first}", table.earliest
    checks = (
        (
            "B", DataValidation("list", formula1=kinds), "Loại văn bản",
            "Chọn trong danh sách, ví dụ Quyết định.",
            "Loại văn bản này không có trong danh mục. Nếu đúng là loại văn bản đó thì vẫn giữ được.",
        ),
        (
            "C", DataValidation("custom", formula1=f'ISNUMBER(FIND("/",C{first}))'), "Số, ký hiệu",
            "Ghi đủ số và ký hiệu, ví dụ 74/QĐ-SGTVT; chưa có số thì để trống.",
            "Số, ký hiệu thường có dạng 74/QĐ-SGTVT.",
        ),
        (
            "D",
            DataValidation(
                "custom",
                formula1=f"OR(ISTEXT({day}),N({day})>=DATE({since.year},{since.month},{since.day}))",
            ),
            "Ngày ban hành", f"Ghi dạng 03/02/2023, từ ngày {begun}; chưa có thì để trống.",
            f"Ngày ban hành cần từ ngày {begun} trở đi, ghi dạng 03/02/2023.",
        ),
        (
            "E",
            DataValidation("textLength", operator="lessThanOrEqual", formula1=str(table.max_title)), "Trích yếu",
            f"Ghi trích yếu của văn bản, không quá {table.max_title} ký tự.",
            f"Trích yếu dài quá {table.max_title} ký tự: cần rút gọn.",
        ),
    )  # fmt: skip
    for letter, validation, title, asked, said in checks:
        _add(sheet, f"{letter}{first}:{letter}{last}", validation, (title, asked), said)


def hint_at_choices(sheet: Worksheet, cells: str, title: str, choices: str) -> None:
    """Hints at a column of a table in which one of the choices is asked for; another one may stand there too."""
    check = DataValidation("list", formula1=choices)
    asked = "Chọn trong danh sách; không có thì ghi đúng tên."
    _add(
        sheet,
        cells,
        check,
        (title[:_LONGEST_TITLE], asked),
        "Không có trong danh mục. Nếu đúng tên đó thì vẫn giữ được.",
    )


def hint_at_counts(sheet: Worksheet, letter: str, first: int, last: int, title: str) -> None:
    """Hints at a column of a table in which numbers are counted."""
    cell = f"{letter}{first}"
    check = DataValidation("custom", formula1=f"AND(ISNUMBER({cell}),N({cell})>=0,N({cell})=INT(N({cell})))")
    asked = "Số nguyên từ 0 trở lên; không có thì để trống."
    _add(sheet, f"{cell}:{letter}{last}", check, (title[:_LONGEST_TITLE], asked), "Cần số nguyên từ 0 trở lên.")


def _runs(rows: Iterable[tuple[int, ValueType]]) -> Iterator[tuple[ValueType, int, int]]:
    """Rows of a kind that follow each other: the kind, the first and the last."""
    found: list[tuple[ValueType, int, int]] = []
    for row, kind in rows:
        if found and found[-1][0] is kind and found[-1][2] == row - 1:
            found[-1] = (kind, found[-1][1], row)
        else:
            found.append((kind, row, row))
    yield from found


def _add(sheet: Worksheet, cells: str, check: DataValidation, prompt: tuple[str, str], said: str) -> None:
    check.add(cells)
    check.allow_blank, check.errorStyle = True, "warning"
    check.showInputMessage, check.promptTitle, check.prompt = True, *prompt
    check.showErrorMessage, check.errorTitle, check.error = True, "Cần xem lại", said
    sheet.add_data_validation(check)
