"""The API of what Home Affairs decides: figures left out, adjusted or told twice, a unit let in late; each is ended."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from service.actions.periods.administration import agency_decisions
from service.actions.periods.late_filing import end_late_filing, let_in_late
from service.actions.periods.lifecycle import exclude
from service.actions.periods.overlaps import declare_overlap, end_overlap, period_overlaps
from service.actions.review.adjustments import adjust_figure, adjustments_on, withdraw_adjustment
from service.domain.consolidation.overlaps import Overlap, OverlapSide
from service.domain.organization.access import Permission
from service.domain.reporting.adjustment import WantedAdjustment
from service.web.api import decision_schemas as schemas
from service.web.api import decision_serializers as present
from service.web.api.openapi import fails
from service.web.api.requests import sent_number
from service.web.auth.access import EVERYONE, HOME_AFFAIRS_AND_ADMIN, PROVINCE, allow
from service.web.request_context import caller, context

decisions = APIBlueprint("decisions", __name__, url_prefix="/api/v1", tag="Quyết định về đơn vị và số liệu")
Answer = dict[str, Any]
REFUSALS = fails(401, 403, 404, 408, 409, 413, 422, 507)


@decisions.get("/periods/<period>/agencies/<agency>/decisions")
@allow(PROVINCE)
@decisions.doc(summary="Quyết định riêng về một đơn vị", responses=fails(401, 403, 404), security="token")
@decisions.output(schemas.DecisionsOut)
def of_agency(period: str, agency: str) -> Answer:
    """Gia hạn, miễn, không cộng, cho nộp muộn; và số `seen` gửi kèm quyết định sau."""
    return present.decisions(agency_decisions(context(), period, agency))


@decisions.post("/periods/<period>/agencies/<agency>/exclusion")
@allow(HOME_AFFAIRS_AND_ADMIN, needs=Permission.DECIDE)
@decisions.doc(summary="Không cộng số liệu của một đơn vị", responses=REFUSALS, security="token")
@decisions.input(schemas.DecisionIn)
@decisions.output(schemas.DecisionsOut)
def leave_out(period: str, agency: str, json_data: Answer) -> Answer:
    """Số liệu đã nộp không được cộng vào tổng hợp; đơn vị vẫn tính là đã nộp và được báo."""
    exclude(context(), period, agency, caller(), **json_data)
    return present.decisions(agency_decisions(context(), period, agency))


@decisions.post("/periods/<period>/agencies/<agency>/exclusion/end")
@allow(HOME_AFFAIRS_AND_ADMIN, needs=Permission.DECIDE)
@decisions.doc(summary="Cộng lại số liệu của một đơn vị", responses=REFUSALS, security="token")
@decisions.input(schemas.DecisionIn)
@decisions.output(schemas.DecisionsOut)
def add_up_again(period: str, agency: str, json_data: Answer) -> Answer:
    """Số liệu đã nộp được cộng trở lại."""
    exclude(context(), period, agency, caller(), excluded=False, **json_data)
    return present.decisions(agency_decisions(context(), period, agency))


@decisions.post("/periods/<period>/agencies/<agency>/late-filing")
@allow(HOME_AFFAIRS_AND_ADMIN, needs=Permission.DECIDE)
@decisions.doc(summary="Cho một đơn vị nộp muộn", responses=REFUSALS, security="token")
@decisions.input(schemas.LateFilingIn)
@decisions.output(schemas.DecisionsOut)
def let_in(period: str, agency: str, json_data: Answer) -> Answer:
    """Nhận báo cáo của một đơn vị khi kỳ đã khóa; báo cáo chờ ấn bản điều chỉnh."""
    let_in_late(context(), period, agency, actor=caller(), **json_data)
    return present.decisions(agency_decisions(context(), period, agency))


@decisions.post("/periods/<period>/agencies/<agency>/late-filing/end")
@allow(HOME_AFFAIRS_AND_ADMIN, needs=Permission.DECIDE)
@decisions.doc(summary="Thôi cho một đơn vị nộp muộn", responses=REFUSALS, security="token")
@decisions.input(schemas.DecisionIn)
@decisions.output(schemas.DecisionsOut)
def let_in_no_more(period: str, agency: str, json_data: Answer) -> Answer:
    """Không nhận thêm; báo cáo đã nộp muộn vẫn giữ."""
    end_late_filing(context(), period, agency, caller(), **json_data)
    return present.decisions(agency_decisions(context(), period, agency))


@decisions.get("/submissions/<submission>/adjustments")
@allow(EVERYONE)
@decisions.doc(summary="Số liệu đã điều chỉnh của một lần nộp", responses=fails(401, 403, 404), security="token")
@decisions.output(schemas.AdjustmentsOut)
def adjusted(submission: str) -> Answer:
    """Sở Nội vụ đã đặt số nào thay số đơn vị nộp, theo căn cứ gì, và đơn vị trả lời ra sao."""
    return present.adjustments(adjustments_on(context(), caller(), submission))


@decisions.post("/submissions/<submission>/adjustments")
@allow(HOME_AFFAIRS_AND_ADMIN, needs=Permission.DECIDE)
@decisions.doc(summary="Điều chỉnh một số liệu", responses=REFUSALS, security="token")
@decisions.input(schemas.AdjustmentIn)
@decisions.output(schemas.AdjustmentsOut, status_code=201)
def adjust(submission: str, json_data: Answer) -> tuple[Answer, int]:
    """Đặt một số thay số đơn vị đã nộp; báo cáo đã nộp không đổi, đơn vị được báo."""
    seen, value = json_data.pop("seen", None), sent_number(json_data.pop("value"))
    adjust_figure(context(), caller(), submission, WantedAdjustment(value=value, **json_data), seen)
    return present.adjustments(adjustments_on(context(), caller(), submission)), 201


@decisions.post("/submissions/<submission>/adjustments/<int:number>/end")
@allow(HOME_AFFAIRS_AND_ADMIN, needs=Permission.DECIDE)
@decisions.doc(summary="Bỏ một điều chỉnh", responses=REFUSALS, security="token")
@decisions.input(schemas.DecisionIn)
@decisions.output(schemas.AdjustmentsOut)
def end_adjustment(submission: str, number: int, json_data: Answer) -> Answer:
    """Số liệu trở lại như đơn vị đã nộp."""
    withdraw_adjustment(context(), caller(), submission, number, **json_data)
    return present.adjustments(adjustments_on(context(), caller(), submission))


@decisions.get("/periods/<period>/overlaps")
@allow(PROVINCE)
@decisions.doc(summary="Số liệu tính trùng của một kỳ", responses=fails(401, 403, 404), security="token")
@decisions.output(schemas.OverlapsOut)
def told_twice(period: str) -> Answer:
    """Số liệu hai đơn vị, hoặc hai cấp, cùng báo cáo: bên nào được tính, hai số và chênh lệch."""
    return present.overlaps(period_overlaps(context(), period))


@decisions.post("/periods/<period>/overlaps")
@allow(HOME_AFFAIRS_AND_ADMIN, needs=Permission.DECIDE)
@decisions.doc(summary="Khai báo số liệu tính trùng", responses=REFUSALS, security="token")
@decisions.input(schemas.OverlapIn)
@decisions.output(schemas.OverlapsOut, status_code=201)
def tell_twice(period: str, json_data: Answer) -> tuple[Answer, int]:
    """Từ kỳ này chỉ tính một bên; kỳ đã khóa không đổi, các đơn vị được báo."""
    declare_overlap(context(), caller(), period, _overlap(json_data), json_data.get("seen"))
    return present.overlaps(period_overlaps(context(), period)), 201


@decisions.post("/periods/<period>/overlaps/<int:number>")
@allow(HOME_AFFAIRS_AND_ADMIN, needs=Permission.DECIDE)
@decisions.doc(summary="Sửa khai báo số liệu tính trùng", responses=REFUSALS, security="token")
@decisions.input(schemas.OverlapIn)
@decisions.output(schemas.OverlapsOut)
def tell_twice_otherwise(period: str, number: int, json_data: Answer) -> Answer:
    """Từ kỳ này thay bằng khai báo mới, có số mới; các kỳ trước giữ khai báo cũ."""
    declare_overlap(context(), caller(), period, _overlap(json_data), json_data.get("seen"), number)
    return present.overlaps(period_overlaps(context(), period))


@decisions.post("/periods/<period>/overlaps/<int:number>/end")
@allow(HOME_AFFAIRS_AND_ADMIN, needs=Permission.DECIDE)
@decisions.doc(summary="Bỏ khai báo số liệu tính trùng", responses=REFUSALS, security="token")
@decisions.input(schemas.DecisionIn)
@decisions.output(schemas.OverlapsOut)
def tell_twice_no_more(period: str, number: int, json_data: Answer) -> Answer:
    """Từ kỳ này số của cả hai bên được cộng trở lại."""
    end_overlap(context(), caller(), period, number, **json_data)
    return present.overlaps(period_overlaps(context(), period))


def _overlap(given: Answer) -> Overlap:
    counting, leaving = (OverlapSide(given[side], given["of_kinds"]) for side in ("counting", "leaving"))
    return Overlap(given["indicator"], counting, leaving, given["reason"])
