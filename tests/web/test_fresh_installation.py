"""A fresh installation of 2026: each kind of unit is asked for nothing that does not exist for it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from service.actions.context import Context
from service.actions.intake.blank_form import make_blank_form
from service.actions.intake.draft_document import draft_report
from service.actions.intake.drafts import save_draft
from service.actions.intake.form_state import open_draft
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import open_period
from service.domain.organization.access import Caller, Role
from service.domain.reporting.draft import FieldEdit
from service.domain.reporting.indicator import Aggregate
from tests.support.browser import Person
from tests.support.web import Web
from tests.support.word import opened

PERIOD = "2026-Y"
COMMUNES = (Path(__file__).parents[1] / "data" / "communes-hung-yen-2025.csv").read_bytes()
ABOLISHED = re.compile(r"(?:cấp|UBND) huyện|huyện, (?:thị xã)?|mức độ [34]|cấp độ [34]", re.IGNORECASE)
SPECIAL = "dk-con-dao"
# A department, a commune, a ward and a special zone; the demonstration's list stands for the departments of 2026.
UNITS = ("SYT", "x-hoang-hoa-tham", "p-son-nam", SPECIAL)


@pytest.fixture(params=UNITS, scope="module")
def code(request: pytest.FixtureRequest) -> str:
    """One of them."""
    return str(request.param)


@pytest.fixture
def fresh(sqlite_context: Context) -> Web:
    """The map of 2026 with its one period, and nothing that anybody filed."""
    import_agencies(sqlite_context, COMMUNES + f"{SPECIAL},Đặc khu Côn Đảo,,xa,,2025-07-01,,\n".encode())
    open_period(sqlite_context, PERIOD)
    return Web(sqlite_context)


def cells(workbook: bytes) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    for sheet in book:
        yield sheet.title
        yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def paragraphs(document: bytes) -> Iterator[str]:
    word = opened(document)
    yield from (paragraph.text for paragraph in word.paragraphs)
    yield from (cell.text for table in word.tables for row in table.rows for cell in row.cells)


def officer_of(code: str) -> Caller:
    return Caller("Cán bộ", Role.OFFICER, code)


def asked_of(context: Context, code: str) -> set[str]:
    """What the template asks of the unit's kind; ratios follow from other figures, and are there too."""
    kind = "so" if code.isupper() else "xa"
    return {item.code for item in context.catalogue.for_period(PERIOD)[0].indicators if kind in item.applies_to}


def named_in(workbook: bytes, prefix: str) -> set[str]:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return {name.removeprefix(prefix) for name in book.defined_names if name.startswith(prefix)}


def test_the_form_asks_for_all_that_the_kind_reports_and_nothing_else(fresh: Web, code: str) -> None:
    """What another kind reports is locked and bears no star; the rest has a field, or is computed."""
    page = Person(fresh.app, fresh.context, officer_of(code), "can.bo@hungyen.gov.vn").get(f"/bao-cao/{PERIOD}/nhap")
    rows = {row.get("data-code"): row for row in page.tree.xpath("//tr[@data-code]")}
    open_rows = {at for at, row in rows.items() if row.xpath(".//input[contains(@class, 'figure')] | .//output")}
    assert open_rows == asked_of(fresh.context, code)
    locked = {at: row for at, row in rows.items() if at not in open_rows}
    assert ("tthc.sua_doi" in locked) is (not code.isupper())
    assert ("tai_chinh.thu_ngan_sach" in locked) is code.isupper()
    assert {at for at, row in locked.items() if "không áp dụng cho đơn vị" not in row.text_content()} == set()
    assert {at for at, row in locked.items() if row.xpath(".//*[@class='must']")} == set()


