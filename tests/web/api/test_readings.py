"""Readings over the API: what `tonghop read` says, and nothing is filed."""

from __future__ import annotations

from tests.support.processes import ROOT
from tests.support.web import API, Web, refused

REPORT = (ROOT / "tests" / "data" / "sgtvt-2023-q3.txt").read_bytes()
PATH = f"{API}/periods/2023-Q3/agencies/SGTVT/readings"


def test_a_report_is_read_and_not_filed(web: Web) -> None:
    answer = web.file_upload(REPORT, "bao-cao.txt", path=PATH)
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["figures"]["ho_so.tiep_nhan"]["value"] == 7266
    assert (found["payload"]["period"], found["payload"]["agency"]) == ("2023-Q3", "SGTVT")
    assert len(found["documents"]["own"]) == 17
    completeness = web.get("/periods/2023-Q3/completeness", "home_affairs").get_json()
    assert completeness["valid"] == 0


def test_a_report_of_another_unit_is_said_at_once(web: Web) -> None:
    answer = web.file_upload(REPORT, "bao-cao.txt", "home_affairs", f"{API}/periods/2023-Q3/agencies/STP/readings")
    assert answer.status_code == 200
    assert answer.get_json()["notices"][0].startswith("Văn bản này là của đơn vị «SGTVT»")


def test_another_units_report_is_not_for_an_officer_to_read(web: Web) -> None:
    refused(web.file_upload(REPORT, "bao-cao.txt", path=f"{API}/periods/2023-Q3/agencies/STP/readings"), 403)


def test_what_is_no_report_is_refused_in_words(web: Web) -> None:
    refused(web.file_upload("Kính mời dự họp.".encode(), "thu.txt", path=PATH), 422)
