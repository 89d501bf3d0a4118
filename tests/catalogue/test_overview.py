"""What a template's folder says of the workbook's first sheet."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.catalogue.report_template import load_template
from service.domain.errors import CatalogueError
from service.domain.reporting.template import Overview
from tests.support.domain import TEMPLATE
from tests.support.processes import ROOT

SHIPPED = ROOT / "templates" / "reports" / "cchc" / "2022"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped template."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "2022"))


def test_the_shipped_choice_is_a_dozen_figures_and_charts() -> None:
    assert len(TEMPLATE.overview.figures) == 12
    assert [chart.indicator for chart in TEMPLATE.overview.charts] == [
        "ho_so.ty_le_dung_han", "dvctt.ty_le_ho_so_truc_tuyen", "tai_chinh.ty_le_giai_ngan",
    ]  # fmt: skip


def test_it_may_change_while_the_template_is_in_use(folder: Path) -> None:
    (folder / "overview.toml").write_text('figures = ["ho_so.tiep_nhan"]\n', encoding="utf-8")
    changed = load_template(folder)
    assert changed.digest == TEMPLATE.digest
    assert changed.overview == Overview(("ho_so.tiep_nhan",))


def test_the_page_of_totals_has_charts_of_its_own_or_those_of_the_sheet(folder: Path) -> None:
    assert [chart.indicator for chart in TEMPLATE.page_charts] == [
        "ho_so.ty_le_dung_han", "dvctt.ty_le_ho_so_truc_tuyen",
    ]  # fmt: skip
    content = '[[charts]]\nindicator = "{}"\ntitle = "{}"\n'
    sheet = content.format("ho_so.tiep_nhan", "Số") + content.format("tai_chinh.ty_le_giai_ngan", "Tỷ lệ")
    (folder / "overview.toml").write_text("figures = []\n" + sheet, encoding="utf-8")
    assert [chart.title for chart in load_template(folder).page_charts] == ["Tỷ lệ"]
    (folder / "overview.toml").unlink()
    assert len(load_template(folder).page_charts) == 3


def test_without_a_choice_the_ratios_are_shown_with_what_they_come_from(folder: Path) -> None:
    (folder / "overview.toml").unlink()
    overview = load_template(folder).overview
    assert overview.figures[:2] == ("ho_so.ty_le_dung_han", "ho_so.dung_han")
    assert 0 < len(overview.charts) <= 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('figures = ["khong.co"]', "overview.toml, mục figures: biểu mẫu không có chỉ tiêu «khong.co»"),
        ("figures = 5", "overview.toml, mục figures: cần kiểu list"),
        ("", "overview.toml, mục figures: thiếu khóa này"),
        ('figures = []\n[[charts]]\nindicator = "x"\ntitle = "y"', r"mục charts\[1\].indicator: biểu mẫu"),
        ('figures = []\n[[charts]]\nindicator = "ho_so.tiep_nhan"', r"mục charts\[1\].title: thiếu khóa"),
        (
            'figures = []\n[[page_charts]]\nindicator = "ho_so.tiep_nhan"\ntitle = "y"',
            r"mục page_charts\[1\].indicator: «ho_so.tiep_nhan» không phải chỉ tiêu tỷ lệ",
        ),
        ("figures = []\nmau = 1", "overview.toml, mục mau: khóa không dùng đến"),
    ],
)  # fmt: skip
def test_a_faulty_choice_stops_the_start(folder: Path, content: str, said: str) -> None:
    (folder / "overview.toml").write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueError, match=said):
        load_template(folder)
