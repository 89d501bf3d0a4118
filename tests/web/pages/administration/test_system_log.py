"""Auditors and administrators look through the log of the whole system; nobody else does."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.organization.accounts import change_account_details
from service.actions.organization.agencies import permit_officers
from service.actions.periods.lifecycle import waive
from service.domain.organization.access import Caller, Role
from service.storage.models import EventRow
from tests.support.browser import Page
from tests.support.installation import ADMIN, AUDITOR, HOME_AFFAIRS, LEADER, OFFICER, PERIOD, at
from tests.support.visitor import Visitor, enlist, guest
from tests.support.web import Web

LOG = "/nhat-ky-he-thong"
FILE = f"{LOG}/nhat-ky-he-thong.csv"


@pytest.fixture
def visitor(sqlite_context: Context) -> Visitor:
    """An auditor; and acts of a day later than those of the installation."""
    visitor = guest(sqlite_context, Web(sqlite_context).app, AUDITOR)
    person = enlist(sqlite_context, OFFICER)
    later = at(sqlite_context, sqlite_context.clock.now().replace(day=19))
    waive(later, PERIOD, "STC", HOME_AFFAIRS, "Giải thể")
    permit_officers(later, person, "SGTVT", may=True)
    change_account_details(
        later, ADMIN, person.id, name="Nguyễn Văn Bảo", role=Role.AUDITOR, agency=None, disabled=False
    )
    return visitor


def acts(page: Page) -> list[str]:
    """What the table's lines say was done."""
    return page.texts("//main//tbody//th")


@pytest.mark.parametrize("caller", [OFFICER, LEADER, HOME_AFFAIRS])
def test_others_do_not_see_the_log(sqlite_context: Context, caller: Caller) -> None:
    visitor = guest(sqlite_context, Web(sqlite_context).app, caller)
    assert [visitor.get(path).status for path in (LOG, FILE)] == [403, 403]
    assert LOG not in visitor.get("/tai-khoan").source


def test_each_line_says_who_did_what_from_where_and_what_changed(visitor: Visitor) -> None:
    page = visitor.get(LOG)
    assert acts(page)[:3] == ["sửa người dùng", "cho cán bộ của đơn vị tự nộp báo cáo", "miễn nộp"]
    changed, permitted, waived = page.texts("//main//tbody/tr")[:3]
    assert "vai trò: cán bộ báo cáo → kiểm tra (chỉ xem)" in changed and "đơn vị: SGTVT → –" in changed
    assert "tài khoản số 2" in permitted and OFFICER.name in permitted
    assert all(part in waived for part in ("08:00 19/09/2023", HOME_AFFAIRS.name, PERIOD, "STC", "Giải thể"))
    assert page.find(f"//nav//a[@href='{LOG}']") is not None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("viec=unit.waived", ["miễn nộp"]),
        ("don_vi=STC&ky=2023-Q3", ["miễn nộp"]),
        ("tim=nguyen van bao&tu=2023-09-19", ["sửa người dùng", "cho cán bộ của đơn vị tự nộp báo cáo"]),
        ("tim=Lê Văn", ["miễn nộp"]),
        ("tu=2023-09-20", []),
        ("den=2023-09-18&viec=unit.waived", []),
        ("den=2023-09-19&tu=2023-09-19&viec=unit.waived", ["miễn nộp"]),
        ("tim=%25", []),
        ("viec=khong-co", []),
    ],
)
def test_filters_narrow_the_log(visitor: Visitor, query: str, found: list[str]) -> None:
    rows = acts(visitor.get(f"{LOG}?{query}"))
    assert [row for row in rows if not row.startswith("đăng nhập")] == found


def test_a_query_that_makes_no_sense_is_no_fault(visitor: Visitor) -> None:
    for query in (
        "tu=hôm nay",
        "den=0000-00-00",
        "den=9999-12-31",
        "trang=-5",
        "trang=99999999999999999999",
        "trang=x",
    ):
        assert visitor.get(f"{LOG}?{query}").status == 200, query


def test_pages_follow_one_another_with_the_filters(visitor: Visitor, sqlite_context: Context) -> None:
    for may in (False, True) * 30:
        permit_officers(sqlite_context, ADMIN, "SGTVT", may=may)
    first = visitor.get(f"{LOG}?don_vi=SGTVT")
    assert len(acts(first)) == 50
    onward = first.find("//main//nav//a[contains(., 'Trang sau')]").get("href")
    second = visitor.get(onward)
    numbers = [int(text) for page in (first, second) for text in page.texts("//main//tbody/tr/td[1]")]
    assert numbers == sorted(numbers, reverse=True) and len(numbers) > 60
    assert "don_vi=SGTVT" in onward


def test_the_log_as_a_file_holds_what_the_filters_leave_and_is_itself_on_record(
    visitor: Visitor, sqlite_context: Context
) -> None:
    permit_officers(sqlite_context, Caller("=1+1", Role.ADMIN), "SGTVT", may=False)
    answer = visitor.get(f"{FILE}?don_vi=SGTVT&viec=agency.officers_restricted").answer
    head, row = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    assert head[2] == "Người thực hiện" and len(head) == len(row)
    assert row[2] == "'=1+1"
    with sqlite_context.database.reading() as session:
        last = session.scalars(select(EventRow).order_by(EventRow.id.desc()).limit(1)).one()
    assert (last.action, last.actor, last.account) == ("log.downloaded", AUDITOR.name, 1)
    assert "agency.officers_restricted" in last.subject


def test_the_page_says_whether_the_chain_is_whole(visitor: Visitor, sqlite_context: Context) -> None:
    asked = f"{LOG}?kiem_tra=1"
    assert "nguyên vẹn" in visitor.get(asked).texts("//*[@id='chuoi']")[0]
    with Session(sqlite_context.database.engine) as session:
        session.execute(update(EventRow).where(EventRow.id == 4).values(reason="khác"))
        session.commit()
    said = visitor.get(asked).texts("//*[@id='chuoi']")[0]
    assert "Chuỗi nhật ký đã bị thay đổi." in said and "1 chỗ sai" in said and "Vị trí 4: sự kiện số 4 lúc" in said


def test_the_log_in_english(visitor: Visitor) -> None:
    visitor.send("/ngon-ngu", language="en")
    page = visitor.get(f"{LOG}?kiem_tra=1")
    assert page.texts("//h1") == ["System log"]
    assert "role: cán bộ báo cáo → " in page.texts("//main//tbody/tr")[1]  # values stay as they are on record
