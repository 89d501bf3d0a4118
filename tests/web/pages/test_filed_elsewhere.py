"""On the pages: a filing that came another way beside a draft in which something waits to be filed."""

from __future__ import annotations

import pytest

from tests.support.browser import Person
from tests.support.drafts import COLLEAGUE, TONG, opened, write
from tests.support.filings import hand_in_and_check, real_report
from tests.support.installation import PERIOD
from tests.support.web import Web

FORM, STATE = f"/bao-cao/{PERIOD}/nhap", f"/bao-cao/{PERIOD}/xem-lai/tinh-trang"
SAID = "không thay nội dung của bản nháp này, vì bản nháp có chỗ sửa chưa nộp: cả hai được giữ nguyên."


@pytest.fixture
def filing(web: Web) -> str:
    """A program files the real report after a colleague has written something else."""
    write(web.context, {TONG: "141", "notes.tthc.tong": "Gồm cả liên thông"}, COLLEAGUE)
    return hand_in_and_check(web.context, real_report())


def test_the_form_and_an_open_form_say_that_a_program_filed_something_else(
    web: Web, officer: Person, filing: str
) -> None:
    for page in (FORM, STATE, f"/bao-cao/{PERIOD}/xem-lai"):
        assert f"Lần 1 nộp bằng API {SAID}" in officer.get(page).words
        assert officer.get(page).find(f"//a[@href='/bao-cao/{PERIOD}/lan-nop/{filing}']") is not None


def test_the_differences_are_shown_by_their_names_and_one_of_three_ways_is_chosen(
    web: Web, officer: Person, filing: str
) -> None:
    address = f"/bao-cao/{PERIOD}/lan-nop/{filing}"
    page = officer.get(address)
    assert "II.2.3. Tổng số TTHC" in page.words
    assert "Ghi chú của chỉ tiêu II.2.3" in page.words
    assert page.texts("//main//button[@name='mode']")[-1] == ("Giữ nguyên bản nháp")
    after = officer.send(address, {**page.form(address), "mode": "replace"})
    assert "Đã ghi lựa chọn vào bản nháp." in after.words and SAID not in after.words
    assert opened(web.context).draft.values[TONG] == "140"
    assert not opened(web.context).draft.has_news


def test_who_keeps_the_draft_is_not_asked_again(web: Web, officer: Person, filing: str) -> None:
    address = f"/bao-cao/{PERIOD}/lan-nop/{filing}"
    after = officer.send(address, {**officer.get(address).form(address), "mode": "keep"})
    assert SAID not in after.words
    assert opened(web.context).draft.values[TONG] == "141"


def test_a_colleagues_newer_value_is_named_and_stays(web: Web, officer: Person, filing: str) -> None:
    address = f"/bao-cao/{PERIOD}/lan-nop/{filing}"
    page = officer.get(address)
    write(web.context, {TONG: "142"}, COLLEAGUE)
    after = officer.send(address, {**page.form(address), "mode": "replace"})
    assert "II.2.3. Tổng số TTHC" in after.words and "142 (Phạm Thị Dung)" in after.words
    assert opened(web.context).draft.values[TONG] == "142"
