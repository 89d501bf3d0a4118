"""Lines are joined as a person would read them aloud."""

from __future__ import annotations

import pytest

from service.readers.document.lines import continues, joined, tidy


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("tiếp nhận 7.266", "hồ sơ", "tiếp nhận 7.266 hồ sơ"),
        ("Công văn số 512/SNV-", "CCHCVTLT", "Công văn số 512/SNV-CCHCVTLT"),
        ("số 34/2022/", "QĐ-UBND", "số 34/2022/QĐ-UBND"),
        ("thực hiện nghi-", "êm túc", "thực hiện nghiêm túc"),
        ("kinh tế-", "xã hội", "kinh tế-xã hội"),
        ("từ 15/12/2023 -", "14/6/2024", "từ 15/12/2023 - 14/6/2024"),
        ("hành\u00ad", "chính", "hànhchính"),
        ("", "một", "một"),
    ],
)
def test_lines_are_joined(before: str, after: str, whole: str) -> None:
    assert joined(before, after) == whole


def test_text_is_tidied() -> None:
    assert tidy("  Ủy\u200b ban\u00a0nhân\tdân\n x\u00ad\u0300y ") == "Ủy ban nhân dân x\u0300y"
    assert tidy("Ho\u0300a") == "Hòa"


@pytest.mark.parametrize(
    ("before", "after", "does"),
    [
        ("đã tiếp nhận được", "1.234 hồ sơ", True),
        ("nội vụ và công tác", "Thi đua", True),
        ("theo quy định.", "trong đó có", False),
        ("đạt kết quả tốt", "Trong kỳ", False),
        ("gồm các nhóm (", "A, B)", True),
    ],
)
def test_a_sentence_goes_on(before: str, after: str, does: bool) -> None:
    assert continues(before, after) is does
