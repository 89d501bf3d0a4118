"""The map of units changes from a day: what is previewed is what comes, and closed periods stay as they are."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import delete

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.consolidation.report_documents import province_report
from service.actions.consolidation.totals import province_totals
from service.actions.context import Context
from service.actions.intake.form_state import open_draft
from service.actions.organization.import_agencies import import_agencies, preview_import
from service.actions.organization.reorganise import (
    ReorganisationPreview,
    preview_effects,
    preview_reorganisation,
    reorganise,
)
from service.actions.periods.board import BoardFilter, load_board
from service.actions.periods.containment import answer_containment
from service.actions.periods.lifecycle import close_period, open_period
from service.domain.errors import ConflictError, EntryError, UnreadableError
from service.domain.organization.access import Caller, Role
from service.domain.organization.reorganisation import Reorganisation, ReorganisationAct
from service.domain.reporting.period import VIETNAM, Window
from service.storage.models import WorkbookRow
from tests.support.consolidations import real_payload
from tests.support.installation import ADMIN, HOME_AFFAIRS, PERIOD, at
from tests.support.province import put_payload, put_valid
from tests.support.units import units_csv
from tests.support.word import figure_rows, opened

NOW, BEFORE, CODE, DAY = "2025-Q3", "2025-H1", "ho_so.tiep_nhan", date(2025, 8, 1)
COMMUNES = (Path(__file__).parents[2] / "data" / "communes-hung-yen-2025.csv").read_bytes()
MERGE, SPLIT, RENAME, ABOLISH, WITHDRAW = ReorganisationAct


@pytest.fixture
def province(sqlite_context: Context) -> Context:
    """Two departments and three communes of our own, all with a report of 2025-Q3; 2023-Q3 is closed."""
    kinds = {"SA": "so", "SB": "so", "X1": "xa", "X2": "xa", "X3": "xa"}
    lines = (f"{code},Đơn vị {code},,{kind},,2000-01-01,," for code, kind in kinds.items())
    import_agencies(sqlite_context, units_csv(*lines))
    put_valid(sqlite_context, ["SA", "SB"], sang_kien__so_luong=8)
    close_period(sqlite_context, PERIOD)
    for period in (BEFORE, NOW):
        open_period(sqlite_context, period)
    for agency, figure in {"SA": 100, "SB": 20, "X1": 7, "X2": 5, "X3": 3}.items():
        put(sqlite_context, agency, figure)
    return at(sqlite_context, datetime(2025, 9, 15, 8, tzinfo=VIETNAM))


def put(context: Context, agency: str, figure: int) -> None:
    payload = replace(real_payload(), template_version="2025", period=NOW, agency=agency, narratives={}, documents=())
    put_payload(context, replace(payload, indicators={CODE: Decimal(figure)}))


def do(context: Context, plan: Reorganisation) -> ReorganisationPreview:
    """Preview the plan, do it, and give back what was previewed."""
    found = preview_reorganisation(context, plan)
    reorganise(context, ADMIN, plan, found.seen, "Nghị quyết")
    return found


def total(context: Context) -> object:
    return province_totals(context, NOW).consolidation.report.number(CODE)


def workbook(context: Context, period: str) -> bytes:
    """Built anew, whatever was built before."""
    with context.database.writing() as session:
        session.execute(delete(WorkbookRow).where(WorkbookRow.period == period))
    row = request_workbook(context, HOME_AFFAIRS, period)[0]
    build_workbook(context, row.id)
    return bytes(finished_workbook(context, row.id).content or b"")


def names(context: Context, period: str) -> dict[str, str]:
    return {row.agency.code: row.agency.name for row in load_board(context, period, BoardFilter()).board.rows}


def answer(context: Context, agency: str, predecessor: str, *, contained: bool) -> None:
    officer = Caller("Cán bộ", Role.OFFICER, agency)
    asked = {item.agency.code: item for item in open_draft(context, officer, NOW, agency).last_reports}
    seen = asked[predecessor].seen
    answer_containment(context, officer, NOW, agency, predecessor, contained=contained, seen=seen)


def test_a_merger_in_mid_2025_runs_through_form_totals_workbook_and_word(province: Context) -> None:
    """100 + 20 + 7 + 5 + 3 = 135 whoever ends; 20 and 5 contained in their successors', and 4 of the new: 114."""
    closed = workbook(province, PERIOD)
    assert total(province) == Decimal(135)
    department = do(province, Reorganisation(MERGE, DAY, ("SB",), "SA"))
    (effect,) = department.effects
    assert ([unit.code for unit in effect.kept], effect.added_up, effect.changes) == (["SB"], (5, 5), ())
    communes = do(province, Reorganisation(MERGE, DAY, ("X1", "X2"), "X9; Xã Chín"))
    assert [unit.code for unit in communes.effects[0].joined] == ["X9"]
    do(province, Reorganisation(RENAME, DAY, ("X3",), name="Phường Ba"))
    assert total(province) == Decimal(135)
    assert (names(province, BEFORE)["X3"], names(province, NOW)["X3"]) == ("Đơn vị X3", "Phường Ba")
    form = open_draft(province, Caller("Cán bộ", Role.OFFICER, "X9"), NOW, "X9")
    assert form.terms.window == Window(DAY, date(2025, 9, 14)) and form.earlier.takes_over
    put(province, "X9", 4)
    answer(province, "SA", "SB", contained=True)
    answer(province, "X9", "X2", contained=True)
    assert total(province) == Decimal(100 + 7 + 3 + 4)
    book = openpyxl.load_workbook(io.BytesIO(workbook(province, NOW)), data_only=True)
    number = province_totals(province, NOW).view.template.by_code[CODE].number
    line = next(cells for cells in book["Biểu tổng hợp"].iter_rows(values_only=True) if cells[0] == number)
    assert line[3] == 114
    notes = [str(cell) for cells in book["Tiến độ nộp"].iter_rows(values_only=True) for cell in cells if cell]
    assert any("đơn vị kết thúc ngày 31/7/2025" in note for note in notes)
    assert figure_rows(opened(province_report(province, NOW)))[number]["now"] == "114"
    assert workbook(province, PERIOD) == closed


