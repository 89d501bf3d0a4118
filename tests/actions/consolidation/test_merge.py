"""Merging a period: together what arrives together, one worker at a time, and nothing left out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.actions.consolidation.merge import LONGEST, SHORTEST, merge_period, store_consolidation
from service.actions.context import Context
from service.actions.intake.validate import validate_submission
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import set_obligation, waive
from service.actions.review.lookups import find_consolidation
from service.catalogue import Catalogue
from service.domain.errors import ConflictError, NotFoundError
from service.domain.reporting.template import ReportTemplate
from service.queue import Job
from service.storage.models import ConsolidationRow, ConsolidationSource, PeriodRow, SubmissionRow
from service.storage.periods.periods import claim_merge
from service.watch import LEASE
from tests.support.filings import changed, hand_in, hand_in_and_check, of_agency, real_report
from tests.support.hints import Recorder, recording
from tests.support.installation import HOME_AFFAIRS, MORNING, PERIOD, after, at
from tests.support.threads import at_once
from tests.support.units import units_csv

RECEIVED = "ho_so.tiep_nhan"


def revisions(context: Context) -> list[int]:
    with context.database.reading() as session:
        return list(session.scalars(select(ConsolidationRow.revision).order_by(ConsolidationRow.revision)))


def merge_state(context: Context) -> str | None:
    with context.database.reading() as session:
        return session.scalar(select(PeriodRow.merge_state).where(PeriodRow.code == PERIOD))


def sources(context: Context) -> list[str]:
    newest = find_consolidation(context, PERIOD).id
    with context.database.reading() as session:
        return list(
            session.scalars(
                select(ConsolidationSource.submission)
                .where(ConsolidationSource.consolidation == newest)
                .order_by(ConsolidationSource.submission)
            )
        )


def test_a_merge_adds_up_what_stands(context: Context) -> None:
    hand_in_and_check(context, real_report())
    hand_in_and_check(context, of_agency("STC"))
    hand_in_and_check(context, of_agency("SXD", tthc__tong=1))  # invalid
    merge_period(at(context, MORNING + timedelta(minutes=5)), PERIOD)
    merged = find_consolidation(context, PERIOD)
    assert merged.revision == 1
    assert merged.indicators[RECEIVED] == {"value": 2 * 7266, "contributing": 2}
    assert merged.indicators["tai_chinh.dau_tu_cong_ke_hoach"] == {"value": 8271.8, "contributing": 2}
    assert merged.indicators["tai_chinh.ty_le_giai_ngan"] == {"value": 28.39, "contributing": 2}
    assert merged.indicators["ho_so.xin_loi"] == {"value": None, "contributing": 0}
    assert (merged.expected, merged.contributing) == (28, 2)
    assert len(merged.missing) == 26 and {"SXD", "SYT"} <= set(merged.missing) and "STC" not in merged.missing
    assert (merged.built_at, merged.newest_at) == (MORNING + timedelta(minutes=5), MORNING)
    assert sources(context) == ["2023-Q3-SGTVT-1", "2023-Q3-STC-1"]
    assert merge_state(context) == "idle"


def test_many_filings_ask_for_few_merges(context: Context) -> None:
    context, recorder = recording(context)
    for agency in ("SGTVT", "STC", "SXD", "STP", "SNV"):
        hand_in_and_check(context, of_agency(agency))
    assert [job for job, _ in recorder.take()].count(Job.MERGE_PERIOD) == 1
    merge_period(context, PERIOD)
    assert (revisions(context), find_consolidation(context, PERIOD).contributing) == ([1], 5)
    hand_in_and_check(context, of_agency("SCT"))
    assert (Job.MERGE_PERIOD, PERIOD) in recorder.take()
    merge_period(context, PERIOD)
    assert (revisions(context), find_consolidation(context, PERIOD).contributing) == ([1, 2], 6)


def test_with_nothing_new_there_is_no_new_revision(context: Context) -> None:
    hand_in_and_check(context, real_report())
    for _ in range(3):
        merge_period(context, PERIOD)
    assert revisions(context) == [1]
    hand_in_and_check(context, changed(tthc__tong=141))  # invalid: what stands is unchanged
    merge_period(context, PERIOD)
    assert revisions(context) == [1]


def test_a_period_without_filings_is_merged_too(context: Context) -> None:
    with pytest.raises(NotFoundError, match="chưa có số liệu tổng hợp"):
        find_consolidation(context, PERIOD)
    merge_period(context, PERIOD)
    merged = find_consolidation(context, PERIOD)
    assert (merged.contributing, merged.newest_at, sources(context)) == (0, None, [])
    assert merged.indicators[RECEIVED] == {"value": None, "contributing": 0}


def test_a_period_that_is_not_open_is_passed_over(context: Context) -> None:
    merge_period(context, "2023-Y")
    merge_period(context, "khong-co")


def test_several_workers_make_one_revision(context: Context) -> None:
    hand_in_and_check(context, real_report())
    at_once(6, lambda _: merge_period(context, PERIOD))
    assert (revisions(context), merge_state(context)) == ([1], "idle")


def test_builders_and_mergers_at_once_make_one_revision(context: Context) -> None:
    hand_in_and_check(context, real_report())
    stored = at_once(6, lambda _: store_consolidation(context, PERIOD))
    assert revisions(context) == [1]
    assert {row.revision for row, _ in stored} == {1}


def test_while_one_worker_merges_another_does_nothing(context: Context) -> None:
    hand_in_and_check(context, real_report())
    with context.database.writing() as session:
        claim_merge(session, PERIOD, context.clock.real())
    merge_period(context, PERIOD)
    assert revisions(context) == []
    merge_period(after(context, seconds=LEASE.seconds + 1), PERIOD)  # the first one died
    assert (revisions(context), merge_state(context)) == ([1], "idle")


def test_what_arrives_during_a_merge_is_merged_afterwards(context: Context) -> None:
    class ArrivesMeanwhile(Catalogue):
        def get(self, code: str, version: str) -> ReportTemplate:
            if not arrived:
                arrived.append(True)
                validate_submission(plain, waiting)
            return super().get(code, version)

    arrived: list[bool] = []
    plain, recorder = recording(context)
    hand_in_and_check(plain, real_report())
    waiting = hand_in(plain, of_agency("STC"))
    recorder.take()
    merge_period(
        replace(plain, catalogue=ArrivesMeanwhile(context.catalogue.templates, context.catalogue.ladders)), PERIOD
    )
    assert find_consolidation(context, PERIOD).contributing == 1
    assert recorder.take() == [(Job.MERGE_PERIOD, PERIOD)]
    assert merge_state(context) == "queued"
    merge_period(plain, PERIOD)
    assert find_consolidation(context, PERIOD).contributing == 2
    assert (revisions(context), merge_state(context), recorder.take()) == ([1, 2], "idle", [])


@pytest.mark.parametrize("idle_for", [0, 3, 10_000])
def test_between_merges_in_a_row_lies_a_rest_unless_something_else_waits(
    sqlite_context: Context, idle_for: int
) -> None:
    class Idle(Recorder):
        looked = 0

        def is_idle(self, _job: Job) -> bool:
            self.looked += 1
            return self.looked <= idle_for

    class ArrivesMeanwhile(Catalogue):
        def get(self, code: str, version: str) -> ReportTemplate:
            if not arrived:
                arrived.append(True)
                validate_submission(sqlite_context, waiting)
            return super().get(code, version)

    arrived: list[bool] = []
    hand_in_and_check(sqlite_context, real_report())
    waiting = hand_in(sqlite_context, of_agency("STC"))
    known = sqlite_context.catalogue
    queue = Idle()
    began = time.monotonic()
    merge_period(
        replace(sqlite_context, queue=queue, catalogue=ArrivesMeanwhile(known.templates, known.ladders)), PERIOD
    )
    took = time.monotonic() - began
    assert queue.take() == [(Job.MERGE_PERIOD, PERIOD)]
    if idle_for == 10_000:
        assert took >= SHORTEST and queue.looked > SHORTEST
    else:
        assert queue.looked == idle_for + 1
    assert took < 10 * LONGEST


def test_included_children_are_shown_and_not_added(context: Context) -> None:
    import_agencies(context, units_csv("SGTVT1,Chi cục một,,so,SGTVT,2020-01-01,,"))
    hand_in_and_check(context, real_report())
    hand_in_and_check(context, of_agency("SGTVT1"))
    merge_period(context, PERIOD)
    assert find_consolidation(context, PERIOD).indicators[RECEIVED] == {"value": 2 * 7266, "contributing": 2}
    set_obligation(context, PERIOD, "SGTVT", includes_children=True)
    merge_period(context, PERIOD)
    merged = find_consolidation(context, PERIOD)
    assert merged.indicators[RECEIVED] == {"value": 7266, "contributing": 1}
    assert sources(context) == ["2023-Q3-SGTVT-1", "2023-Q3-SGTVT1-1"]
    assert merged.revision == 2


def test_children_are_added_where_the_parent_has_not_filed(context: Context) -> None:
    import_agencies(context, units_csv("SGTVT1,Chi cục một,,so,SGTVT,2020-01-01,,"))
    set_obligation(context, PERIOD, "SGTVT", includes_children=True)
    hand_in_and_check(context, of_agency("SGTVT1"))
    merge_period(context, PERIOD)
    assert find_consolidation(context, PERIOD).indicators[RECEIVED] == {"value": 7266, "contributing": 1}


def test_a_returned_filing_still_counts_until_a_valid_one_replaces_it(context: Context) -> None:
    first = hand_in_and_check(context, real_report())
    with context.database.writing() as session:
        session.execute(update(SubmissionRow).where(SubmissionRow.id == first).values(review="returned"))
    merge_period(context, PERIOD)
    assert find_consolidation(context, PERIOD).indicators[RECEIVED] == {"value": 7266, "contributing": 1}
    hand_in_and_check(context, changed(tthc__tong=141))
    merge_period(context, PERIOD)
    assert sources(context) == [first]
    second = hand_in_and_check(context, changed(ho_so__tiep_nhan=7267, ho_so__tiep_nhan_moi=6278, ho_so__dung_han=6323))
    merge_period(context, PERIOD)
    assert sources(context) == [second]
    assert find_consolidation(context, PERIOD).indicators[RECEIVED] == {"value": 7267, "contributing": 1}


def test_a_unit_that_no_longer_owes_a_report_is_left_out(context: Context) -> None:
    hand_in_and_check(context, real_report())
    hand_in_and_check(context, of_agency("STC"))
    ended = units_csv("STC,Sở Tài chính,STC,so,,1997-01-01,2023-06-10,")
    with pytest.raises(ConflictError, match="đã nộp báo cáo của kỳ"):  # which would go without a word
        import_agencies(context, ended)
    waive(context, PERIOD, "STC", HOME_AFFAIRS, "Giải thể")
    import_agencies(context, ended)
    merge_period(context, PERIOD)
    merged = find_consolidation(context, PERIOD)
    assert (merged.expected, merged.contributing, sources(context)) == (27, 1, ["2023-Q3-SGTVT-1"])


def test_periods_are_merged_apart(context: Context, file_demo: Callable[..., str]) -> None:
    before = file_demo(context, "2023-H1", "SGTVT")
    hand_in_and_check(context, real_report())
    merge_period(context, PERIOD)
    merge_period(context, "2023-H1")
    assert sources(context) == ["2023-Q3-SGTVT-1"]
    assert find_consolidation(context, "2023-H1").contributing == 1
    assert before == "2023-H1-SGTVT-1"
