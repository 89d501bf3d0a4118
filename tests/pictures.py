"""`make pictures`: takes the pictures of the README and of the help from the running demonstration."""

from __future__ import annotations

import base64
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.consolidation.report_documents import province_report
from service.actions.operations.demo import load_demo
from service.writers.printout import to_pdf
from tests.support.chromium import DESK, PHONE, Person, chromium
from tests.support.installation import HOME_AFFAIRS, PERIOD, new_context
from tests.support.office import resaved
from tests.support.processes import ROOT
from tests.support.stack import Stack, up

PICTURES = ROOT / "docs"
# Those of the help travel with the program, so they are small.
HELP = ROOT / "service" / "web" / "static" / "help"
LIGHT, QUALITY = 60_000, 0.6
A4, HALF = 842, 480
OFFICER, HOME = "canbo@sgtvt.demo.vn", "chuyenvien@snv.demo.vn"
LEADER, ADMIN = "lanhdao@sgtvt.demo.vn", "quantri@demo.vn"
REVIEW = "/bao-cao/2023-Q3/xem-lai"


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
        _help(browser, stack)
        _office(Path(folder))


def _help(browser: Browser, stack: Stack) -> None:
    """What the pages of the help show."""
    HELP.mkdir(exist_ok=True)
    officer = Person(browser, stack.address).sign_in(OFFICER)
    officer.page.goto("/bao-cao/2023-Q3/nhap")
    officer.page.locator("#o-explanations-R06").fill("Hai thủ tục đang chờ công bố mức độ.")
    officer.wait_until_saved()
    officer.page.set_viewport_size({"width": 1000, "height": 620})
    officer.page.locator("#o-explanations-R06").evaluate(
        "field => field.scrollIntoView({block: 'center', behavior: 'instant'})"
    )
    _keep_small(officer, "form", width=1000, height=620)
    officer.page.goto("/bao-cao/2023-Q3/tep")
    _keep_small(officer, "file", width=1000, height=560)
    officer.page.goto(REVIEW)
    officer.page.get_by_role("button", name="Trình lãnh đạo").click()
    officer.page.wait_for_url("**/bao-cao")
    officer.leave()
    for email, path, name, size in (
        (LEADER, REVIEW, "leader", (PHONE, 760)), (HOME, "/ky/2023-Q3", "board", (1000, 700)),
        (HOME, "/ky/2023-Q3/tong-hop", "consolidation", (1000, 620)),
        (ADMIN, "/quan-tri/nguoi-dung", "people", (1000, 560)),
    ):  # fmt: skip
        person = Person(browser, stack.address).sign_in(email)
        person.page.goto(path)
        _keep_small(person, name, *size)
        person.leave()


def _keep_small(person: Person, name: str, width: int, height: int) -> None:
    """A picture in WebP, which the browser itself makes."""
    person.page.set_viewport_size({"width": width, "height": height})
    person.page.wait_for_load_state("networkidle")
    taken = base64.b64encode(person.page.screenshot()).decode()
    made = person.page.evaluate(
        """async ([source, quality]) => {
            const image = new Image();
            image.src = `data:image/png;base64,${source}`;
            await image.decode();
            const canvas = document.createElement("canvas");
            Object.assign(canvas, { width: image.width, height: image.height });
            canvas.getContext("2d").drawImage(image, 0, 0);
            return canvas.toDataURL("image/webp", quality);
        }""",
        [taken, QUALITY],
    )
    raw = base64.b64decode(made.partition(",")[2])
    assert len(raw) < LIGHT, f"{name}: {len(raw)} bytes"
    (HELP / f"{name}.webp").write_bytes(raw)


def _office(folder: Path) -> None:
    """Three pages of the workbook and the first of the report in words, as LibreOffice prints them."""
    context = new_context(folder)
    load_demo(context)
    row, _ = request_workbook(context, HOME_AFFAIRS, PERIOD)
    build_workbook(context, row.id)
    book = to_pdf(finished_workbook(context, row.id).content or b"", lambda: None)
    heads = _heads(folder, book)
    for head, name, height in (
        ("Phụ lục", "workbook-cover", A4), ("Biểu đồ", "workbook-charts", A4),
        ("BIỂU TỔNG HỢP SỐ LIỆU", "workbook-summary", HALF),
    ):  # fmt: skip
        _page(folder, book, heads.index(head) + 1, name, height)
    words = resaved(province_report(context, PERIOD), folder / "office", "pdf", "docx")
    _page(folder, words, 1, "report-in-words", A4)


def _heads(folder: Path, pdf: bytes) -> list[str]:
    """The first line of each page."""
    (folder / "pages.pdf").write_bytes(pdf)
    command = ["pdftotext", "-layout", str(folder / "pages.pdf"), "-"]
    text = subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stdout
    return [page.strip().partition("\n")[0].strip() for page in text.split("\f")]


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
