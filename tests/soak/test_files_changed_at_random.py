"""Ten thousand files changed at random, and the longest words: each is taken or refused in words, and soon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from service.actions.work.bounded import write_bounded
from service.writers.letters import write_province_report
from tests.benchmarks import province
from tests.soak.budget import rounds
from tests.support.mutations import Tally, try_all
from tests.support.word import opened, words

COUNT, ROUND = 10_000, 500


def test_files_changed_at_random_are_read_and_marked_or_refused_in_words(
    record_property: Callable[[str, object], None],
) -> None:
    tally = Tally()
    for number in rounds("files"):
        if tally.tried >= COUNT:
            break
        try_all(tally, 1000 + number, ROUND)
    tally.tell(record_property)
    assert tally.crashed == []


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
