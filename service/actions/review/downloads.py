"""Whoever takes letters, data or files of reports out of the system is on record."""

from __future__ import annotations

from service.actions.context import Context
from service.domain.audit import LONGEST_SUBJECT, AuditEvent
from service.domain.organization.access import Caller
from service.storage.intake.submissions import get_submission


def record_download(
    context: Context, caller: Caller, action: AuditEvent, subject: str, *, period: str | None = None,
    agency: str | None = None,
) -> None:  # fmt: skip
    """Put on record that the caller was given something: a file by its name, or data by what was asked for."""
    with context.transaction(caller) as tx:
        tx.record(action, period=period, agency=agency, subject=subject[:LONGEST_SUBJECT])


def record_file_download(context: Context, caller: Caller, submission: str, name: str) -> None:
    """The same of a file of a filing, which its own unit may take as often as it likes."""
    with context.transaction(caller) as tx:
        row = get_submission(tx.session, submission)
        if row.agency != caller.agency:
            subject = f"{submission}: {name}"[:LONGEST_SUBJECT]
            tx.record(AuditEvent.FILE_DOWNLOADED, period=row.period, agency=row.agency, subject=subject)
