"""The board's page: filters, pages of units, earlier periods, and the part that renews itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from sqlalchemy import event

from service.actions.context import Context
from service.actions.organization.import_agencies import import_agencies
from service.actions.organization.sign_in import IDLE
from service.actions.periods.lifecycle import close_period, extend, open_period, waive
from service.actions.review.bulk import BulkAction
from service.actions.review.decide import approve_submission
from service.app import create_app
from tests.support.browser import HOME, Page, Person
from tests.support.drafts import TONG, write
from tests.support.filings import hand_in, hand_in_and_check, of_agency
from tests.support.installation import HOME_AFFAIRS, MORNING, PERIOD, at, new_context
from tests.support.province import put_units, put_valid
from tests.support.units import units_csv
from tests.support.web import Web

BOARD, LIVE = f"/ky/{PERIOD}", f"/ky/{PERIOD}/bang"
ROWS = "//table[contains(@class,'board')]/tbody/tr"
MANY = 4000
# Session, account, period, units and what becomes of them, filings, drafts, questions, what the province settled and
# history: a number that does not grow with the units.
MOST_QUERIES = 37


def names(page: Page) -> list[str]:
    return page.texts(f"{ROWS}/th")


def row(page: Page, code: str) -> list[str]:
    """Name, state, deadline, when it was valid, filings, earlier periods."""
    return page.texts(f"{ROWS}[@data-unit='{code}']/*[not(input)]")


@contextmanager
def counted(context: Context) -> Iterator[list[str]]:
    """The statements that the database is sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(context.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(context.database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("person", ["watcher", "auditor"])
def test_the_board_shows_every_unit_with_counts(web: Web, request: pytest.FixtureRequest, person: str) -> None:
    put_valid(web.context, ["STC"])
    put_valid(web.context, ["SXD"], received_at=MORNING + timedelta(days=4))
    page = request.getfixturevalue(person).get(BOARD)
    assert len(names(page)) == 28
    assert page.texts("//p[@class='tile']") == [
        "2/28 đã nộp hợp lệ", "1 đúng hạn", "1 muộn", "50,0% tỷ lệ đúng hạn", "26 còn thiếu",
    ]  # fmt: skip
    assert row(page, "SXD")[:5] == ["Sở Xây dựng", "chờ tiếp nhận", "17:00 20/09/2023", "08:00 22/09/2023 (muộn)", "1"]
    counts = page.texts("//table[contains(@class,'counts')]/tbody/tr[1]/*")
    assert counts == ["Sở, ban, ngành", "16", "–", "–", "–", "–", "2", "–", "–", "–"]


def test_whoever_only_looks_gets_no_deeds(auditor: Person, watcher: Person) -> None:
    buttons = "//button[@name='deed']"
    assert len(watcher.get(BOARD).tree.xpath(buttons)) == len(BulkAction)
    assert auditor.get(BOARD).tree.xpath(buttons) == []


@pytest.mark.parametrize("typed", ["so giao thong", "SỞ GIAO THÔNG", "sgtvt", "  giao thông vận tải "])
def test_a_unit_is_found_however_it_is_typed(watcher: Person, typed: str) -> None:
    page = watcher.get(f"{BOARD}?tim={quote(typed)}")
    assert names(page) == ["Sở Giao thông vận tải"]
    assert page.find("//input[@id='tim']").get("value") == typed


def test_filters_are_joined_kept_in_the_form_and_passed_on_to_the_live_part(web: Web, watcher: Person) -> None:
    put_valid(web.context, ["STC", "HAT"])
    put_valid(web.context, ["SXD"], received_at=MORNING + timedelta(days=4))
    page = watcher.get(f"{BOARD}?cap=so&trang_thai=pending&muon=1")
    assert names(page) == ["Sở Xây dựng"]
    chosen = page.tree.xpath("//form[@role='search']//option[@selected]/@value")
    assert chosen == ["so", "pending"] and page.find("//input[@id='muon']").get("checked") is not None
    live = page.find("//*[@id='bang']").get("data-live")
    assert names(watcher.get(live)) == ["Sở Xây dựng"]
    assert len(names(watcher.get(f"{BOARD}?cap=so&trang_thai=pending"))) == 2


@pytest.mark.parametrize(
    "query",
    [
        "cap=lan&trang_thai=khong&muon=x&trang=abc", "trang=-3", "trang=", "tim=&cap=", "period=2022-Q3", "endpoint=x",
        "_external=1&_scheme=javascript&_method=POST&_anchor=x", "values=1&self=2",
    ],
)  # fmt: skip
def test_what_no_filter_knows_filters_nothing(watcher: Person, query: str) -> None:
    page = watcher.get(f"{BOARD}?{query}")
    assert (page.status, len(names(page))) == (200, 28)
    live = page.find("//*[@id='bang']").get("data-live")
    assert live.startswith(LIVE) and "javascript" not in live
    assert watcher.get(f"{LIVE}?{query}").status == 200


def test_a_search_without_result_says_so(watcher: Person) -> None:
    assert "Không có đơn vị nào khớp" in watcher.get(f"{BOARD}?tim=khong-co").words


def test_what_is_typed_is_never_markup(watcher: Person) -> None:
    typed = '"><script>alert(1)</script>'
    page = watcher.get(f"{BOARD}?tim={quote(typed)}")
    assert page.find("//input[@id='tim']").get("value") == typed
    assert "<script>alert" not in page.source


@pytest.mark.parametrize("more", ["", "&period=2022-Q3&endpoint=x"])
def test_pages_lead_to_each_other_and_keep_the_filter(web: Web, watcher: Person, more: str) -> None:
    import_agencies(web.context, units_csv(*(f"x{n:03d},Xã {n:03d},,xa,,2000-01-01,," for n in range(101))))
    page = watcher.get(f"{BOARD}?cap=xa{more}")
    seen = list(names(page))
    while following := page.tree.xpath("//nav[@aria-label='Trang']/a[text()='Trang sau']/@href"):
        page = watcher.get(following[0])
        seen += names(page)
    assert seen == [f"Xã {n:03d}" for n in range(101)]
    assert "101 đơn vị, trang 3/3" in page.words
    assert names(watcher.get(page.find("//a[text()='Trang trước']").get("href")))[0] == "Xã 050"


def test_eight_earlier_periods_are_shown_the_oldest_first(web: Web, watcher: Person) -> None:
    for year, kinds in ((2023, ("Q1", "H1")), (2022, ("Q1", "H1", "Q3", "Y"))):
        for kind in kinds:
            open_period(web.context, f"{year}-{kind}")
    put_valid(web.context, ["STC"], "2022-Y", MORNING - timedelta(days=300))
    put_valid(web.context, ["STC"], "2023-H1", MORNING)
    for year, kind in ((2023, "Y"), (2024, "Q1"), (2024, "H1")):
        open_period(web.context, f"{year}-{kind}")
    marks = f"{ROWS}[td/input[@value='STC']]//span[contains(@class,'past-')]/@title"
    shown = watcher.get("/ky/2024-H1").tree.xpath(marks)
    assert [item.rpartition(": ")[0] for item in shown] == [
        "6 tháng đầu năm 2022", "Quý III năm 2022", "Năm 2022", "Quý I năm 2023", "6 tháng đầu năm 2023",
        "Quý III năm 2023", "Năm 2023", "Quý I năm 2024",
    ]  # fmt: skip
    assert [item.rpartition(": ")[2] for item in shown][2:6] == ["đúng hạn", "không nộp", "muộn", "không nộp"]


def test_the_live_part_is_sent_only_when_something_changed(web: Web, watcher: Person) -> None:
    first = watcher.client.get(LIVE, base_url=HOME)
    assert "<html" not in first.get_data(as_text=True)
    known = {"If-None-Match": first.headers["ETag"]}
    assert watcher.client.get(LIVE, base_url=HOME, headers=known).status_code == 304
    hand_in(web.context, of_agency("STC"))
    again = watcher.client.get(LIVE, base_url=HOME, headers=known)
    assert again.status_code == 200
    assert row(Page(again), "STC")[1] == "đang kiểm tra"
    write(web.context, {TONG: "140"})
    assert row(watcher.get(LIVE), "SGTVT")[1] == "bản nháp Nộp thay… Sở Giao thông vận tải"


def test_a_unit_leads_to_the_filing_that_counts(web: Web, watcher: Person) -> None:
    hand_in_and_check(web.context, of_agency("STC"))
    hand_in_and_check(web.context, of_agency("STC", tthc__tong=1))
    page = watcher.get(BOARD)
    assert page.find(f"{ROWS}/th/a").get("href") == f"/duyet/{PERIOD}-STC-1"
    assert row(page, "STC")[4] == "2"


def test_one_is_led_to_the_open_period_that_is_due_next(web: Web, watcher: Person) -> None:
    for period in ("2023-H1", "2023-Y"):
        open_period(web.context, period)
    close_period(web.context, "2023-Y")
    assert watcher.client.get("/ky", base_url=HOME).location == BOARD
    close_period(web.context, PERIOD)
    close_period(web.context, "2023-H1")
    assert watcher.client.get("/ky", base_url=HOME).location == "/ky/2023-Y"


def test_before_the_first_period_one_is_told_to_open_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    context = new_context(tmp_path_factory.mktemp("empty"))
    watcher = Person(create_app(context.settings, context), context, HOME_AFFAIRS, "van.cuong.5@snv.gov.vn")
    page = watcher.get("/ky")
    assert "Chưa mở kỳ nào" in page.words and page.find("//main//a[text()='Mở kỳ báo cáo']") is not None
    assert watcher.get(BOARD).status == 404
    context.database.dispose()


@pytest.mark.parametrize("who", ["officer", "leader"])
@pytest.mark.parametrize("path", ["/ky", BOARD, LIVE])
def test_units_do_not_see_the_board(request: pytest.FixtureRequest, who: str, path: str) -> None:
    page = request.getfixturevalue(who).get(path)
    assert page.status == 403 and "Sở Tài chính" not in page.words


def test_four_thousand_units_are_searched_and_paged_with_few_queries(web: Web, watcher: Person) -> None:
    put_valid(web.context, put_units(web.context, MANY)[::2])
    for period in ("2023-H1", "2022-Y"):
        open_period(web.context, period)
    for query, expected in (
        ("", "4028 đơn vị, trang 1/81"), ("?trang=81", "4028 đơn vị, trang 81/81"),
        ("?tim=don vi so 399", "10 đơn vị, trang 1/1"), ("?trang_thai=pending&trang=3", "2000 đơn vị, trang 3/40"),
    ):  # fmt: skip
        with counted(web.context) as sent:
            page = watcher.get(f"{BOARD}{query}")
        assert expected in page.words
        assert 0 < len(names(page)) <= 50
        assert len(sent) <= MOST_QUERIES, (query, len(sent))


def test_the_board_asks_the_database_as_often_for_many_units_as_for_few(web: Web, watcher: Person) -> None:
    numbers = []
    for _ in range(2):
        watcher.get(BOARD)
        with counted(web.context) as sent:
            watcher.get(BOARD)
        numbers.append(len(sent))
        if len(numbers) == 1:
            put_valid(web.context, put_units(web.context, 400))
    assert numbers[0] == numbers[1]


def test_after_the_deadline_units_are_overdue_on_the_page(web: Web) -> None:
    later = at(web.context, MORNING + timedelta(days=3))
    watcher = Person(create_app(later.settings, later), later, HOME_AFFAIRS, "van.cuong.5@snv.gov.vn")
    assert set(page_states(watcher.get(BOARD))) == {"quá hạn"}


def page_states(page: Page) -> list[str]:
    return page.texts(f"{ROWS}//span[starts-with(@class,'state')]")


def test_a_number_in_the_counts_leads_to_its_units(web: Web, watcher: Person) -> None:
    put_valid(web.context, ["STC", "SXD", "HAT"])
    page = watcher.get(BOARD)
    assert page.texts("//table[contains(@class,'counts')]/tfoot/tr/*")[:7] == ["Tất cả", "25", "–", "–", "–", "–", "3"]
    links = page.tree.xpath("//table[contains(@class,'counts')]//a[text()='3' or text()='2']/@href")
    assert [len(names(watcher.get(link))) for link in links] == [2, 3]


def test_more_time_and_who_was_let_off_are_told_with_the_reason(web: Web, watcher: Person) -> None:
    extend(web.context, PERIOD, "SYT", MORNING + timedelta(days=9), HOME_AFFAIRS.name, "Đang chuyển trụ sở")
    waive(web.context, PERIOD, "HPC", HOME_AFFAIRS.name, "Vừa sáp nhập")
    page = watcher.get(BOARD)
    assert row(page, "SYT")[2] == "08:00 27/09/2023 gia hạn: Đang chuyển trụ sở"
    assert "Được miễn nộp kỳ này: Huyện Phù Cừ." in page.words and "Huyện Phù Cừ" not in names(page)


def test_every_page_of_a_period_leads_to_the_same_page_of_the_others(web: Web, watcher: Person) -> None:
    open_period(web.context, "2023-H1")
    close_period(web.context, "2023-H1")
    for page in ("", "/tong-hop", "/bang-tong-hop", "/nhat-ky"):
        link = watcher.get(f"/ky/{PERIOD}{page}").find("//details[contains(@class,'switch')]//a").get("href")
        assert link == f"/ky/2023-H1{page}"
        assert watcher.get(link).texts("//h1") == ["6 tháng đầu năm 2023 đã khóa"]


def test_one_goes_from_each_waiting_report_to_the_next(web: Web, watcher: Person) -> None:
    put_valid(web.context, ["STC", "SXD", "HAT"])
    approve_submission(web.context, HOME_AFFAIRS, f"{PERIOD}-SXD-1")

    def following(unit: str) -> str | None:
        link = watcher.get(f"/duyet/{PERIOD}-{unit}-1").find("//main//a[text()='Báo cáo chờ tiếp nhận tiếp theo']")
        return watcher.client.get(link.get("href"), base_url=HOME).location

    assert [following(unit) for unit in ("STC", "SXD", "HAT")] == [
        f"/duyet/{PERIOD}-{unit}-1" for unit in ("HAT", "HAT", "STC")
    ]
    for unit in ("STC", "HAT"):
        approve_submission(web.context, HOME_AFFAIRS, f"{PERIOD}-{unit}-1")
    answer = watcher.client.get(f"{BOARD}/cho-duyet?sau=khong-co", base_url=HOME)
    assert answer.location == BOARD and "Không còn báo cáo nào chờ tiếp nhận." in watcher.get(BOARD).words


def test_a_board_that_renews_itself_keeps_nobody_signed_in(web: Web, watcher: Person) -> None:
    """The page asks every few seconds, and whoever left it open is not there."""
    with time_machine.travel(datetime.now(UTC) + IDLE - timedelta(minutes=5), tick=False) as clock:
        assert watcher.client.get(LIVE, base_url=HOME, headers={"X-Live": "1"}).status_code == 200
        clock.shift(timedelta(minutes=10))
        assert watcher.client.get(LIVE, base_url=HOME, headers={"X-Live": "1"}).status_code in {302, 303}


def test_a_board_that_is_used_keeps_one_signed_in(watcher: Person) -> None:
    with time_machine.travel(datetime.now(UTC) + IDLE - timedelta(minutes=5), tick=False) as clock:
        assert watcher.get(BOARD).status == 200
        clock.shift(timedelta(minutes=10))
        assert watcher.client.get(LIVE, base_url=HOME).status_code == 200
