"""The province's workbook: what it says, that its formulas agree, and that its bytes repeat."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.consolidation import Consolidation
from service.domain.reporting.indicator import Aggregate
from service.domain.reporting.report import Report
from service.writers.consolidated_workbook import write_consolidated
from service.writers.consolidated_workbook.layout import TOTAL_ROW, Layout
from tests.support.consolidations import CHILD, HARD_TEXTS, rich_consolidation
from tests.support.office import resaved

SECTIONS = ("I", "II.1", "II.2", "II.3", "II.4", "II.5", "II.6")


def written(consolidation: Consolidation) -> bytes:
    """The workbook's bytes."""
    target = io.BytesIO()
    write_consolidated(consolidation, target)
    return target.getvalue()


@pytest.fixture(scope="module")
def raw(consolidation: Consolidation) -> bytes:
    """The workbook of the rich consolidation."""
    return written(consolidation)


@pytest.fixture(scope="module")
def book(raw: bytes) -> Any:
    """It with the values that stand in it."""
    return openpyxl.load_workbook(io.BytesIO(raw), data_only=True)


def row_of(sheet: Worksheet, start: str) -> list[Any]:
    """The first row in which a cell begins with that text."""
    for cells in sheet.iter_rows(values_only=True):
        if any(isinstance(value, str) and value.startswith(start) for value in cells):
            return list(cells)
    raise AssertionError(start)


def texts(sheet: Worksheet) -> str:
    """All text of a sheet."""
    return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None)


def test_the_sheets_stand_in_order(book: Any) -> None:
    assert book.sheetnames == [
        "Tổng quan", "Mục lục", "Ghi chú", "Biểu tổng hợp", *SECTIONS, "Tiến độ nộp", "Thiếu và muộn",
        "Cảnh báo và giải trình", "Nội dung báo cáo", "Văn bản", "So sánh", "Dữ liệu", "Nguồn số liệu", "Quy tắc",
        "Số liệu biểu đồ", "Chỉ mục",
    ]  # fmt: skip


def test_the_cover_says_how_complete_it_is(book: Any, consolidation: Consolidation) -> None:
    said = texts(book["Tổng quan"])
    done = f"{consolidation.contributing}/{len(consolidation.units)} đơn vị"
    assert f"TẠM TỔNG HỢP ({done})" in said
    assert "Số liệu từ 15/6/2023 đến 14/9/2023" in said
    assert "Số liệu đến 23:00 ngày 21/9/2023" in said
    for unit in consolidation.missing:
        assert unit.agency.name in said


def test_the_real_figures_stand_in_their_unit_row(book: Any) -> None:
    assert 7266 in row_of(book["II.2"], "Sở Giao thông vận tải")
    assert 28.4 in row_of(book["II.5"], "Sở Giao thông vận tải")
    assert 4135.9 in row_of(book["II.5"], "Sở Giao thông vận tải")


def test_missing_zero_and_not_applicable_differ(book: Any) -> None:
    missing = row_of(book["II.2"], "Sở Y tế (chưa có báo cáo hợp lệ")
    assert missing[4:-1] == [None] * len(missing[4:-1]) and missing[-1] == "SYT"
    spared = row_of(book["II.2"], "Thanh tra tỉnh")
    assert "không áp dụng" in spared and None not in spared[4:8]
    assert 0 in row_of(book["I"], "Sở Giao thông vận tải")


def test_an_unexplained_warning_is_told_by_a_star_as_well_as_by_colour(book: Any, consolidation: Consolidation) -> None:
    """Whoever cannot tell colours apart, or has it on paper, sees it too."""
    layout = Layout(consolidation)
    marked = {
        (layout.columns[code].sheet, f"{layout.columns[code].letter}{layout.unit_rows[agency]}")
        for agency, codes in layout.warned.items()
        for code in codes
    }
    cells = {
        (section.code, cell.coordinate): cell
        for section in layout.sections
        for row in book[section.code].iter_rows(min_row=layout.span[0])
        for cell in row
    }
    assert marked
    assert {place for place, cell in cells.items() if '"*"' in cell.number_format} == {
        place for place in marked if isinstance(cells[place].value, int | float)
    }
    yellow = {place for place, cell in cells.items() if cell.fill.fgColor.rgb in {"00FCE8B2", "FFFCE8B2"}}
    assert yellow == {place for place in marked if isinstance(cells[place].value, int | float)}


