"""Writing a report in the browser: the draft shown, saved value by value, and handed in."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from service.actions.context import Context
from service.actions.intake.approval_notices import notify_filed, notify_withdrawn
from service.actions.intake.form_state import draft_basis, open_draft, require_fileable, require_writer
from service.actions.intake.resubmission import require_news
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.periods.late_filing import require_open_to
from service.actions.periods.obligations import load_period
from service.actions.transaction import Transaction
from service.domain.audit import AuditEvent
from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import ConflictError, NotFoundError, message
from service.domain.organization.access import Caller
from service.domain.reporting.approval import ApprovalState
from service.domain.reporting.draft import (
    DOCUMENTS,
    TABLES,
    Clash,
    Draft,
    DraftField,
    FieldEdit,
    require_path,
    require_rows,
    require_table_size,
    sort_changes,
    too_many_documents,
    typed_text,
)
from service.domain.reporting.path_names import path_name
from service.domain.reporting.template import ReportTemplate
from service.readers.form import document_rows, document_value, list_rows
from service.readers.formats import FORM
from service.storage.intake.approvals import end_request
from service.storage.intake.drafts import begin_draft, change_draft, find_draft, mark_submitted
from service.storage.intake.payload_codec import as_api
from service.storage.intake.remark_drafts import drop_remarks_on_draft
from service.storage.intake.report_files import hand_in_files
from service.storage.intake.submissions import submissions_of_agency

T = TypeVar("T")


@dataclass(frozen=True)
class Saved:
    """What became of the changes: the draft as it is now, and those that would have overwritten somebody else's."""

    draft: Draft
    clashes: tuple[Clash, ...]


def save_draft(
    context: Context, caller: Caller, period: str, agency: str, changes: Collection[FieldEdit],
    beside: Callable[[Transaction], None] | None = None,
) -> Saved:  # fmt: skip
    """Write what was typed; what clashes with somebody else's newer value is given back and not written.

    `beside` is done in the same transaction, before the values are written.
    """

    def save(tx: Transaction, draft: Draft) -> Saved:
        template, _ = load_period(tx.session, context.catalogue, period)
        for change in changes:
            require_path(template, change.path)
        cleaned = [replace(change, value=_kept(template, change)) for change in changes]
        wanted, clashes = sort_changes(draft, cleaned)
        if beside is not None:
            beside(tx)
        return Saved(write_edits(context, tx, draft, wanted, caller), clashes)

    return change_draft_safely(context, caller, period, agency, save)


def copy_previous(context: Context, caller: Caller, period: str, agency: str, section: str) -> None:
    """Copy a section's text from the period before; it stays marked as copied until somebody edits it."""
    form_state = open_draft(context, caller, period, agency)
    text = form_state.previous_text(section)
    if not text:
        raise NotFoundError(message("Kỳ trước không có nội dung mục {section}.", section=section))
    path = f"narratives.{section}"
    known = form_state.draft.fields.get(path, DraftField(""))
    if known.value and known.value != text:
        raise ConflictError(message("Mục {section} đã có nội dung: xóa nội dung trước khi chép.", section=section))
    save_draft(context, caller, period, agency, [FieldEdit(path, text, known.version, is_copied=True)])


def change_evidence(
    context: Context, caller: Caller, period: str, agency: str, work: Callable[[Transaction], bool]
) -> None:
    """Add or remove a file of the draft; where `work` says that it did, whoever saw the draft before has to look again.

    Raises ConflictError in a closed period.
    """

    def change(tx: Transaction, draft: Draft) -> None:
        if work(tx):
            withdraw(context, tx, draft, caller)
            change_draft(tx.session, draft, (), caller.name, tx.now)

    change_draft_safely(context, caller, period, agency, change)


def submit_draft(context: Context, caller: Caller, period: str, agency: str, version: int) -> Receipt:
    """File the draft as it was seen; the same content again gets the first receipt.

    Raises ForbiddenError, ConflictError where somebody changed it meanwhile or this very content was handed in before
    and does not count, or UnreadableError with what is wrong.
    """
    form_state = require_fileable(context, caller, period, agency, version)
    raw = json.dumps(as_api(form_state.payload), ensure_ascii=False, indent=1, sort_keys=True).encode()

    def filed(tx: Transaction, draft: Draft, receipt: Receipt) -> int:
        # Somebody may have gone on writing since: what they wrote was not handed in.
        mark_submitted(tx.session, draft, version, receipt.submission)
        if draft.request is not None and draft.request.version <= version:
            end_request(tx.session, draft.request, ApprovalState.FILED, caller.name, tx.now)
        return version

    return submit_beside_draft(
        context, caller, SubmissionRequest(period, agency, FORM, raw, files=form_state.files), filed
    )


