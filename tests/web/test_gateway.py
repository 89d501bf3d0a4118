"""Slow and large bodies hold up nobody but whoever sends them."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import os
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from werkzeug.exceptions import RequestEntityTooLarge, RequestTimeout

from service.actions.organization.tokens import issue_token
from service.web.gateway import PAUSE, environ_of, read_body
from service.web.server import web_command
from tests.support.filings import raw, real_report
from tests.support.installation import OFFICER, new_context, with_units
from tests.support.processes import ROOT, free_port, wait_until
from tests.support.web import submissions
from workers.launcher import http_healthy

FORM = "application/x-www-form-urlencoded"


class Site:
    """A web server as it is run, over a folder of its own."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.token = token

    def begin(self, path: str, length: int, sent: bytes = b"a", more: str = "") -> socket.socket:
        """A connection on which a POST has begun."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: tinh.vn\r\nContent-Type: {FORM}\r\nContent-Length: {length}\r\n{more}\r\n"
        )
        connection.sendall(head.encode() + sent)
        return connection

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str]:
        """Status and text of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One process of it, which has eight threads."""
    folder: Path = tmp_path_factory.mktemp("site")
    context = with_units(new_context(folder))
    token, port = issue_token(context, OFFICER), free_port()
    environment = {**os.environ, "TONGHOP_DATA": str(folder), "REDIS_URL": "redis://127.0.0.1:1/0"}
    process = subprocess.Popen(web_command("127.0.0.1", port, 1), cwd=ROOT, env=environment)
    try:
        wait_until(lambda: http_healthy("127.0.0.1", port), 60, "the web server")
        yield Site(port, token)
    finally:
        process.terminate()
        process.wait(20)


def test_health_and_pages_answer_while_bodies_are_unfinished(site: Site) -> None:
    paths = ["/dang-nhap", "/ngon-ngu", "/bao-cao/2023-Q3/luu", submissions()]
    with contextlib.ExitStack() as held:
        for number in range(40):
            more = f"Authorization: Bearer {site.token}\r\n"
            length = 500 if number % 2 else 3_000_000
            held.enter_context(site.begin(paths[number // 2 % len(paths)], length, more=more))
        for path in ("/healthz", "/dang-nhap", "/healthz"):
            begun = time.monotonic()
            assert site.ask("GET", path)[0] == 200
            # Long before the first of them is given up.
            assert time.monotonic() - begun < PAUSE - 5, path


def test_a_body_larger_than_a_page_takes_is_refused_in_words(site: Site) -> None:
    status, said = site.ask("POST", "/dang-nhap", b"x" * 5_000_000, Content_Type=FORM)
    assert status == 413
    assert "lớn hơn mức cho phép ở địa chỉ này (256 KB)" in said


def test_a_large_filing_of_nobody_is_refused_for_want_of_a_token_and_not_read(site: Site) -> None:
    assert site.ask("POST", submissions(), b"x" * 5_000_000, Content_Type="application/json")[0] == 401


def test_a_large_filing_of_a_unit_is_read_to_its_end(site: Site) -> None:
    report = real_report()
    report["narratives"]["V"] = "Không có kiến nghị, đề xuất. " * 10_000
    sent = raw(report)
    assert len(sent) > 300_000
    status, said = site.ask(
        "POST", submissions(), sent, Authorization=f"Bearer {site.token}", Content_Type="application/json"
    )
    assert status in {202, 422} and "lớn hơn mức cho phép" not in said


def test_a_body_without_a_length_is_counted_as_it_comes(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    with contextlib.closing(connection):
        parts = (b"x" * 65_536 for _ in range(20))
        connection.request("POST", "/dang-nhap", parts, {"Content-Type": FORM}, encode_chunked=True)
        assert connection.getresponse().status == 413


async def _parts(*parts: bytes, pause: float = 0.0) -> AsyncIterator[bytes]:
    for part in parts:
        await asyncio.sleep(pause)
        yield part


def test_a_body_that_stops_coming_is_given_up() -> None:
    with pytest.raises(RequestTimeout):
        asyncio.run(read_body(_parts(b"a", b"b", pause=0.2), 100, 0.1))


def test_a_body_that_drips_without_end_is_given_up() -> None:
    with pytest.raises(RequestTimeout):
        asyncio.run(read_body(_parts(*[b"a"] * 100, pause=0.02), 1000, 0.1))


def test_a_body_within_its_bounds_is_whole() -> None:
    assert asyncio.run(read_body(_parts(b"ab", b"cd"), 4)).read() == b"abcd"
    with pytest.raises(RequestEntityTooLarge):
        asyncio.run(read_body(_parts(b"ab", b"cde"), 4))


def test_a_request_becomes_what_wsgi_says() -> None:
    headers = [
        ("content-type", "a/b"), ("content-length", "3"), ("cookie", "a=1"), ("cookie", "b=2"),
        ("x-forwarded-for", "1.2.3.4"), ("x_forwarded_for", "6.6.6.6"),
    ]  # fmt: skip
    scope = SimpleNamespace(
        method="POST", path="/b%C3%A1o%20c", query_string="a=%20", server="[::1]:80", client="[::1]:999",
        http_version="1.1", scheme="http", headers=dict(headers) | {"cookie": "a=1"},
    )  # fmt: skip
    scope.headers = SimpleNamespace(items=lambda: headers)
    environ = environ_of(scope)
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/báo c"
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"], environ["HTTP_COOKIE"]) == ("a/b", "3", "a=1; b=2")
    assert (environ["REMOTE_ADDR"], environ["HTTP_X_FORWARDED_FOR"]) == ("::1", "1.2.3.4")
    assert "HTTP_CONTENT_TYPE" not in environ
