"""A fingerprint is that of the bytes."""

from __future__ import annotations

import hashlib

import pytest

from service.domain.notation.fingerprint import sha256_of, typed_fingerprint


def test_a_text_has_the_fingerprint_of_its_bytes() -> None:
    assert (
        sha256_of("Sở Tư pháp") == sha256_of("Sở Tư pháp".encode()) == hashlib.sha256("Sở Tư pháp".encode()).hexdigest()
    )


def test_half_of_a_sign_is_no_failure() -> None:
    assert sha256_of("\ud800") == sha256_of("?")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0a1b2c3d4e5f6071", "0a1b2c3d4e5f6071"),
        (" 0A1B 2C3D-4E5F:6071\n", "0a1b2c3d4e5f6071"),
        ("Oa1b2c3d4e5f6o7l", "0a1b2c3d4e5f6071"),
        ("a" * 64, "a" * 64),
        ("0a1b2c3d4e5f607", None),
        ("a" * 65, None),
        ("2023-Q3-SGTVT-1", None),
        ("", None),
        ("%" * 20, None),
    ],
)
def test_a_code_typed_from_paper_is_read_as_it_was_meant(typed: str, meant: str | None) -> None:
    assert typed_fingerprint(typed) == meant
