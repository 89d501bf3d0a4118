"""Writing a report in the browser: the draft shown, saved value by value, and handed in."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.intake.approval_notices import notify_filed, notify_withdrawn
from service.actions.intake.resubmission import require_news
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.periods.obligations import (
    ReportingObligation,
    earlier_reports,
    load_period,
    outstanding_obligations,
)
from service.actions.review.decide import open_remarks
from service.actions.transaction import Transaction
from service.domain.audit import AuditEvent
from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import (
    ConflictError,
    Finding,
    ForbiddenError,
    Level,
    NotFoundError,
    UnreadableError,
    message,
)
from service.domain.organization.access import Caller, Role, may_file
from service.domain.organization.agency import Agency
from service.domain.reporting.approval import ApprovalRequest, ApprovalState
from service.domain.reporting.draft import (
    DOCUMENTS,
    Clash,
    Draft,
    DraftField,
    FieldEdit,
    ImportMode,
    as_values,
    compare_values,
    require_path,
    require_rows,
    require_table_size,
    sort_changes,
    typed_text,
)
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.expression import Past
from service.domain.reporting.payload import Payload, submitted_report
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import Report, Source, report_of
from service.domain.reporting.template import ReportTemplate
from service.domain.validation.explanations import unexplained
from service.domain.validation.findings import check_payload
from service.readers.form import document_rows, document_value, read_form
from service.readers.formats import FORM
from service.storage.intake.approvals import ReturnedDraft, end_request, last_returned_draft, newest_request
from service.storage.intake.comments import Comment
from service.storage.intake.drafts import begin_draft, change_draft, find_draft, mark_submitted
from service.storage.intake.payload_codec import as_api
from service.storage.intake.report_files import hand_in_files
from service.storage.intake.submissions import payload_of, submissions_of_agency
from service.storage.models import SubmissionRow
from service.storage.organization.agencies import officer_files
from service.storage.periods.periods import get_period

WRITERS = frozenset({Role.OFFICER, Role.LEADER})
T = TypeVar("T")


@dataclass(frozen=True)
class FormState:
    """The state of the form: the draft, what it is compared with, and its findings.

    `remarks` are what Home Affairs said of the filing that counts, `request` the last one to the leader, whatever
    became of it, and `returned` what the leader said of the draft, until something is filed.
    """

    terms: ReportingObligation
    draft: Draft
    payload: Payload
    findings: tuple[Finding, ...]
    earlier: EarlierReports
    filings: tuple[SubmissionRow, ...]
    is_closed: bool
    officer_files: bool
    remarks: tuple[Comment, ...] = ()
    request: ApprovalRequest | None = None
    returned: ReturnedDraft | None = None

    @property
    def agency(self) -> Agency:
        """The unit."""
        return self.terms.agency

    @property
    def exempt(self) -> tuple[str, ...]:
        """Patterns of indicators that the unit is spared in this period."""
        return self.terms.obligation.exempt

    @cached_property
    def report(self) -> Report:
        """The draft as a report of one filing."""
        filing = submitted_report(self.payload, self.terms.template, self.agency, Source(self.agency.code), self.exempt)
        return report_of(self.terms.template, self.terms.period.code, filing)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Errors that prevent submission."""
        return tuple(item for item in self.findings if item.level is Level.ERROR)

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """Warnings that still ask for an explanation."""
        return unexplained(self.findings, self.terms.template)

    @property
    def previous(self) -> Report | None:
        """The unit's report of the period before."""
        return self.earlier.previous

    @property
    def previous_title(self) -> str:
        """Which period that is; empty where there is no report of it."""
        return self.earlier.title(Past.PREVIOUS)

    @property
    def all_remarks(self) -> tuple[Comment, ...]:
        """The remarks of Home Affairs and of the leader."""
        return self.remarks + (self.returned.remarks if self.returned else ())

    def may_file(self, role: Role) -> bool:
        """Whether such a person may hand the report in."""
        return may_file(role, officers=self.officer_files)


@dataclass(frozen=True)
class Saved:
    """What became of the changes: the draft as it is now, and those that would have overwritten somebody else's."""

    draft: Draft
    clashes: tuple[Clash, ...]


