"""Acts of administration leave a trace: who did it, to what, and nothing where nothing changed."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import select

from service.actions.consolidation.build import cancel_workbook, request_workbook
from service.actions.context import Context
from service.actions.notifications.preferences import change_subscriptions
from service.actions.organization.agencies import permit_officers
from service.actions.organization.import_agencies import import_agencies
from service.actions.organization.tokens import issue_token, list_tokens, revoke_token
from service.actions.periods.lifecycle import set_obligation
from service.domain.audit import AuditEvent
from service.domain.organization.account import Subscription
from service.storage.models import EventRow
from tests.support.installation import ADMIN, HOME_AFFAIRS, OFFICER, PERIOD
from tests.support.units import units_csv
from tests.support.visitor import enlist


@pytest.fixture
def trail(context: Context) -> Iterable[EventRow]:
    """What is put on record from now on; it is read when it is gone through."""
    with context.database.reading() as session:
        before = set(session.scalars(select(EventRow.id)))

    class Trail:
        def __iter__(self):  # type: ignore[no-untyped-def]
            with context.database.reading() as session:
                rows = session.scalars(select(EventRow).order_by(EventRow.id)).all()
            return (row for row in rows if row.id not in before)

    return Trail()


def test_tokens_are_on_record_without_their_secret(context: Context, trail: Iterable[EventRow]) -> None:
    secret = issue_token(context, OFFICER, actor=ADMIN)
    for _ in range(2):  # the second time there is nothing left to end
        revoke_token(context, ADMIN, list_tokens(context)[0].id)
    said = [(row.action, row.actor, row.agency, row.subject) for row in trail]
    assert said == [(action, ADMIN.name, "SGTVT", OFFICER.name) for action in ("token.issued", "token.revoked")]
    assert all(secret not in f"{row.subject}{row.reason}" for row in trail)


def test_officers_who_may_hand_in_are_on_record_where_that_changes(context: Context, trail: Iterable[EventRow]) -> None:
    for may in (False, True, True, False):
        permit_officers(context, ADMIN, "SGTVT", may=may)
    assert [row.action for row in trail] == ["agency.officers_permitted", "agency.officers_restricted"]


def test_a_rule_of_one_unit_is_on_record_in_its_period(context: Context, trail: Iterable[EventRow]) -> None:
    set_obligation(context, PERIOD, "STC", exempt=("ho_so.*",), actor=HOME_AFFAIRS)
    (row,) = trail
    assert (row.action, row.period, row.agency, row.actor) == ("unit.obligation", PERIOD, "STC", HOME_AFFAIRS.name)
    assert row.subject.endswith("không phải báo cáo: ho_so.*")


def test_a_list_of_units_is_on_record(context: Context, trail: Iterable[EventRow]) -> None:
    import_agencies(context, units_csv("A1,Sở Một,,so,,2020-01-01,,", "A2,Sở Hai,,so,,2020-01-01,,"), ADMIN)
    (row,) = trail
    assert (row.action, row.actor, row.subject) == ("agency.imported", ADMIN.name, "2: A1, A2")


def test_a_cancelled_workbook_is_on_record(context: Context, trail: Iterable[EventRow]) -> None:
    workbook, _ = request_workbook(context, HOME_AFFAIRS, PERIOD)
    cancel_workbook(context, HOME_AFFAIRS, workbook.id)
    (row,) = trail
    assert (row.action, row.period, row.subject) == (AuditEvent.WORKBOOK_CANCELLED, PERIOD, workbook.id)


def test_wishes_for_mail_are_on_record_where_they_change(context: Context) -> None:
    person = enlist(context, OFFICER)
    for wanted in (set(), set(), {Subscription.RESULTS}):
        change_subscriptions(context, person.id, wanted)
    with context.database.reading() as session:
        query = select(EventRow).where(EventRow.action == "account.preferences").order_by(EventRow.id)
        rows = session.scalars(query).all()
    assert [row.reason for row in rows] == ["không nhận thư nào", Subscription.RESULTS.label]
    assert {(row.account, row.actor) for row in rows} == {(person.id, person.name)}
