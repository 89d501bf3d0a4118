"""The whole of tonghop on one machine, as `tonghop up` runs it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psutil

from tests.support.processes import descendants, free_port, launched, wait_until, words_of

# A test's few units hand in and call as often as a province's.
UNLIMITED = {"TONGHOP_FILINGS_PER_HOUR": "0", "TONGHOP_MB_PER_DAY": "0", "TONGHOP_CALLS_PER_MINUTE": "0"}
LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Stack:
    """A running installation; `lines` are what it printed for people."""

    def __init__(self, process: subprocess.Popen[str], data: Path, port: int) -> None:
        self.process = process
        self.data = data
        self.address = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []
        # Somebody has to read, or the pipe fills up.
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with contextlib.suppress(ValueError):
            self.lines.extend(line.rstrip("\n") for line in self.process.stdout)

    def wait_until_ready(self, seconds: float = 180) -> None:
        """Return once the address was printed."""

        def ready() -> bool:
            assert self.process.poll() is None, f"ended with {self.process.returncode}"
            return f"tonghop chạy tại {self.address}" in self.lines

        wait_until(ready, seconds, "the start of everything")

    def processes(self, *words: str) -> list[psutil.Process]:
        """The processes below the supervisor whose command line holds all these words, parents first."""
        found = []
        for process in descendants(self.process.pid):
            with contextlib.suppress(psutil.NoSuchProcess):
                if set(words) <= words_of(process):
                    found.append(process)
        return found

    def call(self, method: str, path: str, token: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of an API call."""
        request = urllib.request.Request(
            f"{self.address}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        try:
            with LOCAL.open(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    def download(self, path: str, token: str) -> bytes:
        """The bytes behind an address of the API."""
        request = urllib.request.Request(f"{self.address}/api/v1{path}", headers={"Authorization": f"Bearer {token}"})
        with LOCAL.open(request, timeout=60) as answer:
            raw: bytes = answer.read()
        return raw

    def finished(self, submission: str, token: str) -> dict[str, Any]:
        """The filing once it was checked."""
        path = f"/submissions/{submission}"
        found: dict[str, Any] = {}

        def is_done() -> bool:
            found.update(self.call("GET", path, token)[1])
            return found["state"] in {"valid", "invalid", "failed"}

        wait_until(is_done, 60, f"the check of {submission}")
        return found

    def workbook(self, period: str, token: str) -> bytes:
        """The province's workbook of a period, built now."""
        status, build = self.call("POST", f"/periods/{period}/workbooks", token)
        assert status in {200, 202}, build
        path = f"/workbooks/{build['id']}"
        wait_until(lambda: self.call("GET", path, token)[1]["state"] in {"ready", "failed"}, 120, "the workbook")
        assert self.call("GET", path, token)[1]["state"] == "ready"
        return self.download(f"{path}/file", token)


@contextlib.contextmanager
def up(
    data: Path,
    *options: str,
    log: IO[bytes] | None = None,
    patience: float = 180,
    port: int | None = None,
    **environment: str,
) -> Iterator[Stack]:
    """`tonghop up` over this folder with these settings, ready to serve within `patience` seconds.

    What it logs goes to `log` where given; without a `port` it serves at one that is free.
    """
    port = port or free_port()
    arguments = ["-m", "service.cli", "up", "--data", str(data), "--port", str(port), *options]
    settings = {"DATABASE_URL": "", "REDIS_URL": "", "TONGHOP_WEB_WORKERS": "1"} | UNLIMITED | environment
    with launched(*arguments, log=log, **settings) as process:
        stack = Stack(process, data, port)
        stack.wait_until_ready(patience)
        yield stack
