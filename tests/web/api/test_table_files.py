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
from service.actions.periods.lifecycle import close_period, exclude, open_period
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
MERGED, CELLS, CELLS_PAGE = (
    f"/periods/{PERIOD}/tables",
    f"/periods/{PERIOD}/tables.csv",
    f"/ky/{PERIOD}/tong-hop/bang.csv",
)
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


def test_the_api_has_the_merged_table_line_by_line(filed: Web) -> None:
    answer = filed.get(MERGED, "auditor").get_json()
    (table,) = answer["tables"]
    assert (answer["period"], table["table"], table["section"], table["key"]) == (PERIOD, CODE, "II.2", "linh_vuc")
    assert [column["column"] for column in table["columns"]] == [column.code for column in TABLE.counts]
    assert table["columns"][0]["sum_of"] == ["truc_tuyen", "truc_tiep", "ky_truoc"]
    assert (table["columns"][1]["sum_of"], table["columns"][1]["unit"]) == ([], "hồ sơ")
    # STP gave no rows, SXD's are left out.
    assert table["units"] == 2
    assert [line["kind"] for line in table["lines"]] == ["key", "key", "adjusted", "whole"]
    assert [
        (line["name"], line["units"], *(line["values"].get(column.code) for column in TABLE.counts))
        for line in table["lines"]
    ] == [CIVIL, LAND, MOVED, WHOLE]


def test_the_file_of_all_cells_has_rows_and_sums(filed: Web) -> None:
    answer = filed.get(CELLS, "auditor")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=bang-{PERIOD}.csv"
    lines = lines_of(answer.data)
    total = [line for line in lines if line["Đơn vị"] == "Toàn tỉnh"]
    for place, column in enumerate(TABLE.counts, 2):
        own = [line for line in lines if line["Mã cột"] == column.code and line["Tính"] == "1"]
        assert sum(int(line["Giá trị"]) for line in own) == WHOLE[place], column.code
        told = {line["Tên dòng"]: line for line in total if line["Mã cột"] == column.code}
        for wanted in (CIVIL, LAND, MOVED, WHOLE):
            line = told.get(str(wanted[0]))
            assert (None if line is None else int(line["Giá trị"])) == wanted[place], (wanted[0], column.code)
            if line is not None:
                assert line["Số đơn vị"] == ("" if wanted[1] is None else str(wanted[1])), (wanted[0], column.code)
    assert {(line["Trạng thái"], line["Tính"], line["Mã đơn vị"]) for line in total} == {
        ("cộng theo dòng", "0", ""), ("Sở Nội vụ điều chỉnh", "0", ""), ("Tổng cộng", "0", ""),
    }  # fmt: skip


def test_a_cell_is_a_line_that_says_whose_it_is(filed: Web) -> None:
    lines = lines_of(filed.get(CELLS, "home_affairs").data)
    heads = ("Mã đơn vị", "Dòng", "Tên dòng", "Mã cột", "Giá trị", "Trạng thái", "Tính", "Số biên nhận", "Ghi chú")
    told = [tuple(line[head] for head in heads) for line in lines]
    left_out = f"{PERIOD}-SXD-1", "không cộng: Chưa thống nhất"
    # The field, received in total and received online: a sum of columns is there as every output has it.
    assert [line for line in told if line[0] == "SXD"] == [
        ("SXD", "1", "Đất đai", "linh_vuc", "Đất đai", "không cộng", "0", *left_out),
        ("SXD", "1", "Đất đai", "tiep_nhan", "5000", "không cộng", "0", *left_out),
        ("SXD", "1", "Đất đai", "truc_tuyen", "5000", "không cộng", "0", *left_out),
    ]
    assert [line[3:7] for line in told if line[0] == "SYT"] == [
        ("linh_vuc", "đất đai", "số liệu", "1"),
        ("tiep_nhan", "10", "số liệu", "1"),
        ("truc_tuyen", "10", "số liệu", "1"),
    ]
    assert [line[1:7] for line in told if line[5] == "Sở Nội vụ điều chỉnh" and line[0] == "STC"] == [
        ("", "", "truc_tuyen", "20", "Sở Nội vụ điều chỉnh", "1"),
    ]
    assert not [line for line in told if line[0] == "STP"]


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


