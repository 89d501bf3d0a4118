"""Whether a period may be closed or corrected: what was approved is what stands, and what is done is what was seen."""

from __future__ import annotations

from typing import NamedTuple

from service.actions.context import Context
from service.actions.periods.closing import closing_state, needs_approval, open_request
from service.actions.transaction import Transaction
from service.domain.consolidation.closing import ClosingRecord, ClosingState, DoneTask, listed, record_of
from service.domain.consolidation.closing_request import ClosingRequest
from service.domain.errors import ConflictError, message


class Clearance(NamedTuple):
    """What is kept with the edition, and the approved request that it is made by, where there has to be one."""

    record: ClosingRecord
    request: ClosingRequest | None


def clear(
    context: Context, tx: Transaction, period: str, token: str | None, *, is_correction: bool = False
) -> Clearance:
    """Raises ConflictError where the period may not be closed, or corrected, as it stands; whoever asks holds it.

    `token` is that of the page from which it is done, None where there was none.
    """
    state = closing_state(context, tx.session, period)
    require_unmoved(state, token)
    if not needs_approval(tx.session):
        return Clearance(record_of(state, None), None)
    request = open_request(tx.session, period)
    if request is None or not request.is_approved or request.is_correction is not is_correction:
        raise ConflictError(message("Chưa được lãnh đạo Sở Nội vụ duyệt: trình ở trang Khóa kỳ rồi mới thực hiện."))
    moved = state.changes_since(request.token)
    if moved:
        raise ConflictError(
            message("Từ khi lãnh đạo Sở Nội vụ duyệt đã có thay đổi, cần trình lại: {changes}.", changes=listed(moved))
        )
    return Clearance(record_of(state, _approval(request)), request)


def require_unmoved(state: ClosingState, token: str | None) -> None:
    """Raises ConflictError where something moved since the page with that token, saying what."""
    moved = () if token is None else state.changes_since(token)
    if moved:
        raise ConflictError(
            message(
                "Từ khi trang này được mở đã có thay đổi: {changes}. Xem lại rồi quyết định.", changes=listed(moved)
            )
        )


def _approval(request: ClosingRequest) -> DoneTask:
    assert request.ended_at is not None
    return DoneTask(request.ended_by, request.ended_at)
