"""A closed period stands: whatever is changed afterwards, every output of its edition says what it said."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import openpyxl
import pytest
from sqlalchemy import delete, update

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.consolidation.figures import period_csv
from service.actions.consolidation.merge import merge_period
from service.actions.consolidation.report_documents import agency_report, province_report
from service.actions.consolidation.verify import verify_workbook
from service.actions.context import Context
from service.actions.intake.validate import validate_submission
from service.actions.periods.editions import CHECKED_LATE, make_missing_editions
from service.actions.periods.lifecycle import close_period
from service.actions.periods.status import baselines_of, period_snapshot
from service.domain.consolidation.edition import EditionOrigin
from service.domain.consolidation.scope import Scope
from service.domain.organization.agency import AgencyKind
from service.storage.consolidation.editions import editions_of, frozen_filings, is_intact
from service.storage.models import (
    AccountRow,
    EditionAgencyRow,
    EditionBaselineRow,
    EditionRow,
    FindingRow,
    WorkbookRow,
)
from service.storage.organization.agencies import all_agencies, put_agencies
from service.storage.periods.periods import ObligationOverride, put_deadline, put_obligation
from tests.support.filings import hand_in, real_report
from tests.support.installation import HOME_AFFAIRS
from tests.support.oracle import CODES, LAST_YEAR, NOW, PREVIOUS, random_world
from tests.support.outputs import built, require_agreement, settle
from tests.support.visitor import Visitor, guest
from tests.support.web import Web

PERIODS = (LAST_YEAR, PREVIOUS, NOW)
PAGES = ("/ky/{}", "/ky/{}/tong-hop", "/ky/{}/tong-hop/ho_so.tiep_nhan", "/ky/{}/tong-hop/tai_chinh.ty_le_giai_ngan")


def closed(context: Context, seed: int) -> Context:
    """A random province whose three periods are closed, the oldest first."""
    settle(context, random_world(seed))
    for period in PERIODS:
        close_period(context, period)
    return context


def outputs(context: Context, web: Web, visitor: Visitor) -> Iterator[tuple[str, object]]:
    """All that is said of the closed periods, byte by byte; pages by their words."""
    for period in PERIODS:
        for page in PAGES:
            yield page.format(period), visitor.get(page.format(period)).texts("//main")
        yield f"{period}.csv", period_csv(context, period)
        yield f"{period}.json", web.get(f"/periods/{period}/consolidation", "home_affairs").get_json()["indicators"]
    yield "whole.xlsx", built(context)
    yield "kinds.xlsx", rebuilt(context, Scope(kinds=(AgencyKind.SO, AgencyKind.HUYEN)))
    yield "province.docx", province_report(context, NOW)
    yield "agency.docx", agency_report(context, NOW, filed(context, NOW)[0])


def filed(context: Context, period: str) -> list[str]:
    """The units in the edition's merged report."""
    with context.database.reading() as session:
        return sorted(frozen_filings(session, editions_of(session, period)[0]))


def rebuilt(context: Context, scope: Scope) -> bytes:
    """A workbook made anew from the edition."""
    with context.database.writing() as session:
        session.execute(delete(WorkbookRow).where(WorkbookRow.scope_digest == scope.digest))
    row, is_new = request_workbook(context, HOME_AFFAIRS, NOW, scope)
    assert is_new
    build_workbook(context, row.id)
    return bytes(finished_workbook(context, row.id).content or b"")


def change_everything(context: Context) -> Context:
    """Names, kinds, parents, dates, successors, terms, waivers, extensions, deadlines, findings, accounts, province."""
    at = datetime(2023, 1, 1, tzinfo=UTC)
    with context.database.writing() as session:
        units = all_agencies(session)
        turned = {AgencyKind.SO: AgencyKind.XA, AgencyKind.XA: AgencyKind.HUYEN, AgencyKind.HUYEN: AgencyKind.SO}
        changed = [
            replace(
                unit, name=f"Tên mới {unit.code}", kind=turned[unit.kind], valid_to=date(2000, 6, 1), parent=None,
                abbreviation="TM", successors=("U5",) if unit.code == "U4" else (),
            )
            for unit in units
        ]  # fmt: skip
        put_agencies(session, changed)
        for period in PERIODS:
            for kind in AgencyKind:
                put_deadline(session, period, kind, at, at)
            for number, unit in enumerate(units):
                owed = ObligationOverride(
                    includes_children=number % 2 == 0, exempt=("ho_so.*",), due_at=at, extension_reason="Sau khóa",
                    waived_at=at if number % 3 == 0 else None, waiver_reason="Sau khóa",
                )  # fmt: skip
                put_obligation(session, period, unit.code, owed)
        session.execute(delete(FindingRow))
        session.execute(update(AccountRow).values(name="Tên khác"))
    return replace(context, settings=replace(context.settings, province="tỉnh Khác"))


