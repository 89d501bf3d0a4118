"""Settings of signing in: what is believed of a provider, and when a proxy is missing from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.domain.errors import TonghopError
from service.settings import settings_from

OIDC = {
    "TONGHOP_OIDC_ISSUER": "https://dang-nhap.tinh.vn/",
    "TONGHOP_OIDC_CLIENT_ID": "tonghop",
    "TONGHOP_OIDC_CLIENT_SECRET": "bí mật",
}


def test_an_address_without_a_word_is_believed_only_where_it_is_set_so(tmp_path: Path) -> None:
    for given, believed in (({}, False), ({"TONGHOP_OIDC_EMAIL_VERIFIED": "1"}, True)):
        provider = settings_from({**OIDC, **given}, tmp_path).oidc
        assert provider is not None and provider.verifies_all is believed
    with pytest.raises(TonghopError, match="TONGHOP_OIDC_EMAIL_VERIFIED cần là 1"):
        settings_from({**OIDC, "TONGHOP_OIDC_EMAIL_VERIFIED": "có"}, tmp_path)


def test_levels_that_mean_a_second_factor_are_separated_by_blanks(tmp_path: Path) -> None:
    provider = settings_from({**OIDC, "TONGHOP_OIDC_FACTOR_ACR": "muc-3  muc-4"}, tmp_path).oidc
    assert provider is not None and provider.factor_levels == ("muc-3", "muc-4")


@pytest.mark.parametrize(
    ("given", "untold"),
    [
        ({}, False),
        ({"TONGHOP_ADDRESS": "https://bao-cao.tinh.vn"}, True),
        ({"TONGHOP_ADDRESS": "https://bao-cao.tinh.vn", "TONGHOP_PROXIES": "1"}, False),
        ({"TONGHOP_ADDRESS": "http://10.0.0.5:8000"}, False),
    ],
)
def test_pages_served_by_https_stand_behind_a_proxy(tmp_path: Path, given: dict[str, str], untold: bool) -> None:
    assert settings_from(given, tmp_path).is_proxy_untold is untold
