"""Who presses a button twice in haste does the thing once."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from service.actions.organization.tokens import list_tokens
from tests.support.browser import Person
from tests.support.chromium import Person as Window
from tests.support.form_window import serving
from tests.support.installation import ADMIN
from tests.support.web import Web


def test_a_double_press_issues_one_token(browser: Browser, web: Web) -> None:
    admin = Person(web.app, web.context, ADMIN, "quan.tri@hungyen.gov.vn")
    cookie = admin.client.get_cookie("tonghop", domain="127.0.0.1")
    assert cookie is not None
    with serving(web.app) as address:
        window = Window(browser, address)
        window.window.add_cookies([{"name": "tonghop", "value": cookie.value, "url": address}])
        window.page.goto("/quan-tri/ma-truy-cap")
        window.page.locator("select[name=role]").select_option("auditor")
        window.page.locator("input[name=name]").fill("Phần mềm giám sát")
        window.page.get_by_role("button", name="Tạo mã").dblclick()
        expect(window.page.get_by_text("Phần mềm giám sát").first).to_be_visible()
        window.leave()
    assert [row.name for row in list_tokens(web.context)] == ["Phần mềm giám sát"]
