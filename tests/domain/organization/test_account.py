"""Addresses of accounts are such as people can type and mail servers take."""

from __future__ import annotations

import pytest

from service.domain.errors import ConflictError
from service.domain.organization.account import clean_email


@pytest.mark.parametrize(
    "address",
    [
        "hoà@sgtvt.demo.vn", "lan@sởtưpháp.vn", "lan@x..vn", ".lan@x.vn", "lan.@x.vn", "la..n@x.vn", "lan@-x.vn",
        "lan@x-.vn", "lan@x", "lan@.vn", "lan@x.vn.", "la n@x.vn", "lan@x.vn, minh@x.vn", "Lan <lan@x.vn>", "@x.vn",
        "lan@", "lan", "", "lan@x@y.vn", f"{'l' * 65}@x.vn", f"lan@{'x' * 64}.vn", "lan@1.2.3.4",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_written_to_is_refused(address: str) -> None:
    with pytest.raises(ConflictError, match="địa chỉ thư điện tử"):
        clean_email(address)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Minh@SGTVT.demo.vn ", "minh@sgtvt.demo.vn"),
        ("minh\u200b@sgtvt.demo.vn", "minh@sgtvt.demo.vn"),
        ("nguyen.van_a+cchc@hung-yen.gov.vn", "nguyen.van_a+cchc@hung-yen.gov.vn"),
        ("lan@xn--s-5ja.vn", "lan@xn--s-5ja.vn"),
    ],
)
def test_an_address_is_kept_as_it_is_typed_at_sign_in(typed: str, address: str) -> None:
    assert clean_email(typed) == address
