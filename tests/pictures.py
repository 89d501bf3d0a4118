"""`make pictures`: takes the README's pictures from the running demonstration."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.support.chromium import DESK, PHONE, Person, chromium
from tests.support.processes import ROOT
from tests.support.stack import Stack, up

PICTURES = ROOT / "docs"
OFFICER, HOME = "canbo@sgtvt.demo.vn", "chuyenvien@snv.demo.vn"


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, up(Path(folder) / "data", "--demo") as stack, chromium() as browser:
        _form(browser, stack)
        _take(browser, stack, HOME, "/ky/2023-Q3", "board", height=1000)
        _take(browser, stack, HOME, "/ky/2023-Q3", "board-phone", width=PHONE, height=800)
        _take(browser, stack, HOME, "/ky/2023-Q3/tong-hop", "consolidation", height=1000)
        _take(browser, stack, HOME, "/duyet/2023-Q3-SGTVT-1", "filing", height=900)


def _form(browser: Browser, stack: Stack) -> None:
    person = Person(browser, stack.address).sign_in(OFFICER)
    person.page.set_viewport_size({"width": DESK, "height": 820})
    person.page.goto("/bao-cao/2023-Q3/nhap")
    person.type_figure("ho_so.tiep_nhan", "7.200")
    person.page.locator("#o-indicators-ho_so-tiep_nhan").scroll_into_view_if_needed()
    _keep(person, "form")
    person.type_figure("ho_so.tiep_nhan", "7.266")
    person.wait_until_saved()
    person.leave()


def _take(browser: Browser, stack: Stack, email: str, path: str, name: str, *, width: int = DESK, height: int) -> None:
    person = Person(browser, stack.address, width).sign_in(email)
    person.page.set_viewport_size({"width": width, "height": height})
    person.page.goto(path)
    _keep(person, name)
    person.leave()


def _keep(person: Person, name: str) -> None:
    person.page.wait_for_load_state("networkidle")
    person.page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
