"""Where nothing can be written, programs and people are told in words that it may pass, and to try again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from service.web.auth.access import open_to_all
from tests.support.browser import Person
from tests.support.databases import full, gone, locked, read_only
from tests.support.drafts import TEXT
from tests.support.installation import OFFICER, PERIOD
from tests.support.visitor import Visitor
from tests.support.web import Web, refused

FORM, SAVE = f"/bao-cao/{PERIOD}/nhap", f"/bao-cao/{PERIOD}/luu"
# More than what a full database still has room for in pages that it holds already.
SAVING: Any = {"seen": 0, "changes": [{"path": TEXT, "value": "Đã số hóa hồ sơ. " * 2_000, "base": 0}]}
STATES = [(full, 507, "đã đầy"), (read_only, 503, "chỉ đọc được"), (locked, 503, "đang bận")]

State = Any


@pytest.fixture(params=STATES, ids=lambda state: state[0].__name__)
def state(request: pytest.FixtureRequest, web: Web) -> Iterator[tuple[AbstractContextManager[None], int, str]]:
    """A state of the database, the status that says it, and a part of its words."""
    make, status, words = request.param
    yield make(web.context.database), status, words


def test_a_program_is_told_to_try_again_and_what_it_sends_then_is_taken(web: Web, state: State) -> None:
    assert web.tokens["officer"]
    with state[0]:
        answer = web.file_json()
        problem = refused(answer, state[1])
        assert state[2] in problem["detail"]
        assert int(answer.headers["Retry-After"]) > 0
    assert web.file_json().status_code == 202


def test_a_person_reads_on_and_is_told_in_words_what_to_do(web: Web, state: State) -> None:
    officer = Person(web.app, web.context, OFFICER, "van.an.1@sgtvt.gov.vn")
    token = officer.get("/tai-khoan").find("//input[@name='csrf_token']").get("value")
    with state[0]:
        saved = officer.autosave(SAVE, SAVING, token)
        assert (saved.status_code, saved.mimetype) == (state[1], "application/problem+json")
        assert state[2] in saved.get_json(force=True)["detail"]
        assert int(saved.headers["Retry-After"]) > 0
        page = officer.client.post(
            FORM,
            data={"csrf_token": token, TEXT: SAVING["changes"][0]["value"], "version": "0"},
            base_url="http://127.0.0.1:8000",
        )
        assert page.status_code == state[1]
        assert state[2] in page.get_data(as_text=True) and int(page.headers["Retry-After"]) > 0
        for path in ("/", FORM, "/bao-cao"):
            assert officer.get(path).status in {200, 302}, path
    assert officer.autosave(SAVE, SAVING, token).status_code == 200


def test_who_finds_no_database_reads_so_on_a_page_that_needs_none(any_web: Web) -> None:
    officer = Person(any_web.app, any_web.context, OFFICER, "van.an.1@sgtvt.gov.vn")
    assert any_web.tokens["officer"] and officer.get("/bao-cao").status == 200
    with gone(any_web.context.database):
        any_web.context.recent.clear()
        visitor = Visitor(any_web.app)
        for reader, path in ((officer, "/bao-cao"), (officer, FORM), (visitor, "/"), (visitor, "/dang-nhap")):
            page = reader.get(path)
            assert page.status == 503 and int(page.answer.headers["Retry-After"]) > 0, path
            assert "Cơ sở dữ liệu đang bận" in page.words or "Ổ đĩa của hệ thống đang gặp lỗi" in page.words
            assert page.texts("//main//a") == ["Thử lại", "Về trang đầu"]
        page = officer.send(FORM, {TEXT: "Đã số hóa hồ sơ."})
        assert page.status == 503 and page.texts("//main//a") == ["Về trang đầu"]
        refused(any_web.file_json(), 503)
    assert officer.get("/bao-cao").status == 200


def test_a_file_that_cannot_be_written_is_no_unforeseen_error(web: Web) -> None:
    @open_to_all
    def spill() -> str:
        Path("/dev/full").write_text("nhiều chữ")
        return ""

    @open_to_all
    def stray() -> str:
        return Path("/khong/co").read_text()

    web.app.add_url_rule("/api/v1/tran", view_func=spill)
    web.app.add_url_rule("/api/v1/lac", view_func=stray)
    answer = web.call("GET", "/api/v1/tran", None)
    assert "hết chỗ ghi tệp" in refused(answer, 507)["detail"] and answer.headers["Retry-After"]
    assert "ngoài dự kiến" in refused(web.call("GET", "/api/v1/lac", None), 500)["detail"]
