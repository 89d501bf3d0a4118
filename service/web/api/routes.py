"""The API of version 1: each view parses, calls one action and answers."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from apiflask.schemas import FileSchema
from flask import Response, url_for

from service.actions.consolidation.build import finished_workbook, latest_workbook, request_workbook
from service.actions.consolidation.verify import verify_workbook
from service.actions.consolidation.workbook_changes import changes_between
from service.actions.intake.blank_form import make_blank_form
from service.actions.intake.reading import read_for
from service.actions.intake.report_files import submit_with_files, submitted_file
from service.actions.intake.resubmission import note_on
from service.actions.intake.unfinished_checks import retry_check
from service.actions.notifications.bounces import record_bounce
from service.actions.operations.audit import newest_hash
from service.actions.periods.definitions import template_definitions
from service.actions.review.lookups import (
    find_consolidation,
    find_standings,
    find_submission,
    find_workbook,
    list_periods,
)
from service.domain.audit import AuditEvent
from service.domain.organization.access import Permission, Role
from service.web.api import schemas
from service.web.api import serializers as present
from service.web.api.change_schemas import ChangesIn, ChangesOut
from service.web.api.openapi import RECEIPT, WORKBOOK_BODY, fails
from service.web.api.requests import handed, sent_evidence, sent_file
from service.web.auth.access import ADMINS, EVERYONE, PROVINCE, allow
from service.web.auth.bodies import Body, takes
from service.web.media_types import PDF, XLSX
from service.web.request_context import caller, context
from service.web.ui.downloads import download, file_of_submission, recorded, workbook_file
from service.web.ui.scope import scope_from

FILERS = frozenset({Role.OFFICER, Role.LEADER, Role.HOME_AFFAIRS})
BUILDERS = frozenset({Role.HOME_AFFAIRS, Role.ADMIN})
EXCEL = FileSchema(type="string", format="binary")
Answer = tuple[dict[str, Any], int, dict[str, str]]

# Of a filing: the same answer where it was handed in before.
SUBMITTED: dict[Any, Any] = {
    200: {"description": "Đã nộp trước đây: biên nhận cũ, có thể kèm ghi chú", "content": RECEIPT},
    **fails(401, 403, 404, 408, 409, 413, 415, 422, 507),
    422: "Không đọc được báo cáo, hoặc Idempotency-Key không hợp lệ hay đã dùng cho nội dung khác",
}
EITHER_FILE: dict[Any, Any] = {
    200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}},
    304: "Chưa thay đổi",
    **fails(401, 403, 404),
}

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Báo cáo")


@api.post("/periods/<period>/agencies/<agency>/submissions")
@allow(FILERS, needs=Permission.SUBMIT)
@takes(Body.FILE)
@api.doc(summary="Nộp báo cáo", responses=SUBMITTED, security="token")
@api.input(schemas.FilingHeadersIn, location="headers")
@api.input(schemas.OnBehalfIn, location="query")
@api.output(schemas.HandedInOut, status_code=202, headers=schemas.ReceiptHeadersOut)
def submit(period: str, agency: str, headers_data: dict[str, str], query_data: dict[str, str]) -> Answer:
    """Nộp một báo cáo; nội dung đã nộp rồi thì trả lại biên nhận cũ (200), có thể kèm ghi chú."""
    filing = handed(period, agency, headers_data.get("key"), query_data["reason"])
    receipt, is_new = submit_with_files(context(), caller(), filing, sent_evidence())
    location = url_for("api.submission", submission=receipt.submission)
    headers = {"Location": location, "Audit-Hash": newest_hash(context())}
    note = None if is_new else note_on(context(), receipt)
    return present.receipt(receipt, note), 202 if is_new else 200, headers


@api.post("/periods/<period>/agencies/<agency>/readings")
@allow(FILERS, needs=Permission.SUBMIT)
@takes(Body.FILE)
@api.doc(summary="Đọc báo cáo bằng văn bản", responses=fails(401, 403, 404, 408, 413, 415, 422, 507), security="token",
         extensions={"requestBody": WORKBOOK_BODY})  # fmt: skip
@api.output(schemas.ReadingOut)
def read_words(period: str, agency: str) -> dict[str, Any]:
    """Số liệu, câu chứa số liệu và văn bản tìm thấy trong tệp Word, PDF hoặc văn bản thuần; không nộp báo cáo."""
    caller().require_unit(agency)
    return read_for(context(), period, agency, *sent_file())


@api.get("/submissions/<submission>")
@allow(EVERYONE)
@api.doc(summary="Xem một lần nộp", responses=fails(401, 403, 404), security="token")
@api.output(schemas.SubmissionOut)
def submission(submission: str) -> dict[str, Any]:
    """Trạng thái, kết quả kiểm tra, giải trình và nội dung đã hiểu của một lần nộp."""
    return present.submission(find_submission(context(), caller(), submission))


@api.get("/submissions/<submission>/files/<int:number>")
@allow(EVERYONE)
@api.doc(summary="Tải một tệp gửi cùng báo cáo", responses=fails(401, 403, 404), security="token")
@api.output(EXCEL, content_type="application/octet-stream", description="Tệp như đã gửi")
def submission_file(submission: str, number: int) -> Response:
    """Tệp đã gửi cùng một lần nộp, nguyên vẹn."""
    name, raw = submitted_file(context(), caller(), submission, number)
    return file_of_submission(download(raw, "application/octet-stream", name), submission, name)


@api.post("/submissions/<submission>/check")
@allow(BUILDERS, needs=Permission.OPERATE)
@api.doc(summary="Kiểm tra lại một lần nộp", responses=fails(401, 403, 404, 408, 409, 413, 507), security="token")
@api.output(schemas.SubmissionOut, status_code=202)
def check_again(submission: str) -> tuple[dict[str, Any], int]:
    """Kiểm tra lại lần nộp không kiểm tra được (state là failed)."""
    retry_check(context(), caller(), submission)
    return present.submission(find_submission(context(), caller(), submission)), 202


@api.get("/periods")
@allow(EVERYONE)
@api.doc(summary="Các kỳ báo cáo", responses=fails(401), security="token")
@api.output(schemas.PeriodsOut)
def periods() -> dict[str, Any]:
    """Các kỳ đã mở, theo thời gian."""
    return {"periods": [present.period(opened, period) for opened, period in list_periods(context())]}


@api.get("/periods/<period>/completeness")
@allow(PROVINCE)
@api.doc(summary="Tiến độ nộp", responses=fails(401, 403, 404), security="token")
@api.output(schemas.CompletenessOut)
def completeness(period: str) -> dict[str, Any]:
    """Số đơn vị phải nộp, đã nộp hợp lệ, đúng hạn, muộn, bị trả lại, còn thiếu; và từng đơn vị."""
    return present.standings(period, find_standings(context(), period))


@api.get("/periods/<period>/consolidation")
@allow(PROVINCE)
@api.doc(summary="Số liệu tổng hợp", responses=fails(401, 403, 404), security="token")
@api.output(schemas.ConsolidationOut)
def consolidation(period: str) -> Any:
    """Số liệu tổng hợp mới nhất của kỳ."""
    return find_consolidation(context(), period)


@api.post("/periods/<period>/workbooks")
@allow(BUILDERS, needs=Permission.BUILD)
@api.doc(
    summary="Lập bảng tổng hợp",
    description="Không gửi phạm vi là bảng đầy đủ của toàn tỉnh.",
    responses=fails(401, 403, 404, 408, 409, 413, 422, 507),
    security="token",
)
@api.input(schemas.ScopeIn)
@api.output(schemas.WorkbookOut, status_code=202)
def request_build(period: str, json_data: dict[str, Any]) -> tuple[Any, int, dict[str, str]]:
    """Lập bảng tổng hợp, toàn tỉnh hoặc theo phạm vi; đang lập rồi thì trả lại lần đang lập."""
    row, _ = request_workbook(context(), caller(), period, scope_from(period, json_data, json_data))
    return row, 202, {"Location": url_for("api.workbook_build", workbook=row.id)}


@api.get("/workbooks/<workbook>")
@allow(PROVINCE)
@api.doc(summary="Xem một lần lập bảng", responses=fails(401, 403, 404), security="token")
@api.output(schemas.WorkbookOut)
def workbook_build(workbook: str) -> Any:
    """Trạng thái và tiến độ lập bảng."""
    return find_workbook(context(), workbook)


@api.get("/workbooks/<workbook>/file")
@allow(PROVINCE)
@api.doc(summary="Tải một bảng đã lập", responses=EITHER_FILE, security="token")
@api.output(EXCEL, content_type=XLSX, description="Tệp Excel, hoặc PDF nếu đã chọn bản in")
def workbook_bytes(workbook: str) -> Response:
    """Tệp của một lần lập (.xlsx hoặc .pdf); ETag là SHA-256 của tệp."""
    row = finished_workbook(context(), workbook)
    return recorded(workbook_file(row), AuditEvent.WORKBOOK_DOWNLOADED, row.id, period=row.period)


@api.get("/workbooks/<workbook>/changes")
@allow(PROVINCE)
@api.doc(summary="Thay đổi so với bảng trước", responses=fails(401, 403, 404, 409), security="token")
@api.input(ChangesIn, location="query")
@api.output(ChangesOut)
def workbook_changes(workbook: str, query_data: dict[str, str]) -> dict[str, Any]:
    """Đơn vị thêm, nộp lại, bị trả lại; số liệu thay đổi và ai nộp."""
    changes, row = changes_between(context(), workbook, query_data["since"])
    return present.changes(row.id, changes)


@api.post("/workbooks/verify")
@allow(PROVINCE)
@takes(Body.FILE)
@api.doc(summary="Xác minh một bảng", responses=fails(401, 403, 408, 413, 415, 422, 507), security="token",
         extensions={"requestBody": WORKBOOK_BODY})  # fmt: skip
@api.output(schemas.VerdictOut)
def verify() -> dict[str, Any]:
    """Tệp gửi lên là bảng nào, và có ô nào đã bị sửa."""
    return present.verdict(verify_workbook(context(), sent_file()[1]))


@api.get("/periods/<period>/workbook")
@allow(PROVINCE)
@api.doc(summary="Tải bảng tổng hợp", responses={304: "Chưa thay đổi", **fails(401, 403, 404)}, security="token")
@api.output(EXCEL, content_type=XLSX, description="Tệp Excel")
def workbook(period: str) -> Response:
    """Bảng tổng hợp mới nhất (.xlsx); ETag là SHA-256 của tệp."""
    row = latest_workbook(context(), period)
    return recorded(workbook_file(row, period), AuditEvent.WORKBOOK_DOWNLOADED, row.id, period=period)


@api.get("/periods/<period>/agencies/<agency>/template.xlsx")
@allow(EVERYONE)
@api.doc(summary="Tải biểu mẫu Excel", responses=fails(401, 403, 404), security="token")
@api.output(EXCEL, content_type=XLSX, description="Tệp Excel")
def blank_workbook(period: str, agency: str) -> Response:
    """Biểu mẫu Excel của đơn vị, có số liệu kỳ trước."""
    return download(make_blank_form(context(), period, agency), XLSX, f"bieu-mau-{period}-{agency}.xlsx")


@api.post("/mail/bounces")
@allow(ADMINS, needs=Permission.OPERATE)
@api.doc(summary="Ghi nhận địa chỉ thư hỏng", responses=fails(401, 403, 404, 408, 409, 413, 422, 507), security="token")
@api.input(schemas.BounceIn)
@api.output(schemas.BounceOut)
def bounce(json_data: dict[str, str]) -> dict[str, str]:
    """Thư gửi đến địa chỉ bị trả lại: không gửi thư nhắc đến đó nữa cho đến khi có địa chỉ mới."""
    account = record_bounce(context(), caller(), json_data["address"], json_data["reason"])
    return {"address": account.email, "reason": account.mail_fault}


@api.get("/templates/<code>/<version>")
@allow(EVERYONE)
@api.doc(summary="Xem biểu mẫu", responses=fails(401, 404), security="token")
@api.output(schemas.TemplateOut)
def template(code: str, version: str) -> dict[str, Any]:
    """Chỉ tiêu, quy tắc và các mục của một biểu mẫu."""
    return present.template(template_definitions(context(), code, version).template)
