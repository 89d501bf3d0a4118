"""The workbook on the page: begun, watched, given up, downloaded, and compared with the one before."""

from __future__ import annotations

import hashlib
import io

import openpyxl
import pytest

from service.actions.consolidation.build import build_workbook
from service.storage import leases
from service.storage.consolidation.workbooks import claim_build
from tests.support.browser import HOME, Page, Person
from tests.support.filings import hand_in_and_check, of_agency, real_report
from tests.support.installation import PERIOD, after
from tests.support.province import put_valid
from tests.support.web import Web

BUILDS, LIVE = f"/ky/{PERIOD}/bang-tong-hop", f"/ky/{PERIOD}/bang-tong-hop/tien-do"
FIRST, SECOND = f"{PERIOD}-1", f"{PERIOD}-2"
FILE, CANCEL = f"{BUILDS}/{FIRST}/tong-hop.xlsx", f"{BUILDS}/{FIRST}/huy"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def ask(person: Person) -> Page:
    return person.send(BUILDS, {"csrf_token": token(person)})


def token(person: Person) -> str:
    return str(person.get("/tai-khoan").find("//input[@name='csrf_token']").get("value"))


def state(page: Page, workbook: str = FIRST) -> str:
    return page.texts(f"//tr[th/span='{workbook}']/td[3]")[0]


def begin(web: Web, percent: int) -> None:
    """A builder is at the first workbook and got so far."""
    with web.context.database.writing() as session:
        row = claim_build(session, FIRST, web.context.clock.real())
        assert row is not None and leases.BUILDS.renew(session, FIRST, 1, web.context.clock.real(), progress=percent)


def test_before_the_first_build_it_is_said_how_complete_it_would_be(web: Web, watcher: Person) -> None:
    put_valid(web.context, ["STC"])
    page = watcher.get(BUILDS)
    assert "Mới có 1/28 đơn vị" in page.words and "TẠM TỔNG HỢP" in page.words
    assert "Chưa lập bảng nào cho kỳ này." in page.words


def test_with_every_unit_in_it_will_be_the_official_one(web: Web, watcher: Person) -> None:
    put_valid(web.context, watcher.get(f"/ky/{PERIOD}").tree.xpath("//input[@name='unit']/@value"))
    assert "Đủ 28 đơn vị: bảng mang dấu «CHÍNH THỨC»." in watcher.get(BUILDS).words


def test_a_build_is_begun_once(web: Web, watcher: Person) -> None:
    page = ask(watcher)
    assert "Đã bắt đầu lập bảng." in page.words and state(page) == "đang chờ"
    page = ask(watcher)
    assert "Đang có một lần lập bảng chưa xong." in page.words
    assert page.texts("//main//tbody/tr/th/span[1]") == [FIRST]


def test_progress_is_seen_in_the_part_that_renews_itself(web: Web, watcher: Person) -> None:
    ask(watcher)
    first = watcher.client.get(LIVE, base_url=HOME)
    known = {"If-None-Match": first.headers["ETag"]}
    assert watcher.client.get(LIVE, base_url=HOME, headers=known).status_code == 304
    begin(web, 37)
    again = watcher.client.get(LIVE, base_url=HOME, headers=known)
    assert again.status_code == 200 and "<html" not in again.get_data(as_text=True)
    assert state(Page(again)) == "đang lập 37%"
    assert Page(again).find("//progress").get("value") == "37"
    assert watcher.get(BUILDS).find("//*[@id='cac-lan']").get("data-live") == LIVE


@pytest.mark.parametrize("who", ["watcher", "auditor"])
def test_a_finished_one_is_downloaded_as_it_was_built(
    web: Web, watcher: Person, request: pytest.FixtureRequest, who: str
) -> None:
    hand_in_and_check(web.context, real_report())
    ask(watcher)
    build_workbook(web.context, FIRST)
    person = request.getfixturevalue(who)
    page = person.get(BUILDS)
    assert state(page) == "đã xong" and page.find("//main//tbody//a").get("href") == FILE
    answer = person.get(FILE).answer
    raw = answer.get_data()
    assert (answer.status_code, answer.mimetype) == (200, XLSX)
    assert answer.headers["Content-Disposition"] == f"attachment; filename=tong-hop-{FIRST}.xlsx"
    sha256 = hashlib.sha256(raw).hexdigest()
    assert sha256.startswith(page.find("//main//tbody//code").text_content().rstrip("…"))
    assert answer.headers["ETag"].strip('"') == sha256
    assert "Biểu tổng hợp" in openpyxl.load_workbook(io.BytesIO(raw), read_only=True).sheetnames