def test_the_excel_form_asks_for_all_that_the_kind_reports_and_nothing_else(fresh: Web, code: str) -> None:
    """Inputs have names; without one a row is locked, is no duty, and its rule asks for no explanation."""
    raw = make_blank_form(fresh.context, PERIOD, code)
    template, asked = fresh.context.catalogue.for_period(PERIOD)[0], asked_of(fresh.context, code)
    assert named_in(raw, "ct.") == asked
    sheets = openpyxl.load_workbook(io.BytesIO(raw))
    rows = {
        row[0].value: row
        for section in template.indicator_sections
        for row in sheets[section.code].iter_rows(min_row=8)
    }
    locked = [rows[item.number] for item in template.indicators if item.code not in asked]
    assert locked and {row[4].value for row in locked} == {"Không áp dụng"}
    assert {row[4].protection.locked for row in locked} == {True}
    assert [row[1].value for row in locked if "(*)" in str(row[1].value)] == []
    # R17 adds up what is announced and abolished, which departments alone do.
    assert ("R17" in rows) is code.isupper() and "R05" in rows


def test_the_word_report_holds_all_that_the_kind_reports_and_nothing_else(fresh: Web, code: str) -> None:
    context, officer, asked = fresh.context, officer_of(code), asked_of(fresh.context, code)
    template = context.catalogue.for_period(PERIOD)[0]
    typed = [item.code for item in template.indicators if item.code in asked and item.aggregate is not Aggregate.RATIO]
    save_draft(context, officer, PERIOD, code, [FieldEdit(f"indicators.{at}", "4", 0) for at in typed])
    said = list(paragraphs(draft_report(context, officer, PERIOD, code)))
    names = {item.code for item in template.indicators if any(f"{item.name}: " in line for line in said)}
    assert names == set(typed)
    assert ABOLISHED.findall("\n".join(said)) == []


def test_the_table_of_applications_by_field_is_there_for_every_kind_and_owed_by_none(fresh: Web, code: str) -> None:
    """Form II.06a: its sums are held against figures that the kind reports, and Word prints it once it is given."""
    context, officer = fresh.context, officer_of(code)
    (table,) = context.catalogue.for_period(PERIOD)[0].tables
    assert {at for item in table.sums for at in item.indicators} <= asked_of(context, code)
    person = Person(fresh.app, context, officer, "can.bo@hungyen.gov.vn")
    (heading,) = person.get(f"/bao-cao/{PERIOD}/nhap").tree.xpath(f"//section[@id='bang-{table.code}']/h3")
    assert " ".join(heading.text_content().split()) == str(table.title)
    sheet = openpyxl.load_workbook(io.BytesIO(make_blank_form(context, PERIOD, code)))["Bảng 1"]
    said = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {item.id for item in table.sums} <= said.keys() and any(text.startswith("Không bắt buộc") for text in said)
    assert str(table.title) not in paragraphs(draft_report(context, officer, PERIOD, code))
    rows = json.dumps([["Hộ tịch", "10", "5", "1", "7", "6", "0", "3", "0"]])
    save_draft(context, officer, PERIOD, code, [FieldEdit(f"tables.{table.code}", rows, 0)])
    found = open_draft(context, officer, PERIOD, code).findings
    assert [item for item in found if "tables" in str(item.subjects)] == []
    printed = list(paragraphs(draft_report(context, officer, PERIOD, code)))
    assert str(table.title) in printed and "Hộ tịch" in printed


def test_form_excel_and_word_ask_for_nothing_abolished(fresh: Web, code: str) -> None:
    officer, context = officer_of(code), fresh.context
    page = Person(fresh.app, context, officer, "can.bo@hungyen.gov.vn").get(f"/bao-cao/{PERIOD}/nhap")
    texts = {
        "form": page.answer.get_data(as_text=True),
        "excel": "\n".join(cells(make_blank_form(context, PERIOD, code))),
        "word": "\n".join(paragraphs(draft_report(context, officer, PERIOD, code))),
    }
    assert page.status == 200
    assert {where: ABOLISHED.findall(text) for where, text in texts.items()} == {"form": [], "excel": [], "word": []}
    assert "Số TTHC cấp xã" in texts["form"] and ABOLISHED.search("Số TTHC cấp huyện")
