"""The workbook that a unit fills in: for its period and unit, with its previous figures where there are any."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest

from service.actions.context import Context
from service.actions.intake.blank_form import make_blank_form
from service.actions.offline.blank_form import make_blank_form_offline, unknown_agency
from service.actions.periods.lifecycle import set_obligation
from service.domain.errors import NotFoundError
from service.domain.organization.agency import AgencyKind
from service.readers.formats import EXCEL
from tests.support.installation import PERIOD


def texts(raw: bytes) -> set[str]:
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True)
    return {
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    }


def test_the_workbook_is_read_back_as_the_units_own(context: Context) -> None:
    payload = EXCEL.reader(make_blank_form(context, PERIOD, "SGTVT"), context.catalogue.get)
    assert (payload.template, payload.template_version) == ("cchc", "2022")
    assert (payload.period, payload.agency, payload.indicators) == (PERIOD, "SGTVT", {})


def test_it_names_unit_and_period(context: Context) -> None:
    words = " ".join(texts(make_blank_form(context, PERIOD, "SGTVT")))
    assert "Sở Giao thông vận tải" in words
    assert "Quý III năm 2023" in words


def test_previous_figures_stand_in_it_where_there_are_any(context: Context, file_demo: Callable[..., str]) -> None:
    without = texts(make_blank_form(context, PERIOD, "SGTVT"))
    file_demo(context, "2023-H1", "SGTVT", ho_so__ty_le_so_hoa="87.65")
    assert "87.65" not in without
    assert "87.65" in texts(make_blank_form(context, PERIOD, "SGTVT"))


def test_what_a_unit_is_spared_is_marked(context: Context) -> None:
    before = texts(make_blank_form(context, PERIOD, "SGTVT"))
    set_obligation(context, PERIOD, "SGTVT", exempt=("ho_so.*",))
    assert texts(make_blank_form(context, PERIOD, "SGTVT")) != before


def test_the_same_workbook_is_the_same_bytes(sqlite_context: Context) -> None:
    assert make_blank_form(sqlite_context, PERIOD, "SGTVT") == make_blank_form(sqlite_context, PERIOD, "SGTVT")


def test_what_does_not_exist_or_owes_nothing_is_named(context: Context) -> None:
    with pytest.raises(NotFoundError, match="chưa được mở"):
        make_blank_form(context, "2023-Y", "SGTVT")
    with pytest.raises(NotFoundError, match="Không có đơn vị «KHONG-CO»"):
        make_blank_form(context, PERIOD, "KHONG-CO")
    with pytest.raises(NotFoundError, match="không thuộc diện báo cáo"):
        make_blank_form(context, PERIOD, "SNNMT")


def test_it_is_made_without_a_database_too(sqlite_context: Context) -> None:
    agency = unknown_agency(sqlite_context, "SO-MOI", "2024-Q1")
    assert (agency.code, agency.kind) == ("SO-MOI", AgencyKind.SO)
    payload = EXCEL.reader(make_blank_form_offline(sqlite_context, "2024-Q1", agency), sqlite_context.catalogue.get)
    assert (payload.period, payload.agency) == ("2024-Q1", "SO-MOI")
    with pytest.raises(NotFoundError):
        unknown_agency(sqlite_context, "SO-MOI", "2024-Q2")
