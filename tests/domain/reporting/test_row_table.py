"""Rows of a table: cells, sums of columns and rows, and how they are shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.domain.bilingual import Bilingual
from service.domain.reporting.row_table import ColumnKind, RowColumn
from tests.support.row_tables import LAND, ROWS, TABLE, row

NOTHING = Bilingual("")


def test_a_column_of_others_is_their_sum_and_nobody_writes_it() -> None:
    assert TABLE.cell(LAND, TABLE.by_code["tiep_nhan"]) == 1000
    assert TABLE.cell(LAND, TABLE.by_code["da_giai_quyet"]) == 920
    assert TABLE.cell(LAND, TABLE.by_code["dang_giai_quyet"]) == 80
    assert "tiep_nhan" not in {column.code for column in TABLE.typed}
    assert len(TABLE.typed) == 9


def test_what_is_missing_is_not_nought() -> None:
    bare = row("Đất đai", 900)
    assert TABLE.cell(bare, TABLE.by_code["tiep_nhan"]) == 900
    assert TABLE.cell(bare, TABLE.by_code["da_giai_quyet"]) is None
    assert TABLE.total((bare,), TABLE.by_code["qua_han"]) is None


def test_the_last_line_adds_up_every_column_of_numbers() -> None:
    assert TABLE.total_row(ROWS) == {
        "tiep_nhan": 1120, "truc_tuyen": 1000, "truc_tiep": 95, "ky_truoc": 25, "da_giai_quyet": 1030,
        "truoc_han": 570, "dung_han": 420, "qua_han": 40, "dang_giai_quyet": 90, "dang_trong_han": 85,
        "dang_qua_han": 5,
    }  # fmt: skip


@pytest.mark.parametrize("first", ["Tổng cộng", "TỔNG SỐ", " Cộng ", "Tổng"])
def test_a_line_that_adds_up_is_no_row(first: str) -> None:
    assert TABLE.is_total(first)
    assert not TABLE.is_total("Tổng hợp khác")


def test_cells_are_shown_as_everywhere() -> None:
    count, day = (RowColumn("a", NOTHING, kind, False, NOTHING) for kind in (ColumnKind.COUNT, ColumnKind.DATE))
    assert count.called(Decimal(7266)) == "7.266"
    assert day.called("2025-02-03") == "03/02/2025"
    assert count.called(None) == ""