def test_nothing_that_is_changed_after_closing_changes_an_output(context: Context) -> None:
    closed(context, 4)
    web = Web(context)
    visitor = guest(context, web.app, HOME_AFFAIRS)
    before = dict(outputs(context, web, visitor))
    after = dict(outputs(change_everything(context), web, visitor))
    assert [name for name in before if before[name] != after[name]] == []
    with context.database.reading() as session:
        assert all(is_intact(session, edition) for period in PERIODS for edition in editions_of(session, period))


@pytest.mark.parametrize("seed", [0, 2])
def test_page_word_workbook_and_api_of_an_edition_say_what_follows_by_hand(sqlite_context: Context, seed: int) -> None:
    require_agreement(change_everything(closed(sqlite_context, seed)), random_world(seed))


def test_an_open_period_is_compared_with_the_editions_of_closed_ones(sqlite_context: Context) -> None:
    world = random_world(2)
    settle(sqlite_context, world)
    for period in (LAST_YEAR, PREVIOUS):
        close_period(sqlite_context, period)
    before = past_totals(sqlite_context)
    with sqlite_context.database.writing() as session:
        for period in (LAST_YEAR, PREVIOUS):
            for unit in all_agencies(session):
                put_obligation(
                    session, period, unit.code, ObligationOverride(waived_at=datetime(2024, 1, 1, tzinfo=UTC))
                )
    assert past_totals(sqlite_context) == before
    assert before[0] == {code: world.total(PREVIOUS, code)[0] for code in CODES}


def past_totals(context: Context) -> list[dict[str, Fraction | None]]:
    """What the open period is compared with."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, NOW)
        pasts = baselines_of(session, context.catalogue, view)
    return [
        {code: None if (total := past.total(code)) is None else Fraction(total) for code in CODES}
        for past in (pasts.previous, pasts.last_year)
        if past is not None
    ]


def test_a_period_that_was_closed_before_there_were_editions_gets_its_first_one(context: Context) -> None:
    closed(context, 1)
    with context.database.writing() as session:
        for table in (EditionAgencyRow, EditionBaselineRow, EditionRow):
            session.execute(delete(table))
    made = make_missing_editions(context)
    assert [(item.period, item.number, item.origin) for item in made] == [
        (period, 1, EditionOrigin.UPGRADE) for period in (LAST_YEAR, PREVIOUS, NOW)
    ]
    assert make_missing_editions(context) == ()


def test_a_copy_of_an_editions_workbook_is_recognised_and_says_its_number(sqlite_context: Context) -> None:
    closed(sqlite_context, 1)
    raw = built(sqlite_context)
    verdict = verify_workbook(sqlite_context, raw)
    assert (verdict.is_intact, verdict.build.edition) == (True, 1)
    cover = openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]
    assert any("Ấn bản số 1 (khóa kỳ) lúc" in str(cell.value) for row in cover.iter_rows() for cell in row)
    again, is_new = request_workbook(sqlite_context, HOME_AFFAIRS, NOW)
    assert (again.id, is_new) == (verdict.build.id, False)


def test_a_report_filed_in_time_and_checked_after_the_closing_makes_the_next_edition(context: Context) -> None:
    submission = hand_in(context, real_report())
    close_period(context, NOW)
    assert filed(context, NOW) == []
    validate_submission(context, submission)
    merge_period(context, NOW)
    assert filed(context, NOW) == ["SGTVT"]
    with context.database.reading() as session:
        newest, first = editions_of(session, NOW)
        assert (newest.number, newest.origin, newest.reason) == (2, EditionOrigin.CORRECTION, CHECKED_LATE)
        assert frozen_filings(session, first) == {}
    merge_period(context, NOW)
    with context.database.reading() as session:
        assert len(editions_of(session, NOW)) == 2
