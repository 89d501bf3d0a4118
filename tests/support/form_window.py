"""The report's form in real windows of Chromium, over an application of this process: real keys, a real clipboard."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.support import chromium
from tests.support.browser import Person as Account
from tests.support.installation import PERIOD

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FORM = f"/bao-cao/{PERIOD}/nhap"
STATE = "#trang-thai"
WRITE = """async (held) => {
    const items = Object.entries(held).map(([kind, text]) => [kind, new Blob([text], { type: kind })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(items))]);
}"""

# Most of the time goes into painting a page of 13,000 points at each key: what is out of sight is laid out and painted
# when it comes into sight.
PAINT_LESS = """document.addEventListener("DOMContentLoaded", () => {
    const rule = "#bieu-mau section { content-visibility: auto; contain-intrinsic-size: auto 400px; }";
    document.head.append(Object.assign(document.createElement("style"), { textContent: rule }));
})"""

# The browser fetches the clipboard in its own time, after the keys have come through.
EXPECT_PASTE = """() => {
    document.pasted = new Promise((done) => document.addEventListener("paste", () => setTimeout(done), { once: true }));
}"""


class Silent(WSGIRequestHandler):
    """Says nothing of each request."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""


@contextlib.contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application on a port of this machine; its address."""

    def plain(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        # The compression leaves files open until they are collected, which the test run takes for a fault.
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return app.wsgi_app(environ, start)

    server = make_server("127.0.0.1", 0, plain, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Line:
    """The connection of a browser's windows, which is there for all of them or for none."""

    def __init__(self, windows: BrowserContext) -> None:
        self.windows = windows
        self.is_cut = False

    def cut(self, is_cut: bool) -> None:
        """Take it away, or bring it back; where it is so already, what is on its way is left alone."""
        if is_cut is not self.is_cut:
            self.windows.set_offline(is_cut)
        self.is_cut = is_cut


class Window(chromium.Person):
    """The form in a window of somebody who is signed in."""

    def __init__(self, browser: Browser, address: str, account: Account, width: int = chromium.DESK) -> None:
        cookie = account.client.get_cookie("tonghop", domain="127.0.0.1")
        assert cookie is not None
        super().__init__(browser, address, width)
        self.window.add_cookies([{"name": "tonghop", "value": cookie.value, "url": address}])
        self.line = Line(self.window)
        self.window.grant_permissions(["clipboard-read", "clipboard-write"])
        self.open()

    def paint_less(self) -> Window:
        """For thousands of gestures: the same with less work for the browser; pages that are open are loaded anew."""
        self.window.add_init_script(PAINT_LESS)
        self.open()
        return self

    def open(self) -> None:
        """Load the form anew."""
        self.page.goto(FORM)

    def second(self) -> Window:
        """The same person's second window, in the same browser."""
        other = object.__new__(Window)
        other.window, other.faults = self.window, self.faults
        other.page = self.window.new_page()
        other.line = self.line
        other.page.on("pageerror", lambda error: self.faults.append(str(error)))
        other.open()
        return other

    def value(self, code: str) -> str:
        """What the figure's cell shows."""
        return self.page.locator(self.figure(code)).input_value()

    def values(self, *codes: str) -> list[str]:
        """What these cells show."""
        return [self.value(code) for code in codes]

    def is_ticked(self, code: str) -> bool:
        """Whether the box beside the figure is ticked."""
        return self.box(code).is_checked()

    def box(self, code: str) -> Locator:
        """The box «not applicable» beside the figure."""
        return self.page.locator(f"tr[data-code='{code}'] .spared")

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type on the keyboard, wherever one is."""
        self.page.keyboard.type(text)

    def click(self, code: str) -> None:
        """Click into the figure's cell."""
        self.page.locator(self.figure(code)).click()

    def put_on_clipboard(self, text: str, html: str = "") -> None:
        """Copy something, as another program would."""
        held = {"text/plain": text} | ({"text/html": html} if html else {})
        self.page.evaluate(WRITE, held)

    def paste_into(self, selector: str, text: str, html: str = "") -> None:
        """Click into a field, and press Ctrl+V."""
        self.put_on_clipboard(text, html)
        self.page.locator(selector).click()
        self.insert()

    def insert(self) -> None:
        """Press Ctrl+V where one is, and wait until it has come in."""
        self.page.evaluate(EXPECT_PASTE)
        self.press("Control+v")
        self.page.evaluate("document.pasted")

    def paste_at(self, code: str, text: str, html: str = "") -> None:
        """Click into a figure's cell, and press Ctrl+V."""
        self.paste_into(self.figure(code), text, html)

    def apply(self) -> None:
        """Agree to what the preview shows."""
        self.page.get_by_role("button", name="Dán vào biểu mẫu").click()

    def wait_for_state(self, *states: str) -> None:
        """Return once the page says one of these."""
        wanted = ", ".join(f"{STATE}[data-state={state}]" for state in states)
        expect(self.page.locator(wanted)).to_be_visible(timeout=chromium.PATIENCE)

    def save(self) -> None:
        """Press Ctrl+S, and wait until all is saved."""
        with self.page.expect_response("**/luu"):
            self.press("Control+s")
        self.wait_until_saved()

    def shown(self) -> dict[str, str]:
        """What all cells show that hold something, by path."""
        found: dict[str, str] = self.page.evaluate(
            "Object.fromEntries([...document.querySelectorAll('[data-path]')]"
            ".map((field) => [field.dataset.path, field.value]).filter(([, value]) => value))"
        )
        return found
