"""Log lines stay whole when many processes write into one file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

WRITERS, LINES = 4, 500
WRITE = f"""
import structlog
from service import logs
logs.configure()
for number in range({LINES}):
    structlog.get_logger().info("job ended", number=number, words="kỳ báo cáo " * (number % 40))
"""


def test_every_line_of_many_unbuffered_processes_is_one_event(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with path.open("wb") as log:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        started = [subprocess.Popen([sys.executable, "-c", WRITE], stderr=log, env=environment) for _ in range(WRITERS)]
        assert [process.wait(timeout=120) for process in started] == [0] * WRITERS
    numbers = [json.loads(line)["number"] for line in path.read_text("utf-8").splitlines()]
    assert sorted(numbers) == sorted(list(range(LINES)) * WRITERS)
