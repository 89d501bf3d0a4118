"""What stands beside a number counts for that number, however cells, rows, columns and tables were moved."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from service.domain.errors import Level
from service.domain.reporting.form_names import explanation_name, indicator_name
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA
from service.readers.excel import read_excel
from service.readers.number_formats import shows_percent
from tests.support.consolidations import CATALOGUE, TEMPLATE, real_payload
from tests.support.office import resaved
from tests.support.workbooks import edited, filled, form, typed

FILLED = filled()
FORMS = Path(__file__).parents[1] / "data" / "forms"
SURVEY, DIALOGUE = "khao_sat.so_phieu", "doi_thoai.so_cuoc"


def read(raw: bytes) -> Payload:
    """The payload in a form of the shipped template."""
    return read_excel(raw, CATALOGUE.get)


def example(name: str) -> Payload:
    """The payload in a form that an office program saved."""
    return read((FORMS / f"{name}.xlsx").read_bytes())


def rename(book: Workbook, code: str, place: str) -> None:
    """Point the name of an indicator elsewhere, as cutting and pasting does."""
    book.defined_names[indicator_name(code)].attr_text = place


def errors(payload: Payload) -> list[str]:
    """The places of what must be mended."""
    return [finding.place for finding in payload.findings if finding.level is Level.ERROR]


@pytest.mark.parametrize("program", ["libreoffice", "excel"])
def test_a_figure_cut_and_pasted_counts_once_where_it_stands(program: str) -> None:
    payload = example(f"figure-cut-and-pasted-by-{program}")
    assert payload.indicators[DIALOGUE] == 12
    assert SURVEY not in payload.indicators
    assert payload.place(f"$.indicators.{DIALOGUE}") == "I!E21"
    (finding,) = [finding for finding in payload.findings if finding.rule == "moved"]
    assert finding.level is Level.WARNING and "I.4.1" in str(finding.message)


def test_a_text_cut_and_pasted_counts_where_it_stands() -> None:
    payload = example("text-cut-and-pasted-by-excel")
    assert payload.narratives["I.h"] == real_payload().narratives["I.e"]
    assert "I.e" not in payload.narratives
    assert [finding.rule for finding in payload.findings] == ["moved"]


def test_an_explanation_moved_to_another_rule_counts_for_that_rule() -> None:
    warnings = [rule.id for rule in TEMPLATE.rules if rule.level is Level.WARNING][:2]

    def move(book: Workbook) -> None:
        first, second = (book.defined_names[explanation_name(rule)] for rule in warnings)
        sheet, place = next(second.destinations)
        book[sheet][place.replace("$", "")].value = "Do hệ thống báo cáo thiếu."
        first.attr_text, second.attr_text = second.attr_text, f"'{sheet}'!#REF!"

    explanations = read(edited(FILLED, move)).explanations
    assert explanations[warnings[1]] == "Do hệ thống báo cáo thiếu."
    assert explanations.get(warnings[0]) == real_payload().explanations.get(warnings[0])


def test_rows_sorted_by_name_keep_their_figures() -> None:
    """Sorting moves what the cells hold and leaves the names where they were."""
    columns = range(1, 7)

    def sort(book: Workbook) -> None:
        sheet = book["II.4"]
        rows = [[sheet.cell(row, column).value for column in columns] for row in range(8, 14)]
        for row, held in enumerate(sorted(rows, key=lambda held: str(held[1])), 8):
            for column in columns:
                sheet.cell(row, column).value = held[column - 1]

    payload = read(edited(FILLED, sort))
    assert payload.indicators == real_payload().indicators
    assert payload.notes == real_payload().notes
    assert errors(payload) == []


def test_a_row_inserted_by_a_program_that_leaves_the_names_behind_moves_no_figure() -> None:
    payload = read(edited(FILLED, lambda book: book["II.2"].insert_rows(10, 3)))
    assert payload.indicators == real_payload().indicators
    assert errors(payload) == []


@pytest.mark.parametrize("rows", [1, 2, 3, 5, 9])
@pytest.mark.parametrize("sheet", ["I", "II.2", "Nội dung báo cáo"])
def test_rows_inserted_above_a_table_move_nothing_and_are_no_error(sheet: str, rows: int) -> None:
    payload = read(edited(FILLED, lambda book: book[sheet].insert_rows(1, rows)))
    assert (payload.indicators, payload.narratives) == (real_payload().indicators, real_payload().narratives)
    assert errors(payload) == []


def test_a_column_inserted_by_a_program_that_leaves_the_names_behind_moves_no_figure() -> None:
    payload = read(edited(FILLED, lambda book: book["II.2"].insert_cols(4)))
    assert payload.indicators == real_payload().indicators
    assert errors(payload) == []


def test_last_periods_column_is_never_read_as_this_periods() -> None:
    def swap(book: Workbook) -> None:
        sheet = book["I"]
        for row in range(7, 22):
            before, now = sheet.cell(row, 4), sheet.cell(row, 5)
            before.value, now.value = now.value, before.value

    assert read(edited(FILLED, swap)).indicators == real_payload().indicators


def test_a_figure_moved_out_of_the_table_is_an_error_at_its_place() -> None:
    def move(book: Workbook) -> None:
        book["I"]["H30"].value = book["I"]["E8"].value
        book["I"]["E8"].value = None
        rename(book, "chi_dao.nhiem_vu_ke_hoach", "'I'!$H$30")

    payload = read(edited(FILLED, move))
    assert errors(payload) == ["I!H30"]
    assert "chi_dao.nhiem_vu_ke_hoach" not in payload.indicators


def test_the_same_number_in_two_rows_with_different_figures_is_an_error() -> None:
    def copy(book: Workbook) -> None:
        sheet = book["I"]
        sheet["A30"].value, sheet["E30"].value = "I.1.1", 999

    assert errors(read(edited(FILLED, copy))) == ["I!E8"]


@pytest.mark.parametrize("lost", ["name", "number"])
def test_one_witness_is_enough(lost: str) -> None:
    def lose(book: Workbook) -> None:
        if lost == "name":
            book.defined_names["ct.ho_so.tiep_nhan"].attr_text = "'II.2'!#REF!"
        else:
            row = next(row for row in range(8, 60) if book["II.2"].cell(row, 1).value == "II.2.7")
            book["II.2"].cell(row, 1).value = None

    payload = read(edited(FILLED, lose))
    assert payload == real_payload() and payload.findings == ()


def test_a_name_that_points_into_the_row_of_another_number_is_no_witness() -> None:
    """The row of II.4.1 is gone, and its name now stands on II.4.2."""

    def delete(book: Workbook) -> None:
        book["II.4"].delete_rows(8)

    payload = read(edited(FILLED, delete))
    first = next(item for item in TEMPLATE.indicators if item.number == "II.4.1")
    others = {code: figure for code, figure in real_payload().indicators.items() if code != first.code}
    assert payload.indicators == others
    assert [finding.rule for finding in payload.findings if finding.level is Level.ERROR] == ["removed"]


def test_a_renamed_sheet_and_a_decomposed_head_are_read() -> None:
    def change(book: Workbook) -> None:
        book["II.2"].title = "Thủ tục"
        for item in book.defined_names.values():
            item.attr_text = item.attr_text.replace("'II.2'!", "'Thủ tục'!")
        book["I"]["E7"].value = "Ky\u0300 na\u0300y"

    assert read(edited(FILLED, change)) == real_payload()


@pytest.mark.parametrize("value", [0.57, 0.95, 1])
def test_a_share_in_a_cell_of_plain_numbers_is_asked_about(value: float) -> None:
    payload = read(typed(FILLED, tai_chinh__ty_le_giai_ngan=value))
    (finding,) = payload.findings
    assert finding.level is Level.ERROR and f"{round(value * 100)}%" in str(finding.message)
    assert "tai_chinh.ty_le_giai_ngan" not in payload.indicators


def test_a_per_cent_typed_in_an_office_program_is_asked_about() -> None:
    payload = example("per-cent-typed-in-libreoffice")
    assert errors(payload) == ["II.6!E8", "II.6!E9"]
    said = [str(finding.message) for finding in payload.findings]
    assert "có phải là 57%?" in said[0] and "có phải là 95%?" in said[1]


@pytest.mark.parametrize("written", ["0,57%", "0,57", "0,57 %"])
def test_a_small_rate_typed_as_text_is_what_it_says(written: str) -> None:
    assert read(typed(FILLED, tai_chinh__ty_le_giai_ngan=written)).indicators["tai_chinh.ty_le_giai_ngan"] == Decimal(
        "0.57"
    )


@pytest.mark.parametrize("figure", ["0.57", "1", "0.0001", "57", "100", "0"])
def test_a_rate_written_into_a_form_is_read_back(figure: str, tmp_path: Path) -> None:
    code = "tai_chinh.ty_le_giai_ngan"
    payload = Payload("cchc", "2022", "2023-Q3", "SGTVT", {code: Decimal(figure)})
    raw = form(payload)
    assert read(raw) == payload
    assert figure != "0.57" or read(resaved(raw, tmp_path)) == payload


@pytest.mark.parametrize(
    ("code", "is_percent"),
    [
        ("0.0%", True), ("0%;-0%", True), ('0.0"%"', False), (r"0.0\%", False), ("0.00_%", False), ("0.0*%", False),
        ("[%]0", False), ('"a"0%', True), ("0.0##", False), ("General", False), ('0.0" % của "0%', True),
        ("0;0%", False), ('"' * 3 + "%", False),
    ],
)  # fmt: skip
def test_only_a_bare_per_cent_sign_scales(code: str, is_percent: bool) -> None:
    assert shows_percent(code) is is_percent


@pytest.mark.parametrize(("value", "shape", "figure"), [
    (28.4, '0.0"%"', "28.4"), (28.4, r"0.0\%", "28.4"), (28.4, "0.00_%", "28.4"), (0.284, "0.0%", "28.4"),
    (0.284, '"≈ "0.0%', "28.4"),
])  # fmt: skip
def test_a_rate_is_what_its_cell_shows(value: float, shape: str, figure: str) -> None:
    def show(book: Workbook) -> None:
        sheet, place = next(book.defined_names["ct.tai_chinh.ty_le_giai_ngan"].destinations)
        cell = book[sheet][place.replace("$", "")]
        cell.value, cell.number_format = value, shape

    payload = read(edited(FILLED, show))
    assert payload.indicators["tai_chinh.ty_le_giai_ngan"] == Decimal(figure) and payload.findings == ()


def test_documents_are_read_by_their_heads_when_a_column_was_inserted() -> None:
    assert example("documents-with-a-column-inserted").documents == real_payload().documents[:5]


def move_columns(order: tuple[int, ...]) -> Callable[[Workbook], None]:
    """Put the columns of the documents, counted from 1, into another order."""

    def move(book: Workbook) -> None:
        sheet = book["Văn bản"]
        for row in range(7, 108):
            held = [sheet.cell(row, column).value for column in range(1, 6)]
            for place, column in enumerate(order, 1):
                sheet.cell(row, place).value = held[column - 1]

    return move


@pytest.mark.parametrize("order", [(1, 5, 4, 3, 2), (2, 1, 3, 5, 4), (4, 2, 3, 5, 1)])
def test_documents_in_another_order_of_columns_are_read(order: tuple[int, ...]) -> None:
    assert read(edited(FILLED, move_columns(order))).documents == real_payload().documents


def test_documents_without_a_column_are_kept_and_the_column_is_named() -> None:
    def delete(book: Workbook) -> None:
        book["Văn bản"].delete_cols(2)
        book.defined_names["vb.danh_muc"].attr_text = "'Văn bản'!$B$8:$D$107"

    payload = read(edited(FILLED, delete))
    assert [document.title for document in payload.documents] == [d.title for d in real_payload().documents]
    assert {document.kind for document in payload.documents} == {""}
    (finding,) = payload.findings
    assert finding.level is Level.ERROR and "«Loại văn bản»" in str(finding.message)


def test_documents_below_the_printed_rows_are_read() -> None:
    def write(book: Workbook) -> None:
        for row in (108, 120, 700):
            for column, value in enumerate(("Kế hoạch", f"{row}/KH-SGTVT", date(2023, 8, 1), f"Dòng {row}"), 2):
                book["Văn bản"].cell(row, column).value = value

    found = read(edited(FILLED, write)).documents
    assert found[:-3] == real_payload().documents
    assert [document.title for document in found[-3:]] == ["Dòng 108", "Dòng 120", "Dòng 700"]


@pytest.mark.parametrize("place", ["lower", "another sheet"])
def test_a_moved_table_of_documents_is_read(place: str) -> None:
    def move(book: Workbook) -> None:
        sheet = book["Văn bản"]
        if place == "lower":
            sheet.move_range("A7:E107", rows=9, cols=3)
            return
        other = book.create_sheet("Danh mục")
        for row in sheet["A7:E107"]:
            for cell in row:
                other.cell(cell.row - 4, cell.column).value = cell.value
                cell.value = None

    assert read(edited(FILLED, move)).documents == real_payload().documents


def test_a_lost_table_of_documents_is_said() -> None:
    def lose(book: Workbook) -> None:
        del book["Văn bản"]
        del book.defined_names["vb.danh_muc"]

    payload = read(edited(FILLED, lose))
    assert payload.documents == ()
    (finding,) = payload.findings
    assert finding.rule == "removed" and "danh mục văn bản" in str(finding.message)


def test_a_formula_that_shows_nothing_is_an_empty_cell() -> None:
    payload = example("formulas-that-show-nothing")
    assert payload.documents == real_payload().documents[:5]
    assert SURVEY not in payload.indicators
    assert payload.findings == ()


@pytest.mark.parametrize(("written", "figure"), [("Không có", Decimal(0)), ("Không áp dụng", NA)])
def test_words_typed_with_separate_marks_are_understood(written: str, figure: object) -> None:
    decomposed = unicodedata.normalize("NFD", written)
    assert read(typed(FILLED, ho_so__tiep_nhan=decomposed)).indicators["ho_so.tiep_nhan"] == figure


def test_a_name_alone_does_not_bring_back_a_table_that_was_renamed() -> None:
    """A name made by hand for a cell elsewhere is not read where the number's own row holds a figure."""

    def point(book: Workbook) -> None:
        book["II.2"]["J3"].value = 5
        book.defined_names["ct.ho_so.tiep_nhan"] = DefinedName("ct.ho_so.tiep_nhan", attr_text="'II.2'!$J$3")

    assert read(edited(FILLED, point)).indicators["ho_so.tiep_nhan"] == 7266
