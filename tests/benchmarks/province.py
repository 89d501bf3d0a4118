"""A generated province of any size, as reports for the writer and as files for the reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random

from service.catalogue import load_catalogue
from service.demo.figures import figures
from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation, Receipt
from service.domain.consolidation.merge import merge_all
from service.domain.errors import Finding, Level, message
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.earlier import NO_EARLIER
from service.domain.reporting.payload import Payload, submitted_report
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import NA, Document, Figure, Report, Source, SubmittedReport, report_of
from service.readers.formats import JSON
from service.writers.blank_workbook import write_blank

PERIOD = "2023-Q3"
WORDS = [
    "đơn",
    "vị",
    "thực",
    "hiện",
    "đúng",
    "tiến",
    "độ",
    "kế",
    "hoạch",
    "cải",
    "cách",
    "hành",
    "chính",
    "năm",
    "số",
    "liệu",
    "được",
    "tạo",
    "để",
    "đo",
    "tốc",
    "độ",
    "công",
    "tác",
    "chỉ",
    "đạo",
    "điều",
    "hành",
    "thủ",
    "tục",
    "tổ",
    "chức",
    "bộ",
    "máy",
    "công",
    "vụ",
    "tài",
    "chính",
    "công",
    "chính",
    "quyền",
    "điện",
    "tử",
    "hồ",
    "sơ",
    "giải",
    "quyết",
    "trước",
    "hạn",
    "rà",
    "soát",
    "kiểm",
    "tra",
    "văn",
    "bản",
    "quy",
    "phạm",
    "pháp",
    "luật",
    "tuyên",
    "truyền",
    "người",
    "dân",
    "doanh",
    "nghiệp",
    "dịch",
    "vụ",
    "trực",
    "tuyến",
    "mức",
    "độ",
    "bốn",
    "phản",
    "ánh",
]
SECTIONS = ("I.a", "I.c", "I.g", "II.1", "II.2", "II.3", "II.4", "II.5", "II.6", "III.1", "III.2", "IV", "V")
CATALOGUE = load_catalogue()
TEMPLATE, PERIOD_DATES = CATALOGUE.for_period(PERIOD)


def agencies(count: int) -> Iterator[Agency]:
    """That many departments and districts."""
    for number in range(1, count + 1):
        kind = AgencyKind.SO if number % 5 else AgencyKind.HUYEN
        yield Agency(f"U{number:05d}", f"Đơn vị số {number:05d}", kind, date(2000, 1, 1))


def payload(agency: Agency) -> Payload:
    """A valid report with about two kilobytes of text."""
    drawn = figures(agency, PERIOD)
    draw = Random(agency.code)
    return Payload(
        template=TEMPLATE.code,
        template_version=TEMPLATE.version,
        period=PERIOD,
        agency=agency.code,
        indicators={
            indicator.code: Decimal(drawn[indicator.code])
            for indicator in TEMPLATE.indicators
            if indicator.code in drawn and not TEMPLATE.is_exempt(indicator, agency)
        },
        narratives={code: " ".join(draw.choices(WORDS, k=38)) for code in SECTIONS},
        documents=tuple(
            Document("Kế hoạch", f"{n}/KH-{agency.code}", date(2023, 7, n), "Kế hoạch được tạo để đo tốc độ")
            for n in range(1, 4)
        ),
    )


def consolidation(count: int, *, with_past: bool = False) -> Consolidation:
    """The merged report of that many units, one finding each; with those of the two earlier periods if asked for."""
    reports, units = [], []
    received = datetime(2023, 9, 15, 8, 0, tzinfo=VIETNAM)
    said = Finding(
        "R06", Level.WARNING, message("Tổng số khác tổng các phần: chênh lệch 2"), ("$.indicators.dvctt.tong_tthc",)
    )
    for number, agency in enumerate(agencies(count)):
        moment = received + timedelta(seconds=number)
        source = Source(agency.code, 1, f"{PERIOD}-{agency.code}-1", moment)
        reports.append(report_of(TEMPLATE, PERIOD, submitted_report(payload(agency), TEMPLATE, agency, source)))
        receipt = Receipt(source.submission, 1, "0" * 64, moment, JSON.channel, "Cán bộ")
        due = PERIOD_DATES.deadline(agency.kind)
        units.append(AgencyStatus(agency, due, AgencyState.VALID, receipt, moment, moment, 1, (said,)))
    ordered = tuple(sorted(units, key=lambda unit: unit.agency.sort_key))
    merged = merge_all(TEMPLATE, PERIOD, reports)
    found = Consolidation(merged, PERIOD_DATES, ordered, "tỉnh đo tốc độ")
    return replace(found, previous=past(merged, 1), last_year=past(merged, -2)) if with_past else found


def past(report: Report, less: int) -> Baseline:
    """An earlier period in which each figure was so much less, and figures and units are missing here and there."""
    filings = {
        code: replace(filing, figures=_earlier(filing, less, number))
        for number, (code, filing) in enumerate(report.filings.items())
        if number % 10
    }
    return Baseline(PERIOD_DATES, Report(TEMPLATE, PERIOD, filings), {}, {})


def _earlier(filing: SubmittedReport, less: int, number: int) -> dict[str, Figure]:
    return {
        code: figure if figure is NA else figure - less
        for index, (code, figure) in enumerate(filing.figures.items())
        if (number + index) % 20
    }


def write_forms(folder: Path, count: int) -> None:
    """That many filled workbooks, as units hand them in."""
    for agency in agencies(count):
        target = BytesIO()
        write_blank(TEMPLATE, PERIOD_DATES, agency, NO_EARLIER, target, prefill=payload(agency))
        (folder / f"{agency.code}.xlsx").write_bytes(target.getvalue())
