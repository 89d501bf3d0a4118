"""A web server has its port alone."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from service.domain.errors import TonghopError
from service.web.server import local_address, require_free_port
from tests.support.processes import ROOT, free_port


@pytest.mark.parametrize(
    ("taken", "wanted"),
    [
        ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "0.0.0.0"), ("::1", "::1"), ("::", "::1"),
        ("::", "0.0.0.0"), ("0.0.0.0", "::"),
    ],
)  # fmt: skip
def test_a_port_that_another_server_would_share_is_refused(taken: str, wanted: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in taken else socket.AF_INET) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind((taken, 0))
        other.listen()
        with pytest.raises(TonghopError, match="đang được chương trình khác sử dụng"):
            require_free_port(wanted, other.getsockname()[1])


def test_the_command_says_so_and_ends(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", free_port()))
        other.listen()
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "service.cli", "web", "--data", str(tmp_path), "--port", port]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert f"Cổng {port} trên 127.0.0.1 đang được chương trình khác sử dụng" in done.stderr


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"), ("0.0.0.0", "http://127.0.0.1:8080"), ("::", "http://127.0.0.1:8080"),
        ("::1", "http://[::1]:8080"), ("10.0.0.5", "http://10.0.0.5:8080"),
    ],
)  # fmt: skip
def test_the_address_is_one_that_this_machine_can_open(host: str, address: str) -> None:
    assert local_address(host, 8080) == address


@pytest.mark.parametrize(
    ("host", "who"),
    [
        ("127.0.0.1", "chỉ máy này truy cập được; cho máy khác: thêm --host 0.0.0.0"),
        ("0.0.0.0", "mọi máy trong mạng truy cập được"),
    ],
)
def test_the_command_says_where_it_listens_and_for_whom(tmp_path: Path, host: str, who: str) -> None:
    command, port = [sys.executable, "-m", "service.cli"], str(free_port())
    subprocess.run([*command, "db", "upgrade", "--data", str(tmp_path)], cwd=ROOT, timeout=60, check=True)
    serving = [*command, "web", "--data", str(tmp_path), "--host", host, "--port", port]
    with subprocess.Popen(serving, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as server:
        assert server.stdout is not None
        said = server.stdout.readline()
        os.killpg(server.pid, signal.SIGKILL)
    assert said == f"Trang web và API chạy tại http://127.0.0.1:{port} ({who}). Dừng bằng Ctrl+C.\n"
