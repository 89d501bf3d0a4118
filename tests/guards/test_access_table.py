"""Who may call what is a table, `tests/data/access.csv`, one line a route: all is tried against it, each role in turn.

`all` is served to the role whatever unit it is about, `own` where it is about the role's own unit, `-` never;
`permission` is what a token must permit. Whoever adds a route answers for it there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound

from service.actions.context import Context
from service.actions.organization.tokens import issue_token, list_tokens, revoke_token
from service.domain.organization.access import PERMITTED, Caller, Permission, Role
from service.web.auth.access import access_of
from tests.support.databases import copied_file
from tests.support.filings import hand_in_and_check, of_agency, real_report
from tests.support.installation import ADMIN, PERIOD, after, standing
from tests.support.processes import ROOT
from tests.support.two_units import OTHER, SECRET, Province, told
from tests.support.visitor import Visitor
from tests.support.web import API, CALLERS, Web

OWN, NOBODY = "SGTVT", "nobody"
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"})
UNIT_GAPS = frozenset({"agency", "submission"})
# Those who may change the most come last, so that nobody before them finds something changed.
ROLES = (Role.OFFICER, Role.LEADER, Role.AUDITOR, Role.HOME_AFFAIRS_LEADER, Role.HOME_AFFAIRS, Role.ADMIN)


class Line(NamedTuple):
    """A line of the table."""

    endpoint: str
    method: str
    cells: dict[str, str]


def read_table() -> dict[tuple[str, str], Line]:
    """The table by endpoint and method."""
    with (ROOT / "tests" / "data" / "access.csv").open(encoding="utf-8", newline="") as file:
        lines = [Line(row.pop("endpoint"), row.pop("method"), row) for row in csv.DictReader(file)]
    found = {(line.endpoint, line.method): line for line in lines}
    assert len(found) == len(lines)
    return found


TABLE = read_table()


@pytest.fixture(scope="module")
def province(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """One installation for all roles, in which both units have filed."""
    folder = tmp_path_factory.mktemp("access")
    context = standing(folder, copied_file(request.getfixturevalue("prepared_file"), folder))
    made = Province(context)
    hand_in_and_check(context, real_report())
    yield made
    context.database.dispose()


def routes(web: Web) -> Iterator[tuple[str, str]]:
    """Every endpoint with each method that it declares."""
    for rule in web.app.url_map.iter_rules():
        yield from ((rule.endpoint, method) for method in (rule.methods or set()) - {"OPTIONS", "HEAD"})


def test_every_route_has_its_line_and_every_line_a_route(province: Province) -> None:
    assert set(routes(province.web)) == set(TABLE)
    assert {Role(name) for line in TABLE.values() for name in line.cells.keys() - {NOBODY, "permission"}} == set(Role)


def test_a_route_without_a_line_is_seen(sqlite_context: Context) -> None:
    web = Web(sqlite_context)
    web.app.add_url_rule("/quen", "forgot", lambda: "", methods=["GET", "POST"])
    assert set(routes(web)) - set(TABLE) == {("forgot", "GET"), ("forgot", "POST")}


def test_what_views_declare_is_not_less_strict_than_the_table(province: Province) -> None:
    for line in TABLE.values():
        access = access_of(province.web.app, line.endpoint)
        assert access is not None
        assert (line.cells[NOBODY] == "all") is access.is_public, line
        named = {role for role in Role if line.cells[role.value] != "-"}
        assert access.is_public or named <= access.roles, line
        assert all(line.cells[role.value] != "all" for role in named if role.has_unit) or access.is_public, line
        if line.cells["permission"]:
            assert access.needs is Permission(line.cells["permission"]), line


def test_what_a_token_may_be_given_for_is_what_its_role_may() -> None:
    found: dict[Role, set[Permission]] = {role: set() for role in Role}
    for line in TABLE.values():
        for role in Role:
            if line.cells["permission"] and line.cells[role.value] != "-":
                found[role].add(Permission(line.cells["permission"]))
    assert found == PERMITTED


def test_no_route_takes_another_method(province: Province) -> None:
    adapter = province.web.app.url_map.bind("localhost")
    for rule in province.web.app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", "1", rule.rule)
        taken = {method for each in province.web.app.url_map.iter_rules() if each.rule == rule.rule
                 for method in each.methods or ()}  # fmt: skip
        for method in METHODS - taken:
            try:
                endpoint, _ = adapter.match(path, method)
            except (MethodNotAllowed, NotFound):
                continue
            assert (endpoint, method) in TABLE, (rule.rule, method)


def addressed(province: Province, agency: str) -> None:
    """Let addresses of pages name that unit and its filing from now on."""
    province.values |= {"submission": f"{PERIOD}-{agency}-1", "code": agency, "agency": agency}


def require_as_in_the_table(endpoint: str, method: str, role: Role, status: int, *, about: str) -> None:
    """Fail where somebody was served what the table says is not theirs, or was refused what is."""
    cell = TABLE[endpoint, method].cells[role.value]
    case = (endpoint, method, role, about, status)
    assert status != 500, case
    if cell == "own" and about == OTHER:
        assert status in {403, 404}, case
    else:
        assert (status != 403) is (cell != "-"), case


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_served_on_pages_what_the_table_says(
    province: Province, role: Role, record_property: Callable[[str, object], None]
) -> None:
    tried = set()
    for agency in (OTHER, OWN):
        addressed(province, agency)
        for call in province.calls("GET", "POST"):
            names_unit = bool(call.names & UNIT_GAPS)
            if call.is_public or (agency == OWN and not (names_unit and role.has_unit)):
                continue
            tried.add((call.endpoint, call.method))
            page = province.ask(call, role)
            require_as_in_the_table(call.endpoint, call.method, role, page.status, about=agency if names_unit else OWN)
            assert not role.has_unit or SECRET not in told(page), call
    addressed(province, OTHER)
    not_pages = ("api.", "figures.", "closings.", "decisions.", "threads.", "units_api.")
    private = {key for key, line in TABLE.items() if line.cells[NOBODY] == "-" and not key[0].startswith(not_pages)}
    assert tried == private
    record_property("routes_by_roles", len(tried))
    if role.has_unit or role is Role.AUDITOR:
        assert province.state() == province.before


def api_calls(web: Web, agency: str) -> Iterator[tuple[str, str, str, bool]]:
    """Endpoint, method and address of every call of the API, and whether the address names the unit."""
    values = {
        "period": PERIOD, "agency": agency, "submission": f"{PERIOD}-{agency}-1", "code": "cchc", "version": "2022",
        "workbook": "khong-co", "number": "1", "predecessor": "STC", "table": "ho_so_linh_vuc",
    }  # fmt: skip
    for rule in web.app.url_map.iter_rules():
        if rule.rule.startswith(API):
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: values[gap[1]], rule.rule)
            for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
                yield rule.endpoint, method, path, bool(rule.arguments & UNIT_GAPS)


def ask(province: Province, method: str, path: str, role: str) -> int:
    """The status of a call with that role's token; what writes gets the same content whoever sends it."""
    to = f"{path}?reason=Mất+mạng" if path.endswith("/submissions") else path
    more = {"json": of_agency(OTHER, sang_kien__so_luong=8)} if method == "POST" else {}
    return province.web.call(method, to, role, **more).status_code


