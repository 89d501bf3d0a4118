"""A table with rows says the same in workbook, Word and CSV, over the API and on the page: worked out by hand."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import select

from service.actions.consolidation.report_documents import province_report
from service.actions.consolidation.totals import province_totals
from service.actions.periods.lifecycle import exclude, open_period
from service.actions.review.adjustments import adjust_figure
from service.domain.reporting.adjustment import WantedAdjustment
from service.domain.reporting.payload import Payload
from service.storage.models import EventRow
from service.writers.consolidated_workbook import write_consolidated
from tests.support.domain import TODAYS, figures
from tests.support.installation import HOME_AFFAIRS
from tests.support.province import put_payload
from tests.support.row_tables import CODE, FIGURES, ROWS, TABLE, row
from tests.support.visitor import guest
from tests.support.web import Web, refused
from tests.support.word import opened, rows

PERIOD = "2026-Q1"
API, PAGE = f"/periods/{PERIOD}/tables/{CODE}.csv", f"/ky/{PERIOD}/tong-hop/bang/{CODE}.csv"
ONLINE = "Tiếp nhận trực tuyến trong kỳ"
# By field: of how many units, received, online, directly, carried over, settled and so on, as the columns stand.
CIVIL = ("Hộ tịch", 1, 120, 100, 15, 5, 110, 70, 40, 0, 10, 10, 0)
LAND = ("Đất đai", 2, 1010, 910, 80, 20, 920, 500, 380, 40, 80, 75, 5)
MOVED = ("Sở Nội vụ điều chỉnh", None, None, 20, *[None] * 9)
WHOLE = ("Tổng cộng", 2, 1130, 1030, 95, 25, 1030, 570, 420, 40, 90, 85, 5)


@pytest.fixture
def filed(web: Web) -> Web:
    """Two departments that count, of one of which a figure was adjusted, one that is left out, and one without rows."""
    open_period(web.context, PERIOD)
    for unit, given in {"STC": ROWS, "SYT": (row("đất đai", 10),), "SXD": (row("Đất đai", 5000),), "STP": ()}.items():
        tables = {CODE: given} if given else {}
        put_payload(
            web.context,
            Payload(TODAYS.code, TODAYS.version, PERIOD, unit, figures(FIGURES), tables=tables),
        )
    wanted = WantedAdjustment("ho_so.moi_truc_tuyen", Decimal(1020), "CV số 12", "Đã thống nhất")
    adjust_figure(web.context, HOME_AFFAIRS, f"{PERIOD}-STC-1", wanted)
    exclude(web.context, PERIOD, "SXD", "Sở Nội vụ", "Chưa thống nhất")
    return web


def lines_of(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_workbook_word_page_and_csv_have_the_numbers_that_follow_by_hand(filed: Web) -> None:
    target = io.BytesIO()
    write_consolidated(province_totals(filed.context, PERIOD).consolidation, target)
    sheet = openpyxl.load_workbook(io.BytesIO(target.getvalue()))["Bảng 1"]
    assert list(sheet.iter_rows(min_row=7, values_only=True)) == [CIVIL, LAND, MOVED, WHOLE]
    document = opened(province_report(filed.context, PERIOD))
    (printed,) = [found for at in range(len(document.tables)) if (found := rows(document, at))[0][0] == "Lĩnh vực"]
    assert [tuple(map(_number, line)) for line in printed[1:]] == [CIVIL, LAND, MOVED, WHOLE]
    page = guest(filed.context, filed.app, HOME_AFFAIRS).get(f"/ky/{PERIOD}/tong-hop")
    shown = [[cell.text_content() for cell in line] for line in page.tree.xpath("//section[@data-rows]//tr[td]")]
    assert [tuple(map(_number, line)) for line in shown] == [CIVIL, LAND, MOVED, WHOLE]
    lines = lines_of(filed.get(API, "auditor").data)
    for place, column in enumerate(TABLE.counts, 2):
        title = str(column.title)
        counted = [line for line in lines if line["Tính"] == "1" and line[title]]
        assert sum(int(line[title]) for line in counted) == WHOLE[place], title
        for field in (CIVIL, LAND):
            own = [int(line[title]) for line in counted if line["Lĩnh vực"].lower() == str(field[0]).lower()]
            assert sum(own) == field[place], (title, field[0])


def _number(text: str) -> str | int | None:
    plain = text.replace(".", "")
    return None if text == "–" else int(plain) if plain.isdigit() else text


def test_a_line_says_whose_row_it_is_and_whether_it_counts(filed: Web) -> None:
    lines = lines_of(filed.get(API, "home_affairs").data)
    told = [
        tuple(line[name] for name in ("Mã đơn vị", "Mã bảng", "Dòng", "Trạng thái", "Tính", "Lĩnh vực", ONLINE))
        for line in lines
    ]
    assert sorted(told) == [
        ("STC", CODE, "", "Sở Nội vụ điều chỉnh", "1", "", "20"),
        ("STC", CODE, "1", "số liệu", "1", "Đất đai", "900"), ("STC", CODE, "2", "số liệu", "1", "Hộ tịch", "100"),
        ("SXD", CODE, "1", "không cộng", "0", "Đất đai", "5000"), ("SYT", CODE, "1", "số liệu", "1", "đất đai", "10"),
    ]  # fmt: skip
    (left_out,) = [line for line in lines if line["Mã đơn vị"] == "SXD"]
    assert (left_out["Kỳ"], left_out["Số biên nhận"], left_out["Ghi chú"]) == (
        PERIOD, f"{PERIOD}-SXD-1", "không cộng: Chưa thống nhất",
    )  # fmt: skip


def test_the_page_leads_to_the_same_file(filed: Web) -> None:
    visitor = guest(filed.context, filed.app, HOME_AFFAIRS)
    link = visitor.get(f"/ky/{PERIOD}/tong-hop").find("//section[@data-rows]//a")
    assert link.get("href").startswith(PAGE)
    answer = visitor.get(PAGE).answer
    assert answer.headers["Content-Disposition"] == f"attachment; filename=bang-{CODE}-{PERIOD}.csv"
    assert answer.data == filed.get(API, "auditor").data
    with filed.context.database.reading() as session:
        found = session.scalars(select(EventRow).where(EventRow.action == "data.downloaded")).all()
    assert [row.subject for row in found] == [f"bang-{CODE}-{PERIOD}.csv"] * 2


def test_where_nobody_gave_rows_the_file_has_its_head_alone(web: Web) -> None:
    open_period(web.context, PERIOD)
    assert lines_of(web.get(API, "auditor").data) == []
    assert "bang/" not in guest(web.context, web.app, HOME_AFFAIRS).get(f"/ky/{PERIOD}/tong-hop").source


def test_what_is_not_there_is_said_and_what_has_not_changed_is_not_sent_again(filed: Web) -> None:
    said = refused(filed.get(f"/periods/{PERIOD}/tables/khong_co.csv", "auditor"), 404)["detail"]
    assert "không có bảng «khong_co»" in said
    assert refused(filed.get(f"/periods/2019-Y/tables/{CODE}.csv", "auditor"), 404)
    held = filed.get(API, "auditor").headers["ETag"]
    assert filed.get(API, "auditor", If_None_Match=held).status_code == 304
    assert filed.get(API, "officer").status_code == 403
