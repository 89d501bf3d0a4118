"""Each check of a report, by a report that passes it and reports that do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from service.domain.errors import Finding, Level
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.earlier import NO_EARLIER
from service.domain.reporting.report import Document, Report, Source, SubmittedReport, report_of
from service.domain.validation.checks import is_valid, validate
from tests.support.consolidations import TEMPLATE, real_payload

TODAY = date(2023, 9, 18)
UNIT = Agency("SGTVT", "Sở Giao thông vận tải", AgencyKind.SO, date(1997, 1, 1))
GOOD = Document("Quyết định", "74/QĐ-SGTVT", date(2023, 2, 3), "Về kế hoạch")


def filing(**changes: object) -> SubmittedReport:
    """The real report as a filing, changed."""
    payload = real_payload()
    made = SubmittedReport(Source("SGTVT"), payload.indicators, payload.narratives, payload.documents)
    return replace(made, **changes)  # type: ignore[arg-type]


def said(item: SubmittedReport, agency: Agency = UNIT, exempt: tuple[str, ...] = ()) -> list[Finding]:
    """The findings on a filing, but for the one that the real report has."""
    report: Report = report_of(TEMPLATE, "2023-Q3", item)
    found = validate(report, NO_EARLIER, agency=agency, today=TODAY, exempt=exempt)
    return [finding for finding in found if finding.rule != "R06"]


def with_figure(code: str, value: str) -> SubmittedReport:
    """The real report with one figure changed."""
    return filing(figures={**real_payload().indicators, code: Decimal(value)})


def test_the_real_report_has_nothing_but_its_one_warning() -> None:
    assert said(filing()) == []


@pytest.mark.parametrize(
    ("day", "is_early"), [(date(2023, 6, 1), True), (date(2023, 9, 13), True), (date(2023, 9, 14), False)]
)
def test_a_report_from_before_the_end_of_its_days_is_warned_about_and_stays_valid(day: date, is_early: bool) -> None:
    report = report_of(TEMPLATE, "2023-Q3", filing(documents=()))
    found = validate(report, NO_EARLIER, agency=UNIT, today=day)
    warnings = [finding for finding in found if finding.rule == "early"]
    assert len(warnings) == is_early and is_valid(found)
    assert not warnings or "đến ngày 14/9/2023 mới kết thúc" in str(warnings[0].message)


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("khao_sat.so_phieu", "-1", "không được âm"),
        ("khao_sat.so_phieu", "1.5", "phải là số nguyên"),
        ("tai_chinh.dau_tu_cong_ke_hoach", "0.123456789012", "có tối đa 9 chữ số thập phân"),
        ("tai_chinh.dau_tu_cong_ke_hoach", "4135.123456789012", "có tối đa 9 chữ số thập phân"),
        ("khao_sat.so_phieu", "0." + "0" * 40 + "1", "phải là số nguyên"),
        ("tai_chinh.ty_le_giai_ngan", "100.1", "không thể lớn hơn 100"),
        ("khao_sat.so_phieu", "9" * 16, "nhiều hơn 15 chữ số"),
        ("khao_sat.so_phieu", "9" * 40, "nhiều hơn 15 chữ số"),
        ("khao_sat.so_phieu", "1E+400", "nhiều hơn 15 chữ số"),
    ],
)
def test_a_figure_out_of_range_is_an_error_at_its_place(code: str, value: str, text: str) -> None:
    found = [item for item in said(with_figure(code, value)) if item.rule == "range"]
    assert [(item.level, item.subjects) for item in found] == [(Level.ERROR, (f"$.indicators.{code}",))]
    assert text in str(found[0].message)


@pytest.mark.parametrize(("code", "value"), [("khao_sat.so_phieu", "0"), ("khao_sat.so_phieu", "9" * 15),
                                             ("tai_chinh.dau_tu_cong_ke_hoach", "4135.123456789")])  # fmt: skip
def test_a_figure_at_the_edge_is_taken(code: str, value: str) -> None:
    assert [item for item in said(with_figure(code, value)) if item.rule == "range"] == []


def test_a_required_figure_may_be_zero_or_spared_but_not_missing() -> None:
    code = "chi_dao.nhiem_vu_ke_hoach"
    without = {key: value for key, value in real_payload().indicators.items() if key != code}
    found = said(filing(figures=without))
    assert [(item.rule, item.subjects) for item in found] == [("required", (f"$.indicators.{code}",))]
    assert "ghi 0 nếu không phát sinh" in str(found[0].message)


def test_a_figure_that_the_unit_does_not_report_is_an_error() -> None:
    office = replace(UNIT, code="VPUBND", name="Văn phòng UBND tỉnh")
    found = [item for item in said(filing(), office) if item.rule == "exempt"]
    assert found and all("không áp dụng cho Văn phòng UBND tỉnh" in str(item.message) for item in found)
    spared = [item for item in said(filing(), exempt=("ho_so.tiep_nhan",)) if item.rule == "exempt"]
    assert [item.subjects for item in spared] == [("$.indicators.ho_so.tiep_nhan",)]


def test_a_required_section_is_asked_for_unless_it_or_a_part_of_it_says_something() -> None:
    texts = dict(real_payload().narratives)
    missing = {code: text for code, text in texts.items() if not code.startswith("III")}
    asked = [item.subjects[0] for item in said(filing(narratives=missing))]
    assert "$.narratives.III.1" in asked and "$.narratives.III.2" in asked
    heading = [item.subjects[0] for item in said(filing(narratives={**missing, "III": "Không có."}))]
    assert "$.narratives.III.1" in heading and "$.narratives.III" not in heading
    parts = {**missing, "III.1": "Đã làm tốt.", "III.2": "Không có."}
    assert not any(item.subjects[0].startswith("$.narratives.III") for item in said(filing(narratives=parts)))
    blank = [item.subjects[0] for item in said(filing(narratives={**missing, "III": " \n "}))]
    assert "$.narratives.III.1" in blank


def test_a_heading_is_asked_for_only_where_nothing_below_it_is() -> None:
    texts = {code: text for code, text in real_payload().narratives.items() if not code.startswith("III")}
    asked = [item.subjects[0] for item in said(filing(narratives=texts)) if "narratives.III" in item.subjects[0]]
    assert asked == ["$.narratives.III.1", "$.narratives.III.2"]
    free = tuple(replace(item, required=item.code == "III") for item in TEMPLATE.sections)
    report = report_of(replace(TEMPLATE, sections=free), "2023-Q3", filing(narratives=texts))
    alone = validate(report, NO_EARLIER, agency=UNIT, today=TODAY)
    assert [item.subjects[0] for item in alone if "narratives." in item.subjects[0]] == ["$.narratives.III"]


def test_text_in_an_old_encoding_and_endless_text_are_errors() -> None:
    old = {**real_payload().narratives, "V": "C«ng t¸c c¶i c¸ch hµnh chÝnh n¨m 2023"}
    assert [item.rule for item in said(filing(narratives=old))] == ["encoding"]
    long = {**real_payload().narratives, "V": "a " * 100_001}
    assert [item.rule for item in said(filing(narratives=long))] == ["length"]
    (noted,) = said(filing(notes={"ho_so.tiep_nhan": "a " * 2_501}))
    assert (noted.rule, noted.subjects) == ("length", ("$.notes.ho_so.tiep_nhan",))
    assert str(noted.message) == "Ghi chú của chỉ tiêu II.2.7 dài 5.002 ký tự: tối đa 5.000."


@pytest.mark.parametrize(
    ("document", "rule", "level", "text"),
    [
        (replace(GOOD, date=date(1823, 5, 1)), "date", Level.ERROR, "ngày 01/05/1823 phải từ"),
        (replace(GOOD, date=date(2023, 9, 19)), "date", Level.ERROR, "đến 18/09/2023"),
        (replace(GOOD, kind="Thư tay"), "kind", Level.WARNING, "«Thư tay» không có trong danh mục"),
        (replace(GOOD, kind="x" * 60_000), "kind", Level.WARNING, "xx…» không có trong danh mục"),
        (replace(GOOD, number="số bảy"), "number", Level.WARNING, "dạng 74/QĐ-SGTVT"),
        (replace(GOOD, number="1/" + "x" * 60_000), "length", Level.ERROR, "60.002 ký tự: tối đa 100"),
        (replace(GOOD, title="x" * 501), "length", Level.ERROR, "501 ký tự: tối đa 500"),
        (replace(GOOD, title="VÒ kÕ ho¹ch c¶i c¸ch"), "encoding", Level.ERROR, "TCVN3"),
        (replace(GOOD, title=""), "required", Level.ERROR, "chưa có trích yếu"),
    ],
)
def test_a_document_is_checked_part_by_part(document: Document, rule: str, level: Level, text: str) -> None:
    found = said(filing(documents=(document,)))
    assert (rule, level) in [(item.rule, item.level) for item in found]
    assert any(text in str(item.message) for item in found)
    assert all(len(str(item.message)) < 300 for item in found)


def test_a_document_listed_twice_is_warned_of_with_its_first_row() -> None:
    found = said(filing(documents=(GOOD, replace(GOOD, number="75/QĐ-SGTVT"), GOOD)))
    assert [(item.rule, item.level, item.subjects) for item in found] == [
        ("duplicate", Level.WARNING, ("$.documents[2]",))
    ]
    assert "đã có ở dòng 1" in str(found[0].message)


def test_too_many_documents_are_one_error_however_wrong_each_is() -> None:
    (found,) = said(filing(documents=(replace(GOOD, kind="Thư tay"),) * 2000))
    assert (found.rule, str(found.message)) == ("documents", "Danh mục có 2.000 văn bản: tối đa 500.")


def test_warnings_never_make_a_filing_invalid() -> None:
    report = report_of(TEMPLATE, "2023-Q3", filing())
    found = validate(report, NO_EARLIER, agency=UNIT, today=TODAY)
    assert [item.level for item in found] == [Level.WARNING]
    assert is_valid(found)
    assert not is_valid((*found, replace(found[0], level=Level.ERROR)))
