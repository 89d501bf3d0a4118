"""A list of units is looked at before it is taken, and the list that is handed out can be brought again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service.actions.context import Context
from service.actions.organization.agencies import change_agency, list_agencies
from service.actions.organization.import_agencies import import_agencies, preview_import
from service.demo import AGENCIES_CSV
from service.domain.errors import ConflictError, NotFoundError
from service.domain.organization.agency import Agency, AgencyKind
from service.storage.organization.agencies import all_agencies
from service.writers.agencies_csv import agencies_csv
from tests.support.installation import ADMIN
from tests.support.office import resaved
from tests.support.units import units_csv

# As a spreadsheet opens such a list by a double click: semicolons, UTF-8, days with the day first.
VIETNAMESE_CSV = "CSV:59,34,76,1,,1066"
VIETNAMESE_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item></oor:items>"""
LIST = units_csv(
    "XMOI,Xã Mới,XM,xa,TPHY,2025-07-01,,",
    "STP,Sở Tư pháp tỉnh,,so,,1997-01-01,,",
    "SGTVT,Sở Giao thông vận tải,SGTVT,so,,1997-01-01,2025-02-28,SXD",
)


def stored(context: Context) -> tuple[Agency, ...]:
    with context.database.reading() as session:
        return all_agencies(session)


def handed_out(context: Context) -> bytes:
    return agencies_csv(item.agency for item in list_agencies(context))


def test_what_a_list_would_change_is_told_field_by_field_and_nothing_is_written(sqlite_context: Context) -> None:
    before = stored(sqlite_context)
    found = preview_import(sqlite_context, LIST)
    assert str(found.said) == "thêm 1, sửa 1, giữ nguyên 1 đơn vị"
    assert [edit.agency.code for edit in found.added] == ["XMOI"]
    (changed,) = found.changed
    assert [(str(name), old, new) for name, old, new in changed.changes] == [
        ("tên", "Sở Tư pháp", "Sở Tư pháp tỉnh"),
        ("tên viết tắt", "STP", ""),
    ]
    assert stored(sqlite_context) == before
    assert str(import_agencies(sqlite_context, LIST, ADMIN, found.seen).said) == str(found.said)
    assert str(preview_import(sqlite_context, LIST).said) == "thêm 0, sửa 0, giữ nguyên 3 đơn vị"


def test_a_preview_refuses_what_the_import_would_refuse(sqlite_context: Context) -> None:
    with pytest.raises(NotFoundError, match="KHONG-CO"):
        preview_import(sqlite_context, units_csv("X1,Xã Một,,xa,KHONG-CO,2020-01-01,,"))
    with pytest.raises(ConflictError, match="thành vòng"):
        preview_import(sqlite_context, units_csv("A,A,,so,B,2020-01-01,,", "B,B,,so,A,2020-01-01,,"))


def test_units_that_somebody_changed_after_the_look_are_not_written_over(sqlite_context: Context) -> None:
    found = preview_import(sqlite_context, LIST)
    change_agency(sqlite_context, ADMIN, Agency("STP", "Sở TP", AgencyKind.SO, date(1997, 1, 1)))
    after = stored(sqlite_context)
    with pytest.raises(ConflictError, match="vừa được người khác sửa"):
        import_agencies(sqlite_context, LIST, ADMIN, found.seen)
    assert stored(sqlite_context) == after


def test_the_order_of_successors_is_no_change(sqlite_context: Context) -> None:
    for successors in ("SXD|STC", "STC|SXD", "STC|SXD|STC"):
        taken = import_agencies(sqlite_context, units_csv(f"CU,Sở cũ,,so,,1997-01-01,2025-02-28,{successors}"))
        assert bool(taken.unchanged) is (successors != "SXD|STC")


def odd_units() -> tuple[Agency, ...]:
    """Units whose words and days a spreadsheet likes to take for something else."""
    return (
        Agency("K-1_a", 'Ban quản lý; các "khu", cụm', AgencyKind.SO, date(2012, 2, 1), date(2024, 12, 11), "=BQL+1"),
        Agency("K2", "- Phòng 'Một'", AgencyKind.HUYEN, date(1999, 12, 31), None, "1/2", "K-1_a"),
        Agency("K3", "Xã Ba", AgencyKind.XA, date(2001, 3, 4), date(2025, 6, 30), "X3", None, ("K-1_a", "K2")),
    )


def test_the_list_that_is_handed_out_comes_back_unchanged(sqlite_context: Context) -> None:
    for agency in odd_units():
        change_agency(sqlite_context, ADMIN, agency)
    raw = handed_out(sqlite_context)
    assert raw.startswith("\ufeffMã;Tên;Tên viết tắt;Cấp;Trực thuộc;Hiệu lực từ;Hiệu lực đến;Kế thừa bởi\r\n".encode())
    assert "K3;Xã Ba;X3;Xã, phường;;04/03/2001;30/06/2025;K-1_a|K2\r\n" in raw.decode()
    found = preview_import(sqlite_context, raw)
    assert (found.added, found.changed, len(found.unchanged)) == ([], [], 32)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_comes_back_unchanged_from_a_vietnamese_spreadsheet(
    sqlite_context: Context, tmp_path: Path, kind: str
) -> None:
    change_agency(sqlite_context, ADMIN, Agency("K9", "Sở Chín", AgencyKind.SO, date(2012, 2, 1), date(2024, 12, 11)))
    (tmp_path / "profile/user").mkdir(parents=True)
    (tmp_path / "profile/user/registrymodifications.xcu").write_text(VIETNAMESE_PROFILE)
    saved = resaved(handed_out(sqlite_context), tmp_path / "profile", kind, "csv", infilter=VIETNAMESE_CSV)
    found = preview_import(sqlite_context, saved)
    assert ([edit.changes for edit in (*found.added, *found.changed)], len(found.unchanged)) == ([], 30)


def test_the_shipped_list_is_unchanged(sqlite_context: Context) -> None:
    assert str(preview_import(sqlite_context, AGENCIES_CSV).said) == "thêm 0, sửa 0, giữ nguyên 29 đơn vị"
