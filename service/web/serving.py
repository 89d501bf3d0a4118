"""How the web server is started."""

from __future__ import annotations

import sys


def web_command(host: str, port: int, workers: int) -> list[str]:
    """The command that serves pages and API with so many processes; it reads the settings from the environment."""
    return [
        sys.executable, "-m", "granian", "--interface", "rsgi", "--factory", "--host", host, "--port", str(port),
        "--workers", str(workers), "--loop", "asyncio", "--http", "1", "--no-ws", "--log-level", "error",
        # A process that is asked to end while it starts does not hear it.
        "--workers-kill-timeout", "5", "--respawn-failed-workers", "service.app:create_gateway",
    ]  # fmt: skip
