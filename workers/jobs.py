"""The jobs, one function each: take ids, call one action; every action is repeatable."""

from __future__ import annotations

from service.actions.consolidation import build as building
from service.actions.consolidation import merge as merging
from service.actions.intake import validate as validating
from service.actions.operations import backup as backing_up
from service.actions.operations import delivery as delivering
from service.actions.operations import retention as retaining
from service.actions.operations import sweep as sweeping
from service.actions.reminders import digests as digesting
from service.actions.reminders import send as reminding
from workers.runtime import current


def validate_submissions(*submission_ids: str) -> None:
    """Validate as many submissions that no worker has claimed as are named, in the order of their turns."""
    validating.validate_in_turn(current(), submission_ids)


def validate_alone(submission_id: str) -> None:
    """Validate a submission that may have killed a worker."""
    validating.validate_submission(current(), submission_id)


def merge_period(period: str) -> None:
    """Merge the valid filings of a period."""
    merging.merge_period(current(), period)


def build_workbook(workbook_id: str) -> None:
    """Build one requested workbook."""
    building.build_workbook(current(), workbook_id)


def deliver() -> None:
    """Send the messages that wait, and those that are written just after them."""
    delivering.deliver(current(), lingers=delivering.LINGERS)


def remind() -> None:
    """Send the reminders and digests that are due."""
    reminding.send_reminders(current())
    digesting.send_digests(current())


def sweep() -> None:
    """Enqueue again whatever waits in no queue."""
    sweeping.sweep(current())


def apply_retention() -> None:
    """Take out once a day what is older than the settings want."""
    retaining.apply_retention_when_due(current())


def back_up() -> None:
    """Make the day's backup where one is wanted."""
    backing_up.back_up_when_due(current())
