"""The API's description: what APIFlask cannot read off the views, and the page that shows it without a CDN."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import swagger_ui
from apiflask import APIFlask
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Response, send_from_directory
from marshmallow import Schema

from service.domain.organization.quota import QuotaError
from service.readers.formats import FORMATS
from service.readers.json import PayloadSchema
from service.web.api.schemas import ProblemOut
from service.web.auth.access import public
from service.web.errors import RETRY_AFTER, TITLE_OF, TITLES

ASSETS = Path(swagger_ui.__file__).parent / "static"
ASSET_NAMES = ("swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js")
JSON, PROBLEM = "application/json", "application/problem+json"
WAIT = {"Retry-After": {"description": "Số giây nên chờ trước khi gửi lại", "schema": {"type": "integer"}}}
FILE = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
# A report with files that prove it; `evidence.<indicator>` for those of one figure.
FILING = {
    **FILE,
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "signed": {"type": "string", "format": "binary", "description": "Báo cáo đã ký số (PDF)"},
        "evidence": {"type": "string", "format": "binary", "description": "Tệp kèm theo"},
    },
    "additionalProperties": {"type": "string", "format": "binary", "description": "evidence.<mã chỉ tiêu>"},
}
WORKBOOK_BODY = {"content": {"multipart/form-data": {"schema": FILE}}}
FILINGS = "/api/v1/periods/{period}/agencies/{agency}/submissions"
RECEIPT = {JSON: {"schema": {"$ref": "#/components/schemas/HandedInOut"}}}

assets = Blueprint("api_docs_assets", __name__, url_prefix="/api/docs/assets")


@assets.get("/<any({}):name>".format(", ".join(repr(name) for name in ASSET_NAMES)))
@public
def asset(name: str) -> Response:
    """A file of the description's page."""
    return send_from_directory(ASSETS, name, max_age=86400)


def configure(app: APIFlask) -> None:
    """Describe the API in OpenAPI 3.1 with local assets, and let everybody read the description."""
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_404_RESPONSE=False,
        HTTP_ERROR_SCHEMA=ProblemOut,
        SWAGGER_UI_CSS="/api/docs/assets/swagger-ui.css",
        SWAGGER_UI_BUNDLE_JS="/api/docs/assets/swagger-ui-bundle.js",
        SWAGGER_UI_STANDALONE_PRESET_JS="/api/docs/assets/swagger-ui-standalone-preset.js",
        DOCS_FAVICON="data:,",
        SECURITY_SCHEMES={"token": {"type": "http", "scheme": "bearer"}},
        DESCRIPTION="Nộp báo cáo định kỳ, theo dõi tiến độ và tải bảng tổng hợp toàn tỉnh.",
    )
    app.spec_processor(complete)
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("openapi."):
            app.view_functions[endpoint] = public(view)


def fails(*statuses: int) -> dict[int, str]:
    """The statuses in which a call may fail, in words; any may come too often, or find the service busy."""
    return {status: TITLES[status] for status in (*statuses, 503)} | {429: TITLE_OF[QuotaError]}


def complete(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """Add the filing's schema, what of a body must be there, the media type of errors, and when to try again."""
    assert isinstance(spec, dict)
    schemas = spec["components"]["schemas"]
    schemas.update(_described(PayloadSchema))
    spec["paths"][FILINGS]["post"]["requestBody"] = _filing_body()
    for operations in spec["paths"].values():
        for operation in operations.values():
            _complete_responses(operation["responses"])
            body = operation.get("requestBody", {})
            for content in body.get("content", {}).values():
                name = content["schema"].get("$ref", "").rpartition("/")[2]
                body.setdefault("required", "required" in schemas.get(name, content["schema"]))
    return spec


def _filing_body() -> dict[str, Any]:
    """A report in any of the formats that are taken."""
    report = {"schema": {"$ref": "#/components/schemas/Payload"}}
    return {
        "description": f"Báo cáo, hoặc tệp báo cáo ({', '.join(FORMATS.suffixes())})",
        "content": {
            **{intake.media_type: report for intake in FORMATS.bodies()},
            "multipart/form-data": {"schema": FILING},
        },
    }


def _complete_responses(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if status == "304":
            response.pop("content", None)
        if status >= "400":
            response["content"] = {PROBLEM: response["content"][JSON]}
        if int(status) in {429, *RETRY_AFTER}:
            response["headers"] = WAIT


def _described(schema: type[Schema]) -> dict[str, Any]:
    """A schema that APIFlask does not read itself, and those inside it, by name."""
    made = APISpec("", "", "3.1.0", plugins=[MarshmallowPlugin()])
    made.components.schema(schema.__name__.removesuffix("Schema"), schema=schema)
    found: dict[str, Any] = made.to_dict()["components"]["schemas"]
    return found
