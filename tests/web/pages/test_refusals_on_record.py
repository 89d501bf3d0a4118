"""Attempts that are refused are on record once while they go on, with who it was and what was asked for."""

from __future__ import annotations

import io
from collections.abc import Collection

import pytest
from werkzeug.datastructures import FileStorage

from service.actions.context import Context
from service.domain.audit import AuditEvent
from service.domain.reporting.evidence import WHOLE
from service.storage.events import Event, EventFilter, find_events
from tests.support.filings import hand_in_and_check, of_agency
from tests.support.installation import ADMIN, LEADER, OFFICER, PERIOD
from tests.support.visitor import Visitor, enlist, guest
from tests.support.web import API, Web, submissions

REFUSALS = (AuditEvent.ACCESS_REFUSED, AuditEvent.SIGN_IN_THROTTLED)


def on_record(context: Context, actions: Collection[AuditEvent] = REFUSALS) -> list[Event]:
    """The events of these kinds, the first one first."""
    with context.database.reading() as session:
        found = find_events(session, EventFilter())
    return [event for _, event in reversed(found) if event.action in actions]


@pytest.fixture
def web(sqlite_context: Context) -> Web:
    """The application."""
    return Web(sqlite_context)


def test_a_page_of_others_is_on_record_once_for_each_person_and_page(web: Web) -> None:
    officer, leader = (guest(web.context, web.app, caller) for caller in (OFFICER, LEADER))
    for _ in range(3):
        assert officer.get("/quan-tri/nguoi-dung").status == 403
    assert officer.get("/quan-tri/ma-truy-cap").status == 403
    assert leader.get("/quan-tri/nguoi-dung").status == 403
    said = [(event.actor, event.action, event.agency, event.subject) for event in on_record(web.context)]
    assert said == [
        (OFFICER.name, AuditEvent.ACCESS_REFUSED, "SGTVT", "/quan-tri/nguoi-dung"),
        (OFFICER.name, AuditEvent.ACCESS_REFUSED, "SGTVT", "/quan-tri/ma-truy-cap"),
        (LEADER.name, AuditEvent.ACCESS_REFUSED, "SGTVT", "/quan-tri/nguoi-dung"),
    ]
    assert all(event.account for event in on_record(web.context))


def test_another_units_filing_is_on_record_although_it_looks_like_none(web: Web) -> None:
    theirs = hand_in_and_check(web.context, of_agency("STC"))
    assert web.get(f"/submissions/{theirs}").status_code == 404
    assert web.get(f"/submissions/{PERIOD}-STC-9").status_code == 404
    assert web.call("POST", submissions(agency="STC"), json=of_agency("STC")).status_code == 403
    assert [event.subject for event in on_record(web.context)] == [
        f"{API}/submissions/{theirs}", submissions(agency="STC"),
    ]  # fmt: skip


def test_whoever_has_to_wait_at_sign_in_is_on_record_and_what_they_typed_is_not(web: Web) -> None:
    account = enlist(web.context, ADMIN)
    for email in (account.email, "mat-khau-go-nham"):
        visitor = Visitor(web.app)
        answers = [visitor.sign_in(email, "sai").status for _ in range(9)]
        assert answers[-1] == 429
    said = [(event.subject, event.reason) for event in on_record(web.context)]
    assert said == [(account.email, "mật khẩu"), ("địa chỉ không có tài khoản", "mật khẩu")]


def test_a_file_that_is_brought_and_taken_away_is_on_record(web: Web) -> None:
    officer = guest(web.context, web.app, OFFICER)
    place, kinds = f"/bao-cao/{PERIOD}/tep-kem", (AuditEvent.EVIDENCE_ATTACHED, AuditEvent.EVIDENCE_DETACHED)
    for _ in range(2):  # the second time it is there already
        picture = FileStorage(io.BytesIO(b"\x89PNG"), "quyết định.png")
        assert officer.send(place, file=picture, about=WHOLE).status == 302
    for status in (302, 404):
        assert officer.send(f"{place}/1/bo").status == status
    said = [(event.actor, event.action, event.period, event.subject) for event in on_record(web.context, kinds)]
    assert said == [(OFFICER.name, action, PERIOD, "quyết định.png") for action in kinds]
