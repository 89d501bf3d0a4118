"""What is said of a payload in all: places, explanations, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from service.domain.errors import Finding, Level, message
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.earlier import NO_EARLIER, EarlierReports
from service.domain.reporting.payload import Payload, submitted_report
from service.domain.reporting.report import NA, Figure, Source, SubmittedReport, report_of
from service.domain.validation.explanations import NOT_APPLICABLE, unexplained
from service.domain.validation.findings import MOST_FINDINGS, check_payload, explained
from tests.support.consolidations import TEMPLATE, real_payload

UNIT = Agency("SGTVT", "Sở Giao thông vận tải", AgencyKind.SO, date(1997, 1, 1))
WARNING = Finding("R06", Level.WARNING, message("lệch {n}", n=2), ("$.indicators.x",), operands={"x": "122"})


def checked(payload: Payload, earlier: tuple[Finding, ...] = ()) -> tuple[Finding, ...]:
    """The findings on a payload."""
    report = report_of(TEMPLATE, payload.period, submitted_report(payload, TEMPLATE, UNIT, Source("SGTVT")))
    return check_payload(payload, report, NO_EARLIER, agency=UNIT, today=date(2023, 9, 18), earlier=earlier)


def test_a_finding_gets_the_place_where_people_look() -> None:
    payload = replace(real_payload(), places={"$.indicators.dvctt.tong_tthc": "II.6!E10"})
    assert [item.place for item in checked(payload)] == ["II.6!E10"]


def test_a_figure_that_could_not_be_read_is_reported_once_and_its_rules_wait() -> None:
    figures = {code: value for code, value in real_payload().indicators.items() if code != "ho_so.tiep_nhan"}
    unread = Finding("number", Level.ERROR, message("«7.2a6» không phải là số."), ("$.indicators.ho_so.tiep_nhan",))
    payload = replace(real_payload(), indicators=figures, findings=(unread,))
    about = [item for item in checked(payload) if "$.indicators.ho_so.tiep_nhan" in item.subjects]
    assert [item.rule for item in about] == ["number"]


def test_an_explanation_is_put_to_its_warning() -> None:
    found = checked(replace(real_payload(), explanations={"R06": "Hai TTHC chờ công bố."}))
    assert [item.explanation for item in found] == ["Hai TTHC chờ công bố."]


def test_an_explanation_survives_while_rule_and_figures_are_the_same() -> None:
    before = replace(WARNING, explanation="vì đang rà soát lại")
    assert explained([WARNING], {}, [before])[0].explanation == "vì đang rà soát lại"
    assert explained([replace(WARNING, operands={"x": "123"})], {}, [before])[0].explanation == ""
    assert explained([replace(WARNING, rule="R07")], {}, [before])[0].explanation == ""
    assert explained([WARNING], {"R06": "vì đã công bố thêm"}, [before])[0].explanation == "vì đã công bố thêm"


def test_without_figures_the_words_say_whether_it_is_the_same_warning() -> None:
    plain = Finding("kind", Level.WARNING, message("loại «{k}» lạ", k="Thư"), ("$.documents[0]",))
    before = replace(plain, explanation="đúng tên gọi chính thức")
    assert explained([plain], {}, [before])[0].explanation == "đúng tên gọi chính thức"
    assert explained([replace(plain, message=message("loại «{k}» lạ", k="Tin"))], {}, [before])[0].explanation == ""


def test_an_error_cannot_be_explained_away() -> None:
    error = replace(WARNING, level=Level.ERROR)
    assert explained([error], {"R06": "vì đang rà soát lại"}, [])[0].explanation == ""


def test_an_endless_explanation_is_an_error_at_its_place() -> None:
    (warning, error) = checked(replace(real_payload(), explanations={"R06": "x" * 5_001}))
    assert (warning.rule, error.rule, error.subjects) == ("R06", "length", ("$.explanations.R06",))
    assert error.level is Level.ERROR


def test_of_very_many_findings_the_first_are_kept_and_the_others_counted() -> None:
    strange = [Finding("control", Level.WARNING, message("lạ"), (f"$.documents[{n}]",)) for n in range(MOST_FINDINGS)]
    grave = [replace(item, level=Level.ERROR) for item in strange]
    kept = checked(replace(real_payload(), findings=tuple(strange)))
    assert len(kept) == MOST_FINDINGS + 1
    assert (kept[-1].rule, kept[-1].level) == ("more", Level.WARNING)
    assert str(kept[-1].message).startswith("Còn 1 lỗi, cảnh báo khác")
    all_of_them = checked(replace(real_payload(), findings=(*strange, *grave)))
    assert (len(all_of_them), all_of_them[-1].level) == (MOST_FINDINGS + 1, Level.ERROR)
    assert str(all_of_them[-1].message).startswith("Còn 1.001 lỗi, cảnh báo khác")


TOP, BOTTOM, RATIO = (
    "tai_chinh.dau_tu_cong_giai_ngan", "tai_chinh.dau_tu_cong_ke_hoach", "tai_chinh.ty_le_giai_ngan",
)  # fmt: skip


def with_figures(**more: Figure) -> Payload:
    return replace(real_payload(), indicators={**real_payload().indicators, **more})


def test_a_ratio_of_which_both_parts_are_given_is_computed_though_it_is_said_not_to_apply() -> None:
    payload = with_figures(**{TOP: Decimal(1), BOTTOM: Decimal(4), RATIO: NA})
    filing = submitted_report(payload, TEMPLATE, UNIT, Source("SGTVT"))
    total = report_of(TEMPLATE, payload.period, filing).totals[RATIO]
    assert (total.figure, total.contributing, total.applicable) == (Decimal("25.00"), 1, 1)
    (warning,) = [item for item in checked(payload) if item.rule == "ratio"]
    assert (warning.level, warning.subjects) == (Level.WARNING, (f"$.indicators.{RATIO}",))
    assert "là 25,00%" in str(warning.message)


@pytest.mark.parametrize(("top", "bottom"), [(NA, NA), (Decimal(0), Decimal(0))])
def test_a_ratio_of_nothing_may_well_not_apply(top: Figure, bottom: Figure) -> None:
    payload = with_figures(**{TOP: top, BOTTOM: bottom, RATIO: NA})
    assert not [item for item in checked(payload) if item.rule == "ratio"]


def test_a_unit_that_is_exempt_from_a_ratio_is_not_in_it() -> None:
    payload = with_figures(**{TOP: Decimal(1), BOTTOM: Decimal(4), RATIO: NA})
    filing = submitted_report(payload, TEMPLATE, UNIT, Source("SGTVT"), (RATIO,))
    total = report_of(TEMPLATE, payload.period, filing).totals[RATIO]
    assert (total.figure, total.contributing, total.applicable) == (NA, 0, 0)


@pytest.mark.parametrize(
    "empty",
    [
        ".", "x" * 40, "không", "Không có gì", "Chưa giải trình", "Giải trình sau.", "a a a a a a",
        "Chỉ tiêu này không áp dụng với đơn vị", "Đã kiểm tra, số liệu đúng", "Số liệu đúng theo thực tế.",
        "Không áp dụng, không phát sinh", "Đơn vị không có ý kiến", "Sẽ giải trình sau; đã kiểm tra",
    ],
)  # fmt: skip
def test_an_explanation_that_says_nothing_explains_nothing(empty: str) -> None:
    (found,) = checked(replace(real_payload(), explanations={"R06": empty}))
    assert unexplained([found], TEMPLATE) == (found,)
    said = replace(WARNING, explanation="Hai thủ tục đang chờ công bố")
    assert explained([WARNING], {"R06": empty}, [said])[0].explanation == said.explanation


@pytest.mark.parametrize(
    "given",
    [
        "Do sáp nhập xã", "Hai TTHC chờ công bố.", "Đang chuyển mức độ", "R06: 2 thủ tục mới",
        "Không áp dụng: đơn vị không thu phí", "Đã kiểm tra, hai thủ tục mới", "Không phát sinh vụ việc",
        "Đơn vị chưa được giao vốn", "Số liệu kỳ trước ghi nhầm",
    ],
)  # fmt: skip
def test_a_few_words_explain(given: str) -> None:
    (found,) = checked(replace(real_payload(), explanations={"R06": given}))
    assert unexplained([found], TEMPLATE) == ()


def test_a_required_figure_that_does_not_apply_asks_for_a_reason_in_its_note() -> None:
    payload = with_figures(**{"tthc.tong": NA, "khao_sat.so_phieu": NA})
    (warning,) = [item for item in checked(payload) if item.rule == NOT_APPLICABLE]
    assert (warning.level, warning.subjects) == (Level.WARNING, ("$.indicators.tthc.tong",))
    assert warning in unexplained(checked(payload), TEMPLATE)
    noted = checked(replace(payload, notes={"tthc.tong": "Đơn vị không còn giải quyết thủ tục"}))
    (warning,) = [item for item in noted if item.rule == NOT_APPLICABLE]
    assert warning.explanation == "Đơn vị không còn giải quyết thủ tục"
    assert warning not in unexplained(noted, TEMPLATE)


def test_a_figure_that_stood_in_the_period_before_does_not_cease_without_a_reason() -> None:
    payload = with_figures(**{"khao_sat.so_phieu": NA, "doi_thoai.so_cuoc": NA})
    report = report_of(TEMPLATE, payload.period, submitted_report(payload, TEMPLATE, UNIT, Source("SGTVT")))
    before = SubmittedReport(Source("SGTVT"), {"khao_sat.so_phieu": Decimal(1200), "doi_thoai.so_cuoc": NA})
    earlier = EarlierReports(previous=report_of(TEMPLATE, "2023-H1", before))
    found = check_payload(payload, report, earlier, agency=UNIT, today=date(2023, 9, 18))
    (warning,) = [item for item in found if item.rule == NOT_APPLICABLE]
    assert warning.subjects == ("$.indicators.khao_sat.so_phieu",)
    assert "6 tháng đầu năm 2023 có số liệu là 1.200" in str(warning.message)


def test_what_a_unit_is_exempt_from_needs_no_reason() -> None:
    office = Agency("TTT", "Thanh tra tỉnh", AgencyKind.SO, date(1997, 1, 1))
    payload = replace(real_payload(), agency="TTT", indicators={})
    report = report_of(TEMPLATE, payload.period, submitted_report(payload, TEMPLATE, office, Source("TTT")))
    found = check_payload(payload, report, NO_EARLIER, agency=office, today=date(2023, 9, 18))
    assert NOT_APPLICABLE not in {item.rule for item in found}
