"""Targets of a year are rows: read, settled by a province row by row, and refused with place and expectation."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from service.catalogue import load_catalogue
from service.domain.errors import CatalogueError
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.target import Target, TargetDirection
from tests.support.domain import TEMPLATE, TODAYS

HEAD = "indicator,year,kinds,value,direction,source\n"


def own(folder: Path, lines: str, version: str = "2025") -> Path:
    """A province's own folder with targets alone."""
    target = folder / "cchc" / version
    target.mkdir(parents=True)
    (target / "targets.csv").write_text(HEAD + lines, encoding="utf-8")
    return folder


def target(value: str, direction: TargetDirection) -> Target:
    return Target("a.b", 2026, None, Decimal(value), direction, "QĐ", "%")


@pytest.mark.parametrize(
    ("direction", "figure", "said"),
    [
        (TargetDirection.AT_LEAST, "80", "đạt 80%"),
        (TargetDirection.AT_LEAST, "80.01", "đạt 80%"),
        (TargetDirection.AT_LEAST, "79.99", "chưa đạt 80%"),
        (TargetDirection.AT_MOST, "80", "đạt không quá 80%"),
        (TargetDirection.AT_MOST, "80.01", "chưa đạt không quá 80%"),
    ],
)
def test_whether_a_figure_reaches_it_is_said_in_words(direction: TargetDirection, figure: str, said: str) -> None:
    assert str(target("80", direction).said(Decimal(figure))) == said


def test_a_value_is_said_as_it_is_written() -> None:
    assert str(target("99.5", TargetDirection.AT_LEAST).goal) == "99,5%"


def test_those_that_are_shipped_name_their_source() -> None:
    assert TEMPLATE.targets == {}
    assert {key[1] for key in TODAYS.targets} == {2025, 2026}
    assert all("766/QĐ-TTg" in item.source for item in TODAYS.targets.values())


def test_a_province_sets_its_own_beside_those_that_are_shipped(tmp_path: Path) -> None:
    lines = 'so_hoa.ty_le,2026,tinh,"82,5",at_least,QĐ 12\nho_so.qua_han,2026,so|xa,5,at_most,QĐ 12\n'
    settled = load_catalogue(own(tmp_path, lines)).get("cchc", "2025")
    mine = settled.targets["so_hoa.ty_le", 2026, None]
    assert (mine.value, mine.source, str(mine.goal)) == (Decimal("82.5"), "QĐ 12", "82,5%")
    assert settled.targets["so_hoa.ty_le", 2026, AgencyKind.SO].value == 80
    assert str(settled.targets["ho_so.qua_han", 2026, AgencyKind.XA].goal) == "không quá 5 hồ sơ"
    assert ("ho_so.qua_han", 2026, None) not in settled.targets
    assert settled.digest == TODAYS.digest


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("so_hoa.la,2026,so,80,at_least,QĐ", "dòng 2, cột «indicator»: biểu mẫu không có chỉ tiêu «so_hoa.la»"),
        ("so_hoa.ty_le,2024,so,80,at_least,QĐ", "cột «year»: «2024» không hợp lệ, cần một năm từ 2025 đến 2045"),
        ("so_hoa.ty_le,26,so,80,at_least,QĐ", "cột «year»: «26» không hợp lệ"),
        (
            "so_hoa.ty_le,2026,thon,80,at_least,QĐ",
            "«thon» không hợp lệ, cần một trong: huyen, so, tinh, xa",
        ),
        ("so_hoa.ty_le,2026,huyen,80,at_least,QĐ", "cột «kinds»: chỉ tiêu «so_hoa.ty_le» không hỏi cấp «huyen»"),
        (
            "ho_so.thoi_gian_tb,2026,tinh,5,at_most,QĐ",
            "cột «kinds»: chỉ tiêu «ho_so.thoi_gian_tb» không cộng",
        ),
        ("so_hoa.ty_le,2026,so,tám mươi,at_least,QĐ", "cột «value»: «tám mươi» không hợp lệ, cần một số"),
        ("so_hoa.ty_le,2026,so,101,at_least,QĐ", "cột «value»: «101» không hợp lệ, cần số từ 0 đến 100"),
        ("so_hoa.ty_le,2026,so,-1,at_least,QĐ", "cột «value»: «-1» không hợp lệ"),
        ("so_hoa.ty_le,2026,so,80,more,QĐ", "cột «direction»: «more» không hợp lệ, cần một trong: at_least, at_most"),
        ("so_hoa.ty_le,2026,so,80,at_least,", "cột «source»: không được để trống"),
        (
            "so_hoa.ty_le,2026,so,80,at_least,QĐ\nso_hoa.ty_le,2026,xa|so,70,at_least,QĐ",
            "dòng 3, cột «kinds»: mục tiêu năm 2026 của «so_hoa.ty_le» cho «so» đã có ở trên",
        ),
    ],
)
def test_a_faulty_target_is_refused_with_its_place(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(own(tmp_path, f"{line}\n"))
    assert "targets.csv, " in str(refused.value) and said in str(refused.value)


def test_targets_of_a_template_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="không có biểu mẫu cchc 1999"):
        load_catalogue(own(tmp_path, "", "1999"))
