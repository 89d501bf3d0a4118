"""How one-stop systems head their exports is data beside the report template, whose faults are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.catalogue.export_guide import load_export_guide
from service.domain.errors import CatalogueError
from service.domain.organization.agency import AgencyKind
from tests.support.domain import TEMPLATE

FIGURE = "ho_so.qua_han"
TEXT = f"""
passed_over = ["số hồ sơ"]

[columns]
numbering = ["(stt|tt)"]
names = ["lĩnh vực"]
ignored = ["tỷ lệ [*]"]

[rows]
totals = ["(tổng|tổng cộng)"]
addressed = ["kính gửi"]

[heads]
dang = ["đang (giải quyết|xử lý)"]
qua_han = ["[đã] quá hạn"]

[[figures]]
indicator = "{FIGURE}"
heads = ["dang > qua_han"]
"""


def written(folder: Path, text: str) -> Path:
    (folder / "export.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_column_fits_by_its_heads_whatever_stands_between_and_however_it_is_spelt(tmp_path: Path) -> None:
    guide = load_export_guide(written(tmp_path, TEXT), TEMPLATE.by_code)
    assert guide is not None
    (figure,) = guide.figures
    ((pattern,),) = figure.parts
    assert figure.kinds == TEMPLATE.by_code[FIGURE].applies_to
    assert pattern.fit(guide.path(["Hồ sơ ĐANG GIẢI QUYẾT (5)=(6)+(7)", "Trong đó", "Số hồ sơ đã quá hạn"])) > 0
    assert pattern.fit(guide.path(["Đang xử lý", "Quá hạn"])) > 0
    for heads in (["Quá hạn"], ["Đã giải quyết", "Quá hạn"], ["Đang xử lý", "Quá hạn 10 ngày trở lên"], []):
        assert pattern.fit(guide.path(heads)) == 0
    assert guide.says(guide.ignored, "Tỷ lệ giải quyết đúng hạn (%)")
    assert guide.says(guide.totals, "TỔNG SỐ") and not guide.says(guide.totals, "Tổng hợp")
    assert guide.asked(AgencyKind.SO) == {FIGURE}


def test_without_a_file_no_export_is_taken(tmp_path: Path) -> None:
    assert load_export_guide(tmp_path, TEMPLATE.by_code) is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (f'"{FIGURE}"', '"ho_so.khac"', "mục figures[1].indicator: biểu mẫu không có chỉ tiêu «ho_so.khac»"),
        ('"dang > qua_han"', '"dang > khac"', "mục figures[1].heads: «khac» không có trong [heads]"),
        ('"[đã] quá hạn"', '"[đã quá hạn"', "mục heads.qua_han: «[đã quá hạn» cần dạng"),
        ('"kính gửi"', '"số"', "mục rows.addressed: «số» cần dạng"),
        ('heads = ["dang', 'kinds = ["tinh"]\nheads = ["dang', "không hỏi cấp «tinh»"),
        ('heads = ["dang > qua_han"]', "", "cần một trong hai khóa «heads», «together»"),
        ("[rows]", "[dong]", "mục dong: khóa không dùng đến"),
    ],
)
def test_a_fault_is_named_by_its_place(tmp_path: Path, before: str, after: str, expected: str) -> None:
    assert before in TEXT
    with pytest.raises(CatalogueError) as refused:
        load_export_guide(written(tmp_path, TEXT.replace(before, after)), TEMPLATE.by_code)
    assert expected in str(refused.value)
