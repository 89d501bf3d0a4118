"""Seeded random gestures in the form, after which the cells, the state and the server must say the same."""

from __future__ import annotations

import random

from playwright.sync_api import expect

from service.domain.reporting.form_names import is_not_applicable
from tests.support.drafts import COLLEAGUE, opened, write
from tests.support.form_window import STATE, Window
from tests.support.web import Web

CODES = ("bo_may.co_quan_hanh_chinh", "bo_may.don_vi_su_nghiep", "bien_che.duoc_giao", "bien_che.co_mat")
TYPED = ("6", "120", "1.174", "n/a", "KTPV", "0", "8.5", "x")
PASTED = ("7", "1\r\n2\r\n3\r\n", "4\t14\r\n5\t15\r\n", "n/a\r\n9\r\n", "Số\tKỳ trước\tKỳ này\r\nII.3.2\t1\t21\r\n")
TEXT, TITLE = "#o-narratives-V", "[name='documents.0.title']"


class Gestures:
    """What a hurried person does, drawn from a seed; `did` tells it in order."""

    def __init__(self, web: Web, window: Window, seed: int) -> None:
        self.web, self.window = web, window
        self.draw = random.Random(seed)
        self.did: list[str] = []
        self.kinds = (
            self.type, self.type, self.paste, self.undo, self.undo, self.redo, self.tick, self.move, self.reload,
            self.write_text, self.write_document, self.colleague,
        )  # fmt: skip

    def run(self, count: int) -> None:
        """Do so many of them, one after another, without waiting."""
        for _number in range(count):
            gesture = self.draw.choice(self.kinds)
            self.did.append(gesture.__name__)
            gesture()

    def code(self) -> str:
        """One of the figures."""
        return self.draw.choice(CODES)

    def type(self) -> None:
        """Type over a figure, and go on."""
        self.window.click(self.code())
        self.window.type(self.draw.choice(TYPED))
        self.window.press(self.draw.choice(("Enter", "Shift+Enter", "Tab", "ArrowDown", "ArrowUp", "F2")))

    def paste(self) -> None:
        """Paste something, and agree to it or not where it is shown first, or again after somebody else's change."""
        self.window.paste_at(self.code(), self.draw.choice(PASTED))
        while self.window.page.locator("#xem-truoc").is_visible():
            if self.draw.random() < 0.7:
                self.window.apply()
            else:
                self.window.press("Escape")

    def undo(self) -> None:
        """Undo once or more."""
        self.window.press(*["Control+z"] * self.draw.randint(1, 3))

    def redo(self) -> None:
        """Do again once or more."""
        self.window.press(*["Control+y"] * self.draw.randint(1, 2))

    def tick(self) -> None:
        """Click a box."""
        self.window.box(self.code()).click()

    def move(self) -> None:
        """Press keys that write nothing."""
        self.window.click(self.code())
        self.window.press(*self.draw.choices(("Enter", "Tab", "Shift+Tab", "ArrowDown", "Escape"), k=3))

    def reload(self) -> None:
        """Load the page anew."""
        self.window.open()

    def write_text(self) -> None:
        """Write into a text."""
        self.window.page.locator(TEXT).click()
        self.window.type(self.draw.choice(("Đề nghị bố trí", " kinh phí.", "Không")))

    def write_document(self) -> None:
        """Write into the first document, or delete it."""
        if self.draw.random() < 0.5:
            self.window.page.locator(TITLE).fill(self.draw.choice(("Kế hoạch năm", "Báo cáo quý", "")))
        else:
            self.window.page.get_by_role("button", name="Xóa dòng 1", exact=True).click()

    def colleague(self) -> None:
        """Somebody else writes one of the figures."""
        write(self.web.context, {f"indicators.{self.code()}": str(self.draw.randint(30, 40))}, COLLEAGUE)

    def require_agreement(self) -> None:
        """What cells show, what the state says and what the server holds is one and the same, before and after a
        choice wherever two wrote in one cell."""
        window = self.window
        with window.page.expect_response("**/luu"):
            window.press("Control+s")
        window.wait_for_state("saved", "clash")
        self.require_same(self.open_paths())
        while window.page.locator(".clash-notice").count():
            window.page.locator(".clash-notice button").nth(self.draw.randint(0, 1)).click()
        window.save()
        self.require_same(set())
        window.open()
        self.require_same(set())

    def open_paths(self) -> set[str]:
        """The cells beside which a choice waits; the state must tell of them."""
        rows = "[...document.querySelectorAll('.clash-notice')].map((item) => item.closest('tr').dataset.code)"
        found = {f"indicators.{code}" for code in self.window.page.evaluate(rows)}
        expect(self.window.page.locator(STATE)).to_have_attribute("data-state", "clash" if found else "saved")
        return found

    def require_same(self, unsettled: set[str]) -> None:
        """Cells and server agree, but for those that wait for a choice, and each box says what its figure says."""
        shown = self.window.shown()
        held = {path: text for path, text in opened(self.web.context).draft.values.items() if text}
        documents = held.pop("documents", "")
        assert {path: text.strip() for path, text in shown.items() if path not in unsettled} == {
            path: text for path, text in held.items() if path not in unsettled
        }, self.did
        title = self.window.page.locator(TITLE).input_value()
        assert (title in documents) if title else not documents, self.did
        for code in CODES:
            figure = shown.get(f"indicators.{code}", "")
            assert self.window.is_ticked(code) is is_not_applicable(figure), (code, figure, self.did)
