"""Looking at a file before it is opened: what it is, and whether it is safe to unpack."""

from __future__ import annotations

import io
import zipfile
import zlib

import msoffcrypto
from msoffcrypto.exceptions import FileFormatError

from service.domain.errors import Message, TooLargeError, UnreadableError, WrongTypeError, message

MAX_UNPACKED = 48 * 1024 * 1024
MAX_RATIO = 200
RATIO_FROM = 1024 * 1024
MAX_ENTRIES = 500
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TOO_MUCH = message("Tệp Excel chứa quá nhiều dữ liệu: xóa các trang tính, dòng thừa hoặc điền lại biểu mẫu mới.")
DAMAGED = message("Tệp Excel bị hỏng hoặc tải lên chưa hết: mở bằng Excel, lưu lại rồi nộp.")


def require_workbook(raw: bytes, most: int = MAX_UNPACKED) -> None:
    """Raises WrongTypeError, TooLargeError or UnreadableError where the bytes are no .xlsx that may be opened.

    `most` is how many bytes it may unpack to.
    """
    if not raw:
        raise UnreadableError(message("Tệp trống: chọn đúng tệp biểu mẫu đã điền."))
    if raw.startswith(OLE):
        raise WrongTypeError(_what_ole(raw))
    if not raw.startswith(b"PK"):
        raise WrongTypeError(
            message(
                "Đây không phải tệp Excel .xlsx (có thể là tệp CSV hoặc loại khác được đổi tên): dùng biểu mẫu .xlsx."
            )
        )
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _require_harmless(archive, most)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableError(DAMAGED) from error


def part_name(written: str) -> str:
    """The name of a part as it is compared: in small letters, with slashes."""
    return written.replace("\\", "/").lower()


def _what_ole(raw: bytes) -> Message:
    try:
        encrypted = msoffcrypto.OfficeFile(io.BytesIO(raw)).is_encrypted()
    except (FileFormatError, OSError, ValueError, KeyError, IndexError, AttributeError, TypeError):
        # The library names no error of its own for OLE files cut short; such a file is no .xlsx in any case.
        encrypted = False
    if encrypted:
        return message("Tệp Excel đặt mật khẩu mở: bỏ mật khẩu (Tệp > Thông tin > Bảo vệ) rồi nộp lại.")
    return message("Tệp Excel kiểu cũ (.xls): mở bằng Excel, lưu thành .xlsx rồi nộp lại.")


def _require_harmless(archive: zipfile.ZipFile, most: int) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > most or (
        unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(1, packed)
    ):  # fmt: skip
        raise TooLargeError(TOO_MUCH)
    names = {part_name(entry.filename) for entry in entries}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise WrongTypeError(message("Tệp Excel có macro: lưu thành .xlsx không macro rồi nộp lại."))
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise WrongTypeError(message("Đây không phải tệp Excel .xlsx: dùng biểu mẫu .xlsx tải từ hệ thống."))
