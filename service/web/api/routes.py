"""The API of version 1: each view parses, calls one action and answers."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request, url_for

from service.actions.consolidation.build import finished_workbook, latest_workbook, request_workbook
from service.actions.consolidation.changes import changes_between
from service.actions.consolidation.verify import verify_workbook
from service.actions.intake.blank_form import make_template
from service.actions.intake.resubmission import note_on
from service.actions.intake.submit import accept_submission
from service.actions.intake.unfinished_checks import retry_check
from service.actions.notifications.bounces import note_bounce
from service.actions.review.lookups import (
    find_consolidation,
    find_standings,
    find_submission,
    find_workbook,
    list_periods,
)
from service.domain.organization.access import Role
from service.web.api import schemas
from service.web.api import serializers as present
from service.web.api.requests import handed, sent_bounce, sent_file, sent_scope
from service.web.auth.access import ADMINS, EVERYONE, PROVINCE, allow
from service.web.auth.bodies import Body, takes
from service.web.media_types import XLSX
from service.web.request_context import caller, context
from service.web.ui.downloads import download, workbook_file
from service.web.ui.scope import scope_from

FILERS = frozenset({Role.OFFICER, Role.LEADER, Role.HOME_AFFAIRS})
BUILDERS = frozenset({Role.HOME_AFFAIRS, Role.ADMIN})
Answer = tuple[dict[str, Any], int, dict[str, str]]

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Báo cáo")


@api.post("/periods/<period>/agencies/<agency>/submissions")
@allow(FILERS)
@takes(Body.FILE)
@api.doc(summary="Nộp báo cáo", responses=[200, 401, 403, 404, 409, 413, 415, 422], security="token")
@api.output(schemas.HandedInOut, status_code=202)
def submit(period: str, agency: str) -> Answer:
    """Nộp một báo cáo; nội dung đã nộp rồi thì trả lại biên nhận cũ (200), có thể kèm ghi chú."""
    receipt, is_new = accept_submission(context(), caller(), handed(period, agency))
    location = url_for("api.submission", submission=receipt.submission)
    note = None if is_new else note_on(context(), receipt)
    return present.receipt(receipt, note), 202 if is_new else 200, {"Location": location}


@api.get("/submissions/<submission>")
@allow(EVERYONE)
@api.doc(summary="Xem một lần nộp", responses=[401, 403, 404], security="token")
@api.output(schemas.SubmissionOut)
def submission(submission: str) -> dict[str, Any]:
    """Trạng thái, phát hiện, giải trình và nội dung đã hiểu của một lần nộp."""
    return present.submission(find_submission(context(), caller(), submission))


@api.post("/submissions/<submission>/check")
@allow(BUILDERS)
@api.doc(summary="Kiểm tra lại một lần nộp", responses=[401, 403, 404, 409], security="token")
@api.output(schemas.SubmissionOut, status_code=202)
def check_again(submission: str) -> tuple[dict[str, Any], int]:
    """Kiểm tra lại lần nộp không kiểm tra được (state là failed)."""
    retry_check(context(), caller(), submission)
    return present.submission(find_submission(context(), caller(), submission)), 202


@api.get("/periods")
@allow(EVERYONE)
@api.doc(summary="Các kỳ báo cáo", responses=[401], security="token")
@api.output(schemas.PeriodsOut)
def periods() -> dict[str, Any]:
    """Các kỳ đã mở, theo thời gian."""
    return {"periods": [present.period(opened, period) for opened, period in list_periods(context())]}


@api.get("/periods/<period>/completeness")
@allow(PROVINCE)
@api.doc(summary="Tiến độ nộp", responses=[401, 403, 404], security="token")
@api.output(schemas.CompletenessOut)
def completeness(period: str) -> dict[str, Any]:
    """Số đơn vị phải nộp, đã nộp hợp lệ, đúng hạn, muộn, bị trả lại, còn thiếu; và từng đơn vị."""
    return present.standings(period, find_standings(context(), period))


@api.get("/periods/<period>/consolidation")
@allow(PROVINCE)
@api.doc(summary="Số liệu tổng hợp", responses=[401, 403, 404], security="token")
@api.output(schemas.ConsolidationOut)
def consolidation(period: str) -> Any:
    """Số liệu tổng hợp mới nhất của kỳ."""
    return find_consolidation(context(), period)


@api.post("/periods/<period>/workbooks")
@allow(BUILDERS)
@api.doc(summary="Lập bảng tổng hợp", responses=[401, 403, 404, 409, 422], security="token")
@api.output(schemas.WorkbookOut, status_code=202)
def request_build(period: str) -> tuple[Any, int, dict[str, str]]:
    """Lập bảng tổng hợp, toàn tỉnh hoặc theo phạm vi; đang lập rồi thì trả lại lần đang lập."""
    given = sent_scope()
    row, _ = request_workbook(context(), caller(), period, scope_from(period, given, given))
    return row, 202, {"Location": url_for("api.workbook_build", workbook=row.id)}


@api.get("/workbooks/<workbook>")
@allow(PROVINCE)
@api.doc(summary="Xem một lần lập bảng", responses=[401, 403, 404], security="token")
@api.output(schemas.WorkbookOut)
def workbook_build(workbook: str) -> Any:
    """Trạng thái và tiến độ lập bảng."""
    return find_workbook(context(), workbook)


@api.get("/workbooks/<workbook>/file")
@allow(PROVINCE)
@api.doc(summary="Tải một bảng đã lập", responses=[200, 304, 401, 403, 404], security="token")
def workbook_bytes(workbook: str) -> Response:
    """Tệp của một lần lập (.xlsx hoặc .pdf); ETag là SHA-256 của tệp."""
    return workbook_file(finished_workbook(context(), workbook))


@api.get("/workbooks/<workbook>/changes")
@allow(PROVINCE)
@api.doc(summary="Thay đổi so với bảng trước", responses=[401, 403, 404, 409], security="token")
@api.output(schemas.ChangesOut)
def workbook_changes(workbook: str) -> dict[str, Any]:
    """Đơn vị thêm, nộp lại, bị trả lại; số liệu thay đổi và ai nộp."""
    changes, row = changes_between(context(), workbook, request.args.get("since", ""))
    return present.changes(row.id, changes)


@api.post("/workbooks/verify")
@allow(PROVINCE)
@takes(Body.FILE)
@api.doc(summary="Xác minh một bảng", responses=[401, 403, 413, 415, 422], security="token")
@api.output(schemas.VerdictOut)
def verify() -> dict[str, Any]:
    """Tệp gửi lên là bảng nào, và có ô nào đã bị sửa."""
    return present.verdict(verify_workbook(context(), sent_file()[1]))


@api.get("/periods/<period>/workbook")
@allow(PROVINCE)
@api.doc(summary="Tải bảng tổng hợp", responses=[200, 304, 401, 403, 404], security="token")
def workbook(period: str) -> Response:
    """Bảng tổng hợp mới nhất (.xlsx); ETag là SHA-256 của tệp."""
    row = latest_workbook(context(), period)
    return workbook_file(row, period)


@api.get("/periods/<period>/agencies/<agency>/template.xlsx")
@allow(EVERYONE)
@api.doc(summary="Tải biểu mẫu Excel", responses=[200, 401, 403, 404], security="token")
def blank_workbook(period: str, agency: str) -> Response:
    """Biểu mẫu Excel của đơn vị, có số liệu kỳ trước."""
    return download(make_template(context(), period, agency), XLSX, f"bieu-mau-{period}-{agency}.xlsx")


@api.post("/mail/bounces")
@allow(ADMINS)
@api.doc(summary="Ghi nhận địa chỉ thư hỏng", responses=[401, 403, 404, 409, 422], security="token")
@api.output(schemas.BounceOut)
def bounce() -> dict[str, str]:
    """Thư gửi đến địa chỉ bị trả lại: không gửi thư nhắc đến đó nữa cho đến khi có địa chỉ mới."""
    address, reason = sent_bounce()
    account = note_bounce(context(), caller().name, address, reason)
    return {"address": account.email, "reason": account.mail_fault}


@api.get("/templates/<code>/<version>")
@allow(EVERYONE)
@api.doc(summary="Xem biểu mẫu", responses=[401, 404], security="token")
@api.output(schemas.TemplateOut)
def template(code: str, version: str) -> dict[str, Any]:
    """Chỉ tiêu, quy tắc và các mục của một biểu mẫu."""
    return present.template(context().catalogue.get(code, version))
