"""A person's data are theirs to have, and after they left only a number stands for them, while nothing else moves."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import String, Text, select, update

from service.actions.consolidation.merge import merge_period
from service.actions.context import Context
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.intake.validate import validate_submission
from service.actions.operations.audit import check_chain
from service.actions.organization.accounts import change_account_details
from service.actions.organization.personal_data import NOBODYS_DOMAIN, anonymise_account, export_person
from service.actions.organization.sign_in import sign_in, sign_out
from service.actions.review.lookups import find_consolidation
from service.domain.errors import ConflictError
from service.domain.organization.access import Caller, Role
from service.domain.organization.account import Account
from service.readers.formats import JSON
from service.storage.engine.base import Base
from service.storage.models import AuditRedactionRow, EventRow, SubmissionRow
from service.storage.organization.accounts import get_account
from service.storage.organization.personal_data import NAMES
from tests.support.browser import PASSWORD
from tests.support.filings import raw, real_report
from tests.support.installation import ADMIN, HOME_AFFAIRS, PERIOD
from tests.support.visitor import address_of, enlist

SECRET_NAME, LATER_NAME, LATER_EMAIL = "Vũ Thị Kín", "Vũ Thị Kín (Hà)", "kin.moi@sgtvt.gov.vn"
PERSON = Caller(SECRET_NAME, Role.LEADER, "SGTVT")


def busy(context: Context) -> Account:
    """Somebody who signed in, filed a report, was renamed and is locked by now."""
    account = enlist(context, PERSON)
    sign_out(context, sign_in(context, account.email, PASSWORD))
    request = SubmissionRequest(PERIOD, "SGTVT", JSON, raw(real_report()))
    receipt, _ = submit_report(context, account.caller, request)
    validate_submission(context, receipt.submission)
    merge_period(context, PERIOD)
    for email, is_disabled in ((None, False), (LATER_EMAIL, False), (None, True)):
        change_account_details(
            context, ADMIN, account.id, name=LATER_NAME, role=PERSON.role, agency=PERSON.agency, disabled=is_disabled,
            email=email,
        )  # fmt: skip
    with context.database.reading() as session:
        return get_account(session, account.id)


def places(context: Context, *words: str) -> set[str]:
    """Every column of the database in which one of these words stands."""
    found = set()
    with context.database.reading() as session:
        for table in Base.metadata.tables.values():
            texts = [column for column in table.columns if isinstance(column.type, String | Text)]
            for row in session.execute(select(*texts)) if texts else ():
                found |= {f"{table.name}.{column.name}" for column, value in zip(texts, row, strict=True)
                          if value and any(word in str(value) for word in words)}  # fmt: skip
    return found


def test_every_column_that_holds_a_name_is_known() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name == "by" or column.name.endswith("_by")
    }
    assert {f"{column.class_.__tablename__}.{column.key}" for column in NAMES} == named


def test_only_a_number_is_left_and_the_chain_is_whole(context: Context) -> None:
    account = busy(context)
    words = (SECRET_NAME, LATER_EMAIL, address_of(PERSON))
    assert len(places(context, *words)) > 4
    assert anonymise_account(context, ADMIN, account.id)
    assert places(context, *words) == set()
    found = check_chain(context)
    assert found.is_whole and found.count > 5
    with context.database.reading() as session:
        row = session.scalars(select(SubmissionRow).where(SubmissionRow.agency == "SGTVT")).one()
        left = get_account(session, account.id)
    assert row.filed_by == f"Người dùng số {account.id} (đã ẩn danh)" and row.filer == account.id
    assert left.email.endswith(f"@{NOBODYS_DOMAIN}") and left.password_hash is None and left.is_disabled


def test_reports_and_totals_stay_as_they_were(sqlite_context: Context) -> None:
    account = busy(sqlite_context)

    def lasting() -> tuple[object, ...]:
        with sqlite_context.database.reading() as session:
            row = session.scalars(select(SubmissionRow).where(SubmissionRow.agency == "SGTVT")).one()
            return row.id, row.sha256, row.raw, row.state, find_consolidation(sqlite_context, PERIOD).indicators

    before = lasting()
    anonymise_account(sqlite_context, ADMIN, account.id)
    assert lasting() == before


def test_an_event_that_is_altered_afterwards_is_still_named(sqlite_context: Context) -> None:
    account = busy(sqlite_context)
    anonymise_account(sqlite_context, ADMIN, account.id)
    with sqlite_context.database.writing() as session:
        number = session.scalars(select(AuditRedactionRow.event).limit(1)).one()
        session.execute(update(EventRow).where(EventRow.id == number).values(reason="đã sửa"))
    assert [(fault.event, fault.kind.value) for fault in check_chain(sqlite_context).faults] == [(number, "altered")]


def test_what_was_altered_before_is_not_made_good_by_it(sqlite_context: Context) -> None:
    account = busy(sqlite_context)
    with sqlite_context.database.writing() as session:
        row = session.scalars(select(EventRow).where(EventRow.account == account.id).limit(1)).one()
        row.reason, number = "đã sửa", row.id
    anonymise_account(sqlite_context, ADMIN, account.id)
    assert [(fault.event, fault.kind.value) for fault in check_chain(sqlite_context).faults] == [(number, "altered")]
    assert places(sqlite_context, SECRET_NAME) == set()


def test_somebody_who_took_over_the_address_stays_who_they_are(sqlite_context: Context) -> None:
    account = busy(sqlite_context)
    successor = Caller("Trần Văn Sau", Role.LEADER, "SGTVT")
    assert enlist(sqlite_context, successor).email == address_of(PERSON)
    before = places(sqlite_context, successor.name)
    anonymise_account(sqlite_context, ADMIN, account.id)
    assert places(sqlite_context, successor.name) == before != set()
    # Of letters to an address that is somebody else's by now nobody can tell whose they are.
    assert places(sqlite_context, SECRET_NAME, LATER_EMAIL) == {"mail.text", "mail.html"}
    assert check_chain(sqlite_context).is_whole


def test_a_replacement_that_no_event_vouches_for_is_an_alteration(sqlite_context: Context) -> None:
    busy(sqlite_context)
    with sqlite_context.database.writing() as session:
        row = session.scalars(select(EventRow).order_by(EventRow.id).limit(1)).one()
        row.actor = "Người khác"
        session.flush()
        session.add(AuditRedactionRow(batch="0" * 64, event=row.id, digest="1" * 64))
        number = row.id
    assert [fault.event for fault in check_chain(sqlite_context).faults] == [number]


def test_whoever_is_called_the_same_keeps_the_name(sqlite_context: Context) -> None:
    account = busy(sqlite_context)
    enlist(sqlite_context, Caller(LATER_NAME, Role.AUDITOR))
    assert not anonymise_account(sqlite_context, ADMIN, account.id)
    assert places(sqlite_context, account.email) == set()
    assert "account.name" in places(sqlite_context, LATER_NAME)
    assert check_chain(sqlite_context).is_whole


def test_two_who_left_one_after_the_other_leave_the_chain_whole(sqlite_context: Context) -> None:
    first = busy(sqlite_context)
    second = enlist(sqlite_context, HOME_AFFAIRS)
    anonymise_account(sqlite_context, second, first.id)
    change_account_details(
        sqlite_context, ADMIN, second.id, name=second.name, role=second.role, agency=None, disabled=True
    )
    anonymise_account(sqlite_context, ADMIN, second.id)
    assert places(sqlite_context, second.name, second.email) == set()
    assert check_chain(sqlite_context).is_whole


def test_who_still_works_here_or_was_made_anonymous_is_refused(sqlite_context: Context) -> None:
    account = enlist(sqlite_context, PERSON)
    with pytest.raises(ConflictError, match="khóa tài khoản trước"):
        anonymise_account(sqlite_context, ADMIN, account.id)
    change_account_details(
        sqlite_context, ADMIN, account.id, name=account.name, role=account.role, agency="SGTVT", disabled=True
    )
    anonymise_account(sqlite_context, ADMIN, account.id)
    with pytest.raises(ConflictError, match="đã được ẩn danh"):
        anonymise_account(sqlite_context, ADMIN, account.id)


def test_a_person_gets_all_that_is_kept_and_no_secret(sqlite_context: Context) -> None:
    account = busy(sqlite_context)
    told = json.loads(export_person(sqlite_context, ADMIN, account.id))
    assert told["account"]["email"] == account.email and told["account"]["has_password"] is True
    assert [item["id"] for item in told["submissions"]] == [f"{PERIOD}-SGTVT-1"]
    assert {item["action"] for item in told["log"]} >= {"sign_in.done", "sign_in.ended", "account.changed"}
    assert str(account.password_hash) not in json.dumps(told)
