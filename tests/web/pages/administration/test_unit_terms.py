"""What one unit owes otherwise than others, set on a page with the totals before and after."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from service.actions.consolidation.totals import province_totals
from service.actions.organization.agencies import change_agency
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import close_period, obligation_in, set_obligation
from service.storage.organization.agencies import get_agency
from tests.support.browser import Page, Person
from tests.support.installation import ADMIN, HOME_AFFAIRS, PERIOD
from tests.support.province import put_valid
from tests.support.units import units_csv
from tests.support.web import Web

PAGE = f"/quan-tri/ky/{PERIOD}/quy-dinh/SGTVT"
CODE = "sang_kien.so_luong"
WHY = "Thống nhất tại công văn 12"


@pytest.fixture
def home(web: Web) -> Person:
    """Somebody of Home Affairs, in a province in which SXD is a child of SGTVT and both have filed: 40 and 100."""
    with web.context.database.reading() as session:
        child = get_agency(session, "SXD")
    change_agency(web.context, ADMIN, replace(child, parent="SGTVT"))
    put_valid(web.context, ["SGTVT"], sang_kien__so_luong=100)
    put_valid(web.context, ["SXD"], sang_kien__so_luong=40)
    return Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")


def total(web: Web) -> Decimal | None:
    return province_totals(web.context, PERIOD).consolidation.report.number(CODE)


def chosen(home: Person, **fields: str) -> Page:
    """The page's form sent with these fields; the state that the page showed is sent along."""
    sent = home.get(PAGE).form(PAGE)
    for name in ("includes_children", "exempt"):
        sent.poplist(name)
    return home.send(PAGE, {**sent.to_dict(), "reason": WHY, **fields})


def test_figures_that_hold_the_childrens_are_shown_beforehand_and_then_set(web: Web, home: Person) -> None:
    assert total(web) == Decimal(140)
    assert "Đơn vị cấp dưới của kỳ này: Sở Xây dựng." in home.get(PAGE).words
    asked = chosen(home, includes_children="1")
    assert "Số đơn vị được cộng: 2 thành 1." in asked.words and "140 thành 100" in asked.words
    assert total(web) == Decimal(140)
    done = home.press(asked, PAGE)
    assert "Đã đặt quy định riêng của đơn vị." in done.words and "gồm số liệu đơn vị trực thuộc" in done.words
    assert total(web) == Decimal(100)
    assert WHY in home.get(f"/ky/{PERIOD}/nhat-ky").words
    home.press(chosen(home), PAGE)
    assert total(web) == Decimal(140)


def test_indicators_are_spared_and_asked_for_again(web: Web, home: Person) -> None:
    asked = chosen(home, exempt=CODE)
    assert "Số liệu đã nộp của các chỉ tiêu này vẫn được cộng" in asked.words
    assert "Số liệu tổng hợp của kỳ không đổi." in asked.words
    home.press(asked, PAGE)
    assert (obligation_in(web.context, PERIOD, "SGTVT").exempt, total(web)) == ((CODE,), Decimal(140))
    home.press(chosen(home), PAGE)
    assert (obligation_in(web.context, PERIOD, "SGTVT").exempt, total(web)) == ((), Decimal(140))


def test_patterns_that_were_set_before_stay_as_they_are(web: Web, home: Person) -> None:
    set_obligation(web.context, PERIOD, "SGTVT", exempt=("sang_kien.*",))
    sent = home.get(PAGE).form(PAGE)
    asked = home.send(PAGE, sent | {"reason": WHY, "includes_children": "1"})
    home.press(asked, PAGE)
    assert obligation_in(web.context, PERIOD, "SGTVT").exempt == ("sang_kien.*",)


def test_what_will_not_do_is_refused_with_all_that_was_chosen(web: Web, home: Person) -> None:
    """Without a reason, on a page older than a colleague's decision, outside the period, and once it is closed."""
    bare = chosen(home, exempt=CODE, reason=" ")
    assert bare.status == 409 and "Cần ghi lý do" in bare.words
    assert bare.find(f"//input[@value='{CODE}']").get("checked") is not None
    asked = chosen(home, exempt=CODE)
    set_obligation(web.context, PERIOD, "SGTVT", includes_children=True)
    late = home.press(asked, PAGE)
    assert late.status == 409 and "đặt quy định riêng của đơn vị" in late.words
    import_agencies(web.context, units_csv("XMOI,Xã Mới,,xa,,2025-07-01,,"))
    assert home.get(f"/quan-tri/ky/{PERIOD}/quy-dinh/XMOI").status == 404
    close_period(web.context, PERIOD)
    assert "chỉ xem, không sửa được" in home.get(PAGE).words
    assert chosen(home, exempt=CODE).status == 409
    assert obligation_in(web.context, PERIOD, "SGTVT").exempt == ()
