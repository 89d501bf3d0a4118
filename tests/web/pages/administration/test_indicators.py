"""What each indicator means: behind its name on the form, and for Home Affairs with what it rests on."""

from __future__ import annotations

import pytest

from service.actions.periods.lifecycle import open_period
from tests.support.browser import Person
from tests.support.drafts import STRANGER
from tests.support.installation import HOME_AFFAIRS
from tests.support.web import Web

ALL = "/quan-tri/ky"


@pytest.fixture
def home(web: Web) -> Person:
    """Somebody of Home Affairs."""
    return Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")


def test_home_affairs_sees_on_what_each_indicator_rests(web: Web, home: Person) -> None:
    open_period(web.context, "2026-Q1")
    link = home.get(ALL).find("//a[contains(., 'Chỉ tiêu của mẫu 2025')]").get("href")
    page = home.get(link)
    assert "124 chỉ tiêu, có hiệu lực từ 15/06/2025." in page.words
    rows = {code: page.find(f"//tr[@data-code='{code}']") for code in ("ho_so.truoc_han", "van_ban.di")}
    said = {code: " ".join(row.text_content().split()) for code, row in rows.items()}
    assert "S có nguồn công bố" in said["ho_so.truoc_han"] and "biểu II.06a, cột 8" in said["ho_so.truoc_han"]
    assert "K theo thực tế, chờ Sở Nội vụ xác nhận" in said["van_ban.di"]
    assert home.get(f"{ALL}/mau/cchc/1999").status == 404


def test_a_version_without_definitions_is_shown_all_the_same(home: Person) -> None:
    assert "79 chỉ tiêu" in home.get(f"{ALL}/mau/cchc/2022").words


def test_the_form_explains_each_figure_behind_its_name(web: Web) -> None:
    open_period(web.context, "2026-Q1")
    officer = Person(web.app, web.context, STRANGER, "van.em.4@stc.gov.vn")
    page = officer.get("/bao-cao/2026-Q1/nhap")
    said = page.find("//tr[@data-code='ho_so.ty_le_dung_han']//details").text_content()
    assert "100 × (II.2.14 - II.2.14.3) / (II.2.14)" in said and "biểu II.06a" in said
    # What the unit is not asked for needs no explanation.
    assert page.texts("//tr[@data-code='tai_chinh.thu_ngan_sach']//details") == []
