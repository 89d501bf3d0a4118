"""The jobs, one function each: an id comes in and one action is called, which may be run any number of times."""

from __future__ import annotations

from service.actions import build_workbook as building
from service.actions import merge_period as merging
from service.actions import remind as reminding
from service.actions import send_mail as sending
from service.actions import sweep as sweeping
from service.actions import validate_submission as validating
from workers.process import current


def validate_submission(submission_id: str) -> None:
    """Check one filing."""
    validating.validate_submission(current(), submission_id)


def merge_period(period: str) -> None:
    """Merge the valid filings of a period."""
    merging.merge_period(current(), period)


def build_workbook(workbook_id: str) -> None:
    """Write one workbook that was asked for."""
    building.build_workbook(current(), workbook_id)


def send_mail(mail_id: str) -> None:
    """Send one stored letter."""
    sending.send_mail(current(), mail_id)


def remind() -> None:
    """Send the reminders that are due."""
    reminding.remind(current())


def sweep() -> None:
    """Ask again for what was forgotten."""
    sweeping.sweep(current())
