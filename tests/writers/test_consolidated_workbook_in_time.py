"""The workbook beside earlier periods: comparison, cover, sources, rules, changes, parts of a period, printout."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.scope import Scope, WorkbookFormat
from service.domain.consolidation.workbook_changes import ContributingSubmission, MergedState, diff_workbooks
from service.domain.notation.numbers import percent_of
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.indicator import Indicator, TimeFrame, ValueType
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import NA
from service.writers.consolidated_workbook import FINGERPRINT, write_consolidated
from service.writers.consolidated_workbook import comparison as comparing
from tests.support.consolidations import TEMPLATE

FIGURE, RATIO = "ho_so.tiep_nhan", "tai_chinh.ty_le_giai_ngan"
CHOSEN = ("SGTVT", "STC", "SYT", "HTL")


def written(consolidation: Consolidation, **more: Any) -> tuple[Any, str]:
    """The workbook with the values that stand in it, and its fingerprint."""
    target = io.BytesIO()
    fingerprint = write_consolidated(consolidation, target, **more)
    return openpyxl.load_workbook(target, data_only=True), fingerprint


@pytest.fixture(scope="module")
def book(dated: Consolidation) -> Any:
    return written(dated, verify_at="https://cchc.hungyen.gov.vn/xac-minh-bang")[0]


@pytest.fixture(scope="module")
def chosen(dated: Consolidation) -> Any:
    """A workbook of some units, in which all that they gave is compared."""
    return written(dated.within(Scope(units=CHOSEN)))[0]


def lines(sheet: Worksheet) -> Iterator[list[Any]]:
    for cells in sheet.iter_rows(values_only=True):
        yield list(cells)


def number_of(code: str) -> str:
    return TEMPLATE.by_code[code].number


def test_the_comparison_of_chosen_units_says_three_periods_and_how_each_figure_moved(
    chosen: Any, dated: Consolidation
) -> None:
    assert dated.previous is not None and dated.last_year is not None
    rows = {(line[0], line[3]): line for line in lines(chosen["So sánh"])}
    line = rows[number_of(FIGURE), "Sở Giao thông vận tải"]
    now = Decimal(7266)
    before, year_ago = (past.figure("SGTVT", FIGURE) for past in (dated.previous, dated.last_year))
    assert isinstance(before, Decimal) and isinstance(year_ago, Decimal)
    # The period before lasted longer, so that what happened in it is shown and not compared.
    assert [line[5], line[6], line[7]] == [before, None, None]
    assert [Decimal(str(value)) for value in (line[4], *line[8:10])] == [now, year_ago, now - year_ago]
    assert Decimal(str(line[10])) == percent_of(now - year_ago, year_ago, 1)
    figures = dated.report.filings["SGTVT"].figures
    given = {number_of(code) for code, figure in figures.items() if isinstance(figure, Decimal)}
    assert given <= {number for number, name in rows if name == "Sở Giao thông vận tải"}


def test_the_comparison_has_no_line_without_a_number(dated: Consolidation) -> None:
    """What does not apply in any of the three periods is no figure to compare."""
    filing = dated.report.filings["SGTVT"]
    nothing = replace(filing, figures={**filing.figures, FIGURE: NA, RATIO: NA})
    report = replace(dated.report, filings={**dated.report.filings, "SGTVT": nothing})
    pasts = [
        replace(past, report=replace(past.report, filings={**past.report.filings, "SGTVT": nothing}))
        for past in (dated.previous, dated.last_year)
        if past is not None
    ]
    item = replace(dated, report=report, previous=pasts[0], last_year=pasts[1])
    found = list(lines(written(item.within(Scope(units=CHOSEN)))[0]["So sánh"]))[comparing.HEAD :]
    assert all(any(isinstance(line[at], int | float) for at in (4, 5, 8)) for line in found)
    told = {line[0] for line in found if line[3] == "Sở Giao thông vận tải"}
    numbers = {number_of(code) for code, figure in nothing.figures.items() if isinstance(figure, Decimal)}
    assert numbers <= told and not told & {number_of(FIGURE), number_of(RATIO)}


def test_the_comparison_of_the_province_holds_what_moved_much_and_nothing_else(book: Any, dated: Consolidation) -> None:
    """From half of what it was, or ten points of a share, since a period that compares; or what is no longer there."""
    found = {(line[0], line[3]) for line in list(lines(book["So sánh"]))[comparing.HEAD :]}
    wanted = {
        (indicator.number, unit.agency.name)
        for unit in dated.units
        for indicator in TEMPLATE.indicators
        if unit.agency.code in dated.report.filings and moved_much(dated, unit.agency.code, indicator)
    }
    assert found == wanted
    assert 50 < len(found) < len(dated.units) * len(TEMPLATE.indicators) / 3, len(found)
    said = str(book["So sánh"]["A3"].value)
    assert "từ 50% trở lên" in said and "Kỳ trước dài 182 ngày, kỳ này 92 ngày" in said


def moved_much(dated: Consolidation, agency: str, indicator: Indicator) -> bool:
    """Worked out figure by figure from what the unit gave now and then."""
    now = dated.report.figure_of(agency, indicator.code)
    for past, is_alike in ((dated.previous, False), (dated.last_year, True)):
        assert past is not None
        before = past.figure(agency, indicator.code)
        is_flow = indicator.time is not TimeFrame.CUT_OFF and indicator.kind is not ValueType.PERCENT
        if not isinstance(before, Decimal) or (is_flow and not is_alike):
            continue
        if not isinstance(now, Decimal):
            if before:
                return True
        elif indicator.kind is ValueType.PERCENT:
            if abs(now - before) >= 10:
                return True
        elif now != before and abs(now - before) / (abs(before) or Decimal("1E-9")) >= Decimal("0.5"):
            return True
    return False


def test_the_cover_says_with_what_it_compares(book: Any) -> None:
    said = [str(value) for line in lines(book["Tổng quan"]) for value in line if value is not None]
    for text in (
        "So với kỳ trước (6 tháng đầu năm 2023)", "So với cùng kỳ năm trước (Quý III năm 2022)",
        "Kỳ trước dài 182 ngày, kỳ này 92 ngày: "
        "chỉ tiêu trong kỳ và lũy kế không so với kỳ trước mà so với cùng kỳ năm trước.",
    ):  # fmt: skip
        assert text in said, text


def test_a_share_moves_by_points_only(chosen: Any) -> None:
    line = next(
        line for line in lines(chosen["So sánh"]) if line[0] == number_of(RATIO) and line[3] == "Sở Giao thông vận tải"
    )
    assert line[4] == 28.4 and line[6] is not None and line[7] is None


def test_a_merged_unit_is_compared_with_the_sum_of_those_before(chosen: Any, dated: Consolidation) -> None:
    assert dated.previous is not None
    line = next(line for line in lines(chosen["So sánh"]) if line[0] == number_of(FIGURE) and line[3] == "Sở Tài chính")
    both = sum(dated.previous.report.filings[code].number(FIGURE) or 0 for code in ("STC", "SKHDT"))
    assert line[5] == both
    assert line[11] == "Kỳ trước: tổng của: Sở Kế hoạch và Đầu tư; Sở Tài chính (cũ)"


def test_the_comparison_holds_units_alone(book: Any, dated: Consolidation) -> None:
    names = {unit.agency.name for unit in dated.units}
    assert {line[3] for line in lines(book["So sánh"]) if line[0] in {number_of(FIGURE), number_of(RATIO)}} <= names


def test_lines_that_do_not_fit_a_sheet_go_on_in_the_next(
    dated: Consolidation, chosen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MAX_LINES", 120)
    divided, _ = written(dated.within(Scope(units=CHOSEN)))
    parts = [name for name in divided.sheetnames if name.startswith("So sánh")]
    assert parts[:3] == ["So sánh", "So sánh (2)", "So sánh (3)"]
    below_head = comparing.HEAD
    joined = [line for name in parts for line in lines(divided[name]) if line[4] is not None and line[0] != "Số"]
    whole = [line for line in lines(chosen["So sánh"]) if line[4] is not None and line[0] != "Số"]
    assert joined == whole
    assert all(divided[name].max_row <= below_head + 120 for name in parts)


def test_without_earlier_periods_it_says_so(consolidation: Consolidation) -> None:
    alone, _ = written(consolidation)
    assert alone["So sánh"].cell(comparing.HEAD + 1, 1).value == comparing.NONE_YET
    assert "Kỳ trước (chưa có trong hệ thống)" in [value for line in lines(alone["Biểu tổng hợp"]) for value in line]


def test_the_cover_says_how_key_figures_moved(book: Any, dated: Consolidation) -> None:
    assert dated.last_year is not None
    line = next(line for line in lines(book["Tổng quan"]) if str(line[0]).startswith(f"{number_of(FIGURE)}. "))
    now, before = dated.report.number(FIGURE), dated.last_year.total(FIGURE)
    assert now is not None and isinstance(before, Decimal)
    assert [Decimal(str(value)) for value in line[1:2] + line[6:9]] == [
        now, before, now - before, percent_of(now - before, before, 1),
    ]  # fmt: skip
    cells = next(cells for cells in book["Tổng quan"] if cells[0].value == line[0])
    assert cells[1].number_format.startswith('#,##0" hồ sơ"') and "−" in cells[7].number_format
    # The period before lasted longer, so that what happened in it is shown and not compared.
    assert isinstance(line[3], int | float) and line[4] == "–"
    share = next(cells for cells in book["Tổng quan"] if str(cells[0].value).startswith(f"{number_of(RATIO)}. "))
    assert "điểm phần trăm" in share[4].number_format and share[5].value == "–"


def test_no_number_of_the_cover_is_text(book: Any) -> None:
    """A number written as text cannot be calculated with, and keeps its signs on a PC of another country."""
    cover = [cell for row in book["Tổng quan"] for cell in row if isinstance(cell.value, str)]
    assert not [cell.value for cell in cover if cell.value.replace(".", "").replace(",", "").isdigit()]


def test_the_summary_computes_differences(book: Any, dated: Consolidation) -> None:
    assert dated.last_year is not None
    line = next(line for line in lines(book["Biểu tổng hợp"]) if line[0] == number_of(FIGURE))
    before = dated.last_year.total(FIGURE)
    assert isinstance(before, Decimal)
    now = dated.report.number(FIGURE)
    assert now is not None
    assert (line[3], line[9], line[10]) == (now, before, now - before)


def test_what_happened_in_windows_of_unlike_length_is_shown_and_not_compared(book: Any, dated: Consolidation) -> None:
    assert dated.previous is not None and dated.last_year is not None
    lines_of = {line[0]: line for line in lines(book["Biểu tổng hợp"])}
    for indicator in TEMPLATE.indicators:
        line, then = lines_of[indicator.number], dated.previous.total(indicator.code)
        if isinstance(then, Decimal) and isinstance(dated.report.figure(indicator.code), Decimal):
            is_flow = indicator.unit != "%" and indicator.time.value != "thoi_diem"
            assert line[6] == float(then) and (line[7] is None) == is_flow, indicator.code


def test_a_total_of_fewer_units_than_before_says_so(dated: Consolidation) -> None:
    there = {code: filing for code, filing in dated.report.filings.items() if code not in {"STC", "SXD"}}
    book, _ = written(replace(dated, report=replace(dated.report, filings=there)))
    assert dated.previous is not None and dated.last_year is not None
    then, year_ago = (past.report.totals[FIGURE].contributing for past in (dated.previous, dated.last_year))
    now = replace(dated.report, filings=there).totals[FIGURE].contributing
    assert now < then
    counts = f"kỳ trước {then} đơn vị, cùng kỳ {year_ago}, kỳ này {now}"
    summary = next(line for line in lines(book["Biểu tổng hợp"]) if line[0] == number_of(FIGURE))
    # One of them holds a child's figures that it did not hold then.
    assert summary[12].startswith(f"Trong kỳ; {counts}; trên {now - 1} đơn vị có ở cả hai kỳ: so với cùng kỳ ")
    cover = next(cells for cells in book["Tổng quan"] if str(cells[0].value).startswith(f"{number_of(FIGURE)}. "))
    assert f'" của {then} đơn vị"' in cover[3].number_format and f'" của {year_ago} đơn vị"' in cover[6].number_format
    assert any(str(line[0]).startswith("Ở chỉ tiêu có ghi «của … đơn vị»") for line in lines(book["Tổng quan"]))


def test_totals_of_as_many_units_say_nothing_of_it(dated: Consolidation) -> None:
    report = replace(dated.report, period="2023-H1")
    alike = Baseline(TEMPLATE.schedule.period("2023-H1"), report, {}, {})
    book, _ = written(replace(dated, previous=alike, last_year=None))
    said = [str(value) for name in ("Tổng quan", "Biểu tổng hợp") for line in lines(book[name]) for value in line]
    assert not [text for text in said if "đơn vị, kỳ này" in text or "Ở chỉ tiêu có ghi" in text]


def test_a_share_moves_by_points_in_its_cells_too(dated: Consolidation) -> None:
    target = io.BytesIO()
    write_consolidated(dated, target)
    book = openpyxl.load_workbook(target)
    row = next(cells[0].row for cells in book["Biểu tổng hợp"].iter_rows() if cells[0].value == number_of(RATIO))
    assert "điểm phần trăm" in book["Biểu tổng hợp"].cell(row, 8).number_format
    row = next(cells[0].row for cells in book["Biểu tổng hợp"].iter_rows() if cells[0].value == number_of(FIGURE))
    assert book["Biểu tổng hợp"].cell(row, 12).number_format.startswith('+#,##0.0"%"')


def test_the_cover_has_a_chart_for_each_that_was_chosen(book: Any) -> None:
    assert len(book["Tổng quan"]._charts) == 1 + 2 * len(TEMPLATE.overview.charts)  # a trend and a ranking each
    data = book["Số liệu biểu đồ"]
    for chart in book["Tổng quan"]._charts:
        place = chart.series[0].val.numRef.f
        assert place.startswith("'Số liệu biểu đồ'!")
        values = [cell.value for row in data[place.rpartition("!")[2].replace("$", "")] for cell in row]
        assert values and all(isinstance(value, int | float) for value in values)


def test_each_unit_leads_to_its_source_and_each_finding_to_its_cell(book: Any, dated: Consolidation) -> None:
    sheet, sources = book["II.2"], book["Nguồn số liệu"]
    (cell,) = [cell for cell in sheet["B"] if str(cell.value).startswith("Sở Giao thông vận tải")]
    place = cell.hyperlink.location
    assert place.startswith("'Nguồn số liệu'!A")
    line = [item.value for item in sources[int(place.rpartition("A")[2])]]
    receipt = next(unit.receipt for unit in dated.units if unit.agency.code == "SGTVT")
    assert receipt is not None
    assert line[1:4] == ["Sở Giao thông vận tải", receipt.submission, receipt.revision]
    assert line[8] == receipt.sha256
    linked = [cell for cell in book["Cảnh báo và giải trình"]["E"] if cell.hyperlink]
    assert linked
    for cell in linked:
        name, _, place = cell.hyperlink.location.rpartition("!")
        target = book[name.strip("'")]
        assert str(target.cell(target[place].row, 2).value).startswith(sheet_unit(cell))


def sheet_unit(cell: Any) -> str:
    """The unit in whose line a cell stands."""
    return str(cell.parent.cell(cell.row, 1).value)


def test_it_carries_its_fingerprint_and_where_it_is_verified(dated: Consolidation, book: Any) -> None:
    again, fingerprint = written(dated, verify_at="https://cchc.hungyen.gov.vn/xac-minh-bang")
    ((sheet, place),) = again.defined_names[FINGERPRINT].destinations
    assert again[sheet][place.replace("$", "")].value == fingerprint
    assert book[sheet][place.replace("$", "")].value == fingerprint
    assert book[sheet]["C5"].value == "https://cchc.hungyen.gov.vn/xac-minh-bang"
    _, other = written(replace(dated, last_year=None))
    assert other != fingerprint


def test_rules_and_indicators_that_were_in_force_are_listed(book: Any) -> None:
    said = list(lines(book["Quy tắc"]))
    for rule in TEMPLATE.rules:
        assert any(line[:2] == ["Quy tắc", rule.id] and line[4] == rule.expression for line in said), rule.id
    assert sum(line[0] == "Chỉ tiêu" for line in said) == len(TEMPLATE.indicators)


def test_a_part_of_the_period_shows_that_part_alone(dated: Consolidation) -> None:
    part, _ = written(dated.within(Scope(kinds=(AgencyKind.HUYEN,), sections=("II.2", "II.5"))))
    assert [name for name in part.sheetnames if name in TEMPLATE.by_section] == ["II.2", "II.5"]
    names = [str(cell.value) for cell in part["II.2"]["B"]]
    assert not any(name.startswith("Sở ") for name in names)
    assert any(name.startswith("CÁC ĐƠN VỊ ĐƯỢC CHỌN") for name in names)
    cover = [str(value) for line in lines(part["Tổng quan"]) for value in line]
    assert "Phạm vi: đơn vị cấp huyện; mục II.2, II.5" in cover
    counted = [f for f in dated.report.counted if dated_kind(dated, f.source.agency) is AgencyKind.HUYEN]
    line = next(line for line in lines(part["Biểu tổng hợp"]) if line[0] == number_of(FIGURE))
    assert line[3] == sum(filing.number(FIGURE) or 0 for filing in counted)


def test_chosen_sections_bring_their_own_texts_key_figures_and_charts(dated: Consolidation) -> None:
    part, _ = written(dated.within(Scope(sections=("II.2",))))
    whole, _ = written(dated)

    def told(book: Any) -> set[str]:
        return {str(line[0]) for line in lines(book["Nội dung báo cáo"])} & set(TEMPLATE.section_by_code)

    assert told(whole) > told(part)
    assert told(part) == {code for code in told(whole) if code == "II.2" or code.startswith("II.2.")}
    assert len(told(part)) > 1
    for book, is_shown in ((part, lambda section: section == "II.2"), (whole, lambda section: True)):
        cover = {str(line[0]) for line in lines(book["Tổng quan"])}
        behind = {str(line[0]) for line in lines(book["Số liệu biểu đồ"])}
        figures = [TEMPLATE.by_code[code] for code in TEMPLATE.overview.figures]
        for figure in figures:
            assert (f"{figure.number}. {figure.name}" in cover) == is_shown(figure.section), figure.code
        for chart in TEMPLATE.overview.charts:
            section = TEMPLATE.by_code[chart.indicator].section
            assert any(title.startswith(chart.title) for title in behind) == is_shown(section), chart.title
    outside, _ = written(dated.within(Scope(sections=("II.1",))))
    assert not any("Số liệu chính" in str(line[0]) for line in lines(outside["Tổng quan"]))


def dated_kind(item: Consolidation, agency: str) -> AgencyKind:
    return next(unit.agency.kind for unit in item.units if unit.agency.code == agency)


def test_the_printout_leaves_out_what_is_empty(dated: Consolidation) -> None:
    printed, _ = written(dated.within(Scope(file_format=WorkbookFormat.PDF)))
    names = [str(cell.value) for cell in printed["II.2"]["B"]]
    assert not any("chưa có báo cáo hợp lệ" in name for name in names)
    for section in TEMPLATE.indicator_sections:
        if section.code in printed.sheetnames:
            sheet = printed[section.code]
            for column in range(5, 5 + len(TEMPLATE.indicators_of(section.code))):
                if (
                    sheet.cell(5, column).value
                    and not sheet.column_dimensions[sheet.cell(5, column).column_letter].hidden
                ):
                    below = [sheet.cell(row, column).value for row in range(10, sheet.max_row + 1)]
                    assert any(isinstance(value, int | float) for value in below), sheet.cell(6, column).value


def test_changes_stand_on_the_first_sheet_where_they_were_asked_for(dated: Consolidation) -> None:
    unit = next(item for item in dated.units if item.agency.code == "SGTVT")
    assert unit.receipt is not None
    filing = dated.report.filings["SGTVT"]
    texts, (document, *_) = {**filing.narratives, "V": "Khác."}, filing.documents
    older = replace(
        filing, figures={**filing.figures, FIGURE: Decimal(7000)}, narratives=texts, documents=filing.documents[1:]
    )
    old = replace(dated.report, filings={**dated.report.filings, "SGTVT": older})
    changes = diff_workbooks(
        "2023-Q3-1", datetime(2023, 9, 20, 10, tzinfo=VIETNAM),
        MergedState(
            old,
            (ContributingSubmission(unit.agency, older, replace(unit.receipt, submission="2023-Q3-SGTVT-0")),),
            frozenset(item.agency for item in dated.units if item is not unit),
        ),
        MergedState(
            dated.report,
            (ContributingSubmission(unit.agency, filing, unit.receipt),),
            frozenset(item.agency for item in dated.units),
        ),
        [unit.agency],
    )  # fmt: skip
    book, _ = written(dated, changes=changes)
    assert book.sheetnames[0] == "Thay đổi"
    said = list(lines(book["Thay đổi"]))
    assert "So với bảng 2023-Q3-1, lập lúc 10:00 ngày 20/9/2023." in [line[0] for line in said]
    assert [line[:2] for line in said if line[1] == unit.agency.name][:3] == [
        ["đơn vị nộp lại", unit.agency.name], ["đơn vị bị trả lại", unit.agency.name],
        ["đơn vị mới phải báo cáo", unit.agency.name],
    ]  # fmt: skip
    figure = next(line for line in said if line[0] == "số liệu đơn vị" and line[2] == number_of(FIGURE))
    assert figure[4:8] == [7000, 7266, unit.receipt.submission, "Cán bộ"]
    assert [line[0:4] for line in said if line[0] in ("nội dung thay đổi", "văn bản mới", "văn bản không còn nêu")] == [
        ["nội dung thay đổi", unit.agency.name, "V", "KIẾN NGHỊ, ĐỀ XUẤT"],
        ["văn bản mới", unit.agency.name, None, f"{document.kind} {document.number}, 03/02/2023: {document.title}"],
    ]
    assert any(line[0] == "toàn tỉnh" and line[2] == number_of(FIGURE) for line in said)
