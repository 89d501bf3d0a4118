"""A draft before the leader: asked for, taken back, sent back with remarks; and what the leader reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.actions.context import Context
from service.actions.intake.approval_notices import notify_requested, notify_sent_back
from service.actions.intake.drafts import change_draft_safely, withdraw
from service.actions.intake.form_state import FormState, open_draft, require_sound, require_version
from service.actions.periods.obligations import load_period
from service.actions.review.remark_drafts import LONGEST, require_leader
from service.actions.transaction import Transaction
from service.domain.audit import AuditEvent
from service.domain.consolidation.submission_diff import SubmissionDiff, diff_submissions
from service.domain.errors import ConflictError, message
from service.domain.organization.access import Caller
from service.domain.reporting.approval import ApprovalState
from service.domain.reporting.draft import Draft, require_remark_path
from service.storage.intake.approvals import add_leader_remarks, add_request, end_request
from service.storage.intake.comments import Comment
from service.storage.intake.remark_drafts import drop_remark_drafts
from service.storage.intake.submissions import last_understood
from service.storage.models import SubmissionRow


@dataclass(frozen=True)
class DraftReview:
    """A draft as it is read before it is filed, with what it changes in the filing before it, where there is one."""

    form_state: FormState
    since: SubmissionRow | None
    changes: SubmissionDiff | None


def review_draft(context: Context, caller: Caller, period: str, agency: str) -> DraftReview:
    """The draft held against the newest filing that was understood; raises NotFoundError."""
    form_state = open_draft(context, caller, period, agency)
    with context.database.reading() as session:
        before = last_understood(session, form_state.filings)
    if before is None:
        return DraftReview(form_state, None, None)
    row, payload = before
    return DraftReview(form_state, row, diff_submissions(form_state.terms.template, payload, form_state.payload))


def request_approval(context: Context, caller: Caller, period: str, agency: str, version: int | None = None) -> bool:
    """Put the draft before the leader, as it was seen where a version is given, and tell the leader, once.

    Whether the unit has a leader who could be told.

    Raises UnreadableError where it still has errors, or ConflictError where somebody changed it meanwhile.
    """
    form_state = open_draft(context, caller, period, agency)
    if version is not None:
        require_version(form_state.draft, version)
    require_sound(form_state)

    def send(tx: Transaction, draft: Draft) -> bool:
        require_version(draft, form_state.draft.version)
        if draft.request is not None:
            return True  # a second press of the button
        request = add_request(tx.session, period, agency, draft.version, caller, tx.now)
        tx.record(AuditEvent.DRAFT_SENT, period=period, agency=agency)
        return notify_requested(context, tx, draft, request, caller)

    return change_draft_safely(context, caller, period, agency, send)


def withdraw_request(context: Context, caller: Caller, period: str, agency: str) -> None:
    """Take the draft back from the leader, who is told; nothing where it does not lie there."""
    change_draft_safely(context, caller, period, agency, lambda tx, draft: withdraw(context, tx, draft, caller))


def send_back(
    context: Context, caller: Caller, period: str, agency: str, version: int, reason: str, remarks: Mapping[str, str]
) -> None:
    """Give the draft back to the officer, who is told, with a reason or remarks by path.

    Raises ForbiddenError for others than the leader, and ConflictError without either, or where the draft is not the
    version that was read or does not lie before the leader any more.
    """
    require_leader(caller)
    why = reason.strip()[:LONGEST]
    given = {path: text.strip()[:LONGEST] for path, text in remarks.items() if text.strip()}
    if not why and not given:
        raise ConflictError(message("Trả lại cần có lý do, hoặc ý kiến ở chỗ cần sửa."))

    def give_back(tx: Transaction, draft: Draft) -> None:
        request = draft.request
        require_version(draft, version)
        if request is None or not end_request(tx.session, request, ApprovalState.SENT_BACK, caller.name, tx.now, why):
            raise ConflictError(message("Báo cáo không còn chờ lãnh đạo duyệt: xem lại tình trạng báo cáo."))
        template, _ = load_period(tx.session, context.catalogue, period)
        for path in given:
            require_remark_path(template, path)
        said = [Comment(path, text, caller.name, tx.now, is_leaders=True) for path, text in given.items()]
        add_leader_remarks(tx.session, request, said)
        if caller.account is not None:
            drop_remark_drafts(tx.session, caller.account, period, agency)
        tx.record(AuditEvent.DRAFT_SENT_BACK, period=period, agency=agency, reason=why)
        whole = [Comment("", why, caller.name, tx.now, is_leaders=True)] if why else []
        notify_sent_back(context, tx, draft, request, caller, [*whole, *said])

    change_draft_safely(context, caller, period, agency, give_back)
