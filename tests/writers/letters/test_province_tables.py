"""Tables in the province's report in Word: an appendix across the page, with the workbook's numbers, renewable."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from docx.enum.section import WD_ORIENT

from service.domain.consolidation import bound_tables
from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation, Receipt
from service.domain.notation.numbers import format_vietnamese
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import Adjustment, Report, Source, SubmittedReport
from service.domain.reporting.row_table import ColumnKind, Row, RowTable
from service.writers.consolidated_workbook.workbook import write_consolidated
from service.writers.letters import write_province_report
from service.writers.letters.renewal import renew_report
from tests.support.consolidations import CATALOGUE
from tests.support.row_tables import CODE, FIGURES, ROWS, TABLE, row
from tests.support.word import opened, rows, words

TEMPLATE, PERIOD = CATALOGUE.for_period("2025-Q3")
DUE = datetime(2025, 9, 17, 17, tzinfo=VIETNAM)
MONEY = Agency("STC", "Sở Tài chính", AgencyKind.SO, date(2000, 1, 1))
HOME = Agency("SNV", "Sở Nội vụ", AgencyKind.SO, date(2000, 1, 1))
ONLINE = "ho_so.moi_truc_tuyen"
UP, ACROSS = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
# A list of single cases: whose they are, since when, and how many days late.
CASES: RowTable = replace(
    TABLE, code="tre_han", title=type(TABLE.title)("Hồ sơ trễ hạn", "Late cases"), key="", sums=(),
    columns=(
        replace(TABLE.by_code["linh_vuc"], code="ma", title=type(TABLE.title)("Mã hồ sơ", "Number"),
                kind=ColumnKind.TEXT, choices=()),
        replace(TABLE.by_code["linh_vuc"], code="ngay", title=type(TABLE.title)("Hạn trả", "Due"),
                kind=ColumnKind.DATE, choices=()),
        replace(TABLE.by_code["truc_tuyen"], code="so_ngay", title=type(TABLE.title)("Số ngày trễ", "Days late")),
    ),
)  # fmt: skip


def filing(agency: Agency, given: tuple[Row, ...], excluded: str = "", code: str = CODE) -> SubmittedReport:
    figures = {code: Decimal(number) for code, number in FIGURES.items()}
    tables = {code: given} if given else {}
    return SubmittedReport(Source(agency.code, excluded=excluded), figures, {"I": "Đã làm."}, tables=tables)


def merged(*filings: SubmittedReport, tables: tuple[RowTable, ...] = (TABLE,)) -> Consolidation:
    units = tuple(
        AgencyStatus(unit, DUE, AgencyState.VALID, Receipt(unit.code, 1, "0" * 64, DUE, "api"), DUE)
        for unit in (HOME, MONEY)
    )
    given = {item.source.agency: item for item in filings}
    return Consolidation(Report(replace(TEMPLATE, tables=tables), PERIOD.code, given), PERIOD, units, "Hưng Yên")


def written(item: Consolidation, *, with_annex: bool = False) -> bytes:
    target = io.BytesIO()
    write_province_report(item, with_annex, target)
    return target.getvalue()


def table_of(raw: bytes, head: str) -> list[list[str]]:
    """The rows of the table that begins with this head, its heads left out."""
    document = opened(raw)
    found = [lines for number in range(len(document.tables)) if (lines := rows(document, number))[0][0] == head]
    (table,) = found
    return table[1:]


def adjusted() -> SubmittedReport:
    """Of the online applications of a department Home Affairs made 1.020 out of 1.000."""
    made = Adjustment(Decimal(1020), "CV 12", "đối chiếu", "Lê An", DUE, Decimal(1000))
    plain = filing(MONEY, ROWS)
    return replace(plain, adjusted={ONLINE: made}, figures={**plain.figures, ONLINE: made.figure})


def test_sums_by_field_stand_in_an_appendix_across_the_page() -> None:
    item = merged(filing(HOME, (row("Đất đai", 10),)), filing(MONEY, ROWS))
    raw = written(item)
    assert [section.orientation for section in opened(raw).sections] == [UP, ACROSS]
    assert [section.orientation for section in opened(written(item, with_annex=True)).sections] == [UP, ACROSS, UP]
    assert "Phụ lục số liệu" in words(opened(raw)) and TABLE.title in words(opened(raw))
    assert table_of(raw, "Lĩnh vực") == [
        ["Hộ tịch", "1", "120", "100", "15", "5", "110", "70", "40", "0", "10", "10", "0"],
        ["Đất đai", "2", "1.010", "910", "80", "20", "920", "500", "380", "40", "80", "75", "5"],
        ["Tổng cộng", "2", "1.130", "1.010", "95", "25", "1.030", "570", "420", "40", "90", "85", "5"],
    ]


@pytest.mark.parametrize(
    "item",
    [
        merged(filing(HOME, (row("Đất đai", 10),)), filing(MONEY, ROWS)),
        merged(filing(HOME, (row("Đất đai", 10),), "chưa thống nhất"), filing(MONEY, ROWS)),
        merged(filing(HOME, (row("Việc khác", 7, 1),)), adjusted()),
    ],
    ids=["all", "excluded", "adjusted"],
)
def test_the_workbook_has_the_same_lines(item: Consolidation) -> None:
    target = io.BytesIO()
    write_consolidated(item, target)
    sheet = openpyxl.load_workbook(io.BytesIO(target.getvalue()))["Bảng 1"]
    lines = [
        ["–" if cell is None else format_vietnamese(Decimal(cell)) if isinstance(cell, int) else cell for cell in line]
        for line in sheet.iter_rows(min_row=7, values_only=True)
    ]
    assert table_of(written(item), "Lĩnh vực") == lines


def test_what_was_adjusted_has_a_line_above_the_sums() -> None:
    *_, moved, whole = table_of(written(merged(adjusted())), "Lĩnh vực")
    assert moved[:4] == ["Sở Nội vụ điều chỉnh", "–", "–", "20"]
    assert whole[:4] == ["Tổng cộng", "1", "1.120", "1.020"]


def case(number: str, day: str, late: int) -> Row:
    return {"ma": number, "ngay": day, "so_ngay": Decimal(late)}


def cases(*, excluded: str = "") -> Consolidation:
    return merged(
        filing(HOME, (case("H-01", "2025-07-02", 3),), excluded, CASES.code),
        filing(MONEY, (case("T-01", "2025-08-31", 12), {"ma": "T-02"}), code=CASES.code), tables=(CASES,),
    )  # fmt: skip


def test_single_cases_are_listed_with_whose_they_are() -> None:
    assert table_of(written(cases()), "Đơn vị") == [
        ["Sở Nội vụ", "1", "H-01", "02/07/2025", "3", "–"],
        ["Sở Tài chính", "1", "T-01", "31/08/2025", "12", "–"],
        ["Sở Tài chính", "2", "T-02", "–", "–", "–"],
        ["Tổng cộng", "–", "–", "–", "15", "2 đơn vị"],
    ]
    # The report says of itself that what such agencies wrote is not in it.
    assert [line[0] for line in table_of(written(cases(excluded="chưa rõ")), "Đơn vị")] == [
        "Sở Tài chính", "Sở Tài chính", "Tổng cộng",
    ]  # fmt: skip


def test_a_list_that_is_too_long_says_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bound_tables, "MOST_ROWS", 2)
    raw = written(cases())
    assert [line[2] for line in table_of(raw, "Đơn vị")] == ["H-01", "T-01", "–"]
    said = "In 2 dòng đầu; còn 1 dòng: xem trang «Bảng 1 (các dòng)» của bảng tổng hợp Excel."
    assert said in words(opened(raw))


def test_a_report_without_tables_has_no_appendix() -> None:
    document = opened(written(merged(filing(MONEY, ()))))
    assert [section.orientation for section in document.sections] == [UP]
    assert "Phụ lục số liệu" not in words(document)


def test_the_numbers_of_an_edited_report_are_renewed() -> None:
    before = merged(filing(HOME, (row("Đất đai", 10),)), filing(MONEY, ROWS))
    raw = written(before)
    same = renew_report(raw, before, False)
    assert not (same.moved or same.edited or same.deleted or same.gone or same.added)
    found = renew_report(raw, merged(filing(HOME, (row("Lâm nghiệp", 3),)), filing(MONEY, (ROWS[0],))), False)
    assert [line[:4] for line in table_of(found.content, "Lĩnh vực")] == [
        # Nobody gave it any more, which the document still has a line for; and the other way round.
        ["Hộ tịch", "–", "–", "–"], ["Đất đai", "1", "1.000", "900"], ["Tổng cộng", "2", "1.003", "903"],
    ]  # fmt: skip
    assert {line.place for line in found.moved} == {TABLE.title}
    assert found.added == (f"{TABLE.title}, Lâm nghiệp, Số đơn vị: 1",)
    assert any(line.label == f"{TABLE.title}: dòng không còn trong báo cáo của đơn vị nào" for line in found.moved)
    assert not renew_report(found.content, merged(filing(MONEY, (ROWS[0],))), False).gone
