"""A program that calls without end is asked to wait, in words; others go on, and so does everybody without a queue."""

from __future__ import annotations

from dataclasses import replace

from service.actions.context import Context
from service.domain.organization.quota import Quota
from tests.support.filings import changed
from tests.support.valkey import running_valkey
from tests.support.web import Web, refused

PATH = "/periods"


def test_a_token_that_calls_too_often_is_told_how_long_to_wait(sqlite_context: Context) -> None:
    limited = replace(sqlite_context, settings=replace(sqlite_context.settings, calls_per_minute=5))
    with running_valkey(limited.settings):
        web = Web(limited)
        # In whatever second of a minute it begins, eleven calls are more than five in one of two.
        answers = [web.get(PATH) for _ in range(11)]
        statuses = [answer.status_code for answer in answers]
        assert set(statuses[:5]) == {200} and set(statuses) == {200, 429}
        last = next(answer for answer in answers if answer.status_code == 429)
        problem = refused(last, 429)
        assert problem["title"] == "Đã dùng hết mức cho phép"
        assert problem["detail"].startswith("Mã truy cập này đã gọi 5 lần trong một phút")
        assert 1 <= int(last.headers["Retry-After"]) <= 60
        assert web.get(PATH, "home_affairs").status_code == 200
        assert web.client.get("/").status_code == 200


def test_without_a_queue_server_calls_are_served_and_not_counted(sqlite_context: Context) -> None:
    web = Web(replace(sqlite_context, settings=replace(sqlite_context.settings, calls_per_minute=1)))
    assert {web.get(PATH).status_code for _ in range(4)} == {200}


def test_a_unit_beyond_its_quota_is_told_how_long_to_wait_and_nothing_is_kept(web: Web) -> None:
    limited = Web(replace(web.context, settings=replace(web.context.settings, quota=Quota(1, 0))))
    assert limited.file_json(changed(sang_kien__so_luong=1)).status_code == 202
    answer = limited.file_json(changed(sang_kien__so_luong=2))
    assert 3590 <= int(answer.headers["Retry-After"]) <= 3600
    assert refused(answer, 429)["detail"] == (
        "Đơn vị đã nộp 1 lần trong một giờ qua, đủ mức cho phép: nội dung này chưa được nộp, chờ 60 phút rồi nộp lại."
    )
    assert limited.file_json(changed(sang_kien__so_luong=1)).status_code == 200