def open_draft(context: Context, caller: Caller, period: str, agency: str) -> FormState:
    """The draft with all around it; one that nobody began holds what was filed last. Raises NotFoundError."""
    caller.require_unit(agency)
    with context.database.reading() as session:
        terms = outstanding_obligations(session, context.catalogue, period, agency)
        filings = submissions_of_agency(session, period, agency)
        draft = find_draft(session, period, agency) or _from_filing(session, terms.template, period, agency, filings)
        earlier = earlier_reports(session, context.catalogue, terms.period, terms.agency)
        is_closed = get_period(session, period).closed_at is not None
        may_officer = officer_files(session, agency)
        remarks = open_remarks(session, filings)
        request, returned = newest_request(session, period, agency), _returned(session, period, agency, filings)
    payload = read_form(draft.values, terms.template, period, agency)
    form_state = FormState(
        terms, draft, payload, (), earlier, filings, is_closed, may_officer, remarks, request, returned
    )
    return replace(form_state, findings=findings_on(context, form_state))


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
        return Saved(_write(context, tx, draft, wanted, caller), clashes)

    return change_draft_safely(context, caller, period, agency, save)


def copy_previous(context: Context, caller: Caller, period: str, agency: str, section: str) -> None:
    """Copy a section's text from the period before; it stays marked as copied until somebody edits it."""
    form_state = open_draft(context, caller, period, agency)
    text = form_state.previous.ordered[0].narratives.get(section, "") if form_state.previous else ""
    if not text:
        raise NotFoundError(message("Kỳ trước không có nội dung mục {section}.", section=section))
    path = f"narratives.{section}"
    known = form_state.draft.fields.get(path, DraftField(""))
    if known.value and known.value != text:
        raise ConflictError(message("Mục {section} đã có nội dung: xóa nội dung trước khi chép.", section=section))
    save_draft(context, caller, period, agency, [FieldEdit(path, text, known.version, is_copied=True)])


def replace_draft(context: Context, caller: Caller, filed: Payload, receipt: Receipt, *, is_new: bool) -> None:
    """Make what was filed in another way the draft, so that whoever goes on writing goes on from what was filed.

    What lay before the leader lies there no more; the unit's people are told of a new filing.
    """

    def replaced(tx: Transaction, draft: Draft) -> None:
        template, _ = load_period(tx.session, context.catalogue, filed.period)
        differences = compare_values(draft.values, as_values(filed, template))
        withdraw(context, tx, draft, caller)
        changes = differences.edits(ImportMode.REPLACE, draft.version)
        written = _write(context, tx, replace(draft, request=None), changes, caller)
        mark_submitted(tx.session, written, written.version)
        if is_new:
            notify_filed(context, tx, written, receipt, caller, written.version)

    change_draft_safely(context, caller, filed.period, filed.agency, replaced)


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
    receipt, is_new = submit_report(context, caller, SubmissionRequest(period, agency, FORM, raw))
    if not is_new:
        require_news(context, receipt)

    def filed(tx: Transaction, draft: Draft) -> None:
        # Somebody may have gone on writing since: what they wrote was not handed in.
        mark_submitted(tx.session, draft, version)
        hand_in_files(tx.session, period, agency, receipt.submission)
        if draft.request is not None and draft.request.version <= version:
            end_request(tx.session, draft.request, ApprovalState.FILED, caller.name, tx.now)
        if is_new:
            notify_filed(context, tx, draft, receipt, caller, version)

    change_draft_safely(context, caller, period, agency, filed)
    return receipt


def require_fileable(context: Context, caller: Caller, period: str, agency: str, version: int) -> FormState:
    """The draft that may be filed as it was seen.

    Raises ForbiddenError, ConflictError where somebody changed it meanwhile, or UnreadableError with what is wrong.
    """
    form_state = open_draft(context, caller, period, agency)
    require_may_file(context, caller, agency)
    require_version(form_state.draft, version)
    require_sound(form_state)
    return form_state


def require_may_file(context: Context, caller: Caller, agency: str) -> None:
    """Raises ForbiddenError where the person may not hand in for the unit."""
    caller.require_unit(agency)
    with context.database.reading() as session:
        officers = officer_files(session, agency)
    if not may_file(caller.role, officers=officers):
        raise ForbiddenError(message("Lãnh đạo đơn vị là người nộp báo cáo: hãy trình lãnh đạo."))


