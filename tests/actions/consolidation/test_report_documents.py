"""Reports in words from what stands in the database."""

from __future__ import annotations

import pytest

from service.actions.consolidation.report_documents import agency_report, province_report
from service.actions.context import Context
from service.actions.periods.lifecycle import waive
from service.domain.errors import NotFoundError
from tests.support.drafts import file_previous
from tests.support.filings import changed, hand_in_and_check, real_report
from tests.support.installation import ADMIN, PERIOD
from tests.support.word import opened, words


def said_in(raw: bytes) -> str:
    return "\n".join(words(opened(raw)))


def test_the_provinces_draft_is_made_from_what_stands(context: Context) -> None:
    assert "TẠM TỔNG HỢP từ 0/28 đơn vị" in said_in(province_report(context, PERIOD))
    hand_in_and_check(context, real_report())
    said = said_in(province_report(context, PERIOD))
    assert "TẠM TỔNG HỢP từ 1/28 đơn vị" in said and "7.266 hồ sơ" in said
    assert " (Sở Giao thông vận tải)." in said


def test_a_units_report_is_its_newest_valid_filing_beside_its_last(context: Context) -> None:
    file_previous(context)
    hand_in_and_check(context, real_report())
    hand_in_and_check(context, changed(sang_kien__so_luong=9))
    hand_in_and_check(context, changed(ho_so__tiep_nhan=1))
    said = said_in(agency_report(context, PERIOD, "SGTVT"))
    assert ": 9 sáng kiến" in said and "7.266 hồ sơ" in said
    assert "so với kỳ trước" in said


def test_who_has_no_valid_filing_has_no_report(context: Context) -> None:
    hand_in_and_check(context, changed(ho_so__tiep_nhan=1))
    with pytest.raises(NotFoundError, match="Sở Giao thông vận tải chưa có báo cáo hợp lệ"):
        agency_report(context, PERIOD, "SGTVT")


def test_who_owes_none_has_none(context: Context) -> None:
    hand_in_and_check(context, real_report())
    waive(context, PERIOD, "SGTVT", ADMIN.name, "Giải thể")
    for unit in ("SGTVT", "KHONG-CO"):
        with pytest.raises(NotFoundError, match=f"«{unit}» không phải báo cáo kỳ này"):
            agency_report(context, PERIOD, unit)
    with pytest.raises(NotFoundError, match="chưa được mở"):
        province_report(context, "2023-Y")
