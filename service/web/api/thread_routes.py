"""The API of questions about single figures: asked and settled by Home Affairs, answered by units, read by both."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from service.actions.review.figure_threads import say_about_figure, threads_of
from service.domain.organization.access import Permission
from service.domain.reporting.figure_thread import ThreadStep
from service.web.api import decision_schemas as schemas
from service.web.api import decision_serializers as present
from service.web.api.decision_routes import REFUSALS
from service.web.api.openapi import fails
from service.web.auth.access import EVERYONE, HOME_AFFAIRS_AND_ADMIN, UNITS, allow
from service.web.request_context import caller, context

threads = APIBlueprint(
    "threads", __name__, url_prefix="/api/v1/periods/<period>/agencies/<agency>/questions", tag="Hỏi đáp về số liệu"
)
Answer = dict[str, Any]


@threads.get("")
@allow(EVERYONE)
@threads.doc(summary="Hỏi đáp về số liệu của một đơn vị", responses=fails(401, 403, 404), security="token")
@threads.output(schemas.ThreadsOut)
def of_agency(period: str, agency: str) -> Answer:
    """Sở Nội vụ hỏi gì về từng số liệu, đơn vị trả lời ra sao, số liệu đã đổi hay chưa."""
    return present.threads(threads_of(context(), caller(), period, agency))


@threads.post("/<code>")
@allow(HOME_AFFAIRS_AND_ADMIN, needs=Permission.DECIDE)
@threads.doc(summary="Hỏi về một số liệu", responses=REFUSALS, security="token")
@threads.input(schemas.ThreadIn)
@threads.output(schemas.ThreadsOut, status_code=201)
def ask(period: str, agency: str, code: str, json_data: Answer) -> tuple[Answer, int]:
    """Hỏi, hoặc hỏi thêm; đơn vị được báo."""
    return _said(period, agency, code, ThreadStep.ASKED, json_data), 201


@threads.post("/<code>/answer")
@allow(UNITS, needs=Permission.SUBMIT)
@threads.doc(summary="Trả lời câu hỏi về một số liệu", responses=REFUSALS, security="token")
@threads.input(schemas.ThreadIn)
@threads.output(schemas.ThreadsOut)
def answer(period: str, agency: str, code: str, json_data: Answer) -> Answer:
    """Đơn vị trả lời; Sở Nội vụ được báo."""
    return _said(period, agency, code, ThreadStep.ANSWERED, json_data)


@threads.post("/<code>/done")
@allow(HOME_AFFAIRS_AND_ADMIN, needs=Permission.DECIDE)
@threads.doc(summary="Đánh dấu xong câu hỏi về một số liệu", responses=REFUSALS, security="token")
@threads.input(schemas.ThreadIn)
@threads.output(schemas.ThreadsOut)
def settle(period: str, agency: str, code: str, json_data: Answer) -> Answer:
    """Không hỏi thêm; đơn vị được báo."""
    return _said(period, agency, code, ThreadStep.DONE, json_data)


def _said(period: str, agency: str, code: str, step: ThreadStep, words: Answer) -> Answer:
    say_about_figure(context(), caller(), period, agency, code, step, **words)
    return present.threads(threads_of(context(), caller(), period, agency))
