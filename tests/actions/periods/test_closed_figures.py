"""The demonstration's figures, worked out by hand: what is closed stays, what is open changes only with a word."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from click.testing import CliRunner

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.consolidation.editions import changes_of_edition, list_editions
from service.actions.consolidation.report_documents import province_report
from service.actions.consolidation.totals import province_totals
from service.actions.context import Context
from service.actions.organization.accounts import change_account_details
from service.actions.organization.agencies import change_agency
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.board import BoardFilter, load_board
from service.actions.periods.lifecycle import (
    close_period,
    correct_period,
    extend,
    obligation_in,
    reopen_period,
    set_deadline,
    set_obligation,
    set_signed_report,
    waive,
)
from service.actions.review.bulk import BulkAction, plan
from service.actions.review.decide import approve_submission, return_for_correction
from service.cli.command import main
from service.domain.errors import ConflictError, NotFoundError
from service.domain.organization.access import Role
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import VIETNAM
from service.storage.organization.accounts import accounts_with_role
from service.storage.organization.agencies import get_agency
from tests.support.installation import HOME_AFFAIRS
from tests.support.units import units_csv
from tests.support.visitor import guest
from tests.support.web import Web
from tests.support.word import figure_rows, opened

OPEN, YEAR_AGO, HALF = "2023-Q3", "2022-Q3", "2023-H1"
WHY = "Theo công văn số 12"
HOME = HOME_AFFAIRS.name


@pytest.fixture
def demo(led: Context) -> Context:
    """The demonstration without a leader of Home Affairs, so that closings need no approval."""
    with led.database.reading() as session:
        (leader,) = accounts_with_role(session, Role.HOME_AFFAIRS_LEADER)
    name, role = leader.name, leader.role
    change_account_details(led, HOME, leader.id, name=name, role=role, agency=None, disabled=True)
    return led


def total(context: Context, period: str, edition: int | None = None) -> tuple[int, int, Decimal]:
    """How many agencies are in it, of how many, and their figure I.1.1."""
    item = province_totals(context, period, edition)
    row = next(row for _, rows in item.sections for row in rows if row.indicator.number == "I.1.1")
    assert isinstance(row.figure, Decimal)
    return item.consolidation.contributing, len(item.consolidation.units), row.figure


def stored(context: Context, code: str) -> Agency:
    with context.database.reading() as session:
        return get_agency(session, code)


def end(context: Context, code: str, day: date) -> None:
    change_agency(context, HOME_AFFAIRS, replace(stored(context, code), valid_to=day))


def test_an_end_date_moves_no_figure_of_a_closed_period(demo: Context) -> None:
    assert (total(demo, YEAR_AGO), total(demo, HALF)[2]) == ((28, 28, Decimal(1912)), Decimal(2089))
    waive(demo, OPEN, "STTTT", HOME, WHY)
    end(demo, "STTTT", date(2022, 8, 31))
    assert (total(demo, YEAR_AGO), total(demo, HALF)[2]) == ((28, 28, Decimal(1912)), Decimal(2089))
    assert total(demo, OPEN)[2] == Decimal(1664 - 92)


def test_a_closed_period_shows_the_names_and_kinds_that_agencies_had(demo: Context) -> None:
    old = stored(demo, "SXD")
    change_agency(demo, HOME_AFFAIRS, replace(old, name="Sở Tên Khác", kind=AgencyKind.HUYEN))
    names = {
        period: {row.agency.code: row.agency for row in load_board(demo, period, BoardFilter()).board.rows}["SXD"]
        for period in (YEAR_AGO, OPEN)
    }
    assert (names[YEAR_AGO], names[OPEN].name) == (old, "Sở Tên Khác")


def test_what_changes_a_closed_period_is_refused_in_one_wording(demo: Context) -> None:
    due = datetime(2030, 1, 1, 17, tzinfo=VIETNAM)
    refusals = set()
    for change in (
        lambda: waive(demo, YEAR_AGO, "SXD", HOME, WHY),
        lambda: waive(demo, YEAR_AGO, "SXD", HOME, WHY, waived=False),
        lambda: extend(demo, YEAR_AGO, "SXD", due, HOME, WHY),
        lambda: set_deadline(demo, YEAR_AGO, AgencyKind.SO, due, HOME, WHY),
        lambda: set_obligation(demo, YEAR_AGO, "SXD", includes_children=True),
        lambda: set_signed_report(demo, YEAR_AGO, asked=True),
        lambda: approve_submission(demo, HOME_AFFAIRS, f"{YEAR_AGO}-SXD-1"),
        lambda: return_for_correction(demo, HOME_AFFAIRS, f"{YEAR_AGO}-SXD-1", WHY),
        *(lambda deed=deed: plan(demo, YEAR_AGO, deed, ["SXD"]) for deed in BulkAction),
    ):
        with pytest.raises(ConflictError) as refused:
            change()  # type: ignore[no-untyped-call]
        refusals.add(str(refused.value))
    assert refusals == {"Kỳ báo cáo 2022-Q3 đã khóa, không thay đổi được nữa: Sở Nội vụ phải mở lại kỳ trước."}
    assert total(demo, YEAR_AGO) == (28, 28, Decimal(1912))


def test_page_word_and_workbook_compare_with_the_same_year_ago_whoever_is_let_off_now(demo: Context) -> None:
    waive(demo, OPEN, "HPC", HOME, WHY)
    row = request_workbook(demo, HOME_AFFAIRS, OPEN)[0]
    build_workbook(demo, row.id)
    book = openpyxl.load_workbook(io.BytesIO(finished_workbook(demo, row.id).content or b""), data_only=True)
    line = next(cells for cells in book["Biểu tổng hợp"].iter_rows(values_only=True) if cells[0] == "I.1.1")
    page = next(
        row for _, rows in province_totals(demo, OPEN).sections for row in rows if row.indicator.number == "I.1.1"
    )
    assert page.last_year is not None
    assert page.previous is not None
    assert (page.previous.figure, page.last_year.figure) == (Decimal(2089), Decimal(1912))
    assert (line[6], line[9]) == (2089, 1912)
    written = figure_rows(opened(province_report(demo, OPEN)))["I.1.1"]
    assert (written["now"], written["previous"], written["last_year"]) == ("1.664", "2.089", "1.912")
    assert written["moved"] == "−248 (−13,0%)"  # 1.664 against 1.912


def test_an_end_date_drops_no_report_of_an_open_period_without_a_word(demo: Context) -> None:
    assert total(demo, OPEN)[2] == Decimal(1664)
    with pytest.raises(ConflictError, match=r"Sở Thông tin và Truyền thông – 2023-Q3 \(14/9/2023\) đã nộp báo cáo"):
        end(demo, "STTTT", date(2023, 6, 14))
    with pytest.raises(ConflictError, match="miễn nộp cho đơn vị ở kỳ đó"):
        import_agencies(demo, units_csv("STTTT,Sở Thông tin và Truyền thông,,so,,2000-01-01,2023-06-14,"))
    end(demo, "STTTT", date(2023, 9, 14))
    assert total(demo, OPEN)[2] == Decimal(1664)
    end(demo, "STTTT", date(2023, 6, 15))
    assert total(demo, OPEN) == (23, 28, Decimal(1664))
    waive(demo, OPEN, "STTTT", HOME, "Số liệu đã nằm trong báo cáo của Sở Khoa học và Công nghệ")
    end(demo, "STTTT", date(2023, 6, 14))
    assert total(demo, OPEN)[2] == Decimal(1572)


def test_what_a_unit_owes_is_set_for_units_of_the_period_only_and_can_be_taken_back(demo: Context) -> None:
    import_agencies(demo, units_csv("XMOI,Xã Mới,,xa,,2025-07-01,,"))
    with pytest.raises(NotFoundError, match="không thuộc diện báo cáo"):
        set_obligation(demo, OPEN, "XMOI", includes_children=True)
    set_obligation(demo, OPEN, "SXD", exempt=("ho_so.*",))
    done = CliRunner().invoke(main, ["period", "unit", OPEN, "SXD", "--exempt", "", "--data", str(demo.settings.data)])
    assert (done.exit_code, obligation_in(demo, OPEN, "SXD").exempt) == (0, ())


def test_closing_again_makes_the_next_edition_and_the_first_one_stays(demo: Context) -> None:
    reopen_period(demo, YEAR_AGO, HOME, "Bỏ số liệu của Sở Xây dựng")
    waive(demo, YEAR_AGO, "SXD", HOME, WHY)
    close_period(demo, YEAR_AGO, HOME)
    found = changes_of_edition(demo, YEAR_AGO, 2)
    moved = {item.indicator.number: (item.before, item.after) for item in found.changes.totals}
    assert moved["I.1.1"] == (Decimal(1912), Decimal(1819))
    assert [unit.code for unit in found.changes.left] == ["SXD"]
    assert (found.edition.reason, found.edition.made_by) == ("Bỏ số liệu của Sở Xây dựng", HOME)
    assert [(item.edition.number, item.is_intact) for item in list_editions(demo, YEAR_AGO).editions] == [
        (2, True), (1, True),
    ]  # fmt: skip
    assert (total(demo, YEAR_AGO)[2], total(demo, YEAR_AGO, 1)[2]) == (Decimal(1819), Decimal(1912))


def test_a_correction_is_an_edition_with_its_reason_and_differences(demo: Context) -> None:
    pending = list_editions(demo, YEAR_AGO).pending
    assert pending is not None
    assert pending.is_empty
    waive(demo, OPEN, "STTTT", HOME, WHY)
    end(demo, "STTTT", date(2022, 6, 14))
    pending = list_editions(demo, YEAR_AGO).pending
    assert pending is not None
    assert [unit.code for unit in pending.left] == ["STTTT"]
    with pytest.raises(ConflictError, match="Cần ghi lý do"):
        correct_period(demo, YEAR_AGO, HOME, " ")
    correct_period(demo, YEAR_AGO, HOME, "Ngày giải thể đã nhập sai")
    assert total(demo, YEAR_AGO) == (27, 27, Decimal(1846))
    figures = [
        item for item in changes_of_edition(demo, YEAR_AGO, 2).changes.figures if item.indicator.number == "I.1.1"
    ]
    assert [(item.agency.code, item.before, item.after) for item in figures] == [("STTTT", Decimal(66), None)]


def test_the_page_of_editions_shows_what_each_changed(demo: Context) -> None:
    waive(demo, OPEN, "STTTT", HOME, WHY)
    end(demo, "STTTT", date(2022, 6, 14))
    visitor = guest(demo, Web(demo).app, HOME_AFFAIRS)
    page = visitor.get(f"/ky/{YEAR_AGO}/an-ban")
    assert page.status == 200
    assert "nguyên vẹn" in page.words
    assert "Khác với hiện nay" in page.words
    assert not page.tree.xpath("//main//form//*[@name='reason']"), "a correction is made on the page of the closing"
    closing, _, place = page.find("//main//a[contains(@href, 'khoa-ky#')]").get("href").partition("#")
    form = visitor.get(closing)
    assert form.find(f"//*[@id='{place}']//button").text_content() == "Lập ấn bản điều chỉnh"
    sent = {**form.form(f"{closing}/dieu-chinh"), "reason": "Ngày giải thể đã nhập sai"}
    assert visitor.send_bare(f"{closing}/dieu-chinh", **sent).answer.location == closing
    assert "Đã lập ấn bản điều chỉnh." in visitor.get(closing).words
    assert "Ngày giải thể đã nhập sai" in visitor.get(f"/ky/{YEAR_AGO}/an-ban").words
    changes = visitor.get(f"/ky/{YEAR_AGO}/an-ban/2/thay-doi")
    assert "1.912 1.846" in changes.words
    assert "1.912" in visitor.get(f"/ky/{YEAR_AGO}/tong-hop?an_ban=1").words
    assert "Nhắc nộp…" not in visitor.get(f"/ky/{YEAR_AGO}").words
    assert "Hạn mới" not in visitor.get(f"/quan-tri/ky/{YEAR_AGO}").words
