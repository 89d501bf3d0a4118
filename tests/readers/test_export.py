"""Exports are read as they show themselves, and refused in words where they are too much or no table."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import Workbook

from service.domain.errors import TonghopError
from service.domain.reading.exported import Area
from service.readers.export import read_export
from tests.support.exports import Row, workbook


def test_numbers_shares_days_and_merged_cells_are_what_they_show() -> None:
    rows: list[Row] = [["Đầu bảng", "", "1.174"], [5, 0.5, "không"], ["-", "28,4%", "(3)"]]
    found = read_export("a.xlsx", workbook({"Một": rows}, {"Một": ["A1:B1"]}, {"Một": [2]}, shares="B"))
    (sheet,) = found.sheets
    assert sheet.merged == (Area(1, 1, 1, 2),)
    assert sheet.hidden == {2}
    assert (sheet.text(1, 2), sheet.number(1, 3), sheet.number(2, 1)) == ("Đầu bảng", Decimal(1174), Decimal(5))
    assert (sheet.text(2, 2), sheet.cells[2, 2].is_share, sheet.number(2, 3)) == ("50%", True, Decimal(0))
    assert (3, 1) not in sheet.cells
    assert (sheet.number(3, 2), sheet.cells[3, 2].is_share) == (Decimal("28.4"), True)
    assert (sheet.text(3, 3), sheet.number(3, 3), sheet.cells[3, 3].doubt) == ("(3)", None, None)
    assert sheet.place(3, 28) == "Một!AB3"


def test_a_hidden_sheet_is_not_read_and_named() -> None:
    book = Workbook()
    book.active.append([1, 2])
    hidden = book.create_sheet("Cũ")
    hidden.append([3, 4])
    hidden.sheet_state = "hidden"
    raw = io.BytesIO()
    book.save(raw)
    found = read_export("a.xlsx", raw.getvalue())
    assert len(found.sheets) == 1
    assert [str(item) for item in found.notices] == ["Tệp «a.xlsx» có trang tính bị ẩn, không đọc: Cũ."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_separator_and_encoding_gives_the_same_cells(encoding: str, separator: str) -> None:
    text = separator.join(("Lĩnh vực", "Đúng hạn", "")) + "\n" + separator.join(("Nhà ở", "1.174", "2")) + "\n"
    (sheet,) = read_export("a.csv", text.encode(encoding)).sheets
    assert {at: cell.text for at, cell in sheet.cells.items()} == {
        (1, 1): "Lĩnh vực", (1, 2): "Đúng hạn", (2, 1): "Nhà ở", (2, 2): "1.174", (2, 3): "2",
    }  # fmt: skip
    assert sheet.number(2, 2) == Decimal(1174)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "Tệp «a» trống"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ở dạng .xls cũ hoặc có mật khẩu"),
        (b"PK\x03\x04broken", "bị hỏng"),
        (b"a,b\n\xff\xfe,1\n", "chưa ở dạng UTF-8"),
        (b"a,b\n" * 5_000, "hơn 4.999 dòng hoặc 59 cột"),
        (b"a," * 60 + b"a\n", "hơn 4.999 dòng hoặc 59 cột"),
        (b"a,b,c,d,e,f\n" * 4_000, "hơn 20.000 ô"),
    ],
    ids=["empty", "old", "damaged", "encoding", "rows", "columns", "cells"],
)
def test_what_is_no_table_or_too_much_is_refused_in_words(raw: bytes, said: str) -> None:
    with pytest.raises(TonghopError, match=said):
        read_export("a", raw)


def test_a_workbook_with_more_rows_than_are_looked_at_is_refused_and_not_cut() -> None:
    rows: list[Row] = [["Lĩnh vực", "Đúng hạn"], *(["Nhà ở", 1] for _ in range(5_000))]
    with pytest.raises(TonghopError, match=r"hơn 4\.999 dòng"):
        read_export("a.xlsx", workbook({"A": rows}))
