"""`mapping.csv` takes each code of the version before exactly once, or is refused with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.catalogue.version_mapping import load_mapping
from service.domain.errors import CatalogueError
from service.domain.reporting.template import MappingKind
from tests.support.domain import TEMPLATE, TODAYS
from tests.support.processes import ROOT

SHIPPED = ROOT / "templates" / "reports" / "cchc" / "2025" / "mapping.csv"


def test_the_shipped_mapping_speaks_of_every_code() -> None:
    assert TODAYS.mapping is not None and TEMPLATE.mapping is None
    assert {row.old for row in TODAYS.mapping.rows} == set(TEMPLATE.by_code)
    assert {row.kind for row in TODAYS.mapping.rows} == set(MappingKind)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tthc.cap_huyen,,dropped\n", "", "thiếu chỉ tiêu tthc.cap_huyen của phiên bản 2022"),
        ("dvctt.muc_do_3,dvctt.mot_phan,renamed\n", "", "thiếu chỉ tiêu dvctt.muc_do_3 của phiên bản 2022"),
        ("tthc.tong,tthc.tong,same\n", "tthc.tong,tthc.tong,same\ntthc.tong,tthc.tong,same\n",
         "cột «old»: chỉ tiêu «tthc.tong» đã có ở trên"),
        ("tthc.tong,tthc.tong,same\n", "tthc.tong,tthc.tong,same\ntthc.tong,,dropped\n", "«tthc.tong» đã có ở trên"),
        ("tthc.tong,tthc.tong,same\n", "tthc.tong,tthc.tong,same\ntthc.tong,tthc.ra_soat,renamed\n", "đã có ở trên"),
        ("dvctt.muc_do_4,dvctt.toan_trinh,renamed\n", "dvctt.muc_do_4,dvctt.mot_phan,renamed\n",
         "cột «new»: chỉ tiêu «dvctt.mot_phan» đã có số liệu từ dòng trên"),
        ("dvctt.muc_do_4,dvctt.toan_trinh,renamed\n", "dvctt.muc_do_4,dvctt.mot_phan,sum\n",
         "cột «new»: chỉ tiêu «dvctt.mot_phan» đã có số liệu từ dòng trên"),
        ("ho_so.qua_han,ho_so.dang_giai_quyet,sum\n",
         "ho_so.qua_han,ho_so.dang_giai_quyet,sum\nho_so.qua_han,ho_so.dang_giai_quyet,sum\n",
         "cột «old»: chỉ tiêu «ho_so.qua_han» đã có ở trên"),
        ("tthc.tong,tthc.tong,same\n", "tthc.tongg,tthc.tong,same\n", "cột «old»: phiên bản 2022 không có chỉ tiêu"),
        ("tthc.tong,tthc.tong,same\n", "tthc.tong,tthc.tongg,same\n", "cột «new»: phiên bản 2025 không có chỉ tiêu"),
        ("tthc.tong,tthc.tong,same\n", "tthc.tong,tthc.tong,renamed\n", "cột «how»: «same» là cùng mã"),
        ("tthc.tong,tthc.tong,same\n", "tthc.tong,tthc.ra_soat,same\n", "cột «how»: «same» là cùng mã"),
        ("tthc.tong,tthc.tong,same\n", "tthc.tong,so_hoa.ty_le,renamed\n", "khác loại số liệu"),
        ("tthc.tong,tthc.tong,same\n", "tthc.tong,tthc.tong,giữ\n", "cột «how»: «giữ» không hợp lệ"),
        ("tthc.cap_huyen,,dropped\n", "tthc.cap_huyen,tthc.cap_xa,dropped\n", "thì để trống"),
    ],
)  # fmt: skip
def test_a_mapping_that_loses_or_doubles_a_code_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "mapping.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_mapping(tmp_path, TEMPLATE, TODAYS)
    assert said in str(refused.value) and "mapping.csv" in str(refused.value)


def test_without_a_mapping_a_code_that_is_in_both_is_the_same(tmp_path: Path) -> None:
    shutil.copy(SHIPPED, tmp_path / "other.csv")
    found = load_mapping(tmp_path, TEMPLATE, TODAYS)
    assert {row.kind for row in found.rows} == {MappingKind.SAME}
    assert {row.old for row in found.rows} == set(TEMPLATE.by_code) & set(TODAYS.by_code)
