"""The way to a closing: checks waived with a reason, tasks ticked, the leader asked, and the leader's answer."""

from __future__ import annotations

from collections.abc import Iterable

from service.actions.context import Context
from service.actions.periods.closing import closing_state, needs_approval, open_request
from service.actions.periods.closing_clearance import require_unmoved
from service.actions.periods.closing_notices import notify_home_affairs
from service.actions.transaction import Transaction
from service.domain.audit import AuditEvent
from service.domain.consolidation.closing import ClosingCheck, ClosingState, TaskStanding, listed
from service.domain.consolidation.closing_request import ClosingRequest, ClosingRequestState
from service.domain.errors import ConflictError, EntryError, ForbiddenError, Message, NotFoundError, message
from service.domain.organization.access import Caller
from service.domain.reporting.decisions import LONGEST_REASON, require_reason
from service.storage.periods.closing import (
    add_closing_request,
    drop_tasks,
    drop_waiver,
    end_closing_request,
    put_task,
    put_waiver,
    waivers_of,
)
from service.storage.periods.periods import get_period, lock_period


def waive_check(context: Context, caller: Caller, period: str, check: ClosingCheck, reason: str, token: str) -> None:
    """Say why a check need not be clear, for what is open of it now; raises ConflictError.

    `token`, here and below, is that of the page from which it is done: nobody decides on what has moved since.
    """
    why = require_reason(reason)
    with context.transaction(caller) as tx:
        state = _seen(context, tx, period, token)
        item = next(item for item in state.items if item.check is check)
        if not check.may_be_waived or not item.entries:
            raise ConflictError(message("Mục này không cần, hoặc không được bỏ qua."))
        put_waiver(tx.session, period, item, why, tx.actor_name, tx.now)
        subject = f"{check.label}: {item.count}"
        tx.record(AuditEvent.CLOSING_CHECK_WAIVED, period=period, subject=subject, reason=why)


def end_waiver(context: Context, caller: Caller, period: str, check: ClosingCheck, token: str) -> None:
    """Ask for the check to be clear after all; raises ConflictError."""
    with context.transaction(caller) as tx:
        _seen(context, tx, period, token)
        if check in {waiver.check for waiver in waivers_of(tx.session, period)}:
            drop_waiver(tx.session, period, check)
            tx.record(AuditEvent.CLOSING_WAIVER_ENDED, period=period, subject=check.label)


def tick_task(context: Context, caller: Caller, period: str, name: str, *, is_done: bool) -> None:
    """Say that a task is done, or that it is not; its owner alone may. Raises ForbiddenError or ConflictError."""
    with context.transaction(caller) as tx:
        lock_period(tx.session, period)
        get_period(tx.session, period)
        tasks = {one.task.name: one for one in closing_state(context, tx.session, period).tasks}
        if name not in tasks:
            raise NotFoundError(message("Không có việc «{name}» trong kỳ này.", name=name))
        standing = tasks[name]
        if caller.role is not standing.task.owner:
            raise ForbiddenError(message("Việc này của {owner}.", owner=Message(standing.task.owner.label)))
        if is_done is (standing.done is not None):
            return
        _tick(tx, period, standing, tasks.values(), is_done=is_done)


def request_closing(context: Context, caller: Caller, period: str, reason: str, token: str) -> ClosingRequest:
    """Put the checklist before the leader, of a closed period for a correction with its reason.

    Raises ConflictError where something stands in the way, or nobody has to be asked.
    """
    with context.transaction(caller) as tx:
        state = _seen(context, tx, period, token)
        is_correction = get_period(tx.session, period).closed_at is not None
        why = require_reason(reason) if is_correction else reason.strip()[:LONGEST_REASON]
        if not needs_approval(tx.session):
            raise ConflictError(message("Chưa có tài khoản lãnh đạo Sở Nội vụ nên không cần trình."))
        _require_clear(state)
        known = open_request(tx.session, period)
        if known is not None and (known.is_pending or (known.is_approved and not state.changes_since(known.token))):
            raise ConflictError(message("Kỳ này đã được trình: {state}.", state=Message(known.state.label)))
        request = add_closing_request(
            tx.session, period, state.token, why, tx.actor_name, tx.now, is_correction=is_correction
        )
        tx.record(AuditEvent.CLOSING_REQUESTED, period=period, reason=why)
        notify_home_affairs(context, tx, AuditEvent.CLOSING_REQUESTED, caller, request)
        return request


