"""Figures as data over the API: lines, pages, periods, CSV, what has not changed, and the documented examples."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from service.actions.periods.lifecycle import open_period
from service.domain.reporting.indicator import Aggregate
from tests.support.consolidations import TEMPLATE
from tests.support.installation import PERIOD
from tests.support.processes import ROOT
from tests.support.province import put_valid
from tests.support.web import Web, refused

FIGURE = "ho_so.tiep_nhan"
DOCUMENT = (ROOT / "docs" / "data.md").read_text("utf-8")


@pytest.fixture
def filed(web: Web) -> Web:
    """Three periods in which some agencies filed."""
    for period in ("2022-Q3", "2023-H1"):
        open_period(web.context, period)
    put_valid(web.context, ["STC"], "2022-Q3", ho_so__tiep_nhan=9000)
    put_valid(web.context, ["STC", "SXD"], "2023-H1", ho_so__tiep_nhan=7000)
    put_valid(web.context, ["STC", "SXD"])
    return web


def every(web: Web, path: str) -> list[dict[str, Any]]:
    """The lines of all pages, by the addresses that the answers give."""
    lines: list[dict[str, Any]] = []
    following: str | None = path
    while following:
        answer = web.get(following.removeprefix("/api/v1"), "auditor").get_json()
        lines += answer["figures"]
        following = answer["next"]
        assert answer["total"] >= len(lines)
    assert answer["total"] == len(lines)
    return lines


def test_counted_lines_of_all_pages_add_up_to_the_consolidation(filed: Web) -> None:
    lines = every(filed, f"/periods/{PERIOD}/figures?per_page=997")
    assert len(lines) == 28 * len(TEMPLATE.indicators)
    compared = filed.get(f"/periods/{PERIOD}/comparison", "home_affairs").get_json()["indicators"]
    for indicator, total in zip(TEMPLATE.indicators, compared, strict=True):
        own = [line for line in lines if line["indicator"] == indicator.code and line["counted"]]
        assert total["indicator"] == indicator.code
        if indicator.aggregate is not Aggregate.NONE:
            assert len(own) == total["contributing"]
        if indicator.aggregate is Aggregate.SUM:
            assert sum(Decimal(str(line["value"])) for line in own) == Decimal(str(total["value"] if own else 0))


def test_a_line_says_all_of_a_figure(filed: Web) -> None:
    (line,) = [x for x in every(filed, f"/periods/{PERIOD}/figures?indicator={FIGURE}") if x["agency"] == "STC"]
    assert line == {
        "period": PERIOD, "agency": "STC", "name": "Sở Tài chính", "kind": "so", "parent": None, "section": "II.2",
        "indicator": FIGURE, "number": "II.2.7", "title": "Tổng số hồ sơ TTHC tiếp nhận trong kỳ", "unit": "hồ sơ",
        "time": "ky", "value": 7266, "state": "given", "counted": True, "previous": 7000,
        "same_period_last_year": 9000, "submission": f"{PERIOD}-STC-1", "note": "",
        "target": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        ("", [("2022-Q3", 9000), ("2023-H1", 7000), ("2023-Q3", 7266)]),
        ("&from=2023-H1", [("2023-H1", 7000), ("2023-Q3", 7266)]),
        ("&to=2023-H1", [("2022-Q3", 9000), ("2023-H1", 7000)]),
        ("&from=2023-H1&to=2023-H1", [("2023-H1", 7000)]),
        ("&from=2023-H1&to=2022-Q3", []),
    ],
)
def test_periods_follow_each_other(filed: Web, asked: str, values: list[tuple[str, int]]) -> None:
    lines = every(filed, f"/figures?indicator={FIGURE}&per_page=19{asked}")
    assert [(line["period"], line["value"]) for line in lines if line["agency"] == "STC"] == values


def test_what_has_not_changed_is_not_sent_again(filed: Web) -> None:
    for path in (f"/periods/{PERIOD}/figures", f"/figures?indicator={FIGURE}", f"/periods/{PERIOD}/figures.csv"):
        first = filed.get(path, "auditor")
        again = filed.get(path, "auditor", If_None_Match=first.headers["ETag"])
        assert (first.status_code, again.status_code, again.data) == (200, 304, b""), path
    whole = f"/periods/{PERIOD}/figures?per_page=10000"
    held = filed.get(whole, "auditor").headers["ETag"]
    put_valid(filed.context, ["SYT"])
    assert filed.get(whole, "auditor", If_None_Match=held).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (f"/periods/{PERIOD}/figures?page=0", 422, "page từ 1"),
        (f"/periods/{PERIOD}/figures?per_page=10001", 422, "10000"),
        (f"/periods/{PERIOD}/figures?trang=2", 422, "indicator"),
        (f"/periods/{PERIOD}/figures?page=x", 422, "page"),
        (f"/periods/{PERIOD}/figures?indicator=khong.co", 404, "khong.co"),
        ("/periods/2019-Y/figures", 404, "2019-Y"),
        ("/figures?indicator=khong.co", 404, "khong.co"),
        ("/figures?from=2019-Y", 404, "2019-Y"),
        ("/periods/2019-Y/comparison", 404, "2019-Y"),
    ],
)
def test_what_cannot_be_asked_is_said_in_words(filed: Web, path: str, status: int, said: str) -> None:
    assert said in refused(filed.get(path, "auditor"), status)["detail"]


def test_a_page_beyond_the_last_is_empty(filed: Web) -> None:
    answer = filed.get(f"/periods/{PERIOD}/figures?page=900", "auditor").get_json()
    assert (answer["figures"], answer["next"]) == ([], None)


@pytest.mark.parametrize("path", [f"/periods/{PERIOD}/figures", "/figures", f"/periods/{PERIOD}/figures.csv"])
def test_agencies_do_not_see_each_others_figures(filed: Web, path: str) -> None:
    for role in ("officer", "leader"):
        answer = filed.get(path, role)
        assert answer.status_code == 403 and b"7266" not in answer.data


def test_the_comparison_has_the_agencies_of_both_periods_beside_all(filed: Web) -> None:
    found = filed.get(f"/periods/{PERIOD}/comparison", "auditor").get_json()
    (line,) = [item for item in found["indicators"] if item["indicator"] == FIGURE]
    assert (found["previous"], found["same_period_last_year"]) == ("2023-H1", "2022-Q3")
    assert line["same_period_last_year"] == {
        "value": 9000, "contributing": 1, "change": 5532, "percent": 61.5,
        "matched": {"agencies": 1, "value": 7266, "then": 9000, "change": -1734, "percent": -19.3},
    }  # fmt: skip
    # The half year is twice as long as the quarter.
    assert line["previous"] == {
        "value": 14000, "contributing": 2, "change": None, "percent": None, "matched": None,
    }  # fmt: skip


def test_the_documented_program_adds_up_what_the_service_serves(filed: Web) -> None:
    (program,) = re.findall(r"```python\n(.+?)```", DOCUMENT, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(program, "docs/data.md", "exec"), names)
    server = make_server("127.0.0.1", 0, filed.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/api/v1/periods/{PERIOD}/figures.csv"
        lines = names["read_figures"](address, filed.tokens["auditor"])
    finally:
        server.shutdown()
        thread.join(10)
    assert names["total"](lines, FIGURE) == 2 * 7266


def test_the_documented_query_asks_what_there_is(filed: Web) -> None:
    (query,) = re.findall(r"```\n(let.+?)```", DOCUMENT, re.DOTALL)
    asked = dict(re.findall(r'(\w+) = "([^"]+)"', re.findall(r"Query = \[(.+?)\]", query)[0]))
    (path,) = re.findall(r'RelativePath = "api/v1(/[^"]+)"', query)
    columns = re.findall(r'"(\w+)"', re.findall(r"\), \{(.+?)\}, MissingField", query)[0])
    answer = filed.get(f"{path}?{'&'.join(f'{name}={value}' for name, value in asked.items())}&page=1", "auditor")
    assert answer.status_code == 200 and answer.get_json()["pages"] == 1
    assert len(columns) == 7 and all(set(columns) <= set(line) for line in answer.get_json()["figures"])


def test_every_column_is_documented(filed: Web) -> None:
    answer = filed.get(f"/periods/{PERIOD}/figures.csv", "auditor")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=so-lieu-{PERIOD}.csv"
    head = next(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    told = DOCUMENT.partition("## The sheet")[0]
    (line, *_) = filed.get(f"/periods/{PERIOD}/figures", "auditor").get_json()["figures"]
    assert [name for name in head if name not in told] == []
    assert [name for name in line if f"`{name}`" not in told] == []
