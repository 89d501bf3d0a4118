"""Workbooks as offices have them: parts named otherwise, styles of years, computed figures with endless decimals."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from openpyxl.workbook import Workbook

from service.domain.reporting.payload import Payload
from service.readers.excel import read_excel
from service.readers.excel.parts import MAX_TREE
from service.readers.number_formats import shown_decimals
from tests.support.consolidations import CATALOGUE, real_payload
from tests.support.workbooks import edited, filled, parts, typed, zipped

FILLED = filled()


def read(raw: bytes) -> Payload:
    """The payload in a form of the shipped template."""
    return read_excel(raw, CATALOGUE.get)


@pytest.mark.parametrize(
    ("value", "shape", "figure"),
    [
        (Decimal("0.9661016949152542"), "0.0%", "96.6"),
        (Decimal("28.38559926497256"), "0.0##", "28.386"),
        (Decimal("28.38559926497256"), "General", "28.3856"),
        (Decimal("28.38559926497256"), '0.00" %"', "28.39"),
        (Decimal("28.3856"), "0.0", "28.3856"),
    ],
)
def test_a_rate_with_endless_decimals_is_taken_as_its_cell_shows_it_and_said_so(
    value: Decimal, shape: str, figure: str
) -> None:
    def write(book: Workbook) -> None:
        sheet, place = next(book.defined_names["ct.tai_chinh.ty_le_giai_ngan"].destinations)
        cell = book[sheet][place.replace("$", "")]
        cell.value, cell.number_format = float(value), shape

    payload = read(edited(FILLED, write))
    assert payload.indicators["tai_chinh.ty_le_giai_ngan"] == Decimal(figure)
    assert [finding.rule for finding in payload.findings] == ([] if value == Decimal("28.3856") else ["rounded"])


@pytest.mark.parametrize(("value", "figure"), [(1174.123456789, "1174.123456789"), (0.1, "0.1")])
def test_an_amount_that_was_typed_is_exact_whatever_its_cell_shows(value: float, figure: str) -> None:
    payload = read(typed(FILLED, tai_chinh__dau_tu_cong_giai_ngan=value))
    assert payload.indicators["tai_chinh.dau_tu_cong_giai_ngan"] == Decimal(figure)
    assert payload.findings == ()


@pytest.mark.parametrize(
    ("code", "decimals"),
    [
        ("0", 0), ("#,##0", 0), ("0.0##", 3), ("0.00%", 2), ('0.0"%.00"', 1), ("0.0_);[Red](0.000)", 1),
        ("General", None), ("@", None), ("0.0E+00", None), ("# ?/?", None), ("dd/mm/yyyy", None), ("", None),
    ],
)  # fmt: skip
def test_a_format_says_how_many_decimals_it_shows(code: str, decimals: int | None) -> None:
    assert shown_decimals(code) == decimals


@pytest.mark.parametrize(
    "change",
    [
        lambda name: name.replace("sharedStrings", "SharedStrings").replace("styles", "Styles"),
        str.upper,
        lambda name: name.replace("/", "\\"),
    ],
    ids=["capitals", "all capitals", "backslashes"],
)
def test_part_names_are_the_same_in_capitals_and_with_backslashes(change: Callable[[str], str]) -> None:
    assert read(zipped({change(name): part for name, part in parts(FILLED).items()})) == real_payload()


def test_a_form_with_tens_of_thousands_of_unused_styles_and_names_is_read() -> None:
    def bloat(part: bytes) -> bytes:
        styles = b"".join(b'<cellStyle name="Normal %d" xfId="0"/>' % n for n in range(70_000))
        unused = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * 60_000
        part = re.sub(rb"</cellStyles>", styles + b"</cellStyles>", part)
        return re.sub(rb"</cellXfs>", unused + b"</cellXfs>", part)

    def name(part: bytes) -> bytes:
        names = b"".join(b'<definedName name="_old%d">#REF!</definedName>' % n for n in range(70_000))
        return re.sub(rb"</definedNames>", names + b"</definedNames>", part)

    content = parts(FILLED)
    content["xl/styles.xml"] = bloat(content["xl/styles.xml"])
    content["xl/workbook.xml"] = name(content["xl/workbook.xml"])
    assert len(content["xl/styles.xml"]) > MAX_TREE and len(content["xl/workbook.xml"]) > MAX_TREE
    assert read(zipped(content)) == real_payload()
