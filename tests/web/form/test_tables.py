"""A table in the form of 2026: pasted with its totals, added up while one types, checked, undone, and kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, expect

from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import open_period, set_obligation
from service.demo.world import TODAYS_AGENCIES_CSV
from service.domain.organization.access import Caller, Role
from service.domain.reporting.period import VIETNAM
from service.storage.intake.drafts import find_draft
from tests.support.browser import Person
from tests.support.chromium import fits
from tests.support.form_window import Window, serving
from tests.support.installation import at, new_context
from tests.support.row_tables import CODE
from tests.support.web import Web

PERIOD = "2026-Y"
FORM = f"/bao-cao/{PERIOD}/nhap"
PATH = f"tables.{CODE}"
# As other programs write form II.06a: heads, numbers of columns, rows with their totals, and the line of sums.
PASTED = (
    "STT|Lĩnh vực|Tổng số|Trực tuyến|Trực tiếp|Kỳ trước|Tổng|Trước|Đúng|Quá|Tổng|Trong hạn|Quá hạn",
    "1|2|3|4|5|6|7|8|9|10|11|12|13",
    "1|ĐẤT ĐAI|1.000|900|80|20|920|500|380|40|80|75|5",
    "2|Hộ tịch|120|100|15|5|110|70|40|0|10|10|0",
    "|Tổng cộng|1.120|1.000|95|25|1.030|570|420|40|90|85|5",
)

# One column, as a spreadsheet gives it.
COLUMN = "<table><tr><td>Lĩnh vực</td></tr><tr><td>ĐẤT ĐAI</td></tr><tr><td>Hộ tịch</td></tr></table>"


class TableWindow(Window):
    """The form of today's period."""

    def open(self) -> None:
        """Load the form anew."""
        self.page.goto(FORM)


@pytest.fixture
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    context = at(new_context(tmp_path_factory.mktemp("2026")), datetime(2026, 12, 15, 9, tzinfo=VIETNAM))
    import_agencies(context, TODAYS_AGENCIES_CSV)
    open_period(context, PERIOD)
    yield Web(context)
    context.database.dispose()


@pytest.fixture
def officer(web: Web) -> Person:
    return Person(web.app, web.context, Caller("Nguyễn Thị Lan", Role.OFFICER, "STC"), "lan@stc.gov.vn")


def kept(web: Web) -> list[list[str]]:
    """The rows in the draft."""
    with web.context.database.reading() as session:
        draft = find_draft(session, PERIOD, "STC")
    return json.loads(draft.values.get(PATH) or "[]") if draft else []


def totals(window: Window) -> dict[str, str]:
    found: dict[str, str] = window.page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('[data-total]')]"
        ".map((cell) => [cell.dataset.total, cell.value]))"
    )
    return found


def test_a_table_is_pasted_added_up_checked_undone_and_kept(web: Web, officer: Person, browser: Browser) -> None:
    with serving(web.app) as address:
        window = TableWindow(browser, address, officer)
        cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line.split('|'))}</tr>" for line in PASTED)
        window.paste_into(f"[name='{PATH}.0.linh_vuc']", "\n".join(PASTED), f"<table>{cells}</table>")
        window.save()
        assert kept(web) == [
            ["Đất đai", "900", "80", "20", "500", "380", "40", "75", "5"],
            ["Hộ tịch", "100", "15", "5", "70", "40", "0", "10", "0"],
        ]
        assert totals(window)["tiep_nhan"] == "1.120"
        window.page.locator(f"[name='{PATH}.0.truc_tuyen']").fill("910")
        assert (totals(window)["truc_tuyen"], totals(window)["tiep_nhan"]) == ("1.010", "1.130")
        window.type_figure("ho_so.moi_truc_tuyen", "1.000")
        window.save()
        said = window.page.locator(f"#f-tables-{CODE} .finding")
        expect(said).to_contain_text("là 1.010, chỉ tiêu II.2.12.2.1 là 1.000: chênh lệch 10.")
        expect(window.page.locator("#o-explanations-B02")).to_be_visible()
        window.page.locator(f"[name='{PATH}.0.qua_han']").fill("mười")
        window.save()
        expect(window.page.locator("[data-list^=tables] tr.has-finding .finding")).to_contain_text("dòng 1, cột")
        assert window.faults == []
        window.leave()


