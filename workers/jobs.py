"""The jobs, one function each: ids come in and one action is called, which may be run any number of times."""

from __future__ import annotations

from service.actions.consolidation import build as building
from service.actions.consolidation import merge as merging
from service.actions.intake import validate as validating
from service.actions.operations import delivery as delivering
from service.actions.operations import sweep as sweeping
from service.actions.reminders import digests as digesting
from service.actions.reminders import send as reminding
from workers.runtime import current


def validate_submissions(*submission_ids: str) -> None:
    """Check filings that nobody has begun with, one after the other."""
    if len(submission_ids) > 1:
        validating.await_check(current(), submission_ids)
    for submission_id in submission_ids:
        validating.validate_submission(current(), submission_id, new_only=True)


def validate_alone(submission_id: str) -> None:
    """Check a filing that a worker may have died of."""
    validating.validate_submission(current(), submission_id)


def merge_period(period: str) -> None:
    """Merge the valid filings of a period."""
    merging.merge_period(current(), period)


def build_workbook(workbook_id: str) -> None:
    """Write one workbook that was asked for."""
    building.build_workbook(current(), workbook_id)


def deliver() -> None:
    """Hand over the messages that wait."""
    delivering.deliver(current())


def remind() -> None:
    """Send the reminders and digests that are due."""
    reminding.remind(current())
    digesting.send_digests(current())


def sweep() -> None:
    """Ask again for what was forgotten."""
    sweeping.sweep(current())
