"""What was filed in another way than by the form becomes the draft, so that people go on writing from what was filed.

One rule for a file, a program and whatever comes later: the filing takes the place of what its filer knew of. Where
somebody has written since, the draft stays as it is, the filing stands as it came, and the form says so until somebody
has looked at the differences and chosen.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.intake.drafts import Saved, change_draft_safely, submit_beside_draft, withdraw, write_edits
from service.actions.intake.submit import SubmissionRequest
from service.actions.periods.obligations import load_period
from service.actions.transaction import Transaction
from service.domain.consolidation.consolidation import Receipt
from service.domain.organization.access import Caller, Role
from service.domain.reporting.draft import Draft, DraftDifferences, ImportMode, as_values, compare_values, sort_changes
from service.domain.reporting.payload import Payload
from service.domain.reporting.submission import State
from service.storage.intake.drafts import find_draft, mark_submitted
from service.storage.intake.submissions import submissions_of_agency
from service.storage.models import SubmissionRow


def submit_as_draft(context: Context, caller: Caller, handed: SubmissionRequest, filed: Payload, seen: int) -> Receipt:
    """A person files a file while looking at the version `seen`: it becomes the draft in the same transaction."""

    def take(tx: Transaction, draft: Draft, receipt: Receipt) -> int:
        written = _take_over(context, tx, draft, filed, receipt.submission, caller, seen)
        return draft.version if written.filed_as == receipt.submission else seen

    return submit_beside_draft(context, caller, handed, take)


def adopt_submission(context: Context, tx: Transaction, row: SubmissionRow, filed: Payload) -> None:
    """A filing was understood, however it came: a draft in which nothing waits to be filed has its content from now on.

    A draft that nobody began holds it anyway.
    """
    draft = find_draft(tx.session, row.period, row.agency, hold=True)
    if draft is None or draft.filed_as == row.id or _is_older(tx.session, row):
        return
    by = Caller(row.filed_by, Role.OFFICER, row.agency, row.filer)
    _take_over(context, tx, draft, filed, row.id, by, draft.filed_version)


def settle_submission(
    context: Context, caller: Caller, row: SubmissionRow, differences: DraftDifferences, mode: ImportMode | None,
    seen: int,
) -> Saved:  # fmt: skip
    """Take into the draft what somebody wants of a filing that it was left without; None takes nothing."""
    edits = () if mode is None else differences.edits(mode, seen)

    def settle(tx: Transaction, draft: Draft) -> Saved:
        wanted, clashes = sort_changes(draft, edits)
        written = write_edits(context, tx, draft, wanted, caller)
        is_whole = mode is ImportMode.REPLACE and not clashes and draft.version == seen
        mark_submitted(tx.session, written, written.version if is_whole else draft.filed_version, row.id)
        return Saved(written, clashes)

    return change_draft_safely(context, caller, row.period, row.agency, settle)


def _take_over(
    context: Context, tx: Transaction, draft: Draft, filed: Payload, submission: str, by: Caller, seen: int
) -> Draft:
    """The draft with a filing's content, or as it was where it is newer than what its filer had `seen`."""
    if draft.version > seen:
        return draft
    template, _ = load_period(tx.session, context.catalogue, filed.period)
    differences = compare_values(draft.values, as_values(filed, template), template)
    withdraw(context, tx, draft, by)
    changes = differences.edits(ImportMode.REPLACE, draft.version)
    written = write_edits(context, tx, replace(draft, request=None), changes, by)
    mark_submitted(tx.session, written, written.version, submission)
    return replace(written, filed_version=written.version, filed_as=submission)


def _is_older(session: Session, row: SubmissionRow) -> bool:
    """Whether the unit has filed again since."""
    later = submissions_of_agency(session, row.period, row.agency)
    return any(other.revision > row.revision and other.state is not State.FAILED for other in later)
