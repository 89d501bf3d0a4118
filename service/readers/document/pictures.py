"""Files that are pictures of pages: there is nothing in them to read, and people are told so."""

from __future__ import annotations

from service.domain.errors import message

SCAN = message(
    "Tệp chỉ có ảnh chụp (bản quét) của văn bản, không có chữ để đọc: dùng tệp Word gốc hoặc tệp PDF xuất từ Word. "
    "Bản quét vẫn gửi kèm làm minh chứng được."
)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")


def is_picture(content: bytes) -> bool:
    """Whether the bytes are a picture's, by how they begin."""
    return content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")
