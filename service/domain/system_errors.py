"""What the operating system says when a file or a port cannot be used, in words for people."""

from __future__ import annotations

import errno

from service.domain.errors import Message, message

_WORDS = {
    errno.ENOENT: message("không có tệp hay thư mục này"),
    errno.EACCES: message("không có quyền"),
    errno.EPERM: message("không có quyền"),
    errno.EISDIR: message("đây là thư mục, không phải tệp"),
    errno.ENOTDIR: message("một phần của đường dẫn không phải là thư mục"),
    errno.ENAMETOOLONG: message("tên quá dài"),
    errno.ELOOP: message("các liên kết dẫn vòng tròn"),
    errno.ENOSPC: message("ổ đĩa đã đầy"),
    errno.EROFS: message("ổ đĩa chỉ cho đọc"),
    errno.EIO: message("lỗi đọc, ghi đĩa"),
    errno.EADDRNOTAVAIL: message("máy này không có địa chỉ đó"),
}


def why(error: OSError) -> Message | str:
    """The reason as a part of a sentence; the system's own words for what is rare."""
    return _WORDS.get(error.errno or 0, error.strerror or str(error))
