"""Numbers and bullets before a paragraph are told from dates, fractions and figures."""

from __future__ import annotations

import pytest

from service.readers.document.labels import LabelKind, depth_of, kind_of, split_label


@pytest.mark.parametrize(
    ("text", "label", "rest", "depth"),
    [
        ("I. CHỈ ĐẠO", "I.", "CHỈ ĐẠO", 1),
        ("II/ KẾT QUẢ", "II/", "KẾT QUẢ", 1),
        ("IV – PHƯƠNG HƯỚNG", "IV-", "PHƯƠNG HƯỚNG", 1),
        ("V.KIẾN NGHỊ", "V.", "KIẾN NGHỊ", 1),
        ("II.1. Thể chế", "II.1.", "Thể chế", 2),
        ("II.2.a Rà soát", "II.2.a", "Rà soát", 3),
        ("1. Thể chế", "1.", "Thể chế", 2),
        ("1.2 Thủ tục", "1.2", "Thủ tục", 3),
        ("2.1.3. Số hóa", "2.1.3.", "Số hóa", 4),
        ("1. 05 đơn vị", "1.", "05 đơn vị", 2),
        ("đ/ Tuyên truyền", "đ/", "Tuyên truyền", 3),
        ("(a) Số lượng", "(a)", "Số lượng", 3),
        ("(1) Số lượng", "(1)", "Số lượng", 2),
    ],
)
def test_labels_are_split_off(text: str, label: str, rest: str, depth: int) -> None:
    assert split_label(text) == (label, rest)
    assert depth_of(label) == depth


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("- Kế hoạch", "-"), ("–Kế hoạch", "-"), ("+ Tuyển dụng", "+"), ("* Tham mưu", "*"), ("• Một", "•"),
        ("\uf0b7 Một", "•"),
    ],
)  # fmt: skip
def test_bullets_are_split_off(text: str, label: str) -> None:
    assert split_label(text)[0] == label
    assert kind_of(label) is LabelKind.BULLET


@pytest.mark.parametrize(
    "text",
    [
        "15/12/2023 – 14/6/2024", "30.6.2022 là hạn", "1.083/1.085 hồ sơ", "23/44 nhiệm vụ", "12.5%", "1.2 tỷ đồng",
        "-5,2%", "+5%", "10-15 hồ sơ", "VI PHẠM", "Sở. Nội vụ", "1.174 tỷ đồng", "–––––––", "2022. ",
        "15/KH-UBND ngày 12/01/2023",
    ],
)  # fmt: skip
def test_figures_and_dates_are_no_labels(text: str) -> None:
    assert split_label(text) == ("", text)
