"""A unit's report in Word says behind a figure whether it reaches the year's target, and is read again as before."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from service.domain.consolidation.baseline import Baseline
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.payload import Payload, submitted_report
from service.domain.reporting.report import Report, Source, report_of
from service.domain.reporting.target import Target, TargetDirection
from service.domain.reporting.template import ReportTemplate
from service.writers.letters.agency_report import write_agency_report
from tests.support.carried_reports import part_of, read, survives, with_part
from tests.support.consolidations import CATALOGUE
from tests.support.word import opened, words

TEMPLATE, PERIOD = CATALOGUE.for_period("2025-Q3")
UNIT = Agency("STC", "Sở Tài chính", AgencyKind.SO, date(2000, 1, 1))
RATIO, OVERDUE = "so_hoa.ty_le", "ho_so.qua_han"
GIVEN = {
    RATIO: Decimal("79.5"), "so_hoa.ho_so": Decimal(159), "ho_so.tiep_nhan_moi": Decimal(200), OVERDUE: Decimal(4),
}  # fmt: skip
NAME, LATE = TEMPLATE.by_code[RATIO].name, TEMPLATE.by_code[OVERDUE].name
OWN = Target(OVERDUE, 2025, AgencyKind.SO, Decimal(5), TargetDirection.AT_MOST, "QĐ 12", "")
SETTLED = replace(TEMPLATE, targets={**TEMPLATE.targets, (OVERDUE, 2025, AgencyKind.SO): OWN})


def payload(**given: Decimal) -> Payload:
    figures = {**GIVEN, **{code.replace("__", "."): figure for code, figure in given.items()}}
    return Payload(TEMPLATE.code, TEMPLATE.version, PERIOD.code, UNIT.code, figures)


def filed(item: Payload, template: ReportTemplate, period: str) -> Report:
    return report_of(template, period, submitted_report(item, template, UNIT, Source(UNIT.code)))


def written(item: Payload, template: ReportTemplate = TEMPLATE, past: Baseline | None = None) -> bytes:
    target = io.BytesIO()
    write_agency_report(filed(item, template, PERIOD.code), item, UNIT, PERIOD, "tỉnh Hưng Yên", past, "", target)
    return target.getvalue()


def line(raw: bytes, name: str) -> str:
    (found,) = [text for text in words(opened(raw)) if f"{name}: " in text]
    return found.partition(f"{name}: ")[2].rstrip(";.")


@pytest.mark.parametrize(
    ("figure", "said"), [("79.5", "79,5% (chưa đạt 80%)"), ("80", "80% (đạt 80%)"), ("100", "100% (đạt 80%)")]
)
def test_behind_a_figure_stands_whether_it_reaches_the_target(figure: str, said: str) -> None:
    raw = written(payload(so_hoa__ty_le=Decimal(figure)))
    assert line(raw, NAME) == said
    assert "đạt" not in line(raw, TEMPLATE.by_code["so_hoa.ho_so"].name)


def test_what_the_province_set_is_said_and_how_the_figure_moved_stands_behind_it() -> None:
    # Of 200 applications 140 are 70%.
    before = payload(so_hoa__ty_le=Decimal(70), so_hoa__ho_so=Decimal(140), ho_so__qua_han=Decimal(6))
    last_year = filed(before, TEMPLATE, "2024-Q3")
    past = Baseline(TEMPLATE.schedule.period("2024-Q3"), last_year, {}, {})
    raw = written(payload(), SETTLED, past)
    moved = "tăng 9,50 điểm phần trăm so với cùng kỳ năm trước"
    assert line(raw, NAME) == f"79,5% (chưa đạt 80%), {moved}"
    assert line(raw, LATE).startswith("4 hồ sơ (đạt không quá 5), giảm 2 (33,3%) so với")


def test_a_report_with_targets_is_read_as_it_was_filed() -> None:
    for template in (TEMPLATE, SETTLED):
        assert survives("bao-cao.docx", written(payload(), template), payload())


def test_a_target_is_taken_for_no_figure_where_the_values_were_lost() -> None:
    raw = written(payload(), SETTLED)
    bare = with_part(raw, part_of(raw).replace(b"urn:tonghop:report", b"urn:khac"))
    with_words, plain = (
        {code: (item.value, item.sure) for code, item in read("bao-cao.docx", file).figures.items()}
        for file in (bare, with_part(written(payload(), replace(TEMPLATE, targets={})), b"<a/>"))
    )
    assert with_words == plain and with_words[RATIO][0] == Decimal("79.5")
