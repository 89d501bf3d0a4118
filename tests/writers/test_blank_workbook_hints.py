"""The form speaks: each kind of cell says what it wants, and warns at what is not that, in every row of its range."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.utils import range_boundaries

from service.domain.reporting.indicator import ValueType
from tests.support.consolidations import TEMPLATE
from tests.support.office import resaved
from tests.support.workbooks import edited, form

HEAD, PROBE = 7, 40
# What is typed, and whether it is taken without a warning for a count, an amount and a percentage.
TYPED: tuple[tuple[object, tuple[bool, bool, bool]], ...] = (
    (0, (True, True, True)),
    (7, (True, True, True)),
    ("n/a", (True, True, True)),
    ("KTPV", (True, True, True)),
    (28.4, (False, True, True)),
    (101, (True, True, False)),
    (-1, (False, False, False)),
    ("bảy", (False, False, False)),
)
PLACES = (ValueType.COUNT, ValueType.MONEY, ValueType.PERCENT)


def checks(raw: bytes) -> list[tuple[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(raw))
    return [(sheet.title, check) for sheet in book for check in sheet.data_validations.dataValidation]


@pytest.mark.parametrize("agency", ["SGTVT", "HTL"])
def test_every_hint_is_shown_warns_and_speaks_of_its_first_cell(agency: str) -> None:
    seen = 0
    for sheet, check in checks(form(agency=agency)):
        assert check.showInputMessage and check.showErrorMessage, sheet
        assert (check.errorStyle, check.allowBlank) == ("warning", True)
        assert check.prompt and check.error and len(check.prompt) <= 255 and len(check.error) <= 255
        assert len(check.promptTitle) <= 32 and len(check.formula1) <= 255
        (area,) = check.sqref.ranges
        if check.type == "custom":
            assert area.coord.partition(":")[0] in check.formula1, f"{sheet}: {area.coord}"
        seen += area.size["rows"]
    assert seen > len(TEMPLATE.indicators) + 300


def test_every_input_of_a_figure_has_one_hint(tmp_path: Path) -> None:
    raw = form(agency="HTL")
    covered = [
        (sheet, row)
        for sheet, check in checks(raw)
        if sheet != "Văn bản"
        for area in check.sqref.ranges
        for row in range(area.min_row, area.max_row + 1)
    ]
    book = openpyxl.load_workbook(io.BytesIO(raw))
    inputs = [
        (sheet, int(place.rpartition("$")[2]))
        for name, found in book.defined_names.items()
        if name.startswith("ct.")
        for sheet, place in found.destinations
    ]
    assert sorted(covered) == sorted(inputs)


def test_an_office_program_warns_in_every_row_at_what_the_row_does_not_want(tmp_path: Path) -> None:
    raw = resaved(form(agency="HTL"), tmp_path)
    kinds = {(item.section, item.number): item.kind for item in TEMPLATE.indicators}
    areas = [
        (sheet, check.formula1, area)
        for sheet, check in checks(raw)
        if sheet != "Văn bản"
        for area in check.sqref.ranges
    ]
    rows = [
        (sheet, rule, area.min_row, row) for sheet, rule, area in areas for row in range(area.min_row, area.max_row + 1)
    ]

    def put(book: Any) -> None:
        """Each value in a column of its own, and behind them what the row's formula says of it."""
        for sheet, rule, first, row in rows:
            for column, (value, _) in enumerate(TYPED, PROBE):
                cell = book[sheet].cell(row, column, value)
                formula = Translator(f"={rule}", f"E{first}").translate_formula(cell.coordinate)
                book[sheet].cell(row, column + len(TYPED), formula)

    book = openpyxl.load_workbook(io.BytesIO(resaved(edited(raw, put), tmp_path)), data_only=True)
    for sheet, _, _, row in rows:
        kind = kinds[sheet, str(book[sheet].cell(row, 1).value)]
        for column, (value, wanted) in enumerate(TYPED, PROBE + len(TYPED)):
            is_taken = bool(book[sheet].cell(row, column).value)
            assert is_taken is wanted[PLACES.index(kind)], f"{sheet}!E{row}: {value}"
    assert len(rows) > 60


def test_documents_ask_for_kind_number_date_and_title() -> None:
    found = {str(check.sqref)[0]: check for sheet, check in checks(form()) if sheet == "Văn bản"}
    assert set(found) == set("BCDE")
    assert found["B"].type == "list" and "_tonghop" in found["B"].formula1
    assert str(TEMPLATE.documents.max_title) in found["E"].prompt
    for check in found.values():
        _, top, _, bottom = range_boundaries(str(check.sqref))
        assert (top, bottom) == (HEAD + 1, HEAD + 100)
