"""The log of a period as a page and as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from service.actions.periods.lifecycle import extend, waive
from service.actions.review.decide import return_for_correction
from tests.support.browser import Page, Person
from tests.support.filings import hand_in_and_check, of_agency, real_report
from tests.support.installation import HOME_AFFAIRS, MORNING, PERIOD, at
from tests.support.web import Web

LOG, CSV = f"/ky/{PERIOD}/nhat-ky", f"/ky/{PERIOD}/nhat-ky/nhat-ky.csv"
HEADER = ["Thời điểm", "Người thực hiện", "Hoạt động", "Đơn vị", "Nội dung", "Lý do"]
HOME = HOME_AFFAIRS.name


@pytest.fixture
def busy(web: Web) -> Web:
    """Two filings, one of them returned."""
    hand_in_and_check(web.context, real_report())
    hand_in_and_check(web.context, of_agency("STC"))
    return_for_correction(web.context, HOME_AFFAIRS, f"{PERIOD}-SGTVT-1", 'Chưa khớp, "xem" lại;\nbổ sung.')
    return web


def table(page: Page) -> list[list[str]]:
    text = page.answer.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def cells(page: Page) -> list[str]:
    """Every action with its unit."""
    return [
        f"{a} {u}".strip() for a, u in zip(page.texts("//tbody/tr/th"), page.texts("//tbody/tr/td[3]"), strict=True)
    ]


@pytest.mark.parametrize("who", ["watcher", "auditor"])
def test_the_page_tells_what_happened_and_leads_there(busy: Web, request: pytest.FixtureRequest, who: str) -> None:
    page = request.getfixturevalue(who).get(LOG)
    assert sorted(cells(page)) == [
        "mở kỳ báo cáo", "nộp báo cáo Sở Giao thông vận tải", "nộp báo cáo Sở Tài chính",
        "trả lại báo cáo Sở Giao thông vận tải",
    ]  # fmt: skip
    assert "4/4 hoạt động, mới nhất trước" in page.words
    assert page.find(f"//td/a[text()='{PERIOD}-STC-1']").get("href") == f"/duyet/{PERIOD}-STC-1"


def test_one_unit_can_be_chosen_and_the_csv_follows(busy: Web, watcher: Person) -> None:
    page = watcher.get(f"{LOG}?don_vi=STC")
    assert cells(page) == ["nộp báo cáo Sở Tài chính"]
    assert page.tree.xpath("//select[@name='don_vi']/option[@selected]/@value") == ["STC"]
    link = page.find("//main//a[text()='Tải CSV']").get("href")
    assert link == f"{CSV}?don_vi=STC"
    assert [row[2:5] for row in table(watcher.get(link))[1:]] == [["nộp báo cáo", "Sở Tài chính", f"{PERIOD}-STC-1"]]
    assert watcher.get(LOG).find("//main//a[text()='Tải CSV']").get("href") == CSV


def test_a_unit_without_entries_has_an_empty_log(busy: Web, watcher: Person) -> None:
    for unit in ("SYT", "KHONG-CO", "%3Cscript%3E"):
        page = watcher.get(f"{LOG}?don_vi={unit}")
        assert "Chưa có hoạt động nào được ghi." in page.words and "<script>'" not in page.source
        assert table(watcher.get(f"{CSV}?don_vi={unit}")) == [HEADER]


def test_the_csv_opens_in_a_spreadsheet(busy: Web, watcher: Person) -> None:
    answer = watcher.get(CSV).answer
    raw = answer.get_data()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\xef\xbb\xbf") == 1
    assert answer.mimetype == "text/csv" and answer.mimetype_params["charset"] == "utf-8"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=nhat-ky-{PERIOD}.csv"
    assert raw.decode("utf-8-sig").splitlines()[0] == ",".join(HEADER)


def test_the_csv_tells_everything_with_commas_quotes_and_line_ends_kept(busy: Web, watcher: Person) -> None:
    rows = table(watcher.get(CSV))
    assert rows[0] == HEADER and {len(row) for row in rows} == {6} and len(rows) == 5
    returned = next(row for row in rows if row[2] == "trả lại báo cáo")
    assert returned == [
        "08:00 18/09/2023", HOME, "trả lại báo cáo", "Sở Giao thông vận tải", f"{PERIOD}-SGTVT-1",
        "Chưa khớp, \"xem\" lại;\nbổ sung.",
    ]  # fmt: skip


@pytest.mark.parametrize("hostile", ["=1+1", "+84 321", "-5", "@ten", "=HYPERLINK(\"http://x\",\"y\")"])  # fmt: skip
def test_text_is_never_a_formula(web: Web, watcher: Person, hostile: str) -> None:
    extend(web.context, PERIOD, "SYT", MORNING.replace(day=27), hostile, hostile)
    row = next(row for row in table(watcher.get(CSV)) if row[3] == "Sở Y tế")
    assert (row[1], row[5]) == (f"'{hostile}", f"'{hostile}")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in table(watcher.get(CSV)) for cell in row)


def test_text_on_the_page_is_never_markup(web: Web, watcher: Person) -> None:
    waive(web.context, PERIOD, "SYT", HOME, "<img src=x onerror=alert(1)>")
    page = watcher.get(LOG)
    assert "<img src=x onerror=alert(1)>" in page.words and "<img src=x" not in page.source


def test_a_long_log_is_shown_in_part_and_exported_whole(web: Web, watcher: Person) -> None:
    for number in range(110):
        for waived in (True, False):
            waive(at(web.context, MORNING), PERIOD, "SYT", HOME, f"Lần {number}", waived=waived)
    page = watcher.get(LOG)
    assert "200/221 hoạt động" in page.words and len(cells(page)) == 200
    assert len(table(watcher.get(CSV))) == 222


@pytest.mark.parametrize("path", [LOG, CSV])
def test_units_do_not_see_the_log(busy: Web, officer: Person, leader: Person, path: str) -> None:
    for person in (officer, leader):
        page = person.get(path)
        assert page.status == 403 and "Chưa khớp" not in page.source


def test_a_period_that_was_never_opened_has_no_log(web: Web, watcher: Person) -> None:
    assert watcher.get("/ky/2023-Y/nhat-ky").status == 404
    assert watcher.get("/ky/2023-Y/nhat-ky/nhat-ky.csv").status == 404