def submit_beside_draft(
    context: Context, caller: Caller, handed: SubmissionRequest, follow: Callable[[Transaction, Draft, Receipt], int]
) -> Receipt:
    """File it, and let the draft follow in the same transaction: `follow` says which version of it was filed.

    What lies with the draft goes along, and the unit's people are told of a new filing. The same content again gets
    the first receipt; raises ConflictError where it was handed in before and does not count.
    """
    require_writer(caller)

    def settle(tx: Transaction, draft: Draft, receipt: Receipt) -> int:
        version = follow(tx, draft, receipt)
        hand_in_files(tx.session, handed.period, handed.agency, receipt.submission)
        drop_remarks_on_draft(tx.session, handed.period, handed.agency)
        return version

    def beside(tx: Transaction) -> Callable[[Receipt], None]:
        draft = _held_draft(context, tx, caller, handed.period, handed.agency)

        def finish(receipt: Receipt) -> None:
            version = settle(tx, draft, receipt)
            notify_filed(context, tx, draft, receipt, caller, version)

        return finish

    receipt, is_new = submit_report(context, caller, handed, beside)
    if not is_new:
        require_news(context, receipt)
        change_draft_safely(context, caller, handed.period, handed.agency, lambda tx, draft: settle(tx, draft, receipt))
    return receipt


def withdraw(context: Context, tx: Transaction, draft: Draft, caller: Caller) -> None:
    """Take the draft back from the leader, where it lies there, and tell everybody whom that concerns."""
    request = draft.request
    if request is None or not end_request(tx.session, request, ApprovalState.WITHDRAWN, caller.name, tx.now):
        return
    tx.record(AuditEvent.DRAFT_WITHDRAWN, period=draft.period, agency=draft.agency)
    notify_withdrawn(context, tx, draft, request, caller)


def _kept(template: ReportTemplate, change: FieldEdit) -> str:
    """The value as it is kept; raises UnreadableError for a list that is none, and what is too long."""
    name = path_name(template, change.path)
    if change.path == DOCUMENTS:
        require_table_size(name, change.value)
        rows = document_rows(change.value)
        too_many = too_many_documents(template.documents, len(rows))
    elif change.path.startswith(f"{TABLES}."):
        require_table_size(name, change.value)
        table = template.table_by_code[change.path.partition(".")[2]]
        rows = list_rows(change.value, len(table.typed))
        too_many = table.too_many(len(rows))
    else:
        return typed_text(change.path, change.value)
    require_rows(name, rows, too_many)
    return document_value(rows)


def change_draft_safely(
    context: Context, caller: Caller, period: str, agency: str, work: Callable[[Transaction, Draft], T]
) -> T:
    """Do something with the draft while nobody else can, beginning it where there is none."""
    caller.require_unit(agency)
    require_writer(caller)
    for is_last in (False, True):
        try:
            with context.transaction(caller) as tx:
                require_open_to(tx.session, period, agency, tx.now)
                return work(tx, _held_draft(context, tx, caller, period, agency))
        except IntegrityError:
            # Somebody else began the draft in the same moment; now it is there.
            if is_last:
                raise
    raise AssertionError("the second try returns or raises")


def _held_draft(context: Context, tx: Transaction, caller: Caller, period: str, agency: str) -> Draft:
    """The draft, begun where there was none, which nobody else changes until the transaction ends."""
    draft = find_draft(tx.session, period, agency, hold=True)
    if draft is not None:
        return draft
    template, _ = load_period(tx.session, context.catalogue, period)
    filings = submissions_of_agency(tx.session, period, agency)
    basis = draft_basis(tx.session, template, period, agency, filings)
    return begin_draft(tx.session, basis, caller.name, tx.now)


def write_edits(
    context: Context, tx: Transaction, draft: Draft, changes: tuple[FieldEdit, ...], caller: Caller
) -> Draft:
    """The draft with these changes, which the leader does not have before them any longer."""
    if not changes:
        return draft
    withdraw(context, tx, draft, caller)
    now = tx.now
    version = change_draft(tx.session, draft, changes, caller.name, now)
    fields = {
        **draft.fields,
        **{item.path: DraftField(item.value, version, item.is_copied, caller.name, now) for item in changes},
    }
    return replace(draft, fields=fields, version=version, changed_by=caller.name, changed_at=now, request=None)