@pytest.mark.parametrize("role", ROLES)
def test_each_kind_of_token_is_served_by_the_api_what_the_table_says(
    province: Province, role: Role, record_property: Callable[[str, object], None]
) -> None:
    record_property("routes_by_roles", sum(1 for _ in api_calls(province.web, OTHER)))
    for agency in (OTHER, OWN) if role.has_unit else (OTHER,):
        for endpoint, method, path, names_unit in api_calls(province.web, agency):
            status = ask(province, method, path, role.value)
            assert status != 401, (endpoint, method)
            require_as_in_the_table(endpoint, method, role, status, about=agency if names_unit else OWN)


@pytest.mark.parametrize("permission", list(Permission))
def test_a_token_is_served_what_it_permits_and_nothing_else(province: Province, permission: Permission) -> None:
    for caller in [each for each in (CALLERS["home_affairs"], ADMIN) if permission in PERMITTED[each.role]]:
        narrow = Caller(f"{caller.name}, {permission}", caller.role, permits=frozenset({permission}))
        name = f"{caller.role} {permission}"
        province.web.tokens[name] = issue_token(province.context, narrow)
        for endpoint, method, path, _ in api_calls(province.web, OTHER):
            cells = TABLE[endpoint, method].cells
            is_served = cells[caller.role.value] != "-" and cells["permission"] == permission.value
            status = ask(province, method, path, name)
            assert (status != 403) is is_served and status not in {401, 500}, (endpoint, method, name, status)


def test_a_token_that_ended_was_revoked_or_never_was_is_served_nothing(province: Province) -> None:
    tokens, web = province.web.tokens, province.web
    tokens["unknown"] = "tonghop_khong-co"
    tokens["revoked"] = issue_token(province.context, ADMIN)
    revoke_token(province.context, ADMIN, list_tokens(province.context)[0].id)
    for endpoint, method, path, _ in api_calls(web, OTHER):
        for name in ("unknown", "revoked"):
            assert ask(province, method, path, name) == 401, (endpoint, method, name)
    later = Web(after(province.context, days=366))
    later.tokens["ended"] = issue_token(province.context, ADMIN)
    answers = [later.call(method, path, "ended").status_code for _, method, path, _ in api_calls(web, OTHER)]
    assert set(answers) == {401}


def test_a_sign_in_opens_no_call_of_the_api_and_a_token_no_page(province: Province) -> None:
    call = next(call for call in province.calls("GET") if call.endpoint == "board.newest")
    assert province.web.call("GET", call.path, "admin").status_code == 302
    visitor = Visitor(province.web.app)
    visitor.come_in(province.context, province.accounts[Role.ADMIN])
    assert visitor.get(call.path).status != 401
    assert visitor.get(f"{API}/periods").status == 401
