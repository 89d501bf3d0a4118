"""At which limits figures deserve a look are rows beside the report template."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from service.catalogue.limit_checks import load_limit_checks
from service.domain.errors import CatalogueError
from service.domain.validation.figures_at_limits import LimitCheck
from tests.support.domain import TEMPLATE

HEAD = "indicator,limit,beside,words\n"
SHARE = "ho_so.ty_le_dung_han"


def written(folder: Path, rows: str) -> Path:
    (folder / "review.csv").write_text(HEAD + rows, encoding="utf-8")
    return folder


def test_rows_are_read_with_what_speaks_against_them(tmp_path: Path) -> None:
    rows = f'{SHARE},100,ho_so.xin_loi|ho_so.qua_han,Xin lỗi|trễ hạn\nso_hoa.ty_le_may_tinh,"0,5",,máy tính\n'
    assert load_limit_checks(written(tmp_path, rows), TEMPLATE) == (
        LimitCheck(SHARE, Decimal(100), ("ho_so.qua_han", "ho_so.xin_loi"), ("xin loi", "tre han")),
        LimitCheck("so_hoa.ty_le_may_tinh", Decimal("0.5"), (), ("may tinh",)),
    )


def test_without_a_file_nothing_is_checked(tmp_path: Path) -> None:
    assert load_limit_checks(tmp_path, TEMPLATE) == ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("ho_so.khac,100,,xin lỗi", "«indicator»: «ho_so.khac» không hợp lệ"),
        (f"{SHARE},trăm,,xin lỗi", "«limit»: «trăm» không hợp lệ"),
        (f"{SHARE},,,xin lỗi", "«limit»: không được để trống"),
        (f"{SHARE},100,khac,", "«beside»: «khac» không hợp lệ"),
        (f"{SHARE},100,,", "«beside»: cần ít nhất một chỉ tiêu"),
    ],
)
def test_a_fault_is_named_by_row_and_column(tmp_path: Path, row: str, expected: str) -> None:
    with pytest.raises(CatalogueError, match=f"review.csv, dòng 2, cột {expected}"):
        load_limit_checks(written(tmp_path, row), TEMPLATE)
