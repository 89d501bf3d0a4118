"""Checking a filing: read again from its bytes, held against every rule, and its outcome stored once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from service.actions.context import Context
from service.actions.intake.filed_drafts import adopt_submission
from service.actions.intake.result_mail import notify_result
from service.actions.intake.unfinished_checks import MOST_INTERRUPTIONS, give_up
from service.actions.periods.obligations import earlier_reports, obligations_of_period
from service.actions.transaction import SYSTEM
from service.actions.work.attempts import given_back
from service.actions.work.bounded import read_bounded
from service.domain.audit import AuditEvent, Change, Property, differences
from service.domain.errors import Finding, Level, TonghopError, UnavailableError
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.submission import State
from service.domain.reporting.version_mapping import payload_in_version
from service.domain.validation.checks import is_valid
from service.domain.validation.findings import check_payload
from service.queue import ROUTES, Job
from service.readers.formats import FORMATS
from service.storage.intake.checks import next_in_turn
from service.storage.intake.submissions import (
    claim_validation,
    explained_before,
    finish_validation,
)
from service.storage.leases import CHECKS
from service.storage.models import SubmissionRow
from service.storage.organization.agencies import get_agency
from service.storage.periods.periods import content_changed
from service.watch import WatchedTask, Work


@dataclass(frozen=True)
class ValidationOutcome:
    """What checking a filing found."""

    state: State
    findings: tuple[Finding, ...] = ()
    payload: Payload | None = None
    terms: str | None = None


def validate_in_turn(context: Context, submissions: Collection[str]) -> None:
    """Check as many filings that nobody has begun with as these are, or as one job may take, in their turns' order.

    These are only why it is asked for: whose turn has not come yet is checked by whoever was asked for the others, and
    in a rush, which asks for a few at a time, a process that has just begun does as much as it may.
    """
    left = max(len(submissions), ROUTES[Job.VALIDATE_SUBMISSIONS].at_once)
    while left > 0 and (group := _take_group(context, left)):
        left -= sum(validate_submission(context, submission, new_only=True) for submission in group)


def _take_group(context: Context, size: int) -> list[str]:
    """The filings whose turn it is, of which none is forgotten while the worker comes to it."""
    with context.database.reading() as session:
        group = next_in_turn(session, size)
    if len(group) > 1:
        with context.transaction(SYSTEM) as tx:
            CHECKS.await_anew(tx.session, group, tx.utcnow)
    return group


def validate_submission(context: Context, submission: str, *, tells: bool = True, new_only: bool = False) -> bool:
    """Check the filing unless another worker does or it is done, which is False; may be run any number of times.

    With `tells` whoever filed is told of the outcome; with `new_only` one is left alone that was begun before, and
    that others must not wait for.
    """
    with context.transaction(SYSTEM) as tx:
        row = claim_validation(tx.session, submission, tx.utcnow, new_only=new_only)
        is_over = row is not None and row.interruptions >= MOST_INTERRUPTIONS
        if row is not None and is_over:
            give_up(context, tx, row, f"{MOST_INTERRUPTIONS} workers were gone in the midst of it")
    if row is None or is_over:
        return row is not None
    undone = given_back(
        context, lambda session: CHECKS.give_back(session, row.id, row.attempts, context.clock.real(), counted=False)
    )
    with context.watch.over(Work(WatchedTask.FILING, row.id, row.attempts)), undone:
        _store(context, row, _check(context, row), tells=tells)
    return True


def _check(context: Context, row: SubmissionRow) -> ValidationOutcome:
    with context.database.reading() as session:
        agency = get_agency(session, row.agency)
        terms = obligations_of_period(session, context.catalogue, row.period, agency)
        compared = earlier_reports(session, context.catalogue, terms.template, terms.period, agency)
        earlier = explained_before(session, row.period, row.agency, row.revision)
    fingerprint = terms.fingerprint(compared)
    try:
        given = read_bounded(context.catalogue, FORMATS.get(row.channel), row.raw)
    except UnavailableError:
        # Nothing was found out about the filing: it is tried again.
        raise
    except TonghopError as error:
        problems = error.problems or (Finding("unreadable", Level.ERROR, error.said),)
        return ValidationOutcome(State.INVALID, problems, terms=fingerprint)
    payload = payload_in_version(given, terms.template, agency)
    findings = check_payload(
        payload,
        terms.report(row, payload),
        compared,
        agency=agency,
        today=row.received_at.astimezone(VIETNAM).date(),
        exempt=terms.obligation.exempt,
        earlier=earlier,
    )
    return ValidationOutcome(State.VALID if is_valid(findings) else State.INVALID, findings, payload, fingerprint)


def _store(context: Context, row: SubmissionRow, outcome: ValidationOutcome, *, tells: bool) -> None:
    with context.transaction(SYSTEM) as tx:
        stored = finish_validation(
            tx.session,
            row.id,
            row.attempts,
            outcome.state,
            tx.now,
            tx.utcnow,
            payload=outcome.payload,
            findings=outcome.findings,
            terms=outcome.terms,
        )
        if not stored:
            return
        tx.record(
            AuditEvent.SUBMISSION_CHECKED, period=row.period, agency=row.agency, subject=row.id,
            reason=outcome.state.label, changes=_sealed(row),
        )  # fmt: skip
        if outcome.payload is not None:
            adopt_submission(context, tx, row, outcome.payload)
        if outcome.state is State.VALID and content_changed(tx.session, row.period, tx.utcnow):
            tx.enqueue(Job.MERGE_PERIOD, row.period)
        if tells:
            notify_result(context, tx, row, outcome.findings)


def _sealed(row: SubmissionRow) -> tuple[Change, ...]:
    """Who filed it and the fingerprint of its bytes, so that the log holds the filing."""
    return differences({}, {Property.FILED_BY: row.filed_by, Property.FINGERPRINT: row.sha256})
