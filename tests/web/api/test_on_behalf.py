"""What Home Affairs files for a unit needs a reason, and is shown as such on every side."""

from __future__ import annotations

import io

import openpyxl

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.intake.validate import validate_submission
from service.actions.periods.lifecycle import close_period
from service.storage.consolidation.editions import edition_of, frozen_agencies
from tests.support.browser import Person
from tests.support.filings import changed
from tests.support.installation import HOME_AFFAIRS, LEADER, OFFICER, PERIOD
from tests.support.web import Web, submissions

FIRST = f"{PERIOD}-SGTVT-1"

WHY = "Đơn vị mất mạng, gửi bản giấy"
SAID = f"Sở Nội vụ nộp thay: {WHY}"


def file(web: Web, reason: str = WHY) -> str:
    answer = web.file_json(role="home_affairs", path=f"{submissions()}?reason={reason}")
    assert answer.status_code == 202
    validate_submission(web.context, FIRST)
    return str(answer.get_json()["id"])


def test_home_affairs_files_for_a_unit_with_a_reason_only(web: Web) -> None:
    for path in (submissions(), f"{submissions()}?reason=%20%0A"):
        answer = web.file_json(role="home_affairs", path=path)
        assert answer.status_code == 422
        assert "phải ghi lý do" in answer.get_json()["detail"]
        assert [item["pointer"] for item in answer.get_json()["errors"]] == ["reason"]
    assert web.get(f"/submissions/{FIRST}", "officer").status_code == 404
    file(web)
    # The same content once more is no other filing and needs no other reason.
    assert web.file_json(role="home_affairs").status_code == 200


def test_a_unit_needs_no_reason_and_what_it_files_next_is_its_own(web: Web) -> None:
    file(web)
    own = web.file_json(changed(sang_kien__so_luong=5), path=f"{submissions()}?reason=thử")
    assert own.status_code == 202
    told = [web.get(f"/submissions/{id_}", "officer").get_json() for id_ in (FIRST, own.get_json()["id"])]
    assert [(item["filed_by"], item["on_behalf"]) for item in told] == [(HOME_AFFAIRS.name, WHY), (OFFICER.name, None)]


def test_pages_of_both_sides_and_the_workbook_say_who_filed_and_why(web: Web) -> None:
    file(web)
    home = Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")
    unit = Person(web.app, web.context, LEADER, "binh@sgtvt.gov.vn")
    for person, page in (
        (home, f"/duyet/{FIRST}"), (unit, "/bao-cao"), (unit, f"/lan-nop/{FIRST}"), (unit, f"/bien-nhan/{FIRST}"),
    ):  # fmt: skip
        assert SAID in person.get(page).words, page
    assert WHY in home.get(f"/ky/{PERIOD}/nhat-ky").words
    workbook = request_workbook(web.context, HOME_AFFAIRS, PERIOD)[0].id
    build_workbook(web.context, workbook)
    content = finished_workbook(web.context, workbook).content
    assert content is not None
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    rows = book["Nguồn số liệu"].iter_rows(values_only=True)
    assert any(SAID in str(cell) for row in rows for cell in row if cell)


def test_an_edition_keeps_that_it_was_filed_for_the_unit(web: Web) -> None:
    file(web)
    close_period(web.context, PERIOD, HOME_AFFAIRS)
    with web.context.database.reading() as session:
        edition = edition_of(session, PERIOD)
        assert edition is not None
        receipts = [item.status.receipt for item in frozen_agencies(session, edition) if item.status is not None]
    assert [receipt.on_behalf for receipt in receipts if receipt is not None] == [WHY]
