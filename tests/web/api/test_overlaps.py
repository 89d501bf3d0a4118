"""Figures that two units tell, by the API: read, declared, changed and ended by whoever may."""

from __future__ import annotations

from typing import Any

import pytest

from service.actions.periods.lifecycle import close_period
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.province import put_valid
from tests.support.web import API, Web, refused

PAIRS, CODE = f"{API}/periods/{PERIOD}/overlaps", "sang_kien.so_luong"
PAIR = {"indicator": CODE, "counting": "STC", "leaving": "SXD", "reason": "Trung tâm thuộc sở"}


@pytest.fixture
def filed(web: Web) -> Web:
    """Two units have filed 7 and 5."""
    put_valid(web.context, ["STC"], sang_kien__so_luong=7)
    put_valid(web.context, ["SXD"], sang_kien__so_luong=5)
    return web


def send(web: Web, body: dict[str, Any], path: str = "", role: str = "home_affairs") -> Any:
    return web.call("POST", f"{PAIRS}{path}", role, json=body)


def figures(web: Web) -> dict[str, tuple[object, bool, str]]:
    lines = web.call("GET", f"{API}/periods/{PERIOD}/figures?indicator={CODE}", "home_affairs").get_json()["figures"]
    return {line["agency"]: (line["value"], line["counted"], line["state"]) for line in lines if line["value"]}


def test_a_pair_is_declared_changed_and_ended(filed: Web) -> None:
    made = send(filed, PAIR)
    assert made.status_code == 201
    (item,) = made.get_json()["overlaps"]
    assert (item["counted"], item["left_out"], item["difference"], item["since"]) == (7, 5, -2, PERIOD)
    assert (item["of_kinds"], item["until"], item["reason"]) == (False, None, PAIR["reason"])
    assert figures(filed) == {"STC": (7, True, "given"), "SXD": (5, False, "counted_elsewhere")}
    assert filed.call("GET", PAIRS, "auditor").get_json() == made.get_json()
    changed = send(filed, {**PAIR, "counting": "SXD", "leaving": "STC"}, f"/{item['number']}")
    (newer,) = changed.get_json()["overlaps"]
    assert (changed.status_code, newer["counted"], newer["number"] > item["number"]) == (200, 5, True)
    ended = send(filed, {"reason": "thôi", "seen": changed.get_json()["seen"]}, f"/{newer['number']}/end")
    assert (ended.status_code, ended.get_json()["overlaps"]) == (200, [])


@pytest.mark.parametrize("body", [{}, {**PAIR, "more": 1}, {**PAIR, "of_kinds": "maybe"}, {**PAIR, "seen": -1}])
def test_a_body_that_says_something_else_is_refused(filed: Web, body: dict[str, Any]) -> None:
    refused(send(filed, body), 422)


def test_clashes_old_knowledge_and_closed_periods_are_refused(filed: Web) -> None:
    refused(send(filed, {**PAIR, "leaving": "STC"}), 409)
    refused(send(filed, {**PAIR, "counting": "so", "leaving": "so", "of_kinds": True}), 409)
    send(filed, PAIR)
    refused(send(filed, PAIR), 409)
    refused(send(filed, {**PAIR, "leaving": "SGTVT", "seen": 0}), 409)
    refused(send(filed, {"reason": "thôi"}, "/99/end"), 404)
    refused(send(filed, PAIR, role="officer"), 403)
    close_period(filed.context, PERIOD, HOME_AFFAIRS)
    refused(send(filed, {"reason": "thôi"}, "/1/end"), 409)
