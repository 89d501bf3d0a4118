"""Calls of the API made from its description by chance, each answered as it says, whoever asks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.actions.consolidation.build import build_workbook
from service.actions.consolidation.merge import merge_period
from service.actions.intake.validate import validate_submission
from service.actions.periods.lifecycle import close_period, reopen_period
from service.actions.periods.publication import publish_edition
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.web import API, CALLERS, Web

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PLACES = {
    "period": [PERIOD, "2023-Y"], "agency": ["SGTVT", "SNNMT"], "submission": ["2023-Q3-SGTVT-1"],
    "code": ["cchc"], "version": ["2022"], "table": ["ho_so_linh_vuc"],
}  # fmt: skip
# Somebody whose token nobody issued.
STRANGER = "stranger"
WHOEVER = (*CALLERS, STRANGER)


def lived_in(web: Web) -> Web:
    """An installation in which everything can be found; the period was published once and is open again."""
    close_period(web.context, PERIOD)
    publish_edition(web.context, PERIOD, 1, HOME_AFFAIRS)
    reopen_period(web.context, PERIOD, HOME_AFFAIRS, "Nộp bổ sung")
    web.file_json()
    validate_submission(web.context, "2023-Q3-SGTVT-1")
    merge_period(web.context, PERIOD)
    build_workbook(web.context, web.call("POST", f"{API}/periods/{PERIOD}/workbooks", "admin").get_json()["id"])
    web.tokens[STRANGER] = "tonghop_khong-co"
    return web


def operations_of(web: Web) -> list[Any]:
    """All operations that the description names."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", web.app)
    return [result.ok() for result in schema.get_all_operations()]


def headers_of(web: Web, role: str) -> dict[str, str]:
    """What the role sends along."""
    return {"Authorization": f"Bearer {web.tokens[role]}", "Accept-Encoding": "identity"}


def names(operation: Any) -> list[str]:
    """The gaps in the operation's path."""
    return re.findall(r"\{(\w+)\}", operation.path)


def probe(web: Web, operation: Any, examples: int, roles: Sequence[str]) -> Counter[int]:
    """Call an operation with generated requests, half of them about what exists; how often each status was answered."""
    seen: Counter[int] = Counter()

    @settings(max_examples=examples, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), known=st.booleans(), choose=st.integers(0, 1), role=st.sampled_from(roles))
    def run(case: Any, known: bool, choose: int, role: str) -> None:
        if known:
            for name in set(names(operation)) & PLACES.keys():
                case.path_parameters[name] = PLACES[name][choose % len(PLACES[name])]
        seen[case.call_and_validate(headers=headers_of(web, role), checks=CHECKS).status_code] += 1

    run()
    return seen