def test_the_page_leads_to_the_file_of_all_cells(filed: Web) -> None:
    visitor = guest(filed.context, filed.app, HOME_AFFAIRS)
    assert f'href="{CELLS_PAGE}"' in visitor.get(f"/ky/{PERIOD}/tong-hop").source
    answer = visitor.get(CELLS_PAGE).answer
    assert answer.data == filed.get(CELLS, "auditor").data
    assert answer.headers["Content-Disposition"] == f"attachment; filename=bang-{PERIOD}.csv"
    with filed.context.database.reading() as session:
        found = session.scalars(select(EventRow).where(EventRow.action == "data.downloaded")).all()
    assert [row.subject for row in found] == [f"bang-{PERIOD}.csv"] * 2


def test_a_template_without_tables_has_none(filed: Web) -> None:
    visitor = guest(filed.context, filed.app, HOME_AFFAIRS)
    assert "bang.csv" not in visitor.get("/ky/2023-Q3/tong-hop").source
    assert filed.get("/periods/2023-Q3/tables", "auditor").get_json() == {"period": "2023-Q3", "tables": []}
    assert lines_of(filed.get("/periods/2023-Q3/tables.csv", "auditor").data) == []


def test_where_nobody_gave_rows_the_file_has_its_head_alone(web: Web) -> None:
    open_period(web.context, PERIOD)
    assert lines_of(web.get(API, "auditor").data) == []
    assert lines_of(web.get(CELLS, "auditor").data) == []
    (table,) = web.get(MERGED, "auditor").get_json()["tables"]
    assert (table["units"], table["lines"]) == (0, [])
    assert "bang/" not in guest(web.context, web.app, HOME_AFFAIRS).get(f"/ky/{PERIOD}/tong-hop").source


def test_what_is_not_there_is_said_and_what_has_not_changed_is_not_sent_again(filed: Web) -> None:
    said = refused(filed.get(f"/periods/{PERIOD}/tables/khong_co.csv", "auditor"), 404)["detail"]
    assert "không có bảng «khong_co»" in said
    assert refused(filed.get(f"/periods/2019-Y/tables/{CODE}.csv", "auditor"), 404)
    for path in (MERGED, CELLS):
        assert refused(filed.get(path.replace(PERIOD, "2019-Y"), "auditor"), 404)
    for path in (API, CELLS):
        held = filed.get(path, "auditor").headers["ETag"]
        assert filed.get(path, "auditor", If_None_Match=held).status_code == 304
    for path in (API, CELLS, MERGED):
        assert filed.get(path, "officer").status_code == 403


def test_the_description_has_the_merged_tables(web: Web) -> None:
    described = web.call("GET", "/api/openapi.json", None).get_json()
    answer = described["paths"]["/api/v1/periods/{period}/tables"]["get"]["responses"]["200"]
    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/TablesOut"}
    line = described["components"]["schemas"]["TableLineOut"]["properties"]
    assert line["kind"]["enum"] == ["key", "adjusted", "whole"]
    assert "text/csv; charset=utf-8" in str(described["paths"]["/api/v1/periods/{period}/tables.csv"]["get"])


def test_an_edition_has_its_file_of_all_cells(filed: Web) -> None:
    close_period(filed.context, PERIOD)
    visitor = guest(filed.context, filed.app, HOME_AFFAIRS)
    assert f'href="{CELLS_PAGE}?an_ban=1"' in visitor.get(f"/ky/{PERIOD}/an-ban").source
    assert visitor.get(f"{CELLS_PAGE}?an_ban=1").answer.data == filed.get(CELLS, "auditor").data
