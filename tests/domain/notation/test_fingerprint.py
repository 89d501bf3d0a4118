"""A fingerprint is that of the bytes."""

from __future__ import annotations

import hashlib

from service.domain.notation.fingerprint import sha256_of


def test_a_text_has_the_fingerprint_of_its_bytes() -> None:
    assert (
        sha256_of("Sở Tư pháp") == sha256_of("Sở Tư pháp".encode()) == hashlib.sha256("Sở Tư pháp".encode()).hexdigest()
    )


def test_half_of_a_sign_is_no_failure() -> None:
    assert sha256_of("\ud800") == sha256_of("?")
