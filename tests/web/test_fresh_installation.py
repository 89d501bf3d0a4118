"""A fresh installation of 2026: each kind of unit is asked for nothing that does not exist for it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from service.actions.context import Context
from service.actions.intake.blank_form import make_blank_form
from service.actions.intake.draft_document import draft_report
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import open_period
from service.domain.organization.access import Caller, Role
from tests.support.browser import Person
from tests.support.web import Web
from tests.support.word import opened

PERIOD = "2026-Y"
COMMUNES = (Path(__file__).parents[1] / "data" / "communes-hung-yen-2025.csv").read_bytes()
ABOLISHED = re.compile(r"(?:cấp|UBND) huyện|huyện, |mức độ [34]|cấp độ [34]", re.IGNORECASE)
# A department, a commune and a ward; the demonstration's list of units stands for the departments of 2026.
UNITS = ("SYT", "x-hoang-hoa-tham", "p-son-nam")


@pytest.fixture(params=UNITS, scope="module")
def code(request: pytest.FixtureRequest) -> str:
    """One of them."""
    return str(request.param)


@pytest.fixture
def fresh(sqlite_context: Context) -> Web:
    """The map of 2026 with its one period, and nothing that anybody filed."""
    import_agencies(sqlite_context, COMMUNES)
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


def test_form_excel_and_word_ask_for_nothing_abolished(fresh: Web, code: str) -> None:
    officer = Caller("Cán bộ", Role.OFFICER, code)
    context = fresh.context
    page = Person(fresh.app, context, officer, "can.bo@hungyen.gov.vn").get(f"/bao-cao/{PERIOD}/nhap")
    texts = {
        "form": page.answer.get_data(as_text=True),
        "excel": "\n".join(cells(make_blank_form(context, PERIOD, code))),
        "word": "\n".join(paragraphs(draft_report(context, officer, PERIOD, code))),
    }
    assert page.status == 200
    assert {where: ABOLISHED.findall(text) for where, text in texts.items()} == {"form": [], "excel": [], "word": []}
    assert "Số TTHC cấp xã" in texts["form"] and ABOLISHED.search("Số TTHC cấp huyện")
