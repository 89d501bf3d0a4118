"""The register of documents: one form of numbers, one line a document, disputes shown."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain.consolidation.document_register import issuer_of, normal_number, register
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.report import Document

A = Agency("SGTVT", "Sở Giao thông vận tải", AgencyKind.SO, date(2000, 1, 1))
B = Agency("STC", "Sở Tài chính", AgencyKind.SO, date(2000, 1, 1))
NAMES = {"SGTVT": A.name, "STC": B.name}
DAY, OTHER = date(2023, 2, 3), date(2023, 2, 4)


def document(number: str, day: date | None = DAY, title: str = "Kế hoạch", kind: str = "Quyết định") -> Document:
    return Document(kind, number, day, title)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("74/QĐ-SGTVT", "74/QĐ-SGTVT"), ("Số: 074 / qđ – sgtvt", "74/QĐ-SGTVT"), ("so 5/kh-ubnd", "5/KH-UBND"),
        (" 12 ", "12"), ("", ""), ("000/TB-STC", "0/TB-STC"), ("08/2023/TT-BNV", "8/2023/TT-BNV"),
    ],
)  # fmt: skip
def test_a_number_has_one_form(typed: str, normal: str) -> None:
    assert normal_number(typed) == normal
    assert normal_number(normal) == normal


@pytest.mark.parametrize(
    ("number", "issuer"),
    [
        ("74/QĐ-SGTVT", A.name), ("398/SGTVT-VP", A.name), ("12/QĐ-UBND", "UBND"), ("15/UBND-NC", "UBND"), ("12", ""),
        ("8/2023/TT-BNV", "BNV"),
    ],
)  # fmt: skip
def test_the_symbol_names_the_issuer(number: str, issuer: str) -> None:
    assert issuer_of(number, NAMES) == issuer


def test_a_document_that_several_units_claim_is_one_line() -> None:
    (line,) = register([(B, document("Số 074/QĐ-SGTVT", title="Kế hoạch CCHC")), (A, document("74/qđ-sgtvt"))], NAMES)
    assert (line.number, line.issuer, line.title) == ("74/QĐ-SGTVT", A.name, "Kế hoạch CCHC")
    assert line.claimed_by == (A, B)
    assert (line.date, line.is_disputed) == (DAY, False)


def test_different_dates_are_a_dispute() -> None:
    (line,) = register([(A, document("74/QĐ-SGTVT")), (B, document("74/QĐ-SGTVT", OTHER))], NAMES)
    assert (line.date, line.dates, line.is_disputed) == (DAY, (DAY, OTHER), True)
    (line,) = register([(A, document("74/QĐ-SGTVT")), (B, document("74/QĐ-SGTVT", None))], NAMES)
    assert not line.is_disputed


def test_a_number_without_symbol_is_each_units_own() -> None:
    lines = register([(A, document("5")), (B, document("5")), (A, document("5"))], NAMES)
    assert [line.claimed_by for line in lines] == [(A,), (B,)]


def test_issuers_stand_in_the_order_of_the_vietnamese_dictionary() -> None:
    names = {"A": "Huyện Ân Thi", "B": "Huyện Yên Mỹ", "C": "Huyện Đông Anh", "D": "Huyện Hải Hà"}
    lines = register([(A, document(f"1/QĐ-{symbol}")) for symbol in names], names)
    assert [line.issuer for line in lines] == ["Huyện Ân Thi", "Huyện Đông Anh", "Huyện Hải Hà", "Huyện Yên Mỹ"]


def test_the_order_does_not_depend_on_who_came_first() -> None:
    claims = [
        (A, document("9/QĐ-SGTVT", OTHER)),
        (B, document("1/KH-STC", kind="Kế hoạch")),
        (A, document("10/QĐ-SGTVT")),
    ]
    lines = register(claims, NAMES)
    assert lines == register(reversed(claims), NAMES)
    assert [line.number for line in lines] == ["1/KH-STC", "10/QĐ-SGTVT", "9/QĐ-SGTVT"]
