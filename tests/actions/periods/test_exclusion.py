"""Figures that Home Affairs leaves out of the totals: the unit owes as before, and every output says so with why."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.consolidation.figures import period_csv
from service.actions.consolidation.report_documents import province_report
from service.actions.consolidation.totals import ProvinceTotals, province_totals, total_by_agency
from service.actions.consolidation.workbook_changes import changes_between
from service.actions.context import Context
from service.actions.periods.board import BoardFilter, load_board
from service.actions.periods.lifecycle import close_period, exclude, reopen_period, waive
from service.actions.periods.total_effects import waiver_effects
from service.domain.errors import ConflictError
from tests.support.filings import hand_in_and_check, of_agency
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.province import put_valid
from tests.support.word import opened, words

WHY = "Số liệu chưa thống nhất với Sở Tài chính"
MARK = f"không cộng: {WHY}"
CODE = "sang_kien.so_luong"


@pytest.fixture
def filed(sqlite_context: Context) -> Context:
    """Three units have filed 7, 5 and 2."""
    for unit, count in (("STC", 7), ("SXD", 5), ("SYT", 2)):
        put_valid(sqlite_context, [unit], sang_kien__so_luong=count)
    return sqlite_context


def leave_out(context: Context, unit: str = "STC", *, excluded: bool = True) -> None:
    exclude(context, PERIOD, unit, HOME_AFFAIRS, WHY, excluded=excluded)


def total(found: ProvinceTotals) -> tuple[object, int]:
    row = next(row for _, rows in found.sections for row in rows if row.indicator.code == CODE)
    return row.figure, row.contributing


def built(context: Context) -> str:
    workbook = request_workbook(context, HOME_AFFAIRS, PERIOD)[0].id
    build_workbook(context, workbook)
    return workbook


def test_the_totals_are_those_of_the_others_until_the_figures_are_added_again(filed: Context) -> None:
    assert total(province_totals(filed, PERIOD)) == (Decimal(14), 3)
    leave_out(filed)
    assert total(province_totals(filed, PERIOD)) == (Decimal(7), 2)
    put_valid(filed, ["STC"], revision=2, sang_kien__so_luong=9)
    assert total(province_totals(filed, PERIOD)) == (Decimal(7), 2), "a new filing is left out as well"
    leave_out(filed, excluded=False)
    assert total(province_totals(filed, PERIOD)) == (Decimal(16), 3)


def test_what_the_unit_owes_and_the_counts_stay(filed: Context) -> None:
    before = load_board(filed, PERIOD, BoardFilter()).board
    leave_out(filed)
    after = load_board(filed, PERIOD, BoardFilter()).board
    assert (after.completeness, after.counts) == (before.completeness, before.counts)
    found = province_totals(filed, PERIOD).consolidation
    assert (found.contributing, len(found.units), [unit.agency.code for unit in found.excluded]) == (3, 28, ["STC"])
    assert "STC" not in {unit.agency.code for unit in found.missing}


@pytest.mark.parametrize(
    ("before", "unit", "excluded", "said"),
    [
        (lambda _: None, "SCT", True, "chưa có báo cáo hợp lệ"), (lambda _: None, "STC", False, "đang được cộng"),
        (leave_out, "STC", True, "đã không được cộng từ trước"),
        (lambda context: waive(context, PERIOD, "STC", HOME_AFFAIRS, WHY), "STC", True, "đang được miễn nộp"),
        (lambda context: close_period(context, PERIOD, HOME_AFFAIRS), "STC", True, "đã khóa"),
    ],
)  # fmt: skip
def test_what_has_nothing_to_leave_out_or_to_add_again_is_refused(
    filed: Context, before: Callable[[Context], None], unit: str, excluded: bool, said: str
) -> None:
    before(filed)
    with pytest.raises(ConflictError, match=said):
        leave_out(filed, unit, excluded=excluded)


def test_no_figures_are_left_out_without_a_reason(filed: Context) -> None:
    with pytest.raises(ConflictError, match="Cần ghi lý do"):
        exclude(filed, PERIOD, "STC", HOME_AFFAIRS, "  ")


def test_workbook_letter_data_and_opened_total_say_why(filed: Context) -> None:
    leave_out(filed)
    content = finished_workbook(filed, built(filed)).content
    assert content is not None
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    texts = {
        sheet.title: [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell] for sheet in book
    }
    for sheet in ("Tổng quan", "Biểu tổng hợp", "Tiến độ nộp", "Nguồn số liệu", "Dữ liệu"):
        assert any(MARK in text for text in texts[sheet]), sheet
    section = next(name for name in texts if any(text.startswith("TOÀN TỈNH (") for text in texts[name]))
    assert f"Sở Tài chính ({MARK})" in texts[section]
    assert "TOÀN TỈNH (3/28 đơn vị; 1 không cộng theo quyết định của Sở Nội vụ)" in texts[section]
    letter = words(opened(province_report(filed, PERIOD)))
    assert any(f"không cộng vào tổng hợp: Sở Tài chính ({MARK})." in line for line in letter)
    lines = csv.DictReader(io.StringIO(period_csv(filed, PERIOD).decode("utf-8-sig")), delimiter=";")
    (line,) = (item for item in lines if (item["Mã đơn vị"], item["Mã chỉ tiêu"]) == ("STC", CODE))
    assert (line["Giá trị"], line["Trạng thái"], line["Tính"], line["Ghi chú"]) == ("7", "không cộng", "0", MARK)
    parts = {unit.agency.code: unit for unit in total_by_agency(filed, PERIOD, CODE).units}
    assert (parts["STC"].figure, parts["STC"].is_counted, parts["STC"].share) == (7, False, None)
    assert (parts["STC"].excluded, parts["SXD"].excluded) == (WHY, "")


def test_the_letter_has_no_text_of_a_unit_that_is_left_out_and_says_so(filed: Context) -> None:
    report = of_agency("SCT")
    report["narratives"]["V"] = "Chỉ riêng Sở Công Thương kiến nghị bổ sung biên chế chuyên trách."
    hand_in_and_check(filed, report)
    said = "Nội dung báo cáo của các đơn vị này không đưa vào văn bản."

    def printed() -> tuple[bool, bool]:
        text = "\n".join(words(opened(province_report(filed, PERIOD, with_annex=True))))
        return "bổ sung biên chế chuyên trách" in text, said in text

    assert printed() == (True, False)
    leave_out(filed, "SCT")
    assert printed() == (False, True)
    leave_out(filed, "SCT", excluded=False)
    assert printed() == (True, False)


def test_a_workbook_names_whose_figures_left_and_came_back_since_the_one_before(filed: Context) -> None:
    first = built(filed)
    leave_out(filed)
    second = built(filed)
    leave_out(filed, excluded=False)
    third = built(filed)
    left, back = changes_between(filed, second, first)[0], changes_between(filed, third, second)[0]
    assert [unit.code for unit in left.excluded] == [unit.code for unit in back.included] == ["STC"]
    assert not (left.included or back.excluded or left.figures or left.revised or left.removed)
    moved = {item.indicator.code: (item.before, item.after) for item in left.totals}
    assert moved[CODE] == (14, 7)
    assert changes_between(filed, third, first)[0].is_empty


def test_an_edition_keeps_what_was_left_out_whatever_is_decided_later(filed: Context) -> None:
    leave_out(filed)
    close_period(filed, PERIOD, HOME_AFFAIRS)
    reopen_period(filed, PERIOD, HOME_AFFAIRS, "Đã thống nhất")
    leave_out(filed, excluded=False)
    close_period(filed, PERIOD, HOME_AFFAIRS)
    first, second = (province_totals(filed, PERIOD, number) for number in (1, 2))
    assert (total(first), total(second)) == ((Decimal(7), 2), (Decimal(14), 3))
    assert [unit.excluded for unit in first.consolidation.excluded] == [WHY]
    assert second.consolidation.excluded == ()


def test_a_unit_that_is_asked_again_stays_left_out_where_that_was_decided(filed: Context) -> None:
    leave_out(filed)
    waive(filed, PERIOD, "STC", HOME_AFFAIRS, "sáp nhập")
    effects = waiver_effects(filed, PERIOD, "STC", waived=False)
    assert effects.is_excluded and effects.changes == () and (effects.units_before, effects.units_after) == (2, 2)
    waive(filed, PERIOD, "STC", HOME_AFFAIRS, "đã xong", waived=False)
    assert total(province_totals(filed, PERIOD)) == (Decimal(7), 2)
