"""Building a province workbook: never doubled, the same from the same filings, followed up when a builder dies."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import func, select

from service.actions.consolidation.build import MAX_ATTEMPTS, build_workbook, latest_workbook, request_workbook
from service.actions.context import Context
from service.actions.review.lookups import find_workbook
from service.catalogue import Catalogue
from service.domain.errors import NotFoundError, UnavailableError
from service.domain.reporting.template import ReportTemplate
from service.queue import Job
from service.storage.consolidation.workbooks import claim_build
from service.storage.models import ConsolidationRow, WorkbookRow
from service.watch import LEASE
from tests.support.databases import locked
from tests.support.filings import hand_in_and_check, of_agency, real_report
from tests.support.hints import recording
from tests.support.installation import HOME_AFFAIRS, MORNING, PERIOD, after, at
from tests.support.threads import at_once


def ask(context: Context) -> str:
    return request_workbook(context, HOME_AFFAIRS, PERIOD)[0].id


def die_at_it(context: Context, workbook: str) -> None:
    """What a builder leaves that is killed at its work."""
    with context.database.writing() as session:
        assert claim_build(session, workbook, context.clock.real()) is not None


def count(context: Context) -> int:
    with context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(WorkbookRow)) or 0


def test_a_workbook_is_built_from_what_stands(context: Context) -> None:
    context, recorder = recording(context)
    hand_in_and_check(context, real_report())
    hand_in_and_check(context, of_agency("STC"))
    recorder.take()
    row, is_new = request_workbook(context, HOME_AFFAIRS, PERIOD)
    assert (row.id, row.state, row.progress, is_new) == ("2023-Q3-1", "queued", 0, True)
    assert (row.requested_by, row.requested_at) == (HOME_AFFAIRS.name, MORNING)
    assert recorder.take() == [(Job.BUILD_WORKBOOK, "2023-Q3-1")]
    build_workbook(at(context, MORNING + timedelta(minutes=1)), row.id)
    built = latest_workbook(context, PERIOD)
    assert (built.id, built.state, built.progress, built.attempts) == ("2023-Q3-1", "ready", 100, 1)
    assert built.finished_at == MORNING + timedelta(minutes=1)
    assert built.content is not None
    assert built.sha256 == hashlib.sha256(built.content).hexdigest()
    book = openpyxl.load_workbook(io.BytesIO(built.content), read_only=True, data_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "Sở Giao thông vận tải" in cells
    assert 2 * 7266 in cells
    with context.database.reading() as session:
        merged = session.get(ConsolidationRow, built.consolidation)
        assert merged is not None and (merged.period, merged.contributing) == (PERIOD, 2)


def test_a_build_under_way_is_returned_and_not_doubled(context: Context) -> None:
    context, recorder = recording(context)
    first = ask(context)
    assert request_workbook(context, HOME_AFFAIRS, PERIOD)[0].id == first
    die_at_it(context, first)
    assert request_workbook(context, HOME_AFFAIRS, PERIOD)[1] is False
    assert (count(context), recorder.take()) == (1, [(Job.BUILD_WORKBOOK, first)])


def test_many_who_ask_at_once_get_the_same_build(context: Context) -> None:
    context, recorder = recording(context)
    answers = at_once(8, lambda _: request_workbook(context, HOME_AFFAIRS, PERIOD))
    assert {row.id for row, _ in answers} == {"2023-Q3-1"}
    assert sorted(is_new for _, is_new in answers) == [False] * 7 + [True]
    assert (count(context), len(recorder.take())) == (1, 1)


def test_a_period_that_is_not_open_has_no_workbook(context: Context) -> None:
    with pytest.raises(NotFoundError, match="«2023-Y» chưa được mở"):
        request_workbook(context, HOME_AFFAIRS, "2023-Y")
    with pytest.raises(NotFoundError, match="«2023-Y» chưa được mở"):
        latest_workbook(context, "2023-Y")


def test_before_the_first_build_one_is_told_to_ask_for_it_or_to_wait(context: Context) -> None:
    with pytest.raises(NotFoundError, match="yêu cầu lập bảng trước khi tải"):
        latest_workbook(context, PERIOD)
    ask(context)
    with pytest.raises(NotFoundError, match="đang được lập: tải lại sau ít giây"):
        latest_workbook(context, PERIOD)


def test_the_same_filings_give_the_same_bytes(context: Context) -> None:
    for agency in ("STC", "SGTVT", "SXD"):
        hand_in_and_check(context, of_agency(agency))
    digests = []
    for moment in (MORNING, MORNING + timedelta(days=3, hours=5)):
        workbook = ask(at(context, moment))
        build_workbook(at(context, moment), workbook)
        digests.append(find_workbook(context, workbook).sha256)
    assert digests[0] == digests[1]
    assert latest_workbook(context, PERIOD).id == "2023-Q3-2"


def test_another_filing_gives_another_workbook(context: Context) -> None:
    hand_in_and_check(context, real_report())
    first = ask(context)
    build_workbook(context, first)
    hand_in_and_check(context, of_agency("STC"))
    second = ask(context)
    build_workbook(context, second)
    assert find_workbook(context, first).sha256 != find_workbook(context, second).sha256
    assert find_workbook(context, first).consolidation != find_workbook(context, second).consolidation


def test_building_twice_changes_nothing(context: Context) -> None:
    workbook = ask(context)
    build_workbook(context, workbook)
    before = latest_workbook(context, PERIOD)
    build_workbook(after(context, hours=1), workbook)
    again = latest_workbook(context, PERIOD)
    assert (again.sha256, again.attempts, again.state_since) == (before.sha256, 1, before.state_since)
    build_workbook(context, "khong-co")


def test_several_builders_at_once_build_it_once(context: Context) -> None:
    hand_in_and_check(context, real_report())
    workbook = ask(context)
    at_once(4, lambda _: build_workbook(context, workbook))
    row = find_workbook(context, workbook)
    assert (row.state, row.attempts) == ("ready", 1)


def test_progress_is_stored_on_the_way(context: Context) -> None:
    """Watched by a second reader each time the writer's claim is kept alive."""
    seen: list[int] = []

    class Watched(type(context.clock)):  # type: ignore[misc]
        def real(self) -> object:
            if workbook:
                seen.append(find_workbook(context, workbook[0]).progress)
            return super().real()

    workbook: list[str] = []
    hand_in_and_check(context, real_report())
    workbook.append(ask(context))
    build_workbook(replace(context, clock=Watched(moment=MORNING)), workbook[0])
    assert seen == sorted(seen)
    assert len(set(seen)) >= 3
    assert 0 < max(seen) <= 100


