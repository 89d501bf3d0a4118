"""People in front of a real browser."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT as CHECKER
from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState, expect, sync_playwright

from service.actions.operations.demo import PASSWORD

# Without the parts around pages, which take most of the time in which a window opens.
CHROMIUM = "/usr/bin/chromium-headless-shell"
OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESK, PHONE = 1280, 390
PATIENCE = 60_000
LIGHT = 200_000  # bytes of a page in all
expect.set_options(timeout=PATIENCE)

# Where an element stands is worked out for every element that was looked at, and nobody asks.
COMPLAINTS = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"], selectors: false });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 150)}`));
}"""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        yield browser
        browser.close()


class Person:
    """Somebody in front of a window of their own; `faults` is what the pages' scripts complained of."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        width: int = DESK,
        *,
        scripts: bool = True,
        session: StorageState | None = None,
    ) -> None:
        # The accessibility checker brings a script of its own, which the pages' policy rightly refuses.
        self.window: BrowserContext = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            bypass_csp=True,
            java_script_enabled=scripts,
            storage_state=session,
        )
        self.window.set_default_timeout(PATIENCE)
        self.page: Page = self.window.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def sign_in(self, email: str, password: str = PASSWORD) -> Person:
        """Come in through the form."""
        self.page.goto("/dang-nhap")
        self.page.get_by_label("Địa chỉ thư điện tử").fill(email)
        self.page.get_by_label("Mật khẩu", exact=True).fill(password)
        self.page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
        expect(self.page.locator(".person")).to_be_visible()
        return self

    @property
    def session(self) -> StorageState:
        """What lets another window be signed in as well, without the work of a password."""
        return self.window.storage_state()

    def figure(self, code: str) -> str:
        """Where an indicator is typed."""
        return f"#o-indicators-{code.replace('.', '-')}"

    def type_figure(self, code: str, text: str) -> None:
        """Type a figure and leave the field."""
        field = self.page.locator(self.figure(code))
        field.fill(text)
        field.blur()

    def paste(self, selector: str, **clipboard: str) -> None:
        """Paste into a field what the clipboard holds as `text` or `html`."""
        self.page.locator(selector).evaluate(
            """(field, held) => {
                const clipboardData = new DataTransfer();
                for (const [kind, what] of Object.entries(held))
                    clipboardData.setData(kind === "html" ? "text/html" : "text/plain", what);
                field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
            }""",
            clipboard,
        )

    def beside(self, code: str) -> str:
        """What is said beside an indicator."""
        return self.page.locator(f"#f-indicators-{code.replace('.', '-')}").inner_text()

    def wait_until_saved(self) -> None:
        """Return once the page says that all is saved, and nothing waits on this machine."""
        expect(self.page.locator("#trang-thai[data-state=saved]")).to_be_visible(timeout=PATIENCE)
        self.page.wait_for_function("Object.keys(localStorage).every(key => !key.startsWith('tonghop:'))")

    def leave(self) -> None:
        """Close the window."""
        self.window.close()


class Clicks:
    """A mouse that counts."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Locator) -> None:
        """Click once."""
        self.count += 1
        target.click()


def complaints(page: Page) -> list[str]:
    """What the accessibility checker finds on a page: rule and element."""
    page.evaluate(CHECKER)
    found: list[str] = page.evaluate(COMPLAINTS)
    return found


def weight(page: Page) -> int:
    """How many bytes the page takes over the line in all, as it is sent."""
    return int(
        page.evaluate(
            "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            ".reduce((sum, entry) => sum + entry.encodedBodySize, 0)"
        )
    )


def shown_in_print(page: Page, selector: str) -> bool:
    """Whether any such element is on paper."""
    page.emulate_media(media="print")
    shown = page.locator(selector).filter(visible=True).count() > 0
    page.emulate_media(media="screen")
    return shown


def is_too_wide(page: Page) -> bool:
    """Whether one must scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def fits(page: Page, *widths: int, text: int = 1) -> bool:
    """Whether the page fits into windows of these widths as well, with `text` times as large letters; it is as it was
    afterwards."""
    before = page.viewport_size
    assert before is not None
    page.evaluate("size => document.documentElement.style.fontSize = size", f"{text * 100}%")
    is_fit = True
    for width in widths:
        page.set_viewport_size({"width": width, "height": before["height"]})
        is_fit = is_fit and not is_too_wide(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(before)
    return is_fit