def test_late_and_included_units_are_marked(book: Any) -> None:
    assert "nộp muộn" in row_of(book["I"], "Sở Tư pháp")[1]
    assert row_of(book["I"], CHILD.name)[3] in {0, 1}


def test_text_stays_text(raw: bytes, book: Any) -> None:
    formulas = openpyxl.load_workbook(io.BytesIO(raw))
    cells = [cell for row in formulas["Nội dung báo cáo"].iter_rows() for cell in row if cell.value is not None]
    for start in ("=1+1", "+84 321", "@ten", "-5"):
        (cell,) = [cell for cell in cells if cell.value == start]
        assert cell.data_type in {"s", "inlineStr"}
    (bold,) = [cell.value for cell in cells if str(cell.value).startswith("<b>")]
    assert bold == "<b>& đậm"
    assert "".join(cell.value for cell in cells if str(cell.value).startswith("ỬỬỬ")) == HARD_TEXTS[-1]


def test_every_total_is_the_merged_value(book: Any, consolidation: Consolidation) -> None:
    compared = 0
    for code, column in Layout(consolidation).columns.items():
        cell = book[column.sheet][f"{column.letter}{TOTAL_ROW}"].value
        merged = consolidation.report.number(code)
        if column.indicator.aggregate is Aggregate.NONE:
            assert cell == "–"
        elif merged is None:
            assert cell in {None, ""}
        else:
            assert Decimal(str(cell)) == merged, code
            compared += 1
    assert compared > 60


def test_an_office_program_computes_the_same(raw: bytes, office: Path) -> None:
    before = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(raw))
    after = openpyxl.load_workbook(io.BytesIO(resaved(raw, office)), data_only=True)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    old, new = before[sheet.title][cell.coordinate].value, after[sheet.title][cell.coordinate].value
                    if isinstance(old, int | float):
                        assert new == pytest.approx(old, abs=1e-9), f"{sheet.title}!{cell.coordinate}"
                    else:
                        assert (new or "") == (old or ""), f"{sheet.title}!{cell.coordinate}: {new}"
                    compared += 1
    assert compared > 400


def test_no_cell_is_an_error_and_nothing_leaves_the_file(raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        for name in parts.namelist():
            content = parts.read(name)
            assert b"#REF!" not in content and b"externalLink" not in content
            assert "vba" not in name.lower()


def test_the_same_filings_give_the_same_bytes(raw: bytes, consolidation: Consolidation) -> None:
    filings = dict(reversed(consolidation.report.filings.items()))
    turned = Report(consolidation.report.template, consolidation.report.period, filings)
    other = Consolidation(turned, consolidation.period, consolidation.units, consolidation.province)
    assert written(other) == raw


def test_another_machine_and_day_give_the_same_bytes(raw: bytes, tmp_path: Path) -> None:
    code = (
        "import sys; from tests.support.consolidations import rich_consolidation;"
        "from service.writers.consolidated_workbook import write_consolidated;"
        "target = open(sys.argv[1], 'wb'); write_consolidated(rich_consolidation(), target); target.close()"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "America/New_York", "LANG": "C", "PYTHONPATH": str(root)}
    other = tmp_path / "other.xlsx"
    subprocess.run([sys.executable, "-c", code, str(other)], cwd=root, env=environment, check=True, timeout=60)
    with zipfile.ZipFile(other) as theirs, zipfile.ZipFile(io.BytesIO(raw)) as ours:
        assert theirs.namelist() == ours.namelist()
        for name in ours.namelist():
            assert theirs.read(name) == ours.read(name), name
    assert other.read_bytes() == raw


ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter",
    "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "drawing", "legacyDrawing", "tableParts",
)  # fmt: skip


