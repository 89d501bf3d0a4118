"""A program that calls without end is asked to wait, in words; others go on, and so does everybody without a queue."""

from __future__ import annotations

from dataclasses import replace

from service.actions.context import Context
from service.domain.organization.quota import Quota
from service.queue import connect
from tests.support.filings import changed, raw
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


def test_a_count_from_before_the_clock_was_set_back_keeps_nobody_waiting_for_that_hour(sqlite_context: Context) -> None:
    limited = replace(sqlite_context, settings=replace(sqlite_context.settings, calls_per_minute=1))
    with running_valkey(limited.settings), connect(limited.settings.queue_url) as server:
        web = Web(limited)
        assert {web.get(PATH).status_code for _ in range(3)} == {200, 429}
        (counted,) = server.keys("LIMITS*token*")
        server.expire(counted, 3600)
        assert web.get(PATH).status_code == 200
        assert web.get(PATH).status_code == 200, "counted from one again"
        assert web.get(PATH).status_code == 429


def test_a_token_that_sends_too_much_within_a_day_is_told_when_there_is_room_again(sqlite_context: Context) -> None:
    report = changed(sang_kien__so_luong=1)
    size = len(raw(report))
    with running_valkey(sqlite_context.settings):
        assert Web(sqlite_context).file_json(report).status_code == 202
        settings = replace(sqlite_context.settings, token_bytes_a_day=2 * size + 10)
        web = Web(replace(sqlite_context, settings=settings))
        assert [web.file_json(report).status_code for _ in range(3)] == [200, 200, 429]
        last = web.file_json(report)
        assert 86_000 <= int(last.headers["Retry-After"]) <= 86_400
        assert refused(last, 429)["detail"] == (
            "Mã truy cập này gửi thêm 1 MB là quá mức 1 MB một ngày: nội dung này chưa được lưu, chờ 24 giờ rồi gửi "
            "lại."
        )
        assert web.get(PATH).status_code == 200, "whoever sends nothing goes on"
        small = Web(replace(sqlite_context, settings=replace(settings, token_bytes_a_day=size - 1)))
        assert "chia nhỏ rồi gửi lại" in refused(small.file_json(report), 413)["detail"]


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
