"""The look that all workbooks share has one place."""

from __future__ import annotations

import re

from openpyxl import Workbook

from service.writers.excel_style import quoted, set_value
from tests.support.processes import ROOT

WRITERS = ROOT / "service" / "writers"
# What makes letters and edges of cells (charts name a typeface), and a sheet's title as formulas have it.
MADE = re.compile(r"\b(?:Font\((?!typeface)|Side\(|Border\()|\.replace\(\"'\", \"''\"\)")
SHARED = {"excel_style.py", "fonts.py"}


def test_only_the_shared_style_makes_letters_and_edges() -> None:
    files = sorted(WRITERS.rglob("*.py"))
    assert len(files) > 30
    assert {file.name for file in files if MADE.search(file.read_text(encoding="utf-8"))} == SHARED


def test_a_colour_is_named_once() -> None:
    code = [file.read_text(encoding="utf-8") for file in WRITERS.rglob("*.py")]
    named = [colour for text in code for colour in re.findall(r'"(?:FF)?([0-9A-F]{6})"', text)]
    twice = {colour for colour in named if named.count(colour) > 1 and colour not in {"FFFFFF", "000000"}}
    assert twice == set()


def test_text_is_never_a_formula() -> None:
    sheet = Workbook().active
    assert sheet is not None
    assert (set_value(sheet["A1"], "=1+1").data_type, set_value(sheet["A2"], 3).data_type) == ("s", "n")


def test_a_title_with_a_quotation_mark_is_quoted() -> None:
    assert quoted("Sở 'A'") == "'Sở ''A'''"
