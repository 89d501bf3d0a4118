"""Figures that two units tell, on the pages: declared, changed and ended after the totals were shown."""

from __future__ import annotations

import pytest

from service.actions.periods.lifecycle import close_period
from service.actions.periods.overlaps import period_overlaps
from tests.support.browser import Person
from tests.support.installation import AUDITOR, HOME_AFFAIRS, PERIOD
from tests.support.province import put_valid
from tests.support.web import Web

PAGE, CODE = f"/ky/{PERIOD}/tinh-trung", "sang_kien.so_luong"
TYPED = {"indicator": CODE, "counting": "unit:STC", "leaving": "unit:SXD", "reason": "Trung tâm thuộc sở"}
BOTH = "tính theo Sở Tài chính 100; Sở Xây dựng báo 90, không cộng; chênh lệch −10"


@pytest.fixture
def home(web: Web) -> Person:
    """Somebody of Home Affairs, where two units have filed 100 and 90."""
    put_valid(web.context, ["STC"], sang_kien__so_luong=100)
    put_valid(web.context, ["SXD"], sang_kien__so_luong=90)
    return Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")


def listed(web: Web) -> list[tuple[int, str]]:
    return [(one.kept.number, one.leaving) for one in period_overlaps(web.context, PERIOD).listed]


def test_a_pair_is_declared_changed_and_ended_and_each_time_asked_about(web: Web, home: Person) -> None:
    asked = home.fill(home.get(PAGE), PAGE, TYPED, PAGE)
    assert "tính theo Sở Tài chính, không cộng số của Sở Xây dựng?" in asked.words and listed(web) == []
    assert any(line.endswith("190 thành 100.") for line in asked.texts("//main//li"))
    back = home.send(PAGE, {**asked.form(PAGE), "ask": "edit"})
    assert {name: back.form(PAGE)[name] for name in TYPED} == TYPED
    assert BOTH in home.press(asked, PAGE).words
    ((number, _),) = listed(web)
    for path in (f"/ky/{PERIOD}/tong-hop", f"/ky/{PERIOD}/tong-hop/{CODE}", f"/ky/{PERIOD}/khoa-ky"):
        assert BOTH in home.get(path).words, path
    total = home.get(f"/ky/{PERIOD}/tong-hop/{CODE}")
    assert "không cộng: đã tính ở Sở Tài chính (Trung tâm thuộc sở)" in total.words
    editing = home.get(f"{PAGE}?sua={number}")
    assert {name: editing.form(PAGE)[name] for name in TYPED} == TYPED
    turned = {"counting": "unit:SXD", "leaving": "unit:STC"}
    home.press(home.fill(editing, PAGE, turned, PAGE), PAGE)
    ((number, leaving),) = listed(web)
    assert leaving == "Sở Tài chính"
    ended = f"{PAGE}/{number}/bo"
    asked = home.fill(home.get(PAGE), ended, {"reason": "Hai việc khác nhau"}, ended, ask="1")
    assert any(line.endswith("90 thành 190.") for line in asked.texts("//main//li"))
    assert "Chưa khai báo số liệu nào." in home.press(asked, ended).words and listed(web) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"leaving": "unit:STC"}, "không trùng với chính mình"), ({"leaving": ""}, "Chọn một đơn vị"),
        ({"counting": "kind:so"}, "không ghép một đơn vị với một cấp"), ({"indicator": ""}, "Chọn chỉ tiêu"),
        ({"counting": "kind:khong-co"}, "Chọn một đơn vị"), ({"reason": " "}, "Cần ghi lý do"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_said_beside_its_field_with_all_that_was_typed(
    web: Web, home: Person, typed: dict[str, str], said: str
) -> None:
    page = home.fill(home.get(PAGE), PAGE, {**TYPED, **typed}, PAGE)
    assert page.status == 409 and said in " ".join(page.texts("//*[contains(@class, 'invalid-feedback')]"))
    kept = page.form(PAGE)
    assert all(kept[name] == value for name, value in {**TYPED, **typed}.items() if value.strip() and ":k" not in value)
    assert listed(web) == []


def test_an_older_page_and_a_blank_reason_do_nothing(web: Web, home: Person) -> None:
    old = home.get(PAGE)
    home.press(home.fill(home.get(PAGE), PAGE, TYPED, PAGE), PAGE)
    refused = home.send(PAGE, {**old.form(PAGE), **TYPED, "leaving": "unit:SGTVT", "ask": ""})
    assert refused.status == 409 and "sau khi trang này được mở" in refused.words
    assert refused.form(PAGE)["leaving"] == "unit:SGTVT"
    ((number, _),) = listed(web)
    ended = f"{PAGE}/{number}/bo"
    assert "Cần ghi lý do" in home.fill(home.get(PAGE), ended, {"reason": " "}, ended).words
    assert len(listed(web)) == 1


def test_a_closed_period_and_an_auditor_have_the_list_alone(web: Web, home: Person) -> None:
    home.press(home.fill(home.get(PAGE), PAGE, TYPED, PAGE), PAGE)
    auditor = Person(web.app, web.context, AUDITOR, "thanhtra@hungyen.gov.vn").get(PAGE)
    old = home.get(PAGE).form(PAGE)
    close_period(web.context, PERIOD, HOME_AFFAIRS)
    for page in (auditor, home.get(PAGE)):
        assert BOTH in page.words and page.tree.xpath("//main//form") == []
    refused = home.send(PAGE, {**old, **TYPED, "leaving": "unit:SGTVT"})
    assert refused.status == 409 and "đã khóa" in refused.words
