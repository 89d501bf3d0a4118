"""Every route says who may call it, and departments never get at another unit's data."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from service.actions.consolidation.build import build_workbook
from service.actions.consolidation.merge import merge_period
from service.actions.context import Context
from service.actions.intake.validate import validate_submission
from service.domain.organization.access import Caller, Role
from service.web.auth.access import access_of, public
from tests.support.filings import of_agency, raw
from tests.support.installation import PERIOD
from tests.support.processes import ROOT
from tests.support.web import API, CALLERS, Web, submissions

REPORT = (ROOT / "tests" / "data" / "sgtvt-2023-q3.txt").read_bytes()
OTHER, OWN = "STC", "SGTVT"
# Another unit's filing looks like one that is not there.
LIKE_NOT_THERE = {"api.submission", "api.submission_file", "decisions.adjusted"}
WRITING = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def province(sqlite_context: Context) -> Web:
    """An installation in which the other unit's filing, a merged report and a workbook are there to be had."""
    web = Web(sqlite_context)
    files = {
        "file": FileStorage(io.BytesIO(raw(of_agency(OTHER))), "a.json"),
        "evidence": FileStorage(io.BytesIO(b"\x89PNG"), "anh.png"),
    }
    to = f"{submissions(agency=OTHER)}?reason=Mất+mạng"
    assert web.file_form(files, "home_affairs", to).status_code == 202
    validate_submission(web.context, f"{PERIOD}-{OTHER}-1")
    merge_period(web.context, PERIOD)
    build_workbook(web.context, web.call("POST", f"{API}/periods/{PERIOD}/workbooks", "admin").get_json()["id"])
    return web


def calls(web: Web, agency: str) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and address of every call below the API, about that unit where it is about one."""
    values = {
        "period": PERIOD, "agency": agency, "submission": f"{PERIOD}-{agency}-1", "code": "cchc", "version": "2022",
        "workbook": "none", "number": "1", "predecessor": agency, "table": "ho_so_linh_vuc",
    }  # fmt: skip
    for rule in web.app.url_map.iter_rules():
        if rule.rule.startswith(API):
            assert rule.arguments <= values.keys(), f"{rule.rule}: say here what stands in its gaps"
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: values[gap[1]], rule.rule)
            for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                yield rule.endpoint, method, path


def about_a_unit(web: Web) -> set[str]:
    """The endpoints whose address names a unit or a filing."""
    return {rule.endpoint for rule in web.app.url_map.iter_rules() if {"agency", "submission"} & rule.arguments}


def ask(web: Web, method: str, path: str, role: str | None) -> TestResponse:
    """The answer to a call; what writes gets a good report of the other unit."""
    if path.endswith("/readings"):
        return web.file_upload(REPORT, "bao-cao.txt", role, path)
    body: dict[str, Any] = {"json": of_agency(OTHER, sang_kien__so_luong=7)} if method in WRITING else {}
    to = f"{path}?reason=Mất+mạng" if path.endswith("/submissions") else path
    return web.call(method, to, role, **body)


def unmarked(web: Web) -> list[str]:
    """The endpoints that do not say who may call them."""
    endpoints = {rule.endpoint for rule in web.app.url_map.iter_rules()}
    return sorted(endpoint for endpoint in endpoints if access_of(web.app, endpoint) is None)


def test_every_route_says_who_may_call_it(province: Web) -> None:
    assert unmarked(province) == []


def test_the_guard_sees_a_route_that_forgot_and_nobody_is_served_by_it(sqlite_context: Context) -> None:
    web = Web(sqlite_context)
    web.app.add_url_rule("/quen", "forgot", lambda: "secret")
    assert unmarked(web) == ["forgot"]
    for role in (None, *CALLERS):
        assert web.call("GET", "/quen", role).status_code == 403
    web.app.view_functions["forgot"] = public(web.app.view_functions["forgot"])
    assert unmarked(web) == []


def test_nothing_below_the_api_is_served_without_a_token(province: Web) -> None:
    for endpoint, method, path in calls(province, OTHER):
        assert ask(province, method, path, None).status_code == 401, (endpoint, method)


@pytest.mark.parametrize("role", ["officer", "leader"])
def test_a_department_never_gets_at_another_units_data(province: Web, role: str) -> None:
    asked = set()
    for endpoint, method, path in calls(province, OTHER):
        if endpoint in about_a_unit(province):
            asked.add(endpoint)
            answer = ask(province, method, path, role)
            # What is told is the address that was asked for.
            assert answer.status_code == (404 if endpoint in LIKE_NOT_THERE else 403), (
                endpoint,
                method,
            )
            told = answer.get_data(as_text=True)
            for part in path.split("/"):
                told = told.replace(part, "") if OTHER in part else told
            assert OTHER not in told
    assert asked >= LIKE_NOT_THERE | {"api.submit", "api.read_words", "api.blank_workbook", "decisions.adjust"}


@pytest.mark.parametrize("role", ["officer", "leader"])
def test_a_department_never_gets_at_the_provinces_data(province: Web, role: str) -> None:
    served = {
        endpoint
        for endpoint, method, path in calls(province, OTHER)
        if ask(province, method, path, role).status_code < 300
    }
    assert served == {"api.periods", "api.template"}


@pytest.mark.parametrize("spelling", ["stc", "STC ", " STC", "STC%2F", "%53%54%43", "SGTVT%00", "ＳＴＣ"])
def test_another_spelling_opens_no_door(province: Web, spelling: str) -> None:
    for method, path in (
        ("POST", submissions(agency=spelling)),
        ("GET", f"{API}/periods/{PERIOD}/agencies/{spelling}/template.xlsx"),
        ("GET", f"{API}/submissions/{PERIOD}-{spelling}-1"),
    ):
        assert ask(province, method, path, "officer").status_code in {308, 403, 404}, path


def test_a_report_that_names_another_unit_is_not_taken_at_ones_own_address(province: Web) -> None:
    assert ask(province, "POST", submissions(agency=OWN), "officer").status_code == 422


def test_an_auditor_sees_everything_and_writes_nothing(province: Web) -> None:
    before = province.client.get("/metrics").data
    for endpoint, method, path in calls(province, OTHER):
        status = ask(province, method, path, "auditor").status_code
        if method in WRITING and endpoint != "api.verify":  # which writes nothing
            assert status == 403, (endpoint, method)
        elif endpoint == "figures.table_as_csv":  # the template of the period has no tables
            assert status == 404
        elif not path.startswith("/api/v1/workbooks/") and endpoint != "closings.results":  # what does not exist yet
            assert status == 200, (endpoint, method)
    assert province.client.get("/metrics").data == before


# What takes words or an answer says of the report that it is none of these.
OF_WORDS = {"threads.answer", "units_api.contain"}


def test_a_unit_reaches_its_own_data(province: Web) -> None:
    own = province.token_of(Caller("Cán bộ", Role.OFFICER, OTHER))
    for endpoint, method, path in calls(province, OTHER):
        access = access_of(province.app, endpoint)
        if endpoint in about_a_unit(province) and access and Role.OFFICER in access.roles:
            served = {422} if endpoint in OF_WORDS else {200, 202}
            assert ask(province, method, path, own).status_code in served, (endpoint, method)
