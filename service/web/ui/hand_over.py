"""Where a report stands between officer, leader and Home Affairs, in a sentence or two beside the form."""

from __future__ import annotations

from collections.abc import Iterator

from service.actions.intake.form_state import FormState
from service.domain.reporting.approval import ApprovalState
from service.domain.reporting.standing import SubmissionHistory
from service.readers.formats import FORMATS
from service.storage.models import SubmissionRow
from service.web.ui.i18n import _, moment, translate


def hand_over(form_state: FormState) -> list[str]:
    """What whoever types has to know: whether it lies before the leader, and what was filed already."""
    return [*_before_the_leader(form_state), *_filed(form_state)]


def _before_the_leader(form_state: FormState) -> Iterator[str]:
    request = form_state.request
    if request is None or form_state.is_closed:
        return
    asked, ended = moment(request.requested_at), moment(request.ended_at)
    if request.state is ApprovalState.PENDING:
        yield _(
            "Đang chờ lãnh đạo duyệt: sửa bất kỳ ô nào là rút lại bản trình; hai bên được báo. "
            "Trình lúc %(asked)s (%(who)s).",
            asked=asked, who=request.requested_by,
        )  # fmt: skip
    elif request.state is ApprovalState.WITHDRAWN and not _is_filed_since(form_state):
        yield _(
            "Bản trình lãnh đạo đã được rút lại lúc %(ended)s (%(who)s). Sửa xong, trình lại.",
            who=request.ended_by, ended=ended,
        )  # fmt: skip
    elif request.state is ApprovalState.SENT_BACK and form_state.returned is not None:
        yield _(
            "%(who)s trả lại để sửa lúc %(ended)s: xem ý kiến ở đầu trang và cạnh từng ô. Sửa xong, trình lại.",
            who=request.ended_by, ended=ended,
        )  # fmt: skip


def _filed(form_state: FormState) -> Iterator[str]:
    newest = SubmissionHistory(form_state.filings).newest
    if newest is None:
        return
    filed = {"n": newest.revision, "at": moment(newest.received_at), "who": _filer(newest)}
    if form_state.is_closed:
        yield _("Lần %(n)s đã nộp lúc %(at)s (%(who)s).", **filed)
    elif form_state.draft.has_news:
        yield _("Đang sửa bản mới, chưa nộp. Lần %(n)s đã nộp lúc %(at)s (%(who)s).", **filed)
    else:
        yield _("Lần %(n)s đã nộp lúc %(at)s (%(who)s). Nếu sửa, cần nộp lại.", **filed)
    other = form_state.left_out
    if other is not None and not form_state.is_closed:
        yield _(
            "Lần %(n)s nộp bằng %(how)s không thay nội dung của bản nháp này, vì bản nháp có chỗ sửa chưa nộp: "
            "cả hai được giữ nguyên.",
            n=other.revision, how=translate(FORMATS.label(other.channel)),
        )  # fmt: skip


def _filer(row: SubmissionRow) -> str:
    """Who filed it, and why where that was not the unit."""
    if not row.on_behalf:
        return row.filed_by
    return _("%(who)s, Sở Nội vụ nộp thay: %(why)s", who=row.filed_by, why=row.on_behalf)


def _is_filed_since(form_state: FormState) -> bool:
    request = form_state.request
    return request is not None and any(row.received_at > request.requested_at for row in form_state.filings)
