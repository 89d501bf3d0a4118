"""What a unit owes and contains, and what becomes of the map of units, by programs: read, set, cleared, repeated."""

from __future__ import annotations

from typing import Any

import pytest

from service.actions.organization.agencies import list_agencies
from service.domain.organization.agency import Agency
from tests.support.installation import PERIOD
from tests.support.province import put_valid
from tests.support.web import API, Web, refused

TERMS = f"{API}/periods/{PERIOD}/agencies/SXD/terms"
MAP = f"{API}/agencies/reorganisation"
MERGER = {"act": "merge", "day": "2023-09-01", "units": ["STP"], "into": ["SGTVT"], "reason": "Nghị quyết số 5"}


def send(web: Web, path: str, role: str, **body: Any) -> Any:
    return web.call("POST", path, role, json=body)


def unit(web: Web, code: str) -> Agency:
    return next(item.agency for item in list_agencies(web.context) if item.agency.code == code)


def test_terms_are_set_left_and_cleared(web: Web) -> None:
    made = send(web, TERMS, "home_affairs", reason="Gồm chi cục", includes_children=True, exempt=["ho_so.*"])
    assert (made.get_json()["includes_children"], made.get_json()["exempt"]) == (True, ["ho_so.*"])
    again = send(web, TERMS, "home_affairs", reason="Gồm chi cục", exempt=[])
    assert (again.get_json()["includes_children"], again.get_json()["exempt"]) == (True, [])
    assert web.call("GET", TERMS, "auditor").get_json() == again.get_json()
    refused(send(web, TERMS, "home_affairs", reason="x", exempt=["khong.co"]), 404)
    refused(send(web, TERMS, "home_affairs", reason=" ", exempt=[]), 409)
    refused(send(web, TERMS, "home_affairs", reason="x"), 409)
    refused(send(web, TERMS, "home_affairs", reason="x", exempt=[], seen=0), 409)
    refused(send(web, TERMS, "officer", reason="x", exempt=[]), 403)


def test_a_map_is_previewed_changed_once_and_the_successor_answers(web: Web) -> None:
    put_valid(web.context, ["STP"], sang_kien__so_luong=8)
    found = send(web, f"{MAP}/preview", "admin", **MERGER).get_json()
    (effect,) = found["periods"]
    assert (effect["period"], effect["last_reports"], effect["added_up_before"]) == (PERIOD, ["STP"], 1)
    assert unit(web, "STP").valid_to is None
    refused(send(web, MAP, "admin", **MERGER), 409)
    refused(send(web, MAP, "home_affairs", **MERGER, seen=found["seen"]), 403)
    refused(send(web, MAP, "admin", **{**MERGER, "reason": ""}, seen=found["seen"]), 409)
    for _ in range(2):
        done = send(web, MAP, "admin", **MERGER, seen=found["seen"])
        assert (done.status_code, done.get_json()) == (200, {"done": True, "units": ["STP"]})
    assert unit(web, "STP").successors == ("SGTVT",)
    path = f"{API}/periods/{PERIOD}/agencies/SGTVT/predecessors"
    (asked,) = web.call("GET", path, "officer").get_json()["reports"]
    assert (asked["agency"], asked["revision"], asked["contained"]) == ("STP", 1, None)
    refused(send(web, f"{path}/STP", "officer", contained=True, seen="cũ"), 409)
    told = send(web, f"{path}/STP", "officer", contained=True, seen=asked["seen"])
    assert [item["contained"] for item in told.get_json()["reports"]] == [True]
    of_ended = web.call("GET", f"{API}/periods/{PERIOD}/agencies/STP/terms", "auditor").get_json()
    assert of_ended["contained_in"] == "SGTVT"


@pytest.mark.parametrize(
    "wrong", [{"act": "sap nhap"}, {"day": "01/09/2023"}, {"units": []}, {"into": "SGTVT"}, {"kind": "tinh"}, {"x": 1}]
)
def test_a_plan_that_says_something_else_is_refused(web: Web, wrong: dict[str, Any]) -> None:
    refused(send(web, f"{MAP}/preview", "admin", **{**MERGER, **wrong}), 422)


def test_a_plan_that_makes_no_sense_is_told_by_its_field(web: Web) -> None:
    answer = send(web, f"{MAP}/preview", "admin", **{**MERGER, "units": ["KHONG"]})
    refused(answer, 409)
    assert "Không có đơn vị «KHONG»" in answer.get_data(as_text=True)


def test_a_merger_to_come_is_withdrawn_with_the_new_unit(web: Web) -> None:
    """Business time is 18 September 2023."""
    merger = {**MERGER, "day": "2023-10-01", "into": ["SMOI; Sở Mới"]}
    seen = send(web, f"{MAP}/preview", "admin", **merger).get_json()["seen"]
    assert send(web, MAP, "admin", **merger, seen=seen).status_code == 200
    back = {"act": "withdraw", "day": "2023-10-01", "units": ["STP"], "reason": "Nghị quyết lùi ngày"}
    found = send(web, f"{MAP}/preview", "admin", **back).get_json()
    assert [(item["agency"], item["is_removed"]) for item in found["units"]] == [("STP", False), ("SMOI", True)]
    kept = send(web, f"{MAP}/preview", "admin", **back, into=["SMOI"]).get_json()
    assert (kept["staying"], found["staying"], found["is_coming"]) == (["SMOI"], [], False)
    refused(send(web, MAP, "admin", **back, seen=seen), 409)
    refused(send(web, MAP, "home_affairs", **back, seen=found["seen"]), 403)
    for _ in range(2):
        done = send(web, MAP, "admin", **back, seen=found["seen"])
        assert (done.status_code, done.get_json()) == (200, {"done": True, "units": ["STP"]})
    assert unit(web, "STP").valid_to is None
    assert "SMOI" not in {item.agency.code for item in list_agencies(web.context)}
