"""Remarks kept while they are written: each person's own, so that nobody writes over a colleague's."""

from __future__ import annotations

from collections.abc import Mapping

from service.actions.context import Context
from service.actions.periods.obligations import load_period
from service.actions.transaction import Transaction
from service.domain.errors import ForbiddenError, message
from service.domain.organization.access import Caller, Role
from service.domain.reporting.draft import require_remark_path
from service.storage.intake.remark_drafts import put_remark_drafts, remark_drafts_of
from service.storage.intake.submissions import get_submission

LONGEST = 5000


def save_remarks(context: Context, caller: Caller, submission: str, remarks: Mapping[str, str]) -> int:
    """Keep what the caller has written so far of a filing, value by value, and say how many texts that is.

    They stay with the unit's report of the period, also when a newer revision comes or a colleague decides. Raises
    NotFoundError for a value that no report has.
    """
    with context.transaction(caller) as tx:
        row = get_submission(tx.session, submission)
        return _keep(context, tx, caller, row.period, row.agency, row.id, remarks)


def save_draft_remarks(context: Context, caller: Caller, period: str, agency: str, remarks: Mapping[str, str]) -> int:
    """The same of the unit's draft, by its leader: they stay until the draft is sent back with them, or filed."""
    caller.require_unit(agency)
    require_leader(caller)
    with context.transaction(caller) as tx:
        return _keep(context, tx, caller, period, agency, None, remarks)


def own_draft_remarks(context: Context, caller: Caller, period: str, agency: str) -> dict[str, str]:
    """What the leader is still writing of the unit's draft, by path."""
    caller.require_unit(agency)
    with context.database.reading() as session:
        drafts = remark_drafts_of(session, period, agency, on_draft=True)
    return {item.path: item.text for item in drafts if item.account == caller.account}


def require_leader(caller: Caller) -> None:
    """Raises ForbiddenError for others than a unit's leader."""
    if caller.role is not Role.LEADER:
        raise ForbiddenError(message("Chỉ lãnh đạo đơn vị trả lại báo cáo cho cán bộ."))


def _keep(
    context: Context, tx: Transaction, caller: Caller, period: str, agency: str, submission: str | None,
    remarks: Mapping[str, str],
) -> int:  # fmt: skip
    if caller.account is None:
        raise ForbiddenError(message("Cần đăng nhập bằng tài khoản người dùng để ghi ý kiến."))
    kept = {path: text.strip()[:LONGEST] for path, text in remarks.items()}
    template, _ = load_period(tx.session, context.catalogue, period)
    for path in kept:
        if path:
            require_remark_path(template, path)
    put_remark_drafts(tx.session, caller.account, period, agency, submission, kept, tx.now)
    return sum(bool(text) for text in kept.values())