def test_a_build_whose_builder_died_is_taken_over_after_the_lease(context: Context) -> None:
    workbook = ask(context)
    die_at_it(context, workbook)
    build_workbook(after(context, seconds=LEASE.seconds - 10), workbook)
    assert find_workbook(context, workbook).state == "building"
    build_workbook(after(context, seconds=LEASE.seconds + 5), workbook)
    row = find_workbook(context, workbook)
    assert (row.state, row.attempts) == ("ready", 2)


def test_a_builder_that_comes_late_stores_nothing(context: Context) -> None:
    class Slow(Catalogue):
        def get(self, code: str, version: str) -> ReportTemplate:
            if not overtaken:
                overtaken.append(True)
                build_workbook(after(context, seconds=LEASE.seconds + 5), workbook)
                finished.append(find_workbook(context, workbook))
            return super().get(code, version)

    overtaken: list[bool] = []
    finished: list[WorkbookRow] = []
    workbook = ask(context)
    build_workbook(replace(context, catalogue=Slow(context.catalogue.templates, context.catalogue.ladders)), workbook)
    row = find_workbook(context, workbook)
    assert (row.state, row.attempts, row.state_since) == ("ready", 2, finished[0].state_since)


def test_a_database_that_is_busy_for_a_moment_fails_no_build(sqlite_context: Context) -> None:
    context = sqlite_context

    class Busy(Catalogue):
        def get(self, code: str, version: str) -> ReportTemplate:
            with context.database.reading() as session:
                is_merged = session.scalar(select(func.count()).select_from(ConsolidationRow)) == 1
            if is_merged:
                with locked(context.database), context.database.writing():
                    pass
            return super().get(code, version)

    hand_in_and_check(context, real_report())
    workbook = ask(context)
    with pytest.raises(UnavailableError):
        build_workbook(
            replace(context, catalogue=Busy(context.catalogue.templates, context.catalogue.ladders)), workbook
        )
    row = find_workbook(context, workbook)
    assert (row.state, row.attempts) == ("queued", 0)
    build_workbook(context, workbook)
    assert find_workbook(context, workbook).state == "ready"


def test_a_build_that_kills_every_builder_fails_and_another_may_be_asked_for(context: Context) -> None:
    workbook = ask(context)
    for attempt in range(MAX_ATTEMPTS):
        die_at_it(after(context, minutes=5 * attempt), workbook)
    build_workbook(after(context, hours=1), workbook)
    row = find_workbook(context, workbook)
    assert (row.state, row.attempts, row.sha256, row.progress) == ("failed", MAX_ATTEMPTS + 1, None, 0)
    assert row.failure
    with pytest.raises(NotFoundError):
        latest_workbook(context, PERIOD)
    second = ask(context)
    build_workbook(context, second)
    assert latest_workbook(context, PERIOD).id == second != workbook