def test_the_parts_are_well_formed_and_in_the_standard_order(raw: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        parts.extractall(tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.suffix in {".xml", ".rels"}]
    subprocess.run(["xmllint", "--noout", *map(str, files)], check=True, capture_output=True, timeout=60)
    for path in (tmp_path / "xl" / "worksheets").glob("*.xml"):
        names = [child.tag.rpartition("}")[2] for child in _children(path)]
        assert names == sorted(names, key=ORDER.index), path.name


def test_the_rows_of_every_sheet_come_once_and_in_order(raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) > 15
    for sheet in sheets:
        numbers = [int(number) for number in re.findall(rb'<row r="(\d+)"', sheet)]
        assert numbers == sorted(set(numbers))


def _children(path: Path) -> list[Any]:
    return list(etree.parse(str(path)).getroot())


def test_the_pages_have_their_foot_and_repeat_heads_only_where_there_is_one(raw: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert not book["Tổng quan"].print_title_rows
    assert book["II.2"].print_title_rows == "$5:$7"
    for sheet in book:
        assert sheet.page_margins.footer < sheet.page_margins.bottom, sheet.title
        assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == (sheet.title, "&P/&N")


def test_links_lead_to_the_line_of_the_same_unit(raw: bytes, book: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        sheet = etree.fromstring(parts.read("xl/worksheets/sheet7.xml"))
    links = {link.get("ref"): link.get("location") for link in sheet.iter("{*}hyperlink")}
    assert len(links) > 20 and links.pop("A4") == "'Mục lục'!A1"
    for place, location in links.items():
        title, _, cell = location.rpartition("!")
        line = book[title.strip("'")][cell].row
        assert book["II.2"][place].value.startswith(book["Nguồn số liệu"][f"B{line}"].value)


def test_charts_name_every_unit_and_write_numbers_alike(raw: bytes, book: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        stacked, *others = (
            etree.fromstring(parts.read(name)) for name in sorted(parts.namelist()) if name.startswith("xl/charts/")
        )
    assert len(others) == 3
    for chart, shape in ((stacked, "#,##0;;"), *((chart, "+#,##0.0") for chart in others)):
        (label,) = chart.findall(".//{*}barChart/{*}dLbls")
        written = label.find("{*}numFmt")
        assert written.get("formatCode").startswith(shape) and written.get("sourceLinked") == "0"
        assert [label.find(f"{{*}}{name}").get("val") for name in ("showVal", "showSerName", "showCatName")] == [
            "1", "0", "0",
        ]  # fmt: skip
        assert {font.get("typeface") for font in chart.iter("{*}latin")} == {"Times New Roman"}
    assert "Sở Giao thông vận tải" in texts(book["Số liệu biểu đồ"])


def test_the_fingerprint_stands_on_one_line(raw: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(raw))["Nguồn số liệu"]
    assert len(sheet["C4"].value) == 64 and not sheet["C4"].alignment.wrap_text


def test_progress_grows_to_the_end(consolidation: Consolidation) -> None:
    seen: list[Decimal] = []
    write_consolidated(consolidation, io.BytesIO(), progress=seen.append)
    assert seen == sorted(seen) and seen[-1] == 1


def test_a_child_included_in_its_parent_is_shown_and_not_added() -> None:
    whole = rich_consolidation()
    report = whole.report
    with_child = report.number("ho_so.tiep_nhan")
    without = Report(report.template, report.period, {c: f for c, f in report.filings.items() if c != CHILD.code})
    assert with_child == without.number("ho_so.tiep_nhan")
    alone = Report(report.template, report.period, {c: f for c, f in report.filings.items() if c != "HTL"})
    assert alone.is_counted(alone.filings[CHILD.code].source)


def test_no_cell_says_in_letters_of_programs_that_a_figure_does_not_apply(raw: bytes) -> None:
    """Cells, the formulas that would write one, and the legends say it in words, and formulas count the words."""
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        sheets = {name: parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")}
    assert [name for name, text in sheets.items() if re.search(r"\bn/a\b|KTPV", text, re.IGNORECASE)] == []
    assert any('"không áp dụng"' in text and "COUNTIFS" in text for text in sheets.values())


def test_words_that_a_figure_does_not_apply_fit_into_their_narrow_cell(book: Any) -> None:
    cells = [cell for row in book["II.2"].iter_rows() for cell in row if cell.value == "không áp dụng"]
    assert cells and all(cell.alignment.shrink_to_fit and not cell.alignment.wrap_text for cell in cells)
