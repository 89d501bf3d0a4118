"""What became of a filing, told by mail to whoever filed it; never the report itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.notifications.outbox import enqueue_message
from service.actions.notifications.personal import PersonalMessage, notify_person
from service.actions.reminders.due import load_open_period
from service.actions.transaction import Transaction
from service.channels.smtp import MessageContent
from service.domain.errors import Finding, Level, Message
from service.domain.notifications.delivery import message_id
from service.domain.organization.access import Role
from service.domain.organization.account import Account, Subscription
from service.domain.reporting.period import VIETNAM
from service.domain.validation.explanations import unexplained
from service.storage.intake.checks import is_newer_decided
from service.storage.intake.standing import has_valid_submission
from service.storage.models import SubmissionRow
from service.storage.organization.accounts import accounts_of_agency, accounts_with_role, get_account
from service.storage.organization.agencies import get_agency
from service.storage.periods.periods import get_period

MOST = 5


def notify_result(context: Context, tx: Transaction, row: SubmissionRow, findings: Sequence[Finding]) -> None:
    """Post the outcome of a filing's check with what is stored of it."""
    errors = [item for item in findings if item.level is Level.ERROR]
    run = load_open_period(context, get_period(tx.session, row.period))
    shared = _facts(context, tx.session, row) | {
        "errors": [_words(item) for item in errors[:MOST]],
        "count": len(errors),
        "stands": bool(errors) and has_valid_submission(tx.session, row.period, row.agency),
        "warnings": len(unexplained(findings, run.template)),
    }
    template = "filing_invalid" if errors else "filing_valid"
    for person in _persons(tx.session, row):
        id_ = message_id("filing", row.id, str(row.attempts), person.email)
        letter = MessageContent(template, {**shared, "account": person})
        enqueue_message(context, tx, person.email, letter, id_, about=_about(tx.session, row))


def notify_failure(context: Context, tx: Transaction, row: SubmissionRow) -> None:
    """Tell the unit and Home Affairs by notice and mail that a filing cannot be checked, and what to do."""
    session = tx.session
    shared = _facts(context, session, row) | {"stands": has_valid_submission(session, row.period, row.agency)}
    unit, home_affairs = accounts_of_agency(session, row.agency), accounts_with_role(session, Role.HOME_AFFAIRS)
    filer = {person.email: person for person in (*_persons(session, row), *unit)}
    told = [
        *((person, "filing_failed", f"/lan-nop/{row.id}") for person in filer.values()),
        *(
            (person, "filing_failed_home_affairs", f"/duyet/{row.id}")
            for person in home_affairs
            if person.email not in filer
        ),
    ]
    for person, template, path in told:
        letter = MessageContent(template, {**shared, "account": person})
        id_ = message_id("filing", row.id, str(row.attempts), person.email)
        notify_person(context, tx, person, PersonalMessage(letter, path), id_, about=_about(session, row))


def _about(session: Session, row: SubmissionRow) -> str:
    """Whoever hands in many times is told of the newest: one letter about a unit's report waits at a time.

    What is found of an earlier one later on does not take the place of what was found of the newest.
    """
    series = "earlier" if is_newer_decided(session, row) else "newest"
    return f"{series} {row.period} {row.agency}#{row.revision}"


def _facts(context: Context, session: Session, row: SubmissionRow) -> dict[str, Any]:
    run = load_open_period(context, get_period(session, row.period))
    return {
        **context.catalogue.naming(run.template),
        "period": run.period.title,
        "agency": get_agency(session, row.agency).name,
        "submission": row.id,
        "revision": row.revision,
        "received_at": row.received_at.astimezone(VIETNAM),
        "address": context.settings.address,
        "filed_by": row.filed_by,
        "on_behalf": row.on_behalf,
    }


def _persons(session: Session, row: SubmissionRow) -> Iterator[Account]:
    """The person who filed; where a program did, or they are here no more, the unit's officers, or else its leader.

    These are told beside whoever filed for the unit.
    """
    people = accounts_of_agency(session, row.agency)
    # In the role in which they work for the unit, where that is not the one of the account.
    filer = next((person for person in people if person.id == row.filer), None)
    if filer is None and row.filer is not None:
        filer = get_account(session, row.filer)
    told = [] if filer is None or filer.is_disabled else [filer]
    if row.on_behalf or not told:
        told += [person for person in people if person.role is Role.OFFICER] or list(people)
    yield from (person for person in told if person.gets(Subscription.RESULTS))


def _words(finding: Finding) -> Message:
    """The error in words with the place to look at, unless that is one for programs or named already."""
    said, place = finding.message, finding.place
    is_said = not place or place.startswith("$") or place in str(said)
    return said if is_said else Message("{said} ({place})", {"said": said, "place": place})
