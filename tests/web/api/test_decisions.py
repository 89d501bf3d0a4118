"""What Home Affairs decides about units and figures by the API: with a reason, from what was seen, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from service.actions.consolidation.totals import total_by_agency
from service.actions.periods.lifecycle import close_period
from service.domain.organization.access import Caller, Role
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.province import put_valid
from tests.support.web import API, Web, refused

UNIT = f"{API}/periods/{PERIOD}/agencies/STC"
FILED = f"{API}/submissions/{PERIOD}-STC-1"
CODE = "sang_kien.so_luong"
WHY = {"reason": "Theo CV số 12/STC"}
ADJUSTED = {**WHY, "indicator": CODE, "value": 9, "reference": "CV số 12/STC-VP"}
LATE = {**WHY, "due_at": "2023-09-25T17:00:00+07:00"}


@pytest.fixture
def filed(web: Web) -> Web:
    """Two units have filed 7 and 5."""
    put_valid(web.context, ["STC"], sang_kien__so_luong=7)
    put_valid(web.context, ["SXD"], sang_kien__so_luong=5)
    return web


def send(web: Web, path: str, body: dict[str, Any], role: str = "home_affairs") -> Any:
    return web.call("POST", path, role, json=body)


def total(web: Web) -> object:
    return total_by_agency(web.context, PERIOD, CODE).row.figure


def seen(web: Web) -> int:
    return int(web.call("GET", f"{UNIT}/decisions", "home_affairs").get_json()["seen"])


def test_figures_are_left_out_and_added_again(filed: Web) -> None:
    left = send(filed, f"{UNIT}/exclusion", WHY)
    assert (left.status_code, left.get_json()["exclusion_reason"], total(filed)) == (200, WHY["reason"], 5)
    refused(send(filed, f"{UNIT}/exclusion", WHY), 409)
    back = send(filed, f"{UNIT}/exclusion/end", WHY)
    assert (back.status_code, back.get_json()["exclusion_reason"], total(filed)) == (200, None, 12)


@pytest.mark.parametrize(("given", "value"), [(9, 9), ("9", 9), (9.0, 9), ("0", 0)])
def test_a_figure_is_adjusted_and_taken_back_and_the_unit_reads_both(filed: Web, given: object, value: int) -> None:
    made = send(filed, f"{FILED}/adjustments", {**ADJUSTED, "value": given})
    assert made.status_code == 201
    (item,) = made.get_json()["adjustments"]
    assert (item["filed"], item["value"], item["reference"], item["holds"]) == (7, value, "CV số 12/STC-VP", True)
    assert total(filed) == value + 5
    own = filed.token_of(Caller("Cán bộ Sở Tài chính", Role.OFFICER, "STC"))
    assert filed.call("GET", f"{FILED}/adjustments", own).get_json() == made.get_json()
    ended = send(filed, f"{FILED}/adjustments/{item['number']}/end", {"reason": "Đơn vị sẽ nộp lại"})
    (item,) = ended.get_json()["adjustments"]
    assert (ended.status_code, item["holds"], item["end_reason"], total(filed)) == (200, False, "Đơn vị sẽ nộp lại", 12)


def test_a_unit_is_let_in_late_and_no_more(filed: Web) -> None:
    refused(send(filed, f"{UNIT}/late-filing", LATE), 409)
    close_period(filed.context, PERIOD, HOME_AFFAIRS)
    made = send(filed, f"{UNIT}/late-filing", LATE).get_json()
    assert (made["late_until"], made["late_reason"]) == ("2023-09-25T10:00:00+00:00", WHY["reason"])
    assert send(filed, f"{UNIT}/late-filing/end", WHY).status_code == 200
    refused(send(filed, f"{UNIT}/late-filing/end", WHY), 409)
    for path, body in ((f"{UNIT}/exclusion", WHY), (f"{FILED}/adjustments", ADJUSTED)):
        assert "đã khóa" in refused(send(filed, path, body), 409)["detail"]


def test_what_a_colleague_has_decided_since_is_not_overturned(filed: Web) -> None:
    before = {"seen": seen(filed)}
    assert send(filed, f"{FILED}/adjustments", {**ADJUSTED, **before}).status_code == 201
    said = refused(send(filed, f"{UNIT}/exclusion", {**WHY, **before}, "admin"), 409)["detail"]
    assert HOME_AFFAIRS.name in said and "điều chỉnh số liệu" in said
    assert send(filed, f"{UNIT}/exclusion", {**WHY, "seen": seen(filed)}, "admin").status_code == 200


def test_nothing_is_decided_without_a_reason_or_with_what_will_not_do(filed: Web) -> None:
    for path, body in ((f"{UNIT}/exclusion", WHY), (f"{UNIT}/late-filing", LATE), (f"{FILED}/adjustments", ADJUSTED)):
        assert "reason" in refused(send(filed, path, {**body, "reason": None}), 422)["detail"]
        refused(send(filed, path, {key: text for key, text in body.items() if key != "reason"}), 422)
        refused(send(filed, path, {**body, "khac": 1}), 422)
        refused(send(filed, path, {**body, "seen": 10**30}), 422)
    assert "lý do" in refused(send(filed, f"{UNIT}/exclusion", {"reason": " \u200b "}), 409)["detail"]
    for value in (-1, 1.5, "chín", "", True, [9], "1e400", 7, "NaN", "9" * 400):
        assert refused(send(filed, f"{FILED}/adjustments", {**ADJUSTED, "value": value}), 409)["detail"], value
    for due_at in ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "mai", 5):
        refused(send(filed, f"{UNIT}/late-filing", {**LATE, "due_at": due_at}), 422)
    refused(send(filed, f"{FILED}/adjustments/{10**30}/end", WHY), 404)
    assert total(filed) == 12


@pytest.mark.parametrize("role", ["officer", "leader", "auditor", "home_affairs_leader"])
def test_only_home_affairs_and_administrators_decide(filed: Web, role: str) -> None:
    calls = {
        f"{UNIT}/exclusion": WHY, f"{UNIT}/exclusion/end": WHY, f"{UNIT}/late-filing": LATE,
        f"{UNIT}/late-filing/end": WHY, f"{FILED}/adjustments": ADJUSTED, f"{FILED}/adjustments/1/end": WHY,
    }  # fmt: skip
    for path, body in calls.items():
        refused(send(filed, path, body, role), 403)
    assert total(filed) == 12


def test_a_unit_reads_nothing_of_another_one(filed: Web) -> None:
    assert send(filed, f"{FILED}/adjustments", ADJUSTED).status_code == 201
    for role in ("officer", "leader"):
        assert "CV số 12" not in str(refused(filed.call("GET", f"{FILED}/adjustments", role), 404))
        refused(filed.call("GET", f"{UNIT}/decisions", role), 403)
