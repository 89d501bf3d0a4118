"""Every address answers with the headers that keep what it says to whoever asked, and tells no secret to a log."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs
from werkzeug.datastructures import Headers
from werkzeug.routing import Rule

from service.actions.context import Context
from service.web.auth.bodies import Body, body_of
from service.web.auth.headers import FIXED, SHARED
from service.web.auth.secret_paths import SECRET_PARTS, logged_path
from tests.support.databases import locked
from tests.support.installation import ADMIN
from tests.support.visitor import guest
from tests.support.web import Web

SECRET = "mot-bi-mat-khong-ai-biet-0123456789"
LARGE = {
    "api.submit", "api.verify", "files.bring", "files.take", "form.autosave", "form.save", "units.bring",
    "verification.verify", "api.read_words", "confirmation.bring", "evidence.attach", "exports.bring",
    "letters.renew", "review.explain", "adjustments.attach", "on_behalf.look", "on_behalf.file",
    "people_list.preview", "people_list.carry", "units.take", "rehearsal.run",
}  # fmt: skip
# Parts of addresses that stand for nothing secret.
PLAIN = {
    "agency", "code", "mail", "name", "number", "period", "submission", "version", "workbook", "filename", "part",
    "indicator", "section", "day", "id", "path", "template", "predecessor", "table",
}  # fmt: skip


@pytest.fixture
def web(sqlite_context: Context) -> Web:
    """The application."""
    return Web(sqlite_context)


def path_of(rule: Rule) -> str:
    """An address of the route, made up."""
    return re.sub(r"<(?:int:)\w+>", "1", re.sub(r"<(?:any\([^)]*\):|string:|path:)?\w+>", SECRET, rule.rule))


def calls(web: Web) -> Iterator[tuple[Rule, str, str]]:
    """Every route with each of its methods and an address."""
    for rule in web.app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            yield rule, method, path_of(rule)


def open_in(headers: Headers, is_shared: bool = False) -> list[str]:
    """Headers that an answer lacks, or that let others see or keep it."""
    wanted = FIXED if is_shared else {**FIXED, "Cache-Control": "private, no-store"}
    wrong = [name for name, value in wanted.items() if headers.get(name) != value]
    return wrong if "Content-Security-Policy" in headers else [*wrong, "Content-Security-Policy"]


def test_every_answer_is_for_whoever_asked_and_kept_by_nobody(web: Web) -> None:
    visitor = guest(web.context, web.app, ADMIN)
    seen = 0
    for rule, method, path in calls(web):
        is_call = path.startswith("/api/")
        answer = web.call(method, path, "admin") if is_call else visitor.client.open(path, method=method)
        is_shared = rule.endpoint in SHARED and answer.status_code < 400
        assert open_in(answer.headers, is_shared) == [], (method, path)
        seen += not is_shared
    assert seen > 100


def test_the_guard_sees_an_answer_that_a_cache_may_keep(web: Web) -> None:
    headers = web.client.get("/dang-nhap").headers
    assert open_in(headers) == []
    headers["Cache-Control"] = "public"
    del headers["Content-Security-Policy"]
    assert open_in(headers) == ["Cache-Control", "Content-Security-Policy"]


def test_no_log_names_what_opens_something(web: Web) -> None:
    for rule, method, path in calls(web):
        if rule.arguments & SECRET_PARTS:
            with web.app.test_request_context(path, method=method):
                assert SECRET not in logged_path(), path
                assert rule.rule == logged_path()
        assert rule.arguments <= SECRET_PARTS | PLAIN, f"{rule.rule}: is a part of it secret?"


def test_a_busy_database_tells_the_log_no_link_and_the_reader_when_to_come_back(web: Web) -> None:
    visitor = guest(web.context, web.app, ADMIN)
    asked = [(rule, path) for rule, method, path in calls(web) if rule.arguments & SECRET_PARTS and method == "POST"]
    assert asked
    with locked(web.context.database), capture_logs() as lines:
        answers = [visitor.send(path, password="mot mat khau moi", again="mot mat khau moi") for _rule, path in asked]
        forgotten = visitor.send("/quen-mat-khau", email="admin@tinh.hungyen.gov.vn")
    assert SECRET not in repr(lines)
    assert forgotten.status == 503
    assert forgotten.answer.headers["Retry-After"] == "10"
    assert all(answer.status in {404, 503} for answer in answers)
    for line in lines:
        assert "dat-mat-khau/" not in str(line.get("exc_info", ""))


def test_only_what_takes_files_or_reports_reads_more_than_a_small_form(web: Web) -> None:
    endpoints = {rule.endpoint for rule in web.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {name for name in endpoints if body_of(web.app, name) is not None} == LARGE
    assert {name for name in LARGE if body_of(web.app, name) is Body.REPORT} == {
        "files.take", "form.autosave", "form.save", "review.explain", "units.take",
    }  # fmt: skip


def test_a_large_form_is_refused_before_anything_of_it_is_read(web: Web) -> None:
    for path in ("/dang-nhap", "/ngon-ngu", "/quen-mat-khau", "/lich", "/khong-co"):
        answer = web.client.post(path, data=b"x" * 300_000, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == (404 if path == "/khong-co" else 413), path


def test_over_tls_browsers_are_told_to_stay_there(web: Web) -> None:
    from dataclasses import replace

    secure = Web(replace(web.context, settings=replace(web.context.settings, address="https://baocao.hungyen.gov.vn")))
    assert secure.client.get("/healthz").headers["Strict-Transport-Security"].startswith("max-age=")
    assert "Strict-Transport-Security" not in web.client.get("/healthz").headers