def withdraw_closing(context: Context, caller: Caller, period: str, token: str) -> None:
    """Take the checklist back from the leader; raises ConflictError where it waits no more."""
    with context.transaction(caller) as tx:
        _seen(context, tx, period, token)
        _end(context, tx, caller, _pending(tx, period), ClosingRequestState.WITHDRAWN, AuditEvent.CLOSING_WITHDRAWN)


def approve_closing(context: Context, caller: Caller, period: str, token: str) -> None:
    """Agree to the period being closed as the leader sees it; raises ConflictError where it has moved since."""
    with context.transaction(caller) as tx:
        state = _seen(context, tx, period, token)
        request = _pending(tx, period)
        _require_clear(state)
        approved, event = ClosingRequestState.APPROVED, AuditEvent.CLOSING_APPROVED
        _end(context, tx, caller, request, approved, event, token=state.token)


def send_closing_back(context: Context, caller: Caller, period: str, remarks: str, token: str) -> None:
    """Say what has to be done before; raises EntryError without a word, or ConflictError."""
    said = remarks.strip()[:LONGEST_REASON]
    if not said:
        raise EntryError("remarks", message("Ghi ý kiến để chuyên viên biết cần làm gì."))
    with context.transaction(caller) as tx:
        _seen(context, tx, period, token)
        back, event = ClosingRequestState.SENT_BACK, AuditEvent.CLOSING_SENT_BACK
        _end(context, tx, caller, _pending(tx, period), back, event, remarks=said)


def _seen(context: Context, tx: Transaction, period: str, token: str) -> ClosingState:
    """The state, which nobody changes until the transaction ends; raises ConflictError where the page was older."""
    lock_period(tx.session, period)
    state = closing_state(context, tx.session, period)
    require_unmoved(state, token)
    return state


def _require_clear(state: ClosingState) -> None:
    if state.blocking:
        raise ConflictError(
            message("Còn việc phải xong hoặc phải ghi lý do bỏ qua: {what}.", what=listed(state.blocking))
        )


def _pending(tx: Transaction, period: str) -> ClosingRequest:
    request = open_request(tx.session, period)
    if request is None or not request.is_pending:
        raise ConflictError(message("Không có bản trình nào đang chờ duyệt: tải lại trang để xem tình trạng mới."))
    return request


def _end(
    context: Context, tx: Transaction, caller: Caller, request: ClosingRequest, state: ClosingRequestState,
    event: AuditEvent, *, token: str = "", remarks: str = "",
) -> None:  # fmt: skip
    end_closing_request(tx.session, request, state, tx.actor_name, tx.now, token=token, remarks=remarks)
    tx.record(event, period=request.period, reason=remarks)
    notify_home_affairs(context, tx, event, caller, request, remarks)


def _tick(
    tx: Transaction, period: str, standing: TaskStanding, every: Iterable[TaskStanding], *, is_done: bool
) -> None:
    """Store it; what waits for another task is done after it, and taken back before it."""
    name = standing.task.name
    after = [one.task for one in every if name in one.task.after and one.done is not None]
    in_the_way = standing.waits_for if is_done else after
    if in_the_way:
        titles = listed([message("«{title}»", title=task.title) for task in in_the_way])
        said = message("Cần xong trước: {tasks}.", tasks=titles)
        raise ConflictError(said if is_done else message("Bỏ đánh dấu việc làm sau trước: {tasks}.", tasks=titles))
    if is_done:
        put_task(tx.session, period, name, tx.actor_name, tx.now)
    else:
        drop_tasks(tx.session, period, name)
    event = AuditEvent.CLOSING_TASK_DONE if is_done else AuditEvent.CLOSING_TASK_UNDONE
    tx.record(event, period=period, subject=str(standing.task.title))
