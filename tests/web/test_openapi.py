"""The API's description is true: it names every route, and what is served is what it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis

from service.readers.json import DocumentSchema, PayloadSchema
from service.web.api import decision_schemas, unit_schemas
from service.web.api import schemas as schemas_in
from tests.support import api_cases
from tests.support.api_cases import CHECKS, PLACES, WHOEVER, headers_of, names, operations_of, probe
from tests.support.web import API, Web

METHODS = {"get", "post", "put", "patch", "delete"}
Count = Callable[[str, object], None]
AGENCY = "periods/{period}/agencies/{agency}"
DECISIONS = (
    f"{AGENCY}/exclusion", f"{AGENCY}/exclusion/end", f"{AGENCY}/late-filing", f"{AGENCY}/late-filing/end",
    "submissions/{submission}/adjustments", "submissions/{submission}/adjustments/{number}/end",
    f"{AGENCY}/questions/{{code}}", f"{AGENCY}/questions/{{code}}/answer", f"{AGENCY}/questions/{{code}}/done",
    f"{AGENCY}/terms", f"{AGENCY}/predecessors/{{predecessor}}", "agencies/reorganisation",
    "agencies/reorganisation/preview",
    "periods/{period}/overlaps", "periods/{period}/overlaps/{number}", "periods/{period}/overlaps/{number}/end",
)  # fmt: skip


@pytest.fixture
def lived_in(web: Web) -> Web:
    """An installation in which everything can be found."""
    return api_cases.lived_in(web)


def description(web: Web) -> dict[str, Any]:
    """The description as everybody gets it."""
    answer = web.call("GET", "/api/openapi.json", None)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: dict[str, Any] = answer.get_json()
    return found


def operations(spec: dict[str, Any]) -> set[tuple[str, str]]:
    """Method and path of every call that the description names."""
    return {(method, path) for path, item in spec["paths"].items() for method in METHODS & item.keys()}


def routes(web: Web) -> set[tuple[str, str]]:
    """Method and path of every call that the API serves."""
    return {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in web.app.url_map.iter_rules()
        if rule.rule.startswith(API)
        for method in rule.methods or ()
        if method.lower() in METHODS
    }


def test_it_is_openapi_3_1_and_names_every_route(web: Web) -> None:
    spec = description(web)
    assert spec["openapi"].startswith("3.1.")
    assert operations(spec) == routes(web)
    assert len(operations(spec)) >= 10


def test_every_call_says_that_it_needs_a_token_and_how_it_fails(web: Web) -> None:
    spec = description(web)
    assert spec["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}
    for method, path in operations(spec):
        operation = spec["paths"][path][method]
        assert operation["security"] == [{"token": []}], path
        assert operation["summary"], path
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"], (path, status)
        assert "401" in operation["responses"], path


def test_the_filing_is_described_whole(web: Web) -> None:
    spec = description(web)
    submit = spec["paths"]["/api/v1/periods/{period}/agencies/{agency}/submissions"]["post"]
    assert set(submit["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    assert {"200", "202", "401", "403", "404", "409", "413", "415", "422"} <= submit["responses"].keys()
    receipt = {"$ref": "#/components/schemas/HandedInOut"}
    for status in ("200", "202"):
        assert submit["responses"][status]["content"]["application/json"]["schema"] == receipt
    assert {(item["in"], item["name"]) for item in submit["parameters"]} == {
        ("path", "period"), ("path", "agency"), ("header", "Idempotency-Key"), ("query", "reason"),
    }  # fmt: skip
    assert spec["components"]["schemas"]["Payload"]["additionalProperties"] is False


def test_bodies_are_described_by_the_schemas_that_read_them(web: Web) -> None:
    spec = description(web)
    schemas = spec["components"]["schemas"]
    described = {"ScopeIn": schemas_in.ScopeIn(), "BounceIn": schemas_in.BounceIn(), "Payload": PayloadSchema(),
                 "Document": DocumentSchema(), "DecisionIn": decision_schemas.DecisionIn(),
                 "LateFilingIn": decision_schemas.LateFilingIn(),
                 "AdjustmentIn": decision_schemas.AdjustmentIn(),
                 "OverlapIn": decision_schemas.OverlapIn(), "ThreadIn": decision_schemas.ThreadIn(),
                 "TermsIn": unit_schemas.TermsIn(), "AnswerIn": unit_schemas.AnswerIn(),
                 "PlanIn": unit_schemas.PlanIn()}  # fmt: skip
    for name, schema in described.items():
        shown = schemas[name]
        assert shown["properties"].keys() == schema.fields.keys(), name
        assert set(shown.get("required", ())) == {key for key, field in schema.fields.items() if field.required}, name
        assert shown["additionalProperties"] is False, name
    bodies = {
        path: (operation["requestBody"]["required"], sorted(operation["requestBody"]["content"]))
        for path, item in spec["paths"].items()
        for operation in item.values()
        if "requestBody" in operation
    }
    assert bodies == {
        f"{API}/periods/{{period}}/agencies/{{agency}}/submissions": (
            True,
            ["application/json", "multipart/form-data"],
        ),
        f"{API}/periods/{{period}}/agencies/{{agency}}/readings": (True, ["multipart/form-data"]),
        f"{API}/periods/{{period}}/workbooks": (False, ["application/json"]),
        f"{API}/workbooks/verify": (True, ["multipart/form-data"]),
        f"{API}/mail/bounces": (True, ["application/json"]),
        **{f"{API}/{path}": (True, ["application/json"]) for path in DECISIONS},
    }


def test_what_may_pass_is_described_with_when_to_try_again(web: Web) -> None:
    spec = description(web)
    for method, path in operations(spec):
        responses = spec["paths"][path][method]["responses"]
        assert "503" in responses, path
        assert ("507" in responses) == (method == "post"), path
        for status in {"503", "507"} & responses.keys():
            assert responses[status]["headers"]["Retry-After"]["schema"] == {"type": "integer"}, path
    submit = spec["paths"][f"{API}/periods/{{period}}/agencies/{{agency}}/submissions"]["post"]
    assert "Idempotency-Key" in submit["responses"]["422"]["description"]
    assert "ghi chú" in submit["responses"]["200"]["description"]


def test_every_reference_leads_somewhere(web: Web) -> None:
    spec = description(web)
    found = set(re.findall(r"#/components/schemas/(\w+)", str(spec)))
    assert found and found <= spec["components"]["schemas"].keys()


def test_whatever_is_asked_is_answered_as_described(lived_in: Web, record_property: Count) -> None:
    found = operations_of(lived_in)
    assert {(item.method.lower(), item.path) for item in found} == routes(lived_in)
    seen: Counter[int] = Counter()
    for operation in found:
        seen += probe(lived_in, operation, 15 if operation.method == "get" else 40, ["home_affairs"])
    # Those that whatever is drawn leads to; a workbook that can be asked for is hardly ever drawn.
    assert seen.keys() >= {200, 404}, seen
    record_property("api_cases", seen.total())


def test_whoever_asks_is_answered_as_described(lived_in: Web, record_property: Count) -> None:
    seen: Counter[int] = Counter()
    for operation in operations_of(lived_in):
        seen += probe(lived_in, operation, 8, WHOEVER)
    assert seen.keys() >= {401, 403}, seen
    record_property("api_cases", seen.total())


def test_what_exists_is_answered_as_described(lived_in: Web) -> None:
    headers = headers_of(lived_in, "home_affairs")
    # The template of this period has no tables with rows; those of one that has are asked for beside their figures.
    there = PLACES.keys() - {"table"}
    for operation in operations_of(lived_in):
        if operation.method == "get" and set(names(operation)) <= there:
            case = operation.Case(path_parameters={name: PLACES[name][0] for name in names(operation)})
            assert case.call_and_validate(headers=headers, checks=CHECKS).status_code == 200, operation.label


def test_a_workbook_that_can_be_built_is_promised_as_described(lived_in: Web) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", lived_in.app)
    operation = schema["/api/v1/periods/{period}/workbooks"]["post"]
    case = operation.Case(path_parameters={"period": PLACES["period"][0]})
    answer = case.call_and_validate(headers=headers_of(lived_in, "home_affairs"), checks=CHECKS)
    assert answer.status_code == 202
