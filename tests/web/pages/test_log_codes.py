"""The newest hash of the log stands on what leaves the house, so that the log cannot be rewritten unseen."""

from __future__ import annotations

import io

import openpyxl

from service.actions.consolidation.build import build_workbook, latest_workbook, request_workbook
from service.actions.context import Context
from service.actions.operations.audit import find_hash, newest_hash
from service.actions.organization.agencies import permit_officers
from service.actions.periods.lifecycle import close_period
from service.storage.consolidation.editions import edition_of
from service.storage.models import ConsolidationRow
from tests.support.filings import hand_in_and_check, real_report
from tests.support.installation import ADMIN, HOME_AFFAIRS, OFFICER, PERIOD
from tests.support.visitor import guest
from tests.support.web import Web


def test_a_receipt_shows_the_newest_hash(sqlite_context: Context) -> None:
    submission = hand_in_and_check(sqlite_context, real_report())
    visitor = guest(sqlite_context, Web(sqlite_context).app, OFFICER)
    page = visitor.get(f"/bien-nhan/{submission}")
    assert newest_hash(sqlite_context) in page.texts("//dl[@class='facts']//code")


def test_an_edition_shows_the_hash_of_when_it_was_made(sqlite_context: Context) -> None:
    visitor = guest(sqlite_context, Web(sqlite_context).app, HOME_AFFAIRS)
    close_period(sqlite_context, PERIOD, HOME_AFFAIRS)
    with sqlite_context.database.reading() as session:
        edition = edition_of(session, PERIOD)
    assert edition is not None and edition.audit_hash
    assert edition.audit_hash in visitor.get(f"/ky/{PERIOD}/an-ban").texts("//tr[@data-edition]//code")


def test_a_workbook_carries_the_hash_of_when_its_figures_were_merged(sqlite_context: Context) -> None:
    """The same submissions give the same bytes, whatever has happened since."""
    context, contents = sqlite_context, []
    hand_in_and_check(context, real_report())
    for may in (True, False):
        build_workbook(context, request_workbook(context, HOME_AFFAIRS, PERIOD)[0].id)
        built = latest_workbook(context, PERIOD)
        contents.append(built.content or b"")
        permit_officers(context, ADMIN, "SGTVT", may=may)
    assert contents[0] == contents[1]
    with context.database.reading() as session:
        merged = session.get_one(ConsolidationRow, built.consolidation).audit_hash
    assert find_hash(context, merged)[0].sha256 == merged
    book = openpyxl.load_workbook(io.BytesIO(contents[0]), read_only=True)
    assert book.properties.identifier == f"tonghop-audit:{merged}"
    assert any(merged in str(cell) for row in book["Ghi chú"].iter_rows(values_only=True) for cell in row)