def withdraw(context: Context, tx: Transaction, draft: Draft, caller: Caller) -> None:
    """Take the draft back from the leader, where it lies there, and tell everybody whom that concerns."""
    request = draft.request
    if request is None or not end_request(tx.session, request, ApprovalState.WITHDRAWN, caller.name, tx.now):
        return
    tx.record(AuditEvent.DRAFT_WITHDRAWN, period=draft.period, agency=draft.agency)
    notify_withdrawn(context, tx, draft, request, caller)


def findings_on(context: Context, form_state: FormState, explained: tuple[Finding, ...] = ()) -> tuple[Finding, ...]:
    """All that there is to say of what lies on the desk; `explained` is what the unit explained in earlier filings."""
    return check_payload(
        form_state.payload,
        form_state.report,
        form_state.earlier,
        agency=form_state.agency,
        today=context.clock.now().astimezone(VIETNAM).date(),
        exempt=form_state.exempt,
        earlier=explained,
    )


def _kept(template: ReportTemplate, change: FieldEdit) -> str:
    """The value as it is kept; raises UnreadableError for a table of documents that is none, and what is too long."""
    if change.path != DOCUMENTS:
        return typed_text(change.path, change.value)
    require_table_size(change.value)
    rows = document_rows(change.value)
    require_rows(rows, template.documents)
    return document_value(rows)


def require_version(draft: Draft, version: int) -> None:
    """Raises ConflictError where the draft is not the version that somebody read."""
    if draft.version != version:
        raise ConflictError(
            message("{who} vừa sửa bản nháp: xem lại nội dung rồi nộp.", who=draft.changed_by or message("Người khác"))
        )


def require_sound(form_state: FormState) -> None:
    """Raises UnreadableError with what stands in the way of handing in: errors, and what asks for an explanation."""
    if form_state.errors:
        raise UnreadableError(
            message("Báo cáo còn {count} lỗi: sửa rồi mới nộp được.", count=len(form_state.errors)), form_state.errors
        )
    if form_state.unexplained:
        raise UnreadableError(
            message("Còn {count} cảnh báo chưa giải trình.", count=len(form_state.unexplained)), form_state.unexplained
        )


def _from_filing(
    session: Session, template: ReportTemplate, period: str, agency: str, filings: tuple[SubmissionRow, ...]
) -> Draft:
    """What the newest filing that was understood says, as a draft that nobody has begun."""
    for row in reversed(filings):
        payload = payload_of(session, row.id)
        if payload is not None:
            values = as_values(payload, template)
            fields = {
                path: DraftField(value, 0, False, row.filed_by, row.received_at) for path, value in values.items()
            }
            return Draft(period, agency, fields)
    return Draft(period, agency)


def _returned(session: Session, period: str, agency: str, filings: tuple[SubmissionRow, ...]) -> ReturnedDraft | None:
    """What the leader said of the draft that came back last, until something was filed after it."""
    found = last_returned_draft(session, period, agency)
    if found is None or found.request.ended_at is None:
        return None
    is_answered = any(row.received_at > found.request.ended_at for row in filings)
    return None if is_answered else found


def change_draft_safely(
    context: Context, caller: Caller, period: str, agency: str, work: Callable[[Transaction, Draft], T]
) -> T:
    """Do something with the draft while nobody else can, beginning it where there is none."""
    caller.require_unit(agency)
    if caller.role not in WRITERS:
        raise ForbiddenError(message("Chỉ cán bộ và lãnh đạo của đơn vị được viết báo cáo."))
    for is_last in (False, True):
        try:
            with context.transaction(caller) as tx:
                if get_period(tx.session, period).closed_at is not None:
                    raise ConflictError(message("Kỳ báo cáo {period} đã khóa, không sửa được nữa.", period=period))
                draft = find_draft(tx.session, period, agency, hold=True)
                if draft is None:
                    template, _ = load_period(tx.session, context.catalogue, period)
                    filings = submissions_of_agency(tx.session, period, agency)
                    basis = _from_filing(tx.session, template, period, agency, filings)
                    draft = begin_draft(tx.session, period, agency, basis.values, caller.name, tx.now)
                return work(tx, draft)
        except IntegrityError:
            # Somebody else began the draft in the same moment; now it is there.
            if is_last:
                raise
    raise AssertionError("the second try returns or raises")


def _write(context: Context, tx: Transaction, draft: Draft, changes: tuple[FieldEdit, ...], caller: Caller) -> Draft:
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
