"""A message bus on this machine that keeps what it is called with."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from service.settings import WebhookSettings
from tests.support.processes import free_port

SECRET = b"hai muoi bon byte tro len"


@dataclass(frozen=True)
class Call:
    """One call: its headers, with small names, and its bytes."""

    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def content(self) -> dict[str, Any]:
        """What it says."""
        found: dict[str, Any] = json.loads(self.body)
        return found


class Bus:
    """What came in; `answer` is the status that the bus answers with."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answer = 204
        self.port = free_port()

    @property
    def hook(self) -> WebhookSettings:
        """It as the settings have it."""
        return WebhookSettings(f"http://127.0.0.1:{self.port}/tin-nhan?kenh=cchc", SECRET)


@contextlib.contextmanager
def calling(bus: Bus) -> Iterator[None]:
    """The bus runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            assert self.path == "/tin-nhan?kenh=cchc"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            bus.calls.append(Call(headers, body, self.client_address[1]))
            said = b"" if bus.answer == 204 else "không nhận".encode()
            self.send_response(bus.answer)
            if 300 <= bus.answer < 400:
                self.send_header("Location", "/noi-khac")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", bus.port), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join(10)
