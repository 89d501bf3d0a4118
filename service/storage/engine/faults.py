"""What a database's errors mean to whoever waits: it may pass, somebody has to make room, or we made a mistake."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

from service.domain.errors import Message, StorageFullError, UnavailableError, message

BUSY = message("Cơ sở dữ liệu đang bận hoặc không trả lời: vui lòng thử lại sau ít phút.")
READ_ONLY = message(
    "Hệ thống tạm thời chỉ đọc được, chưa ghi được dữ liệu: nội dung chưa được lưu, vui lòng giữ trang này và thử lại "
    "sau ít phút. Quản trị viên cần kiểm tra ổ đĩa và cơ sở dữ liệu."
)
FAILING = message(
    "Ổ đĩa của hệ thống đang gặp lỗi: nội dung chưa được lưu, vui lòng giữ trang này và thử lại sau ít phút. "
    "Quản trị viên cần kiểm tra ổ đĩa."
)
FULL = message(
    "Ổ đĩa của hệ thống đã đầy: nội dung chưa được lưu, vui lòng giữ trang này và thử lại sau ít phút. "
    "Quản trị viên cần giải phóng chỗ trên ổ đĩa; hệ thống tự hoạt động lại ngay sau đó."
)
_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_IOERR: FAILING,
    sqlite3.SQLITE_CANTOPEN: FAILING,
}
# PostgreSQL's codes, or what they begin with.
_POSTGRESQL = {"53100": FULL, "25006": READ_ONLY, "58": FAILING}


@contextmanager
def answering() -> Iterator[None]:
    """Raises UnavailableError, or StorageFullError, in place of a database's error that is about its state."""
    try:
        yield
    except DBAPIError as error:
        said = _meaning(error)
        if said is None:
            raise
        raise (StorageFullError if said is FULL else UnavailableError)(said) from error


def _meaning(error: DBAPIError) -> Message | None:
    """What it says about the database's state; None where it is about what was asked."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    state = getattr(error.orig, "sqlstate", None) or ""
    known = next((said for begin, said in _POSTGRESQL.items() if state.startswith(begin)), None)
    # A connection that was refused or lost has no code, and whatever else hinders the work may pass as well.
    return known or (BUSY if isinstance(error, OperationalError) else None)
