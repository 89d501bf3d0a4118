"""`make pictures`: takes the README's pictures from the running demonstration."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.consolidation.report_documents import province_report
from service.actions.operations.demo import load_demo
from service.writers.print_edition import to_pdf
from tests.support.chromium import DESK, PHONE, Person, chromium
from tests.support.installation import HOME_AFFAIRS, PERIOD, new_context
from tests.support.office import resaved
from tests.support.processes import ROOT
from tests.support.stack import Stack, up

PICTURES = ROOT / "docs"
A4, HALF = 842, 480
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
        _take(browser, stack, HOME, "/ky/2023-Q3/nhac-nop", "reminding", height=820)
        _office(Path(folder))


def _office(folder: Path) -> None:
    """Three pages of the workbook and the first of the report in words, as LibreOffice prints them."""
    context = new_context(folder)
    load_demo(context)
    row, _ = request_workbook(context, HOME_AFFAIRS, PERIOD)
    build_workbook(context, row.id)
    book = to_pdf(finished_workbook(context, row.id).content or b"", lambda: None)
    for page, name, height in ((1, "workbook-cover", A4), (2, "workbook-charts", A4), (4, "workbook-summary", HALF)):
        _page(folder, book, page, name, height)
    words = resaved(province_report(context, PERIOD), folder / "office", "pdf", "docx")
    _page(folder, words, 1, "report-in-words", A4)


def _page(folder: Path, pdf: bytes, page: int, name: str, height: int) -> None:
    """The upper part of a page, so many points of it."""
    (folder / "pages.pdf").write_bytes(pdf)
    size = ["-x", "0", "-y", "0", "-W", "0", "-H", str(height)]
    command = ["pdftoppm", "-r", "72", "-png", "-singlefile", "-f", str(page), "-l", str(page), *size]
    subprocess.run([*command, str(folder / "pages.pdf"), str(PICTURES / name)], check=True, timeout=60)


def _form(browser: Browser, stack: Stack) -> None:
    person = Person(browser, stack.address).sign_in(OFFICER)
    person.page.set_viewport_size({"width": DESK, "height": 820})
    person.page.goto("/bao-cao/2023-Q3/nhap")
    person.type_figure("ho_so.tiep_nhan", "7.200")
    person.page.locator(person.figure("ho_so.tiep_nhan")).evaluate(
        "field => field.scrollIntoView({block: 'center', behavior: 'instant'})"
    )
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
