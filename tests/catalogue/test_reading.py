"""The phrases beside a report template are checked on load like the rest of it, and no figure depends on them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.catalogue.report_template import load_template
from service.domain.errors import CatalogueError
from tests.support.domain import TEMPLATE
from tests.support.processes import ROOT
from tests.support.sentences import GUIDE

SHIPPED = ROOT / "templates" / "reports" / "cchc" / "2022"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped template."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "2022"))


def test_every_indicator_has_phrases() -> None:
    assert {figure.indicator for figure in GUIDE.figures} == set(TEMPLATE.by_code)


def test_every_section_that_is_a_heading_has_wordings() -> None:
    assert {item.section for item in GUIDE.sections} == {section.code for section in TEMPLATE.sections}


def test_a_phrase_may_be_added_while_the_template_is_in_use(folder: Path) -> None:
    file = folder / "reading.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('plain = ["đối thoại"', 'plain = ["tọa đàm cởi mở", "đối thoại"'), encoding="utf-8")
    changed = load_template(folder)
    assert changed.digest == TEMPLATE.digest
    assert changed.reading is not None
    assert any("tọa đàm cởi mở" in figure.plain for figure in changed.reading.figures)


def test_a_template_without_phrases_is_not_read(folder: Path) -> None:
    (folder / "reading.toml").unlink()
    assert load_template(folder).reading is None


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('indicator = "doi_thoai.so_cuoc"', 'indicator = "khong.co"', "indicator: không có «khong.co»"),
        ('topic = "doi_thoai"', 'topic = "mo_ho"', "topic: không có «mo_ho»"),
        ('units = ["cuoc"]', 'units = ["gio"]', "units: không có «gio»"),
        ('lower = "pakn.tiep_nhan"', 'lower = "khong.co"', "lower: không có «khong.co»"),
        ('plain = ["đối thoại"', 'plain = ["(đối thoại"', "«(đối thoại» cần dạng"),
        ('code = "II.2.e"\nheadings', 'code = "IX"\nheadings', "code: biểu mẫu không có mục «IX»"),
        ("[marks]", "[marks]\nmo_ho = []", "marks.mo_ho: cần một trong"),
        ('within = "ho_so"', 'within = "mo_ho"', "within: chủ đề «mo_ho» chưa có ở trên"),
    ],
)
def test_a_fault_is_named_with_its_place(folder: Path, before: str, after: str, said: str) -> None:
    file = folder / "reading.toml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_template(folder)
    assert said in str(caught.value)
    assert str(caught.value).startswith("reading.toml, mục ")
