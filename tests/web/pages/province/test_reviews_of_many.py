"""The board puts first what deserves a look, says who reviews what, and is looked at as each person chooses."""

from __future__ import annotations

import pytest

from service.actions.consolidation.merge import merge_period
from service.domain.organization.access import Caller, Role
from tests.support.browser import HOME, Page, Person
from tests.support.filings import hand_in_and_check, of_agency, real_report
from tests.support.installation import PERIOD
from tests.support.web import Web

BOARD, RANKS = f"/ky/{PERIOD}", f"/ky/{PERIOD}/xep-hang"
WARNED, CLEAN = f"/duyet/{PERIOD}-SGTVT-1", f"/duyet/{PERIOD}-STC-1"
EXPLAINED = {"explanations": {"R06": "Hai thủ tục đang chờ công bố."}}


@pytest.fixture
def filed(web: Web) -> Web:
    """A clean filing, and one with a warning that nobody explained; merged."""
    hand_in_and_check(web.context, of_agency("STC") | EXPLAINED)
    hand_in_and_check(web.context, real_report())
    merge_period(web.context, PERIOD)
    return web


@pytest.fixture
def colleague(web: Web) -> Person:
    """Another person of Home Affairs."""
    return Person(web.app, web.context, Caller("Phạm Thị Hà", Role.HOME_AFFAIRS), "ha.9@snv.gov.vn")


def units(page: Page) -> list[str]:
    return page.texts("//table[contains(@class,'board')]/tbody/tr/th")


def cell(page: Page, unit: str, column: str) -> str:
    found = page.tree.xpath(f"//tr[@data-unit='{unit}']/td[@data-label='{column}']")
    return " ".join(found[0].text_content().split()) if found else ""


def test_the_board_puts_first_what_deserves_a_look_and_says_why(filed: Web, watcher: Person) -> None:
    page = watcher.get(f"{BOARD}?thu_tu=diem")
    assert units(page)[:2] == ["Sở Giao thông vận tải", "Sở Tài chính"]
    assert cell(page, "SGTVT", "Điểm cần xem").startswith("10 Tổng số TTHC trực tuyến")
    assert cell(page, "STC", "Điểm cần xem").startswith("1 ") and cell(page, "SXD", "Điểm cần xem") == ""
    assert units(watcher.get(f"{BOARD}?xem=sach")) == ["Sở Tài chính"]
    assert units(watcher.get(f"{BOARD}?xem=rieng")) == ["Sở Giao thông vận tải"]
    assert watcher.client.get(f"{BOARD}/cho-duyet", base_url=HOME).location == WARNED
    said = watcher.get(WARNED)
    assert "Điểm cần xem: 10 cần xem riêng" in said.words and "10 điểm, cảnh báo chưa giải trình:" in said.words
    assert "Điểm cần xem: 1 sạch, không đổi nhiều" in watcher.get(CLEAN).words


def test_columns_are_chosen_by_the_address_and_kept_for_the_person(
    filed: Web, watcher: Person, colleague: Person
) -> None:
    page = watcher.get(f"{BOARD}?cot=warnings&cot=unexplained")
    heads = "//table[contains(@class,'board')]/thead//th"
    assert page.texts(heads)[1:] == ["Đơn vị", "Trạng thái", "Cảnh báo", "Chưa giải trình"]
    assert [cell(page, "SGTVT", name) for name in ("Cảnh báo", "Chưa giải trình")] == ["1", "1"]
    assert [cell(page, "STC", name) for name in ("Cảnh báo", "Chưa giải trình")] == ["1", "0"]
    keep = f"{BOARD}/che-do-xem"
    watcher.send(keep, {**page.form(keep), "cot": "warnings,unexplained", "name": ""})
    assert watcher.get(BOARD).texts(heads)[3:] == ["Cảnh báo", "Chưa giải trình"]
    assert "Chưa giải trình" not in colleague.get(BOARD).texts(heads)


def test_a_view_with_a_name_leads_to_the_same_board_for_everybody_who_has_its_address(
    filed: Web, watcher: Person, colleague: Person
) -> None:
    keep = f"{BOARD}/che-do-xem"
    page = watcher.get(f"{BOARD}?xem=rieng&thu_tu=diem&cot=score")
    saved = watcher.send(keep, {**page.form(keep), "name": "  Cần xem   trước "})
    link = saved.find("//a[text()='Cần xem trước']").get("href")
    assert units(watcher.get(link)) == units(colleague.get(link)) == ["Sở Giao thông vận tải"]
    assert "Cần xem trước" not in colleague.get(BOARD).words
    again = watcher.send(keep, {**page.form(keep), "name": "x" * 81})
    assert again.status == 409 and "dài tối đa 80" in again.words
    forget = f"{keep}/xoa"
    watcher.send(forget, watcher.get(BOARD).form(forget))
    assert "Cần xem trước" not in watcher.get(BOARD).words


def test_two_people_claim_and_neither_overturns_the_other_unseen(
    filed: Web, watcher: Person, colleague: Person
) -> None:
    claim, accept = f"{CLEAN}/xem-xet/nhan", f"{CLEAN}/tiep-nhan"
    mine = watcher.press(watcher.get(CLEAN), claim)
    assert "nhận xem xét từ" in mine.words
    name = cell(colleague.get(BOARD), "STC", "Người xem xét")
    assert name and units(watcher.get(f"{BOARD}?nguoi=toi")) == ["Sở Tài chính"]
    assert units(colleague.get(f"{BOARD}?nguoi=chua")) == ["Sở Giao thông vận tải"]
    form = colleague.get(CLEAN).form(f"{CLEAN}/tra-lai")
    asked = colleague.send(accept, {**form, "reason": "Tốt"})
    assert asked.status == 409 and f"{name} đang nhận xem xét báo cáo này" in asked.words
    assert asked.find("//textarea[@id='reason']").text_content().strip() == "Tốt"
    question = colleague.send(claim, colleague.get(CLEAN).form(claim))
    assert "Thay đổi người xem xét?" in question.words
    assert cell(watcher.get(BOARD), "STC", "Người xem xét") == name
    done = colleague.send(accept, asked.form(f"{CLEAN}/tra-lai"))
    assert "Đã tiếp nhận báo cáo" in done.words
    assert cell(watcher.get(BOARD), "STC", "Người xem xét") == ""


def test_the_league_table_says_its_rule_and_who_has_no_place(filed: Web, auditor: Person, officer: Person) -> None:
    page = auditor.get(f"{RANKS}?chi_tieu=tai_chinh.ty_le_giai_ngan")
    assert "cao nhất đứng trước; bằng nhau thì cùng hạng" in page.words
    places = [text.split()[0] for text in page.texts("//tbody/tr/td[1]")]
    assert places == ["1", "1"] and "(2 đơn vị cùng hạng)" in page.words
    assert "Không xếp hạng (16):" in page.words
    assert officer.get(RANKS).status == 403
