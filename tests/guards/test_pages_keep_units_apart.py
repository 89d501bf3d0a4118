"""Departments never get at another unit's data by the pages."""

from __future__ import annotations

import pytest

from service.actions.context import Context
from service.domain.organization.access import Role
from tests.support.installation import PERIOD
from tests.support.two_units import OTHER, SECRET, Province, told
from tests.support.visitor import Visitor


@pytest.fixture
def province(sqlite_context: Context) -> Province:
    """It."""
    return Province(sqlite_context)


def test_the_secret_is_there_to_be_had(province: Province) -> None:
    served = {
        call.endpoint
        for call in province.calls("GET")
        if "submission" in call.names and SECRET in told(province.ask(call, Role.AUDITOR))
    }
    assert served >= {"reports.filing", "files.original", "evidence.of_submission"}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER])
def test_a_department_never_gets_at_another_units_data(province: Province, role: Role) -> None:
    about = set()
    for call in province.calls("GET", "POST"):
        page = province.ask(call, role)
        assert page.status != 500, call
        assert SECRET not in told(page), call
        if "submission" in call.names:
            about.add(call.endpoint)
            assert page.status in {403, 404}, call
            assert "Vai trò" in page.words or f"Không có lần nộp «{province.submission}»" in page.words
            assert "Sở Tài chính" not in page.words
    assert about >= {
        "reports.receipt", "reports.filing", "files.original", "files.annotated", "evidence.of_submission",
    }  # fmt: skip
    assert province.state() == province.before


@pytest.mark.parametrize(
    "spelling", ["stc", "STC%20", "%53%54%43", "ＳＴＣ", "SGTVT/../STC", "STC%00", "SGTVT-1%00STC"]
)
def test_another_spelling_opens_no_door(province: Province, spelling: str) -> None:
    province.values["submission"] = f"{PERIOD}-{spelling}-1"
    for call in province.calls("GET"):
        if "submission" in call.names:
            page = province.ask(call, Role.OFFICER)
            assert page.status in {308, 403, 404}, call
            assert SECRET not in told(page)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.AUDITOR])
def test_whoever_only_looks_or_writes_for_a_unit_changes_nothing_of_others(province: Province, role: Role) -> None:
    people = dict(province.accounts)
    for call in province.calls("POST"):
        province.ask(call, role)
    assert province.state() == province.before
    visitor = Visitor(province.web.app)
    visitor.come_in(province.context, people[Role.ADMIN])
    shown = visitor.get("/quan-tri/nguoi-dung").words
    assert "đã khóa" not in shown and all(account.name in shown for account in people.values())


# What of the administrator's pages Home Affairs uses too.
SHARED = ("periods.", "days_off.", "unit_terms.", "rehearsal.", "definitions.", "targets.")


@pytest.mark.parametrize("role", list(Role))
def test_the_administrators_pages_are_served_to_administrators(province: Province, role: Role) -> None:
    for call in province.calls("GET", "POST"):
        if call.path.startswith("/quan-tri"):
            kept = role is Role.HOME_AFFAIRS and call.endpoint.startswith(SHARED)
            status = province.ask(call, role).status
            assert (status == 403) is not (role is Role.ADMIN or kept), call
            assert status != 500, call


def test_a_stranger_is_led_to_the_sign_in_and_writes_nothing(province: Province) -> None:
    for call in province.calls("GET", "POST"):
        page = province.ask(call, None)
        assert SECRET not in told(page), call
        if call.is_public:
            continue
        if call.method == "GET":
            assert page.status == 302 and page.answer.location.startswith("/dang-nhap?next="), call
        else:
            assert page.status == 401, call
    assert province.state() == province.before


def test_a_receipt_tells_a_stranger_that_it_is_right_and_never_what_was_filed(province: Province) -> None:
    page = Visitor(province.web.app).get(f"/xac-minh/{province.values['sha256']}")
    assert page.status == 200
    assert f"{PERIOD}-{OTHER}-1" in page.words and "Sở Tài chính" in page.words
    assert SECRET not in page.source and "Cán bộ" not in page.words


def test_an_auditor_reads_every_filing(province: Province) -> None:
    for call in province.calls("GET"):
        # What came as JSON has no marked copy, a draft is for those who write it, one revision has none beside it, only
        # Home Affairs adjusts, and nothing that it adjusted is proven by a file.
        others = {
            "files.annotated", "files.filed", "province_review.compare", "adjustments.show", "evidence.of_adjustment",
        }  # fmt: skip
        if "submission" in call.names and call.endpoint not in others:
            assert province.ask(call, Role.AUDITOR).status == 200, call
