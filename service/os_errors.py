"""What the operating system says when a file or a port cannot be used, in words for people."""

from __future__ import annotations

import errno

from service.domain.errors import Message, StorageFullError, UnavailableError, message

_WORDS = {
    errno.ENOENT: message("không có tệp hay thư mục này"),
    errno.EACCES: message("không có quyền"),
    errno.EPERM: message("không có quyền"),
    errno.EISDIR: message("đây là thư mục, không phải tệp"),
    errno.ENOTDIR: message("một phần của đường dẫn không phải là thư mục"),
    errno.ENAMETOOLONG: message("tên quá dài"),
    errno.ELOOP: message("các liên kết dẫn vòng tròn"),
    errno.ENOSPC: message("ổ đĩa đã đầy"),
    errno.EDQUOT: message("đã dùng hết dung lượng được cấp"),
    errno.EROFS: message("ổ đĩa chỉ cho đọc"),
    errno.EIO: message("lỗi đọc, ghi đĩa"),
    errno.ECONNREFUSED: message("máy chủ từ chối kết nối"),
    errno.ECONNRESET: message("máy chủ ngắt kết nối"),
    errno.ETIMEDOUT: message("máy chủ không trả lời kịp thời"),
    errno.EHOSTUNREACH: message("không có đường mạng tới máy chủ"),
    errno.ENETUNREACH: message("không có đường mạng tới máy chủ"),
    errno.EADDRNOTAVAIL: message("máy này không có địa chỉ đó"),
}

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FAILING = {errno.EROFS, errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENFILE}


def unavailable(error: OSError) -> UnavailableError | None:
    """The error that says that a file cannot be written just now; None where it is about something else."""
    if error.errno in _FULL:
        return StorageFullError(
            message(
                "Máy chủ đã hết chỗ ghi tệp: nội dung chưa được lưu, vui lòng giữ trang này và thử lại sau ít phút. "
                "Quản trị viên cần giải phóng chỗ trên ổ đĩa; hệ thống tự hoạt động lại ngay sau đó."
            )
        )
    if error.errno in _FAILING:
        return UnavailableError(
            message(
                "Máy chủ tạm thời không ghi được tệp ({why}): nội dung chưa được lưu, vui lòng giữ trang này và thử "
                "lại sau ít phút. Quản trị viên cần kiểm tra ổ đĩa.",
                why=why(error),
            )
        )
    return None


def why(error: OSError) -> Message | str:
    """The reason as a part of a sentence; the system's own words for what is rare."""
    return _WORDS.get(error.errno or 0, error.strerror or str(error))
