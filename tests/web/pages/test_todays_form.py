"""An installation of 2026 without demonstration: no page and no file asks a unit for what does not exist any more."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime

import openpyxl
import pytest

from service.actions.consolidation.report_documents import province_report
from service.actions.intake.blank_form import make_blank_form
from service.actions.intake.draft_document import draft_report
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import open_period
from service.demo import AGENCIES_CSV
from service.demo.world import COMMUNES_CSV
from service.domain.organization.access import Caller, Role
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import VIETNAM
from tests.support.browser import Person
from tests.support.domain import TODAYS, figures
from tests.support.installation import HOME_AFFAIRS, at, new_context
from tests.support.province import put_payload
from tests.support.web import Web
from tests.support.word import everything, opened

PERIOD = "2026-Y"
ABOLISHED = re.compile(
    r"cấp huyện|huyện, thị xã|UBND huyện|mức độ [34]\b|cấp độ [34]\b|61/2018|2021 ?[-–] ?2025|"
    r"một cửa (của )?(cấp )?huyện",
    re.IGNORECASE,
)
# A department, one that settles no applications, the Office, a commune and a ward.
UNITS = ("STC", "TTT", "VPUBND", "x-tien-lu", "p-pho-hien")


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The departments of 2026 and all communes, with the year's period open and one report in it."""
    context = at(new_context(tmp_path_factory.mktemp("2026")), datetime(2026, 12, 15, 9, tzinfo=VIETNAM))
    header, *rows = AGENCIES_CSV.decode("utf-8-sig").splitlines()
    departments = [row for row in rows if ",so," in row and row.endswith(",,")]
    import_agencies(context, "\n".join([header, *departments]).encode())
    import_agencies(context, COMMUNES_CSV)
    open_period(context, PERIOD)
    given = figures({"ho_so.da_giai_quyet": 40, "ho_so.da_giai_quyet_qua_han": 1, "ho_so.tiep_nhan": 44})
    put_payload(context, Payload(TODAYS.code, TODAYS.version, PERIOD, "x-an-thi", given, narratives={"V": "Không."}))
    yield Web(context)
    context.database.dispose()


def caller(unit: str) -> Caller:
    return Caller("Nguyễn Thị Lan", Role.OFFICER, unit)


@pytest.fixture(scope="module")
def officers(web: Web) -> dict[str, Person]:
    """An officer of each unit."""
    return {unit: Person(web.app, web.context, caller(unit), f"lan@{unit}.gov.vn") for unit in UNITS}


def in_cells(raw: bytes) -> str:
    """All texts of a workbook's cells."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    return "\n".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    )


def asked_of(unit: str) -> set[str]:
    """The names of what the unit's level has, by the template."""
    kind = "so" if unit.isupper() else "xa"
    return {item.code for item in TODAYS.indicators if kind in {of.value for of in item.applies_to}}


@pytest.mark.parametrize("unit", UNITS)
def test_the_page_asks_for_what_there_is(web: Web, officers: dict[str, Person], unit: str) -> None:
    page = officers[unit].get(f"/bao-cao/{PERIOD}/nhap")
    assert page.status == 200
    assert ABOLISHED.findall(page.words) == []
    shown = {row.get("data-code") for row in page.tree.xpath("//tr[@data-code]") if row.xpath(".//input")}
    assert shown and shown <= asked_of(unit)
    assert ("tai_chinh.thu_ngan_sach" in shown) is (not unit.isupper())
    assert ("ho_so.da_giai_quyet" in shown) is (unit not in {"TTT", "VPUBND"})


@pytest.mark.parametrize("unit", ["STC", "TTT", "x-tien-lu"])
def test_the_excel_form_asks_for_what_there_is(web: Web, unit: str) -> None:
    raw = make_blank_form(web.context, PERIOD, unit)
    assert ABOLISHED.findall(in_cells(raw)) == []
    rows = [row for row in openpyxl.load_workbook(io.BytesIO(raw))["II.5"].iter_rows() if row[0].value == "II.5.1"]
    assert [row[4].value for row in rows] == [None if unit == "x-tien-lu" else "Không áp dụng"]
    assert [row[4].protection.locked for row in rows] == [unit != "x-tien-lu"]


@pytest.mark.parametrize("unit", ["STC", "x-tien-lu"])
def test_the_word_form_asks_for_what_there_is(web: Web, officers: dict[str, Person], unit: str) -> None:
    officers[unit].get(f"/bao-cao/{PERIOD}/nhap")
    said = "\n".join(everything(opened(draft_report(web.context, caller(unit), PERIOD, unit))))
    assert ABOLISHED.findall(said) == []
    # A department has no revenue to report, so the outline has no part for it.
    assert ("Thu ngân sách nhà nước" in said) is (unit == "x-tien-lu")
    assert "Giải ngân vốn đầu tư công" in said


def test_the_provinces_pages_and_draft_know_two_levels(web: Web) -> None:
    person = Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")
    board = person.get(f"/ky/{PERIOD}")
    assert [kind.strip() for kind in board.texts("//select[@id='cap']/option")] == [
        "tất cả", "Sở, ban, ngành", "Xã, phường"
    ]  # fmt: skip
    # What an old address asks for stays in view, so that nobody wonders why the list is empty.
    assert board.texts("//select[@id='cap']/option[@selected]") == []
    old = person.get(f"/ky/{PERIOD}?cap=huyen")
    assert old.texts("//select[@id='cap']/option[@selected]") == ["Huyện, thị xã, thành phố"]
    for path in ("tong-hop", "khoa-ky", "nhac-nop", "bang-tong-hop", "xep-hang"):
        page = person.get(f"/ky/{PERIOD}/{path}")
        assert page.status == 200, path
        assert ABOLISHED.findall(page.words) == [], path
    draft = "\n".join(everything(opened(province_report(web.context, PERIOD))))
    assert "từ 1/117 đơn vị" in draft and ABOLISHED.findall(draft) == []
