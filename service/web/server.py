"""How the web server is started."""

from __future__ import annotations

import errno
import socket
import sys
import time

from service.domain.errors import TonghopError, message
from service.os_errors import why

PORT_WAIT = 2.0


def web_command(host: str, port: int, workers: int) -> list[str]:
    """The command that serves pages and API with so many processes; it reads the settings from the environment."""
    return [
        sys.executable, "-m", "granian", "--interface", "rsgi", "--factory", "--host", host, "--port", str(port),
        "--workers", str(workers), "--loop", "asyncio", "--http", "1", "--no-ws", "--log-level", "error",
        # A process that is asked to end while it starts does not hear it.
        "--workers-kill-timeout", "5", "--respawn-failed-workers", "service.app:create_gateway",
    ]  # fmt: skip


def reachable(host: str) -> str:
    """The host under which this machine reaches its own server that listens on `host`."""
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104


def local_address(host: str, port: int) -> str:
    """What a browser on this machine opens where the server listens on `host`."""
    own = reachable(host)
    return f"http://[{own}]:{port}" if ":" in own else f"http://{own}:{port}"


def require_free_port(host: str, port: int) -> None:
    """Raises TonghopError where the port cannot be opened; a program that is just ending gets a moment."""
    deadline = time.monotonic() + PORT_WAIT
    while (refused := _refused(host, port)) is not None:
        if refused.errno != errno.EADDRINUSE:
            raise TonghopError(
                message("Không mở được cổng {port} trên {host}: {why}.", port=port, host=host, why=why(refused))
            )
        if time.monotonic() >= deadline:
            raise TonghopError(
                message(
                    "Cổng {port} trên {host} đang được chương trình khác sử dụng. "
                    "Hãy dừng chương trình đó hoặc chọn cổng khác bằng --port.",
                    port=port,
                    host=host,
                )
            )
        time.sleep(0.1)


def _refused(host: str, port: int) -> OSError | None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            return error
        return None
