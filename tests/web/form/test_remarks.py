"""The leader's remarks in the browser: nothing typed is lost when the session ends or the page is left."""

from __future__ import annotations

from playwright.sync_api import expect

from service.actions.intake.approvals import request_approval
from tests.support.browser import Person as Account
from tests.support.drafts import TONG, UNIT, opened, real_values, write
from tests.support.installation import LEADER, OFFICER, PERIOD
from tests.support.web import Web
from tests.web.form.conftest import Opening

RETURN = f"/bao-cao/{PERIOD}/xem-lai/tra-lai"
EXPIRED = "Phiên làm việc đã hết: đăng nhập lại ở thẻ khác, ý kiến trên trang này tự lưu sau đó."


def test_remarks_outlast_a_session_that_ends_while_they_are_typed(web: Web, opening: Opening, address: str) -> None:
    write(web.context, real_values())
    request_approval(web.context, OFFICER, PERIOD, UNIT)
    window = opening(Account(web.app, web.context, LEADER, "thi.binh.2@sgtvt.gov.vn"))
    page, status = window.page, window.page.locator("#luu-y-kien")
    page.goto(RETURN)
    remark, reason = page.locator(f"[name='nhan_xet.{TONG}']"), page.get_by_label("Ý kiến chung")
    remark.fill("Đối chiếu lại.")
    expect(status).to_have_text("Đã lưu ý kiến đang ghi; cán bộ chưa thấy.")
    (cookie,) = window.window.cookies()
    window.window.clear_cookies()
    reason.fill("Chưa khớp.")
    page.get_by_role("button", name="Trả lại cán bộ").click()
    expect(status).to_have_text(EXPIRED)
    assert page.url.endswith(RETURN) and reason.input_value() == "Chưa khớp."
    # The leader signs in again in another tab and comes back to this one.
    assert "value" in cookie
    window.window.add_cookies([{"name": "tonghop", "value": cookie["value"], "url": address}])
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(status).to_have_text("Đã lưu ý kiến đang ghi; cán bộ chưa thấy.")
    page.reload()
    assert (remark.input_value(), reason.input_value()) == ("Đối chiếu lại.", "Chưa khớp.")
    page.get_by_role("button", name="Trả lại cán bộ").click()
    expect(page.get_by_text("Đã trả lại; cán bộ được báo")).to_be_visible()
    assert [said.text for said in opened(web.context).all_remarks] == ["Chưa khớp.", "Đối chiếu lại."]
