"""A province of four thousand units: its board is searched and paged, its workbook shows progress and is given up."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.chromium import LIGHT, Person, complaints, weight
from tests.support.databases import sqlite_url
from tests.support.installation import standing
from tests.support.processes import wait_until
from tests.support.province import put_units, put_valid
from tests.support.stack import Stack, up

HOME = "chuyenvien@snv.demo.vn"
BOARD, BUILDS = "/ky/2023-Q3", "/ky/2023-Q3/bang-tong-hop"
UNITS = 4000


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The demonstration with four thousand units more, most of which have filed."""
    with up(tmp_path_factory.mktemp("many") / "data", "--demo") as running:
        context = standing(running.data, sqlite_url(running.data))
        put_valid(context, put_units(context, UNITS)[:3500], in_figures=True)
        yield running


@pytest.fixture
def page(browser: Browser, stack: Stack) -> Iterator[Page]:
    """What somebody of Home Affairs looks at; the page's clock is turned on by hand."""
    person = Person(browser, stack.address).sign_in(HOME)
    person.page.clock.install()
    yield person.page
    assert person.faults == []
    person.leave()


def test_the_board_is_searched_and_paged(page: Page) -> None:
    page.goto(BOARD)
    expect(page.get_by_text("4028 đơn vị, trang 1/81")).to_be_visible()
    assert complaints(page) == [] and weight(page) <= LIGHT
    page.get_by_role("link", name="Trang sau").click()
    expect(page.get_by_text("4028 đơn vị, trang 2/81")).to_be_visible()
    page.get_by_label("Tìm đơn vị").fill("don vi so 399")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("table.board tbody tr")).to_have_count(10)
    page.get_by_label("Trạng thái").select_option("overdue")
    page.get_by_label("Tìm đơn vị").fill("")
    page.get_by_role("button", name="Lọc").click()
    page.get_by_label("Chọn cả 400 đơn vị ở mọi trang").check()
    page.get_by_role("button", name="Gia hạn…", exact=True).click()
    expect(page.get_by_text("Áp dụng với 400/400 đơn vị đã chọn.")).to_be_visible()


def given_up(page: Page) -> bool:
    """Have a workbook built, see how far it is and give it up; False where it was built meanwhile, as the page says."""
    page.goto(BUILDS)
    bar = page.get_by_label("Tiến độ lập bảng")

    def is_under_way() -> bool:
        page.clock.run_for(2_000)  # the page asks again
        return bar.count() == 1

    page.get_by_role("button", name="Lập bảng tổng hợp").click()
    wait_until(is_under_way, 60, "progress")
    assert 0 <= int(bar.get_attribute("value") or -1) < 100
    page.get_by_role("button", name="Hủy").click()
    page.get_by_role("button", name="Xác nhận, thực hiện").click()
    answer = page.get_by_text(re.compile("Đã hủy lần lập bảng|đã kết thúc nên không hủy được"))
    expect(answer).to_be_visible()
    return "Đã hủy" in answer.inner_text()


def test_a_large_workbook_shows_progress_and_can_be_given_up(page: Page) -> None:
    """Twice, since the worker must be free again after the first; the last click may come too late on a slow day."""
    tries = []
    while sum(tries) < 2:
        tries.append(given_up(page))
        assert len(tries) < 8, "each was built before it could be given up"
    page.goto(BUILDS)
    states = page.locator("#cac-lan .state")
    expect(states.filter(has_text="đã hủy")).to_have_count(2)
    expect(states).to_have_count(len(tries))
    expect(page.get_by_role("link", name=re.compile("Tải xuống"))).to_have_count(len(tries) - 2)
