"""Filings accepted per second against a bare Flask insert of the same bytes behind the same server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from service.actions.organization.tokens import issue_token
from service.domain.organization.access import Caller, Role
from service.settings import settings_from
from service.web.server import web_command
from tests.support.filings import real_report
from tests.support.installation import new_context, with_units
from tests.support.processes import free_port, wait_until
from tests.support.stack import UNLIMITED
from workers.launcher import http_healthy
from workers.supervisor import SupervisedProcess
from workers.valkey import FolderLock, ping, valkey_command

# The last hour before a deadline: many units at once.
CLIENTS = 32
ROUNDS = 5
PATH = "/api/v1/periods/2023-Q3/agencies/SGTVT/submissions"


def bodies(count: int, start: int) -> list[bytes]:
    """Different filings of the real report's size."""
    report = real_report()
    found = []
    for number in range(start, start + count):
        report["narratives"]["V"] = f"Không ({number})."
        found.append(json.dumps(report, ensure_ascii=False).encode())
    return found


def requests_per_second(port: int, token: str, sent: list[bytes]) -> float:
    """Post all bodies over many kept connections; raises where one is not answered with 202."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
    kind = "Content-Type: application/json\r\nContent-Length"
    wire = [f"{head}{kind}: {len(body)}\r\n\r\n".encode() + body for body in sent]
    failures: list[bytes] = []
    # Whoever is free takes the next, so that no server process is left without work before the end.
    waiting = iter(wire)
    threads = [threading.Thread(target=_client, args=(port, waiting, failures)) for _ in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - begun
    if failures:
        raise RuntimeError(failures[0].decode(errors="replace"))
    return len(sent) / elapsed


def _client(port: int, waiting: Iterator[bytes], failures: list[bytes]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for message in waiting:
            connection.sendall(message)
            answer = _answer(connection)
            if b" 202 " not in answer[:20]:
                failures.append(answer)
                return


def _answer(connection: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        got += connection.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + body


@contextmanager
def served(target: str, port: int, environment: dict[str, str]) -> Iterator[None]:
    """An application behind granian as `tonghop web` runs it."""
    command = [*web_command("127.0.0.1", port, 2)[:-1], target]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        wait_until(lambda: http_healthy("127.0.0.1", port), 30, "the web server")
        yield
    finally:
        process.terminate()
        process.wait(10)


def run(count: int = 1000) -> dict[str, float]:
    """Rates in filings a second, alternating, the median of a few rounds each; and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        context = with_units(new_context(Path(folder)))
        token = issue_token(context, Caller("bench", Role.OFFICER, "SGTVT"))
        settings = replace(settings_from({}, Path(folder)))
        lock = FolderLock(settings.data)
        valkey = SupervisedProcess(valkey_command(settings, lock))
        valkey.start()
        wait_until(lambda: ping(settings), 20, "Valkey")
        ours, bare = free_port(), free_port()
        rates: dict[str, list[float]] = {"ours": [], "bare": []}
        with (
            served("service.app:create_gateway", ours, {"TONGHOP_DATA": folder, **UNLIMITED}),
            served("tests.benchmarks.bare_app:create_gateway", bare, {"BARE_DATABASE": f"{folder}/bare.sqlite3"}),
        ):
            for number in range(ROUNDS + 1):
                sent = bodies(count, number * count)
                rates["bare"].append(requests_per_second(bare, token, sent))
                rates["ours"].append(requests_per_second(ours, token, sent))
        valkey.ask_to_end()
        valkey.end(time.monotonic() + 5)
        lock.release()
    # The first round warms both up.
    medians = {name: sorted(found[1:])[ROUNDS // 2] for name, found in rates.items()}
    return {**medians, "ratio": medians["ours"] / medians["bare"]}


def main() -> None:
    """Print the rates and their ratio."""
    found = run()
    print(
        f"filings a second: {found['ours']:.0f}; bare insert {found['bare']:.0f}; ratio {found['ratio']:.2f} (aim 0.60)"
    )


if __name__ == "__main__":
    main()
