"""Seeded random gestures in the form, after which the cells, the state and the server must say the same."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from service.domain.notation.text import clean
from service.domain.reporting.draft import DOCUMENTS
from service.domain.reporting.form_names import is_not_applicable
from service.storage.models import DraftFieldRow
from tests.support.drafts import COLLEAGUE, UNIT, write
from tests.support.form_window import Window
from tests.support.installation import PERIOD
from tests.support.web import Web

CODES = ("bo_may.co_quan_hanh_chinh", "bo_may.don_vi_su_nghiep", "bien_che.duoc_giao", "bien_che.co_mat")
TYPED = ("6", "120", "1.174", "n/a", "KTPV", "0", "8.5", "x", "57%")
PASTED = ("7", "1\r\n2\r\n3\r\n", "4\t14\r\n5\t15\r\n", "n/a\r\n9\r\n", "Số\tKỳ trước\tKỳ này\r\nII.3.2\t1\t21\r\n")
WORDS = ("Đề nghị bố trí", " kinh phí.", "Không")
TITLES = ("Kế hoạch năm", "Báo cáo quý", "Tờ trình")
DOCUMENT = "Quyết định\t74/QĐ-SGTVT\t03/02/2023\tKiện toàn\r\nCông văn\t5/SGTVT\t\tTrả lời\r\n"
HELD = select(DraftFieldRow.path, DraftFieldRow.value).where(
    DraftFieldRow.period == PERIOD, DraftFieldRow.agency == UNIT
)
ROUNDS = 8  # of saving in all windows, after which all of them know all

# Brings an element into the window's middle where it is not in sight, and tells where its own is.
PLACE = """selector => {
    const element = document.querySelector(selector);
    const middle = () => {
        const { left, top, width, height } = element.getBoundingClientRect();
        return [left + width / 2, top + height / 2];
    };
    const isInSight = element.contains(document.elementFromPoint(...middle()));
    if (!isInSight) element.scrollIntoView({ block: "center", behavior: "instant" });
    return middle();
}"""

# With a line, returns once nothing is on its way to the server.
QUIET = """() => new Promise((done, failed) => {
    const state = document.getElementById("trang-thai");
    const isQuiet = () => ["saved", "clash", ""].includes(state.dataset.state);
    if (isQuiet()) return done();
    const watch = new MutationObserver(() => isQuiet() && (watch.disconnect(), done()));
    watch.observe(state, { attributes: true, attributeFilter: ["data-state"] });
    setTimeout(() => failed(new Error(`still ${state.dataset.state}`)), 60000);
})"""

# What the page shows: texts by path, which boxes are ticked, the rows of documents, and where two wrote.
SHOWN = """() => ({
    state: document.getElementById("trang-thai").dataset.state,
    texts: Object.fromEntries(
        [...document.querySelectorAll("[data-path]")]
            .map((field) => [field.dataset.path, field.value])
            .filter(([, value]) => value),
    ),
    ticked: Object.fromEntries([...document.querySelectorAll(".spared")].map((box) => [box.value, box.checked])),
    rows: [...document.getElementById("van-ban-dong").rows]
        .map((row) => [...row.querySelectorAll("input, textarea")].map((cell) => cell.value.trim()))
        .filter((row) => row.some(Boolean)),
    open: [...document.querySelectorAll(".clash-notice")].map((notice) => notice.dataset.about),
})"""


# The same in the very moment in which nothing is on its way any longer.
SHOWN_THEN = f"() => ({QUIET})().then({SHOWN})"


@dataclass(frozen=True)
class Shown:
    """What a window shows; `held` is it by path, as the server would keep it."""

    state: str
    held: dict[str, str]
    boxes: dict[str, bool]
    open: frozenset[str]

    @staticmethod
    def of(found: dict[str, Any]) -> Shown:
        """From what the page tells."""
        kept = {path: clean(text)[0] for path, text in found["texts"].items()}
        held = {path: text for path, text in kept.items() if text}
        if found["rows"]:
            held[DOCUMENTS] = json.dumps(found["rows"], ensure_ascii=False)
        return Shown(found["state"], held, found["ticked"], frozenset(found["open"]))


class Gestures:
    """What hurried people do, drawn from a seed, each gesture in one of the windows; `did` tells it in order."""

    def __init__(self, web: Web, windows: Sequence[Window], seed: int, *, is_interrupted: bool = False) -> None:
        self.web, self.windows, self.window = web, list(windows), windows[0]
        self.draw = random.Random(seed)
        self.did: list[str] = [f"seed {seed}"]
        self.is_alone = len(windows) == 1 and not is_interrupted
        self.kinds = (
            self.type, self.type, self.type, self.paste, self.undo, self.undo, self.redo, self.tick, self.move,
            self.write_text, self.write_document, self.delete_document, self.save, self.lose_line,
            *((self.colleague,) * 3 if is_interrupted else ()),
        )  # fmt: skip

    def run_sequences(self, count: int, longest: int) -> None:
        """Do so many sequences; after each all windows and the server agree, after some also once loaded anew."""
        for number in range(count):
            self.did.append(f"sequence {number}")
            self.run(self.draw.randint(2, longest))
            self.require_agreement()
            if self.draw.random() < 1 / 15:
                self.did.append("reload")
                self.window.open()
                self.require_agreement()

    def run(self, count: int) -> None:
        """Do so many gestures, one after another, without waiting."""
        for _number in range(count):
            self.turn_to(self.draw.choice(self.windows))
            gesture = self.draw.choice(self.kinds)
            self.did.append(f"{self.windows.index(self.window)}: {gesture.__name__}")
            gesture()
            self.answer_preview()
            if self.is_alone:
                self.require_truth()

    def turn_to(self, window: Window) -> None:
        """Look at another window."""
        if window is not self.window:
            self.window = window
            window.page.bring_to_front()  # comes with the focus, on which a window looks for what others wrote

    def click(self, selector: str) -> None:
        """Click in the middle of an element, wherever it is."""
        left, top = self.window.page.evaluate(PLACE, selector)
        self.window.page.mouse.click(left, top)

    def code(self) -> str:
        """One of the figures."""
        return self.draw.choice(CODES)

    def go(self) -> None:
        """Click into a figure."""
        self.click(self.window.figure(self.code()))

    def type(self) -> None:
        """Type over a figure, and go on."""
        self.go()
        text = self.draw.choice(TYPED)
        self.did.append(text)
        self.window.type(text)
        self.window.press(
            self.draw.choice(("Enter", "Shift+Enter", "Tab", "ArrowDown", "ArrowUp", "ArrowRight", "F2", "Escape"))
        )

    def paste(self) -> None:
        """Paste something into a figure."""
        self.go()
        self.insert(self.draw.choice(PASTED))

    def insert(self, text: str) -> None:
        """Press Ctrl+V where one is."""
        self.did.append(repr(text))
        self.window.put_on_clipboard(text)
        self.window.insert()

    def answer_preview(self) -> None:
        """Agree to what is shown before a paste, or not; once more where somebody has written meanwhile."""
        while self.window.page.evaluate("document.getElementById('xem-truoc').open"):
            if self.draw.random() < 0.7:
                self.click("[data-apply]:not(:disabled), [data-cancel]")
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
        self.click(f"tr[data-code='{self.code()}'] .spared")

    def move(self) -> None:
        """Press keys that write nothing."""
        self.go()
        self.window.press(
            *self.draw.choices(("Enter", "Tab", "Shift+Tab", "ArrowDown", "ArrowRight", "Escape", "F8"), k=3)
        )

    def write_text(self) -> None:
        """Write into a text, or into a note."""
        self.click(self.draw.choice(("#o-narratives-V", f"tr[data-code='{self.code()}'] .note")))
        self.window.type(self.draw.choice(WORDS))

    def write_document(self) -> None:
        """Write into the first document, or paste two."""
        if self.draw.random() < 0.6:
            self.click("[name='documents.0.title']")
            self.window.type(self.draw.choice(TITLES))
        else:
            self.click("[name='documents.0.kind']")
            self.insert(DOCUMENT)

    def delete_document(self) -> None:
        """Delete the first document."""
        self.click("#van-ban-dong tr:first-child button")

    def save(self) -> None:
        """Press Ctrl+S, and do not wait."""
        self.window.press("Control+s")

    def lose_line(self) -> None:
        """The connection goes away, or comes back."""
        self.window.line.cut(not self.window.line.is_cut)

    def colleague(self) -> None:
        """Somebody else writes one of the figures, or a text."""
        path = self.draw.choice((f"indicators.{self.code()}", "narratives.V"))
        self.did.append(f"colleague: {path}")
        write(self.web.context, {path: str(self.draw.randint(30, 40))}, COLLEAGUE)

    def held(self) -> dict[str, str]:
        """What the server holds, by path."""
        with self.web.context.database.reading() as session:
            return {path: text for path, text in session.connection().execute(HELD) if text}

    def shown(self, script: str = SHOWN) -> Shown:
        """What the window shows now, or when the script says."""
        return Shown.of(self.window.page.evaluate(script))

    def require_truth(self) -> None:
        """Where the state says «saved», what cells show is what the server holds, at any moment; and each box says
        what its figure says."""
        shown = self.shown()
        if shown.state == "saved":
            self.require_same(shown.held, self.held())
        self.require_boxes(shown)

    def require_same(self, shown: dict[str, str], held: dict[str, str]) -> None:
        """What a window shows is what the server holds; else says where they differ."""
        paths = [path for path in shown.keys() | held.keys() if shown.get(path) != held.get(path)]
        assert paths == [], ([(path, shown.get(path), held.get(path)) for path in paths], self.did)

    def require_boxes(self, shown: Shown) -> None:
        """Each box says what its figure says."""
        wrong = [path for path, box in shown.boxes.items() if box is not is_not_applicable(shown.held.get(path, ""))]
        assert wrong == [], self.did

    def require_agreement(self) -> None:
        """All windows show what the server holds, before and after a choice wherever two wrote in one cell."""
        for _round in range(ROUNDS):
            before = self.held()
            settled = [self.is_settled(window) for window in self.windows]
            # Where one window has saved something, those before it have yet to hear of it.
            if all(settled) and self.held() == before:
                break
        held = self.held()
        for window in self.windows:
            self.turn_to(window)
            shown = self.shown(SHOWN_THEN)
            assert (shown.state, shown.open) == ("saved", frozenset()), (shown.state, shown.open, self.did)
            self.require_same(shown.held, held)
            self.require_boxes(shown)

    def is_settled(self, window: Window) -> bool:
        """Save in a window, and choose wherever two wrote; whether it then shows what the server holds."""
        self.turn_to(window)
        window.line.cut(False)
        window.press("Control+s")
        shown, held = self.shown(SHOWN_THEN), self.held()
        if shown.open:
            assert shown.state == "clash", (shown.state, self.did)
            self.click(f".clash-notice button:nth-of-type({self.draw.randint(1, 2)})")
        is_same = shown.held == held
        return not shown.open and shown.state == "saved" and is_same
