"""The API of a period's closing: what is still open before it, and what was published after it."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from service.actions.consolidation.published import published_results
from service.actions.periods.closing import closing_overview
from service.web.api import closing_schemas as schemas
from service.web.api import closing_serializers as present
from service.web.api.openapi import fails
from service.web.auth.access import EVERYONE, PROVINCE, allow
from service.web.request_context import caller, context

closings = APIBlueprint("closings", __name__, url_prefix="/api/v1", tag="Khóa kỳ")


@closings.get("/periods/<period>/closing")
@allow(PROVINCE)
@closings.doc(summary="Việc trước khi khóa kỳ", responses=fails(401, 403, 404), security="token")
@closings.output(schemas.ClosingOut)
def checklist(period: str) -> dict[str, Any]:
    """Các mục kiểm tra, việc của tỉnh, bản trình lãnh đạo Sở Nội vụ và các lần công bố."""
    return present.closing(closing_overview(context(), period))


@closings.get("/periods/<period>/results")
@allow(EVERYONE)
@closings.doc(summary="Kết quả đã công bố", responses=fails(401, 403, 404), security="token")
@closings.output(schemas.ResultsOut)
def results(period: str) -> dict[str, Any]:
    """Ấn bản công bố gần nhất: số liệu toàn tỉnh, số liệu và thứ hạng của đơn vị mình; chưa công bố thì 404."""
    return present.results(published_results(context(), period, caller().agency))
