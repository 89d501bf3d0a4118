"""L9: what a report template may leave out, and what holds then."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from service.catalogue import load_catalogue
from service.domain.errors import CatalogueError
from service.domain.reporting.template import ReportTemplate
from tests.support.templates import own_copy

MONTHS = """[[periods]]
every = "month"
code = "M{month}"
title = "Tháng {month} năm {year}"
"""


def with_documents(folder: Path, documents: str) -> ReportTemplate:
    """A template of the province's own whose table of documents is this text."""
    own = own_copy(folder / "own")
    file = own / "report.toml"
    text, count = re.subn(r"(?s)\[documents\]\n.*?max_title = 500\n", documents, file.read_text(encoding="utf-8"))
    assert count == 1
    file.write_text(text, encoding="utf-8")
    return load_catalogue(folder / "own").get("bcdn", "1")


def test_without_a_word_on_documents_the_usual_kinds_and_bounds_hold(tmp_path: Path) -> None:
    found = with_documents(tmp_path, "").documents
    assert found == load_catalogue().get("cchc", "2022").documents
    assert (len(found.kinds), found.kinds[17], found.kinds[17].english) == (32, "Công văn", "Official letter")
    assert (found.earliest, found.max_rows, found.max_title) == (date(1990, 1, 1), 500, 500)


def test_each_key_on_documents_may_be_left_out(tmp_path: Path) -> None:
    found = with_documents(tmp_path, '[documents]\nkinds = ["Công văn", "Kế hoạch"]\nmax_rows = 20\n').documents
    assert found.kinds == ("Công văn", "Kế hoạch") and found.kinds[0].english == ""
    assert (found.earliest, found.max_rows, found.max_title) == (date(1990, 1, 1), 20, 500)


@pytest.mark.parametrize(
    ("documents", "said"),
    [
        ("kinds = []", "mục documents.kinds: cần ít nhất một loại văn bản"),
        ('kinds_en = ["Plan"]', "mục documents.kinds: thiếu khóa này"),
    ],
)
def test_kinds_that_nobody_could_choose_are_refused(tmp_path: Path, documents: str, said: str) -> None:
    with pytest.raises(CatalogueError, match=said):
        with_documents(tmp_path, f"[documents]\n{documents}\n")


def test_a_monthly_row_without_days_is_the_month_of_the_calendar(tmp_path: Path) -> None:
    own = own_copy(tmp_path / "own")
    file = own / "report.toml"
    text, count = re.subn(r"(?s)\[\[periods\]\]\n.*(?=\[documents\])", MONTHS, file.read_text(encoding="utf-8"))
    assert count == 1
    file.write_text(text, encoding="utf-8")
    _, period = load_catalogue(tmp_path / "own").for_period("BC2028-M02")
    assert (period.window.first, period.window.last) == (date(2028, 2, 1), date(2028, 2, 29))
    assert (period.title, period.previous) == ("Tháng 2 năm 2028", "BC2028-M01")
