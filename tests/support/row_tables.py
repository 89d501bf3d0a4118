"""Tables with rows of a made-up unit, as small as they can be."""

from __future__ import annotations

from decimal import Decimal

from service.domain.reporting.row_table import Row, RowTable
from tests.support.domain import TODAYS

CODE = "ho_so_linh_vuc"
TABLE: RowTable = TODAYS.table_by_code[CODE]
# Columns of a row in the order of its words: online, directly, carried over, early, in time, late, pending, overdue.
_COUNTS = (
    "truc_tuyen", "truc_tiep", "ky_truoc", "truoc_han", "dung_han", "qua_han", "dang_trong_han", "dang_qua_han",
)  # fmt: skip


def row(field: str, *counts: int) -> Row:
    """A row of the table of applications by field."""
    return {"linh_vuc": field, **{code: Decimal(count) for code, count in zip(_COUNTS, counts, strict=False)}}


LAND = row("Đất đai", 900, 80, 20, 500, 380, 40, 75, 5)
CIVIL = row("Hộ tịch", 100, 15, 5, 70, 40, 0, 10, 0)
ROWS = (LAND, CIVIL)
# What the rows add up to, worked out by hand.
FIGURES = {
    "ho_so.tiep_nhan": 1120, "ho_so.ky_truoc_chuyen_sang": 25, "ho_so.tiep_nhan_moi": 1095,
    "ho_so.moi_truc_tuyen": 1000, "ho_so.moi_truc_tiep": 90, "ho_so.moi_buu_chinh": 5, "ho_so.da_giai_quyet": 1030,
    "ho_so.truoc_han": 570, "ho_so.dung_han": 420, "ho_so.da_giai_quyet_qua_han": 40, "ho_so.dang_giai_quyet": 90,
    "ho_so.chua_den_han": 85, "ho_so.qua_han": 5,
}  # fmt: skip
