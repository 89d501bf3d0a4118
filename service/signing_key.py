"""The installation's secret, from the settings or made once and kept in the data folder.

It signs the cookies and the links in mails, and seals what the database holds of other secrets.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path

import structlog

from service.domain.errors import TonghopError, message
from service.os_errors import why
from service.setting_values import SHORTEST_KEY
from service.settings import Settings

NAME = "cookie.secret"
log = structlog.get_logger()


def load_signing_key(settings: Settings) -> str:
    """The secret; several machines must be given the same one by TONGHOP_SECRET.

    Raises TonghopError where the file cannot be used or holds less than a secret.
    """
    if settings.secret:
        return settings.secret
    path = settings.data / NAME
    try:
        found = _kept(path)
    except OSError as error:
        raise TonghopError(message("Không dùng được tệp khoá «{path}»: {why}.", path=path, why=why(error))) from error
    if len(found) < SHORTEST_KEY:
        raise TonghopError(
            message(
                "Tệp khoá «{path}» bị hỏng (ngắn hơn {least} ký tự): khôi phục từ bản sao lưu, hoặc xoá tệp để "
                "hệ thống tạo khoá mới; khi đó mọi người phải đăng nhập lại và thiết lập lại xác thực hai bước.",
                path=path,
                least=SHORTEST_KEY,
            )
        )
    return found


def stored_signing_key(settings: Settings) -> str | None:
    """What the data folder holds of a secret; None where there is none."""
    path = settings.data / NAME
    return load_signing_key(settings) if path.exists() and path.stat().st_size else None


def _kept(path: Path) -> str:
    """What the file holds, made where there is nothing: of processes that start at once all read the same."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = not path.exists()
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # A loss of power may leave a file of no length or of zeros.
        found = file.read().strip(b"\0 \r\n\t").decode("ascii", errors="replace")
        if found:
            return found
        if not is_new:
            log.warning("the key file was empty and is made anew: sign-ins, links in mails, calendars' addresses as "
                        "shown and second factors made before are lost", file=str(path))  # fmt: skip
        made = secrets.token_urlsafe(48)
        file.seek(0)
        file.truncate()
        file.write(made.encode())
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)
    return made


def _sync_folder(folder: Path) -> None:
    """Let the file's name outlast a loss of power as well as its content."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
