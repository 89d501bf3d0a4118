"""What a reader is shown in Vietnamese has one word for one thing, in the tone of the administration."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from service.catalogue.catalogue import load_catalogue
from service.web.translations.extract import texts

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
WRITTEN = sorted([*(TEMPLATES / "mail" / "vi").iterdir(), *(TEMPLATES / "help" / "vi").glob("*.html")])
EXCEL_FORM = sorted((TEMPLATES.parent / "service" / "writers" / "blank_workbook").glob("*.py"))
# What is not said, with what is said for it.
BANNED = {
    r"\bKTPV\b": "không áp dụng",
    r"\bghi n/a|\bhoặc n/a": "«Không áp dụng»",
    r"không thuộc phạm vi": "không áp dụng",
    r"\bphần lời\b|\b[Tt]ường thuật\b|\bmục viết\b|\bđoạn viết\b": "nội dung báo cáo",
    r"\bViết tiếp\b|\bBắt đầu viết\b": "Nhập tiếp, Nhập báo cáo",
    r"\b(?:Bạn|bạn|Chúng tôi|chúng tôi)\b": "đồng chí, hệ thống",
    r": lệch |: hơn \{": "chênh lệch, vượt",
    r"\bngày có thật\b": "ngày hợp lệ",
    r"Phát hiện khi kiểm tra": "Kết quả kiểm tra số liệu",
    r"\b[Bb]ậc nhắc\b": "mốc nhắc",
    r"\bThôi miễn\b|\bMiễn báo cáo\b": "Bỏ miễn, Miễn nộp",
    r"\bCác tờ trong\b": "các trang tính",
    r"\bsố đếm giám sát\b": "chỉ số giám sát",
    r"\bthôi nhắc\b": "ngừng nhắc",
    r"chưa rõ nghĩa": "chưa rõ số",
    r"Văn bản thứ|Văn bản ở dòng": "dòng … của danh mục văn bản",
    r"Mã truy cập \(token\)": "mã truy cập API",
    r"^Không hiểu được|^Không phù hợp với trạng thái": "Không đọc được, Chưa thực hiện được",
}


@cache
def said() -> tuple[str, ...]:
    """Every text of ours: of pages, messages, mails, help, the form in Excel and rules."""
    files = (path.read_text(encoding="utf-8") for path in (*WRITTEN, *EXCEL_FORM))
    rules = (rule.text for template in load_catalogue().templates.values() for rule in template.rules)
    return *(text for _, text in texts()), *files, *rules


@pytest.mark.parametrize("pattern", BANNED)
def test_one_thing_has_one_word(pattern: str) -> None:
    assert [text for text in said() if re.search(pattern, text)] == [], f"say: {BANNED[pattern]}"


def test_the_guard_sees_a_banned_word() -> None:
    assert re.search(next(iter(BANNED)), "ô ghi KTPV") and len(said()) > 500
