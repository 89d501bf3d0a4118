"""Officer and leader of a department in two browsers, the leader on a phone, with mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.chromium import PHONE, Person, chromium, complaints, fits
from tests.support.mail_server import Box, text_of
from tests.support.processes import wait_until
from tests.support.stack import Stack, up

OFFICER, LEADER = "canbo@sgtvt.demo.vn", "lanhdao@sgtvt.demo.vn"
FORM, REVIEW = "/bao-cao/2023-Q3/nhap", "/bao-cao/2023-Q3/xem-lai"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, box: Box) -> Iterator[Stack]:
    """The demonstration, running, with mail that leads to its own address."""
    with up(tmp_path_factory.mktemp("leader") / "data", "--demo", TONGHOP_SMTP_URL=box.url) as running:
        yield running


@pytest.fixture
def people(stack: Stack) -> Iterator[tuple[Person, Person]]:
    """The officer at a desk and the leader with a phone, both signed in."""
    with chromium() as browser:
        both = Person(browser, stack.address).sign_in(OFFICER), Person(browser, stack.address, PHONE).sign_in(LEADER)
        yield both
        for person in both:
            assert person.faults == []
            person.leave()


def test_officer_and_leader_hand_a_report_to_each_other_and_each_learns_of_it_at_once(
    people: tuple[Person, Person], box: Box
) -> None:
    """Sent, withdrawn by an edit, sent again, returned with a remark, corrected, and filed by two taps."""
    officer, leader = people
    sent_and_withdrawn(officer, box)
    put_before_the_leader(officer.page)
    returned(officer.page, leader.page, box)
    officer.type_figure("khao_sat.so_phieu", "83")
    officer.wait_until_saved()
    put_before_the_leader(officer.page)
    officer.page.goto(FORM)
    filed_by_two_taps(leader.page, box)
    wait_until(lambda: "Đã nộp" in subjects(box, OFFICER), 60, "the letter about the filing")
    officer.type_figure("khao_sat.so_phieu", "84")
    expect(officer.page.locator("[data-live]")).to_contain_text("Đang sửa bản mới, chưa nộp")


def sent_and_withdrawn(officer: Person, box: Box) -> None:
    """The leader has a letter, and another one when the officer goes on typing, whose form says so."""
    page = officer.page
    page.goto(FORM)
    page.locator("#o-explanations-R06").fill("Hai thủ tục đang chờ công bố mức độ.")
    officer.type_figure("khao_sat.so_phieu", "81")
    officer.wait_until_saved()
    put_before_the_leader(page)
    wait_until(lambda: "Chờ đồng chí duyệt và nộp" in subjects(box, LEADER), 60, "the letter to the leader")
    page.goto(FORM)
    expect(page.locator("[data-live]")).to_contain_text("sửa bất kỳ ô nào là rút lại bản trình")
    assert complaints(page) == []
    officer.type_figure("khao_sat.so_phieu", "82")
    expect(page.locator("[data-live]")).to_contain_text("đã được rút lại")
    wait_until(lambda: "Không còn chờ duyệt" in subjects(box, LEADER), 60, "the letter about the withdrawal")


def returned(page: Page, phone: Page, box: Box) -> None:
    """The leader returns it with a remark, which the officer finds at the cell."""
    phone.goto(REVIEW)
    assert complaints(phone) == [] and fits(phone, PHONE)
    phone.get_by_role("link", name="Trả lại cán bộ").click()
    phone.get_by_label("Ý kiến: Tổng số TTHC thuộc thẩm quyền giải quyết").fill("Đối chiếu lại với Cổng.")
    assert complaints(phone) == [] and fits(phone, PHONE)
    phone.get_by_role("button", name="Trả lại cán bộ").click()
    expect(phone.get_by_text("Đã trả lại; cán bộ được báo")).to_be_visible()
    wait_until(lambda: "Lãnh đạo trả lại để sửa" in subjects(box, OFFICER), 60, "the letter to the officer")
    page.goto(FORM)
    expect(page.locator("#t-indicators-tthc-tong")).to_contain_text("Lãnh đạo: Đối chiếu lại với Cổng.")


def filed_by_two_taps(phone: Page, box: Box) -> None:
    """From the letter's link: one tap, and one to confirm; the button is in sight at once."""
    wait_until(lambda: subjects(box, LEADER).count("duyệt và nộp") == 3, 60, "the third letter")
    phone.goto(path_in(box, LEADER))
    deed = phone.get_by_role("button", name="Nộp báo cáo")
    expect(deed).to_be_in_viewport()
    deed.click()
    phone.get_by_role("button", name="Xác nhận, thực hiện").click()
    expect(phone.locator("#ket-qua")).to_contain_text("hợp lệ", timeout=60_000)
    assert complaints(phone) == [] and fits(phone, PHONE)


def put_before_the_leader(page: Page) -> None:
    """Send the draft to the leader from its review."""
    page.goto(REVIEW)
    page.get_by_role("button", name="Trình lãnh đạo").click()
    expect(page.get_by_text("Đã trình. Chờ lãnh đạo")).to_be_visible()


def subjects(box: Box, email: str) -> str:
    """Of all letters to the person."""
    return "\n".join(str(letter["Subject"]) for letter in box.letters if letter["To"] == email)


def path_in(box: Box, email: str) -> str:
    """The path of the link in the newest letter to the person that asks for something to be filed."""
    asking = [letter for letter in box.letters if letter["To"] == email and "duyệt và nộp" in str(letter["Subject"])]
    link = re.search(r"https?://[^/\s]+(/\S+/xem-lai)", text_of(asking[-1]))
    assert link
    return link[1]
