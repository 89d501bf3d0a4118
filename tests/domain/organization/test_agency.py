"""Units: valid by date, and listed in the order in which people look for them."""

from __future__ import annotations

from datetime import date

from service.domain.organization.agency import Agency, AgencyKind, in_table_order

FIRST = date(2020, 1, 1)


def unit(code: str, name: str, kind: AgencyKind = AgencyKind.SO) -> Agency:
    """A unit valid from 2020 on."""
    return Agency(code, name, kind, FIRST)


def test_departments_come_before_districts_and_communes_and_names_in_vietnamese_order() -> None:
    units = [
        unit("X1", "Xã An Viên", AgencyKind.XA),
        unit("H2", "Huyện Ân Thi", AgencyKind.HUYEN),
        unit("H1", "Huyện Yên Mỹ", AgencyKind.HUYEN),
        unit("S3", "Sở Y tế"),
        unit("S1", "Ban Quản lý"),
        unit("S2", "Đài Phát thanh"),
    ]
    assert [item.code for item in in_table_order(units)] == ["S1", "S2", "S3", "H2", "H1", "X1"]


def test_units_of_one_name_are_told_apart_by_their_codes() -> None:
    commune, district = unit("TL2", "Tiên Lữ", AgencyKind.XA), unit("TL", "Tiên Lữ", AgencyKind.HUYEN)
    assert in_table_order([commune, district]) == (district, commune)
    assert [item.code for item in in_table_order([unit("B", "Một"), unit("A", "Một")])] == ["A", "B"]


def test_a_unit_is_valid_from_its_first_to_its_last_day() -> None:
    agency = Agency("A", "A", AgencyKind.SO, FIRST, date(2025, 2, 28))
    assert [agency.is_valid_on(day) for day in (date(2019, 12, 31), FIRST, date(2025, 2, 28), date(2025, 3, 1))] == [
        False, True, True, False,
    ]  # fmt: skip
