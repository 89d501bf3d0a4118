"""Home Affairs files for a unit in the browser: looked at first, with a reason, told to the unit, its draft kept."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from service.actions.intake.report_files import submitted_file
from service.actions.intake.validate import validate_submission
from service.actions.notifications.notices import notices
from service.actions.periods.lifecycle import close_period, waive
from service.actions.review.lookups import find_submission
from service.storage.intake.submissions import submissions_of_agency
from service.storage.organization.accounts import accounts_of_agency
from tests.support.browser import Page, Person
from tests.support.drafts import TONG, opened, write
from tests.support.filings import changed, hand_in_and_check, of_agency, raw
from tests.support.installation import ADMIN, HOME_AFFAIRS, LEADER, OFFICER, PERIOD
from tests.support.web import Web

PAGE = f"/ky/{PERIOD}/nop-thay/SGTVT"
FILE = f"{PAGE}/nop"
FIRST, SECOND = f"{PERIOD}-SGTVT-1", f"{PERIOD}-SGTVT-2"
WHY = "Đơn vị mất mạng, theo điện thoại ngày 17/9/2023"
SAID = f"Sở Nội vụ nộp thay: {WHY}"


@pytest.fixture
def home(web: Web) -> Person:
    """Somebody of Home Affairs."""
    return Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")


@pytest.fixture
def unit(web: Web) -> Person:
    """The unit's officer."""
    return Person(web.app, web.context, OFFICER, "an@sgtvt.gov.vn")


def looked(home: Person, report: dict[str, Any], **more: str) -> Page:
    """What the file of a report is shown as."""
    return home.upload(PAGE, raw(report), "bao-cao.json", **{"reason": WHY, **more})


def filings(web: Web) -> list[tuple[int, str, str]]:
    """The unit's filings: number, who filed, why for the unit."""
    with web.context.database.reading() as session:
        rows = submissions_of_agency(session, PERIOD, "SGTVT")
        return [(row.revision, row.filed_by, row.on_behalf) for row in rows]


def test_m13_a_file_is_looked_at_held_against_what_counts_and_filed_with_evidence(
    web: Web, home: Person, unit: Person
) -> None:
    hand_in_and_check(web.context, changed())
    assert PAGE in home.get(f"/duyet/{FIRST}").source
    page = looked(home, changed(sang_kien__so_luong=5))
    assert "Đang được tính: lần nộp 1" in page.words and "Chưa có gì được nộp." in page.words
    rows = [line.split() for line in page.texts("//main//table/tbody/tr")]
    assert [(line[0], line[-3:]) for line in rows] == [("I.5.1.", ["1", "5", "+4"])]
    assert len(filings(web)) == 1
    letter = FileStorage(io.BytesIO("Công văn số 12".encode()), "cv12.txt")
    done = home.send(FILE, {**page.form(FILE), "evidence": letter})
    assert done.status == 200 and "Đã nộp thay đơn vị, lần nộp 2" in done.words and SAID in done.words
    assert filings(web)[1:] == [(2, HOME_AFFAIRS.name, WHY)]
    validate_submission(web.context, SECOND)
    found = find_submission(web.context, HOME_AFFAIRS, SECOND)
    assert found.row.state == "valid" and found.row.channel == "json"
    assert submitted_file(web.context, HOME_AFFAIRS, SECOND, found.files[0].id)[1] == "Công văn số 12".encode()
    assert SAID in home.get(f"/ky/{PERIOD}/tong-hop/sang_kien.so_luong").words
    assert any(
        "nộp thay đơn vị" in line and WHY in line
        for line in home.get(f"/ky/{PERIOD}/nhat-ky").texts("//main//tr | //main//li")
    )
    for address in ("/bao-cao", f"/lan-nop/{SECOND}", f"/bien-nhan/{SECOND}", f"/bao-cao/{PERIOD}/nhap"):
        assert SAID in unit.get(address).words, address


def test_the_unit_is_told_by_notice_and_mail_at_once_and_of_the_outcome(web: Web, home: Person, unit: Person) -> None:
    home.press(looked(home, changed()), FILE)
    with web.context.database.reading() as session:
        (person,) = accounts_of_agency(session, "SGTVT")
    assert [str(item.subject) for item in notices(web.context, person.id)] == [
        "Sở Nội vụ đã nộp thay báo cáo Quý III năm 2023 – Sở Giao thông vận tải"
    ]
    validate_submission(web.context, FIRST)
    mailbox = Person(web.app, web.context, ADMIN, "quan.tri@snv.gov.vn").get("/quan-tri/hop-thu")
    told = [line for line in mailbox.texts("//main//tbody/tr") if "an@sgtvt.gov.vn" in line]
    assert [sum(words in line for line in told) for words in ("nộp thay", "hợp lệ")] == [1, 1], told


