"""What was kept long enough goes, kind by kind; what counts, what an edition stands on and the log's chain stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.consolidation.merge import merge_period
from service.actions.consolidation.verify import verify_workbook
from service.actions.context import Context
from service.actions.intake.uploads import original_file
from service.actions.notifications.outbox import enqueue_message
from service.actions.operations.audit import check_chain
from service.actions.operations.retention import MARK, apply_retention, apply_retention_when_due, preview_retention
from service.actions.organization.accounts import invite_account
from service.actions.organization.sign_in import start_session
from service.actions.periods.lifecycle import close_period
from service.channels.smtp import MessageContent
from service.clock import FixedClock
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, NotFoundError
from service.domain.notifications.delivery import MessageState
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.domain.organization.retention import DEFAULT_DAYS, Retention, RetentionKind
from service.storage.consolidation.editions import edition_of
from service.storage.engine.database import Database
from service.storage.log_rights import log_rights
from service.storage.models import (
    ConsolidationRow,
    EventRow,
    MailRow,
    PasswordResetRow,
    SubmissionRow,
    WebSessionRow,
    WorkbookRow,
)
from service.storage.notifications.messages import claim_mail, finish_mail
from service.storage.organization.accounts import add_web_session
from service.storage.organization.options import marked_day
from tests.support.databases import PostgresServer
from tests.support.filings import changed, hand_in_and_check, raw
from tests.support.installation import ADMIN, HOME_AFFAIRS, MORNING, PERIOD, at, new_context, with_units

YEARS = timedelta(days=800)


def keeping(context: Context, **days: int) -> Context:
    """The same installation two years later, with these days for these kinds and nought for all others."""
    wanted = dict.fromkeys(RetentionKind, 0) | {RetentionKind(kind): count for kind, count in days.items()}
    return replace(at(context, MORNING + YEARS), settings=replace(context.settings, retention=Retention(wanted)))


def counts(context: Context, **days: int) -> dict[str, int]:
    """How much goes with these days; the same is shown before."""
    later = keeping(context, **days)
    shown = preview_retention(later)
    assert apply_retention(later, ADMIN) == shown
    assert all(item.count == 0 for item in preview_retention(later))
    assert check_chain(context).is_whole
    return {item.kind.value: item.count for item in shown}


def kept_bytes(context: Context) -> list[int]:
    """The numbers of the submissions whose bytes are there."""
    with context.database.reading() as session:
        return sorted(row.revision for row in session.scalars(select(SubmissionRow)) if row.raw)


def test_bytes_go_of_what_was_replaced_in_a_closed_period_only(context: Context) -> None:
    figures = (1, -1, 2, 3, -2)
    filings = [hand_in_and_check(context, changed(sang_kien__so_luong=figure)) for figure in figures]
    assert counts(context, filings=700) == {"filings": 0}
    close_period(context, PERIOD)
    with context.database.reading() as session:
        before = edition_of(session, PERIOD)
    assert counts(context, filings=900) == {"filings": 0}
    assert counts(context, filings=700) == {"filings": 3}
    # The fourth is the newest valid one, of which the edition is; the fifth is what was handed in last.
    assert kept_bytes(context) == [4, 5]
    with pytest.raises(NotFoundError, match="đã xóa theo thời hạn lưu"):
        original_file(context, HOME_AFFAIRS, filings[0])
    assert original_file(context, HOME_AFFAIRS, filings[3])[1] == raw(changed(sang_kien__so_luong=3))
    with context.database.reading() as session:
        assert edition_of(session, PERIOD) == before


def test_merged_reports_go_but_the_newest_and_those_that_something_stands_on(context: Context) -> None:
    for figure in range(4):
        hand_in_and_check(context, changed(sang_kien__so_luong=figure))
        merge_period(context, PERIOD)
        if figure == 1:
            built(context)
    close_period(context, PERIOD)
    found = counts(context, consolidations=90)["consolidations"]
    with context.database.reading() as session:
        left = {row.revision for row in session.scalars(select(ConsolidationRow))}
    assert found == 2 and {1, 3}.isdisjoint(left) and 2 in left


def test_a_workbook_goes_where_a_newer_one_is_there_and_an_intact_copy_is_still_known(context: Context) -> None:
    contents = []
    for figure in range(2):
        hand_in_and_check(context, changed(sang_kien__so_luong=figure))
        merge_period(context, PERIOD)
        contents.append(built(context))
    old, new = contents
    assert counts(context, workbooks=30) == {"workbooks": 1}
    assert finished_workbook(context, new.id).content == new.content and old.content is not None
    with pytest.raises(NotFoundError, match="đã xóa theo thời hạn lưu"):
        finished_workbook(context, old.id)
    assert verify_workbook(context, old.content).is_intact


def test_words_of_letters_go_once_they_were_sent_and_never_of_those_that_may_still_go(context: Context) -> None:
    account = Account(1, "anh@sgtvt.vn", "Ánh", Role.OFFICER, "SGTVT")
    letter = MessageContent("password_reset", {"account": account, "link": "http://x", "hours": 2})
    long_ago = datetime.now(UTC) - timedelta(days=400)
    states = (MessageState.SENT, MessageState.WITHDRAWN, MessageState.KEPT, MessageState.FAILED)
    for state in states:
        with context.transaction(ADMIN) as tx:
            enqueue_message(context, tx, "anh@sgtvt.vn", letter, state.value)
            assert claim_mail(tx.session, state.value, long_ago)
            finish_mail(tx.session, state.value, state, long_ago)
    assert counts(context, mails=500) == {"mails": 0}
    assert counts(context, mails=365) == {"mails": 2}
    with context.database.reading() as session:
        rows = {row.id: (bool(row.text), bool(row.html), row.recipient) for row in session.scalars(select(MailRow))}
    gone, there = (False, False, "anh@sgtvt.vn"), (True, True, "anh@sgtvt.vn")
    assert rows == {"sent": gone, "withdrawn": gone, "kept": there, "failed": there}


def built(context: Context) -> WorkbookRow:
    """A workbook of the whole province."""
    asked = request_workbook(context, HOME_AFFAIRS, PERIOD)[0].id
    build_workbook(context, asked)
    return finished_workbook(context, asked)


def signed_in(context: Context, count: int) -> None:
    with context.transaction(ADMIN) as tx:
        for _ in range(count):
            tx.record(AuditEvent.SIGNED_IN, subject="anh@sgtvt.vn")


def test_sign_ins_go_from_the_log_and_its_chain_holds_but_nothing_else_may_be_missing(context: Context) -> None:
    signed_in(context, 3)
    close_period(context, PERIOD)
    with context.database.reading() as session:
        before = {row.id for row in session.scalars(select(EventRow)) if row.action != AuditEvent.SIGNED_IN}
    assert counts(context, events=365) == {"events": 3}
    with context.database.reading() as session:
        left = {row.id: row.action for row in session.scalars(select(EventRow))}
    assert before <= left.keys() and AuditEvent.SIGNED_IN not in left.values()
    assert AuditEvent.RETENTION_APPLIED in left.values()
    with context.database.writing() as session:
        session.delete(session.get(EventRow, min(before)))
    assert not check_chain(context).is_whole


def test_an_altered_sign_in_stays_where_it_shows(sqlite_context: Context) -> None:
    context = sqlite_context
    signed_in(context, 2)
    close_period(context, PERIOD)
    with context.database.writing() as session:
        row = session.scalars(select(EventRow).where(EventRow.action == AuditEvent.SIGNED_IN)).first()
        assert row is not None
        row.subject = "ai-khac@x.vn"
    apply_retention(keeping(context, events=365), ADMIN)
    assert [fault.event for fault in check_chain(context).faults] == [row.id]


class Night(FixedClock):
    """Real time stands at one moment too."""

    def real(self) -> datetime:
        """That moment in UTC."""
        return self.now()


def test_the_schedule_takes_out_once_a_day_after_two(sqlite_context: Context) -> None:
    context = keeping(sqlite_context, events=365)
    signed_in(sqlite_context, 2)
    close_period(sqlite_context, PERIOD)

    def left(hour: int) -> int:
        moment = (MORNING + YEARS).replace(hour=hour)
        apply_retention_when_due(replace(context, clock=Night(moment=moment)))
        with context.database.reading() as session:
            return sum(row.action == AuditEvent.SIGNED_IN for row in session.scalars(select(EventRow)))

    assert [left(1), left(2)] == [2, 0]
    signed_in(sqlite_context, 1)
    with sqlite_context.transaction(ADMIN) as tx:
        tx.record(AuditEvent.LOG_LINKED)
    assert left(5) == 1


def test_links_and_sign_ins_go_once_they_ended_as_long_ago_and_live_ones_stay(context: Context) -> None:
    account = invite_account(
        context, ADMIN, email="anh@sgtvt.vn", name="Ánh", role=Role.OFFICER, agency="SGTVT", hashed=None
    ).id
    now = context.clock.real()
    with context.database.writing() as session:
        for name, days in (("live", 1), ("ended", -29), ("old", -31)):
            session.add(PasswordResetRow(sha256=name, account=account, expires_at=now + timedelta(days=days)))
            add_web_session(session, name, account, now + timedelta(days=days), is_full=True)
    assert counts(context, links=30) == {"links": 2}
    with context.database.reading() as session:
        for table in (PasswordResetRow, WebSessionRow):
            assert set(session.scalars(select(table.sha256))) == {"live", "ended"}


@pytest.fixture
def protected(postgresql: PostgresServer, tmp_path: Path) -> Iterator[Context]:
    """An installation whose role on PostgreSQL may not alter the log, with sign-ins that are two years old."""
    with postgresql.created() as url:
        context, role = with_units(new_context(tmp_path, url)), f"chi_ghi_{uuid4().hex[:8]}"
        signed_in(context, 2)
        close_period(context, PERIOD)
        with context.database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
            for kind in ("TABLES", "SEQUENCES"):
                connection.exec_driver_sql(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO {role}")
            connection.exec_driver_sql(log_rights(role, "giu_nhat_ky_2"))
        own = context.database.engine.url.set(username=role).render_as_string(hide_password=False)
        application = replace(context, database=Database(own))
        yield application
        for each in (application, context):
            each.database.dispose()


def test_a_protected_log_is_not_taken_from_and_who_may_is_said(protected: Context) -> None:
    with pytest.raises(ConflictError, match="chạy «tonghop retention» với DATABASE_URL của vai trò giữ"):
        apply_retention(keeping(protected, events=365), ADMIN)
    assert check_chain(protected).is_whole
    with protected.database.reading() as session:
        assert sum(row.action == AuditEvent.SIGNED_IN for row in session.scalars(select(EventRow))) == 2


def test_the_schedule_takes_out_all_else_where_the_log_is_protected(protected: Context) -> None:
    account = invite_account(
        protected, ADMIN, email="anh@sgtvt.vn", name="Ánh", role=Role.OFFICER, agency="SGTVT", hashed=None
    )
    start_session(protected, account)
    night = Night(moment=(protected.clock.real() + YEARS).replace(hour=20))
    apply_retention_when_due(replace(keeping(protected, events=365, links=30), clock=night))
    with protected.database.reading() as session:
        assert session.scalars(select(WebSessionRow)).all() == []
        assert sum(row.action == AuditEvent.SIGNED_IN for row in session.scalars(select(EventRow))) == 3
        assert marked_day(session, MARK) is not None


def test_by_default_nothing_goes_that_anybody_could_ask_for() -> None:
    assert {kind.value for kind, days in DEFAULT_DAYS.items() if days} == {"consolidations", "links"}
