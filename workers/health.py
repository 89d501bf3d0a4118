"""Whether what a container was started for does its work: `python -m workers.health`, exit code 0 where it does."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import redis
from rq import Worker

from service.queue import connect
from service.settings import Settings, settings_from
from workers.launcher import http_healthy
from workers.valkey import ping

PORT = 8000
# A container's first process, whose words say what it was started for.
FIRST = Path("/proc/1/cmdline")


def is_healthy(words: Sequence[str], settings: Settings) -> bool:
    """Whether the process that was started by these words is well: a worker is registered, a web server answers."""
    if "worker" in words:
        return has_worker(settings)
    if "schedule" in words:
        return ping(settings)
    port = port_of(words)
    return port.isdecimal() and http_healthy("127.0.0.1", int(port))


def port_of(words: Sequence[str]) -> str:
    """The port as it was given, `--port 9000` or `--port=9000`; of several the last counts."""
    found = str(PORT)
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == "--port":
            found = following
        elif word.startswith("--port="):
            found = word.removeprefix("--port=")
    return found


def has_worker(settings: Settings) -> bool:
    """Whether a worker of this machine gave a sign of life within the last minute or so, after which RQ forgets it."""
    try:
        with connect(settings.queue_url) as connection:
            return any(worker.hostname == socket.gethostname() for worker in Worker.all(connection=connection))
    except redis.RedisError:
        return False


def main() -> None:
    """Look at this container."""
    words = FIRST.read_bytes().decode(errors="replace").split("\0")
    sys.exit(0 if is_healthy(words, settings_from(os.environ)) else 1)


if __name__ == "__main__":
    main()
