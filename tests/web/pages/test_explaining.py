"""Warnings are explained where they are read, and nothing calls a report ready that has one without a reason."""

from __future__ import annotations

import pytest

from service.actions.periods.lifecycle import close_period
from tests.support.browser import Page, Person
from tests.support.drafts import COLLEAGUE, TONG, opened, real_values, write
from tests.support.installation import PERIOD
from tests.support.web import Web

REVIEW, FORM = f"/bao-cao/{PERIOD}/xem-lai", f"/bao-cao/{PERIOD}/nhap"
EXPLAIN, SEND = f"{REVIEW}/giai-trinh", f"{REVIEW}/trinh"
R06 = "explanations.R06"
SAID = "Tổng số TTHC trực tuyến (122) khác tổng mức độ 3 (58) và mức độ 4 (62): chênh lệch 2"
WHY = "Hai thủ tục đang chuyển mức độ"
NOTE = "notes.tthc.tong"


def verdict(page: Page) -> str:
    """What the review says of the report as a whole."""
    return page.texts("//section[@aria-labelledby='ket-luan']/div")[0]


def box(page: Page) -> tuple[bool, str, str]:
    """Whether the form shows the room for an explanation, beside which words, and what stands in it."""
    found = page.find("//div[@data-rule='R06']")
    said = " ".join(found.find("label/span").text_content().split())
    return "hidden" not in found.attrib, said, found.find("textarea").text_content().strip()


@pytest.mark.parametrize("said", ["", ".", "đã kiểm tra", "xxxxxxxxxx"])
def test_no_report_is_called_ready_above_a_warning_without_a_reason(web: Web, officer: Person, said: str) -> None:
    write(web.context, real_values() | {R06: said})
    page = officer.get(REVIEW)
    assert verdict(page) == "Còn 1 cảnh báo chưa giải trình: ghi lý do ngay dưới từng cảnh báo."
    assert "Có thể" not in page.words and "Không còn lỗi" not in page.words
    assert page.find(f"//form[@action='{SEND}']/button").get("disabled") is not None


def test_a_report_is_ready_when_its_warnings_are_explained_and_says_what_the_reader_can_do(
    web: Web, officer: Person, leader: Person
) -> None:
    write(web.context, real_values())
    assert verdict(officer.get(REVIEW)) == "Không còn lỗi; cảnh báo đã được giải trình. Có thể trình lãnh đạo."
    assert verdict(leader.get(REVIEW)) == "Không còn lỗi; cảnh báo đã được giải trình. Có thể nộp báo cáo."
    officer.press(officer.get(REVIEW), SEND)
    assert verdict(officer.get(REVIEW)).endswith("Đã trình, chờ lãnh đạo nộp.")


def test_a_warning_is_explained_on_the_review_itself(web: Web, officer: Person) -> None:
    write(web.context, real_values() | {R06: "", TONG: "n/a"})
    page = officer.get(REVIEW)
    assert page.form(EXPLAIN).keys() == {"csrf_token", "version", R06, NOTE}
    assert page.find(f"//textarea[@name='{R06}']").get("aria-label") == f"Giải trình: {SAID}"
    page = officer.send(EXPLAIN, {**page.form(EXPLAIN), R06: WHY})
    assert "Đã lưu giải trình." in page.words and f"Giải trình: {WHY}" in page.words
    assert page.form(EXPLAIN).keys() == {"csrf_token", "version", NOTE}, "what is explained is asked no more"
    page = officer.send(EXPLAIN, {**page.form(EXPLAIN), NOTE: "Chuyển về Sở Tư pháp từ tháng 8"})
    values = opened(web.context).draft.values
    assert (values[R06], values[NOTE]) == (WHY, "Chuyển về Sở Tư pháp từ tháng 8")
    assert opened(web.context).unexplained == () and f"action='{EXPLAIN}'" not in page.source


def test_a_colleagues_explanation_written_meanwhile_is_not_overwritten(web: Web, officer: Person) -> None:
    write(web.context, real_values() | {R06: ""})
    page = officer.get(REVIEW)
    write(web.context, {R06: WHY}, COLLEAGUE)
    refused = officer.send(EXPLAIN, {**page.form(EXPLAIN), R06: "Do rà soát lại danh mục"})
    assert refused.status == 409 and WHY in refused.words and "Do rà soát lại danh mục" in refused.source
    assert opened(web.context).draft.values[R06] == WHY


def test_a_closed_period_is_neither_explained_nor_called_ready(web: Web, officer: Person) -> None:
    write(web.context, real_values() | {R06: ""})
    page = officer.get(REVIEW)
    close_period(web.context, PERIOD)
    assert "textarea" not in officer.get(REVIEW).source
    assert officer.send(EXPLAIN, {**page.form(EXPLAIN), R06: WHY}).status == 409
    assert R06 not in opened(web.context).draft.values


def test_a_closed_period_offers_no_filing(web: Web, officer: Person) -> None:
    write(web.context, real_values())
    close_period(web.context, PERIOD)
    page = officer.get(REVIEW)
    assert "Có thể" not in page.words and page.texts("//h1")[0].startswith("Xem lại báo cáo")


def test_an_explanation_leaves_the_form_with_its_warning_and_comes_back_with_it(web: Web, officer: Person) -> None:
    write(web.context, real_values())
    assert box(officer.get(FORM)) == (True, SAID, WHY), "the rule stands there with its figures"
    write(web.context, {"indicators.dvctt.tong_tthc": "120"})
    is_shown, _, kept = box(officer.get(FORM))
    assert (is_shown, kept) == (False, WHY)
    assert WHY not in officer.get(REVIEW).words
    write(web.context, {"indicators.dvctt.tong_tthc": "122"})
    assert box(officer.get(FORM)) == (True, SAID, WHY)