def test_a_split_and_an_end_are_told_period_by_period(province: Context) -> None:
    """What was filed counts until a successor says otherwise; one that ends without a successor stays in the period."""
    split = do(province, Reorganisation(SPLIT, DAY, ("X1",), "X8; Xã Tám\nX9; Xã Chín"))
    (effect,) = split.effects
    assert ([unit.code for unit in effect.joined], [unit.code for unit in effect.kept]) == (["X9", "X8"], ["X1"])
    (effect,) = do(province, Reorganisation(ABOLISH, date(2025, 8, 2), ("X8",))).effects
    assert (effect.left, [unit.code for unit in effect.kept], effect.changes) == ((), ["X8"], ())
    assert total(province) == Decimal(135)


@pytest.mark.parametrize(
    ("plan", "field", "said"),
    [
        (Reorganisation(MERGE, DAY, ("KHONG",), "SA"), "units", "Không có đơn vị «KHONG»"),
        (Reorganisation(MERGE, DAY, ("SB",), ""), "into", "đúng một đơn vị nhận"),
        (Reorganisation(MERGE, DAY, ("SB",), "SA\nX1"), "into", "đúng một đơn vị nhận"),
        (Reorganisation(MERGE, DAY, ("SB",), "\nKHONG"), "into", "dòng 2: không có đơn vị «KHONG»"),
        (Reorganisation(MERGE, DAY, ("SB",), "a b; Tên"), "into", "dòng 1: mã chỉ gồm"),
        (Reorganisation(MERGE, DAY, ("SB",), "SA; Sở Khác"), "into", "dòng 1: mã «SA» đã là của Đơn vị SA"),
        (Reorganisation(MERGE, DAY, ("SA",), "SA"), "units", "ít nhất một đơn vị kết thúc"),
        (Reorganisation(SPLIT, DAY, ("SB",), "SA"), "into", "từ hai đơn vị nhận trở lên"),
        (Reorganisation(ABOLISH, DAY, ("SB",), "SA"), "into", "có đơn vị kế thừa là sáp nhập"),
        (Reorganisation(ABOLISH, date(1999, 1, 1), ("SB",)), "day", "không hoạt động vào ngày đó"),
        (Reorganisation(RENAME, DAY, ("SB",)), "name", "Chưa ghi gì khác"),
        (Reorganisation(RENAME, DAY, ("SB",), parent="KHONG"), "parent", "Không có đơn vị «KHONG»"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    province: Context, plan: Reorganisation, field: str, said: str
) -> None:
    with pytest.raises(EntryError, match=said) as refused:
        preview_reorganisation(province, plan)
    assert refused.value.field == field


def test_circles_lost_reports_and_changes_in_between_are_refused(province: Context) -> None:
    do(province, Reorganisation(RENAME, DAY, ("SB",), parent="SA"))
    with pytest.raises(ConflictError, match="thành vòng"):
        preview_reorganisation(province, Reorganisation(RENAME, DAY, ("SA",), parent="SB"))
    with pytest.raises(ConflictError, match="đã nộp báo cáo của kỳ"):
        preview_reorganisation(province, Reorganisation(ABOLISH, date(2025, 6, 15), ("X1",)))
    plan = Reorganisation(ABOLISH, DAY, ("X1",))
    found = preview_reorganisation(province, plan)
    put(province, "SNV", 1)
    with pytest.raises(ConflictError, match="vừa thay đổi"):
        reorganise(province, ADMIN, plan, found.seen, "Nghị quyết")
    assert total(province) == Decimal(136)


def test_the_communes_of_2025_are_brought_from_a_file_with_a_preview_of_the_periods(province: Context) -> None:
    found = preview_import(province, COMMUNES)
    assert (len(found.added), len(found.changed)) == (104, 0)
    (effect,) = preview_effects(province, found.agencies)
    assert (effect.period.code, len(effect.joined), effect.left, effect.changes) == (NOW, 104, (), ())
    faulty = COMMUNES.replace(b"x-hoang-hoa-tham,", b"x hoang,", 1)
    with pytest.raises(UnreadableError, match="dòng 3"):
        preview_import(province, faulty)
