"""The urging letter: an official letter without a type, whose number, day and signature are left open."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation
from service.domain.organization.agency import AgencyKind
from service.domain.reminders.overdue_notice import OverdueNotice
from service.domain.reporting.period import VIETNAM
from service.writers.letters import write_overdue_notice
from tests.support.consolidations import TEMPLATE
from tests.support.office import resaved
from tests.support.word import everything, opened, rows, words

NOW = datetime(2023, 9, 27, 8, tzinfo=VIETNAM)
HOSTILE = '{{ 7 * 7 }} {% for %} <w:p> & "x"'
TABLE = 1


def letter(consolidation: Consolidation, *late: AgencyStatus, province: str = "tỉnh Hưng Yên") -> bytes:
    """The letter to these units."""
    target = io.BytesIO()
    all_of_them = len(consolidation.units)
    write_overdue_notice(
        OverdueNotice(
            TEMPLATE, consolidation.period, province, "https://cchc.hungyen.gov.vn", NOW, all_of_them,
            all_of_them - len(late), late,
        ),
        target,
    )  # fmt: skip
    return target.getvalue()


def unit(consolidation: Consolidation, code: str, state: AgencyState = AgencyState.MISSING) -> AgencyStatus:
    """A unit in that state."""
    return replace(next(item for item in consolidation.units if item.agency.code == code), state=state)


@pytest.fixture(scope="module")
def two(consolidation: Consolidation) -> bytes:
    """A letter to a department that filed with faults after more time, and to a district."""
    faulty = replace(
        unit(consolidation, "STP", AgencyState.INVALID), due_at=NOW - timedelta(hours=1), extension="Chờ số liệu"
    )
    return letter(consolidation, faulty, unit(consolidation, "HTL"))


def test_pages_and_letters_have_the_measures_of_an_official_document(two: bytes) -> None:
    document = opened(two)
    (section,) = document.sections
    lengths = (section.page_width, section.top_margin, section.left_margin, section.right_margin)
    assert [round(length / Mm(1)) for length in lengths] == [210, 20, 30, 15]
    assert section.different_first_page_header_footer and "PAGE" in section.header.paragraphs[0]._p.xml
    sizes = {run.font.size for paragraph in document.paragraphs for run in paragraph.runs if run.text.strip()}
    assert sizes == {Pt(14)}
    assert document.tables[TABLE].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in document.tables[TABLE].rows)


def test_it_has_no_type_and_leaves_to_the_clerk_what_is_the_clerks(two: bytes) -> None:
    said = list(everything(opened(two)))
    for text in (
        "ỦY BAN NHÂN DÂN TỈNH\u00a0HƯNG\u00a0YÊN", "SỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số:         /SNV-CCHC", "Hưng Yên, ngày      tháng      năm 2023",
        "V/v đôn đốc nộp báo cáo cải cách hành chính định kỳ quý III năm 2023", "GIÁM ĐỐC", "Nơi nhận:",
        "- UBND tỉnh (để báo cáo);", "- Lưu: VT, CCHC.",
    ):  # fmt: skip
        assert text in said, text
    assert not {"BÁO CÁO", "CÔNG VĂN", "THÔNG BÁO"} & set(said)


def test_it_names_whom_it_goes_to_and_how_late_each_is(two: bytes, consolidation: Consolidation) -> None:
    document = opened(two)
    said = words(document)
    assert said[said.index("Kính gửi:") + 1 :][:2] == ["- Sở Tư pháp;", "- Ủy ban nhân dân huyện Tiên Lữ."]
    assert rows(document, TABLE) == [
        ["TT", "Đơn vị", "Hạn nộp", "Quá hạn", "Tình trạng"],
        ["1", "Sở Tư pháp", "07:00 ngày 27/9/2023 (đã gia hạn)", "1 ngày", "Đã nộp, còn lỗi"],
        ["2", "Ủy ban nhân dân huyện Tiên Lữ", "17:00 ngày 20/9/2023", "7 ngày", "Chưa nộp"],
    ]
    text = "\n".join(said)
    everybody = len(consolidation.units)
    assert "tính đến 08:00 ngày 27/9/2023, Sở Nội vụ đã nhận được báo cáo quý III năm 2023 hợp lệ của " in text
    assert f"hợp lệ của {everybody - 2}/{everybody} đơn vị. Còn 2 đơn vị" in text
    assert "Báo cáo đã nộp nhưng còn lỗi" in text and "https://cchc.hungyen.gov.vn" in text
    assert text.rstrip().endswith("./.")


def test_one_unit_is_addressed_on_the_same_line(consolidation: Consolidation) -> None:
    said = words(opened(letter(consolidation, unit(consolidation, "STP"), province="thành phố Hải Phòng")))
    assert "Kính gửi: Sở Tư pháp." in said and "Kính gửi:" not in said
    assert any("đề nghị đơn vị có tên trên" in text for text in said)
    assert not any("còn lỗi" in text for text in said)


def test_many_units_are_addressed_by_their_kinds(consolidation: Consolidation) -> None:
    units = [replace(item, state=AgencyState.MISSING) for item in consolidation.units]
    said = words(opened(letter(consolidation, *units)))
    assert said[said.index("Kính gửi:") + 1 :][:3] == [
        "- Các sở, ban, ngành có tên trong danh sách dưới đây;",
        "- Ủy ban nhân dân các huyện, thị xã, thành phố có tên trong danh sách dưới đây;",
        "- Ủy ban nhân dân xã Thử nghiệm.",
    ]
    departments = [item for item in units if item.agency.kind is AgencyKind.SO]
    (to,) = [text for text in words(opened(letter(consolidation, *departments))) if text.startswith("Kính gửi")]
    assert to == "Kính gửi: Các sở, ban, ngành có tên trong danh sách dưới đây."


def test_text_stays_text_and_the_same_gives_the_same_bytes(consolidation: Consolidation, office: Path) -> None:
    one = unit(consolidation, "STP")
    named = replace(one, agency=replace(one.agency, name=HOSTILE))
    raw = letter(consolidation, named)
    assert raw == letter(consolidation, named)
    assert f"Kính gửi: {HOSTILE}." in words(opened(raw)) and rows(opened(raw), TABLE)[1][1] == HOSTILE
    assert resaved(raw, office, "pdf", "docx").startswith(b"%PDF")
