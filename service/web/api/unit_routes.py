"""The API of what single units owe, of the units before them, and of changes of the map of units from a day."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from service.actions.organization.reorganise import preview_reorganisation, reorganise
from service.actions.periods.administration import agency_terms
from service.actions.periods.containment import answer_containment, reports_before
from service.actions.periods.lifecycle import set_obligation
from service.domain.errors import EntryError, message
from service.domain.organization.access import Permission
from service.domain.organization.agency import AgencyKind
from service.domain.organization.reorganisation import Reorganisation, ReorganisationAct
from service.domain.reporting.decisions import require_reason
from service.web.api import unit_schemas as schemas
from service.web.api import unit_serializers as present
from service.web.api.decision_routes import REFUSALS
from service.web.api.openapi import fails
from service.web.auth.access import ADMINS, EVERYONE, HOME_AFFAIRS_AND_ADMIN, PROVINCE, UNITS, allow
from service.web.request_context import caller, context

units_api = APIBlueprint("units_api", __name__, url_prefix="/api/v1", tag="Đơn vị")
Answer = dict[str, Any]


@units_api.get("/periods/<period>/agencies/<agency>/terms")
@allow(PROVINCE)
@units_api.doc(summary="Quy định riêng của một đơn vị", responses=fails(401, 403, 404), security="token")
@units_api.output(schemas.TermsOut)
def terms(period: str, agency: str) -> Answer:
    """Số liệu đã gồm đơn vị trực thuộc chưa, chỉ tiêu nào không phải báo cáo."""
    return present.terms(agency_terms(context(), period, agency))


@units_api.post("/periods/<period>/agencies/<agency>/terms")
@allow(HOME_AFFAIRS_AND_ADMIN, needs=Permission.DECIDE)
@units_api.doc(summary="Đặt, bỏ quy định riêng của một đơn vị", responses=REFUSALS, security="token")
@units_api.input(schemas.TermsIn)
@units_api.output(schemas.TermsOut)
def set_terms(period: str, agency: str, json_data: Answer) -> Answer:
    """Điều không nêu giữ như cũ; exempt là danh sách trống thì đơn vị lại báo cáo mọi chỉ tiêu."""
    reason, exempt = require_reason(json_data.pop("reason")), json_data.pop("exempt", None)
    if exempt is None and "includes_children" not in json_data:
        raise EntryError("exempt", message("Cần ít nhất một trong: includes_children, exempt."))
    spared = None if exempt is None else tuple(exempt)
    set_obligation(context(), period, agency, exempt=spared, actor=caller(), reason=reason, **json_data)
    return present.terms(agency_terms(context(), period, agency))


@units_api.get("/periods/<period>/agencies/<agency>/predecessors")
@allow(EVERYONE)
@units_api.doc(summary="Báo cáo phần cuối của đơn vị trước", responses=fails(401, 403, 404), security="token")
@units_api.output(schemas.LastReportsOut)
def before(period: str, agency: str) -> Answer:
    """Các đơn vị kết thúc trong kỳ mà đơn vị kế thừa, và đã trả lời «đã gồm số liệu» hay chưa."""
    return present.last_reports(reports_before(context(), caller(), period, agency))


@units_api.post("/periods/<period>/agencies/<agency>/predecessors/<predecessor>")
@allow(UNITS, needs=Permission.SUBMIT)
@units_api.doc(summary="Trả lời đã gồm số liệu của đơn vị trước chưa", responses=REFUSALS, security="token")
@units_api.input(schemas.AnswerIn)
@units_api.output(schemas.LastReportsOut)
def contain(period: str, agency: str, predecessor: str, json_data: Answer) -> Answer:
    """Đã gồm thì báo cáo phần cuối được giữ và không cộng thêm; trả lời lại được cho đến khi khóa kỳ."""
    answer_containment(
        context(), caller(), period, agency, predecessor, contained=json_data["contained"], seen=json_data["seen"]
    )
    return present.last_reports(reports_before(context(), caller(), period, agency))


@units_api.post("/agencies/reorganisation/preview")
@allow(ADMINS, needs=Permission.DECIDE)
@units_api.doc(summary="Xem trước việc sắp xếp đơn vị", responses=REFUSALS, security="token")
@units_api.input(schemas.PlanIn)
@units_api.output(schemas.PreviewOut)
def look_ahead(json_data: Answer) -> Answer:
    """Sáp nhập, chia tách, đổi tên, giải thể, hay hủy việc đó: đơn vị và kỳ đang mở nào thay đổi; chưa ghi gì."""
    return present.preview(preview_reorganisation(context(), _plan(json_data)))


@units_api.post("/agencies/reorganisation")
@allow(ADMINS, needs=Permission.DECIDE)
@units_api.doc(summary="Sắp xếp đơn vị", responses=REFUSALS, security="token")
@units_api.input(schemas.PlanIn)
@units_api.output(schemas.DoneOut)
def change(json_data: Answer) -> Answer:
    """Thực hiện đúng như bản xem trước có dấu seen; gửi lại việc đã xong thì không làm gì thêm."""
    reason, plan = require_reason(json_data["reason"]), _plan(json_data)
    if not json_data.get("seen"):
        raise EntryError("seen", message("Cần dấu seen của bản xem trước."))
    reorganise(context(), caller(), plan, json_data["seen"], reason)
    return {"done": True, "units": list(plan.units)}


def _plan(given: Answer) -> Reorganisation:
    return Reorganisation(
        ReorganisationAct(given["act"]), given["day"], tuple(given["units"]), "\n".join(given["into"]), given["name"],
        given["abbreviation"], None if given["kind"] is None else AgencyKind(given["kind"]), given["parent"],
        given["clears_parent"],
    )  # fmt: skip
