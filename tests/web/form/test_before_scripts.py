"""What is typed while the page's scripts are still on their way is kept like all else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Route, expect

from service.domain.reporting.draft import DOCUMENTS
from tests.support.drafts import opened
from tests.support.form_window import FORM, STATE, Window
from tests.support.web import Web

FIGURE, BOX, TEXT = "bo_may.co_quan_hanh_chinh", "bien_che.duoc_giao", "narratives.V"


@contextmanager
def scripts_late(window: Window) -> Iterator[None]:
    """The form as it stands before its scripts run; they come when the block ends."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    window.page.route("**/js/form.js*", hold)
    window.page.goto(FORM, wait_until="commit")
    window.page.wait_for_function("document.readyState !== 'loading'")
    yield
    for route in held:
        route.continue_()
    window.page.unroute("**/js/form.js*")
    window.page.locator(".has-script").first.wait_for()


def test_what_is_typed_before_the_scripts_run_reaches_the_server(web: Web, window: Window) -> None:
    with scripts_late(window):
        window.page.locator(window.figure(FIGURE)).fill("61")
        window.page.locator(f"[data-path='{TEXT}']").fill("Đề nghị bố trí thêm kinh phí.")
        window.page.locator(f".spared[value='indicators.{BOX}']").check()
        window.page.get_by_label("Trích yếu, dòng 1", exact=True).fill("Kiện toàn tổ công nghệ")
    window.press("Control+s")
    expect(window.page.locator(STATE)).to_have_attribute("data-state", "saved")
    held = opened(web.context).draft.values
    assert (held[f"indicators.{FIGURE}"], held[TEXT]) == ("61", "Đề nghị bố trí thêm kinh phí.")
    assert held[f"indicators.{BOX}"] == "không áp dụng" == window.page.locator(window.figure(BOX)).input_value()
    assert json.loads(held[DOCUMENTS])[0][3] == "Kiện toàn tổ công nghệ"


def test_it_can_be_undone(window: Window) -> None:
    before = window.page.locator(window.figure(FIGURE)).input_value()
    with scripts_late(window):
        window.page.locator(window.figure(FIGURE)).fill("61")
    expect(window.page.locator("#hoan-tac")).to_be_enabled()
    window.page.locator("#hoan-tac").click()
    expect(window.page.locator(window.figure(FIGURE))).to_have_value(before)


def test_a_page_on_which_nobody_typed_sends_nothing(web: Web, window: Window) -> None:
    with scripts_late(window):
        pass
    expect(window.page.locator("#hoan-tac")).to_be_disabled()
    with window.page.expect_request("**/luu") as sent:
        window.press("Control+s")
    assert sent.value.post_data_json["changes"] == []
