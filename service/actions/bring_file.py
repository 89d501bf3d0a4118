"""A file that a unit brings on the web: read into its draft, or handed in as it is; and given back with comments."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import datetime

from service.actions.accept_submission import Handed, accept_submission, require_fitting, require_size
from service.actions.context import Context
from service.actions.drafts import Saved, findings_on, open_draft, require_may_file, take_payload
from service.actions.filed_again import require_news
from service.actions.look_up import find_submission
from service.domain.access import Caller
from service.domain.consolidation import Receipt
from service.domain.draft import as_values
from service.domain.errors import ConflictError, Finding, WrongTypeError, message
from service.domain.submission import Channel
from service.readers.channels import read
from service.readers.excel.container import require_workbook
from service.settings import MEGABYTE
from service.writers.annotated_workbook import annotate

# What a file may unpack to that is read whole and written again, rows below the form and all; a form has 0.2 MB.
MOST_MARKED = 8 * MEGABYTE


@dataclass(frozen=True)
class Taken:
    """What of a file went into the draft, what clashed there, and what could not be read."""

    figures: int
    texts: int
    documents: int
    saved: Saved
    not_taken: tuple[Finding, ...]


def take_file(
    context: Context, caller: Caller, period: str, agency: str, channel: Channel, raw: bytes, seen: int | None = None
) -> Taken:
    """Read the file into the draft, over what its bringer had `seen`; raises as handing it in would."""
    require_size(context, Handed(period, agency, channel, raw))
    desk = open_draft(context, caller, period, agency)
    payload = read(channel, raw, context.catalogue.get)
    require_fitting(payload, desk.terms.template, desk.terms.period, desk.agency)
    values = as_values(payload, desk.terms.template)
    return Taken(
        figures=sum(path.startswith("indicators.") for path in values),
        texts=sum(path.startswith(("narratives.", "notes.", "explanations.")) for path in values),
        documents=len(payload.documents),
        saved=take_payload(context, caller, payload, seen),
        not_taken=payload.findings,
    )


def check_brought_file(context: Context, caller: Caller, handed: Handed) -> tuple[str, bytes] | None:
    """The Excel file with all findings at the cells, and its name, before anything is handed in; None where all fits.

    Raises WrongTypeError for another kind of file, TooLargeError where it has too much in it to be written again, and
    as handing it in would.
    """
    _require_excel(handed.channel)
    require_size(context, handed)
    desk = open_draft(context, caller, handed.period, handed.agency)
    payload = read(handed.channel, handed.raw, context.catalogue.get)
    require_fitting(payload, desk.terms.template, desk.terms.period, desk.agency)
    findings = findings_on(context, replace(desk, payload=payload))
    return _annotated(handed.file_name, handed.raw, findings, context.clock.now()) if findings else None


def hand_in_file(context: Context, caller: Caller, handed: Handed) -> Receipt:
    """File what was brought as it is.

    Raises ForbiddenError where the leader is to do that, ConflictError where this very file was handed in before and
    does not count, and as accepting does.
    """
    require_may_file(context, caller, handed.agency)
    receipt, is_new = accept_submission(context, caller, handed)
    if not is_new:
        require_news(context, receipt)
    return receipt


def original_file(context: Context, caller: Caller, submission: str) -> tuple[str, bytes]:
    """A filing's name and bytes as they came in; raises NotFoundError or ForbiddenError."""
    row = find_submission(context, caller, submission).row
    with context.database.reading() as session:
        row = session.merge(row, load=False)
        return row.file_name or f"{row.id}.{'xlsx' if row.channel == Channel.EXCEL.value else 'json'}", row.raw


def annotated_file(context: Context, caller: Caller, submission: str) -> tuple[str, bytes]:
    """An Excel filing with its findings at the cells.

    Raises WrongTypeError for any other, and TooLargeError where it has too much in it to be written again.
    """
    found = find_submission(context, caller, submission)
    _require_excel(Channel(found.row.channel))
    if not found.findings:
        raise ConflictError(message("Lần nộp này không có chỗ nào cần sửa."))
    return _annotated(*original_file(context, caller, submission), found.findings, found.row.received_at)


def _require_excel(channel: Channel) -> None:
    if channel is not Channel.EXCEL:
        raise WrongTypeError(message("Chỉ tệp Excel mới có bản đánh dấu chỗ cần sửa."))


def _annotated(name: str, raw: bytes, findings: tuple[Finding, ...], moment: datetime) -> tuple[str, bytes]:
    require_workbook(raw, MOST_MARKED)
    target = io.BytesIO()
    annotate(raw, findings, target, moment)
    return f"can-sua-{name}", target.getvalue()
