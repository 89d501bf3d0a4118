"""Nobody alters the log unseen: on each database the first altered, missing or moved event is named."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.operations.audit import check_chain, fault_in_words, find_hash, newest_hash, seal_earlier_events
from service.actions.organization.agencies import permit_officers
from service.actions.periods.lifecycle import close_period
from service.domain.audit_chain import FaultKind
from service.domain.errors import NotFoundError, TonghopError
from service.storage.audit_chain import newest_seal
from service.storage.consolidation.editions import edition_of
from service.storage.engine.database import Database
from service.storage.log_rights import log_rights
from service.storage.models import AuditSealRow, EventRow
from tests.support.databases import PostgresServer
from tests.support.installation import ADMIN, HOME_AFFAIRS, MORNING, PERIOD, new_context, with_units

COUNT = select(func.count()).select_from(EventRow)


def tamper(context: Context, *works: Callable[[Session], object]) -> None:
    """Change the database behind the application's back."""
    with Session(context.database.engine) as session:
        for work in works:
            work(session)
        session.commit()


def event_at(context: Context, position: int) -> int:
    """The number of the event that stands there in the chain."""
    with context.database.reading() as session:
        return session.scalars(select(AuditSealRow.event).where(AuditSealRow.position == position)).one()


def first_fault(context: Context) -> tuple[int, FaultKind]:
    """Where the log was altered first, and how."""
    fault = check_chain(context).faults[0]
    return fault.position, fault.kind


def test_all_that_is_on_record_is_linked_with_the_change_itself(context: Context) -> None:
    permit_officers(context, ADMIN, "SGTVT", may=True)
    state = check_chain(context)
    with context.database.reading() as session:
        assert state.count == session.scalar(COUNT) > 20
    assert state.is_whole and state.last_at == MORNING


@pytest.mark.parametrize(
    "values",
    [
        {"actor": "Người khác"}, {"reason": "khác"}, {"account": 5}, {"origin": "1.2.3.4"}, {"changes": "[]"},
        {"agency": None}, {"at": datetime.fromisoformat("2023-09-18T08:00:01+07:00")},
    ],
)  # fmt: skip
def test_an_event_altered_in_the_database_is_named(sqlite_context: Context, values: dict[str, object]) -> None:
    number = event_at(sqlite_context, 5)
    tamper(sqlite_context, lambda s: s.execute(update(EventRow).where(EventRow.id == number).values(**values)))
    state = check_chain(sqlite_context)
    assert [(f.position, f.kind, f.event) for f in state.faults] == [(5, FaultKind.ALTERED, number)]
    assert f"Vị trí 5: sự kiện số {number} lúc 08:00" in str(fault_in_words(state.faults[0]))


def test_an_event_removed_put_in_or_moved_is_named_on_each_database(context: Context) -> None:
    gone, moved, onto = (event_at(context, position) for position in (4, 7, 9))
    with context.database.reading() as session:
        first, second = session.get_one(EventRow, moved), session.get_one(EventRow, onto)
    tamper(context, lambda s: s.execute(insert(EventRow).values(at=MORNING, actor="x", action="unit.waived",
                                                                subject="", reason="")))  # fmt: skip
    state = check_chain(context)
    assert (state.faults, len(state.loose), state.is_whole) == ((), 1, False)
    for row, other in ((moved, second), (onto, first)):
        values = {name: getattr(other, name) for name in ("at", "agency", "subject", "changes")}
        tamper(context, lambda s, row=row, values=values: s.execute(
            update(EventRow).where(EventRow.id == row).values(**values)))  # fmt: skip
    assert first_fault(context) == (7, FaultKind.REORDERED)
    tamper(context, lambda s: s.execute(delete(EventRow).where(EventRow.id == gone)))
    assert first_fault(context) == (4, FaultKind.MISSING)
    tamper(context, lambda s: s.execute(delete(AuditSealRow).where(AuditSealRow.position == 3)))
    assert first_fault(context) == (3, FaultKind.MISSING)


def test_acts_go_on_after_the_newest_event_was_removed(context: Context) -> None:
    """SQLite gives its number to the next one."""
    last = check_chain(context).count
    gone = event_at(context, last)
    tamper(context, lambda s: s.execute(delete(EventRow).where(EventRow.id == gone)))
    permit_officers(context, ADMIN, "SGTVT", may=True)
    state = check_chain(context)
    assert (state.count, len(state.faults)) == (last + 1, 1)
    assert state.faults[0].position == last


def test_what_was_on_record_before_the_chain_is_linked_on_once(context: Context) -> None:
    with context.database.reading() as session:
        count = session.scalar(COUNT)
    tamper(context, lambda s: s.execute(delete(AuditSealRow)))
    assert [seal_earlier_events(context), seal_earlier_events(context)] == [count, 0]
    state = check_chain(context)
    assert (state.is_whole, state.count) == (True, (count or 0) + 1)  # that it was done is on record as well


def test_a_printed_hash_is_found_by_its_first_signs(context: Context) -> None:
    printed = newest_hash(context)
    permit_officers(context, ADMIN, "SGTVT", may=True)
    for copied in (printed, printed[:16].upper(), f" {printed[:8]} {printed[8:20]} "):
        seal, at = find_hash(context, copied)
        assert (seal.sha256, at) == (printed, MORNING)
    with pytest.raises(NotFoundError, match="Không có mã"):
        find_hash(context, "0" * 64)
    for wrong in ("", "abc", "không phải mã"):
        with pytest.raises(TonghopError, match="không phải mã nhật ký"):
            find_hash(context, wrong)


def test_an_edition_keeps_the_hash_of_what_was_on_record_when_it_was_made(context: Context) -> None:
    before = newest_hash(context)
    close_period(context, PERIOD, HOME_AFFAIRS)
    with context.database.reading() as session:
        edition = edition_of(session, PERIOD)
        assert edition is not None and edition.audit_hash == before != newest_seal(session).sha256


def test_changes_at_the_same_time_stand_in_one_chain(context: Context) -> None:
    def change(agency: str) -> None:
        for may in (True, False) * 5:
            permit_officers(context, ADMIN, agency, may=may)

    threads = [threading.Thread(target=change, args=(agency,)) for agency in ("SGTVT", "STC", "SNV", "SXD")]
    before = check_chain(context).count
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    state = check_chain(context)
    assert (state.is_whole, state.count) == (True, before + 40)


def test_on_postgresql_the_application_can_be_kept_from_altering_the_log(
    postgresql: PostgresServer, tmp_path: Path
) -> None:
    with postgresql.created() as url:
        context = with_units(new_context(tmp_path, url))
        engine = context.database.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE ROLE ung_dung LOGIN")
            for kind in ("TABLES", "SEQUENCES"):
                connection.exec_driver_sql(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO ung_dung")
            for _ in range(2):  # may be run again
                connection.exec_driver_sql(log_rights("ung_dung", 'giữ "nhật ký"'))
        own = context.database.engine.url.set(username="ung_dung").render_as_string(hide_password=False)
        application = replace(context, database=Database(own))
        permit_officers(application, ADMIN, "SGTVT", may=True)
        assert check_chain(application).is_whole
        for table, column in (("event", "account"), ("audit_seal", "event")):
            for statement in (f"UPDATE {table} SET {column} = 1", f"DELETE FROM {table}", f"DROP TABLE {table}"):
                with pytest.raises(ProgrammingError), application.database.engine.begin() as connection:
                    connection.exec_driver_sql(statement)
        assert check_chain(application).is_whole
        for each in (application, context):
            each.database.dispose()
