"""What can be asked of a period: completeness, merged figures, workbooks and forms, over HTTP."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from service.actions.consolidation.build import build_workbook
from service.actions.consolidation.merge import merge_period
from service.actions.periods.lifecycle import close_period
from service.readers.formats import EXCEL
from service.web.media_types import XLSX
from tests.support.filings import changed, hand_in_and_check, of_agency, real_report
from tests.support.installation import MORNING, PERIOD, at
from tests.support.web import API, Web, refused

DEADLINE = datetime.fromisoformat("2023-09-20T17:00:00+07:00")
TEMPLATE_ROOT = Path(__file__).resolve().parents[2] / "templates" / "reports" / "cchc" / "2022"


def filed(web: Web) -> Web:
    """The installation after one unit filed on time, one late, and one wrongly."""
    hand_in_and_check(web.context, real_report())
    hand_in_and_check(at(web.context, DEADLINE + timedelta(hours=1)), of_agency("STC"))
    hand_in_and_check(web.context, of_agency("SXD", tthc__tong=141))
    return web


def built(web: Web) -> str:
    """The id of a workbook that was asked for and built."""
    workbook: str = web.call("POST", f"{API}/periods/{PERIOD}/workbooks", "home_affairs").get_json()["id"]
    build_workbook(web.context, workbook)
    return workbook


def test_completeness_counts_and_names_every_unit(any_web: Web) -> None:
    found = filed(any_web).get(f"/periods/{PERIOD}/completeness", "auditor").get_json()
    counted = {key: found[key] for key in ("period", "valid", "on_time", "late", "returned")}
    assert counted == {"period": PERIOD, "valid": 2, "on_time": 1, "late": 1, "returned": 0}
    assert found["expected"] == len(found["agencies"]) == found["valid"] + found["missing"]
    units = {unit["agency"]: unit for unit in found["agencies"]}
    assert units["SGTVT"] | {"due_at": ""} == {
        "agency": "SGTVT", "name": "Sở Giao thông vận tải", "kind": "so", "state": "valid", "due_at": "",
        "valid_at": "2023-09-18T01:00:00+00:00",
        "first_valid_at": "2023-09-18T01:00:00+00:00", "late": False, "revisions": 1, "submission": "2023-Q3-SGTVT-1",
        "excluded": None,
    }  # fmt: skip
    assert datetime.fromisoformat(units["SGTVT"]["due_at"]) == DEADLINE
    assert (units["STC"]["state"], units["STC"]["late"]) == ("valid", True)
    assert (units["SXD"]["state"], units["SXD"]["first_valid_at"]) == ("invalid", None)
    assert (units["SYT"]["state"], units["SYT"]["submission"]) == ("missing", None)
    assert "SNNMT" not in units


def test_what_counts_for_the_deadline_is_the_filing_that_stands_and_the_first_one_is_told_beside_it(web: Web) -> None:
    hand_in_and_check(web.context, real_report())
    after = at(web.context, DEADLINE + timedelta(hours=1))
    hand_in_and_check(after, changed(khao_sat__so_phieu=7))
    hand_in_and_check(after, changed(tthc__tong=141))
    found = web.get(f"/periods/{PERIOD}/completeness", "auditor").get_json()
    unit = next(unit for unit in found["agencies"] if unit["agency"] == "SGTVT")
    assert (found["on_time"], found["late"], unit["late"]) == (0, 1, True)
    assert datetime.fromisoformat(unit["valid_at"]) == DEADLINE + timedelta(hours=1)
    assert unit["first_valid_at"] == "2023-09-18T01:00:00+00:00"


def test_nobody_has_filed_at_the_beginning(web: Web) -> None:
    found = web.get(f"/periods/{PERIOD}/completeness", "admin").get_json()
    assert (found["valid"], found["missing"]) == (0, found["expected"])
    assert {unit["state"] for unit in found["agencies"]} == {"missing"}


def test_the_consolidation_holds_sums_and_recomputed_ratios(any_web: Web) -> None:
    merge_period(filed(any_web).context, PERIOD)
    found = any_web.get(f"/periods/{PERIOD}/consolidation", "home_affairs").get_json()
    assert (found["revision"], found["contributing"]) == (1, 2)
    assert found["contributing"] + len(found["missing"]) == found["expected"]
    assert "SXD" in found["missing"] and "SGTVT" not in found["missing"]
    assert datetime.fromisoformat(found["built_at"]) == MORNING
    assert found["indicators"]["ho_so.tiep_nhan"] == {"value": 2 * 7266, "contributing": 2}
    assert found["indicators"]["tai_chinh.ty_le_giai_ngan"]["contributing"] == 2
    assert 28 < found["indicators"]["tai_chinh.ty_le_giai_ngan"]["value"] < 29


def test_a_later_filing_makes_a_later_revision_of_the_consolidation(web: Web) -> None:
    merge_period(filed(web).context, PERIOD)
    hand_in_and_check(web.context, changed(ho_so__xin_loi=None))
    merge_period(web.context, PERIOD)
    assert web.get(f"/periods/{PERIOD}/consolidation", "home_affairs").get_json()["revision"] == 2


def test_a_workbook_is_asked_for_followed_and_fetched(any_web: Web) -> None:
    asked = filed(any_web).call("POST", f"{API}/periods/{PERIOD}/workbooks", "home_affairs")
    assert asked.status_code == 202
    build = asked.get_json()
    assert (build["state"], build["progress"], build["sha256"]) == ("queued", 0, None)
    assert asked.headers["Location"] == f"{API}/workbooks/{build['id']}"
    again = any_web.call("POST", f"{API}/periods/{PERIOD}/workbooks", "admin")
    assert (again.status_code, again.get_json()["id"]) == (202, build["id"])
    build_workbook(any_web.context, build["id"])
    done = any_web.call("GET", asked.headers["Location"], "home_affairs").get_json()
    assert (done["state"], done["progress"], done["failure"]) == ("ready", 100, None)
    fetched = any_web.get(f"/periods/{PERIOD}/workbook", "auditor")
    assert (fetched.status_code, fetched.content_type) == (200, XLSX)
    assert hashlib.sha256(fetched.data).hexdigest() == done["sha256"]
    assert fetched.headers["ETag"] == f'"{done["sha256"]}"'
    assert fetched.headers["Content-Disposition"] == f"attachment; filename=tong-hop-{PERIOD}.xlsx"
    assert "Biểu tổng hợp" in openpyxl.load_workbook(io.BytesIO(fetched.data), read_only=True).sheetnames


def test_an_unchanged_workbook_is_not_sent_again(web: Web) -> None:
    built(filed(web))
    etag = web.get(f"/periods/{PERIOD}/workbook", "auditor").headers["ETag"]
    unchanged = web.get(f"/periods/{PERIOD}/workbook", "auditor", If_None_Match=etag)
    assert (unchanged.status_code, unchanged.data, unchanged.headers["ETag"]) == (304, b"", etag)
    assert web.get(f"/periods/{PERIOD}/workbook", "auditor", If_None_Match='"khac"').status_code == 200


def test_the_same_filings_give_the_same_etag_and_others_another(web: Web) -> None:
    first = built(filed(web))
    etag = web.get(f"/periods/{PERIOD}/workbook", "auditor").headers["ETag"]
    assert built(web) != first
    assert web.get(f"/periods/{PERIOD}/workbook", "auditor").headers["ETag"] == etag
    hand_in_and_check(web.context, of_agency("SXD"))
    built(web)
    assert web.get(f"/periods/{PERIOD}/workbook", "auditor", If_None_Match=etag).status_code == 200


def test_a_blank_form_can_be_filled_in_and_says_whose_it_is(any_web: Web) -> None:
    answer = any_web.get(f"/periods/{PERIOD}/agencies/SGTVT/template.xlsx")
    assert (answer.status_code, answer.content_type) == (200, XLSX)
    assert "bieu-mau-2023-Q3-SGTVT.xlsx" in answer.headers["Content-Disposition"]
    payload = EXCEL.reader(answer.data, any_web.context.catalogue.get)
    assert (payload.template, payload.period, payload.agency) == ("cchc", PERIOD, "SGTVT")
    assert any_web.file_upload(answer.data).status_code == 202


def test_a_report_template_is_served_with_its_rules_as_trees(web: Web) -> None:
    found = web.get("/templates/cchc/2022").get_json()
    assert (found["code"], found["version"]) == ("cchc", "2022")
    rows = (TEMPLATE_ROOT / "indicators.csv").read_text(encoding="utf-8").splitlines()
    assert len(found["indicators"]) == len(rows) - 1
    rule = next(rule for rule in found["rules"] if rule["id"] == "R06")
    assert (rule["level"], rule["scope"]) == ("warning", "report")
    assert rule["expression"] == "dvctt.tong_tthc == dvctt.muc_do_3 + dvctt.muc_do_4"
    assert "dvctt.muc_do_4" in str(rule["condition"])
    ratio = next(item for item in found["indicators"] if item["code"] == "tai_chinh.ty_le_giai_ngan")
    assert (ratio["aggregate"], ratio["kind"]) == ("ratio", "percent")
    assert ratio["numerator"] and ratio["denominator"]
    assert {"code": "I.a", "parent": "I"}.items() <= found["sections"][1].items()


def test_periods_are_listed_with_their_state(web: Web) -> None:
    (period,) = web.get("/periods").get_json()["periods"]
    assert period == {
        "code": PERIOD, "title": "Quý III năm 2023", "template": "cchc", "template_version": "2022",
        "first_day": "2023-06-15", "last_day": "2023-09-14", "previous": "2023-H1", "closed": False,
        "asks_signed_report": False,
    }  # fmt: skip
    close_period(web.context, PERIOD)
    assert web.get("/periods").get_json()["periods"][0]["closed"] is True


@pytest.mark.parametrize("path", ["completeness", "consolidation", "workbook"])
@pytest.mark.parametrize("role", ["officer", "leader"])
def test_the_provinces_figures_are_not_for_departments(web: Web, path: str, role: str) -> None:
    merge_period(filed(web).context, PERIOD)
    built(web)
    assert "Vai trò" in refused(web.get(f"/periods/{PERIOD}/{path}", role), 403)["detail"]


def test_an_auditor_asks_for_no_workbook(web: Web) -> None:
    refused(web.call("POST", f"{API}/periods/{PERIOD}/workbooks", "auditor"), 403)


def test_answers_say_that_they_are_not_to_be_guessed_at_or_framed(web: Web) -> None:
    for path in ("/", "/healthz", f"{API}/periods", f"{API}/khong-co"):
        headers = web.call("GET", path).headers
        assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
        assert headers["Referrer-Policy"] == "same-origin"
