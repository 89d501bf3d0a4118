"""What stands around the figures: contents, notes, dashboard, ways back, properties; whether everybody can use it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.earlier_period import EarlierPeriod, Punctuality
from service.domain.consolidation.scope import PrintPart, Scope, WorkbookFormat
from service.writers.consolidated_workbook import write_consolidated
from service.writers.consolidated_workbook.gaps import HEAD
from service.writers.consolidated_workbook.workbook import sheets_of
from tests.support.consolidations import TEMPLATE

# Sheets that a full workbook has and a printout may lack.
WHOLE_BOOK = {"Dữ liệu", *(part.label for part in PrintPart)}
SHARE = "ho_so.ty_le_dung_han"
LINE = "{http://schemas.openxmlformats.org/drawingml/2006/chart}lineChart"


def written(item: Consolidation) -> bytes:
    target = io.BytesIO()
    write_consolidated(item, target, verify_at="https://x.vn/xac-minh-bang")
    return target.getvalue()


@pytest.fixture(scope="module")
def past(dated: Consolidation) -> Consolidation:
    """Beside an older period of which the totals are known and who filed how."""
    schedule = TEMPLATE.schedule
    older = EarlierPeriod(
        schedule.period("2021-Q3"), {SHARE: Decimal("97.5")}, {"SGTVT": Punctuality.LATE, "SYT": Punctuality.MISSING}
    )
    half = EarlierPeriod(schedule.period("2023-H1"), {SHARE: Decimal(1)}, {"SGTVT": Punctuality.ON_TIME})
    return replace(dated, history=(older, half))


@pytest.fixture(scope="module")
def raw(past: Consolidation) -> bytes:
    return written(past)


@pytest.fixture(scope="module")
def book(raw: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(raw), data_only=True)


def test_the_contents_lead_to_every_sheet_and_every_sheet_leads_back(book: Any) -> None:
    contents = book["Mục lục"]
    listed = {row[1].value: row[1].hyperlink.location for row in contents.iter_rows(min_row=6)}
    assert listed == {name: f"'{name}'!A1" for name in book.sheetnames if name != "Mục lục"}
    assert all(row[2].value and row[3].value for row in contents.iter_rows(min_row=6))
    for sheet in book:
        ways = {cell.hyperlink.location for row in sheet["A1:A16"] for cell in row if cell.hyperlink}
        if sheet.title not in {"Mục lục", "Dữ liệu"}:  # which other programs read as it is
            assert "'Mục lục'!A1" in ways, sheet.title
    assert contents["A4"].hyperlink.location == "'Tổng quan'!A1"


def test_the_notes_say_what_signs_mean_and_how_a_copy_is_verified(book: Any) -> None:
    said = {str(row[0]): str(row[1]) for row in book["Ghi chú"].iter_rows(min_row=6, values_only=True)}
    assert said["không áp dụng"].startswith("Chỉ tiêu không áp dụng với đơn vị") and "không phát sinh" in said["0"]
    assert "https://x.vn/xac-minh-bang" in said["Xác minh"] and "SHA-256" in said["Nguồn"]
    assert {"Làm tròn", "So sánh", "Cộng", "Tỷ lệ"} <= said.keys()


def test_the_file_says_whose_it_is_and_in_which_language(raw: bytes, book: Any, past: Consolidation) -> None:
    properties = book.properties
    assert properties.creator == "Sở Nội vụ tỉnh Hưng Yên" and properties.language == "vi-VN"
    assert str(past.period.title) in properties.title and "14/9/2023" in properties.subject
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        assert "<Company>Sở Nội vụ tỉnh Hưng Yên</Company>" in parts.read("docProps/app.xml").decode()


def test_tabs_have_the_colour_of_their_kind(book: Any, past: Consolidation) -> None:
    for sheet, colour in ((book[item.title], item.group.colour) for item in sheets_of(past)):
        assert sheet.sheet_properties.tabColor.rgb == f"00{colour}"


def test_every_chart_is_told_in_words(raw: bytes, past: Consolidation) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        drawing = etree.fromstring(parts.read("xl/drawings/drawing1.xml"))
    told = [item.get("descr") for item in drawing.iter("{*}cNvPr")]
    assert len(told) == 1 + 2 * len(TEMPLATE.overview.charts) and all(told)
    known = {code: past.report.figure_of(code, SHARE) for code in past.report.filings}
    lowest = min((figure, code) for code, figure in known.items() if isinstance(figure, Decimal))[1]
    name = next(unit.agency.name for unit in past.units if unit.agency.code == lowest)
    assert any("thấp nhất" in text and name in text for text in told)


def test_a_trend_shows_the_periods_that_compare_and_this_one_live(book: Any, past: Consolidation) -> None:
    """Where an output compares with a period, the trend has the same total of it, whatever was stored."""
    assert past.previous is not None and past.last_year is not None
    rows = list(book["Số liệu biểu đồ"].iter_rows(min_row=6, values_only=True))
    trend = [(row[1], row[5]) for row in rows if "qua các kỳ" in str(row[0]) and TEMPLATE.by_code[SHARE].name in row[0]]
    totals = [past.last_year.total(SHARE), past.previous.total(SHARE), past.report.figure(SHARE)]
    wanted = [Decimal("97.5"), *totals]
    assert [Decimal(str(value)) for _, value in trend] == wanted
    assert [name for name, _ in trend] == [
        "Quý III năm 2021", "Quý III năm 2022", "6 tháng đầu năm 2023", "Quý III năm 2023",
    ]  # fmt: skip


def test_a_ranking_of_shares_draws_the_distance_from_the_whole(book: Any, past: Consolidation) -> None:
    """Bars from nothing to 99,9 % would all look alike."""
    whole = past.report.number(SHARE)
    assert whole is not None
    rows = [row for row in book["Số liệu biểu đồ"].iter_rows(min_row=6, values_only=True) if "điểm phần trăm" in row[0]]
    ranked = [row for row in rows if row[0].startswith(str(TEMPLATE.overview.charts[0].title)) and row[6] is not None]
    assert ranked
    for row in ranked:
        assert row[6] == pytest.approx(float(Decimal(str(row[5])) - whole), abs=0.006), row
        assert row[1].endswith(f": {row[5]:.2f}%".replace(".", ","))


def test_the_heat_map_counts_what_is_missing(book: Any, past: Consolidation) -> None:
    """Of who did not file everything is missing; what does not apply is not."""
    sheet = book["Thiếu và muộn"]
    heads = [cell.value for cell in sheet[HEAD]]
    lines = {row[0]: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=HEAD + 1, values_only=True)}
    for unit in past.units:
        filing, line = past.report.filings.get(unit.agency.code), lines[unit.agency.name]
        for section in TEMPLATE.indicator_sections:
            items = TEMPLATE.indicators_of(section.code)
            missing = [item for item in items if past.report.figure_of(unit.agency.code, item.code) is None]
            assert line[f"Mục {section.code}"] == (len(items) if filing is None else len(missing)), unit.agency.name
    assert lines["Sở Giao thông vận tải"]["Quý III năm 2021"] == "nộp muộn"
    assert lines["Sở Y tế"]["Quý III năm 2021"] == "thiếu" == lines["Sở Y tế"]["Quý III năm 2023"]
    assert lines["Sở Tư pháp"]["Quý III năm 2023"] == "nộp muộn"
    assert lines["Sở Tư pháp"]["Quý III năm 2021"] is None


def test_the_dashboard_counts_units_by_section_and_by_period(book: Any, past: Consolidation) -> None:
    rows = list(book["Tổng quan"].iter_rows(values_only=True))
    line = next(row for row in rows if str(row[0]).startswith("II.2. "))
    gaps = list(book["Thiếu và muộn"].iter_rows(min_row=HEAD, values_only=True))
    at = gaps[0].index("Mục II.2")
    counts = [sum(row[1] == kind and row[at] > 0 for row in gaps[1:]) for kind in ("Cấp sở", "Cấp huyện", "Cấp xã")]
    assert list(line[1:4]) == counts
    assert list(next(row for row in rows if row[0] == "Quý III năm 2021")[1:4]) == [0, 1, 1]


def test_everybody_can_use_it(raw: bytes, book: Any) -> None:
    """What statistical offices ask of spreadsheets: one table a sheet, no blank head, a title, frozen heads."""
    for sheet in book:
        if sheet.title == "Tổng quan":
            continue
        assert sheet["A1"].value, sheet.title
        assert sheet.freeze_panes, sheet.title
        ranges = [sheet.auto_filter.ref] if sheet.auto_filter.ref else [table.ref for table in sheet.tables.values()]
        assert len(ranges) <= 1, sheet.title
        for place in ranges:
            heads = [cell.value for cell in sheet[place][0]]
            assert all(heads) and (len(set(heads)) == len(heads) or sheet.title == "So sánh"), (sheet.title, heads)
            assert not [merged for merged in sheet.merged_cells.ranges if merged.min_row >= sheet[place][0][0].row]
    assert {table for sheet in book for table in sheet.tables} == {"DuLieu"}


def test_a_hint_that_is_longer_than_its_table_goes_on_below(book: Any) -> None:
    """It would be cut at the edge of the page, which spreadsheets make wide enough for it by writing all smaller."""
    sheet = book["So sánh"]
    width = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, sheet.max_column + 1))
    assert len(sheet["A3"].value) > 1.2 * width and sheet["A3"].alignment.wrap_text
    (over,) = [merged.coord for merged in sheet.merged_cells.ranges if merged.min_row == 3]
    assert over == f"A3:{get_column_letter(sheet.max_column)}3"
    assert sheet.row_dimensions[3].height >= 13 * len(sheet["A3"].value) / (1.3 * width)


def test_what_stays_in_sight_leaves_room_on_a_small_screen(book: Any) -> None:
    """On 1366 to 768 dots: frozen heads take less than half of the height, names of rows about half of the width."""
    for sheet in book:
        column, row = coordinate_from_string(sheet.freeze_panes or "A1")
        heights = [sheet.row_dimensions[number].height or 15 for number in range(1, row)]
        widths = [
            sheet.column_dimensions[get_column_letter(n)].width for n in range(1, column_index_from_string(column))
        ]
        assert sum(heights) * 4 / 3 <= 320, sheet.title
        assert sum(7 * width + 5 for width in widths) <= 683, sheet.title


def test_on_paper_stands_the_annex_with_its_pages(past: Consolidation) -> None:
    target = io.BytesIO()
    write_consolidated(printed(past), target, pages={"Tổng quan": 1, "Biểu tổng hợp": 6})
    book = openpyxl.load_workbook(target, data_only=True)
    shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    sections = [section.code for section in TEMPLATE.indicator_sections]
    assert shown == [
        "Tổng quan", "Mục lục", "Ghi chú", "Biểu tổng hợp", *sections, "Tiến độ nộp", "Văn bản",
    ]  # fmt: skip
    pages = {row[1]: row[3] for row in book["Mục lục"].iter_rows(min_row=6, values_only=True)}
    assert (pages["Tổng quan"], pages["Biểu tổng hợp"]) == (1, 6) and set(pages) == set(shown) - {"Mục lục"}
    require_paper(book)


def require_paper(book: Any) -> None:
    """What is shown speaks of nothing that can only be done in a workbook, and names no sheet that is not printed."""
    shown = [sheet for sheet in book if sheet.sheet_state == "visible"]
    said = " ".join(str(cell) for sheet in shown for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    for word in ("ấm vào", "←", "bộ lọc", "Dùng nút", "dẫn đến ô", "lưu lại, sắp xếp"):
        assert word not in said, word
    named = {name for name in re.findall("«([^»]+)»", said) if name in WHOLE_BOOK}
    assert named <= {sheet.title for sheet in shown}


def test_parts_that_were_chosen_are_printed_beside_the_annex(past: Consolidation) -> None:
    def titles(*parts: PrintPart) -> list[str]:
        return [sheet.title for sheet in sheets_of(printed(past, *parts)) if not sheet.is_hidden]

    annex, every = titles(), titles(*PrintPart)
    for part in PrintPart:
        assert [title for title in every if title in {*annex, part.label}] == titles(part), part
    assert [title for title in every if title not in annex] == sorted(
        (part.label for part in PrintPart), key=sheets_in_order(past).index
    )
    book = openpyxl.load_workbook(io.BytesIO(written(printed(past, *PrintPart))), data_only=True)
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == every
    assert {row[1] for row in book["Mục lục"].iter_rows(min_row=6, values_only=True)} == {*every} - {"Mục lục"}
    require_paper(book)


def printed(item: Consolidation, *parts: PrintPart) -> Consolidation:
    return item.within(Scope(file_format=WorkbookFormat.PDF, parts=parts))


def sheets_in_order(item: Consolidation) -> list[str]:
    return [sheet.title for sheet in sheets_of(item)]
