"""Thousands of files changed at random, and the longest words: each is taken or refused in words, and soon."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from service.actions.work.bounded import annotate_bounded, read_bounded, write_bounded
from service.domain.errors import Finding, Level, TonghopError, message
from service.readers.formats import EXCEL
from service.writers.letters import write_province_report
from tests.benchmarks import province
from tests.support.consolidations import CATALOGUE
from tests.support.costly_files import mutated
from tests.support.installation import MORNING
from tests.support.word import opened, words

FOUND = (Finding("R10", Level.WARNING, message("Xem lại."), ("$.indicators.ho_so.tiep_nhan",), "II.2!E12"),)


@pytest.mark.parametrize("seed", [12, 13, 14])
def test_files_changed_at_random_are_read_and_marked_or_refused_in_words(seed: int) -> None:
    for raw in mutated(seed, 1_500):
        before = time.monotonic()
        try:
            findings = read_bounded(CATALOGUE, EXCEL, raw).findings
            annotate_bounded(raw, tuple(findings) or FOUND, MORNING)
        except TonghopError as error:
            assert not str(error).startswith("Không xử lý được"), "a failure that nobody foresaw"
        assert time.monotonic() - before < 30


def test_a_report_of_a_thousand_agencies_with_endless_words_stays_small() -> None:
    item = province.consolidation(1_000, with_past=True)
    long = "\n".join(f"Đơn vị đã triển khai {number} nhiệm vụ được giao." for number in range(500))
    filings = {
        code: replace(filing, narratives=dict.fromkeys(filing.narratives, f"{code}: {long}"))
        for code, filing in item.report.filings.items()
    }
    endless = replace(item, report=replace(item.report, filings=filings))
    for with_annex, most in ((False, 500_000), (True, 10_000_000)):
        raw = write_bounded(write_province_report, endless, with_annex)
        assert len(raw) < most and any("được rút gọn" in text for text in words(opened(raw)))
