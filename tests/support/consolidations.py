"""A small province that shows every case that the workbook must tell apart."""

from __future__ import annotations

import io
import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from service.catalogue import load_catalogue
from service.demo import AGENCIES_CSV, SGTVT_REPORT, demo_payloads
from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation, Receipt
from service.domain.consolidation.merge import merge_all
from service.domain.consolidation.scope import Scope
from service.domain.organization.agency import Agency, AgencyKind, in_table_order
from service.domain.reporting.earlier import NO_EARLIER
from service.domain.reporting.payload import Payload, submitted_report
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import NA, Document, Report, Source, report_of
from service.domain.validation.findings import check_payload
from service.readers.agencies import read_agencies
from service.readers.formats import JSON
from service.readers.json import read_json
from service.writers.consolidated_workbook import with_original, write_consolidated

PERIOD = "2023-Q3"
CATALOGUE = load_catalogue()
TEMPLATE, DATES = CATALOGUE.for_period(PERIOD)
CHILD = Agency("x-thu", "Xã Thử nghiệm", AgencyKind.XA, date(2000, 1, 1), parent="HTL")
# Units that show every case too, for tests that write and read the whole workbook often.
FEW = frozenset({"SGTVT", "SKHCN", "SXD", "STP", "STC", "SKHDT", "SNV", "HTL", CHILD.code})
HARD_TEXTS = ("=1+1", "+84 321", "@ten", "-5", "<b>&\u0007 đậm", "Ử" * 33_000)


def real_payload() -> Payload:
    """The real report."""
    return read_json(SGTVT_REPORT, CATALOGUE.get)


def rich_consolidation(only: Collection[str] = ()) -> Consolidation:
    """The demonstration's open period with a child included in its parent, hard texts, and late units.

    Where codes of units are given, only of these.
    """
    agencies = {agency.code: agency for agency in read_agencies(AGENCIES_CSV)}
    agencies[CHILD.code] = CHILD
    units: list[AgencyStatus] = []
    reports: list[Report] = []
    filings = {filing.agency: filing for filing in demo_payloads(CATALOGUE) if filing.period == PERIOD}
    for agency in in_table_order(agency for agency in agencies.values() if DATES.is_owed_by(agency)):
        if only and agency.code not in only:
            continue
        due = DATES.deadline(agency.kind)
        if agency.code != CHILD.code and agency.code not in filings:
            units.append(AgencyStatus(agency, due, AgencyState.MISSING))
            continue
        payload = payload_of(agency, filings[agency.code].payload if agency.code in filings else None)
        received = due + timedelta(hours=30) if agency.code == "STP" else datetime(2023, 9, 15, 10, 5, tzinfo=VIETNAM)
        source = Source(agency.code, 1, f"{PERIOD}-{agency.code}-1", received, agency.parent)
        report = report_of(TEMPLATE, PERIOD, submitted_report(payload, TEMPLATE, agency, source))
        findings = check_payload(payload, report, NO_EARLIER, agency=agency, today=date(2023, 9, 30))
        receipt = Receipt(source.submission, 1, "ab" * 32, received, JSON.channel, "Cán bộ")
        reports.append(report)
        units.append(AgencyStatus(agency, due, AgencyState.VALID, receipt, received, received, 1, findings))
    return Consolidation(merge_all(TEMPLATE, PERIOD, reports), DATES, tuple(units), "tỉnh Hưng Yên")


def payload_of(agency: Agency, content: dict[str, object] | None) -> Payload:
    """What a unit hands in: the demonstration's report, made harder for some units; without one, little."""
    if content is None:
        return Payload("cchc", "2022", PERIOD, agency.code, {"ho_so.tiep_nhan": Decimal(7), "tthc.tong": NA})
    payload = read_json(json.dumps(content).encode(), CATALOGUE.get)
    if agency.code == "SKHCN":
        narratives = dict(zip(("I", "II.1", "II.2", "III.1", "IV", "V"), HARD_TEXTS, strict=True))
        documents = (
            Document("Kế hoạch", "=SUM(A1)", None, "+1"),
            Document("Quyết định", "1/QĐ", date(2023, 7, 1), "@x"),
        )
        return replace(payload, narratives=narratives, documents=documents)
    if agency.code == "SXD":
        kept = {code: value for code, value in payload.indicators.items() if code != "tai_chinh.ty_le_giai_ngan"}
        return replace(payload, indicators=kept)
    return payload


def dated_consolidation(consolidation: Consolidation) -> Consolidation:
    """The rich consolidation with both earlier periods; in the previous one two units were what is one now."""
    agencies = {unit.agency.code: unit.agency for unit in consolidation.units}
    merged_into = {"STC": (agencies["SKHDT"], replace(agencies["STC"], name="Sở Tài chính (cũ)"))}
    return replace(
        consolidation, previous=_past("2023-H1", agencies, merged_into), last_year=_past("2022-Q3", agencies, {})
    )


def offline_workbook() -> bytes:
    """A small workbook as `consolidate` writes it from files, with its original on a hidden sheet."""
    target = io.BytesIO()
    write_consolidated(rich_consolidation().within(Scope(units=("SGTVT", "STC", "HTL"))), target)
    return with_original(target.getvalue())


def _past(period: str, agencies: dict[str, Agency], predecessors: dict[str, tuple[Agency, ...]]) -> Baseline:
    reports = [
        report_of(
            TEMPLATE,
            period,
            submitted_report(
                payload_of(agencies[item.agency], item.payload), TEMPLATE, agencies[item.agency], Source(item.agency)
            ),
        )
        for item in demo_payloads(CATALOGUE)
        if item.period == period and item.agency in agencies
    ]
    return Baseline(TEMPLATE.schedule.period(period), merge_all(TEMPLATE, period, reports), predecessors, agencies)