def test_what_is_not_finished_is_not_downloaded(web: Web, watcher: Person) -> None:
    ask(watcher)
    assert watcher.get(FILE).status == 404 and "chưa lập xong" in watcher.get(FILE).words
    assert watcher.get(FILE.replace(FIRST, SECOND)).status == 404


@pytest.mark.parametrize("percent", [None, 40])
def test_one_that_waits_or_is_under_way_is_given_up(web: Web, watcher: Person, percent: int | None) -> None:
    page = ask(watcher)
    if percent is not None:
        begin(web, percent)
        page = watcher.get(BUILDS)
    button = page.find("//main//tbody//button[text()='Hủy']")
    form = page.find(f"//form[@id='{button.get('form')}']")
    fields = {item.get("name"): item.get("value") for item in form.xpath(".//input")}
    page = watcher.send(button.get("formaction"), fields)
    assert "Đã hủy lần lập bảng." in page.words and state(page) == "đã hủy"
    assert page.tree.xpath("//main//tbody//button") == []
    build_workbook(after(web.context, hours=1), FIRST)
    assert state(watcher.get(BUILDS)) == "đã hủy" and watcher.get(FILE).status == 404
    assert state(ask(watcher), SECOND) == "đang chờ"


def test_a_finished_one_is_not_given_up(web: Web, watcher: Person) -> None:
    ask(watcher)
    build_workbook(web.context, FIRST)
    page = watcher.send(CANCEL, {"csrf_token": token(watcher)})
    assert page.status == 409 and "Đã hủy lần lập bảng." not in page.words
    assert state(watcher.get(BUILDS)) == "đã xong"
    assert watcher.send(CANCEL.replace(FIRST, SECOND), {"csrf_token": token(watcher)}).status == 404


def test_the_list_holds_every_build_with_who_asked(web: Web, watcher: Person) -> None:
    for _ in range(3):
        page = ask(watcher)
        build_workbook(web.context, page.texts("//main//tbody/tr[td[3][contains(.,'đang chờ')]]/th/span[1]")[0])
    page = watcher.get(BUILDS)
    assert sorted(page.texts("//main//div[@id='cac-lan']//tbody/tr/th/span[1]")) == [f"{PERIOD}-{n}" for n in (1, 2, 3)]
    assert set(page.texts("//div[@id='cac-lan']//tbody/tr/td[2]")) == {watcher.caller.name}


def test_what_is_new_since_the_last_download_is_told(web: Web, watcher: Person, auditor: Person) -> None:
    hand_in_and_check(web.context, real_report())
    ask(watcher)
    build_workbook(web.context, FIRST)
    assert "Thay đổi từ lần tải trước" not in watcher.get(BUILDS).words
    watcher.get(FILE)
    assert f"Đồng chí đã tải bảng mới nhất {FIRST} lúc 08:00 18/09/2023." in watcher.get(BUILDS).words
    hand_in_and_check(web.context, of_agency("STC"))
    assert f"Từ bảng mới nhất {FIRST} đã có 1 báo cáo nộp thêm hoặc nộp lại" in watcher.get(BUILDS).words
    ask(watcher)
    build_workbook(web.context, SECOND)
    page = watcher.get(BUILDS)
    assert f"Đồng chí tải bảng {FIRST} lúc 08:00 18/09/2023." in page.words
    assert "nộp thêm hoặc nộp lại" not in page.words
    assert "Đơn vị thêm mới: Sở Tài chính." in page.words
    assert page.texts("//section//tr[contains(th,'Tổng số hồ sơ TTHC tiếp nhận')]/td") == ["7.266", "14.532"]
    link = page.find("//section//a[starts-with(text(),'Xem từng số liệu')]").get("href")
    assert "Sở Tài chính" in watcher.get(link).words
    assert "Thay đổi từ lần tải trước" not in auditor.get(BUILDS).words
    assert f"tải bảng tổng hợp {FIRST}" in watcher.get(f"/ky/{PERIOD}/nhat-ky").words


def test_whoever_only_looks_neither_builds_nor_gives_up(web: Web, watcher: Person, auditor: Person) -> None:
    ask(watcher)
    page = auditor.get(BUILDS)
    assert page.tree.xpath("//main//button") == []
    assert ask(auditor).status == auditor.send(CANCEL, {"csrf_token": token(auditor)}).status == 403
    assert state(watcher.get(BUILDS)) == "đang chờ"


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_units_get_no_workbook(web: Web, watcher: Person, request: pytest.FixtureRequest, who: str) -> None:
    ask(watcher)
    build_workbook(web.context, FIRST)
    person = request.getfixturevalue(who)
    assert {person.get(path).status for path in (BUILDS, LIVE, FILE)} == {403}
    assert {person.send(path, {"csrf_token": token(person)}).status for path in (BUILDS, CANCEL)} == {403}
