"""The generated filings: complete, plausible, clearly marked, and the same on every run."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from service.catalogue import Catalogue
from service.demo import CLOCK_START, PERIODS, DemoSubmission, demo_payloads
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.indicator import TimeFrame, ValueType
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import NA
from service.domain.validation.checks import is_valid
from tests.support.demonstration import Checked, Key

ROOT = Path(__file__).resolve().parents[2]
CLOSED = ("2022-Q3", "2023-H1")
OPEN = "2023-Q3"
REAL = (OPEN, "SGTVT")
# Tasks that are under way or overdue today may be finished tomorrow, so these may fall.
PASSING = {"giao_viec.dang_thuc_hien", "giao_viec.qua_han_chua_hoan_thanh"}
DUMP = """
import sys
from tests.demo.test_generated import dump
from service.catalogue import load_catalogue
from service.demo import demo_payloads
sys.stdout.buffer.write(dump(list(demo_payloads(load_catalogue()))))
"""


def dump(filings: list[DemoSubmission]) -> bytes:
    """All that the filings say, as bytes."""
    rows = [
        [filing.period, filing.agency, filing.received_at.isoformat(), filing.payload, filing.note]
        for filing in filings
    ]
    return json.dumps(rows, ensure_ascii=False).encode()


def generated(checked: Mapping[Key, Checked]) -> list[Checked]:
    """All filings but the real one."""
    return [one for key, one in checked.items() if key != REAL]


@pytest.mark.parametrize("period", CLOSED)
def test_in_a_closed_period_every_unit_valid_at_its_end_filed_without_a_finding(
    period: str, checked: Mapping[Key, Checked], agencies: Mapping[str, Agency], catalogue: Catalogue
) -> None:
    last = catalogue.for_period(period)[1].window.last
    assert {code for where, code in checked if where == period} == {
        agency.code for agency in agencies.values() if agency.is_valid_on(last)
    }
    assert {key: one.findings for key, one in checked.items() if key[0] == period and one.findings} == {}


def test_some_units_have_not_filed_for_the_open_period(
    checked: Mapping[Key, Checked], agencies: Mapping[str, Agency], catalogue: Catalogue
) -> None:
    last = catalogue.for_period(OPEN)[1].window.last
    owed = {agency.code for agency in agencies.values() if agency.is_valid_on(last)}
    assert owed - {code for where, code in checked if where == OPEN} == {"SYT", "SVHTTDL", "HKC", "HPC"}


def test_the_open_period_shows_one_error_and_warnings_with_and_without_explanation(
    checked: Mapping[Key, Checked],
) -> None:
    found = {
        code: [(finding.rule, finding.level.value, bool(finding.explanation)) for finding in one.findings]
        for (period, code), one in checked.items()
        if period == OPEN and one.findings
    }
    assert found == {
        "SCT": [("R03", "error", False)],
        "SGTVT": [("R06", "warning", False)],
        "SNNPTNT": [("R06", "warning", True)],
        "HVL": [("R15", "warning", False)],
        "BQLKCN": [("not_applicable", "warning", True)] * 2,
    }
    assert [key for key, one in checked.items() if not is_valid(one.findings)] == [(OPEN, "SCT")]


def test_filings_of_the_open_period_are_compared_with_the_half_year(checked: Mapping[Key, Checked]) -> None:
    assert all(one.earlier.previous is not None for key, one in checked.items() if key[0] == OPEN)


def test_not_applicable_zero_and_missing_are_three_answers(checked: Mapping[Key, Checked]) -> None:
    zones, finance = checked[OPEN, "BQLKCN"].report, checked[OPEN, "STC"].report
    assert zones.figure("tthc.cap_huyen") is NA
    assert zones.figure("tthc.cap_xa") is NA
    assert zones.figure("khao_sat.so_phieu") == 0
    assert finance.figure("ho_so.xin_loi") is None


@pytest.mark.parametrize("agency", ["VPUBND", "TTT"])
def test_exempt_units_leave_out_what_they_do_not_report(agency: str, checked: Mapping[Key, Checked]) -> None:
    for period in (*CLOSED, OPEN):
        one = checked[period, agency]
        template = one.report.template
        assert {code for code in one.payload.indicators if code.startswith(("tthc.", "ho_so.", "dvctt."))} == set()
        assert not any(template.is_exempt(template.by_code[code], one.agency) for code in one.payload.indicators)
        assert one.report.figure("ho_so.tiep_nhan") is NA


def test_two_units_filed_late_and_all_filed_while_their_period_was_open(checked: Mapping[Key, Checked]) -> None:
    late = {key for key, one in checked.items() if one.filing.received_at > one.period.deadline(one.agency.kind)}
    assert late == {("2022-Q3", "HTL"), ("2023-H1", "SVHTTDL")}
    opened = {period.code: period for period in PERIODS}
    for (period, _), one in checked.items():
        received = one.filing.received_at
        assert received.tzinfo is VIETNAM
        assert received.date() >= one.period.window.last
        assert opened[period].opened_at < received < (opened[period].closed_at or CLOCK_START)


def test_periods_and_clock() -> None:
    assert [(period.code, period.closed_at is not None) for period in PERIODS] == [
        ("2022-Q3", True), ("2023-H1", True), ("2023-Q3", False),
    ]  # fmt: skip
    assert CLOCK_START.isoformat() == "2023-09-18T08:00:00+07:00"


def test_every_generated_text_says_that_it_is_generated(checked: Mapping[Key, Checked]) -> None:
    for one in generated(checked):
        payload = one.filing.payload
        for text in payload["narratives"].values():
            assert text.startswith("Số liệu minh họa: ")
            assert "số liệu minh họa, không phải số liệu thật của đơn vị" in text
        assert all(text.startswith("Số liệu minh họa: ") for text in payload.get("explanations", {}).values())
        assert one.filing.note.startswith("Số liệu minh họa: ")
        assert all("(minh họa)" in row["title"] for row in payload["documents"])
    real = checked[REAL].filing
    assert real.note.startswith("Báo cáo thật")
    assert "minh họa" not in json.dumps(real.payload, ensure_ascii=False)


def test_each_narrative_belongs_to_a_section_of_the_unit(checked: Mapping[Key, Checked]) -> None:
    for one in generated(checked):
        sections = one.report.template.section_by_code
        assert all(one.agency.kind in sections[code].applies_to for code in one.payload.narratives)


def test_generated_documents_are_of_the_unit_and_the_period(checked: Mapping[Key, Checked]) -> None:
    for one in generated(checked):
        assert 2 <= len(one.payload.documents) <= 4
        for document in one.payload.documents:
            assert document.number.endswith(f"-{one.agency.abbreviation}")
            assert document.date is not None
            assert one.period.window.first <= document.date <= one.period.window.last


def test_all_text_is_in_one_unicode_form(checked: Mapping[Key, Checked]) -> None:
    assert unicodedata.is_normalized("NFC", dump([one.filing for one in checked.values()]).decode())


def test_figures_are_whole_numbers_and_exact_decimals(checked: Mapping[Key, Checked]) -> None:
    values = {type(value) for one in checked.values() for value in one.filing.payload["indicators"].values()}
    assert values == {int, str}


def test_what_counts_from_the_new_year_never_falls_within_a_year(checked: Mapping[Key, Checked]) -> None:
    fallen = []
    compared = 0
    for (period, agency), one in checked.items():
        if period != OPEN:
            continue
        assert one.earlier.previous is not None
        for indicator in one.report.template.indicators:
            before, now = one.earlier.previous.number(indicator.code), one.report.number(indicator.code)
            counts = indicator.time is TimeFrame.CUMULATIVE and indicator.kind is not ValueType.PERCENT
            if counts and indicator.code not in PASSING and before is not None and now is not None:
                compared += 1
                fallen += [(agency, indicator.code, before, now)] if before > now else []
    assert fallen == []
    assert compared > 100


def test_magnitudes_are_those_of_a_province(checked: Mapping[Key, Checked]) -> None:
    def dossiers(kind: AgencyKind) -> dict[Key, int]:
        numbers = {key: one.report.number("ho_so.tiep_nhan") for key, one in checked.items() if one.agency.kind is kind}
        return {key: int(number) for key, number in numbers.items() if number is not None}

    assert all(5000 <= number <= 30_000 for number in dossiers(AgencyKind.HUYEN).values())
    departments = dossiers(AgencyKind.SO)
    for period in (*CLOSED, OPEN):
        assert max((key for key in departments if key[0] == period), key=departments.__getitem__)[1] == "STNMT"
        tasks = checked[period, "TTT"].report.number("giao_viec.tong")
        assert tasks is not None
        assert 1 <= tasks <= 15


def test_a_second_run_and_other_processes_give_the_same_filings(catalogue: Catalogue) -> None:
    here = dump(list(demo_payloads(catalogue)))
    assert dump(list(demo_payloads(catalogue))) == here
    for seed, zone in (("1", "UTC"), ("77", "America/New_York")):
        there = subprocess.run(
            [sys.executable, "-c", DUMP],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            timeout=60,
            check=True,
        ).stdout
        assert hashlib.sha256(there).hexdigest() == hashlib.sha256(here).hexdigest()


def test_no_unit_of_a_later_time_files(checked: Mapping[Key, Checked]) -> None:
    assert {one.agency.kind for one in checked.values()} == {AgencyKind.SO, AgencyKind.HUYEN}
    assert all(one.agency.is_valid_on(date(2023, 9, 14)) for one in checked.values())
