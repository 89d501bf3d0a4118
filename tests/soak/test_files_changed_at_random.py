"""Thousands of files changed at random, and the longest words: each is taken or refused in words, and soon."""

from __future__ import annotations

import io
import time
from dataclasses import replace

import pytest

from service.actions.work.bounded import annotate_bounded, read_bounded, write_bounded
from service.domain.errors import Finding, Level, TonghopError, TooLargeError, message
from service.readers.formats import EXCEL
from service.writers.letters import write_province_report
from tests.benchmarks import province
from tests.support.consolidations import CATALOGUE
from tests.support.costly_files import mutated
from tests.support.installation import MORNING

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


def test_a_document_of_endless_words_is_refused_in_words() -> None:
    item = province.consolidation(60, with_past=False)
    long = "\n".join(["Đơn vị đã triển khai nhiệm vụ được giao."] * 4_000)
    filings = {
        code: replace(filing, narratives=dict.fromkeys(filing.narratives, long))
        for code, filing in item.report.filings.items()
    }
    with pytest.raises(TooLargeError, match="quá dài để lập thành một văn bản Word"):
        write_bounded(write_province_report, replace(item, report=replace(item.report, filings=filings)))
    assert (
        io.BytesIO(write_bounded(write_province_report, province.consolidation(10, with_past=False))).read(2) == b"PK"
    )
