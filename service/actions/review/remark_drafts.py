"""Remarks on a filing, kept while they are written: each person's own, so that nobody writes over a colleague's."""

from __future__ import annotations

from collections.abc import Mapping

from service.actions.context import Context
from service.actions.periods.obligations import load_period
from service.domain.errors import ForbiddenError, message
from service.domain.organization.access import Caller
from service.domain.reporting.draft import require_remark_path
from service.storage.intake.remark_drafts import put_remark_drafts
from service.storage.intake.submissions import get_submission

LONGEST = 5000


def save_remarks(context: Context, caller: Caller, submission: str, remarks: Mapping[str, str]) -> int:
    """Keep what the caller has written so far, value by value, and say how many texts that is.

    They stay with the unit's report of the period, also when a newer revision comes or a colleague decides. Raises
    NotFoundError for a value that no report has.
    """
    if caller.account is None:
        raise ForbiddenError(message("Cần đăng nhập bằng tài khoản người dùng để ghi ý kiến."))
    kept = {path: text.strip()[:LONGEST] for path, text in remarks.items()}
    with context.transaction(caller) as tx:
        row = get_submission(tx.session, submission)
        template, _ = load_period(tx.session, context.catalogue, row.period)
        for path in kept:
            if path:
                require_remark_path(template, path)
        put_remark_drafts(tx.session, caller.account, row, kept, tx.now)
    return sum(bool(text) for text in kept.values())