def test_what_the_unit_has_written_and_not_filed_stays(web: Web, home: Person, unit: Person) -> None:
    write(web.context, {TONG: "141"}, OFFICER)
    page = looked(home, changed())
    assert "bản nháp chưa nộp (Nguyễn Văn An sửa gần nhất)" in page.words
    home.press(page, FILE)
    validate_submission(web.context, FIRST)
    assert opened(web.context).draft.values == {TONG: "141"}
    assert "không thay nội dung của bản nháp này" in unit.get(f"/bao-cao/{PERIOD}/nhap").words


def test_an_excel_form_of_the_unit_is_filled_in_and_filed(web: Web, home: Person) -> None:
    form = home.get(f"{PAGE}/bieu-mau.xlsx").answer.get_data()
    page = home.upload(PAGE, form, "bieu-mau.xlsx", reason=WHY)
    # Nothing is filled in: what is missing is said, and there is no button to file it.
    assert "lỗi nên chưa nộp được" in page.words and not page.tree.xpath(f"//form[@action='{FILE}']")


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (of_agency("STC"), "Báo cáo ghi đơn vị «STC», cần «SGTVT»."),
        ({**changed(), "period": "2023-Q1"}, "Báo cáo ghi kỳ báo cáo «2023-Q1», cần «2023-Q3»."),
    ],
)
def test_a_file_of_another_unit_or_period_is_refused_and_the_reason_kept(
    web: Web, home: Person, report: dict[str, Any], said: str
) -> None:
    page = looked(home, report)
    assert page.status == 422 and said in page.words
    assert page.form(PAGE)["reason"] == WHY and filings(web) == []


def test_without_a_reason_nothing_is_filed_and_the_file_need_not_be_chosen_again(web: Web, home: Person) -> None:
    page = looked(home, changed(), reason=" ")
    refused = home.press(page, FILE)
    assert refused.status == 409 and "Cần ghi lý do" in refused.words and filings(web) == []
    done = home.send(FILE, {**refused.form(FILE), "reason": WHY})
    assert done.status == 200 and filings(web) == [(1, HOME_AFFAIRS.name, WHY)]


def test_what_the_unit_files_meanwhile_is_not_overturned_unseen(web: Web, home: Person) -> None:
    page = looked(home, changed(sang_kien__so_luong=5))
    hand_in_and_check(web.context, changed(sang_kien__so_luong=3))
    refused = home.press(page, FILE)
    assert refused.status == 409 and "Cán bộ đã nộp lần mới của báo cáo này" in refused.words
    assert (
        refused.texts("//main//table/tbody/tr/td") == ["3", "5", "+2"]
        and refused.form(FILE)["reason"] == WHY
        and len(filings(web)) == 1
    )
    home.press(refused, FILE)
    assert filings(web)[1:] == [(2, HOME_AFFAIRS.name, WHY)]


def test_the_same_content_once_more_is_said_to_be_nothing_new(web: Web, home: Person) -> None:
    home.press(looked(home, changed()), FILE)
    validate_submission(web.context, FIRST)
    page = looked(home, changed())
    assert "giống hệt báo cáo đang được tính" in page.words
    refused = home.press(page, FILE)
    assert refused.status == 409 and "không có gì mới để nộp" in refused.words and len(filings(web)) == 1


def test_a_closed_period_and_a_unit_that_was_let_off_are_refused_in_words(web: Web, home: Person) -> None:
    page = looked(home, changed())
    waive(web.context, PERIOD, "SGTVT", HOME_AFFAIRS, "Đang giải thể")
    for refused in (home.get(PAGE), home.press(page, FILE)):
        assert "đã được miễn nộp Quý III năm 2023 (Đang giải thể)" in refused.words
        assert not refused.tree.xpath("//input[@type='file']")
    waive(web.context, PERIOD, "SGTVT", HOME_AFFAIRS, "Thôi giải thể", waived=False)
    close_period(web.context, PERIOD, HOME_AFFAIRS)
    for refused in (home.get(PAGE), home.press(page, FILE)):
        assert "đã khóa, không thay đổi được nữa" in refused.words
        assert not refused.tree.xpath("//input[@type='file']")
    assert filings(web) == []


def test_only_home_affairs_files_for_units(web: Web, home: Person, unit: Person) -> None:
    leader = Person(web.app, web.context, LEADER, "binh@sgtvt.gov.vn")
    admin = Person(web.app, web.context, ADMIN, "quan.tri@snv.gov.vn")
    assert [person.get(PAGE).status for person in (home, unit, leader, admin)] == [200, 403, 403, 403]
    assert PAGE in home.get(f"/ky/{PERIOD}").source and PAGE not in admin.get(f"/ky/{PERIOD}").source
    assert home.get(f"/ky/{PERIOD}/nop-thay/KHONGCO").status == 404
