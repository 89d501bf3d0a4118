"""Whoever adds a format adds a reader and an entry, and nothing else: all that takes or names formats asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.actions.context import Context
from service.actions.intake.uploads import annotated_file, original_file, preview_file
from service.actions.intake.validate import validate_submission
from service.actions.offline.consolidate import consolidate_files
from service.domain.errors import TooLargeError, WrongTypeError
from service.readers.formats import EXCEL, FORMATS, JSON, any_of
from service.writers.consolidated_workbook.wording import channel_name
from tests.support.browser import Person
from tests.support.filings import changed, raw, real_report
from tests.support.installation import LEADER, OFFICER, PERIOD
from tests.support.toy_format import HEAD, TOY
from tests.support.web import Web, refused, submissions

FIRST = f"{PERIOD}-SGTVT-1"
CONTENT = HEAD + raw(real_report())


@pytest.fixture
def web(sqlite_context: Context) -> Web:
    """The application, in which the toy is not taken."""
    return Web(sqlite_context)


@pytest.fixture
def toy(web: Web) -> Iterator[Web]:
    """The application, in which it is."""
    with FORMATS.including(TOY):
        yield web


def test_a_format_that_is_not_registered_is_refused_with_advice(web: Web) -> None:
    refused(web.file_upload(CONTENT, "a.toy"), 415)
    detail = refused(web.file_upload(CONTENT, "a.docx"), 415)["detail"]
    assert "chỉ nhận .json, .xlsx: chép số liệu và nội dung vào biểu mẫu" in detail


def test_a_registered_format_is_filed_and_checked(toy: Web) -> None:
    answer = toy.file_upload(CONTENT, "a.TOY")
    assert answer.status_code == 202
    validate_submission(toy.context, FIRST)
    found = toy.get(f"/submissions/{FIRST}").get_json()
    assert (found["channel"], found["state"]) == ("toy", "valid")


def test_a_registered_format_is_filed_as_the_body_of_a_request(toy: Web) -> None:
    sent = {"Content-Type": "application/x-toy"}
    assert toy.call("POST", submissions(), headers=sent, data=CONTENT).status_code == 202
    detail = refused(toy.call("POST", submissions(), headers={"Content-Type": "text/csv"}, data=CONTENT), 415)["detail"]
    assert "Content-Type là application/json, application/x-toy, hoặc" in detail


def test_a_registered_format_goes_into_the_draft_within_its_size(toy: Web) -> None:
    found = preview_file(toy.context, OFFICER, PERIOD, "SGTVT", TOY, CONTENT)
    assert (found.count("indicators"), len(found.form_state.payload.documents)) == (37, 17)
    with pytest.raises(TooLargeError, match="10 MB"):
        preview_file(toy.context, OFFICER, PERIOD, "SGTVT", TOY, b" " * (10 * 1024 * 1024 + 1))


def test_a_registered_format_is_read_without_a_server(toy: Web, tmp_path: Path) -> None:
    (tmp_path / "a.toy").write_bytes(CONTENT)
    found = consolidate_files(toy.context, [tmp_path], PERIOD)
    assert [channel_name(unit.receipt) for unit in found.units] == ["tệp đồ chơi"]


def test_the_pages_and_the_description_name_a_registered_format(toy: Web) -> None:
    officer = Person(toy.app, toy.context, OFFICER, "van.an.1@sgtvt.gov.vn")
    bring = f"/bao-cao/{PERIOD}/tep"
    page = officer.get(bring)
    assert page.find("//input[@type='file']").get("accept") == ".docx,.json,.toy,.xlsx"
    assert "hoặc tệp đồ chơi (.toy)." in page.words
    assert "37" in officer.upload(bring, CONTENT, "a.toy", what="take").words
    toy.file_upload(CONTENT, "a.toy")
    page = officer.get(f"/lan-nop/{FIRST}")
    assert "(tệp đồ chơi, a.toy)" in page.words and "Tải tệp đã nộp" in page.words
    assert officer.get(f"/lan-nop/{FIRST}/tep-goc").answer.mimetype == "application/x-toy"
    body = toy.call("GET", "/api/openapi.json", None).get_json()["paths"][
        "/api/v1/periods/{period}/agencies/{agency}/submissions"
    ]["post"]["requestBody"]
    assert ".toy" in body["description"] and "application/x-toy" in body["content"]


def test_what_came_in_a_format_that_is_not_taken_any_more_is_told_in_words(web: Web) -> None:
    with FORMATS.including(TOY):
        assert web.file_upload(HEAD + raw(changed(sang_kien__so_luong=2)), "a.toy").status_code == 202
    validate_submission(web.context, FIRST)
    found = web.get(f"/submissions/{FIRST}").get_json()
    assert found["state"] == "invalid"
    assert "không đọc loại báo cáo «toy»: nộp lại bằng" in found["findings"][0]["message"]
    officer = Person(web.app, web.context, OFFICER, "van.an.1@sgtvt.gov.vn")
    assert "(toy, a.toy)" in officer.get(f"/lan-nop/{FIRST}").words
    assert original_file(web.context, LEADER, FIRST)[0] == "a.toy"
    with pytest.raises(WrongTypeError, match="nộp lại bằng biểu mẫu web hoặc tệp Excel hoặc API"):
        annotated_file(web.context, LEADER, FIRST)


def test_two_formats_cannot_have_one_name() -> None:
    with FORMATS.including(TOY), pytest.raises(ValueError, match="toy"), FORMATS.including(TOY):
        pass
    assert FORMATS.find("toy") is None


def test_no_two_formats_share_an_ending() -> None:
    assert len(set(FORMATS.suffixes())) == len(FORMATS.suffixes())


def test_a_choice_is_said_in_words() -> None:
    assert str(any_of(entry.label for entry in (EXCEL, JSON))) == "tệp Excel hoặc API"
