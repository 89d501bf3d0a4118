"""The API's figures as data: a line for each agency and indicator, and totals beside those of earlier periods."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from apiflask import APIBlueprint
from apiflask.schemas import FileSchema
from flask import Response, jsonify, request

from service.actions.consolidation.figures import (
    FigurePage,
    Paging,
    figures_of_period,
    figures_of_periods,
    merged_period,
    period_csv,
    period_table_csv,
    period_tables_csv,
)
from service.actions.consolidation.totals import province_totals
from service.domain.audit import AuditEvent
from service.storage.consolidation.consolidations import merged_tables
from service.web.api import figure_schemas as schemas
from service.web.api import serializers as present
from service.web.api.openapi import fails
from service.web.auth.access import PROVINCE, allow
from service.web.media_types import CSV
from service.web.request_context import context
from service.web.ui.downloads import download, known_by_content, recorded

MAYBE_UNCHANGED: dict[Any, Any] = {304: "Chưa thay đổi", **fails(401, 403, 404, 422)}
FILE = FileSchema(type="string", format="binary")
NOTATION = "CSV: UTF-8 có BOM, ngăn cách bằng dấu chấm phẩy, dấu phẩy thập phân"

figures = APIBlueprint("figures", __name__, url_prefix="/api/v1", tag="Số liệu")


@figures.get("/periods/<period>/figures")
@allow(PROVINCE)
@figures.doc(summary="Số liệu từng đơn vị của một kỳ", responses=MAYBE_UNCHANGED, security="token")
@figures.input(schemas.PageIn, location="query")
@figures.output(schemas.FiguresOut)
def of_period(period: str, query_data: dict[str, Any]) -> Response:
    """Mỗi đơn vị và chỉ tiêu một dòng, theo trang; ETag cho biết đã thay đổi hay chưa."""
    found = figures_of_period(context(), period, query_data["indicator"], _paging(query_data))
    return _answer(found, period)


@figures.get("/figures")
@allow(PROVINCE)
@figures.doc(summary="Số liệu từng đơn vị qua nhiều kỳ", responses=MAYBE_UNCHANGED, security="token")
@figures.input(schemas.PeriodsPageIn, location="query")
@figures.output(schemas.FiguresOut)
def of_periods(query_data: dict[str, Any]) -> Response:
    """Các kỳ từ `from` đến hết `to`, kỳ cũ trước; ETag cho biết đã thay đổi hay chưa."""
    chosen = query_data["indicator"], query_data["since"], query_data["until"]
    return _answer(figures_of_periods(context(), *chosen, _paging(query_data)))


@figures.get("/periods/<period>/figures.csv")
@allow(PROVINCE)
@figures.doc(
    summary="Số liệu của một kỳ dạng CSV", responses={304: "Chưa thay đổi", **fails(401, 403, 404)}, security="token"
)
@figures.output(FILE, content_type=CSV, description=NOTATION)
def as_csv(period: str) -> Response:
    """Mọi dòng của kỳ trong một tệp mở được bằng Excel."""
    name = f"so-lieu-{period}.csv"
    return _file(period_csv(context(), period), name, period)


@figures.get("/periods/<period>/tables")
@allow(PROVINCE)
@figures.doc(summary="Bảng nhiều dòng cộng toàn tỉnh", responses=fails(401, 403, 404), security="token")
@figures.output(schemas.TablesOut)
def tables(period: str) -> dict[str, Any]:
    """Mỗi bảng của biểu mẫu cộng các đơn vị như trang «Số liệu tổng hợp»; chưa đơn vị nào có dòng thì `lines` trống."""
    return {"period": period, "tables": merged_tables(merged_period(context(), period))}


@figures.get("/periods/<period>/tables.csv")
@allow(PROVINCE)
@figures.doc(
    summary="Mọi bảng nhiều dòng của một kỳ dạng CSV", responses={304: "Chưa thay đổi", **fails(401, 403, 404)},
    security="token",
)  # fmt: skip
@figures.output(FILE, content_type=CSV, description=NOTATION)
def tables_as_csv(period: str) -> Response:
    """Mỗi ô một dòng; sau các đơn vị là các dòng cộng toàn tỉnh, «Tính» là 0."""
    name = f"bang-{period}.csv"
    return _file(period_tables_csv(context(), period), name, period)


@figures.get("/periods/<period>/tables/<table>.csv")
@allow(PROVINCE)
@figures.doc(
    summary="Bảng nhiều dòng của một kỳ dạng CSV", responses={304: "Chưa thay đổi", **fails(401, 403, 404)},
    security="token",
)  # fmt: skip
@figures.output(FILE, content_type=CSV, description=NOTATION)
def table_as_csv(period: str, table: str) -> Response:
    """Từng dòng của mỗi đơn vị; cộng các dòng có «Tính» là 1 thì được số liệu của bảng tổng hợp."""
    name = f"bang-{table}-{period}.csv"
    return _file(period_table_csv(context(), period, table), name, period)


@figures.get("/periods/<period>/comparison")
@allow(PROVINCE)
@figures.doc(summary="So sánh số liệu toàn tỉnh", responses=fails(401, 403, 404), security="token")
@figures.output(schemas.ComparisonOut)
def comparison(period: str) -> dict[str, Any]:
    """Toàn tỉnh so với kỳ trước và cùng kỳ năm trước; `matched` là trên các đơn vị có ở cả hai kỳ."""
    return present.comparison(province_totals(context(), period))


def _file(content: bytes, name: str, period: str) -> Response:
    return recorded(known_by_content(download(content, CSV, name)), AuditEvent.DATA_DOWNLOADED, name, period=period)


def _paging(asked: dict[str, Any]) -> Paging:
    return Paging(asked["page"], asked["per_page"])


def _answer(found: FigurePage, period: str | None = None) -> Response:
    """The page with the address of the next one, which asks for the same."""
    following = None
    if found.paging.page < found.pages:
        asked = {**request.args.to_dict(flat=False), "page": [str(found.paging.page + 1)]}
        following = f"{request.path}?{urlencode(asked, doseq=True)}"
    answer = known_by_content(jsonify(present.figures(found, following)))
    return recorded(answer, AuditEvent.DATA_DOWNLOADED, request.full_path.rstrip("?"), period=period)
