"""Targets that the province sets from a period on: asked about with what follows, on record, and taken back."""

from __future__ import annotations

import pytest

from service.actions.consolidation.totals import province_totals
from service.actions.periods.lifecycle import open_period
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.payload import Payload
from tests.support.browser import Page, Person
from tests.support.domain import TODAYS, figures
from tests.support.drafts import STRANGER
from tests.support.installation import HOME_AFFAIRS
from tests.support.province import put_payload
from tests.support.web import Web

PAGE, RATIO = "/quan-tri/ky/mau/cchc/2025/muc-tieu", "so_hoa.ty_le"
WANTED = {
    "nam": "2026", "indicator": RATIO, "kinds": "so", "since": "2026-Q1", "direction": "at_least", "value": "79",
    "source": "Quyết định số 15/QĐ-UBND ngày 10/01/2026", "ask": "",
}  # fmt: skip


@pytest.fixture
def home(web: Web) -> Person:
    """Somebody of Home Affairs, while two departments reach 80% and 79%."""
    open_period(web.context, "2026-Q1")
    for unit, digitised in (("STC", 80), ("SYT", 79)):
        given = figures({"so_hoa.ho_so": digitised, "ho_so.tiep_nhan_moi": 100})
        put_payload(web.context, Payload(TODAYS.code, TODAYS.version, "2026-Q1", unit, given))
    return Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")


def sent(home: Person, fields: dict[str, str], path: str = PAGE) -> Page:
    """The page's form, sent with these fields."""
    key = home.get(PAGE).find("//main//input[@name='csrf_token']").get("value")
    return home.send(path, {"csrf_token": key, **fields})


def row(page: Page, kind: str) -> str:
    """The words of a target's row."""
    return " ".join(page.find(f"//tr[@data-target='{RATIO} {kind}']").text_content().split())


def test_the_targets_of_a_year_are_shown_with_their_sources(home: Person) -> None:
    page = home.get(f"{PAGE}?nam=2026")
    assert "80%" in row(page, "so") and "766/QĐ-TTg ngày 23/6/2022, chỉ số 4.2" in row(page, "so")
    assert [link.text_content() for link in page.tree.xpath("//nav//a[@aria-current='page']")][-1] == "2026"


def test_what_a_button_asks_for_is_not_called_optional(home: Person) -> None:
    asked = {PAGE: ("value", "source", "reason"), PAGE.removesuffix("/muc-tieu"): ("document", "reason")}
    for address, names in asked.items():
        page = home.get(address)
        labels = {name: page.find(f"//label[@for='{name}']").text_content() for name in names}
        assert [name for name, label in labels.items() if "không bắt buộc" in label] == []
    assert "không bắt buộc" in page.find("//label[@for='article']").text_content()


def test_one_of_the_provinces_own_is_asked_about_and_holds_from_its_period_on(home: Person, web: Web) -> None:
    asked = sent(home, {**WANTED, "ask": "1"})
    assert "mục tiêu 80% → 79%." in asked.words and "1/2 đơn vị đạt → 2/2." in asked.words
    assert "79%" not in row(home.get(f"{PAGE}?nam=2026"), "so")
    home.press(asked, PAGE)
    shown = row(home.get(f"{PAGE}?nam=2026"), "so")
    assert "Từ 2026-Q1: 79% Quyết định số 15/QĐ-UBND ngày 10/01/2026 (Lê Văn Cường" in shown
    template = province_totals(web.context, "2026-Q1").view.template
    assert template.targets[RATIO, 2026, AgencyKind.SO].value == 79
    assert template.targets[RATIO, 2026, None].value == 80
    officer = Person(web.app, web.context, STRANGER, "van.em.4@stc.gov.vn")
    assert "mục tiêu năm 79%" in officer.get("/bao-cao/2026-Q1/nhap").row(RATIO).text_content()
    sent(home, {**WANTED, "reason": "Quyết định hết hiệu lực"}, f"{PAGE}/bo")
    assert "Từ 2026-Q1: dùng lại mục tiêu của mẫu" in row(home.get(f"{PAGE}?nam=2026"), "so")
    template = province_totals(web.context, "2026-Q1").view.template
    assert template.targets[RATIO, 2026, AgencyKind.SO].value == 80


def test_it_holds_in_no_earlier_period(home: Person, web: Web) -> None:
    assert sent(home, {**WANTED, "since": "2026-H1"}).status == 200
    template = province_totals(web.context, "2026-Q1").view.template
    assert template.targets[RATIO, 2026, AgencyKind.SO].value == 80


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"value": "tám mươi"}, "«tám mươi» không hợp lệ, cần một số, như 80 hoặc 99,5"),
        ({"value": "101"}, "«101» không hợp lệ, cần số từ 0 đến 100"),
        ({"source": ""}, "Cần ghi văn bản đặt ra mục tiêu."),
        ({"kinds": "huyen"}, "không hỏi cấp «huyen»"),
        ({"since": "2025-Y"}, "Chọn kỳ chưa khóa của năm 2026."),
        ({"indicator": "la"}, "Chọn chỉ tiêu."),
    ],
)
def test_what_will_not_do_is_said_and_all_that_was_typed_stays(home: Person, fields: dict[str, str], said: str) -> None:
    page = sent(home, {**WANTED, **fields})
    assert page.status == 409 and said in page.words
    assert page.find("//input[@name='value']").get("value") == {**WANTED, **fields}["value"]


def test_nothing_is_taken_back_that_the_province_did_not_set(home: Person) -> None:
    page = sent(home, {**WANTED, "reason": "Thử"}, f"{PAGE}/bo")
    assert page.status == 409 and "Từ kỳ này tỉnh không đặt mục tiêu riêng." in page.words


def test_nobody_overturns_a_colleagues_decision_unseen(home: Person) -> None:
    sent(home, {**WANTED, "seen": "0"})
    page = sent(home, {**WANTED, "seen": "0"})
    assert page.status == 409 and "đã đặt mục tiêu của tỉnh lúc" in page.words
