"""The real report from paper to its receipt: how many clicks and keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from service.actions.intake.validate import validate_submission
from service.actions.organization.accounts import create_account
from service.domain.organization.access import Caller
from service.domain.reporting.submission import State
from service.storage.intake.submissions import get_submission
from tests.support.browser import PASSWORD
from tests.support.chromium import Person
from tests.support.consolidations import real_payload
from tests.support.drafts import UNIT, opened, real_values
from tests.support.form_window import FORM
from tests.support.installation import LEADER, OFFICER, PERIOD
from tests.support.web import Web

TEXT = Path(__file__).parents[2] / "data" / "sgtvt-2023-q3.txt"
MOST_CLICKS, MOST_KEYS = 30, 300
WHY = "Hai thủ tục đang chờ công bố mức độ."
Count = Callable[[str, object], None]


class Hands:
    """A mouse and a keyboard that count; a key with Ctrl or Shift is one."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.person = Person(browser, address)
        self.page = self.person.page
        self.person.window.grant_permissions(["clipboard-read", "clipboard-write"])
        self.clicks = self.keys = 0

    def click(self, target: Locator) -> None:
        """Click once."""
        self.clicks += 1
        target.click()

    def type(self, text: str) -> None:
        """Type, a key a letter."""
        self.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        """Press a key."""
        self.keys += 1
        self.page.keyboard.press(key)

    def button(self, name: str) -> Locator:
        """A button by what it says."""
        return self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first

    def sign_in(self, email: str) -> None:
        """Come in; the field of the address has the focus."""
        self.page.goto("/dang-nhap")
        expect(self.page.get_by_label("Địa chỉ thư điện tử")).to_be_focused()
        self.type(email)
        self.press("Tab")
        self.type(PASSWORD)
        self.press("Enter")
        expect(self.page.locator(".person")).to_be_visible()


def test_the_real_report_is_filed_from_paper_by_few_clicks_and_keys(
    web: Web, browser: Browser, address: str, record_property: Count
) -> None:
    """Figures are typed from the paper, cell by cell; texts and documents come from the clipboard in one piece."""
    people = [Hands(browser, address) for _ in range(2)]
    officer, leader = people
    for caller, email in ((OFFICER, "an@sgtvt.vn"), (LEADER, "binh@sgtvt.vn")):
        _account(web, caller, email)
    officer.sign_in("an@sgtvt.vn")
    _bring_texts(officer)
    _type_figures(officer)
    officer.click(officer.page.locator("#o-explanations-R06"))
    officer.type(WHY)
    officer.click(officer.button("Xem lại và trình lãnh đạo"))
    officer.click(officer.button("Trình lãnh đạo"))
    expect(officer.page.get_by_text("Chờ lãnh đạo đơn vị duyệt và nộp")).to_be_visible()
    leader.sign_in("binh@sgtvt.vn")
    leader.click(leader.page.get_by_role("link", name="Xem lại và nộp").first)
    leader.click(leader.button("Nộp báo cáo"))
    leader.click(leader.button("Xác nhận, thực hiện"))
    expect(leader.page).to_have_url(re.compile("/bien-nhan/"))
    validate_submission(web.context, f"{PERIOD}-{UNIT}-1")
    with web.context.database.reading() as session:
        assert get_submission(session, f"{PERIOD}-{UNIT}-1").state is State.VALID
    told = {code: figure for code, figure in real_payload().indicators.items() if f"indicators.{code}" in real_values()}
    assert dict(opened(web.context).payload.indicators) == told
    clicks, keys = (sum(getattr(hands, what) for hands in people) for what in ("clicks", "keys"))
    record_property("whole filing", f"{clicks} clicks, {keys} keys")
    assert (clicks < MOST_CLICKS, keys < MOST_KEYS) == (True, True), (clicks, keys)
    for hands in people:
        assert hands.person.faults == []
        hands.person.leave()


def _bring_texts(officer: Hands) -> None:
    """Paste the whole text of the report, and take its texts and documents alone."""
    page = officer.page
    page.goto("/bao-cao")
    officer.click(page.get_by_role("link", name="Đọc từ báo cáo Word, PDF"))
    page.evaluate("text => navigator.clipboard.writeText(text)", TEXT.read_text("utf-8"))
    officer.click(page.get_by_label("Hoặc dán toàn văn báo cáo"))
    officer.press("Control+v")
    officer.click(officer.button("Đọc báo cáo"))
    officer.click(officer.button("Đưa vào biểu mẫu và xem lại"))
    expect(page.get_by_text("Đã đưa vào biểu mẫu từ báo cáo")).to_be_visible()
    officer.click(page.get_by_role("link", name="Quay lại sửa"))


def _type_figures(officer: Hands) -> None:
    """Type every figure that stands on the paper, and go on by Enter over what does not."""
    page, figures = officer.page, real_values()
    expect(page).to_have_url(re.compile(FORM))
    expect(page.locator("html.has-script")).to_be_attached()
    cells = page.evaluate("[...document.querySelectorAll('input.figure')].map((cell) => cell.dataset.path)")
    officer.click(page.locator(f"[data-path='{cells[0]}']"))
    last = max(number for number, path in enumerate(cells) if path in figures)
    for path in cells[: last + 1]:
        assert page.evaluate("document.activeElement.dataset.path") == path
        if path in figures:
            officer.type(figures[path].replace(".", ""))
        officer.press("Enter")


def _account(web: Web, caller: Caller, email: str) -> None:
    create_account(
        web.context, "quản trị", email=email, name=caller.name, role=caller.role, agency=caller.agency,
        password=PASSWORD,
    )  # fmt: skip
