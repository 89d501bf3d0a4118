"""Names of files: one line when they come, and a header that any name fits in when they go."""

from __future__ import annotations

import io
from urllib.parse import quote

import pytest
from sqlalchemy import update
from werkzeug.datastructures import FileStorage

from service.domain.notation.text import one_line
from service.storage.models import SubmissionRow
from tests.support.filings import raw, real_report
from tests.support.installation import OFFICER
from tests.support.visitor import guest
from tests.support.web import Web, submissions

BAD = ["bao\ncao.json", "bao\r\nX-A: b.json", "bao\u2028cao.json", "bao\x00\x1b[2Jcao.json", "\u202ejson.exe.json"]


@pytest.mark.parametrize("name", BAD)
def test_an_uploads_name_is_brought_to_one_line_and_the_file_comes_back(web: Web, name: str) -> None:
    visitor = guest(web.context, web.app, OFFICER)
    head = f"--x\r\nContent-Disposition: form-data; name=file; filename*=UTF-8''{quote(name)}\r\n\r\n"
    body = head.encode() + raw(real_report()) + b"\r\n--x--\r\n"
    answer = web.call("POST", submissions(), headers={"Content-Type": "multipart/form-data; boundary=x"}, data=body)
    assert answer.status_code == 202, answer.get_data(as_text=True)
    kept = web.get(f"/submissions/{answer.get_json()['id']}").get_json()["file_name"]
    assert kept == one_line(kept) and kept.isprintable()
    assert visitor.get(f"/lan-nop/{answer.get_json()['id']}/tep-goc").status == 200


@pytest.mark.parametrize("name", [*BAD, "\n", "báo cáo quý «3».json", 'a"b;c.json', "…" * 200])
def test_a_file_that_is_stored_under_any_name_can_be_downloaded(web: Web, name: str) -> None:
    id_ = web.file_json().get_json()["id"]
    with web.context.database.writing() as session:
        session.execute(update(SubmissionRow).where(SubmissionRow.id == id_).values(file_name=name))
    page = guest(web.context, web.app, OFFICER).get(f"/lan-nop/{id_}/tep-goc")
    assert page.status == 200
    assert page.answer.headers["Content-Disposition"].isprintable()
    assert page.answer.data == raw(real_report())


def test_a_name_of_nothing_that_is_seen_is_refused(web: Web) -> None:
    assert web.file_form({"file": FileStorage(io.BytesIO(b"{}"), "\u200b")}).status_code == 422


def test_letters_of_vietnamese_survive_in_the_name(web: Web) -> None:
    assert one_line("Báo cáo  quý 3.xlsx") == "Báo cáo quý 3.xlsx"
