"""A figure that Home Affairs adjusts counts in every output beside what was filed, until it ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.consolidation.figures import period_csv
from service.actions.consolidation.report_documents import province_report, renew_province_report
from service.actions.consolidation.totals import province_totals, total_by_agency
from service.actions.consolidation.workbook_changes import changes_between
from service.actions.context import Context
from service.actions.intake.adjustment_files import adjustment_file, attach_adjustment_file
from service.actions.intake.report_files import draft_files
from service.actions.operations.sweep import sweep
from service.actions.periods.administration import period_administration
from service.actions.periods.lifecycle import close_period, reopen_period, set_obligation, waive
from service.actions.review.activity import activity
from service.actions.review.adjustments import (
    adjust_figure,
    adjustments_on,
    answer_adjustment,
    preview_adjustment,
    withdraw_adjustment,
)
from service.actions.review.lookups import find_submission
from service.domain.errors import ConflictError, EntryError, NotFoundError
from service.domain.organization.access import Caller, Role
from service.domain.reporting.adjustment import AdjustmentAnswer, WantedAdjustment
from service.domain.reporting.period import VIETNAM
from tests.support.installation import HOME_AFFAIRS, OFFICER, PERIOD, at
from tests.support.province import put_valid
from tests.support.word import opened, words

FILING, CODE, RATIO = f"{PERIOD}-SGTVT-1", "ho_so.tiep_nhan", "ho_so.ty_le_dung_han"
WANTED = WantedAdjustment(CODE, Decimal(7270), "CV số 12/SGTVT-VP", "Đếm thiếu bốn hồ sơ")
SAID = "đã điều chỉnh 7.266 → 7.270 theo CV số 12/SGTVT-VP"
OTHER = Caller("Phạm Thị Hà", Role.OFFICER, "STC")


@pytest.fixture
def filed(sqlite_context: Context) -> Context:
    """Two units have filed 7.266 each."""
    put_valid(sqlite_context, ["SGTVT", "STC"])
    return sqlite_context


def adjust(context: Context, **other: object) -> int:
    return adjust_figure(context, HOME_AFFAIRS, FILING, replace(WANTED, **other))  # type: ignore[arg-type]


def total(context: Context, code: str = CODE, edition: int | None = None) -> object:
    found = province_totals(context, PERIOD, edition)
    return next(row.figure for _, rows in found.sections for row in rows if row.indicator.code == code)


def built(context: Context) -> str:
    workbook = request_workbook(context, HOME_AFFAIRS, PERIOD)[0].id
    build_workbook(context, workbook)
    return workbook


def test_totals_take_the_adjusted_figure_the_filing_stays_and_taking_it_back_restores_both(filed: Context) -> None:
    number = adjust(filed)
    assert total(filed) == 7266 + 7270
    payload = find_submission(filed, HOME_AFFAIRS, FILING).payload
    assert payload is not None and payload.indicators[CODE] == 7266
    withdraw_adjustment(filed, HOME_AFFAIRS, FILING, number, "Sở rút công văn")
    assert total(filed) == 2 * 7266
    (item,) = adjustments_on(filed, HOME_AFFAIRS, FILING)
    assert not item.holds and item.kept.end_reason == "Sở rút công văn"
    with pytest.raises(ConflictError, match="không còn hiệu lực"):
        withdraw_adjustment(filed, HOME_AFFAIRS, FILING, number, "lần nữa")


def test_it_ends_when_the_units_next_report_counts(filed: Context) -> None:
    number = adjust(filed)
    put_valid(filed, ["SGTVT"], revision=2, ho_so__tiep_nhan=7268)
    assert total(filed) == 7266 + 7268
    (item,) = adjustments_on(filed, HOME_AFFAIRS, FILING)
    assert not item.holds
    for decide in (
        lambda: withdraw_adjustment(filed, HOME_AFFAIRS, FILING, number, "thôi"),
        lambda: answer_adjustment(filed, OFFICER, FILING, number, agrees=True),
        lambda: adjust(filed, value=Decimal(7271)),
    ):  # fmt: skip
        with pytest.raises(ConflictError, match="không được tính nữa"):
            decide()


def test_it_ends_with_its_time_and_the_unit_is_merged_anew(filed: Context) -> None:
    adjust(filed, until=datetime(2023, 9, 19, 17, tzinfo=VIETNAM))
    sweep(at(filed, datetime(2023, 9, 19, 16, 59, tzinfo=VIETNAM)))
    assert total(filed) == 7266 + 7270
    sweep(at(filed, datetime(2023, 9, 19, 17, 0, tzinfo=VIETNAM)))
    assert total(filed) == 2 * 7266
    (item,) = adjustments_on(filed, HOME_AFFAIRS, FILING)
    assert item.kept.end_reason == "Hết thời hạn điều chỉnh"


def test_what_was_overtaken_ends_with_its_time_without_another_word(filed: Context) -> None:
    adjust(filed, until=datetime(2023, 9, 19, 17, tzinfo=VIETNAM))
    put_valid(filed, ["SGTVT"], revision=2)
    before = len(activity(filed, PERIOD, "SGTVT"))
    sweep(at(filed, datetime(2023, 9, 20, tzinfo=VIETNAM)))
    (item,) = adjustments_on(filed, HOME_AFFAIRS, FILING)
    assert item.kept.ended_at is not None and len(activity(filed, PERIOD, "SGTVT")) == before


def test_a_second_one_of_the_same_figure_takes_the_place_of_the_first(filed: Context) -> None:
    adjust(filed)
    adjust(filed, value=Decimal(7280))
    assert total(filed) == 7266 + 7280
    newest, oldest = adjustments_on(filed, HOME_AFFAIRS, FILING)
    assert (newest.holds, oldest.holds, newest.made.filed) == (True, False, Decimal(7266))


@pytest.mark.parametrize(
    ("other", "field", "said"),
    [
        ({"indicator": RATIO}, "indicator", "được tính từ số liệu khác"), ({"indicator": "x"}, "indicator", "Chọn"),
        ({"value": Decimal(-1)}, "value", "không được âm"), ({"value": Decimal("1.5")}, "value", "số nguyên"),
        ({"value": Decimal(7266)}, "value", "đã là số này"), ({"reference": " "}, "reference", "số công văn"),
        ({"reason": " "}, "reason", "Cần ghi lý do"),
        ({"until": datetime(2023, 9, 1, tzinfo=VIETNAM)}, "until", "đã qua"),
    ],
)  # fmt: skip
def test_what_no_figure_can_be_is_refused_beside_its_field(
    filed: Context, other: dict[str, object], field: str, said: str
) -> None:
    with pytest.raises(EntryError, match=said) as refused:
        adjust(filed, **other)
    assert refused.value.field == field
    assert total(filed) == 2 * 7266 and adjustments_on(filed, HOME_AFFAIRS, FILING) == ()


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (lambda context: close_period(context, PERIOD, HOME_AFFAIRS), "đã khóa"),
        (lambda context: waive(context, PERIOD, "SGTVT", HOME_AFFAIRS, "sáp nhập"), "không được tính nữa"),
        (lambda context: put_valid(context, ["SGTVT"], revision=2), "không được tính nữa"),
        (lambda context: set_obligation(context, PERIOD, "SGTVT", exempt=(CODE,)), "không phải báo cáo chỉ tiêu này"),
    ],
)
def test_only_a_figure_that_counts_and_is_owed_in_an_open_period_is_adjusted(
    filed: Context, before: Callable[[Context], object], said: str
) -> None:
    before(filed)
    with pytest.raises(ConflictError, match=said):
        adjust(filed)


def test_a_ratio_follows_from_its_adjusted_parts_whatever_was_stated(filed: Context) -> None:
    for unit in ("SGTVT", "STC"):
        put_valid(filed, [unit], revision=2, ho_so__dung_han=80, ho_so__da_giai_quyet_qua_han=20, **{RATIO: 80})
    wanted = replace(WANTED, indicator="ho_so.da_giai_quyet_qua_han", value=Decimal(80))
    adjust_figure(filed, HOME_AFFAIRS, f"{PERIOD}-SGTVT-2", wanted)
    parts = {unit.agency.code: unit.figure for unit in total_by_agency(filed, PERIOD, RATIO).units}
    assert (parts["SGTVT"], parts["STC"]) == (50, 80)
    assert total(filed, RATIO) == Decimal("61.54"), "160 of 260"


def test_drill_down_data_workbook_and_letter_say_what_it_was_and_by_what(filed: Context) -> None:
    adjust(filed)
    parts = {unit.agency.code: unit for unit in total_by_agency(filed, PERIOD, CODE).units}
    made = parts["SGTVT"].adjusted
    assert made is not None and (made.filed, made.figure, parts["STC"].adjusted) == (7266, 7270, None)
    report = province_totals(filed, PERIOD).consolidation.report
    lineage = {item.source.agency: item.adjusted for item in report.lineage(CODE)}
    assert lineage == {"SGTVT": made, "STC": None}
    lines = list(csv.DictReader(io.StringIO(period_csv(filed, PERIOD).decode("utf-8-sig")), delimiter=";"))
    noted = [(line["Mã đơn vị"], line["Mã chỉ tiêu"], line["Giá trị"]) for line in lines if line["Ghi chú"] == SAID]
    assert noted == [("SGTVT", CODE, "7270")]
    content = finished_workbook(filed, built(filed)).content
    assert content is not None
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    texts = {
        sheet.title: [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell] for sheet in book
    }
    assert {"7.266", "7.270", SAID, WANTED.reason, HOME_AFFAIRS.name} <= set(texts["Điều chỉnh"])
    assert [text for text in texts["Dữ liệu"] if SAID in text] == [SAID]
    assert any(SAID in text for text in texts["Nguồn số liệu"])
    assert any("số liệu của 1 đơn vị đã điều chỉnh" in text for text in texts["Biểu tổng hợp"])
    letter = words(opened(province_report(filed, PERIOD)))
    assert any(f": Sở Giao thông vận tải {SAID}." in line for line in letter)


def test_a_letter_that_people_edit_is_renewed_with_the_adjustment_and_without_it(filed: Context) -> None:
    before = province_report(filed, PERIOD)
    number = adjust(filed)
    assert any(SAID in line for line in renew_province_report(filed, before).added)
    after = province_report(filed, PERIOD)
    withdraw_adjustment(filed, HOME_AFFAIRS, FILING, number, "thôi")
    assert any(SAID in item.old for item in renew_province_report(filed, after).gone)


def test_workbooks_without_decisions_have_no_sheet_for_them(filed: Context) -> None:
    content = finished_workbook(filed, built(filed)).content
    assert content is not None
    assert "Điều chỉnh" not in openpyxl.load_workbook(io.BytesIO(content), read_only=True).sheetnames


def test_a_later_workbook_tells_of_the_adjustment_and_not_of_a_new_filing(filed: Context) -> None:
    first = built(filed)
    adjust(filed)
    found = changes_between(filed, built(filed), first)[0]
    assert (found.added, found.revised) == ((), ())
    (move,) = found.figures
    assert (move.agency.code, move.before, move.after) == ("SGTVT", 7266, 7270)
    assert move.adjusted is not None and move.adjusted.reference == WANTED.reference
    assert {item.indicator.code: (item.before, item.after) for item in found.totals} == {CODE: (14532, 14536)}


def test_an_edition_keeps_it_whatever_becomes_of_it_later(filed: Context) -> None:
    number = adjust(filed)
    close_period(filed, PERIOD, HOME_AFFAIRS)
    with pytest.raises(ConflictError, match="đã khóa"):
        withdraw_adjustment(filed, HOME_AFFAIRS, FILING, number, "thôi")
    sweep(at(filed, datetime(2030, 1, 1, tzinfo=VIETNAM)))
    reopen_period(filed, PERIOD, HOME_AFFAIRS, "sai")
    withdraw_adjustment(filed, HOME_AFFAIRS, FILING, number, "thôi")
    close_period(filed, PERIOD, HOME_AFFAIRS)
    assert (total(filed, edition=1), total(filed, edition=2)) == (7266 + 7270, 2 * 7266)
    ((agency, item, made),) = province_totals(filed, PERIOD, 1).consolidation.adjusted
    assert (agency.code, item.code, made.filed, made.figure) == ("SGTVT", CODE, 7266, 7270)
    assert (made.reference, made.reason, made.by) == (WANTED.reference, WANTED.reason, HOME_AFFAIRS.name)


def test_the_preview_shows_totals_and_what_the_rules_say_anew_and_changes_nothing(filed: Context) -> None:
    preview = preview_adjustment(filed, HOME_AFFAIRS, FILING, WANTED)
    assert [(item.indicator.code, item.before, item.after) for item in preview.changes] == [(CODE, 14532, 14536)]
    assert (preview.now.filed, preview.now.figure) == (7266, 7270)
    broken = preview_adjustment(filed, HOME_AFFAIRS, FILING, replace(WANTED, indicator="tthc.tong", value=Decimal(1)))
    assert any(item.level == "error" and "$.indicators.tthc.tong" in item.subjects for item in broken.findings)
    assert total(filed) == 2 * 7266 and adjustments_on(filed, HOME_AFFAIRS, FILING) == ()


def test_a_colleagues_newer_adjustment_of_the_unit_is_not_overturned_unread(filed: Context) -> None:
    seen = period_administration(filed, PERIOD).seen
    adjust(filed)
    with pytest.raises(ConflictError, match=r"đã điều chỉnh số liệu lúc .*CV số 12"):
        adjust_figure(filed, HOME_AFFAIRS, FILING, replace(WANTED, value=Decimal(1)), seen)
    assert total(filed) == 7266 + 7270


def test_the_unit_confirms_or_objects_and_nobody_else(filed: Context) -> None:
    number = adjust(filed)
    with pytest.raises(NotFoundError):
        answer_adjustment(filed, OTHER, FILING, number, agrees=True)
    with pytest.raises(NotFoundError):
        adjustments_on(filed, OTHER, FILING)
    with pytest.raises(EntryError, match="vì sao"):
        answer_adjustment(filed, OFFICER, FILING, number, agrees=False, text=" ")
    answer_adjustment(filed, OFFICER, FILING, number, agrees=False, text="Số đúng là 7.268")
    (item,) = adjustments_on(filed, HOME_AFFAIRS, FILING)
    assert (item.kept.answer, item.kept.answer_text) == (AdjustmentAnswer.OBJECTED, "Số đúng là 7.268")
    assert item.holds and total(filed) == 7266 + 7270, "an objection alone changes no figure"
    answer_adjustment(filed, OFFICER, FILING, number, agrees=True)
    (item,) = adjustments_on(filed, HOME_AFFAIRS, FILING)
    assert (item.kept.answer, item.kept.answered_by) == (AdjustmentAnswer.CONFIRMED, OFFICER.name)
    said = [(entry.action.value, entry.reason) for entry in activity(filed, PERIOD, "SGTVT")]
    assert ("figure.adjustment_objected", "Số đúng là 7.268") in said and ("figure.adjusted", WANTED.reason) in said


def test_a_file_proves_it_for_both_sides_and_goes_with_no_report(filed: Context) -> None:
    number = adjust(filed)
    for _ in range(2):
        attach_adjustment_file(filed, HOME_AFFAIRS, FILING, number, "cv12.txt", "Công văn số 12".encode())
    ((file,),) = (item.files for item in adjustments_on(filed, OFFICER, FILING))
    assert adjustment_file(filed, OFFICER, FILING, file.id) == ("cv12.txt", "Công văn số 12".encode())
    with pytest.raises(NotFoundError):
        adjustment_file(filed, OTHER, FILING, file.id)
    assert draft_files(filed, OFFICER, PERIOD, "SGTVT") == () and find_submission(filed, OFFICER, FILING).files == ()