def test_some_columns_are_pasted_downwards_from_their_cell(web: Web, officer: Person, browser: Browser) -> None:
    with serving(web.app) as address:
        window = TableWindow(browser, address, officer)
        window.paste_into(f"[name='{PATH}.0.linh_vuc']", "Lĩnh vực\nĐẤT ĐAI\nHộ tịch\n", COLUMN)
        window.paste_into(f"[name='{PATH}.0.truc_tuyen']", "Trực tuyến\tTrực tiếp\n1.900\t80\n\t15\n100\t5")
        window.save()
        expected = [["Đất đai", "1.900", "80"], ["Hộ tịch", "", "15"], ["", "100", "5"]]
        assert kept(web) == [[*cells, *[""] * 6] for cells in expected]
        expect(window.page.locator(".form-notice")).to_contain_text("Đã dán 6 giá trị.")
        # What stands over a column of totals could be either of two columns: nothing is guessed.
        window.paste_into(f"[name='{PATH}.1.ky_truoc']", "7\t8\n9\t10")
        expect(window.page.locator(".form-notice")).to_contain_text("Chưa dán gì: nội dung có 2 cột")
        assert window.page.locator(f"[name='{PATH}.1.ky_truoc']").input_value() == ""
        window.press("Control+z")
        window.save()
        assert [cells[:2] for cells in kept(web)] == [["Đất đai", ""], ["Hộ tịch", ""]]
        assert window.faults == []
        window.leave()


def test_the_table_scrolls_and_not_the_page(web: Web, officer: Person, browser: Browser) -> None:
    with serving(web.app) as address:
        window = TableWindow(browser, address, officer)
        window.page.wait_for_selector("[data-list^=tables] button")
        assert fits(window.page, 1280, 1000, 768, 390)
        window.leave()


def test_without_scripts_the_rows_are_saved_with_the_page(web: Web, officer: Person) -> None:
    page = officer.get(FORM)
    typed = {f"{PATH}.1.linh_vuc": "Hộ tịch", f"{PATH}.1.truc_tuyen": "1.100", f"{PATH}.1.ky_truoc": "5"}
    officer.fill(page, FORM, typed)
    assert kept(web) == [["Hộ tịch", "1.100", "", "5", "", "", "", "", ""]]
    shown = officer.get(FORM)
    first = shown.tree.xpath(f"//*[@data-list='{PATH}']/tr[1]//output")
    assert [cell.text_content() for cell in first] == ["1.105", "", ""]
    assert "1.105" in officer.get(f"/bao-cao/{PERIOD}/xem-lai").words


def test_a_table_that_a_unit_is_spared_is_there_to_be_cleared_and_bears_no_star(web: Web, officer: Person) -> None:
    """A field stands in a row of the table; then the unit is spared all figures that the table adds up to."""
    stars, said = f"//*[@id='bang-{CODE}']//*[@class='must']", f"//*[@id='f-tables-{CODE}']"
    officer.fill(officer.get(FORM), FORM, {f"{PATH}.0.linh_vuc": "Hộ tịch", f"{PATH}.0.truc_tuyen": "1.100"})
    assert len(officer.get(FORM).tree.xpath(stars)) == 1
    set_obligation(web.context, PERIOD, "STC", exempt=("ho_so.*",))
    page = officer.get(FORM)
    assert "không áp dụng cho Sở Tài chính: đề nghị để trống" in page.tree.xpath(said)[0].text_content()
    assert page.tree.xpath(stars) == [] and "Không bắt buộc; đã ghi" not in page.words
    officer.fill(page, FORM, {f"{PATH}.0.linh_vuc": "", f"{PATH}.0.truc_tuyen": ""})
    assert officer.get(FORM).tree.xpath(said) == []
