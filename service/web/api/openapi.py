"""The API's description: what APIFlask cannot read off the views, and the page that shows it without a CDN."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import swagger_ui
from apiflask import APIFlask
from flask import Blueprint, Response, send_from_directory

from service.web.auth.access import public
from service.web.media_types import XLSX

ASSETS = Path(swagger_ui.__file__).parent / "static"
ASSET_NAMES = ("swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js")
BINARY = (
    "/api/v1/periods/{period}/workbook",
    "/api/v1/periods/{period}/agencies/{agency}/template.xlsx",
    "/api/v1/workbooks/{workbook}/file",
)
BUILD = "/api/v1/periods/{period}/workbooks"
CHANGES = "/api/v1/workbooks/{workbook}/changes"
VERIFY = "/api/v1/workbooks/verify"
BOUNCES = "/api/v1/mail/bounces"
SUBMIT = "/api/v1/periods/{period}/agencies/{agency}/submissions"

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
        HTTP_ERROR_SCHEMA=PROBLEM,
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


def complete(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """Add the filing's body, and the media type of errors."""
    assert isinstance(spec, dict)
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    schemas["Payload"] = PAYLOAD
    for path in BINARY:
        content = {XLSX: {"schema": {"type": "string", "format": "binary"}}}
        spec["paths"][path]["get"]["responses"]["200"] = {"description": "Tệp Excel", "content": content}
    _describe_filing(spec["paths"][SUBMIT]["post"])
    spec["paths"][BUILD]["post"]["requestBody"] = SCOPE_BODY
    spec["paths"][CHANGES]["get"]["parameters"].append(SINCE)
    spec["paths"][BOUNCES]["post"]["requestBody"] = BOUNCE_BODY
    spec["paths"][VERIFY]["post"]["requestBody"] = {"required": True, "content": FILE}
    for operations in spec["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict):
                _name_problems(operation.get("responses", {}))
    return spec


def _describe_filing(submit: dict[str, Any]) -> None:
    submit["requestBody"] = FILING_BODY
    submit["parameters"] = [*submit["parameters"], IDEMPOTENCY_KEY]
    submit["responses"]["200"] = {**submit["responses"]["202"], "description": "Đã nộp trước đây: biên nhận cũ"}


def _name_problems(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        content = response.get("content", {})
        if status == "304":
            response.pop("content", None)
        if status >= "400" and "application/json" in content:
            response["content"] = {"application/problem+json": content["application/json"]}


PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "status", "title", "detail"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "message": {"type": "string"},
                    "rule": {"type": "string"},
                },
            },
        },
    },
}
_TEXTS: dict[str, Any] = {"type": "object", "additionalProperties": {"type": "string"}}
PAYLOAD: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["template", "template_version", "period", "agency", "indicators"],
    "properties": {
        "template": {"type": "string", "examples": ["cchc"]},
        "template_version": {"type": "string", "examples": ["2022"]},
        "period": {"type": "string", "examples": ["2023-Q3"]},
        "agency": {"type": "string", "examples": ["SGTVT"]},
        "indicators": {
            "type": "object",
            "description": 'Mã chỉ tiêu → số (4135.9 hoặc "4135.9"), null (chưa có) hoặc "n/a" (không áp dụng)',
            "additionalProperties": {"type": ["number", "string", "null"]},
        },
        "narratives": {**_TEXTS, "description": "Mã mục → nội dung"},
        "documents": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["kind", "title"],
                "properties": {
                    "kind": {"type": "string"},
                    "number": {"type": ["string", "null"]},
                    "date": {"type": ["string", "null"], "format": "date"},
                    "title": {"type": "string"},
                },
            },
        },
        "explanations": {**_TEXTS, "description": "Mã quy tắc cảnh báo → giải trình"},
        "notes": {**_TEXTS, "description": "Mã chỉ tiêu → ghi chú"},
    },
}
SINCE: dict[str, Any] = {
    "name": "since",
    "in": "query",
    "description": "Bảng đã lập trước đó để so sánh; không nêu là bảng ngay trước",
    "schema": {"type": "string"},
}
IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Khóa do bên gửi đặt: cùng khóa và nội dung thì nhận lại biên nhận cũ, nội dung khác thì 422",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
FILE: dict[str, Any] = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "properties": {"file": {"type": "string", "format": "binary"}},
            "required": ["file"],
        }
    },
}
FILING_BODY: dict[str, Any] = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Payload"}}, **FILE},
}
_LIST: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
SCOPE_BODY: dict[str, Any] = {
    "required": False,
    "description": "Phạm vi; không gửi gì là bảng đầy đủ của toàn tỉnh",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "kinds": {**_LIST, "description": "Cấp đơn vị: so, huyen, xa"},
                    "units": {**_LIST, "description": "Mã đơn vị"},
                    "sections": {**_LIST, "description": "Mã mục số liệu, ví dụ II.2"},
                    "edition": {"type": "string", "enum": ["xlsx", "pdf"]},
                    "since": {"type": "string", "description": "Bảng đã lập: trang tính đầu nêu thay đổi từ bảng đó"},
                },
            }
        }
    },
}
BOUNCE_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "additionalProperties": False,
                "required": ["address", "reason"],
                "properties": {
                    "address": {"type": "string", "examples": ["canbo@sgtvt.gov.vn"]},
                    "reason": {"type": "string", "examples": ["550 5.1.1 User unknown"]},
                },
            }
        }
    },
}
