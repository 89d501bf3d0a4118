"""Units are added and brought up to date, in whatever order they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from service.actions.context import Context
from service.domain.errors import NotFoundError
from service.domain.organization.agency import Agency, AgencyKind
from service.storage.organization.agencies import all_agencies, get_agency, put_agencies

CHILD = Agency("X1", "Xã Một", AgencyKind.XA, date(2020, 1, 1), None, "X1", parent="H1", successors=("X2", "X3"))
PARENT = Agency("H1", "Huyện Một", AgencyKind.HUYEN, date(2020, 1, 1), date(2025, 6, 30))
HEIRS = (
    Agency("X2", "Xã Hai", AgencyKind.XA, date(2025, 7, 1)),
    Agency("X3", "Xã Ba", AgencyKind.XA, date(2025, 7, 1)),
)


def put(context: Context, *agencies: Agency) -> None:
    with context.database.writing() as session:
        put_agencies(session, agencies)


def get(context: Context, code: str) -> Agency:
    with context.database.reading() as session:
        return get_agency(session, code)


def test_parents_and_successors_may_come_later_in_the_list(context: Context) -> None:
    put(context, CHILD, PARENT, *HEIRS)
    assert get(context, "X1") == CHILD
    assert get(context, "H1") == PARENT


def test_a_unit_is_brought_up_to_date(context: Context) -> None:
    put(context, CHILD, PARENT, *HEIRS)
    newer = replace(CHILD, name="Phường Một", valid_to=date(2025, 6, 30), parent=None, successors=("X3",))
    put(context, newer)
    put(context, newer)
    assert get(context, "X1") == newer
    put(context, replace(newer, successors=("X2", "X3")))
    assert get(context, "X1").successors == ("X2", "X3")


def test_all_units_come_by_code(context: Context) -> None:
    with context.database.reading() as session:
        codes = [agency.code for agency in all_agencies(session)]
    assert codes == sorted(codes)
    assert {"SGTVT", "TPHY", "SNNMT"} <= set(codes)


def test_an_unknown_unit_is_named(context: Context) -> None:
    with pytest.raises(NotFoundError, match="Không có đơn vị «KHONG-CO»"):
        get(context, "KHONG-CO")
